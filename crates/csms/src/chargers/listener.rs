//! The chargers' door: accepts sockets within bounds, checks who knocks before the upgrade, and lets connections run.

mod identify;
mod origin;
mod turned_away;

use super::connection::{AdmittedCharger, Connection, linger, socket_config};
use super::door::Door;
use super::handshake::{self, Progress};
use crate::failure::OpenError;
use identify::{Denial, Known, identify};
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::Role;
use turned_away::note;

/// Bytes read at a time while a head comes in.
const HEAD_CHUNK: usize = 1024;
/// Refusals being noted at once; under a flood the rest goes unnoted.
const KNOCKS_AT_ONCE: usize = 8;
/// Milliseconds after which a socket whose peer acknowledges nothing is given up by the system.
const UNACKNOWLEDGED_MS: u32 = 60_000;
/// Rest after an accept that failed, for want of files or memory.
const ACCEPT_REST: std::time::Duration = std::time::Duration::from_millis(50);

pub async fn bind(address: SocketAddr) -> Result<TcpListener, OpenError> {
    TcpListener::bind(address)
        .await
        .map_err(|error| OpenError::Listen { address: address.to_string(), why: error.to_string() })
}

/// Accepts chargers until the backend closes.
pub async fn accept(door: Door, listener: TcpListener) {
    let (closing, tasks) = (door.register.closing(), door.register.tasks().clone());
    let room = Arc::new(Semaphore::new(door.register.config().limits.connections));
    let notes = Arc::new(Semaphore::new(KNOCKS_AT_ONCE));
    loop {
        let accepted = match closing.run_until_cancelled(listener.accept()).await {
            Some(Ok(accepted)) => accepted,
            Some(Err(error)) => {
                tracing::warn!(%error, "a socket could not be accepted");
                tokio::time::sleep(ACCEPT_REST).await;
                continue;
            }
            None => return,
        };
        let (stream, peer) = accepted;
        // At the bound a newcomer is dropped at once; those who are in stay in.
        let Ok(place) = room.clone().try_acquire_owned() else {
            tracing::warn!(%peer, "too many connections");
            continue;
        };
        let (door, closing, notes) = (door.clone(), closing.clone(), notes.clone());
        tasks.spawn(async move {
            let limit = door.register.config().limits.handshake;
            let admitted = tokio::time::timeout(limit, Box::pin(admit(&door, stream, peer, &notes)));
            let admitted = closing.run_until_cancelled(admitted).await;
            if let Some(Ok(Some(admitted))) = admitted {
                let entered = door.register.registry().enter(&admitted.charger, admitted.entry);
                Connection::run(door.clone(), admitted, entered, closing).await;
            }
            drop(place);
        });
    }
}

/// The handshake: who is it, and may it come in?
async fn admit(
    door: &Door,
    mut stream: TcpStream,
    peer: SocketAddr,
    notes: &Arc<Semaphore>,
) -> Option<AdmittedCharger> {
    stream.set_nodelay(true).ok()?;
    give_up_dead_lines(&stream);
    let local = stream.local_addr().ok()?;
    let mut head: Vec<u8> = Vec::with_capacity(HEAD_CHUNK);
    let upgrade = loop {
        match handshake::read(&head) {
            Progress::NeedMore => {
                head.reserve(HEAD_CHUNK);
                if stream.read_buf(&mut head).await.ok()? == 0 {
                    return None;
                }
            }
            Progress::Refused(refused) => {
                tracing::debug!(%peer, refused.status, refused.reason, "a request at the chargers' door was refused");
                refuse(&mut stream, refused.status).await;
                note(&door.register, refused.name, peer, refused.reason, notes).await;
                linger(&mut stream).await;
                return None;
            }
            Progress::Probe(probe, body) => {
                let answer =
                    handshake::response_to_probe(door.readiness.is_well(probe, door.register.store()).await, body);
                // Whoever asked may have gone.
                let _unsent = stream.write_all(answer.as_bytes()).await;
                linger(&mut stream).await;
                return None;
            }
            Progress::Upgrade(upgrade) => break upgrade,
        }
    };
    match identify(&door.register, &upgrade, local).await {
        Ok(Ok(Known { charger, version, protocol, entry, passwords })) => {
            stream.write_all(handshake::response_101(&upgrade, protocol.as_deref()).as_bytes()).await.ok()?;
            let rest = head.split_off(upgrade.head_len);
            let config = socket_config(door.register.config().limits.message_bytes);
            let socket = WebSocketStream::from_partially_read(stream, rest, Role::Server, Some(config)).await;
            Some(AdmittedCharger { charger, version, entry, socket, passwords })
        }
        Ok(Err(Denial { status, why })) => {
            refuse(&mut stream, status).await;
            note(&door.register, handshake::Name::Called(upgrade.identity), peer, why, notes).await;
            linger(&mut stream).await;
            None
        }
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "a charger could not be looked up");
            refuse(&mut stream, 503).await;
            linger(&mut stream).await;
            None
        }
    }
}

/// A line that is dead, and that nothing is said on, would be noticed by the system after a quarter of an hour.
fn give_up_dead_lines(stream: &TcpStream) {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::net::sockopt::set_tcp_user_timeout(stream, UNACKNOWLEDGED_MS) {
        tracing::debug!(%error, "TCP_USER_TIMEOUT could not be set");
    }
    #[cfg(not(target_os = "linux"))]
    let _ = (stream, UNACKNOWLEDGED_MS);
}

async fn refuse(stream: &mut TcpStream, status: u16) {
    // The peer may not wait for it.
    let _unsent = stream.write_all(handshake::refusal(status).as_bytes()).await;
}
