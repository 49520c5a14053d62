//! The ports of passive mode: any free one of the range, and for each session only so many at once.

use async_trait::async_trait;
use libunftp::options::Binder;
use ring::rand::{SecureRandom, SystemRandom};
use std::collections::VecDeque;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::time::Duration;
use tokio::net::TcpSocket;
use tokio::time::Instant;

/// The library waits so long on a port for the charger.
const WAITS: Duration = Duration::from_secs(15);
/// Ports that a session is given within that time.
const PORTS_AT_ONCE: usize = 16;

/// The ports of one session.
#[derive(Debug, Default)]
pub struct Ports {
    given: VecDeque<Instant>,
}

#[async_trait]
impl Binder for Ports {
    async fn bind(&mut self, ip: IpAddr, ports: RangeInclusive<u16>) -> io::Result<TcpSocket> {
        let now = Instant::now();
        while self.given.front().is_some_and(|&at| now.duration_since(at) >= WAITS) {
            self.given.pop_front();
        }
        if self.given.len() >= PORTS_AT_ONCE {
            return Err(io::ErrorKind::QuotaExceeded.into());
        }
        let socket = free_one(ip, &ports)?;
        self.given.push_back(now);
        Ok(socket)
    }
}

/// Looks through the whole range, from a place on that nobody can foresee.
fn free_one(ip: IpAddr, ports: &RangeInclusive<u16>) -> io::Result<TcpSocket> {
    let mut random = [0; 4];
    SystemRandom::new().fill(&mut random).map_err(|_| io::Error::other("no random numbers"))?;
    let (first, count) = (u32::from(*ports.start()), u32::from(ports.end() - ports.start()) + 1);
    let begin = u32::from_ne_bytes(random) % count;
    for step in 0..count {
        let port = u16::try_from(first + (begin + step) % count).expect("it is within the range");
        let socket = if ip.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
        // Connections that have just ended on it do not matter.
        socket.set_reuseaddr(true)?;
        if socket.bind(SocketAddr::new(ip, port)).is_ok() {
            return Ok(socket);
        }
    }
    Err(io::ErrorKind::AddrInUse.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    #[tokio::test]
    async fn the_whole_range_is_used_and_no_port_beyond_it() {
        // G-14
        let ip = IpAddr::from(Ipv4Addr::LOCALHOST);
        let taken = TcpSocket::new_v4().unwrap();
        taken.bind((ip, 0).into()).unwrap();
        let taken = taken.listen(1).unwrap();
        let port = taken.local_addr().unwrap().port();
        let range = port..=port.saturating_add(1);
        // Where the neighbour is somebody else's, there is none.
        match Ports::default().bind(ip, range.clone()).await {
            Ok(socket) => assert_eq!(socket.local_addr().unwrap().port(), *range.end()),
            Err(error) => assert_eq!(error.kind(), io::ErrorKind::AddrInUse),
        }
        assert!(Ports::default().bind(ip, port..=port).await.is_err());
    }

    #[tokio::test]
    async fn a_session_gets_only_so_many_ports_at_once() {
        let ip = IpAddr::from(Ipv4Addr::LOCALHOST);
        let mut ports = Ports::default();
        for _ in 0..PORTS_AT_ONCE {
            ports.bind(ip, 20_000..=40_000).await.unwrap();
        }
        assert!(ports.bind(ip, 20_000..=40_000).await.is_err());
        ports.given[0] -= WAITS;
        assert!(ports.bind(ip, 20_000..=40_000).await.is_ok());
    }
}
