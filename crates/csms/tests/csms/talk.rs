//! Raw texts over a simulated charger's socket, and what came back for them.

use crate::bench::{Bench, PATIENCE};
use charger_sim::Handle;
use model::ChargerKey;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU32, Ordering};

impl Bench {
    /// One more registered charger that is connected and has booted.
    pub async fn another(&self, identity: &str) -> (ChargerKey, Handle) {
        let key = self.register(identity).await;
        let sim = self.sim(identity).start().await;
        assert!(sim.wait_booted(PATIENCE).await, "{identity} boots");
        self.wait(&key, |page| page.charger.plugs().count() == 2).await;
        (key, sim)
    }
}

/// A CALL as text.
pub fn call(id: &str, action: &str, payload: &Value) -> String {
    json!([2, id, action, payload]).to_string()
}

/// A StatusNotification as text.
pub fn status(id: &str, connector: u32, status: &str) -> String {
    call(id, "StatusNotification", &json!({"connectorId": connector, "errorCode": "NoError", "status": status}))
}

/// The message id of the first CALL of this action that the charger was sent.
pub fn asked(sim: &Handle, action: &str) -> String {
    let mut calls = sim.wire().into_iter().filter(|entry| entry.is_received()).map(|entry| entry.json());
    let call = calls.find(|json| json[0] == 2 && json[2] == action).expect("it was sent");
    call[1].as_str().unwrap().to_owned()
}

/// The answers to a message id so far.
pub fn answers(sim: &Handle, id: &str) -> Vec<Value> {
    answers_since(sim, 0).into_iter().filter(|answer| answer[1] == id).collect()
}

/// Every answer since a mark, oldest first.
pub fn answers_since(sim: &Handle, mark: u64) -> Vec<Value> {
    let received = sim.wire_since(mark).into_iter().filter(|entry| entry.is_received());
    received.map(|entry| entry.json()).filter(|json| json[0] == 3 || json[0] == 4).collect()
}

/// Waits for an answer to this id that comes after a mark.
pub async fn answer_after(sim: &Handle, mark: u64, id: &str) -> Value {
    let fits = |json: &Value| (json[0] == 3 || json[0] == 4) && json[1] == id;
    let found = sim.wait_for_after(mark, |entry| entry.is_received() && fits(&entry.json()), PATIENCE).await;
    found.unwrap_or_else(|| panic!("{id} was not answered")).json()
}

/// Sends a text that is a CALL and gives its answer.
pub async fn ask(sim: &Handle, text: &str) -> Value {
    let mark = sim.mark();
    let id: Value = serde_json::from_str::<Value>(text).unwrap()[1].clone();
    sim.send_text(text).await.unwrap();
    answer_after(sim, mark, id.as_str().unwrap()).await
}

/// Returns when everything sent before has been taken in and stored, and answered where it is.
pub async fn settle(sim: &Handle) {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let id = format!("settle-{}", NEXT.fetch_add(1, Ordering::Relaxed));
    assert_eq!(ask(sim, &status(&id, 0, "Available")).await, json!([3, id, {}]));
}

/// A StatusNotification of the first connector, as this version says it.
pub fn any_status(protocol: charger_sim::Protocol) -> Value {
    if protocol >= charger_sim::Protocol::V201 {
        let at = "2026-11-26T10:00:00Z";
        json!({"timestamp": at, "connectorStatus": "Available", "evseId": 1, "connectorId": 1})
    } else {
        json!({"connectorId": 1, "errorCode": "NoError", "status": "Available"})
    }
}

/// Like [`settle`], on a charger of any version.
pub async fn settle_any(sim: &Handle) {
    let protocol = sim.protocol().expect("it is connected");
    sim.call("StatusNotification", any_status(protocol)).await.unwrap();
}
