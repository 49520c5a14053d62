//! One session from its greeting to its end: the driver of [`ftp::Session`], which decides what is said.

use super::control::Control;
use super::host::Host;
use super::login::{self, Visitor};
use super::passive;
use super::transfer::{Channel, Work};
use csms::{Link, LinkUse};
use ftp::{Access, Entry, Event, Output, Session, Setup, Transfer, TransferEnd, TransferRefusal, UnmetRequest, Wish};
use model::TurnedAway;
use std::future::pending;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::time::{Duration, SystemTime};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

/// Whoever connects is logged in within this time, or is sent away.
const LOGIN_TIME: Duration = Duration::from_secs(30);
/// A session in which nothing is said or transferred for so long ends.
const IDLE_TIME: Duration = Duration::from_secs(180);
/// What one is told who says nothing.
const TOO_QUIET: &str = "421 Nothing was said for too long.\r\n";

type UnderWay = Pin<Box<dyn Future<Output = TransferEnd> + Send>>;

pub struct Visit<'a> {
    host: &'a Host,
    control: Control,
    session: Session,
    local: SocketAddr,
    peer: IpAddr,
    visitor: Option<Visitor>,
    port: Option<TcpListener>,
    transfer: Option<UnderWay>,
    /// Calls the transfer off.
    off: CancellationToken,
    /// All is said: the connection ends.
    over: bool,
}

impl<'a> Visit<'a> {
    pub async fn begin(host: &'a Host, stream: TcpStream) -> io::Result<Self> {
        let (local, peer) = (stream.local_addr()?, stream.peer_addr()?.ip().to_canonical());
        let (control, encrypted) = Control::accept(stream, host.tls.as_ref()).await?;
        let session = Session::new(Setup { greeting: "Chargehand", offers_tls: host.tls.is_some(), encrypted });
        Ok(Self {
            host,
            control,
            session,
            local: SocketAddr::new(local.ip().to_canonical(), local.port()),
            peer,
            visitor: None,
            port: None,
            transfer: None,
            off: host.cut.child_token(),
            over: false,
        })
    }

    /// Until the client goes, is sent away, or is silent for too long. A transfer may outlive its control connection.
    pub async fn run(mut self) -> io::Result<()> {
        let begun = Instant::now();
        let (mut heard, mut has_gone) = (begun, false);
        loop {
            while let Some(output) = self.session.poll() {
                match output {
                    Output::Say(text) => self.control.say(&text),
                    Output::Wish(wish) => self.fulfil(wish).await?,
                }
            }
            if let Err(error) = self.control.flush().await {
                has_gone = true;
                tracing::debug!(%error, "a session over FTP ended without its end being heard");
            }
            if self.over || (has_gone && self.transfer.is_none()) {
                break;
            }
            let silent_at = if self.visitor.is_some() { heard + IDLE_TIME } else { begun + LOGIN_TIME };
            tokio::select! {
                ended = under_way(&mut self.transfer) => {
                    self.transfer = None;
                    heard = Instant::now();
                    self.stir();
                    self.session.tell(Event::Ended(ended));
                }
                said = self.control.read(), if !has_gone && self.session.has_room() => {
                    heard = Instant::now();
                    has_gone = said.is_empty();
                    self.session.take(&said);
                    if !has_gone {
                        self.stir();
                    }
                }
                () = self.host.cut.cancelled(), if self.transfer.is_none() => break,
                () = sleep_until(silent_at), if self.transfer.is_none() => {
                    self.control.say(TOO_QUIET);
                    self.control.flush().await?;
                    break;
                }
            }
        }
        self.control.end().await;
        Ok(())
    }

    /// Its login is not quiet.
    fn stir(&self) {
        if let Some(visitor) = &self.visitor {
            visitor.link.stir();
        }
    }

