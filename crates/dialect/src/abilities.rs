//! What can be asked of a charger: by its version, by what it has shown, by what its settings say.

use crate::Spoken;
use model::{Abilities, Admission, CommandKind, Connector, LogKind, ProfilePurpose, Topic};
use ocpp::Version;
use words::Speaking;

/// Characters of the longest URL: 1.6 gives no bound but chargers do, 2.0.1 has 512, 2.1 has 2000.
const URL_MAX: i64 = 512;
const URL_MAX_V21: i64 = 2000;

pub fn abilities(speaking: &Speaking, connectors: &[Connector]) -> Abilities {
    let version = speaking.version();
    let known = &speaking.known;
    let mut abilities = Abilities { logs: logs(speaking), purposes: purposes(version), ..Abilities::default() };
    abilities.topics = topics(speaking);
    abilities.obstacles = obstacles(speaking);
    match version {
        Version::V16 => {
            abilities.soft = "Soft".to_owned();
            abilities.hard = "Hard".to_owned();
            abilities.install_time = false;
            abilities.signed = speaking.security;
            abilities.replaces = speaking.security;
            abilities.url_max = URL_MAX;
        }
        Version::V201 | Version::V21 => {
            abilities.soft = "OnIdle".to_owned();
            abilities.hard = "Immediate".to_owned();
            abilities.soft_waits = true;
            abilities.resume = (version == Version::V21).then(|| "ImmediateAndResume".to_owned());
            abilities.install_time = true;
            abilities.signed = true;
            abilities.replaces = true;
            abilities.url_max = if version == Version::V21 { URL_MAX_V21 } else { URL_MAX };
            let mut evses: Vec<i64> =
                connectors.iter().map(|connector| connector.evse).filter(|evse| *evse > 0).collect();
            evses.dedup();
            evses.retain(|evse| !known.evses_not_to_reset.contains(evse));
            abilities.evses = evses;
        }
    }
    abilities
}

fn logs(speaking: &Speaking) -> Vec<LogKind> {
    match speaking.version() {
        Version::V16 if speaking.security => vec![LogKind::Diagnostics, LogKind::Security],
        Version::V16 => vec![LogKind::Diagnostics],
        Version::V201 => vec![LogKind::Diagnostics, LogKind::Security],
        Version::V21 => vec![LogKind::Diagnostics, LogKind::Security, LogKind::DataCollector],
    }
}

/// What it can be asked to tell; that it has booted only as long as it is not accepted (1.6 errata 3.35, 2.x F06.FR.17).
fn topics(speaking: &Speaking) -> Vec<Topic> {
    let upload = if speaking.version() == Version::V16 && !speaking.security { Topic::Diagnostics } else { Topic::Log };
    let boot = (speaking.registered != Some(Admission::Accepted)).then_some(Topic::Boot);
    [Topic::Status, Topic::Meter, Topic::Heartbeat, Topic::Firmware, upload].into_iter().chain(boot).collect()
}

/// The purposes whose profiles the Csms may clear; never those that others put there (K10.FR.06).
pub(crate) fn purposes(version: Version) -> Vec<ProfilePurpose> {
    match version {
        Version::V16 | Version::V201 => {
            vec![ProfilePurpose::ChargePointMaxProfile, ProfilePurpose::TxDefaultProfile, ProfilePurpose::TxProfile]
        }
        Version::V21 => ProfilePurpose::ALL.to_vec(),
    }
}

