//! One charger: says what it is told to, one message after the other, and measures how soon it is answered.

use crate::failed::Failed;
use crate::frames::{self, Frame};
use crate::load::message::{Message, next_id};
use charger_sim::{Dial, Lean, Refusal, Text};
use std::net::{IpAddr, Ipv4Addr};
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use tokio::time::timeout;

/// Addresses of this machine that chargers come from, in turns: a port is counted for each.
const ADDRESSES: usize = 16;
/// Where they come from when the server is not on this machine.
const LOOPBACK: &str = "ws://127.";
/// From the first SYN to the 101.
const DIAL_TIME: Duration = Duration::from_secs(30);
/// An answer that takes longer is none.
const ANSWER_TIME: Duration = Duration::from_secs(60);
/// What a CALL is answered with: none of them has an effect here.
const ACCEPTED: &str = r#"{"status":"Accepted"}"#;

/// A charger with an open socket.
pub struct Charger {
    /// Its place among all.
    pub place: usize,
    lean: Lean,
    said: u64,
}

/// A CALL that came to a charger.
pub struct Called {
    pub place: usize,
    pub name: String,
    pub at: Instant,
}

/// What the charger of this place is called.
pub fn identity(place: usize) -> String {
    format!("BENCH-{place:06}")
}

impl Charger {
    /// Connects once.
    pub async fn dial(dial: &Dial, place: usize) -> Result<Self, Failed> {
        let from = dial.url.starts_with(LOOPBACK).then(|| address(place));
        let open = timeout(DIAL_TIME, dial.open(&identity(place), from)).await;
        let lean = open.map_err(|_| Failed::Late("the handshake"))?.map_err(refused)?;
        Ok(Self { place, lean, said: 0 })
    }

    /// Says it, and waits for the answer. A CALLERROR is a failure.
    pub async fn call(&mut self, message: Message) -> Result<Duration, Failed> {
        self.call_noted(message, |_| ()).await
    }

    /// The same; the message's id is told right before it goes out.
    pub async fn call_noted(&mut self, message: Message, note: impl Fn(&str)) -> Result<Duration, Failed> {
        let id = next_id();
        let text = message.call(&id, self.said);
        self.said += 1;
        note(&id);
        let began = Instant::now();
        let exchange = async {
            self.write(text).await?;
            self.answer(&id).await
        };
        timeout(ANSWER_TIME, exchange).await.map_err(|_| Failed::Late("a charger's answer"))??;
        Ok(began.elapsed())
    }

    /// Says so many, and waits for the last one's answer.
    pub async fn call_many(&mut self, message: Message, count: usize) -> Result<(), Failed> {
        let mut id = next_id();
        for _ in 0..count {
            id = next_id();
            self.write(message.call(&id, self.said)).await?;
            self.said += 1;
        }
        timeout(ANSWER_TIME, self.answer(&id)).await.map_err(|_| Failed::Late("a charger's answer"))?
    }

    async fn write(&mut self, text: String) -> Result<(), Failed> {
        if self.lean.write(text).await { Ok(()) } else { Err(gone()) }
    }

    async fn answer(&mut self, id: &str) -> Result<(), Failed> {
        loop {
            let text = self.lean.read().await.ok_or_else(gone)?;
            match frames::read(&text) {
                Some(Frame::Result { id: of }) if of == id => return Ok(()),
                Some(Frame::Error { id: of }) if of == id => return Err(Failed::because(format!("refused: {text}"))),
                Some(Frame::Call { .. }) => self.accept(&text).await?,
                Some(Frame::Result { .. } | Frame::Error { .. }) | None => {}
            }
        }
    }

    /// Says nothing, answers what is asked, and tells of it, until the socket ends or nobody wants to hear.
    pub async fn listen(mut self, told: mpsc::Sender<Called>) -> Result<(), Failed> {
        loop {
            let text = self.lean.read().await.ok_or_else(gone)?;
            if let Some(Frame::Call { name, .. }) = frames::read(&text) {
                let called = Called { place: self.place, name: name.to_owned(), at: Instant::now() };
                if told.send(called).await.is_err() {
                    return Ok(());
                }
                self.accept(&text).await?;
            }
        }
    }

    async fn accept(&mut self, text: &Text) -> Result<(), Failed> {
        let Some(Frame::Call { id, .. }) = frames::read(text) else { return Ok(()) };
        self.write(format!(r#"[3,"{id}",{ACCEPTED}]"#)).await
    }

    /// Its bare socket.
    pub fn into_lean(self) -> Lean {
        self.lean
    }
}

/// 4xx stays as it is; anything else may be otherwise soon.
fn refused(why: Refusal) -> Failed {
    match why {
        Refusal::Http(status @ 400..=499) => Failed::Refused(status),
        Refusal::Http(_) | Refusal::Unreachable(_) => Failed::because(why.to_string()),
    }
}

fn gone() -> Failed {
    Failed::because("the server closed a charger's socket")
}

fn address(place: usize) -> IpAddr {
    let last = u8::try_from(1 + place % ADDRESSES).expect("there are fewer addresses than a byte counts");
    IpAddr::V4(Ipv4Addr::new(127, 0, 0, last))
}
