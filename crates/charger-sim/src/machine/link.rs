//! The socket: opening, writing, losing it, and every way of going away.

use std::sync::PoisonError;
use std::time::Duration;

use futures::{SinkExt as _, StreamExt as _};
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};

use crate::charger::Plate;
use crate::dial::{Socket, dial};
use crate::handle::CallFailure;
use crate::protocol::Protocol;
use crate::script::HardStops;
use crate::status::{Close, Refusal};
use crate::wire::Direction;

use super::agenda::Step;
use super::calls::OutgoingCall;
use super::connectors::Connector;
use super::{Machine, boot};

/// The first wait after a failed connection; doubled each time up to [`LAST_RETRY`].
pub(super) const FIRST_RETRY: Duration = Duration::from_millis(200);
const LAST_RETRY: Duration = Duration::from_secs(10);

/// A peer that takes no bytes for so long has lost this charger.
const WRITE_TIMEOUT: Duration = Duration::from_secs(10);

/// How long a closed socket is still read, so that the close handshake can end.
const CLOSING: Duration = Duration::from_secs(1);

/// How long an orderly restart waits until its StopTransactions and reports have been answered.
const LAST_WORDS: Duration = Duration::from_secs(20);
const LAST_WORDS_POLL: Duration = Duration::from_millis(10);

/// Sockets played dead at the same time; the oldest is dropped for the next.
const VANISHED: usize = 8;

/// A way of going away and coming back.
pub(super) struct Restart {
    offline: Duration,
    boots: bool,
    /// `None`: transactions are stopped first and the socket is closed in good order.
    abrupt: Option<HardStops>,
    /// What the next BootNotification of 2.x says.
    reason: &'static str,
    /// Transactions go on after the boot.
    resumes: bool,
    give_up: Instant,
}

impl Restart {
    pub(super) fn orderly(offline: Duration) -> Restart {
        Restart { offline, boots: true, abrupt: None, reason: "RemoteReset", resumes: false, give_up: Instant::now() }
    }

    pub(super) fn hard(offline: Duration, stops: HardStops) -> Restart {
        Restart { abrupt: Some(stops), ..Restart::orderly(offline) }
    }

    pub(super) fn power_cut(offline: Duration) -> Restart {
        Restart::hard(offline, HardStops::Lost).because("LocalReset")
    }

    pub(super) fn without_boot(offline: Duration) -> Restart {
        Restart { boots: false, ..Restart::orderly(offline) }
    }

    pub(super) fn because(self, reason: &'static str) -> Restart {
        Restart { reason, ..self }
    }

    pub(super) fn resuming(self) -> Restart {
        Restart { resumes: true, ..self }
    }

    /// Gone after an unanswered CALL, back without a boot.
    pub(super) fn dropped() -> Restart {
        Restart { boots: false, ..Restart::hard(FIRST_RETRY, HardStops::Lost) }
    }
}

impl Machine {
    pub(super) fn dial(&mut self) {
        if self.away || self.link.is_some() || self.dialling.is_some() {
            return;
        }
        let Plate { url, identity, password, .. } = self.plate.clone();
        let offered = self.shared.protocols.read().unwrap_or_else(PoisonError::into_inner).clone();
        let never_pongs = self.script().never_pongs;
        self.dialling = Some(Box::pin(dial(url, identity, password, offered, never_pongs)));
    }

    pub(super) fn take_dialled(&mut self, dialled: Result<(Socket, Protocol), Refusal>) {
        match dialled {
            Ok((socket, _)) if self.away => retire(socket),
            Ok((socket, protocol)) => {
                self.speak(protocol);
                self.link = Some(socket);
                self.era += 1;
                self.retry = FIRST_RETRY;
                let booted = !self.boot_due && self.registered;
                self.status.send_modify(|status| {
                    status.connected = true;
                    status.booted = booted;
                    status.connections += 1;
                    status.refusal = None;
                    status.close = None;
                    status.protocol = Some(protocol);
                });
                if self.boot_due {
                    self.agenda.after(Duration::ZERO, Step::Boot { era: self.era, triggered: false });
                } else {
                    self.keep_in_touch();
                }
            }
            Err(refusal) => {
                self.status.send_modify(|status| status.refusal = Some(refusal));
                self.redial();
            }
        }
    }

    /// Writes a text message and puts it on the record.
    pub(super) async fn write(&mut self, text: String) -> Result<(), CallFailure> {
        if self.link.is_some() {
            self.shared.wire.record(Direction::Sent, &text);
        }
        self.write_message(Message::text(text)).await
    }

    pub(super) async fn write_message(&mut self, message: Message) -> Result<(), CallFailure> {
        let socket = self.link.as_mut().ok_or(CallFailure::NotConnected)?;
        match tokio::time::timeout(WRITE_TIMEOUT, socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => {
                self.link = None;
                self.lose();
                self.redial();
                Err(CallFailure::Disconnected)
            }
        }
    }

