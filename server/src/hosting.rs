//! The file host's doors: chargers fetch firmware and put diagnostics here, over HTTP and FTP, apart from the console.

mod bounds;
mod failure;
mod ftp;
mod range;
mod web;

pub use failure::HostingError;

use crate::accept::BoundedAcceptor;
use crate::addresses::{machine_name, url_host};
use crate::certificate::Pair;
use crate::config::FileDoors;
use axum_server::{Handle, Server};
use bounds::{SEND_BUFFER, STALL_TIME, TRANSFERS_END};
use csms::{Csms, HostAddresses};
use std::io;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::{TcpListener, TcpSocket};
use tokio::task::JoinHandle;

/// A charger has so long for the head of a request.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// Bytes of one connection that may wait here for the system; many fetch at once.
const QUEUED: usize = 128 * 1024;
/// Connections that may wait to be taken in.
const BACKLOG: u32 = 1_024;

/// Doors that are bound, before the backend is opened: it must know the addresses.
pub struct Bound {
    web: Option<(TcpListener, BoundedAcceptor)>,
    ftp: Option<ftp::Door>,
    pub addresses: HostAddresses,
}

/// Doors that are open.
pub struct OpenDoors {
    web: Option<(Handle<SocketAddr>, JoinHandle<io::Result<()>>)>,
    ftp: Option<ftp::Open>,
}

impl Bound {
    /// Takes the addresses.
    pub async fn bind(doors: &FileDoors) -> Result<Self, HostingError> {
        let mut addresses = HostAddresses::default();
        let web = match doors.web {
            None => None,
            Some(address) => {
                let unheard = |why| HostingError::Listen { address, why };
                let listener = listen(address).map_err(unheard)?;
                let local = listener.local_addr().map_err(unheard)?;
                let (scheme, acceptor) = match &doors.web_tls {
                    Some((certificate, key)) => {
                        let tls = Pair::read(certificate, key)?.acceptor()?;
                        ("https", BoundedAcceptor::stalling(STALL_TIME).encrypted(tls, HEAD_TIME))
                    }
                    None => ("http", BoundedAcceptor::stalling(STALL_TIME)),
                };
                let itself = || format!("{scheme}://{}", url_host(local, machine_name));
                addresses.web = Some(doors.public_url.clone().unwrap_or_else(itself));
                Some((listener, acceptor))
            }
        };
        let ftp = match doors.ftp {
            None => None,
            Some(address) => {
                let door = ftp::Door::bind(address, doors).await?;
                addresses.ftp = Some(door.address());
                addresses.ftps = door.encrypts();
                Some(door)
            }
        };
        Ok(Self { web, ftp, addresses })
    }

    pub fn web(&self) -> Option<SocketAddr> {
        self.web.as_ref().and_then(|(web, _)| web.local_addr().ok())
    }

    pub fn ftp(&self) -> Option<SocketAddr> {
        self.ftp.as_ref().map(|ftp| ftp.local)
    }

    /// Opens the doors.
    pub fn open(self, csms: &Csms) -> OpenDoors {
        let web = self.web.map(|(listener, acceptor)| {
            let handle = Handle::new();
            let mut server =
                Server::<SocketAddr>::from_listener(listener).acceptor(acceptor).handle(handle.clone()).http1_only();
            // Some chargers close their side with the last byte, and still want to hear that it was taken.
            server.http_builder().http1().header_read_timeout(HEAD_TIME).max_buf_size(QUEUED).half_close(true);
            let service = web::router(csms.clone()).into_make_service();
            (handle, tokio::spawn(server.serve(service)))
        });
        OpenDoors { web, ftp: self.ftp.map(|door| door.open(csms)) }
    }
}

impl OpenDoors {
    /// Ends what is under way within a bounded time.
    pub async fn end(self) {
        let Self { web, ftp } = self;
        let web = async {
            let Some((handle, listening)) = web else { return };
            handle.graceful_shutdown(Some(TRANSFERS_END));
            match listening.await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::warn!(%error, "the file host's listener failed"),
                Err(error) => tracing::warn!(%error, "the file host's task failed"),
            }
        };
        let ftp = async {
            if let Some(open) = ftp {
                open.end().await;
            }
        };
        tokio::join!(web, ftp);
    }
}

/// Its sockets hold little back, so that what is counted has nearly arrived.
fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    socket.set_reuseaddr(true)?;
    socket.set_send_buffer_size(SEND_BUFFER)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}
