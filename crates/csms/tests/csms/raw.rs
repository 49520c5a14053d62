//! A charger's socket byte by byte: what no library would send.

use crate::bench::{Bench, PASSWORD, PATIENCE};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

/// Bytes that the kernel may hold for a charger that does not read.
const SMALL_WINDOW: u32 = 4 * 1024;

pub struct Raw(pub TcpStream);

impl Raw {
    /// A TCP connection to the chargers' door that has said nothing yet.
    pub async fn silent(bench: &Bench) -> Raw {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(SMALL_WINDOW).unwrap();
        Raw(socket.connect(bench.address).await.unwrap())
    }

    /// A WebSocket of a registered charger.
    pub async fn open(bench: &Bench, identity: &str) -> Raw {
        let mut raw = Raw::silent(bench).await;
        raw.0.write_all(request(identity).as_bytes()).await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(raw.0.read_u8().await.unwrap());
        }
        assert!(head.starts_with(b"HTTP/1.1 101 "), "{}", String::from_utf8_lossy(&head));
        raw
    }

    /// Writes as far as the peer takes it.
    pub async fn write(&mut self, bytes: &[u8]) {
        let _closed_meanwhile = self.0.write_all(bytes).await;
    }

    /// Everything that comes until the peer ends the connection.
    pub async fn rest(&mut self) -> Vec<u8> {
        let mut rest = Vec::new();
        let read = tokio::time::timeout(PATIENCE, self.0.read_to_end(&mut rest)).await;
        let _reset = read.expect("the connection is ended");
        rest
    }

    /// The code of the close frame that ends the connection, pings and texts before it passed over.
    pub async fn close_code(&mut self) -> Option<u16> {
        let rest = self.rest().await;
        let mut frames = rest.as_slice();
        while let [first, length, payload @ ..] = frames {
            let (length, payload) = match (length, payload) {
                (126, [high, low, payload @ ..]) => (usize::from(u16::from_be_bytes([*high, *low])), payload),
                (length, payload) => (usize::from(*length), payload),
            };
            if *first == 0x88 {
                return Some(u16::from_be_bytes([*payload.first()?, *payload.get(1)?]));
            }
            frames = payload.get(length..)?;
        }
        None
    }
}

/// A charger's request to be let in.
pub fn request(identity: &str) -> String {
    let login = STANDARD.encode(format!("{identity}:{PASSWORD}"));
    format!(
        "GET /ocpp/{identity} HTTP/1.1\r\nHost: csms\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
         Sec-WebSocket-Protocol: ocpp1.6\r\nAuthorization: Basic {login}\r\n\r\n"
    )
}

/// One frame as a client sends it, under a mask of zeros: `first` is its first byte.
pub fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![first];
    match u16::try_from(payload.len()).unwrap() {
        short @ 0..=125 => frame.push(0x80 | short as u8),
        long => {
            frame.push(0x80 | 126);
            frame.extend_from_slice(&long.to_be_bytes());
        }
    }
    frame.extend_from_slice(&[0; 4]);
    frame.extend_from_slice(payload);
    frame
}

/// Writes a byte now and then until the peer ends the connection.
pub async fn drip(raw: &mut Raw, text: &[u8], every: Duration) {
    for byte in text.iter().cycle() {
        let mut passed_over = [0; 256];
        tokio::select! {
            read = raw.0.read(&mut passed_over) => if !matches!(read, Ok(1..)) { return },
            () = tokio::time::sleep(every) => if raw.0.write_all(&[*byte]).await.is_err() { return },
        }
    }
}