/// What its own settings say it does not have.
fn obstacles(speaking: &Speaking) -> Vec<(CommandKind, String)> {
    let mut obstacles = Vec::new();
    if speaking.known.smart_charging == Some(false) {
        let why = "Its settings say that it has no smart charging, so it holds no charging profiles.";
        obstacles.push((CommandKind::ClearChargingProfiles, why.to_owned()));
    }
    if speaking.known.authorization_cache == Some(false) {
        let why = "Its settings say that it has no authorization cache.";
        obstacles.push((CommandKind::ClearCache, why.to_owned()));
    }
    // With the extension a charger may have firmware and logs without the profile of old.
    let says_features = speaking.version() == Version::V16 && !speaking.security && !speaking.known.features.is_empty();
    let knows = |profile: &str| speaking.known.features.iter().any(|feature| feature.eq_ignore_ascii_case(profile));
    if says_features && !knows("RemoteTrigger") {
        let why = "Its settings say that it cannot be asked to send a message: it has no remote trigger.";
        obstacles.push((CommandKind::Ask, why.to_owned()));
    }
    if says_features && !knows("FirmwareManagement") {
        let why = "Its settings say that it has no firmware management, which its firmware and its logs belong to.";
        obstacles
            .extend([CommandKind::UpdateFirmware, CommandKind::RequestDiagnostics].map(|kind| (kind, why.to_owned())));
    }
    obstacles
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Protocol;

    fn of(protocol: Protocol, security: bool) -> Abilities {
        let speaking = Speaking { protocol: Some(protocol), security, ..Speaking::default() };
        let evse = |evse| Connector { evse, id: 1, status: "Available".to_owned(), error: None, info: None };
        abilities(&speaking, &[evse(1), evse(2)])
    }

    #[test]
    fn each_version_offers_what_it_has() {
        // A2, C12, E9, A-16
        let check = |protocol, security, resume: bool, logs: usize, purposes: usize, signed: bool, evses: usize| {
            let abilities = of(protocol, security);
            assert_eq!(abilities.resume.is_some(), resume, "{protocol}");
            assert_eq!(abilities.logs.len(), logs, "{protocol}");
            assert_eq!(abilities.purposes.len(), purposes, "{protocol}");
            assert_eq!(abilities.signed, signed, "{protocol}");
            assert_eq!(abilities.evses.len(), evses, "{protocol}");
        };
        check(Protocol::V16, false, false, 1, 3, false, 0);
        check(Protocol::V16, true, false, 2, 3, true, 0);
        check(Protocol::V201, false, false, 2, 3, true, 2);
        check(Protocol::V21, false, true, 3, 5, true, 2);
    }

    #[test]
    fn each_version_has_its_words_and_its_bounds() {
        let words = |protocol| {
            let abilities = of(protocol, false);
            (abilities.soft, abilities.hard, abilities.resume, abilities.url_max)
        };
        let of_2x = |resume: Option<&str>, url_max| {
            ("OnIdle".to_owned(), "Immediate".to_owned(), resume.map(str::to_owned), url_max)
        };
        assert_eq!(words(Protocol::V16), ("Soft".to_owned(), "Hard".to_owned(), None, 512));
        assert_eq!(words(Protocol::V201), of_2x(None, 512));
        assert_eq!(words(Protocol::V21), of_2x(Some("ImmediateAndResume"), 2000));
    }

    /// The charger itself is none, each stands once, and one that may not be restarted alone does not stand here.
    #[test]
    fn the_evses_that_can_be_restarted_are_those_of_its_plugs() {
        let mut speaking = Speaking { protocol: Some(Protocol::V201), ..Speaking::default() };
        speaking.known.evses_not_to_reset = vec![2];
        let plug = |evse, id| Connector { evse, id, status: "Available".to_owned(), error: None, info: None };
        let plugs = [plug(0, 0), plug(1, 1), plug(1, 2), plug(2, 1), plug(3, 1)];
        assert_eq!(abilities(&speaking, &plugs).evses, [1, 3]);
    }

    #[test]
    fn what_the_settings_deny_is_an_obstacle() {
        let mut speaking = Speaking { protocol: Some(Protocol::V201), ..Speaking::default() };
        for (said, expected) in [(None, false), (Some(true), false), (Some(false), true)] {
            speaking.known.smart_charging = said;
            let obstacle = abilities(&speaking, &[]).obstacle(CommandKind::ClearChargingProfiles).is_some();
            assert_eq!(obstacle, expected, "{said:?}");
        }
        assert_eq!(abilities(&speaking, &[]).obstacle(CommandKind::ClearCache), None);
        speaking.known.authorization_cache = Some(false);
        assert!(abilities(&speaking, &[]).obstacle(CommandKind::ClearCache).is_some());
        let old = |features: &[&str]| {
            let mut speaking = Speaking { protocol: Some(Protocol::V16), ..Speaking::default() };
            speaking.known.features = features.iter().map(|&feature| feature.to_owned()).collect();
            abilities(&speaking, &[]).obstacle(CommandKind::UpdateFirmware).is_some()
        };
        assert!(old(&["Core", "SmartCharging"]));
        assert!(!old(&["Core", "firmwaremanagement"]));
        assert!(!old(&[]));
    }
}
