//! A charger's socket with nobody behind it: no script, no wire log, no task. For loads of thousands, where whoever drives it
//! says each word.

use std::net::{IpAddr, SocketAddr};

use futures::stream::{SplitSink, SplitStream};
use futures::{SinkExt as _, StreamExt as _};
use tokio::net::{TcpSocket, TcpStream, lookup_host};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

use crate::dial::{Address, MESSAGE_LIMIT, READ_BUFFER, refused, request, unreachable};
use crate::protocol::Protocol;
use crate::status::Refusal;

pub use tokio_tungstenite::tungstenite::Utf8Bytes as Text;

type Socket = WebSocketStream<TcpStream>;

/// Where lean chargers connect, and as who. How long that may take is for whoever dials to say.
#[derive(Clone, Debug)]
pub struct Dial {
    /// The address up to the identity, `ws://HOST:PORT/PATH`.
    pub url: String,
    pub password: Option<String>,
    pub protocol: Protocol,
}

/// An open socket. Pings are answered while it is read.
pub struct Lean {
    socket: Socket,
}

/// The half of a socket that is read.
pub struct LeanReader {
    socket: SplitStream<Socket>,
}

/// The half that is written.
pub struct LeanWriter {
    socket: SplitSink<Socket, Message>,
}

impl Dial {
    /// Connects, from this address of the machine where one is given: ports are counted for each.
    pub async fn open(&self, identity: &str, from: Option<IpAddr>) -> Result<Lean, Refusal> {
        let address = Address::parse(&self.url)?.of_charger(identity);
        let password = self.password.as_ref().map(String::as_bytes);
        let request = request(&address, identity, password, &[self.protocol])?;
        let stream = connect(&address.socket, from).await.map_err(unreachable)?;
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_BUFFER)
            .write_buffer_size(0)
            .max_message_size(Some(MESSAGE_LIMIT));
        let (socket, _) = client_async_with_config(request, stream, Some(config)).await.map_err(refused)?;
        Ok(Lean { socket })
    }
}

impl Lean {
    /// Whether it went out.
    pub async fn write(&mut self, text: String) -> bool {
        self.socket.send(Message::text(text)).await.is_ok()
    }

    /// The next text from the Csms; none where the socket ended.
    pub async fn read(&mut self) -> Option<Text> {
        text(&mut self.socket).await
    }

    /// For one who writes without waiting for what comes.
    pub fn split(self) -> (LeanWriter, LeanReader) {
        let (writer, reader) = self.socket.split();
        (LeanWriter { socket: writer }, LeanReader { socket: reader })
    }
}

impl LeanReader {
    /// The next text from the Csms; none where the socket ended.
    pub async fn read(&mut self) -> Option<Text> {
        text(&mut self.socket).await
    }
}

impl LeanWriter {
    /// Whether it went out.
    pub async fn write(&mut self, text: String) -> bool {
        self.socket.send(Message::text(text)).await.is_ok()
    }
}

async fn text<S>(socket: &mut S) -> Option<Text>
where
    S: futures::Stream<Item = tokio_tungstenite::tungstenite::Result<Message>> + Unpin,
{
    loop {
        match socket.next().await?.ok()? {
            Message::Text(text) => return Some(text),
            Message::Close(_) => return None,
            Message::Binary(_) | Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => {}
        }
    }
}

async fn connect(to: &str, from: Option<IpAddr>) -> std::io::Result<TcpStream> {
    let Some(from) = from else {
        let stream = TcpStream::connect(to).await?;
        stream.set_nodelay(true)?;
        return Ok(stream);
    };
    let mut found = lookup_host(to).await?;
    let to = found.find(|to| to.is_ipv4() == from.is_ipv4()).ok_or(std::io::ErrorKind::AddrNotAvailable)?;
    let socket = if from.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    socket.bind(SocketAddr::new(from, 0))?;
    let stream = socket.connect(to).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}
