//! One charger's socket: reads, answers, writes one CALL at a time, and tells the register what became of it.

mod budget;
mod calls;
mod gate;
mod goodbye;
mod messages;
mod pulse;
mod record;
mod socket;
mod work;

pub use goodbye::linger;
pub use socket::{AdmittedCharger, Connection, socket_config};

use super::door::Door;
use crate::access;
use crate::failure::Failure;
use crate::register::{line, wire};
use crate::registry::Seat;
use budget::Budget;
use dialect::protocol_of;
use futures::{FutureExt, StreamExt};
use gate::Gate;
use goodbye::End;
use model::Direction;
use ocpp::Exchange;
use pulse::Pulse;
use record::{RawFrame, Recorder};
use socket::CLOSE_TIME;
use std::collections::HashMap;
use std::time::Duration;
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_util::sync::CancellationToken;
use work::Worker;

/// How long after a failure the register is asked again.
const RETRY: Duration = Duration::from_secs(1);
/// What is said of a CALL whose socket went before its answer.
const NEVER_CAME: &str = "The answer never came: the connection went first";

/// Whether the register is asked for the next CALL.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Look {
    #[default]
    No,
    /// Most likely nothing waits.
    IfAny,
    /// Something was ordered, or goes on.
    Sure,
}

impl Connection {
    /// Runs a socket whose charger is who it says it is, until either side ends it.
    pub async fn run(door: Door, admitted: AdmittedCharger, place: Seat, closing: CancellationToken) {
        let charger = admitted.charger.clone();
        match Box::pin(Self::start(&door, admitted, &place)).await {
            Ok(mut connection) => {
                let end = connection.serve(&place, &closing).await;
                // What is needed only once takes no memory before.
                Box::pin(connection.finish(end, &place, &closing)).await;
            }
            Err(error) => {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "a charger's connection could not be recorded"
                );
                // The connection whose place it took has left the charger's going to it.
                if line::disconnected(&door.register, &charger, None, place.generation, true).await.is_err() {
                    door.register.registry().leave(&charger, place.generation);
                }
            }
        }
    }

    async fn start(door: &Door, admitted: AdmittedCharger, place: &Seat) -> Result<Box<Connection>, Failure> {
        let register = &door.register;
        let AdmittedCharger { charger, version, entry: _, socket, passwords } = admitted;
        let mut recorder = Recorder::new(register, charger.clone(), version).await?;
        recorder.hide(&passwords);
        // It may have been put out between the look at its password and its place in the registry.
        access::recheck(register, &charger, place).await?;
        let registered = line::connected(register, &charger, protocol_of(version), place).await?;
        Ok(Box::new(Connection {
            worker: Worker::new(door.clone(), charger.clone(), version),
            gate: Gate::new(version, registered),
            pulse: Pulse::new(register.config().limits),
            budget: Budget::new(register.clock().instant()),
            has_spoken: false,
            asked_to_boot: false,
            register: register.clone(),
            charger,
            socket,
            exchange: Exchange::new(version),
            recorder,
            asking: None,
            follows_answer: false,
            in_work: HashMap::new(),
        }))
    }

    async fn serve(&mut self, place: &Seat, closing: &CancellationToken) -> End {
        let limits = self.register.config().limits;
        // The first goes at once: whether it is answered tells how this charger's silence is measured.
        let mut pings = tokio::time::interval(limits.ping);
        let clock = self.register.clock().clone();
        let first_word = clock.sleep(limits.first_word);
        tokio::pin!(first_word);
        // Something may wait in the register.
        let mut look = Look::IfAny;
        loop {
            let wait = self.budget.until();
            if !self.worker.has_room() || wait.is_some() {
                // It is not the charger that is silent.
                self.pulse.heard();
            }
            if look > Look::No && self.has_spoken && self.asking.is_none() && self.exchange.outstanding().is_none() {
                let is_sure = std::mem::take(&mut look) == Look::Sure;
                let (register, charger) = (self.register.clone(), self.charger.clone());
                let in_turn = std::mem::take(&mut self.follows_answer);
                let next = async move {
                    if is_sure || in_turn {
                        wire::next(&register, &charger, in_turn).await
                    } else {
                        wire::next_if_any(&register, &charger).await
                    }
                };
                self.asking = Some(next.boxed());
            }
            let deadline = self.exchange.deadline().map(Instant::from_std);
            let step = tokio::select! {
                () = place.replaced.cancelled() => {
                    Err(End::Close(CloseCode::Policy, "another connection of this charger took over"))
                }
                () = place.put_out.cancelled() => {
                    Err(End::Close(CloseCode::Policy, "this charger is not let in any more with what it came in with"))
                }
                () = closing.cancelled() => Err(End::Close(CloseCode::Restart, "the server is restarting")),
                // Read no faster than what is read can be taken in.
                message = self.socket.next(), if self.worker.has_room() && wait.is_none() => {
                    self.pulse.heard();
                    match message {
                        Some(Ok(message)) => self.on_message(message, limits.bad_messages).await,
                        Some(Err(error)) => Err(End::from(&error)),
                        None => Err(End::Gone),
                    }
                }
                () = async { clock.sleep_until(wait.expect("guarded")).await }, if wait.is_some() => {
                    self.budget.go_on(clock.instant());
                    Ok(())
                }
                answered = self.worker.answered() => {
                    // After the answer: what follows from a boot, or waited for a session to end.
                    look = look.max(if answered.look { Look::IfAny } else { Look::No });
                    self.answer(answered).await
                }
                () = place.bell.notified() => {
                    look = Look::Sure;
                    Ok(())
                }
                prepared = async { self.asking.as_mut().expect("guarded").await }, if self.asking.is_some() => {
                    self.asking = None;
                    match prepared {
                        Ok(Some(call)) => {
                            look = Look::Sure;
                            self.write_call(call).await
                        }
                        Ok(None) => Ok(()),
                        Err(error) => {
                            tracing::error!(error = &error as &dyn std::error::Error, "the register could not be read");
                            place.ring_later(RETRY);
                            Ok(())
                        }
                    }
                }
                () = async { clock.sleep_until(deadline.expect("guarded")).await }, if deadline.is_some() => {
                    look = Look::Sure;
                    self.on_deadline().await
                }
                _ = pings.tick() => self.send(Message::Ping(Vec::new().into())).await,
                () = tokio::time::sleep_until(self.pulse.gone_at()) => {
                    Err(End::Close(CloseCode::Normal, "nothing was heard for too long"))
                }
                () = &mut first_word, if !self.has_spoken => {
                    self.has_spoken = true;
                    Ok(())
                }
            };
            if let Err(end) = step {
                return end;
            }
        }
    }

    async fn finish(mut self: Box<Self>, end: End, place: &Seat, closing: &CancellationToken) {
        self.worker.go_on_alone();
        let close = end.frame();
        let closes = close.is_some();
        if closes {
            // The charger may be gone already; closing is a courtesy.
            let _unsent = tokio::time::timeout(CLOSE_TIME, self.socket.close(close)).await;
        }
        if let Some(fault) = end.fault() {
            // The store may have stopped, which has been said where it was noticed.
            let _unrecorded = self.record(RawFrame::odd(&fault, "")).await;
        }
        if let Some(asking) = self.asking.take()
            && let Ok(Some(call)) = asking.await
            && let Err(error) = wire::not_written(&self.register, &call.waiting).await
        {
            tracing::error!(error = &error as &dyn std::error::Error, "a call that was not sent could not be recorded");
        }
        // The answers that are still owed, from either side, will not come by this socket any more.
        let mut owed = Vec::new();
        let open = self.exchange.on_end();
        if let Some(open) = &open {
            let mut told =
                RawFrame::no_answer(Direction::FromCharger, &open.call.action, NEVER_CAME, open.frame.clone());
            told.command = Some(open.call.command.clone());
            owed.push(told);
        }
        for in_work in self.in_work.values() {
            owed.push(RawFrame::no_answer(Direction::ToCharger, &in_work.action, NEVER_CAME, in_work.frame.clone()));
        }
        for told in owed {
            // The store may have stopped, which has been said where it was noticed.
            let _unrecorded = self.record(told).await;
        }
        let under_way = open.map(|open| open.call);
        let by_us = end.is_ours();
        if let Err(error) = line::disconnected(&self.register, &self.charger, under_way, place.generation, by_us).await
        {
            self.register.registry().leave(&self.charger, place.generation);
            tracing::error!(error = &error as &dyn std::error::Error, "a charger's going could not be recorded");
        }
        if closes {
            closing.run_until_cancelled(linger(self.socket.get_mut())).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes that a connection's task takes, whatever it waits for.
    const TASK_MAX: usize = 7 * 1024;

    fn bytes_of<A, B, C, D, F: Future>(_: impl Fn(A, B, C, D) -> F) -> usize {
        size_of::<F>()
    }

    #[test]
    fn a_connection_takes_little_memory() {
        let bytes = bytes_of(Connection::run);
        assert!(bytes <= TASK_MAX, "{bytes} bytes");
    }
}
