//! The running charger: one task, one loop over orders, the socket, a pending connection and what falls due.

mod agenda;
mod answers;
mod boot;
mod calls;
mod jobs;
mod link;
mod odd;
mod plausible;
mod profiles;
mod transactions;

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::future::pending;
use std::pin::Pin;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use futures::StreamExt as _;
use serde_json::Value;
use tokio::sync::{mpsc, watch};
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::{Error, Message};

use crate::charger::Plate;
use crate::dial::Socket;
use crate::handle::{CallFailure, LinkChange, Order, SharedScript};
use crate::script::Script;
use crate::status::{Refusal, Status};
use crate::wire::Wire;

use self::agenda::{Agenda, Step};
use self::calls::{Outgoing, Then};
use self::jobs::{DiagnosticsJob, FirmwareJob};
use self::link::Restart;
use self::transactions::Running;

type Dialling = Pin<Box<dyn Future<Output = Result<Socket, Refusal>> + Send>>;

/// All that a charger is and holds; owned by its task.
pub(crate) struct Machine {
    plate: Plate,
    script: SharedScript,
    wire: Arc<Wire>,
    status: watch::Sender<Status>,
    agenda: Agenda,

    link: Option<Socket>,
    dialling: Option<Dialling>,
    /// Sockets played dead: open, never read again.
    vanished: Vec<Socket>,
    /// Counts sockets; what was meant for an earlier one is void.
    era: u64,
    retry: Duration,
    away: bool,
    restart: Option<Restart>,

    /// Tells this run's message ids from those of earlier runs.
    run: u64,
    last_id: u64,
    /// By message id: written and not yet answered.
    open_calls: HashMap<String, Outgoing>,
    queue: VecDeque<Outgoing>,
    /// The one queued CALL that is on the wire.
    queued_id: Option<String>,

    boot_due: bool,
    registered: bool,
    interval: Duration,
    firmware: String,
    /// Takes the place of `firmware` at the next boot.
    next_firmware: Option<String>,
    configuration: BTreeMap<String, String>,
    list_version: i64,

    /// By connector, 0 being the charger itself.
    connectors: Vec<Connector>,
    running: Vec<Running>,
    profiles: Vec<Value>,

    jobs: u64,
    firmware_job: Option<FirmwareJob>,
    firmware_status: String,
    diagnostics_job: Option<DiagnosticsJob>,
    diagnostics_status: String,
}

struct Connector {
    status: String,
    operative: bool,
    meter: i64,
    /// A StartTransaction is on its way.
    starting: bool,
}

enum Input {
    Order(Option<Order>),
    Dialled(Box<Result<Socket, Refusal>>),
    Message(Option<Result<Message, Error>>),
    Due,
}

impl Machine {
    pub(crate) fn new(
        plate: Plate,
        firmware: String,
        script: SharedScript,
        wire: Arc<Wire>,
        status: watch::Sender<Status>,
    ) -> Machine {
        let run = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        let profiles = script.read().unwrap_or_else(PoisonError::into_inner).profiles.held.clone();
        let connectors = (0..=plate.connectors).map(|_| Connector::free()).collect();
        Machine {
            away: plate.away,
            plate,
            script,
            wire,
            status,
            agenda: Agenda::default(),
            link: None,
            dialling: None,
            vanished: Vec::new(),
            era: 0,
            retry: link::FIRST_RETRY,
            restart: None,
            run: u64::try_from(run).unwrap_or(0),
            last_id: 0,
            open_calls: HashMap::new(),
            queue: VecDeque::new(),
            queued_id: None,
            boot_due: true,
            registered: false,
            interval: boot::DEFAULT_INTERVAL,
            firmware,
            next_firmware: None,
            configuration: plausible::configuration(),
            list_version: 0,
            connectors,
            running: Vec::new(),
            profiles,
            jobs: 0,
            firmware_job: None,
            firmware_status: "Idle".to_owned(),
            diagnostics_job: None,
            diagnostics_status: "Idle".to_owned(),
        }
    }

