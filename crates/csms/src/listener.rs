//! The chargers' door: accepts sockets within bounds, checks who knocks before the upgrade, and lets connections run.

use crate::connection::{Admitted, Connection, linger, socket_config};
use crate::handshake::{self, Credentials, Progress, Upgrade};
use crate::store::{chargers, knocks, now_ms, password_changes};
use crate::{Csms, Failure, OpenError};
use dialect::version_of;
use model::Protocol;
use ocpp::Version;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::Role;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use words::SecretText;
use words::printable;

/// Bytes read at a time while a head comes in.
const HEAD_CHUNK: usize = 1024;
/// Refusals being noted at once; under a flood the rest goes unnoted.
const KNOCKS_AT_ONCE: usize = 8;
/// Rest after an accept that failed, for want of files or memory.
const ACCEPT_REST: std::time::Duration = std::time::Duration::from_millis(50);

pub async fn bind(address: SocketAddr) -> Result<TcpListener, OpenError> {
    TcpListener::bind(address)
        .await
        .map_err(|error| OpenError::Listen { address: address.to_string(), why: error.to_string() })
}

/// Accepts chargers until the backend closes.
pub async fn accept(csms: Csms, listener: TcpListener, closing: CancellationToken, tasks: TaskTracker) {
    let room = Arc::new(Semaphore::new(csms.config().limits.connections));
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
        let (csms, closing, notes) = (csms.clone(), closing.clone(), notes.clone());
        tasks.spawn(async move {
            let limit = csms.config().limits.handshake;
            let admitted = tokio::time::timeout(limit, admit(&csms, stream, peer, &notes));
            let admitted = closing.run_until_cancelled(admitted).await;
            if let Some(Ok(Some(admitted))) = admitted {
                let entered = csms.registry().enter(&admitted.charger);
                Connection::run(csms.clone(), admitted, entered, closing).await;
            }
            drop(place);
        });
    }
}

/// The handshake: who is it, and may it come in?
async fn admit(csms: &Csms, mut stream: TcpStream, peer: SocketAddr, notes: &Arc<Semaphore>) -> Option<Admitted> {
    stream.set_nodelay(true).ok()?;
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
                linger(&mut stream).await;
                return None;
            }
            Progress::Upgrade(upgrade) => break upgrade,
        }
    };
    match identify(csms, &upgrade).await {
        Ok(Ok((charger, version))) => {
            stream.write_all(handshake::response_101(&upgrade, version).as_bytes()).await.ok()?;
            let rest = head.split_off(upgrade.head_len);
            let config = socket_config(csms.config().limits.message_bytes);
            let socket = WebSocketStream::from_partially_read(stream, rest, Role::Server, Some(config)).await;
            let password = upgrade.password.and_then(|bytes| String::from_utf8(bytes).ok()).map(SecretText::new);
            Some(Admitted { charger, version, socket, password })
        }
        Ok(Err(Denied { status, why })) => {
            refuse(&mut stream, status).await;
            note(csms, &upgrade.identity, peer, why, notes).await;
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

/// Why a charger is not let in.
struct Denied {
    status: u16,
    why: &'static str,
}

/// The charger's row id and the version it will speak, or why it is refused. Unknown or wrong, the same work is done.
async fn identify(csms: &Csms, upgrade: &Upgrade) -> Result<Result<(Arc<str>, Version), Denied>, Failure> {
    let (known, changes) = {
        let mut reading = csms.store().read().await?;
        let known = chargers::credentials(&mut reading, &upgrade.identity).await?;
        let changes = match &known {
            Some(known) => password_changes::of_charger(&mut reading, &known.id).await?,
            None => Vec::new(),
        };
        (known, changes)
    };
    let password = upgrade.password.as_deref().unwrap_or_default();
    let keys = csms.keys();
    // One that said it took a new password is not let in with the old one.
    let taken = changes.iter().any(|change| change.taken);
    let stored = known.as_ref().and_then(|known| known.password.as_deref()).filter(|_| !taken);
    let mut right = keys.verify_password(stored, password);
    let denied = |why| Ok(Err(Denied { status: 401, why }));
    let Some(known) = known else { return denied("Unknown identity") };
    let new = changes.into_iter().find_map(|change| {
        let mut readings = change.bytes.into_iter().chain([change.text]);
        readings.find(|reading| keys.verify_password(Some(reading), password)).map(|reading| (change.n, reading))
    });
    let given = upgrade.credentials == Credentials::Given;
    if let Some((n, new)) = new.filter(|_| given && !right) {
        right = true;
        promote(csms, &known.id, n, new).await?;
    }
    match (&upgrade.credentials, known.password.is_some() || taken) {
        (Credentials::Given, true) if right => {}
        (Credentials::Given, true) => return denied("Wrong password"),
        (Credentials::Missing, true) => return denied("No password given"),
        // Registered to connect without one; a password it sends all the same says nothing.
        (Credentials::Given | Credentials::Missing, false) => {}
        (Credentials::Malformed, _) => return denied("Its Authorization header cannot be read"),
        (Credentials::WrongUser, _) => return denied("Its user name is not its identity"),
    }
    // The charger's first choice that is spoken here, unless it is held to one version.
    let pinned = known.pinned.as_deref().and_then(Protocol::parse).map(version_of);
    let version = upgrade.offered.iter().copied().find(|version| pinned.is_none_or(|pinned| pinned == *version));
    Ok(match version {
        Some(version) => Ok((known.id.into(), version)),
        None => Err(Denied { status: 400, why: "Does not offer the version it is held to" }),
    })
}

/// It holds its new password, in this reading.
async fn promote(csms: &Csms, charger: &str, n: i64, password: Vec<u8>) -> Result<(), Failure> {
    let charger = charger.to_owned();
    csms.store()
        .write(move |connection| {
            Box::pin(async move { password_changes::end(connection, &charger, n, &password).await })
        })
        .await
}

async fn note(csms: &Csms, identity: &str, peer: SocketAddr, why: &'static str, notes: &Arc<Semaphore>) {
    let Ok(_place) = notes.try_acquire() else { return };
    let identity = printable(identity, words::IDENTITY_MAX);
    let address = peer.ip().to_string();
    let noted = csms
        .store()
        .write_in_turn(move |connection| {
            Box::pin(async move { knocks::record(connection, &identity, &address, why, now_ms()).await })
        })
        .await;
    if let Err(error) = noted {
        tracing::warn!(error = &error as &dyn std::error::Error, "a knock could not be noted");
    }
}

async fn refuse(stream: &mut TcpStream, status: u16) {
    // The peer may not wait for it.
    let _unsent = stream.write_all(handshake::refusal(status).as_bytes()).await;
}
