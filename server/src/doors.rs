//! This server's doors as the page Addresses shows them: where each listens, who can reach it, and whether it can be reached from
//! here by its public address.

use crate::config::is_loopback;
use csms::{Csms, HostAddresses};
use model::{Door, DoorOutcome};
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// A try takes no longer.
const TRY_TIME: Duration = Duration::from_secs(5);
/// Bytes read of an answer; ours are a few hundred.
const ANSWER_MAX: u64 = 8 * 1024;

/// What is known when everything listens.
#[derive(Clone, Debug)]
pub struct ListenAddresses {
    pub console: SocketAddr,
    pub console_origins: Vec<String>,
    pub chargers: SocketAddr,
    pub chargers_at: String,
    pub files: Option<SocketAddr>,
    pub ftp: Option<SocketAddr>,
    pub addresses: HostAddresses,
}

impl ListenAddresses {
    pub fn doors(&self) -> Vec<Door> {
        let door = |name: &str, listens: Option<SocketAddr>, public: Option<String>, option: &str| Door {
            name: name.to_owned(),
            reach: listens.map_or_else(|| "It is off.".to_owned(), |at| reach(at).to_owned()),
            listens: listens.map(|at| at.to_string()),
            warning: listens.and_then(|at| public.as_deref().and_then(|public| warning(at, public))),
            public,
            option: option.to_owned(),
        };
        let console = self.console_origins.first().cloned().unwrap_or_else(|| format!("http://{}", self.console));
        let ftp = self.addresses.ftp.as_ref().map(|at| format!("ftp://{at}"));
        let mut doors = vec![
            door("Console", Some(self.console), Some(console), "--console, --console-origin"),
            door("Chargers", Some(self.chargers), Some(self.chargers_at.clone()), "--chargers, --chargers-url"),
            door(
                "Files over HTTP",
                self.files,
                self.addresses.web.clone(),
                "--files, --public-url, --files-certificate",
            ),
            door("Files over FTP", self.ftp, ftp, "--ftp, --ftp-host, --ftp-passive, --ftp-certificate"),
        ];
        // People open the console; no charger does.
        if let Some(console) = doors.first_mut() {
            console.warning = None;
        }
        doors
    }

    /// Goes to the file host by its public addresses, as a charger would, and looks whether this very server answers.
    pub async fn try_all(&self, csms: &Csms) -> Vec<DoorOutcome> {
        let mut tried = Vec::new();
        if let Some(web) = &self.addresses.web {
            tried.push(told("Files over HTTP", web, timeout(TRY_TIME, try_web(csms, web)).await));
        }
        if let Some(ftp) = &self.addresses.ftp {
            tried.push(told("Files over FTP", ftp, timeout(TRY_TIME, try_ftp(ftp)).await));
        }
        tried
    }
}

fn told(name: &str, address: &str, tried: Result<Result<(), String>, tokio::time::error::Elapsed>) -> DoorOutcome {
    let (works, words) = match tried {
        Ok(Ok(())) => (true, format!("{address} leads here.")),
        Ok(Err(why)) => (false, format!("{address}: {why}")),
        Err(_elapsed) => (false, format!("{address} did not answer within {} s.", TRY_TIME.as_secs())),
    };
    DoorOutcome { name: name.to_owned(), works, words }
}

async fn try_web(csms: &Csms, web: &str) -> Result<(), String> {
    let (scheme, authority) = web.split_once("://").ok_or("it is no address")?;
    let usual_port = if scheme == "https" { 443 } else { 80 };
    let socket = connect(authority, usual_port).await?;
    let nonce = csms.commands().new_idempotency_key();
    let answer = if scheme == "https" {
        ask(crate::tls::connect(authority, socket).await?, authority, nonce.as_str()).await?
    } else {
        ask(socket, authority, nonce.as_str()).await?
    };
    if answer.contains(&csms.hosted().probe(nonce.as_str())) {
        Ok(())
    } else {
        Err("something else answers there.".to_owned())
    }
}

