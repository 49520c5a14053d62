//! The ports of passive mode: any free one of the range, for one data connection, and only from where the control connection comes.

use crate::config::PortRange;
use crate::hosting::bounds::SEND_BUFFER;
use ring::rand::{SecureRandom, SystemRandom};
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;
use tokio::net::{TcpListener, TcpSocket, TcpStream, lookup_host};
use tokio::time::timeout;

/// A charger has so long to come to its port.
const WAITS: Duration = Duration::from_secs(15);
/// The name that PASV tells is looked up within this time.
const LOOKUP: Duration = Duration::from_secs(5);
/// Connections that may wait on a port; all but one come from elsewhere.
const BACKLOG: u32 = 8;

/// What PASV names. An address of IPv6 cannot stand there; who comes by IPv6 asks by EPSV, which names a port alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PassiveHost {
    /// Where the control connection came to.
    Here,
    Ip(Ipv4Addr),
    Name(String),
}

impl PassiveHost {
    pub fn of(host: Option<&str>) -> Self {
        let Some(host) = host else { return PassiveHost::Here };
        match host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>() {
            Ok(IpAddr::V4(ip)) => PassiveHost::Ip(ip),
            Ok(IpAddr::V6(_)) => PassiveHost::Here,
            Err(_) => PassiveHost::Name(host.to_owned()),
        }
    }

    /// The address to tell for a port that was opened here.
    pub async fn address(&self, local: SocketAddr, extended: bool) -> Option<SocketAddr> {
        let ip = match self {
            PassiveHost::Here => local.ip(),
            PassiveHost::Ip(ip) => IpAddr::V4(*ip),
            PassiveHost::Name(_) if extended => local.ip(),
            PassiveHost::Name(name) => {
                let found = timeout(LOOKUP, lookup_host((name.as_str(), 0))).await.ok()?.ok()?;
                found.map(|address| address.ip()).find(IpAddr::is_ipv4)?
            }
        };
        Some(SocketAddr::new(ip, local.port()))
    }
}

/// Looks through the whole range, from a place on that nobody can foresee.
pub fn open(ip: IpAddr, ports: PortRange) -> io::Result<TcpListener> {
    let mut random = [0; 4];
    SystemRandom::new().fill(&mut random).map_err(|_| io::Error::other("no random numbers"))?;
    let (first, count) = (u32::from(ports.from), u32::from(ports.to - ports.from) + 1);
    let begin = u32::from_ne_bytes(random) % count;
    for step in 0..count {
        let port = u16::try_from(first + (begin + step) % count).expect("it is within the range");
        let socket = if ip.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
        // Connections that have just ended on it do not matter.
        socket.set_reuseaddr(true)?;
        // What is counted has nearly arrived.
        socket.set_send_buffer_size(SEND_BUFFER)?;
        if socket.bind(SocketAddr::new(ip, port)).is_ok()
            && let Ok(listener) = socket.listen(BACKLOG)
        {
            return Ok(listener);
        }
    }
    Err(io::ErrorKind::AddrInUse.into())
}

/// The data connection of whoever is at the other end of the control connection; others are not let in.
pub async fn accept(port: TcpListener, peer: IpAddr) -> io::Result<TcpStream> {
    let comes = async {
        loop {
            let (stream, from) = port.accept().await?;
            if from.ip().to_canonical() == peer {
                return Ok(stream);
            }
            tracing::debug!("a data connection over FTP came from elsewhere than its control connection");
        }
    };
    timeout(WAITS, comes).await.unwrap_or(Err(io::ErrorKind::TimedOut.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_whole_range_is_used_and_no_port_beyond_it() {
        // G-14
        let ip = IpAddr::from(Ipv4Addr::LOCALHOST);
        let taken = open(ip, PortRange { from: 20_000, to: 40_000 }).unwrap();
        let port = taken.local_addr().unwrap().port();
        let range = PortRange { from: port, to: port + 1 };
        // Where the neighbour is somebody else's, there is none.
        match open(ip, range) {
            Ok(free) => assert_eq!(free.local_addr().unwrap().port(), range.to),
            Err(error) => assert_eq!(error.kind(), io::ErrorKind::AddrInUse),
        }
        assert!(open(ip, PortRange { from: port, to: port }).is_err());
    }

    #[tokio::test]
    async fn only_the_control_connections_peer_is_let_in() {
        let ip = IpAddr::from(Ipv4Addr::LOCALHOST);
        let port = open(ip, PortRange { from: 20_000, to: 40_000 }).unwrap();
        let address = port.local_addr().unwrap();
        let from = |ip: Ipv4Addr| async move {
            let socket = TcpSocket::new_v4().unwrap();
            socket.bind(SocketAddr::from((ip, 0))).unwrap();
            socket.connect(address).await.unwrap()
        };
        let _stranger = from(Ipv4Addr::new(127, 0, 0, 2)).await;
        let expected = from(Ipv4Addr::LOCALHOST).await;
        let came = accept(port, ip).await.unwrap();
        assert_eq!(came.peer_addr().unwrap(), expected.local_addr().unwrap());
    }

    #[test]
    fn passive_mode_names_the_host_that_was_given() {
        let check = |text, expected| assert_eq!(PassiveHost::of(text), expected, "{text:?}");
        check(None, PassiveHost::Here);
        check(Some("203.0.113.7"), PassiveHost::Ip(Ipv4Addr::new(203, 0, 113, 7)));
        check(Some("files.example.com"), PassiveHost::Name("files.example.com".to_owned()));
        check(Some("[::1]"), PassiveHost::Here);
    }
}