    async fn fulfil(&mut self, wish: Wish) -> io::Result<()> {
        // What comes next may take its time.
        self.control.flush().await?;
        match wish {
            Wish::Login { user, password } => {
                let found = self.log_in(&user, &password).await;
                self.session.tell(found);
            }
            Wish::Encrypt => {
                let rest = self.session.take_rest();
                let tls = self.host.tls.as_ref().ok_or(io::ErrorKind::Unsupported)?;
                self.control.encrypt(tls, rest).await?;
                self.visitor = None;
                self.session.tell(Event::Encrypted);
            }
            Wish::Listen { extended } => {
                self.port = None;
                let at = self.listen(extended).await;
                self.session.tell(Event::Listens(at));
            }
            Wish::Files => {
                let files = self.files().await;
                self.session.tell(Event::Files(files));
            }
            Wish::Rename { from, to } => {
                let renamed = match &self.visitor {
                    Some(visitor) => visitor.link.rename(&from, &to).await.unwrap_or_else(|failure| {
                        self.host.csms.report(&failure);
                        false
                    }),
                    None => false,
                };
                self.session.tell(Event::Renamed(renamed));
            }
            Wish::Transfer { what, protected } => match self.transfer(what, protected).await {
                Ok(name) => self.session.tell(Event::Begins { name }),
                Err(why) => self.session.tell(Event::Refused(why)),
            },
            Wish::CutOff => self.off.cancel(),
            Wish::Tell(UnmetRequest::ActiveMode) => {
                if let Some(visitor) = &self.visitor {
                    visitor.link.refuse("it asked for active mode (PORT, EPRT), which is not spoken here").await;
                }
            }
            Wish::Tell(UnmetRequest::NoPort) => self.turn_away(TurnedAway::NoPort).await,
            Wish::Tell(UnmetRequest::Form) => self.turn_away(TurnedAway::FtpForm).await,
            Wish::NoPassword { user } => login::not_logged_in(&self.host.csms, &user, TurnedAway::NoPassword).await,
            Wish::Goodbye => {
                if let Some(visitor) = &self.visitor {
                    visitor.link.goodbye();
                }
                self.over = true;
            }
            Wish::Close => self.over = true,
        }
        Ok(())
    }

    async fn turn_away(&mut self, why: TurnedAway) {
        if let Some(visitor) = &self.visitor {
            visitor.link.turned_away(why).await;
        }
    }

    async fn log_in(&mut self, user: &str, password: &str) -> Event {
        self.visitor = None;
        let encrypted = self.session.is_encrypted();
        match self.host.logins.find(&self.host.csms, user, password, encrypted).await {
            Ok(visitor) => {
                let access = match visitor.link.purpose() {
                    LinkUse::Fetch => Access::Fetch,
                    LinkUse::Put => Access::Put,
                };
                visitor.link.stir();
                self.visitor = Some(visitor);
                Event::LoggedIn(access)
            }
            Err(why) => Event::NotLoggedIn(why),
        }
    }

    async fn listen(&mut self, extended: bool) -> Option<SocketAddr> {
        let port = match passive::open(self.local.ip(), self.host.passive) {
            Ok(port) => port,
            Err(error) => {
                tracing::warn!(%error, "no port is free for a data connection over FTP");
                return None;
            }
        };
        let local = port.local_addr().ok()?;
        let told = self.host.passive_host.address(local, extended).await;
        self.port = told.is_some().then_some(port);
        told
    }

    async fn files(&mut self) -> Option<Vec<Entry>> {
        let link = &self.visitor.as_ref()?.link;
        match files_of(link).await {
            Ok(files) => Some(files),
            Err(failure) => {
                self.host.csms.report(&failure);
                None
            }
        }
    }

    /// Begins a transfer; the name of a file that is put.
    async fn transfer(&mut self, what: Transfer, protected: bool) -> Result<Option<String>, TransferRefusal> {
        let (Some(visitor), Some(port)) = (&self.visitor, self.port.take()) else {
            return Err(TransferRefusal::Failed);
        };
        if self.host.closing.is_cancelled() {
            return Err(TransferRefusal::Stopping);
        }
        // A stop waits for it for a while.
        let under_way = self.host.transfers.token();
        let names_it = matches!(&what, Transfer::Receive { name: None, .. });
        let work = Work::begin(&visitor.link, what).await?;
        let name = work.name().filter(|_| names_it).map(str::to_owned);
        self.off = self.host.cut.child_token();
        let tls = self.host.tls.clone().filter(|_| protected);
        let channel = Channel { port, peer: self.peer, tls, off: self.off.clone(), cut: self.host.cut.clone() };
        self.transfer = Some(Box::pin(async move {
            let ended = work.run(channel).await;
            drop(under_way);
            ended
        }));
        Ok(name)
    }
}

async fn under_way(transfer: &mut Option<UnderWay>) -> TransferEnd {
    match transfer {
        Some(transfer) => transfer.await,
        None => pending().await,
    }
}

async fn files_of(link: &Link) -> Result<Vec<Entry>, csms::Failure> {
    if link.purpose() == LinkUse::Fetch && !link.counts().await? {
        return Ok(Vec::new());
    }
    let seconds = |at: SystemTime| match at.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_secs()).unwrap_or(i64::MAX),
        Err(_before) => 0,
    };
    let files = link.files().await?.into_iter();
    Ok(files.map(|file| Entry { changed: seconds(file.changed), name: file.name, bytes: file.bytes }).collect())
}
