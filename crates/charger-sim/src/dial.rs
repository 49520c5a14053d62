//! Opening the WebSocket: address, Basic credentials, sub-protocol, and why it failed.

use std::fmt::Write as _;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::handshake::client::{Request, generate_key};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error, http};
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

use crate::line::Line;
use crate::protocol::Protocol;
use crate::status::Refusal;

pub(crate) type Socket = WebSocketStream<Line>;

const SUBPROTOCOL: &str = "Sec-WebSocket-Protocol";

/// From the first SYN to the 101.
pub(crate) const DIAL_TIMEOUT: Duration = Duration::from_secs(10);

/// Small, so that hundreds of chargers fit into one process.
pub(crate) const READ_BUFFER: usize = 4 * 1024;

/// Largest message taken from the Csms.
pub(crate) const MESSAGE_LIMIT: usize = 1024 * 1024;

/// A `ws://` address taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    /// Host and port for connecting.
    pub(crate) socket: String,
    /// What the Host header says.
    pub(crate) host: String,
    /// Path and query, beginning with a slash.
    pub(crate) path: String,
}

impl Address {
    pub(crate) fn parse(url: &str) -> Result<Address, Refusal> {
        let rest = url
            .strip_prefix("ws://")
            .ok_or_else(|| Refusal::Unreachable(format!("{url:?} does not begin with ws://")))?;
        let (host, path) = match rest.find('/') {
            Some(slash) => (&rest[..slash], &rest[slash..]),
            None => (rest, "/"),
        };
        let named_port = host.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
        let socket = if named_port { host.to_owned() } else { format!("{host}:80") };
        Ok(Address { socket, host: host.to_owned(), path: path.to_owned() })
    }

    /// The address of one charger below this one.
    pub(crate) fn of_charger(&self, identity: &str) -> Address {
        let path = format!("{}/{}", self.path.trim_end_matches('/'), percent_encode(identity));
        Address { path, ..self.clone() }
    }
}

/// `Basic …` for the Authorization header.
pub(crate) fn basic(identity: &str, password: &[u8]) -> String {
    let mut plain = format!("{identity}:").into_bytes();
    plain.extend_from_slice(password);
    format!("Basic {}", STANDARD.encode(plain))
}

/// Connects, shakes hands, and gives the open socket with the version that the Csms chose.
pub(crate) async fn dial(
    url: String,
    identity: String,
    password: Option<Vec<u8>>,
    offered: Vec<Protocol>,
    never_pongs: bool,
) -> Result<(Socket, Protocol), Refusal> {
    let address = Address::parse(&url)?.of_charger(&identity);
    let request = request(&address, &identity, password.as_deref(), &offered)?;
    tokio::time::timeout(DIAL_TIMEOUT, async {
        let stream = TcpStream::connect(&address.socket).await.map_err(unreachable)?;
        stream.set_nodelay(true).map_err(unreachable)?;
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_BUFFER)
            .write_buffer_size(0)
            .max_message_size(Some(MESSAGE_LIMIT));
        match client_async_with_config(request, Line::new(stream), Some(config)).await {
            Ok((mut socket, response)) => {
                if never_pongs {
                    socket.get_mut().drop_pongs();
                }
                let name = response.headers().get(SUBPROTOCOL).and_then(|name| name.to_str().ok());
                Ok((socket, Protocol::chosen(&offered, name)))
            }
            Err(error) => Err(refused(error)),
        }
    })
    .await
    .unwrap_or_else(|_| Err(Refusal::Unreachable("no answer to the handshake in time".to_owned())))
}

/// The handshake of one charger.
pub(crate) fn request(
    address: &Address,
    identity: &str,
    password: Option<&[u8]>,
    offered: &[Protocol],
) -> Result<Request, Refusal> {
    let mut request = http::Request::builder()
        .uri(format!("ws://{}{}", address.host, address.path))
        .header("Host", &address.host)
        .header("Connection", "Upgrade")
        .header("Upgrade", "websocket")
        .header("Sec-WebSocket-Version", "13")
        .header("Sec-WebSocket-Key", generate_key());
    if let Some(offer) = Protocol::offer(offered) {
        request = request.header(SUBPROTOCOL, offer);
    }
    if let Some(password) = password {
        request = request.header("Authorization", basic(identity, password));
    }
    request.body(()).map_err(unreachable)
}

/// Why a handshake came to nothing.
pub(crate) fn refused(error: Error) -> Refusal {
    match error {
        Error::Http(response) => Refusal::Http(response.status().as_u16()),
        error => unreachable(error),
    }
}

fn percent_encode(identity: &str) -> String {
    identity.bytes().fold(String::new(), |mut path, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            path.push(char::from(byte));
        } else {
            write!(path, "%{byte:02X}").expect("writing to a String cannot fail");
        }
        path
    })
}

pub(crate) fn unreachable(error: impl std::fmt::Display) -> Refusal {
    Refusal::Unreachable(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_taken_apart() {
        fn check(url: &str, identity: &str, socket: &str, path: &str) {
            let address = Address::parse(url).unwrap().of_charger(identity);
            assert_eq!((address.socket.as_str(), address.path.as_str()), (socket, path), "{url}");
        }
        check("ws://127.0.0.1:9000/ocpp", "CP-1", "127.0.0.1:9000", "/ocpp/CP-1");
        check("ws://csms.example/ocpp/", "CP 1", "csms.example:80", "/ocpp/CP%201");
        check("ws://[::1]:9000", "ü/1", "[::1]:9000", "/%C3%BC%2F1");
        assert!(Address::parse("wss://csms.example/ocpp").is_err());
    }
}
