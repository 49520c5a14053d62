//! Whoever is turned away is told of: under Knocking, and on the charger's own page if it is one of ours.

use crate::chargers::handshake::Name;
use crate::register::Register;
use crate::store::knocks;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::sync::Semaphore;
use words::{IDENTITY_MAX, printable};

/// Notes a refusal. Under a flood the rest goes unnoted.
pub async fn note(register: &Register, name: Name, peer: SocketAddr, why: &'static str, notes: &Arc<Semaphore>) {
    let Ok(_place) = notes.try_acquire() else { return };
    // An address that is none of a charger's is noted only where it names one of ours.
    let (identity, only_ours) = match name {
        Name::Called(identity) => (printable(&identity, IDENTITY_MAX), false),
        Name::Elsewhere(identity) => (printable(&identity, IDENTITY_MAX), true),
        Name::Sealed | Name::Unsaid => (String::new(), false),
        Name::None => return,
    };
    let address = peer.ip().to_string();
    let noted = register
        .store()
        .write_in_turn(move |tx| {
            Box::pin(async move {
                let is_ours = knocks::turned_away(tx, &identity, why).await?;
                if only_ours && !is_ours {
                    return Ok(());
                }
                knocks::record(tx, &identity, &address, why).await
            })
        })
        .await;
    if let Err(error) = noted {
        tracing::warn!(error = &error as &dyn std::error::Error, "a knock could not be noted");
    }
}
