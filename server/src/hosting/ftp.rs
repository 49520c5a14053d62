//! The file host over FTP: a login is a one-time address, and behind it stands one file to fetch, or room for those of one order.

mod control;
mod host;
mod login;
mod passive;
mod stretch;
mod transfer;
mod visit;

use super::HostingError;
use super::bounds::TRANSFERS_END;
use crate::addresses::{machine_name, url_host};
use crate::certificate::Pair;
use crate::config::{FileDoors, PortRange};
use csms::Csms;
use host::Host;
use login::Logins;
use passive::PassiveHost;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use visit::Visit;

/// Sessions at once; further ones are told to come later.
const SESSIONS: usize = 1_024;
/// No session is longer.
const SESSION_LONGEST: Duration = Duration::from_secs(24 * 3600);
/// Sessions that are cut off at a stop have so long to say what broke off, and as long again to be gone.
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
    tls: Option<TlsAcceptor>,
}

/// The door, open.
pub struct Open {
    host: Arc<Host>,
    accepting: JoinHandle<()>,
}

impl Door {
    pub async fn bind(address: SocketAddr, doors: &FileDoors) -> Result<Self, HostingError> {
        let unheard = |why| HostingError::Listen { address, why };
        let tls = match &doors.ftps {
            Some((certificate, key)) => Some(Pair::read(certificate, key)?.acceptor_without_tickets()?),
            None => None,
        };
        let listener = TcpListener::bind(address).await.map_err(unheard)?;
        let local = listener.local_addr().map_err(unheard)?;
        Ok(Self { listener, local, ftp_host: doors.ftp_host.clone(), passive: doors.ftp_passive, tls })
    }

    /// Host and port as they stand in chargers' addresses.
    pub fn address(&self) -> String {
        match self.ftp_host.as_deref().map(host_and_port) {
            Some((host, port)) => format!("{host}:{}", port.unwrap_or(self.local.port())),
            None => url_host(self.local, machine_name),
        }
    }

    pub fn encrypts(&self) -> bool {
        self.tls.is_some()
    }

    pub fn open(self, csms: &Csms) -> Open {
        let host = Arc::new(Host {
            csms: csms.clone(),
            passive: self.passive,
            passive_host: PassiveHost::of(self.ftp_host.as_deref().map(|host| host_and_port(host).0)),
            tls: self.tls,
            places: Arc::new(Semaphore::new(SESSIONS)),
            logins: Logins::default(),
            sessions: TaskTracker::new(),
            transfers: TaskTracker::new(),
            closing: CancellationToken::new(),
            cut: CancellationToken::new(),
        });
        let accepting = tokio::spawn(Arc::clone(&host).listen(self.listener));
        Open { host, accepting }
    }
}

impl Open {
    /// Takes nobody in any more, lets transfers end for a while, and cuts off what is left.
    pub async fn end(self) {
        let Self { host, accepting } = self;
        host.closing.cancel();
        if let Err(error) = accepting.await {
            tracing::warn!(%error, "the file host's task for FTP failed");
        }
        host.transfers.close();
        let _cut_off_below = timeout(TRANSFERS_END, host.transfers.wait()).await;
        host.cut.cancel();
        host.sessions.close();
        if timeout(2 * SESSIONS_END, host.sessions.wait()).await.is_err() {
            tracing::warn!("the sessions over FTP did not end in time");
        }
    }
}

impl Host {
    async fn listen(self: Arc<Self>, listener: TcpListener) {
        loop {
            let accepted = tokio::select! {
                () = self.closing.cancelled() => return,
                accepted = listener.accept() => accepted,
            };
            match accepted {
                Ok((stream, _peer)) => match Arc::clone(&self.places).try_acquire_owned() {
                    Ok(place) => drop(self.sessions.spawn(Arc::clone(&self).serve(stream, place))),
                    Err(_) => drop(stream.try_write(TOO_MANY)),
                },
                Err(error) => {
                    tracing::warn!(%error, "a connection for FTP could not be accepted");
                    sleep(ACCEPT_PAUSE).await;
                }
            }
        }
    }

    /// Everything ends, and what was under way has had its time to say so.
    async fn cut_off(&self) {
        self.cut.cancelled().await;
        sleep(SESSIONS_END).await;
    }

    /// One session, from its greeting to its end.
    async fn serve(self: Arc<Self>, stream: TcpStream, _place: OwnedSemaphorePermit) {
        let visit = async { Visit::begin(&self, stream).await?.run().await };
        let ended = tokio::select! {
            ended = visit => ended,
            () = self.cut_off() => Ok(()),
            () = sleep(SESSION_LONGEST) => Ok(()),
        };
        if let Err(error) = ended {
            tracing::debug!(%error, "a session over FTP broke off");
        }
    }
}

/// The parts of `files.example.com`, `files.example.com:2121` or `[::1]:2121`.
fn host_and_port(text: &str) -> (&str, Option<u16>) {
    match text.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, port.parse().ok()),
        Some(_) | None => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_may_be_given_with_its_port_or_without() {
        let check = |text, expected| assert_eq!(host_and_port(text), expected, "{text}");
        check("files.example.com", ("files.example.com", None));
        check("files.example.com:2121", ("files.example.com", Some(2121)));
        check("[::1]:2121", ("[::1]", Some(2121)));
        check("[::1]", ("[::1]", None));
    }
}
