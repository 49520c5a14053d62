//! A Csms of a few lines: takes any charger, answers its CALLs, and sends what a test wants.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use charger_sim::{Charger, Handle, Protocol, Script};
use futures::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_tungstenite::accept_hdr_async;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};
use tokio_tungstenite::tungstenite::http::StatusCode;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;

pub const PATIENCE: Duration = Duration::from_secs(60);

/// Long enough that what should not happen would have happened.
pub const A_WHILE: Duration = Duration::from_millis(400);

#[derive(Clone)]
pub struct TinyCsms {
    pub url: String,
    inner: Arc<Inner>,
}

#[derive(Default)]
struct Inner {
    /// By identity: the newest socket's outbox.
    sockets: Mutex<HashMap<String, mpsc::UnboundedSender<Message>>>,
    requests: Mutex<Vec<(String, String)>>,
    /// Sec-WebSocket-Protocol of each handshake.
    offers: Mutex<Vec<String>>,
    /// The sub-protocol to choose where it is offered; else the first one.
    choice: Mutex<String>,
    texts: Mutex<Vec<String>>,
    calls: AtomicU64,
    transactions: AtomicI64,
    /// Answers instead of the usual ones.
    answers: Mutex<HashMap<String, Value>>,
}

impl TinyCsms {
    pub async fn start() -> TinyCsms {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("ws://{}/ocpp", listener.local_addr().unwrap());
        let csms = TinyCsms { url, inner: Arc::default() };
        let inner = Arc::clone(&csms.inner);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(Arc::clone(&inner), stream));
            }
        });
        csms
    }

    pub fn charger(&self, identity: &str) -> Charger {
        Charger::new(identity).url(&self.url)
    }

    /// A started charger that has booted.
    pub async fn booted(&self, charger: Charger) -> Handle {
        let sim = charger.start().await;
        assert!(sim.wait_booted(PATIENCE).await);
        sim
    }

    /// A charger of this version and script that has booted.
    pub async fn speaking(&self, protocol: Protocol, script: Script) -> Handle {
        self.booted(self.charger("CP-1").connectors(2).firmware("1.8.30").speaks(&[protocol]).script(script)).await
    }

    /// Speaks this from the next connection on, where it is offered.
    pub fn choose(&self, protocol: Protocol) {
        *self.inner.choice.lock().unwrap() = protocol.subprotocol().to_owned();
    }

    /// Answers this action from now on with this.
    pub fn answer(&self, action: &str, answer: Value) {
        self.inner.answers.lock().unwrap().insert(action.to_owned(), answer);
    }

    /// Sends a CALL; gives its id.
    pub fn send(&self, identity: &str, action: &str, payload: Value) -> String {
        let id = format!("call-{}", self.inner.calls.fetch_add(1, Ordering::Relaxed));
        self.send_message(identity, Message::text(json!([2, id, action, payload]).to_string()));
        id
    }

    /// Sends a CALL and gives the charger's CALLRESULT or CALLERROR, as the charger's wire log shows it.
    pub async fn call(&self, sim: &Handle, action: &str, payload: Value) -> Value {
        let id = self.send(sim.identity(), action, payload);
        answer_to(sim, &id).await.expect("the charger should answer")
    }

    pub fn close(&self, identity: &str, code: u16) {
        self.send_message(identity, Message::Close(Some(CloseFrame { code: code.into(), reason: "go".into() })));
    }

    /// The actions that chargers called, in order.
    pub fn texts(&self) -> Vec<String> {
        self.inner.texts.lock().unwrap().clone()
    }

    /// Path and Authorization header of each handshake.
    pub fn requests(&self) -> Vec<(String, String)> {
        self.inner.requests.lock().unwrap().clone()
    }

    /// What each handshake offered to speak.
    pub fn offers(&self) -> Vec<String> {
        self.inner.offers.lock().unwrap().clone()
    }

    /// Sends a text verbatim.
    pub fn send_text(&self, identity: &str, text: &str) {
        self.send_message(identity, Message::text(text.to_owned()));
    }

    fn send_message(&self, identity: &str, message: Message) {
        self.inner.sockets.lock().unwrap()[identity].send(message).unwrap();
    }
}

/// What the charger sent with this id.
pub async fn answer_to(sim: &Handle, id: &str) -> Option<Value> {
    sim.wait_for(|entry| entry.is_sent() && entry.id().as_deref() == Some(id), PATIENCE).await.map(|entry| entry.json())
}

