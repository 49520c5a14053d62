//! What each version's words mean, and how our own are written in them: tables, of what is decided here.

mod answers;
mod messages;
mod requests;
mod said;

use super::*;
use actions::{ClearProfiles, RebootKind, Retries, Signing, reboot, request_diagnostics, set_configuration};
use model::{LogKind, Notice, ProfilePurpose, Topic};
use serde_json::json;

const VERSIONS: [Version; 3] = [Version::V16, Version::V201, Version::V21];

fn speaking(version: Version) -> Speaking {
    Speaking { protocol: Some(protocol_of(version)), ..Speaking::default() }
}

fn hide() -> Redactor {
    Redactor::new(Vec::new())
}

fn reboot(kind: RebootKind) -> Args {
    Args::Reboot(reboot::Inputs { kind, when_idle: false, evse: None, interrupt_update: false })
}

fn update(signed: bool) -> Args {
    let signing = Signing { certificate: "-----BEGIN CERTIFICATE-----".to_owned(), signature: "c2ln".to_owned() };
    Args::UpdateFirmware(update_firmware::Inputs {
        url: "http://h/a".to_owned(),
        retrieve_at: 0,
        install_at: Some(60_000),
        retries: Retries { times: Some(3), interval_s: Some(60) },
        signing: signed.then_some(signing),
        image: None,
    })
}

fn diagnostics(log: LogKind) -> Args {
    Args::RequestDiagnostics(request_diagnostics::Inputs {
        url: "ftp://h/".to_owned(),
        from: Some(0),
        to: Some(60_000),
        retries: Retries { times: Some(2), interval_s: Some(0) },
        log,
        here: false,
    })
}

fn clear(criteria: ClearProfiles) -> Args {
    Args::ClearChargingProfiles(clear_charging_profiles::Inputs { criteria })
}

fn set(name: &str, value: &str) -> Args {
    Args::SetConfiguration(set_configuration::Inputs { name: name.to_owned(), value: value.to_owned() })
}

fn send(message: &str, payload: &str, pieces: &[usize]) -> Args {
    Args::SendMessage(send_message::Inputs {
        message: message.to_owned(),
        payload: payload.to_owned(),
        as_typed: false,
        pieces: pieces.to_vec(),
    })
}

fn restore(labels: &[&str]) -> Args {
    let profile = |label: &&str| words::HeldProfile { label: (*label).to_owned(), request: "{}".to_owned() };
    Args::RestoreProfiles(restore_profiles::Inputs { profiles: labels.iter().map(profile).collect() })
}

const EPOCH: &str = "1970-01-01T00:00:00Z";
const MINUTE: &str = "1970-01-01T00:01:00Z";
