//! The limit: what no server in this language on this library can be faster than. It checks the password, answers each CALL, and keeps
//! nothing.

use crate::failed::Failed;
use crate::frames::{self, Frame};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures::{SinkExt as _, StreamExt as _};
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::accept_hdr_async_with_config;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};
use tokio_tungstenite::tungstenite::http::{HeaderValue, StatusCode};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

/// What it prints before its address, once it listens.
pub const LISTENS: &str = "chargers ";

/// Bytes read at a time: a charger's usual message in one piece.
const READ_BUFFER: usize = 1024;
/// From accepting a socket to the end of its handshake.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// The interval of heartbeats that chargers are told, in seconds.
const HEARTBEAT: u32 = 300;
/// Where the sub-protocol stands that is asked for, and the one that was chosen.
const SUBPROTOCOL: &str = "sec-websocket-protocol";

/// Answers until whoever started it closes its standard input.
pub async fn run(password: String) -> Result<(), Failed> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{LISTENS}ws://{}/ocpp", listener.local_addr()?);
    let accepting = tokio::spawn(accept(listener, password.into()));
    let ended = tokio::task::spawn_blocking(|| io::copy(&mut io::stdin(), &mut io::sink())).await;
    ended.map_err(io::Error::from)??;
    accepting.abort();
    Ok(())
}

async fn accept(listener: TcpListener, password: Arc<str>) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => drop(tokio::spawn(serve(stream, Arc::clone(&password)))),
            Err(error) => {
                eprintln!("a socket could not be accepted: {error}");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}

async fn serve(stream: TcpStream, password: Arc<str>) -> Option<()> {
    stream.set_nodelay(true).ok()?;
    let config = WebSocketConfig::default().read_buffer_size(READ_BUFFER).write_buffer_size(0);
    #[expect(clippy::result_large_err, reason = "the library wants a refusal of this form")]
    let check = |request: &Request, response: Response| admit(request, response, &password);
    let handshake = accept_hdr_async_with_config(stream, check, Some(config));
    let mut socket = Box::pin(tokio::time::timeout(HANDSHAKE, handshake)).await.ok()?.ok()?;
    drop(password);
    while let Some(Ok(message)) = socket.next().await {
        let Message::Text(text) = message else { continue };
        if let Some(Frame::Call { id, name }) = frames::read(&text) {
            socket.send(Message::text(answer(id, name))).await.ok()?;
        }
    }
    Some(())
}

/// The user is the charger that the path names, and the password is right.
#[expect(clippy::result_large_err, reason = "the library wants a refusal of this form")]
fn admit(request: &Request, mut response: Response, password: &str) -> Result<Response, ErrorResponse> {
    let identity = request.uri().path().rsplit('/').next().unwrap_or_default();
    let expected = format!("Basic {}", STANDARD.encode(format!("{identity}:{password}")));
    let given = request.headers().get("authorization").map(HeaderValue::as_bytes);
    if given != Some(expected.as_bytes()) {
        let mut refusal = ErrorResponse::new(None);
        *refusal.status_mut() = StatusCode::UNAUTHORIZED;
        return Err(refusal);
    }
    if let Some(protocol) = request.headers().get(SUBPROTOCOL) {
        response.headers_mut().insert(SUBPROTOCOL, protocol.clone());
    }
    Ok(response)
}

fn answer(id: &str, name: &str) -> String {
    let now = charger_sim::now;
    match name {
        "BootNotification" => {
            format!(r#"[3,"{id}",{{"status":"Accepted","currentTime":"{}","interval":{HEARTBEAT}}}]"#, now())
        }
        "Heartbeat" => format!(r#"[3,"{id}",{{"currentTime":"{}"}}]"#, now()),
        _ => format!(r#"[3,"{id}",{{}}]"#),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_password_is_refused() {
        let check = |user: &str, password: &str, expected: bool| {
            let basic = format!("Basic {}", STANDARD.encode(format!("{user}:{password}")));
            let request =
                Request::builder().uri("ws://host/ocpp/CP-1").header("authorization", basic).body(()).unwrap();
            assert_eq!(admit(&request, Response::new(()), "right").is_ok(), expected, "{user}:{password}");
        };
        check("CP-1", "right", true);
        check("CP-1", "wrong", false);
        check("CP-2", "right", false);
    }

    #[test]
    fn what_was_asked_is_answered() {
        assert!(answer("7", "Heartbeat").starts_with(r#"[3,"7",{"currentTime":"2"#));
        assert!(answer("8", "BootNotification").contains(r#""status":"Accepted""#));
        assert_eq!(answer("9", "MeterValues"), r#"[3,"9",{}]"#);
    }
}
