//! The handle: what a test or the demo does with a running charger, and what it can learn of it.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};
use tokio::sync::{mpsc, oneshot, watch};

use crate::protocol::{Family, Protocol};
use crate::script::Script;
use crate::status::Status;
use crate::transfer::{Ledger, Transfer};
use crate::wire::{Wire, WireEntry};

/// Orders waiting for the charger's task; more make the caller wait.
pub(crate) const ORDERS: usize = 64;

/// What the handle and the charger's task both hold.
#[derive(Clone)]
pub(crate) struct SharedState {
    pub(crate) wire: Arc<Wire>,
    pub(crate) transfers: Arc<Ledger>,
    /// Exchangeable while the charger runs.
    pub(crate) script: Arc<RwLock<Arc<Script>>>,
    /// Offered at the next connection.
    pub(crate) protocols: Arc<RwLock<Vec<Protocol>>>,
}

/// A running charger. Cheap to clone; the charger ends when it is stopped or the last handle is dropped.
#[derive(Clone)]
pub struct Handle {
    identity: Arc<str>,
    orders: mpsc::Sender<Order>,
    status: watch::Receiver<Status>,
    shared: SharedState,
}

/// A CALL from the Csms, as it arrived.
#[derive(Clone, Debug, PartialEq)]
pub struct ReceivedCall {
    pub id: String,
    pub payload: Value,
    pub at: SystemTime,
}

/// Why an order to the charger came to nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallFailure {
    NotConnected,
    /// The Csms answered with a CALLERROR.
    Error {
        code: String,
        description: String,
    },
    /// The Csms did not answer in time.
    TimedOut,
    /// The socket ended before the answer.
    Disconnected,
    /// The Csms did not accept the idTag; its status.
    NotAuthorized(String),
    /// The connector does not exist, is in use, or has no transaction to stop.
    NoSuchConnector,
    /// The charger has been stopped.
    Stopped,
    /// The version spoken has no such message.
    NotInThisVersion,
}

/// What a handle asks of the charger's task.
pub(crate) enum Order {
    Call { action: String, payload: Value, tell: Tell<Value> },
    Unconfirmed { action: String, payload: Value, tell: Tell<()> },
    SecurityEvent { kind: String, tell: Tell<()> },
    Text { text: String, tell: Tell<()> },
    Binary { bytes: Vec<u8>, tell: Tell<()> },
    Frame { opcode: u8, last: bool, payload: Vec<u8>, tell: Tell<()> },
    Start { connector: u32, id_tag: String, tell: Tell<i64> },
    Stop { connector: u32, tell: Tell<()> },
    Report { connector: u32, status: String, error_code: String, tell: Tell<()> },
    Link { change: LinkChange, tell: Tell<()> },
    Firmware { version: String, tell: Tell<()> },
    End,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum LinkChange {
    Connect,
    Disconnect,
    Cut,
    Vanish,
    Reboot { offline: Duration },
    Reconnect { offline: Duration },
}

pub(crate) type Tell<T> = oneshot::Sender<Result<T, CallFailure>>;

impl Handle {
    pub(crate) fn new(
        identity: &str,
        orders: mpsc::Sender<Order>,
        status: watch::Receiver<Status>,
        shared: SharedState,
    ) -> Handle {
        Handle { identity: identity.into(), orders, status, shared }
    }

    pub fn identity(&self) -> &str {
        &self.identity
    }

    /// Behaves by this script from the next message on.
    pub fn set_script(&self, script: Script) {
        *self.shared.script.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(script);
    }

