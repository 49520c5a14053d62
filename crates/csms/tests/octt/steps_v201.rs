//! A charging station of OCPP 2.x as the compliance test plays it: it says and answers what a case says, and no more.

use crate::bench::{Bench, ME, PATIENCE};
use actions::{Command, MessageText, Order, SendMessage, Verdict, send_message};
use charger_sim::{Handle, Protocol, Reply, Script};
use csms::{Config, NewToken};
use model::{ChargerKey, CommandKey, Connector, TokenStatus};
use serde_json::{Value, json};
use std::time::Duration;

/// In messages whose time does not matter.
pub const NOW: &str = "2026-11-26T10:00:00Z";
/// Accepted, since the bench accepts cards that are on no list.
pub const CARD: &str = "CARD-1";
/// How long the station is away at a reboot.
const AWAY: Duration = Duration::from_millis(30);
/// Two EVSEs of one connector each.
const EVSES: usize = 2;

/// A registered station on its socket, and the Csms that it talks to.
pub struct Station {
    pub bench: Bench,
    pub key: ChargerKey,
    pub sim: Handle,
}

impl Station {
    /// One of 2.0.1 that was accepted and has reported its two EVSEs: the state Booted.
    pub async fn booted() -> Station {
        Station::speaking(Protocol::V201, |_| {}).await
    }

    pub async fn speaking(protocol: Protocol, change: impl FnOnce(&mut Config)) -> Station {
        let station = Station::connecting(protocol, change).await;
        assert!(station.sim.wait_booted(PATIENCE).await, "the station boots");
        station.bench.wait(&station.key, |page| page.charger.plugs().count() == EVSES).await;
        station
    }

    /// One that goes to the door and does not wait there.
    pub async fn connecting(protocol: Protocol, change: impl FnOnce(&mut Config)) -> Station {
        let bench = Bench::with(change).await;
        let key = bench.register("CP-1").await;
        let sim = bench.sim("CP-1").speaks(&[protocol]).script(Script::default()).start().await;
        Station { bench, key, sim }
    }

    /// Sends a CALL; its answer.
    #[track_caller]
    pub fn says<'a>(&'a self, action: &'a str, payload: Value) -> impl Future<Output = Value> + 'a {
        let caller = std::panic::Location::caller();
        async move {
            let answer = self.sim.call(action, payload).await;
            answer.unwrap_or_else(|failure| panic!("{caller}: {action} is answered with {failure}"))
        }
    }

    /// Sends a CALL whose answer has nothing in it.
    #[track_caller]
    pub fn tells<'a>(&'a self, action: &'a str, payload: Value) -> impl Future<Output = ()> + 'a {
        let caller = std::panic::Location::caller();
        let said = self.says(action, payload);
        async move { assert_eq!(said.await, json!({}), "{caller}: the answer to {action}") }
    }