    pub(super) async fn take_message(
        &mut self,
        message: Option<Result<Message, tokio_tungstenite::tungstenite::Error>>,
    ) {
        match message {
            Some(Ok(Message::Text(text))) => self.take_text(text.as_str()).await,
            Some(Ok(Message::Close(frame))) => {
                let close =
                    frame.map(|frame| Close { code: frame.code.into(), reason: frame.reason.as_str().to_owned() });
                self.status.send_modify(|status| status.close = close);
                self.close();
                self.redial();
            }
            Some(Ok(Message::Binary(_) | Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => {}
            Some(Err(_)) | None => {
                self.link = None;
                self.lose();
                self.redial();
            }
        }
    }

    /// Closes the socket in good order.
    pub(super) fn close(&mut self) {
        self.dialling = None;
        if let Some(socket) = self.link.take() {
            retire(socket);
            self.lose();
        }
    }

    /// Ends the TCP connection with a reset.
    pub(super) fn cut(&mut self) {
        self.dialling = None;
        if let Some(socket) = self.link.take() {
            // Without it the connection would end as if on purpose.
            let _already_ended = socket.get_ref().tcp().set_zero_linger();
            drop(socket);
            self.lose();
        }
    }

    pub(super) fn vanish(&mut self) {
        self.dialling = None;
        if let Some(socket) = self.link.take() {
            if self.vanished.len() == VANISHED {
                self.vanished.remove(0);
            }
            self.vanished.push(socket);
            self.lose();
        }
    }

    /// Sets a restart going after `pause`; an earlier one that has not happened gives way.
    pub(super) fn plan_restart(&mut self, pause: Duration, restart: Restart) {
        self.restart = Some(Restart { give_up: Instant::now() + pause + LAST_WORDS, ..restart });
        self.agenda.after(pause, Step::Restart);
    }

    /// Goes down, unless an orderly restart still waits for answers.
    pub(super) async fn try_restart(&mut self) {
        let Some(restart) = self.restart.take() else { return };
        let waits = restart.boots && restart.abrupt.is_none() && self.link.is_some() && self.is_speaking();
        if waits && Instant::now() < restart.give_up {
            self.restart = Some(restart);
            self.agenda.after(LAST_WORDS_POLL, Step::Restart);
        } else {
            self.go_down(restart).await;
        }
    }

    /// Leaves at once, and comes back after the time offline.
    pub(super) async fn go_down(&mut self, restart: Restart) {
        if let (true, Some(stops)) = (restart.boots, restart.abrupt) {
            self.stop_abruptly(stops).await;
            self.call_off_fetch();
            self.call_off_put();
        }
        match restart.abrupt {
            Some(_) => {
                self.dialling = None;
                // Dropped without a close frame, but not reset: what was written still arrives.
                if self.link.take().is_some() {
                    self.lose();
                }
            }
            None => self.close(),
        }
        if restart.boots {
            self.boot_reason = restart.reason;
            self.resuming = restart.resumes;
            self.forget();
        }
        self.agenda.after(restart.offline, Step::Dial);
    }

    pub(super) async fn end(&mut self) {
        if let Some(socket) = self.link.take() {
            self.lose();
            finish(socket).await;
        }
    }

    /// Speaks this version from now on. To another family the charger is a new one: what was under way is lost.
    fn speak(&mut self, protocol: Protocol) {
        if protocol.family() != self.protocol.family() {
            self.drop_queue();
            self.running.clear();
            self.boot_due = true;
            self.forget();
        }
        self.protocol = protocol;
    }

    /// Tries again later, if this charger wants a connection.
    fn redial(&mut self) {
        if !self.away && !self.plate.once {
            self.agenda.after(self.retry, Step::Dial);
            self.retry = (self.retry * 2).min(LAST_RETRY);
        }
    }

    /// What the end of a socket means to the rest of the charger.
    fn lose(&mut self) {
        self.era += 1;
        self.abandon_calls();
        self.status.send_modify(|status| {
            status.losses += u64::from(status.connected);
            status.connected = false;
            status.booted = false;
        });
    }

    /// What a charger does not know any more after a power cut. Profiles and availability outlive it (errata 3.37).
    fn forget(&mut self) {
        self.boot_due = true;
        self.registered = false;
        self.registration = None;
        self.status.send_modify(|status| status.registration = None);
        self.scheduled_resets.clear();
        self.interval = boot::DEFAULT_INTERVAL;
        self.restart = None;
        self.queue.retain(OutgoingCall::is_about_transaction);
        if self.script().odd.ids_restart {
            self.last_id = 0;
        }
        let charging: Vec<u32> = self.running.iter().map(|running| running.connector).collect();
        for (number, connector) in (0..).zip(&mut self.connectors) {
            let operative = connector.operative;
            let meter = connector.meter;
            *connector = Connector { operative, meter, ..Connector::free() };
            let status = if charging.contains(&number) { "Charging" } else { connector.resting_status() };
            connector.status = status.to_owned();
        }
        if let Some(version) = self.next_firmware.take() {
            self.firmware.clone_from(&version);
            self.status.send_modify(|status| status.firmware = version);
        }
    }
}

/// One raw frame; an opcode that is no data frame counts as a continuation.
pub(super) fn frame(opcode: u8, last: bool, payload: Vec<u8>) -> Message {
    let data = match opcode {
        1 => Data::Text,
        2 => Data::Binary,
        _ => Data::Continue,
    };
    Message::Frame(Frame::message(payload, OpCode::Data(data), last))
}

/// Ends a socket beside the charger's task, which must not wait for the peer.
fn retire(socket: Socket) {
    tokio::spawn(finish(socket));
}

async fn finish(mut socket: Socket) {
    let goodbye = async {
        // A peer that is gone already needs no goodbye.
        let _gone = socket.close(None).await;
        while let Some(Ok(_)) = socket.next().await {}
    };
    let _peer_never_closed = tokio::time::timeout(CLOSING, goodbye).await;
}
