//! The running charger: one task, one loop over orders, the socket, a pending connection, transfers and what falls due.

mod agenda;
mod answers;
mod boot;
mod calls;
mod connectors;
mod jobs;
mod link;
mod odd;
mod profiles;
mod requests;
mod security;
mod transactions;
mod transfers;
mod v16;
mod v2;

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::future::pending;
use std::pin::Pin;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use futures::StreamExt as _;
use serde_json::json;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::{Error, Message};

use crate::charger::Plate;
use crate::dial::Socket;
use crate::handle::{CallFailure, LinkChange, Order, SharedState};
use crate::protocol::{Family, Protocol};
use crate::script::Script;
use crate::status::{Refusal, Registration, Status};

use self::agenda::{Agenda, Step};
use self::calls::{OutgoingCall, Then};
use self::connectors::Connector;
use self::jobs::{FirmwareJob, LastStatus, UploadJob};
use self::link::Restart;
use self::profiles::Held;
use self::transactions::{Cause, RunningTransaction, Stop};
use self::transfers::TransferEnd;
use self::v2::device::Device;

type DialFuture = Pin<Box<dyn Future<Output = Result<(Socket, Protocol), Refusal>> + Send>>;

/// All that a charger is and holds; owned by its task.
pub(crate) struct Machine {
    plate: Plate,
    shared: SharedState,
    status: watch::Sender<Status>,
    agenda: Agenda,
    /// What is spoken, by the choice of the Csms.
    protocol: Protocol,

    link: Option<Socket>,
    dialling: Option<DialFuture>,
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
    open_calls: HashMap<String, OutgoingCall>,
    queue: VecDeque<OutgoingCall>,
    /// The one queued CALL that is on the wire.
    queued_id: Option<String>,
    /// What is queued now was asked for by the Csms.
    asked: bool,

    boot_due: bool,
    registered: bool,
    registration: Option<Registration>,
    boot_reason: &'static str,
    interval: Duration,
    firmware: String,
    /// Takes the place of `firmware` at the next boot.
    next_firmware: Option<String>,
    /// The settings on 1.6.
    configuration: BTreeMap<String, String>,
    /// The settings, and what else can be read, on 2.x.
    device: Device,
    list_version: i64,

    /// By connector, 0 being the charger itself.
    connectors: Vec<Connector>,
    running: Vec<RunningTransaction>,
    /// Transactions begun on 2.x, where the charger names them.
    begun: i64,
    /// Running transactions are to be resumed after the boot.
    resuming: bool,
    /// Resets on 2.x that wait for the end of transactions: of the charger (0), or of an EVSE alone.
    scheduled_resets: Vec<u32>,
    /// NotifyEvents sent.
    events: i64,
    profiles: Vec<Held>,

    jobs: u64,
    firmware_job: Option<FirmwareJob>,
    firmware_told: LastStatus,
    upload_job: Option<UploadJob>,
    upload_told: LastStatus,
    /// Those of both jobs that are under way; they end with the charger.
    transfers: JoinSet<TransferEnd>,
}

enum Input {
    Order(Option<Order>),
    Dialled(Box<Result<(Socket, Protocol), Refusal>>),
    Message(Option<Result<Message, Error>>),
    Transferred(TransferEnd),
    Due,
}

impl Machine {
    pub(crate) fn new(plate: Plate, firmware: String, shared: SharedState, status: watch::Sender<Status>) -> Machine {
        let run = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        let script = Arc::clone(&shared.script.read().unwrap_or_else(PoisonError::into_inner));
        let protocol = shared.protocols.read().unwrap_or_else(PoisonError::into_inner).first().copied();
        let connectors = (0..=plate.connectors).map(|_| Connector::free()).collect();
        let configuration = v16::configuration::configuration(plate.connectors, &script.settings);
        let device = Device::new(&plate, &script.settings);
        Machine {
            away: plate.away,
            plate,
            shared,
            status,
            agenda: Agenda::default(),
            protocol: protocol.unwrap_or(Protocol::V16),
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
            asked: false,
            boot_due: true,
            registered: false,
            registration: None,
            boot_reason: "PowerUp",
            interval: boot::DEFAULT_INTERVAL,
            firmware,
            next_firmware: None,
            configuration,
            device,
            list_version: 0,
            connectors,
            running: Vec::new(),
            begun: 0,
            resuming: false,
            scheduled_resets: Vec::new(),
            events: 0,
            profiles: script.profiles.held.iter().map(Held::of_v16).collect(),
            jobs: 0,
            firmware_job: None,
            firmware_told: LastStatus::nothing("FirmwareStatusNotification"),
            upload_job: None,
            upload_told: LastStatus::nothing("DiagnosticsStatusNotification"),
            transfers: JoinSet::new(),
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
                ended = transfers::ended(&mut self.transfers) => Input::Transferred(ended),
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
                Input::Transferred(TransferEnd::Fetched { job, fetched }) => self.take_fetched(job, *fetched),
                Input::Transferred(TransferEnd::Put { job, transfer }) => self.take_put(job, transfer),
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
        Arc::clone(&self.shared.script.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn family(&self) -> Family {
        self.protocol.family()
    }

    async fn obey(&mut self, order: Order) {
        match order {
            Order::Call { action, payload, tell } => {
                if self.link.is_none() {
                    let _asker_gone = tell.send(Err(CallFailure::NotConnected));
                    return;
                }
                self.write_call(OutgoingCall { action, payload, then: Then::Tell(tell), asked: false }).await;
            }
            Order::Unconfirmed { action, payload, tell } => {
                let text = json!([6, self.next_id(), action, payload]).to_string();
                let sent = self.write(text).await;
                let _asker_gone = tell.send(sent);
            }
            Order::SecurityEvent { kind, tell } => {
                let _asker_gone = tell.send(self.security_event(&kind));
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
            Order::Start { connector, id_tag, tell } => self.start(connector, &id_tag, Cause::Card, Some(tell)),
            Order::Stop { connector, tell } => self.stop(connector, Stop::Local, Some(tell)),
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
            Step::Boot { era, triggered } if era == self.era => self.boot(triggered).await,
            Step::BootInPlace(era) if era == self.era => {
                self.boot_due = true;
                self.boot(false).await;
            }
            Step::Heartbeat(era) if era == self.era => self.heartbeat(),
            Step::Chatter(era) if era == self.era => self.chatter(),
            Step::Reply { era, call, reply } if era == self.era => self.reply(*call, *reply).await,
            Step::Boot { .. } | Step::BootInPlace(_) | Step::Heartbeat(_) | Step::Chatter(_) | Step::Reply { .. } => {}
            Step::CallTimeout(id) => self.settle(&id, Err(CallFailure::TimedOut)),
            Step::Meter { transaction } => self.meter(transaction),
            Step::Firmware(job) => self.advance_firmware(job).await,
            Step::Upload(job) => self.advance_upload(job),
            Step::Evse { connector, up } => self.restart_evse(connector, up),
        }
    }
}

async fn dialled(dialling: &mut Option<DialFuture>) -> Result<(Socket, Protocol), Refusal> {
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