    pub(crate) async fn run(mut self, mut orders: mpsc::Receiver<Order>) {
        self.agenda.after(self.plate.delay, Step::Dial);
        loop {
            let due = self.agenda.next();
            let input = tokio::select! {
                order = orders.recv() => Input::Order(order),
                dialled = dialled(&mut self.dialling) => Input::Dialled(Box::new(dialled)),
                message = message(&mut self.link) => Input::Message(message),
                () = until(due) => Input::Due,
            };
            match input {
                Input::Order(None | Some(Order::End)) => break,
                Input::Order(Some(order)) => self.obey(order).await,
                Input::Dialled(dialled) => {
                    self.dialling = None;
                    self.take_dialled(*dialled);
                }
                Input::Message(message) => self.take_message(message).await,
                Input::Due => {
                    while let Some(step) = self.agenda.due(Instant::now()) {
                        self.perform(step).await;
                    }
                }
            }
            self.pump().await;
        }
        self.end().await;
        // Only now, since `stop` waits for it.
        drop(orders);
    }

    fn script(&self) -> Arc<Script> {
        Arc::clone(&self.script.read().unwrap_or_else(PoisonError::into_inner))
    }

    async fn obey(&mut self, order: Order) {
        match order {
            Order::Call { action, payload, tell } => {
                if self.link.is_none() {
                    let _asker_gone = tell.send(Err(CallFailure::NotConnected));
                    return;
                }
                self.write_call(Outgoing { action, payload, then: Then::Tell(tell) }).await;
            }
            Order::Text { text, tell } => {
                let sent = self.write(text).await;
                let _asker_gone = tell.send(sent);
            }
            Order::Binary { bytes, tell } => {
                let sent = self.write_message(Message::binary(bytes)).await;
                let _asker_gone = tell.send(sent);
            }
            Order::Frame { opcode, last, payload, tell } => {
                let sent = self.write_message(link::frame(opcode, last, payload)).await;
                let _asker_gone = tell.send(sent);
            }
            Order::Start { connector, id_tag, tell } => self.start(connector, &id_tag, Some(tell)),
            Order::Stop { connector, tell } => self.stop(connector, "Local", Some(tell)),
            Order::Report { connector, status, error_code, tell } => {
                let _asker_gone = tell.send(self.report(connector, &status, &error_code));
            }
            Order::Link { change, tell } => {
                self.change_link(change).await;
                let _asker_gone = tell.send(Ok(()));
            }
            Order::Firmware { version, tell } => {
                self.firmware.clone_from(&version);
                self.next_firmware = None;
                self.status.send_modify(|status| status.firmware = version);
                let _asker_gone = tell.send(Ok(()));
            }
            // The loop has ended on it.
            Order::End => {}
        }
    }

    async fn change_link(&mut self, change: LinkChange) {
        match change {
            LinkChange::Connect => {
                self.away = false;
                self.dial();
            }
            LinkChange::Disconnect => {
                self.away = true;
                self.close();
            }
            LinkChange::Cut => {
                self.away = true;
                self.cut();
            }
            LinkChange::Vanish => {
                self.away = true;
                self.vanish();
            }
            LinkChange::Reboot { offline } => self.go_down(Restart::power_cut(offline)).await,
            LinkChange::Reconnect { offline } => self.go_down(Restart::without_boot(offline)).await,
        }
    }

    async fn perform(&mut self, step: Step) {
        match step {
            Step::Dial => self.dial(),
            Step::Restart => self.try_restart().await,
            Step::Boot(era) if era == self.era => self.boot().await,
            Step::Heartbeat(era) if era == self.era => self.heartbeat(),
            Step::Chatter(era) if era == self.era => self.chatter(),
            Step::Reply { era, call, reply } if era == self.era => self.reply(*call, *reply).await,
            Step::Boot(_) | Step::Heartbeat(_) | Step::Chatter(_) | Step::Reply { .. } => {}
            Step::CallTimeout(id) => self.settle(&id, Err(CallFailure::TimedOut)),
            Step::Meter { transaction } => self.meter(transaction),
            Step::Firmware(job) => self.advance_firmware(job).await,
            Step::Diagnostics(job) => self.advance_diagnostics(job),
        }
    }
}

impl Connector {
    fn free() -> Connector {
        Connector { status: "Available".to_owned(), operative: true, meter: 1_000, starting: false }
    }
}

async fn dialled(dialling: &mut Option<Dialling>) -> Result<Socket, Refusal> {
    match dialling {
        Some(dialling) => dialling.await,
        None => pending().await,
    }
}

async fn message(link: &mut Option<Socket>) -> Option<Result<Message, Error>> {
    match link {
        Some(socket) => socket.next().await,
        None => pending().await,
    }
}

async fn until(due: Option<Instant>) {
    match due {
        Some(due) => tokio::time::sleep_until(due).await,
        None => pending().await,
    }
}
