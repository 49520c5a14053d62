//! The file host over FTP: a login is a one-time address, and behind it stands one file to fetch, or room for one to put.

mod engine;
mod login;
mod passive;
mod room;
mod stretch;

pub use engine::Engine;

use super::{HostingError, STALL_TIME, TRANSFERS_END, reached};
use crate::certificate::Pair;
use crate::config::{FileDoors, PortRange};
use csms::Csms;
use libunftp::options::{ActivePassiveMode, PassiveHost, SiteMd5};
use libunftp::{Server, ServerBuilder, ServerError};
use login::{Login, Logins, Visitor};
use passive::Ports;
use room::Room;
use std::io;
use std::net::{IpAddr, Shutdown, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Sessions at once; further ones are told to come later.
const SESSIONS: usize = 1_024;
/// Whoever connects is logged in within this time, or is cut off: before that the library bounds nothing.
const LOGIN_TIME: Duration = Duration::from_secs(30);
/// A session in which nothing is said or transferred for so long ends.
const IDLE_TIME: Duration = Duration::from_secs(180);
/// No session is longer: the library waits without a bound for a TLS handshake on a data connection.
const SESSION_LONGEST: Duration = Duration::from_secs(24 * 3600);
/// Sessions that are cut off at a stop have so long to be gone.
const SESSIONS_END: Duration = Duration::from_millis(500);
/// After a failed accept, before the next.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
/// What one who comes too many is told.
const TOO_MANY: &[u8] = b"421 Too many sessions are open; try again later.\r\n";

/// The door, bound.
pub struct Door {
    listener: TcpListener,
    pub local: SocketAddr,
    ftp_host: Option<String>,
    passive: PortRange,
    ftps: Option<Pair>,
    engine: Engine,
}

/// The door, open.
pub struct Open {
    host: Arc<Host>,
    engine: Engine,
    accepting: JoinHandle<()>,
}

/// What the sessions share.
struct Host {
    csms: Csms,
    passive: PortRange,
    passive_host: PassiveHost,
    ftps: Option<Pair>,
    places: Arc<Semaphore>,
    logins: Arc<Logins>,
    sessions: TaskTracker,
    transfers: TaskTracker,
    /// Nothing new begins.
    closing: CancellationToken,
    /// Everything ends.
    cut: CancellationToken,
}

/// What the parts of one session tell each other.
#[derive(Clone, Debug)]
struct Session {
    logged_in: CancellationToken,
    /// It ends now, and so does its transfer.
    cut: CancellationToken,
}

impl Door {
    pub async fn bind(address: SocketAddr, doors: &FileDoors) -> Result<Self, HostingError> {
        let unheard = |why| HostingError::Listen { address, why };
        let ftps = match &doors.ftps {
            Some((certificate, key)) => Some(Pair::read(certificate, key)?),
            None => None,
        };
        let engine = Engine::start().map_err(HostingError::Thread)?;
        let listener = TcpListener::bind(address).await.map_err(unheard)?;
        let local = listener.local_addr().map_err(unheard)?;
        Ok(Self { listener, local, ftp_host: doors.ftp_host.clone(), passive: doors.ftp_passive, ftps, engine })
    }

    /// Host and port as they stand in chargers' addresses.
    pub fn address(&self) -> String {
        match self.ftp_host.as_deref().map(host_and_port) {
            Some((host, port)) => format!("{host}:{}", port.unwrap_or(self.local.port())),
            None => reached(self.local),
        }
    }

    pub fn encrypts(&self) -> bool {
        self.ftps.is_some()
    }

    pub fn open(self, csms: &Csms) -> Open {
        let host = Arc::new(Host {
            csms: csms.clone(),
            passive: self.passive,
            passive_host: passive_host(self.ftp_host.as_deref()),
            ftps: self.ftps,
            places: Arc::new(Semaphore::new(SESSIONS)),
            logins: Arc::default(),
            sessions: TaskTracker::new(),
            transfers: TaskTracker::new(),
            closing: CancellationToken::new(),
            cut: CancellationToken::new(),
        });
        let accepting = tokio::spawn(Arc::clone(&host).listen(self.listener, self.engine.handle().clone()));
        Open { host, engine: self.engine, accepting }
    }
}

impl Open {
    /// Takes nobody in any more, lets transfers end for a while, and cuts off what is left. What they have to tell of it is
    /// told on the thread that remains.
    pub async fn end(self) -> Engine {
        let Self { host, engine, accepting } = self;
        host.closing.cancel();
        if let Err(error) = accepting.await {
            tracing::warn!(%error, "the file host's task for FTP failed");
        }
        host.transfers.close();
        let _cut_off_below = timeout(TRANSFERS_END, host.transfers.wait()).await;
        host.cut.cancel();
        host.sessions.close();
        if timeout(SESSIONS_END, host.sessions.wait()).await.is_err() {
            tracing::warn!("the sessions over FTP did not end in time");
        }
        engine
    }
}

impl Host {
    async fn listen(self: Arc<Self>, listener: TcpListener, engine: Handle) {
        loop {
            let accepted = tokio::select! {
                () = self.closing.cancelled() => return,
                accepted = listener.accept() => accepted,
            };
            match accepted {
                Ok((stream, _peer)) => match Arc::clone(&self.places).try_acquire_owned() {
                    Ok(place) => {
                        let session = Arc::clone(&self).serve(stream, place);
                        self.sessions.spawn_on(session, &engine);
                    }
                    Err(_) => drop(stream.try_write(TOO_MANY)),
                },
                Err(error) => {
                    tracing::warn!(%error, "a connection for FTP could not be accepted");
                    sleep(ACCEPT_PAUSE).await;
                }
            }
        }
    }

    /// One session, from its greeting to its end.
    async fn serve(self: Arc<Self>, stream: TcpStream, place: OwnedSemaphorePermit) {
        let session = Session { logged_in: CancellationToken::new(), cut: self.cut.child_token() };
        let (stream, control) = match doubled(stream) {
            Ok(both) => both,
            Err(error) => return tracing::debug!(%error, "a session over FTP ended before it began"),
        };
        let server = match self.server(&session, place) {
            Ok(server) => server,
            Err(error) => {
                return tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "a session over FTP could not begin; are certificate and key in order?"
                );
            }
        };
        let over = async {
            if timeout(LOGIN_TIME, session.logged_in.cancelled()).await.is_ok() {
                sleep(SESSION_LONGEST).await;
            }
        };
        tokio::select! {
            // A transfer may outlive the control connection.
            _ = server.service(stream) => {}
            () = session.cut.cancelled() => {}
            () = over => session.cut.cancel(),
        }
        // The library's own task goes on as long as its socket does.
        let _gone_already = control.shutdown(Shutdown::Both);
    }

    /// The library wants one server a session where it does not accept by itself. So a renewed certificate needs no restart.
    fn server(&self, session: &Session, place: OwnedSemaphorePermit) -> Result<Server<Room, Visitor>, ServerError> {
        let room = Room::new(session.clone(), self.transfers.clone(), self.closing.clone(), place);
        let login = Arc::new(Login::new(self.csms.clone(), Arc::clone(&self.logins), session.clone()));
        let provider = Arc::clone(&login);
        let builder =
            ServerBuilder::<Room, Visitor>::with_user_detail_provider(Box::new(move || room.clone()), provider)
                .authenticator(login)
                .greeting("Chargehand")
                // What it logs is about paths and users of chargers, a dozen lines a transfer.
                .logger(slog::Logger::root(slog::Discard, slog::o!()))
                .idle_session_timeout(IDLE_TIME.as_secs())
                // Never a connection to where a charger says: no bounce.
                .active_passive_mode(ActivePassiveMode::PassiveOnly)
                .passive_host(self.passive_host.clone())
                .passive_ports(self.passive.from..=self.passive.to)
                .binder(Ports::default())
                .sitemd5(SiteMd5::None);
        match &self.ftps {
            Some(pair) => builder.ftps(&pair.certificate, &pair.key).build(),
            None => builder.build(),
        }
    }
}

