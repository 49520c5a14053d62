//! One transfer: what it is, and how its bytes go over the data connection.

use super::control::encrypted;
use super::{passive, stretch};
use crate::hosting::bounds::STALL_TIME;
use csms::{End, FileHead, FileIntake, FilePortion, Link, LinkUse, NotServed, NotTaken};
use ftp::{Start, Transfer, TransferEnd, TransferRefusal};
use std::net::IpAddr;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, sink};
use tokio::net::TcpListener;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;

/// At the end of a data connection the other side has so long to end it too.
const GOODBYE: Duration = Duration::from_millis(500);

/// Of a file that is not wanted so many bytes are read, for so long, so that the charger hears why.
const UNWANTED: u64 = 16 * 1024 * 1024;
const UNWANTED_TIME: Duration = Duration::from_secs(20);

/// A transfer that may begin.
#[expect(clippy::large_enum_variant, reason = "there is one a session, and it is moved once")]
pub enum Work {
    Send(FilePortion),
    Text(String),
    Receive(FileIntake),
}

/// Where its bytes go.
pub struct Channel {
    pub port: TcpListener,
    /// The other end of the control connection.
    pub peer: IpAddr,
    /// The data is encrypted.
    pub tls: Option<TlsAcceptor>,
    /// Cancelled, it is called off.
    pub off: CancellationToken,
    /// Cancelled, the server stops.
    pub cut: CancellationToken,
}

impl Work {
    /// Looks whether it may be, by the login's link. What is refused stands on the timeline.
    pub async fn begin(link: &Link, what: Transfer) -> Result<Self, TransferRefusal> {
        match what {
            Transfer::Text(text) => Ok(Work::Text(text)),
            Transfer::Send { path, from } => send(link, &path, from).await.map(Work::Send),
            Transfer::Receive { name, at } => receive(link, name, at).await.map(Work::Receive),
        }
    }

    /// The name under which a file comes.
    pub fn name(&self) -> Option<&str> {
        match self {
            Work::Receive(receiving) => Some(receiving.name()),
            Work::Send(_) | Work::Text(_) => None,
        }
    }

    pub async fn run(self, channel: Channel) -> TransferEnd {
        let Channel { port, peer, tls, off, cut } = channel;
        let comes = tokio::select! {
            () = off.cancelled() => {
                self.nobody_came(called_off(&cut));
                return TransferEnd::Broken;
            }
            comes = passive::accept(port, peer) => comes,
        };
        let Ok(data) = comes else {
            self.nobody_came("no data connection came");
            return TransferEnd::NoConnection;
        };
        match tls {
            None => self.over(data, &off, &cut).await,
            Some(tls) => match encrypted(&tls, data).await {
                Ok(mut data) => {
                    let ended = self.over(&mut data, &off, &cut).await;
                    // Some report an error where they find it closed before they have.
                    let _gone_or_not = timeout(GOODBYE, tokio::io::copy(&mut data, &mut sink())).await;
                    ended
                }
                Err(_no_handshake) => {
                    self.nobody_came("the data connection was not encrypted");
                    TransferEnd::NotEncrypted
                }
            },
        }
    }

    fn nobody_came(self, why: &'static str) {
        if let Work::Receive(mut receiving) = self {
            receiving.will_end_with(why);
        }
    }

    async fn over(
        self,
        mut data: impl AsyncRead + AsyncWrite + Unpin,
        off: &CancellationToken,
        cut: &CancellationToken,
    ) -> TransferEnd {
        let sent = match self {
            Work::Send(file) => stretch::send(file, &mut data, STALL_TIME, off).await,
            Work::Text(text) => stretch::send(text.as_bytes(), &mut data, STALL_TIME, off).await,
            Work::Receive(receiving) => return take(receiving, data, off, cut).await,
        };
        // A charger that has everything may have gone by now.
        let _said_goodbye = timeout(STALL_TIME, data.shutdown()).await;
        if sent.is_ok() { TransferEnd::Well } else { TransferEnd::Broken }
    }
}