/// The payloads of the CALLs of this action that the charger sent.
pub fn said(sim: &Handle, action: &str) -> Vec<Value> {
    let sent = sim.wire().into_iter().filter(|entry| entry.is_sent() && entry.is_call(action));
    sent.map(|entry| entry.payload()).collect()
}

/// The statuses in the CALLs of this action that the charger sent.
pub fn statuses(sim: &Handle, action: &str) -> Vec<String> {
    said(sim, action).iter().map(|payload| payload["status"].as_str().unwrap().to_owned()).collect()
}

/// The payload of the first CALL of this action, past or to come, that the charger sends and that fits.
pub async fn hear(sim: &Handle, action: &str, fits: impl Fn(&Value) -> bool) -> Value {
    let found =
        sim.wait_for(|entry| entry.is_sent() && entry.is_call(action) && fits(&entry.payload()), PATIENCE).await;
    found.unwrap_or_else(|| panic!("no such {action} was sent")).payload()
}

/// Waits until the charger has sent a CALL of this action with this status.
pub async fn wait_said(sim: &Handle, action: &str, status: &str) {
    let found = sim
        .wait_for(|entry| entry.is_sent() && entry.is_call(action) && entry.payload()["status"] == status, PATIENCE)
        .await;
    assert!(found.is_some(), "{action} {status} was never sent");
}

#[expect(clippy::result_large_err, reason = "the signature is tungstenite's")]
async fn serve(inner: Arc<Inner>, stream: TcpStream) {
    let mut identity = String::new();
    let check = |request: &Request, mut response: Response| -> Result<Response, ErrorResponse> {
        let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or("");
        let path = request.uri().path().to_owned();
        inner.requests.lock().unwrap().push((path.clone(), header("authorization").to_owned()));
        identity = path.rsplit('/').next().unwrap().to_owned();
        if identity.starts_with("STRANGER") {
            let mut refusal = ErrorResponse::new(Some("who are you?".to_owned()));
            *refusal.status_mut() = StatusCode::UNAUTHORIZED;
            return Err(refusal);
        }
        let offer = header("sec-websocket-protocol");
        inner.offers.lock().unwrap().push(offer.to_owned());
        let choice = inner.choice.lock().unwrap();
        let names = || offer.split(", ");
        let spoken = names().find(|name| *name == *choice).or(names().next()).unwrap();
        response.headers_mut().insert("sec-websocket-protocol", spoken.parse().unwrap());
        Ok(response)
    };
    let Ok(mut socket) = accept_hdr_async(stream, check).await else { return };
    let (outbox, mut inbox) = mpsc::unbounded_channel();
    inner.sockets.lock().unwrap().insert(identity, outbox);
    loop {
        tokio::select! {
            Some(message) = inbox.recv() => {
                if socket.send(message).await.is_err() {
                    return;
                }
            }
            message = socket.next() => match message {
                Some(Ok(Message::Text(text))) => {
                    inner.texts.lock().unwrap().push(text.as_str().to_owned());
                    if let Some(answer) = answer(&inner, text.as_str())
                        && socket.send(Message::text(answer)).await.is_err()
                    {
                        return;
                    }
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return,
            },
        }
    }
}

fn answer(inner: &Inner, text: &str) -> Option<String> {
    let call: Value = serde_json::from_str(text).ok()?;
    if call[0] != 2 {
        return None;
    }
    let action = call[2].as_str()?;
    let payload = match inner.answers.lock().unwrap().get(action) {
        Some(Value::Null) => return None,
        Some(Value::String(code)) => return Some(json!([4, call[1], code, "as told", {}]).to_string()),
        Some(answer) => answer.clone(),
        None => match action {
            "BootNotification" => {
                json!({"status": "Accepted", "currentTime": "2026-11-23T18:49:00Z", "interval": 300})
            }
            "StartTransaction" => json!({
                "transactionId": inner.transactions.fetch_add(1, Ordering::Relaxed) + 1,
                "idTagInfo": {"status": "Accepted"},
            }),
            "TransactionEvent" if call[3]["eventType"] == "Started" => json!({"idTokenInfo": {"status": "Accepted"}}),
            _ => json!({}),
        },
    };
    Some(json!([3, call[1], payload]).to_string())
}
