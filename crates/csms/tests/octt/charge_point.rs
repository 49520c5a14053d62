//! The tool's side of a conversation on OCPP 1.6: a charge point that does and answers nothing but what the test says.

use crate::bench::{Bench, ME, PATIENCE, steps};
use actions::{ChargerPage, Command, MessageText, Order, SendMessage, Verdict, read_configuration, send_message};
use charger_sim::{Handle, Reply, Script, WireEntry};
use csms::NewToken;
use model::{ChargerKey, CommandKey, TokenStatus};
use serde_json::{Value, json};
use std::time::Duration;

/// Accepted.
pub const TAG: &str = "TAG-1";
/// Accepted, both of the group.
pub const IN_GROUP: [&str; 2] = ["TAG-2", "TAG-3"];
pub const GROUP: &str = "GROUP-1";
pub const EXPIRED: &str = "TAG-EXPIRED";
pub const BLOCKED: &str = "TAG-BLOCKED";
/// On no list.
pub const UNKNOWN: &str = "TAG-UNKNOWN";

/// When the charger says that things happen.
pub const AT: &str = "2026-11-23T10:00:00Z";
/// The firmware it runs at first.
pub const VERSION: &str = "1.8.30";
/// How long it stays away from its socket.
const AWAY: Duration = Duration::from_millis(20);

pub struct ChargePoint {
    pub bench: Bench,
    pub key: ChargerKey,
    pub sim: Handle,
    /// Where in the wire's log the next CALL of the central system is looked for.
    mark: u64,
}

/// A CALL of the central system.
pub struct ReceivedCall {
    id: Value,
    pub action: String,
    pub payload: Value,
}

impl ChargePoint {
    /// Connected, booted, two connectors available, and the id tags known.
    pub async fn booted() -> ChargePoint {
        let bench = Bench::new().await;
        let organisation = bench.csms.tokens().organisation(&ME, "Nordic Charge").await.unwrap();
        let tags = [
            (TAG, TokenStatus::Accepted, None, None),
            (IN_GROUP[0], TokenStatus::Accepted, None, Some(GROUP)),
            (IN_GROUP[1], TokenStatus::Accepted, None, Some(GROUP)),
            (EXPIRED, TokenStatus::Accepted, Some("2020-01-31"), None),
            (BLOCKED, TokenStatus::Blocked, None, None),
        ];
        for (id, status, expires, group) in tags {
            let (id, expires, group) = (id.to_owned(), expires.map(str::to_owned), group.map(str::to_owned));
            let token = NewToken { id, status, expires, group, note: None };
            bench.csms.tokens().put(&ME, &organisation, token).await.unwrap();
        }
        bench.csms.tokens().accept_any(&ME, &organisation, false).await.unwrap();
        let (key, sim) = bench.charger(Script::default().otherwise(Reply::Silence)).await;
        ChargePoint { bench, key, sim, mark: 0 }
    }

    /// Booted, and known by its configuration to have the security extension.
    pub async fn booted_with_security() -> ChargePoint {
        let mut cp = ChargePoint::booted().await;
        let command = cp.order(Order::ReadConfiguration).await;
        let keys = json!([{"key": "SecurityProfile", "readonly": false, "value": "1"}]);
        cp.is_asked("GetConfiguration", json!({}), json!({"configurationKey": keys, "unknownKey": []})).await;
        cp.ends(&command, Verdict::ReadConfiguration(read_configuration::Verdict::ConfigurationRead { settings: 1 }))
            .await;
        cp
    }

    pub async fn order(&self, order: Order) -> CommandKey {
        self.bench.order(&self.key, order).await
    }

    /// Has an operator send this message.
    pub async fn send(&self, action: &str, payload: Value) -> CommandKey {
        let (action, payload) = (action.to_owned(), MessageText(payload.to_string()));
        self.order(Order::SendMessage(SendMessage { action, payload, as_typed: false })).await
    }

    /// An operator sends this message, which arrives as it was written and is answered so; gives the settled command.
    pub async fn is_sent(&mut self, action: &str, payload: Value, answer: Value) -> Command {
        let command = self.send(action, payload.clone()).await;
        self.is_asked(action, payload, answer.clone()).await;
        let status = answer["status"].as_str().map(str::to_owned);
        self.ends(&command, Verdict::SendMessage(send_message::Verdict::Answered { status })).await
    }

