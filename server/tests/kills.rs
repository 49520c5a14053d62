//! kill -9 again and again while chargers talk: whatever was acknowledged is there once, and nothing has happened twice. `make kills`
//! does it two hundred times.

mod common;

use charger_sim::{Dial, Lean, Protocol};
use common::process::{ServerProcess, free_port};
use common::{CHARGER_PASSWORD, Folder, PATIENCE, SITE, add_charger, populate};
use csms::{Caller, Csms};
use model::{ChargerKey, Exchange, TraceFilter};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

/// How often it is killed, unless `CHARGEHAND_KILLS` says otherwise.
const KILLS: usize = 6;
const CHARGERS: usize = 6;
/// It runs for so many milliseconds at most before it is killed.
const RUNS: u64 = 400;

fn kills() -> usize {
    std::env::var("CHARGEHAND_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(KILLS)
}

async fn open(folder: &Folder) -> Csms {
    Csms::open(common::config(folder).csms).await.unwrap()
}

/// What a charger says: of every message the same until it is acknowledged, each time under another id.
fn payload(nth: u64) -> (&'static str, Value) {
    match nth % 3 {
        0 => (
            "StartTransaction",
            json!({"connectorId": 1, "idTag": "A", "meterStart": 0, "timestamp": format!("2026-12-01T00:00:00.{nth:09}Z")}),
        ),
        1 => (
            "MeterValues",
            json!({"connectorId": 1, "meterValue": [{"timestamp": "2026-12-01T00:00:00Z", "sampledValue": [{"value": nth.to_string()}]}]}),
        ),
        _ => ("StatusNotification", json!({"connectorId": 1, "errorCode": "NoError", "status": "Charging"})),
    }
}

/// The answer, unless the socket ends first.
async fn ask(lean: &mut Lean, id: &str, action: &str, payload: &Value) -> Option<Value> {
    if !lean.write(json!([2, id, action, payload]).to_string()).await {
        return None;
    }
    loop {
        let text = lean.read().await?;
        let message: Value = serde_json::from_str(&text).unwrap();
        if message[0] == 3 && message[1] == id {
            return Some(message[2].clone());
        }
        assert_ne!(message[0], 4, "{text}");
        if message[0] == 2 && !lean.write(json!([3, message[1], {"status": "Accepted"}]).to_string()).await {
            return None;
        }
    }
}

/// What a charger was answered, by the ids of its messages, and how many messages it had.
struct Talk {
    answers: HashMap<String, Value>,
    /// The message that each id was a try of.
    tries: HashMap<String, u64>,
}

async fn talk(dial: Dial, identity: String, ends: Arc<AtomicBool>, answered: Arc<AtomicU64>) -> Talk {
    let mut talk = Talk { answers: HashMap::new(), tries: HashMap::new() };
    let (mut nth, mut tried) = (0, 0);
    while !ends.load(Ordering::Relaxed) {
        let Ok(mut lean) = dial.open(&identity, None).await else {
            tokio::time::sleep(Duration::from_millis(5)).await;
            continue;
        };
        let boot = json!({"chargePointVendor": "ABB", "chargePointModel": "Terra"});
        tried += 1;
        if ask(&mut lean, &format!("b{tried}"), "BootNotification", &boot).await.is_none() {
            continue;
        }
        while !ends.load(Ordering::Relaxed) {
            let (action, payload) = payload(nth);
            tried += 1;
            let id = format!("m{tried}");
            talk.tries.insert(id.clone(), nth);
            let Some(answer) = ask(&mut lean, &id, action, &payload).await else { break };
            talk.answers.insert(id, answer);
            answered.fetch_add(1, Ordering::Relaxed);
            nth += 1;
        }
    }
    talk
}

/// The whole trace of a charger.
async fn trace(csms: &Csms, key: &ChargerKey) -> Vec<Exchange> {
    let filter = TraceFilter::default();
    let page = csms.chargers().page(&Caller::CommandLine, key, &filter).await.unwrap().unwrap();
    let (mut all, mut before) = (page.trace.exchanges, page.trace.older);
    while let Some(seq) = before {
        let older = csms.trace().older(&Caller::CommandLine, key, &filter, seq).await.unwrap().unwrap();
        all.extend(older.exchanges);
        before = older.older;
    }
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_or_doubled_however_often_it_is_killed() {
    let folder = Folder::new();
    let csms = open(&folder).await;
    populate(&csms).await;
    let mut keys = Vec::new();
    for nth in 0..CHARGERS {
        keys.push(add_charger(&csms, &format!("CP-{nth}"), SITE).await);
    }
    csms.close().await;
    let chargers = format!("127.0.0.1:{}", free_port());
    let dial = Dial {
        url: format!("ws://{chargers}/ocpp"),
        password: Some(CHARGER_PASSWORD.to_owned()),
        protocol: Protocol::V16,
    };
    let (ends, answered) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let talks: Vec<_> = (0..CHARGERS)
        .map(|nth| tokio::spawn(talk(dial.clone(), format!("CP-{nth}"), ends.clone(), answered.clone())))
        .collect();
    let chance = RandomState::new();
    for kill in 0..kills() {
        let running = ServerProcess::start(&folder, &["--chargers", &chargers]);
        let before = answered.load(Ordering::Relaxed);
        let began = std::time::Instant::now();
        while answered.load(Ordering::Relaxed) == before {
            assert!(began.elapsed() < PATIENCE, "nobody is answered");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        tokio::time::sleep(Duration::from_millis(chance.hash_one(kill) % RUNS)).await;
        running.kill();
    }
    ends.store(true, Ordering::Relaxed);
    // Those that knock in vain need nobody to open.
    let running = ServerProcess::start(&folder, &["--chargers", &chargers]);
    let csms = open(&folder).await;
    for (talk, key) in talks.into_iter().zip(&keys) {
        let talk = talk.await.unwrap();
        let mut told: HashMap<String, Vec<Exchange>> = HashMap::new();
        for exchange in trace(&csms, key).await {
            let call: Value = serde_json::from_str(&exchange.call.text).unwrap_or_default();
            told.entry(call[1].as_str().unwrap_or_default().to_owned()).or_default().push(exchange);
        }
        let mut sessions: HashMap<u64, Value> = HashMap::new();
        for (id, nth) in &talk.tries {
            let stored = told.get(id).map_or(&[][..], Vec::as_slice);
            assert!(stored.len() <= 1, "{id} stands there {} times", stored.len());
            let said: Option<Value> = stored.first().and_then(|exchange| exchange.answer.as_ref()).map(|answer| {
                let answer: Value = serde_json::from_str(&answer.text).unwrap();
                answer[2].clone()
            });
            if let Some(answer) = talk.answers.get(id) {
                assert_eq!(stored.len(), 1, "{id} was answered and is not there");
                assert!(said.as_ref().is_none_or(|said| said == answer), "{said:?}, and not {answer}");
            }
            // Answered or not, a session begins once.
            for session in talk.answers.get(id).into_iter().chain(&said).map(|answer| &answer["transactionId"]) {
                let first = sessions.entry(*nth).or_insert_with(|| session.clone());
                assert_eq!(first, session, "message {nth}");
            }
        }
    }
    assert!(answered.load(Ordering::Relaxed) > CHARGERS as u64);
    csms.close().await;
    drop(running);
}
