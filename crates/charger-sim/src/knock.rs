//! A bare handshake with any path and headers, written by hand, to see how the Csms refuses it.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::dial::{Address, DIAL_TIMEOUT, basic};
use crate::protocol::Protocol;

/// Most that is read of an answer.
const ANSWER_LIMIT: usize = 64 * 1024;

/// How long an answer without a length is read on after its head.
const BODY_PATIENCE: Duration = Duration::from_millis(500);

/// A handshake to be tried. Begins as a correct one without credentials.
#[derive(Clone, Debug)]
pub struct Knock {
    url: String,
    method: String,
    headers: Vec<(String, Vec<u8>)>,
}

/// How the server answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnockAnswer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    /// The text that came with the answer, where it was not an upgrade.
    pub body: String,
}

/// The status with which a handshake on exactly this URL with exactly these headers (beside a correct upgrade) is
/// answered; 101 where it is let in.
pub async fn connect_refused(url: &str, headers: &[(&str, &str)]) -> io::Result<u16> {
    let mut knock = Knock::new(url);
    for (name, value) in headers {
        knock = knock.header(name, value);
    }
    Ok(knock.send().await?.status)
}

impl Knock {
    /// `url` is the whole address with the identity, sent as it stands.
    pub fn new(url: &str) -> Knock {
        let headers = [
            ("Connection", "Upgrade"),
            ("Upgrade", "websocket"),
            ("Sec-WebSocket-Version", "13"),
            ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
            ("Sec-WebSocket-Protocol", Protocol::V16.subprotocol()),
        ];
        let headers = headers.map(|(name, value)| (name.to_owned(), value.as_bytes().to_vec())).into();
        Knock { url: url.to_owned(), method: "GET".to_owned(), headers }
    }

    #[must_use]
    pub fn method(mut self, method: &str) -> Knock {
        self.method = method.to_owned();
        self
    }

    /// Sets a header, in place of an earlier one of this name.
    #[must_use]
    pub fn header(self, name: &str, value: &str) -> Knock {
        self.without(name).also(name, value.as_bytes())
    }

    /// Adds a header, any bytes, beside an earlier one of this name.
    #[must_use]
    pub fn also(mut self, name: &str, value: &[u8]) -> Knock {
        self.headers.push((name.to_owned(), value.to_vec()));
        self
    }

    #[must_use]
    pub fn without(mut self, name: &str) -> Knock {
        self.headers.retain(|(given, _)| !given.eq_ignore_ascii_case(name));
        self
    }

    #[must_use]
    pub fn basic(self, user: &str, password: &[u8]) -> Knock {
        self.header("Authorization", &basic(user, password))
    }

    pub async fn send(&self) -> io::Result<KnockAnswer> {
        let address = Address::parse(&self.url).map_err(|refusal| io::Error::other(refusal.to_string()))?;
        let mut text = format!("{} {} HTTP/1.1\r\n", self.method, address.path).into_bytes();
        if !self.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
            text.extend_from_slice(format!("Host: {}\r\n", address.host).as_bytes());
        }
        for (name, value) in &self.headers {
            text.extend_from_slice(name.as_bytes());
            text.extend_from_slice(b": ");
            text.extend_from_slice(value);
            text.extend_from_slice(b"\r\n");
        }
        text.extend_from_slice(b"\r\n");
        tokio::time::timeout(DIAL_TIMEOUT, async {
            let mut stream = TcpStream::connect(&address.socket).await?;
            stream.write_all(&text).await?;
            read_answer(&mut stream).await
        })
        .await
        .unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
    }
}

impl KnockAnswer {
    /// The value of a header, by name in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(given, _)| given.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

async fn read_answer(stream: &mut TcpStream) -> io::Result<KnockAnswer> {
    let mut answer = Vec::new();
    let head_end = loop {
        if let Some(end) = answer.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
        if answer.len() > ANSWER_LIMIT || stream.read_buf(&mut answer).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    };
    let head = String::from_utf8_lossy(&answer[..head_end]).into_owned();
    let mut lines = head.lines();
    let status = lines
        .next()
        .and_then(|line| line.split(' ').nth(1)?.parse().ok())
        .ok_or_else(|| io::Error::from(io::ErrorKind::InvalidData))?;
    let headers = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
        .collect();
    let mut knocked = KnockAnswer { status, headers, body: String::new() };
    if status == 101 {
        return Ok(knocked);
    }
    let body = head_end + 4;
    let length = knocked.header("Content-Length").and_then(|length| length.parse::<usize>().ok());
    let whole = length.map_or(ANSWER_LIMIT, |length| length.min(ANSWER_LIMIT)) + body;
    while answer.len() < whole {
        match tokio::time::timeout(BODY_PATIENCE, stream.read_buf(&mut answer)).await {
            Ok(Ok(read)) if read > 0 => {}
            Ok(_) | Err(_) => break,
        }
    }
    knocked.body = String::from_utf8_lossy(&answer[body..]).into_owned();
    Ok(knocked)
}