    pub fn script(&self) -> Script {
        Script::clone(&self.shared.script.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The version that the Csms chose for the present connection, or for the last one; `None` before the first.
    pub fn protocol(&self) -> Option<Protocol> {
        self.status.borrow().protocol
    }

    /// Offers these versions from the next connection on. With one of another family (1.6, 2.x) the charger begins
    /// anew: it boots, and transactions and messages of the old one are lost.
    pub fn set_protocols(&self, protocols: &[Protocol]) {
        *self.shared.protocols.write().unwrap_or_else(PoisonError::into_inner) = protocols.to_vec();
    }

    /// Sends a CALL at once, also beside another that is open or before the boot, and waits for its answer.
    pub async fn call(&self, action: &str, payload: Value) -> Result<Value, CallFailure> {
        self.order(|tell| Order::Call { action: action.to_owned(), payload, tell }).await
    }

    /// Writes a SEND, which wants no answer; only 2.1 knows them, whatever is spoken.
    pub async fn send_unconfirmed(&self, action: &str, payload: Value) -> Result<(), CallFailure> {
        self.order(|tell| Order::Unconfirmed { action: action.to_owned(), payload, tell }).await
    }

    /// Asks whether this card may charge; gives the status, `Accepted` or another.
    pub async fn authorize(&self, id_tag: &str) -> Result<String, CallFailure> {
        let family = self.protocol().ok_or(CallFailure::NotConnected)?.family();
        let (request, info) = match family {
            Family::V16 => (json!({"idTag": id_tag}), "idTagInfo"),
            Family::V2 => (json!({"idToken": {"idToken": id_tag, "type": "ISO14443"}}), "idTokenInfo"),
        };
        let answer = self.call("Authorize", request).await?;
        Ok(answer[info]["status"].as_str().unwrap_or_default().to_owned())
    }

    /// Queues a SecurityEventNotification, such as `SettingSystemTime` (not on plain 1.6).
    pub async fn security_event(&self, kind: &str) -> Result<(), CallFailure> {
        self.order(|tell| Order::SecurityEvent { kind: kind.to_owned(), tell }).await
    }

    /// Writes a text message verbatim.
    pub async fn send_text(&self, text: &str) -> Result<(), CallFailure> {
        self.order(|tell| Order::Text { text: text.to_owned(), tell }).await
    }

    pub async fn send_binary(&self, bytes: &[u8]) -> Result<(), CallFailure> {
        self.order(|tell| Order::Binary { bytes: bytes.to_vec(), tell }).await
    }

    /// Writes one WebSocket frame: opcode 0 (continuation), 1 (text) or 2 (binary), any bytes, `last` the FIN bit.
    pub async fn send_frame(&self, opcode: u8, last: bool, payload: &[u8]) -> Result<(), CallFailure> {
        self.order(|tell| Order::Frame { opcode, last, payload: payload.to_vec(), tell }).await
    }

    /// Starts a transaction; gives the id that the Csms chose on 1.6, and a number of the charger's own on 2.x.
    pub async fn start_transaction(&self, connector: u32, id_tag: &str) -> Result<i64, CallFailure> {
        self.order(|tell| Order::Start { connector, id_tag: id_tag.to_owned(), tell }).await
    }

    /// Stops the transaction on this connector, reason Local.
    pub async fn stop_transaction(&self, connector: u32) -> Result<(), CallFailure> {
        self.order(|tell| Order::Stop { connector, tell }).await
    }

    /// Queues a StatusNotification, such as `report(1, "Faulted", "GroundFailure")`, in the words of 1.6; on 2.x the error
    /// goes out as a NotifyEvent beside it.
    pub async fn report(&self, connector: u32, status: &str, error_code: &str) -> Result<(), CallFailure> {
        let (status, error_code) = (status.to_owned(), error_code.to_owned());
        self.order(|tell| Order::Report { connector, status, error_code, tell }).await
    }

    /// Connects (again) now; `wait_connected` tells when it is done.
    pub async fn connect(&self) {
        self.link(LinkChange::Connect).await;
    }

    /// Closes the socket in good order and stays away until `connect`.
    pub async fn disconnect(&self) {
        self.link(LinkChange::Disconnect).await;
    }

    /// Resets the TCP connection and stays away until `connect`.
    pub async fn cut(&self) {
        self.link(LinkChange::Cut).await;
    }

    /// Leaves the TCP connection open, but reads nothing and answers nothing, not even pings, until `connect`, which
    /// opens another beside it.
    pub async fn vanish(&self) {
        self.link(LinkChange::Vanish).await;
    }

    /// Reboots of its own accord: offline so long, then a BootNotification. Running transactions are lost.
    pub async fn reboot(&self, offline: Duration) {
        self.link(LinkChange::Reboot { offline }).await;
    }

    /// Loses the socket and comes back without a boot.
    pub async fn reconnect(&self, offline: Duration) {
        self.link(LinkChange::Reconnect { offline }).await;
    }

    /// The version that is reported from the next boot on.
    pub async fn set_firmware(&self, version: &str) {
        let version = version.to_owned();
        let _ended_charger_has_no_firmware = self.order(|tell| Order::Firmware { version, tell }).await;
    }

    pub fn status(&self) -> Status {
        self.status.borrow().clone()
    }

    pub fn is_connected(&self) -> bool {
        self.status.borrow().connected
    }

    /// Everything on the wire that is still kept, oldest first.
    pub fn wire(&self) -> Vec<WireEntry> {
        self.shared.wire.since(0)
    }

    /// The kept entries with this number or a later one.
    pub fn wire_since(&self, number: u64) -> Vec<WireEntry> {
        self.shared.wire.since(number)
    }

    /// The number of the next entry: a mark for `wait_for_after` and `wire_since`.
    pub fn mark(&self) -> u64 {
        self.shared.wire.length()
    }

    /// The CALLs of this action that the Csms sent.
    pub fn sent_to_me(&self, action: &str) -> Vec<ReceivedCall> {
        self.shared
            .wire
            .since(0)
            .into_iter()
            .filter(|entry| entry.is_received() && entry.is_call(action))
            .filter_map(|entry| Some(ReceivedCall { id: entry.id()?, payload: entry.payload(), at: entry.at }))
            .collect()
    }

    /// The first entry that fits, of those kept and those to come.
    pub async fn wait_for(&self, fits: impl Fn(&WireEntry) -> bool, patience: Duration) -> Option<WireEntry> {
        self.shared.wire.wait_for(0, fits, patience).await
    }

    /// The first entry that fits, from this mark on.
    pub async fn wait_for_after(
        &self,
        mark: u64,
        fits: impl Fn(&WireEntry) -> bool,
        patience: Duration,
    ) -> Option<WireEntry> {
        self.shared.wire.wait_for(mark, fits, patience).await
    }

    /// The first CALL of this action that the Csms sends, past or to come.
    pub async fn wait_for_call(&self, action: &str, patience: Duration) -> Option<WireEntry> {
        self.wait_for(|entry| entry.is_received() && entry.is_call(action), patience).await
    }

    /// The transfers that have ended and are still kept, oldest first.
    pub fn transfers(&self) -> Vec<Transfer> {
        self.shared.transfers.kept()
    }

    /// The first transfer with this number (from 0) or a later one, past or to come.
    pub async fn wait_transfer(&self, number: u64, patience: Duration) -> Option<Transfer> {
        self.shared.transfers.wait(number, patience).await
    }

    #[must_use]
    pub async fn wait_connected(&self, patience: Duration) -> bool {
        self.wait_until(|status| status.connected, patience).await
    }

    #[must_use]
    pub async fn wait_disconnected(&self, patience: Duration) -> bool {
        self.wait_until(|status| !status.connected, patience).await
    }

    /// Connected and its BootNotification accepted.
    #[must_use]
    pub async fn wait_booted(&self, patience: Duration) -> bool {
        self.wait_until(|status| status.booted, patience).await
    }

    /// It has said how this connector, or EVSE, stands.
    #[must_use]
    pub async fn wait_reported(&self, connector: u32, patience: Duration) -> bool {
        let is_report = |entry: &WireEntry| {
            let payload = entry.payload();
            let place = payload.get("evseId").unwrap_or(&payload["connectorId"]);
            entry.is_sent() && entry.is_call("StatusNotification") && place == connector
        };
        self.wait_for(is_report, patience).await.is_some()
    }

    /// Accepted at least so many times: 2 after one reboot.
    #[must_use]
    pub async fn wait_boots(&self, boots: u64, patience: Duration) -> bool {
        self.wait_until(|status| status.booted && status.boots >= boots, patience).await
    }

    /// Waits until the status fits.
    #[must_use]
    pub async fn wait_until(&self, fits: impl FnMut(&Status) -> bool, patience: Duration) -> bool {
        let mut status = self.status.clone();
        matches!(tokio::time::timeout(patience, status.wait_for(fits)).await, Ok(Ok(_)))
    }

    /// Ends the charger; its socket is closed in good order.
    pub async fn stop(&self) {
        let _already_stopped = self.orders.send(Order::End).await;
        self.orders.closed().await;
    }

    async fn link(&self, change: LinkChange) {
        let _ended_charger_has_no_link = self.order(|tell| Order::Link { change, tell }).await;
    }

    async fn order<T>(&self, order: impl FnOnce(Tell<T>) -> Order) -> Result<T, CallFailure> {
        let (tell, told) = oneshot::channel();
        self.orders.send(order(tell)).await.map_err(|_| CallFailure::Stopped)?;
        told.await.unwrap_or(Err(CallFailure::Stopped))
    }
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle").field("identity", &self.identity).finish_non_exhaustive()
    }
}

impl fmt::Display for CallFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CallFailure::NotConnected => f.write_str("the charger is not connected"),
            CallFailure::Error { code, description } => write!(f, "CALLERROR {code}: {description}"),
            CallFailure::TimedOut => f.write_str("no answer in time"),
            CallFailure::Disconnected => f.write_str("the socket ended before the answer"),
            CallFailure::NotAuthorized(status) => write!(f, "the idTag was not accepted: {status}"),
            CallFailure::NoSuchConnector => f.write_str("no such connector, or not in that state"),
            CallFailure::Stopped => f.write_str("the charger has been stopped"),
            CallFailure::NotInThisVersion => f.write_str("the version spoken has no such message"),
        }
    }
}

impl std::error::Error for CallFailure {}
