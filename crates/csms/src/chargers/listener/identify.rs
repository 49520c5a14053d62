//! Who is it, may it come in, and what will it speak?

use super::origin::is_own;
use crate::chargers::handshake::{Credentials, Upgrade};
use crate::failure::Failure;
use crate::register::Register;
use crate::store::{chargers, password_changes};
use dialect::version_of;
use model::Protocol;
use ocpp::Version;
use std::fmt::Write;
use std::net::SocketAddr;
use std::sync::Arc;
use words::SecretText;

/// Bytes of a password that are also tried as their hexadecimal digits (1.6 security whitepaper, A00.FR.205).
const KEY_BYTES: std::ops::RangeInclusive<usize> = 16..=20;

/// A charger that is who it says it is.
pub struct Known {
    /// Its row id.
    pub charger: Arc<str>,
    pub version: Version,
    /// The sub-protocol as it spelt it; none where it offered none.
    pub protocol: Option<String>,
    /// The count of its access under which it is let in.
    pub entry: i64,
    /// What it proved itself with, in each way that it may say it aloud.
    pub passwords: Vec<SecretText>,
}

/// Why a charger is not let in.
pub struct Denial {
    pub status: u16,
    pub why: &'static str,
}

/// Unknown or wrong, the same work is done.
pub async fn identify(
    register: &Register,
    upgrade: &Upgrade,
    local: SocketAddr,
) -> Result<Result<Known, Denial>, Failure> {
    let (known, changes) = {
        let mut reading = register.store().read().await?;
        let known = chargers::credentials(&mut reading, &upgrade.identity).await?;
        let changes = match &known {
            Some(known) => password_changes::of_charger(&mut reading, &known.id).await?,
            None => Vec::new(),
        };
        (known, changes)
    };
    let password = upgrade.password.as_deref().unwrap_or_default();
    let (keys, readings) = (register.keys(), readings(password));
    let is_right = |stored: Option<&[u8]>| {
        readings.iter().fold(false, |right, reading| right | keys.verify_password(stored, reading))
    };
    // One that said it took a new password is not let in with the old one.
    let taken = changes.iter().any(|change| change.taken);
    let stored = known.as_ref().and_then(|known| known.password.as_deref()).filter(|_| !taken);
    let mut right = is_right(stored);
    let denied = |status, why| Ok(Err(Denial { status, why }));
    let Some(known) = known else { return denied(401, "Unknown identity") };
    let new = changes.into_iter().find_map(|change| {
        let mut held = change.bytes.into_iter().chain([change.text]);
        held.find(|held| is_right(Some(held))).map(|held| (change.n, held))
    });
    let given = upgrade.credentials == Credentials::Given;
    if let Some((n, new)) = new.filter(|_| given && !right) {
        right = true;
        promote(register, &known.id, n, new).await?;
    }
    match (&upgrade.credentials, known.password.is_some() || taken) {
        (Credentials::Given, true) if right => {}
        (Credentials::Given, true) => return denied(401, "Wrong password"),
        (Credentials::Missing, true) => return denied(401, "No password given"),
        (Credentials::Malformed, true) => return denied(401, "Its Authorization header cannot be read"),
        (Credentials::WrongUser, true) => return denied(401, "Its user name is not its identity"),
        // Registered to connect without one: what it sends all the same says nothing. But a page in a browser can do as much, and
        // browsers name the page they come from.
        (_, false) => {
            let own = |origin: &String| is_own(origin, local, register.config().chargers_url.as_deref());
            if !known.any_origin && !upgrade.origin.as_ref().is_none_or(own) {
                return denied(403, "Names a foreign origin, as browsers do; allow that under How it is treated");
            }
        }
    }
    // Said to nobody who has not shown that they are this charger.
    if known.blocked {
        return denied(403, "Blocked");
    }
    let entry = known.entry;
    let passwords =
        readings.into_iter().filter_map(|bytes| String::from_utf8(bytes).ok()).map(SecretText::new).collect();
    // The charger's first choice that is spoken here, unless it is held to one version.
    let pinned = known.pinned.as_deref().and_then(Protocol::parse).map(version_of);
    let charger: Arc<str> = known.id.into();
    let offered = upgrade.offered.iter().find(|(version, _)| pinned.is_none_or(|pinned| pinned == *version));
    Ok(match (offered, pinned) {
        (Some((version, name)), _) => {
            Ok(Known { charger, version: *version, protocol: Some(name.clone()), entry, passwords })
        }
        // It offers nothing that is known, but an administrator has said what it speaks.
        (None, Some(version)) if upgrade.offered.is_empty() => {
            Ok(Known { charger, version, protocol: upgrade.first_offer.clone(), entry, passwords })
        }
        (None, Some(_)) => Err(Denial { status: 400, why: "Does not offer the version it is held to" }),
        (None, None) if upgrade.first_offer.is_none() => {
            Err(Denial { status: 400, why: "Offers no sub-protocol; hold it to the version that it speaks" })
        }
        (None, None) => Err(Denial { status: 400, why: "Offers no version of OCPP that is spoken here" }),
    })
}

/// A password as it came, and where it is a key as 1.6 has them, also as its hexadecimal digits in both cases: it may have been
/// registered as those (W-29).
fn readings(password: &[u8]) -> Vec<Vec<u8>> {
    let mut readings = vec![password.to_vec()];
    if KEY_BYTES.contains(&password.len()) {
        let lower = password.iter().fold(String::new(), |mut digits, byte| {
            write!(digits, "{byte:02x}").expect("a String takes what is written");
            digits
        });
        readings.push(lower.to_uppercase().into_bytes());
        readings.push(lower.into_bytes());
    }
    // And its digits in the other case: a charger may write what it was told in its own way.
    let is_key = KEY_BYTES.contains(&(password.len() / 2)) && password.len().is_multiple_of(2);
    if is_key && password.iter().all(u8::is_ascii_hexdigit) {
        readings.extend([password.to_ascii_lowercase(), password.to_ascii_uppercase()]);
    }
    readings
}

/// It holds its new password, in this reading.
async fn promote(register: &Register, charger: &str, n: i64, password: Vec<u8>) -> Result<(), Failure> {
    let charger = charger.to_owned();
    register
        .store()
        .write(move |tx| Box::pin(async move { password_changes::end(tx, &charger, n, &password).await }))
        .await
}