    /// Answers CALLs of this action so from now on, and does nothing because of them.
    pub fn answers(&self, action: &str, answer: &Value) {
        let script = self.sim.script().reply(action, Reply::Raw(format!(r#"[3,"{{id}}",{answer}]"#)));
        self.sim.set_script(script);
    }

    /// Has something ordered that sends this CALL, and answers it so; the command, and the CALL's payload.
    pub async fn ordered(&self, order: Order, action: &str, answer: Value) -> (CommandKey, Value) {
        self.answers(action, &answer);
        let mark = self.sim.mark();
        let command = self.bench.order(&self.key, order).await;
        let call = self.sim.wait_for_after(mark, |entry| entry.is_received() && entry.is_call(action), PATIENCE).await;
        (command, call.unwrap_or_else(|| panic!("{action} is sent")).payload())
    }

    /// Has a message sent by hand. It must arrive as it was written, and its answer must be the command's verdict.
    pub async fn sends(&self, action: &str, payload: Value, answer: Value) {
        let (command, sent) = self.ordered(message(action, &payload), action, answer.clone()).await;
        assert_eq!(sent, payload, "{action} arrives as it was written");
        let status = answer["status"].as_str().map(str::to_owned);
        assert_eq!(
            self.settled(&command).await.verdict,
            Verdict::SendMessage(send_message::Verdict::Answered { status }),
            "{action}"
        );
    }

    /// Is asked to say something, and takes it on.
    pub async fn triggered(&self, request: Value) {
        self.sends("TriggerMessage", request, accepted()).await;
    }

    pub async fn settled(&self, command: &CommandKey) -> Command {
        self.bench.settled(&self.key, command).await
    }

    pub async fn command(&self, command: &CommandKey) -> Command {
        self.bench.page(&self.key).await.command(command).expect("it was ordered").clone()
    }

    /// Goes down and comes back with this reason.
    pub async fn boots(&self, reason: &str) {
        let mark = self.sim.mark();
        let boots = self.sim.status().boots;
        self.sim.set_script(self.sim.script().boot_reason(reason));
        self.sim.reboot(AWAY).await;
        assert!(self.sim.wait_boots(boots + 1, PATIENCE).await, "accepted again");
        let boot = self.sim.wait_for_after(mark, |entry| entry.is_call("BootNotification"), PATIENCE).await.unwrap();
        assert_eq!(boot.payload()["reason"], reason);
    }

    /// Reports a connector by both messages that there are for it.
    pub async fn reports(&self, evse: i64, status: &str) {
        let payload = json!({"timestamp": NOW, "connectorStatus": status, "evseId": evse, "connectorId": 1});
        self.tells("StatusNotification", payload).await;
        let component = json!({"name": "Connector", "evse": {"id": evse, "connectorId": 1}});
        self.tells("NotifyEvent", event("Delta", component, "AvailabilityState", status)).await;
        assert_eq!(self.connector(evse).await.status, status);
    }

    pub async fn connector(&self, evse: i64) -> Connector {
        let page = self.bench.page(&self.key).await;
        page.charger.connectors.into_iter().find(|connector| connector.evse == evse).expect("it was reported")
    }

    /// How many transactions run as far as the Csms knows.
    pub async fn running(&self) -> usize {
        self.bench.page(&self.key).await.charger.transactions.len()
    }

    /// Asks whether this card may charge; what is told of it.
    pub async fn authorizes(&self, card: &str) -> Value {
        let answer = self.says("Authorize", json!({"idToken": token(card)})).await;
        assert_eq!(answer.as_object().unwrap().len(), 1, "{answer}");
        answer["idTokenInfo"].clone()
    }

    /// Puts a card on the operator's list.
    pub async fn lists(&self, card: &str, status: TokenStatus, group: Option<&str>) {
        let organisation = self.bench.csms.tokens().organisation(&ME, "Nordic Charge").await.unwrap();
        let group = group.map(str::to_owned);
        let new = NewToken { id: card.to_owned(), status, expires: None, group, note: None };
        self.bench.csms.tokens().put(&ME, &organisation, new).await.unwrap();
    }
}

/// A message written by hand.
pub fn message(action: &str, payload: &Value) -> Order {
    let payload = MessageText(payload.to_string());
    Order::SendMessage(SendMessage { action: action.to_owned(), payload, as_typed: false })
}

pub fn accepted() -> Value {
    status("Accepted")
}

pub fn status(status: &str) -> Value {
    json!({"status": status})
}

pub fn token(card: &str) -> Value {
    json!({"idToken": card, "type": "ISO14443"})
}

/// A NotifyEvent of one event.
pub fn event(trigger: &str, component: Value, variable: &str, value: &str) -> Value {
    json!({"generatedAt": NOW, "seqNo": 0, "tbc": false, "eventData": [{
        "eventId": 1, "timestamp": NOW, "trigger": trigger, "actualValue": value, "component": component,
        "variable": {"name": variable}, "eventNotificationType": "HardWiredNotification"}]})
}

/// A transaction as the station tells it, event after event.
pub struct Session<'a> {
    station: &'a Station,
    pub id: String,
    evse: i64,
    next: i64,
}

impl<'a> Session<'a> {
    /// One that has not been told of yet.
    pub fn new(station: &'a Station, evse: i64) -> Session<'a> {
        Session { station, id: format!("session-{evse}"), evse, next: 0 }
    }

    /// The state EnergyTransferStarted: plugged in, authorized, charging.
    pub async fn charging(station: &'a Station, evse: i64) -> Session<'a> {
        let mut session = Session::new(station, evse);
        station.reports(evse, "Occupied").await;
        session.starts("CablePluggedIn", json!({"chargingState": "EVConnected"})).await;
        session.authorized(CARD).await;
        session.goes_on("ChargingStateChanged", json!({"chargingState": "Charging"})).await;
        session
    }

    /// Its first event, which says where it is; it counts as running then.
    pub async fn starts(&mut self, trigger: &str, info: Value) {
        let before = self.station.running().await;
        let place = json!({"evse": {"id": self.evse, "connectorId": 1}});
        assert_eq!(self.event("Started", trigger, info, place).await, json!({}));
        assert_eq!(self.station.running().await, before + 1);
    }

    pub async fn goes_on(&mut self, trigger: &str, info: Value) {
        assert_eq!(self.event("Updated", trigger, info, json!({})).await, json!({}));
    }

    /// Its card was shown in the middle of it.
    pub async fn authorized(&mut self, card: &str) {
        let told = self.with_card("Updated", "Authorized", json!({"chargingState": "EVConnected"}), card).await;
        assert_eq!(told, accepted());
    }

    /// An event with a card; what is told of the card.
    pub async fn with_card(&mut self, kind: &str, trigger: &str, info: Value, card: &str) -> Value {
        let more = json!({"idToken": token(card), "evse": {"id": self.evse, "connectorId": 1}});
        let answer = self.event(kind, trigger, info, more).await;
        assert_eq!(answer.as_object().unwrap().len(), 1, "{answer}");
        answer["idTokenInfo"].clone()
    }

    /// Its last event; it runs no more.
    pub async fn ends(&mut self, trigger: &str, reason: &str) {
        let before = self.station.running().await;
        let info = json!({"chargingState": "Idle", "stoppedReason": reason});
        assert_eq!(self.event("Ended", trigger, info, json!({})).await, json!({}));
        assert_eq!(self.station.running().await, before - 1);
    }

    /// Ended at the station: the card, the cable out, the connector free.
    pub async fn ends_locally(&mut self) {
        let told = self.with_card("Updated", "StopAuthorized", json!({"chargingState": "EVConnected"}), CARD).await;
        assert_eq!(told, accepted());
        self.ends("EVCommunicationLost", "EVDisconnected").await;
        self.station.reports(self.evse, "Available").await;
    }

    /// Any event; its answer.
    pub async fn event(&mut self, kind: &str, trigger: &str, info: Value, more: Value) -> Value {
        let mut payload = json!({
            "eventType": kind, "timestamp": NOW, "triggerReason": trigger, "seqNo": self.next,
            "transactionInfo": {"transactionId": self.id},
        });
        self.next += 1;
        merge(&mut payload["transactionInfo"], info);
        merge(&mut payload, more);
        self.station.says("TransactionEvent", payload).await
    }
}

fn merge(into: &mut Value, more: Value) {
    let more = more.as_object().expect("an object is merged").clone();
    into.as_object_mut().expect("into an object").extend(more);
}