async fn ask(mut stream: impl AsyncRead + AsyncWrite + Unpin, host: &str, nonce: &str) -> Result<String, String> {
    let request = format!("GET /probe/{nonce} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    let broke = |error: std::io::Error| format!("the connection broke: {error}.");
    stream.write_all(request.as_bytes()).await.map_err(broke)?;
    let mut answer = Vec::new();
    // Whoever closes without a proper end has answered all the same.
    let _how_it_ended = stream.take(ANSWER_MAX).read_to_end(&mut answer).await;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

async fn try_ftp(ftp: &str) -> Result<(), String> {
    let socket = connect(ftp, 21).await?;
    let mut greeting = [0; 4];
    let mut socket = socket.take(4);
    socket.read_exact(&mut greeting).await.map_err(|_| "it closes at once.".to_owned())?;
    if greeting.starts_with(b"220") { Ok(()) } else { Err("something else than FTP answers there.".to_owned()) }
}

async fn connect(authority: &str, usual_port: u16) -> Result<TcpStream, String> {
    let has_port = authority.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
    let at = if has_port { authority.to_owned() } else { format!("{authority}:{usual_port}") };
    TcpStream::connect(&at).await.map_err(|error| format!("no connection: {error}."))
}

fn reach(at: SocketAddr) -> &'static str {
    let ip = at.ip();
    if is_loopback(ip) {
        "Only this machine, and what a proxy on it passes on."
    } else if ip.is_unspecified() {
        "Every network that this machine is in."
    } else if is_private(ip) {
        "The network of this address, and what is routed there."
    } else {
        "Everybody who can reach this address."
    }
}

/// What a charger would stumble over.
fn warning(at: SocketAddr, public: &str) -> Option<String> {
    let authority = public.split_once("://").map_or(public, |(_, rest)| rest);
    let host = authority.split('/').next().unwrap_or_default();
    let host = host.rsplit_once(':').filter(|(_, port)| port.parse::<u16>().is_ok()).map_or(host, |(host, _)| host);
    let host = host.trim_matches(['[', ']']);
    let ip = host.parse::<IpAddr>().ok();
    if host == "localhost" || ip.is_some_and(is_loopback) {
        return Some("A charger elsewhere cannot reach this address: it means the charger itself.".to_owned());
    }
    if is_loopback(at.ip()) && ip.is_some() {
        return Some(
            "It listens on this machine alone, so something must pass on what comes to that address.".to_owned(),
        );
    }
    if ip.is_some_and(is_private) {
        return Some("Only chargers in the same network, or by VPN, can reach a private address.".to_owned());
    }
    None
}

fn is_private(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(ip) => {
            ip.is_private() || ip.is_link_local() || (ip.octets()[0] == 100 && ip.octets()[1] & 0xc0 == 64)
        }
        IpAddr::V6(ip) => ip.is_unique_local() || ip.is_unicast_link_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_charger_cannot_reach_is_said() {
        let check = |at: &str, public: &str, word: Option<&str>| {
            let said = warning(at.parse().unwrap(), public);
            assert_eq!(said.is_some(), word.is_some(), "{public}: {said:?}");
            assert!(said.unwrap_or_default().contains(word.unwrap_or_default()), "{public}");
        };
        check("127.0.0.1:9001", "http://127.0.0.1:9001", Some("charger itself"));
        check("127.0.0.1:9001", "http://[::1]:9001", Some("charger itself"));
        check("0.0.0.0:9001", "http://localhost:9001", Some("charger itself"));
        check("0.0.0.0:9001", "http://192.168.1.5:9001", Some("private"));
        check("0.0.0.0:9001", "http://100.64.3.1:9001", Some("private"));
        check("127.0.0.1:9001", "https://files.example.com", None);
        check("127.0.0.1:2121", "ftp://203.0.113.7:21", Some("pass on"));
        check("0.0.0.0:2121", "ftp://203.0.113.7:21", None);
    }
}