async fn take(
    mut receiving: FileIntake,
    mut data: impl AsyncRead + AsyncWrite + Unpin,
    off: &CancellationToken,
    cut: &CancellationToken,
) -> TransferEnd {
    let end = match stretch::take(&mut receiving, &mut data, off).await {
        Ok(_whatever) if off.is_cancelled() => End::Broken(called_off(cut)),
        Ok(end) => end,
        Err(why) => {
            read_unwanted(&mut data).await;
            return TransferEnd::Refused(not_taken(&why));
        }
    };
    // Who ended TLS waits for the same from here.
    let _said_goodbye = timeout(GOODBYE, data.shutdown()).await;
    match receiving.set_down(end).await {
        Ok(taken) if taken.bytes == 0 => TransferEnd::Empty,
        Ok(_taken) => TransferEnd::Well,
        Err(NotTaken::CutOff { .. }) if end == End::Broken(stretch::TOO_SLOW) => TransferEnd::TooSlow,
        Err(NotTaken::CutOff { .. }) => TransferEnd::Broken,
        Err(why) => TransferEnd::Refused(not_taken(&why)),
    }
}

fn called_off(cut: &CancellationToken) -> &'static str {
    if cut.is_cancelled() { "the server was stopped" } else { "the charger called it off" }
}

/// Who is still sending does not look for an answer: a bounded rest is read away.
async fn read_unwanted(data: &mut (impl AsyncRead + Unpin)) {
    let rest = data.take(UNWANTED);
    tokio::pin!(rest);
    let _gone_or_too_much = timeout(UNWANTED_TIME, tokio::io::copy(&mut rest, &mut sink())).await;
}

async fn send(link: &Link, path: &str, from: u64) -> Result<FilePortion, TransferRefusal> {
    match link.purpose() {
        LinkUse::Fetch => {}
        LinkUse::Put => {
            link.refuse(&format!("it asked for {path}, but this login is for putting a file here")).await;
            return Err(TransferRefusal::OnlyPut);
        }
    }
    // There is one file, whatever it is called.
    if !counts(link).await? {
        return Err(TransferRefusal::Gone);
    }
    let fetching = link.fetch().await.map_err(|why| match why {
        NotServed::Gone => TransferRefusal::Gone,
        NotServed::Busy => TransferRefusal::Busy,
        NotServed::Failed => TransferRefusal::Failed,
    })?;
    let Some(rest) = fetching.bytes().checked_sub(from) else { return Err(TransferRefusal::WrongOffset) };
    fetching.read(from, rest).await.map_err(|error| {
        tracing::error!(%error, "a firmware file cannot be read");
        TransferRefusal::Failed
    })
}

async fn receive(link: &Link, name: Option<String>, at: Start) -> Result<FileIntake, TransferRefusal> {
    if link.purpose() != LinkUse::Put {
        link.refuse("it wanted to put a file, but this login is for fetching one").await;
        return Err(TransferRefusal::OnlyFetch);
    }
    if !counts(link).await? {
        link.refuse("it wanted to put a file where nothing is awaited any more").await;
        return Err(TransferRefusal::Gone);
    }
    let offset = match (at, &name) {
        (Start::Anew, _) | (Start::End, None) => 0,
        (Start::At(from), _) => from,
        (Start::End, Some(name)) => {
            let files = link.files().await.map_err(|failure| failed(&failure))?;
            files.iter().find(|file| file.is_called(name)).map_or(0, |file| file.bytes)
        }
    };
    let otherwise = link.told_name().map(str::to_owned).into_iter().collect();
    let incoming = FileHead { offset, name, otherwise, ..FileHead::default() };
    link.receive(incoming).await.map_err(|why| not_taken(&why))
}

/// The link may have ended since the login.
async fn counts(link: &Link) -> Result<bool, TransferRefusal> {
    link.counts().await.map_err(|failure| failed(&failure))
}

fn failed(failure: &csms::Failure) -> TransferRefusal {
    tracing::error!(error = failure as &dyn std::error::Error, "a one-time address could not be looked up");
    TransferRefusal::Failed
}

fn not_taken(why: &NotTaken) -> TransferRefusal {
    match why {
        NotTaken::Gone | NotTaken::NotAllowed => TransferRefusal::Gone,
        NotTaken::Busy => TransferRefusal::Busy,
        NotTaken::TooLarge { .. } => TransferRefusal::TooLarge,
        NotTaken::TooMany { .. } => TransferRefusal::TooMany,
        NotTaken::QuotaFull => TransferRefusal::NoRoom,
        NotTaken::DiskFull => TransferRefusal::DiskFull,
        NotTaken::WrongOffset { .. } => TransferRefusal::WrongOffset,
        NotTaken::CutOff { .. } | NotTaken::Failed => TransferRefusal::Failed,
    }
}