/// The socket for the library, on the thread that asks, and the same once more to end it by.
fn doubled(stream: TcpStream) -> io::Result<(TcpStream, std::net::TcpStream)> {
    stream.set_nodelay(true)?;
    let stream = stream.into_std()?;
    let control = stream.try_clone()?;
    Ok((TcpStream::from_std(stream)?, control))
}

/// The parts of `files.example.com`, `files.example.com:2121` or `[::1]:2121`.
fn host_and_port(text: &str) -> (&str, Option<u16>) {
    match text.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, port.parse().ok()),
        Some(_) | None => (text, None),
    }
}

/// What PASV names. An address of IPv6 cannot stand there; who comes by IPv6 asks by EPSV, which names a port alone.
fn passive_host(ftp_host: Option<&str>) -> PassiveHost {
    let Some((host, _)) = ftp_host.map(host_and_port) else { return PassiveHost::FromConnection };
    match host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>() {
        Ok(IpAddr::V4(ip)) => PassiveHost::Ip(ip),
        Ok(IpAddr::V6(_)) => PassiveHost::FromConnection,
        Err(_) => PassiveHost::Dns(host.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    #[test]
    fn the_host_may_be_given_with_its_port_or_without() {
        let check = |text, expected| assert_eq!(host_and_port(text), expected, "{text}");
        check("files.example.com", ("files.example.com", None));
        check("files.example.com:2121", ("files.example.com", Some(2121)));
        check("[::1]:2121", ("[::1]", Some(2121)));
        check("[::1]", ("[::1]", None));
    }

    #[test]
    fn passive_mode_names_the_host_that_was_given() {
        let check = |text, expected| assert_eq!(passive_host(text), expected, "{text:?}");
        check(None, PassiveHost::FromConnection);
        check(Some("203.0.113.7:21"), PassiveHost::Ip(Ipv4Addr::new(203, 0, 113, 7)));
        check(Some("files.example.com:21"), PassiveHost::Dns("files.example.com".to_owned()));
        check(Some("[::1]:21"), PassiveHost::FromConnection);
    }
}
