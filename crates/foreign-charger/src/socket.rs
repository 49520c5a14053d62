//! The line to the Csms: the crate's client over a WebSocket that is opened here, with HTTP Basic and the version's
//! sub-protocol, and opened again when it breaks.

use std::pin::Pin;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use futures::stream::{SplitSink, SplitStream};
use futures::{SinkExt as _, StreamExt as _};
use ocpp_client::{
    Client, ClientConfig, ProtocolError, ReconnectPolicy, Reconnector, TokioExecutor, TokioTimer, TransportError,
    TransportEvent, TransportSink, TransportStream,
};
use serde_json::json;
use tokio::net::TcpStream;
use tokio::time::sleep;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::http::header::{AUTHORIZATION, SEC_WEBSOCKET_PROTOCOL};
use tokio_tungstenite::tungstenite::{Bytes, Message};
use tokio_tungstenite::{WebSocketStream, client_async};
use url::Url;

use crate::args::Args;
use crate::events::tell;

/// From a CALL to its answer.
const CALL_TIMEOUT: Duration = Duration::from_secs(30);

/// Between two attempts to reach the Csms.
const AGAIN: Duration = Duration::from_secs(1);

type TransportFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, TransportError>> + Send + 'a>>;
type Halves = (Box<dyn TransportSink>, Box<dyn TransportStream>);
type Socket = WebSocketStream<TcpStream>;

/// Where the Csms is, and what is said at its door.
#[derive(Clone)]
pub struct Line {
    url: Url,
    host: String,
    port: u16,
    subprotocol: HeaderValue,
    authorization: Option<HeaderValue>,
}

impl Line {
    pub fn new(args: &Args) -> Result<Self, TransportError> {
        let mut url = args.url.clone();
        url.path_segments_mut().map_err(|()| "no path can be added to --url")?.pop_if_empty().push(&args.identity);
        let host = url.host_str().ok_or("no host in --url")?.trim_matches(['[', ']']).to_owned();
        let port = url.port_or_known_default().ok_or("no port in --url")?;
        let subprotocol = HeaderValue::from_static(args.version.subprotocol());
        let basic = |password| format!("Basic {}", BASE64_STANDARD.encode(format!("{}:{password}", args.identity)));
        let authorization = args.password.as_deref().map(|password| basic(password).parse()).transpose()?;
        Ok(Self { url, host, port, subprotocol, authorization })
    }

    /// The crate's client once the Csms is reached, which is tried again and again.
    pub async fn client<E: ProtocolError>(&self) -> Client<E> {
        let (sink, stream) = loop {
            match self.open().await {
                Ok(halves) => break halves,
                Err(error) => tell(&json!({"event": "unreachable", "error": error.to_string()})),
            }
            sleep(AGAIN).await;
        };
        let policy = ReconnectPolicy { initial_delay: AGAIN, max_delay: AGAIN, multiplier: 1, jitter: false };
        let config = ClientConfig::new(CALL_TIMEOUT).with_reconnect(Box::new(self.clone()), policy);
        Client::from_transport_with_config(sink, stream, Box::new(TokioExecutor), Box::new(TokioTimer), config)
    }

    async fn open(&self) -> Result<Halves, TransportError> {
        let stream = TcpStream::connect((self.host.as_str(), self.port)).await?;
        let mut request = self.url.as_str().into_client_request()?;
        request.headers_mut().insert(SEC_WEBSOCKET_PROTOCOL, self.subprotocol.clone());
        if let Some(authorization) = &self.authorization {
            request.headers_mut().insert(AUTHORIZATION, authorization.clone());
        }
        let (socket, _answer) = client_async(request, stream).await?;
        let (sink, stream) = socket.split();
        Ok((Box::new(SendHalf(sink)), Box::new(ReceiveHalf(stream))))
    }
}

impl Reconnector for Line {
    fn connect(&self) -> TransportFuture<'_, Halves> {
        Box::pin(self.open())
    }
}

struct SendHalf(SplitSink<Socket, Message>);

impl SendHalf {
    fn say(&mut self, message: Message) -> TransportFuture<'_, ()> {
        Box::pin(async move { Ok(self.0.send(message).await?) })
    }
}

impl TransportSink for SendHalf {
    fn send(&mut self, frame: String) -> TransportFuture<'_, ()> {
        self.say(Message::text(frame))
    }

    fn ping(&mut self, payload: Vec<u8>) -> TransportFuture<'_, ()> {
        self.say(Message::Ping(Bytes::from(payload)))
    }

    fn pong(&mut self, payload: Vec<u8>) -> TransportFuture<'_, ()> {
        self.say(Message::Pong(Bytes::from(payload)))
    }

    fn close(&mut self) -> TransportFuture<'_, ()> {
        Box::pin(async move { Ok(self.0.close().await?) })
    }
}

struct ReceiveHalf(SplitStream<Socket>);

impl TransportStream for ReceiveHalf {
    fn recv(&mut self) -> TransportFuture<'_, Option<TransportEvent>> {
        Box::pin(async move {
            loop {
                return match self.0.next().await.transpose()? {
                    None | Some(Message::Close(_)) => Ok(None),
                    Some(Message::Text(text)) => Ok(Some(TransportEvent::Frame(text.as_str().to_owned()))),
                    Some(Message::Ping(payload)) => Ok(Some(TransportEvent::Ping(payload.into()))),
                    Some(Message::Pong(payload)) => Ok(Some(TransportEvent::Pong(payload.into()))),
                    Some(_) => continue,
                };
            }
        })
    }
}
