//! Ending a socket so that the charger learns why.

use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::error::{CapacityError, Error as SocketError, ProtocolError};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

/// How long what a peer still sends is passed over after our last word.
const LINGER_TIME: Duration = Duration::from_secs(1);
/// Bytes passed over at a time.
const LINGER_CHUNK: usize = 4 * 1024;

/// Why a connection ends.
#[derive(Clone, Copy)]
pub enum End {
    /// The charger closed, or the network did.
    Gone,
    Close(CloseCode, &'static str),
}

impl End {
    pub fn frame(self) -> Option<CloseFrame> {
        match self {
            End::Gone => None,
            End::Close(code, reason) => Some(CloseFrame { code, reason: reason.into() }),
        }
    }

    /// Because this server stops: it says nothing of the charger.
    pub fn is_ours(self) -> bool {
        matches!(self, End::Close(CloseCode::Restart | CloseCode::Error, _))
    }

    /// What the charger did to deserve it, if it did.
    pub fn fault(self) -> Option<String> {
        match self {
            End::Close(
                code @ (CloseCode::Size | CloseCode::Invalid | CloseCode::Protocol | CloseCode::Unsupported),
                reason,
            ) => Some(format!("Socket closed with {}: {reason}", u16::from(code))),
            End::Close(..) | End::Gone => None,
        }
    }
}

impl From<&SocketError> for End {
    fn from(error: &SocketError) -> End {
        match error {
            SocketError::Capacity(CapacityError::MessageTooLong { .. }) => {
                End::Close(CloseCode::Size, "the message is larger than this server takes")
            }
            SocketError::Utf8(_) => End::Close(CloseCode::Invalid, "the text is not UTF-8"),
            SocketError::Protocol(ProtocolError::ResetWithoutClosingHandshake) => End::Gone,
            SocketError::Protocol(_) => End::Close(CloseCode::Protocol, "a WebSocket rule was broken"),
            _the_network_is_gone => End::Gone,
        }
    }
}

/// Says that nothing more is written, and waits until the peer has read it: a socket dropped with unread bytes takes
/// our last word with it.
pub async fn linger(stream: &mut TcpStream) {
    let mut passed_over = [0; LINGER_CHUNK];
    let until_it_ends = async {
        // The peer may be gone already.
        if stream.shutdown().await.is_err() {
            return;
        }
        while matches!(stream.read(&mut passed_over).await, Ok(read) if read > 0) {}
    };
    let _too_slow = tokio::time::timeout(LINGER_TIME, until_it_ends).await;
}