    /// The next CALL of the central system, whichever it is.
    pub async fn asked(&mut self) -> ReceivedCall {
        let is_call = |entry: &WireEntry| entry.is_received() && entry.action().is_some();
        let found = self.sim.wait_for_after(self.mark, is_call, PATIENCE).await.expect("the central system asks");
        self.mark = found.number + 1;
        let id = found.id().expect("a CALL has an id");
        assert!(!id.is_empty() && id.len() <= 36, "A-45: {id}");
        ReceivedCall { id: id.into(), action: found.action().expect("a CALL has an action"), payload: found.payload() }
    }

    pub async fn answers(&self, asked: &ReceivedCall, answer: Value) {
        self.sim.send_text(&json!([3, asked.id, answer]).to_string()).await.unwrap();
    }

    pub async fn answers_with_error(&self, asked: &ReceivedCall, code: &str) {
        self.sim.send_text(&json!([4, asked.id, code, "", {}]).to_string()).await.unwrap();
    }

    /// The next CALL of the central system is exactly this, and is answered so.
    #[track_caller]
    pub fn is_asked<'a>(
        &'a mut self,
        action: &'a str,
        payload: Value,
        answer: Value,
    ) -> impl Future<Output = ()> + Send + 'a {
        let caller = std::panic::Location::caller();
        async move {
            let asked = self.asked().await;
            assert_eq!((asked.action.as_str(), &asked.payload), (action, &payload), "{caller}");
            self.answers(&asked, answer).await;
        }
    }

    /// Sends a CALL and gives what it is answered with; a CALLERROR fails the test.
    #[track_caller]
    pub fn says<'a>(&'a self, action: &'a str, payload: Value) -> impl Future<Output = Value> + Send + 'a {
        let caller = std::panic::Location::caller();
        async move {
            let answer = self.sim.call(action, payload).await;
            answer.unwrap_or_else(|failure| panic!("{caller}: {action} was answered by {failure}"))
        }
    }

    /// Sends a CALL that is to be answered `{}`.
    #[track_caller]
    pub fn tells<'a>(&'a self, action: &'a str, payload: Value) -> impl Future<Output = ()> + Send + 'a {
        let caller = std::panic::Location::caller();
        let answer = self.says(action, payload);
        async move { assert_eq!(answer.await, json!({}), "{caller}: the answer to {action}") }
    }

    /// StatusNotification.
    #[track_caller]
    pub fn reports<'a>(&'a self, connector: u32, status: &'a str) -> impl Future<Output = ()> + Send + 'a {
        let payload = json!({"connectorId": connector, "errorCode": "NoError", "status": status, "timestamp": AT});
        self.tells("StatusNotification", payload)
    }

    /// The same of connector 0 and of each connector.
    pub async fn reports_all(&self, status: &str) {
        for connector in 0..=2 {
            self.reports(connector, status).await;
        }
    }

    /// A FirmwareStatusNotification.
    pub async fn firmware(&self, status: &str) {
        self.tells("FirmwareStatusNotification", json!({"status": status})).await;
    }

    /// Reusable state Authorized.
    pub async fn authorizes(&self, tag: &str) {
        assert_eq!(self.says("Authorize", json!({"idTag": tag})).await, json!({"idTagInfo": accepted(tag)}));
    }

    /// StartTransaction on connector 1; gives the id of the accepted transaction.
    pub async fn starts(&self, tag: &str, reservation: Option<i64>) -> i64 {
        let mut request = json!({"connectorId": 1, "idTag": tag, "meterStart": 100, "timestamp": AT});
        if let Some(reservation) = reservation {
            request["reservationId"] = reservation.into();
        }
        let answer = self.says("StartTransaction", request).await;
        let transaction = answer["transactionId"].as_i64().expect("a transaction gets an id");
        assert_eq!(answer, json!({"transactionId": transaction, "idTagInfo": accepted(tag)}));
        transaction
    }

    /// StopTransaction by the tag that started it.
    pub async fn stops(&self, transaction: i64, tag: &str, reason: &str) {
        let request =
            json!({"transactionId": transaction, "idTag": tag, "meterStop": 900, "timestamp": AT, "reason": reason});
        assert_eq!(self.says("StopTransaction", request).await, json!({"idTagInfo": accepted(tag)}));
    }

    /// Reusable state Charging, on connector 1; gives the transaction's id.
    pub async fn charges(&self, tag: &str) -> i64 {
        self.authorizes(tag).await;
        self.reports(1, "Preparing").await;
        let transaction = self.starts(tag, None).await;
        self.reports(1, "Charging").await;
        assert_eq!(self.sessions().await, 1);
        transaction
    }

    /// Charging sessions that run, as the central system sees it.
    pub async fn sessions(&self) -> usize {
        self.page().await.charger.transactions.len()
    }

    /// Loses its socket and opens another.
    pub async fn reconnects(&self) {
        self.sim.reconnect(AWAY).await;
        assert!(self.sim.wait_connected(PATIENCE).await, "it comes back");
    }

    /// Sends BootNotification, which is accepted.
    pub async fn boots(&self, version: &str) {
        let request = json!({
            "chargePointVendor": "ABB", "chargePointModel": "Terra 184", "chargePointSerialNumber": "S-CP-1",
            "firmwareVersion": version,
        });
        assert_booted(&self.says("BootNotification", request).await);
    }

    /// Loses its socket, opens another and boots.
    pub async fn reboots(&self, version: &str) {
        self.reconnects().await;
        self.boots(version).await;
    }

    pub async fn page(&self) -> ChargerPage {
        self.bench.page(&self.key).await
    }

    pub async fn command(&self, command: &CommandKey) -> Command {
        self.page().await.command(command).expect("an order stays on the timeline").clone()
    }

    /// Waits for the command's verdict, which must be this.
    #[track_caller]
    pub fn ends<'a>(&'a self, command: &'a CommandKey, verdict: Verdict) -> impl Future<Output = Command> + Send + 'a {
        let caller = std::panic::Location::caller();
        let settled = self.bench.settled(&self.key, command);
        async move {
            let settled = settled.await;
            assert_eq!(settled.verdict, verdict, "{caller}: {:#?}", steps(&settled));
            settled
        }
    }

    /// The central system has asked for nothing more, and still answers.
    pub async fn is_left_alone(&self) {
        // Its answer comes after everything that earlier messages brought about was stored.
        self.tells("DiagnosticsStatusNotification", json!({"status": "Idle"})).await;
        let received = self.sim.wire_since(self.mark).into_iter().filter(WireEntry::is_received);
        let more: Vec<String> = received.filter_map(|entry| entry.action()).collect();
        assert_eq!(more, Vec::<String>::new());
        assert!(self.sim.is_connected() && self.sim.status().close.is_none(), "the socket is left open");
    }
}

/// The idTagInfo of an accepted tag.
pub fn accepted(tag: &str) -> Value {
    if IN_GROUP.contains(&tag) {
        json!({"status": "Accepted", "parentIdTag": GROUP})
    } else {
        json!({"status": "Accepted"})
    }
}

/// BootNotification.conf of a charger that is let in.
pub fn assert_booted(answer: &Value) {
    let time = &answer["currentTime"];
    assert_eq!(*answer, json!({"status": "Accepted", "currentTime": time, "interval": 300}));
    assert_time(time);
}

/// A time as the wire has it: RFC 3339 in UTC.
pub fn assert_time(text: &Value) {
    let text = text.as_str().expect("a time is text");
    let digits = text.as_bytes();
    assert!(text.ends_with('Z') && digits[4] == b'-' && digits[10] == b'T' && digits[13] == b':', "A-20: {text}");
}

/// The timeline begins each of its lines so.
#[track_caller]
pub fn assert_steps(command: &Command, expected: &[&str]) {
    let told = steps(command);
    let fits = told.len() == expected.len() && told.iter().zip(expected).all(|(step, begin)| step.starts_with(begin));
    assert!(fits, "{told:#?} instead of {expected:#?}");
}
