//! Every order in all its variants, zeros and longest texts among them.

use actions::{
    Ask, ClearProfiles, LocalTime, MessageText, Order, Reboot, RebootKind, RequestDiagnostics, Retries,
    SetConfiguration, Signing, UpdateFirmware,
};
use charger_sim::Protocol;
use model::{LogKind, ProfilePurpose, Topic};
use serde_json::{Value, json};

const URL: &str = "ftp://fw:se%20cret@files.example.com/v2.bin";
/// Characters of the longest certificate and signature.
const CERTIFICATE_MAX: usize = 5500;
const SIGNATURE_MAX: usize = 800;
/// Characters of the longest URL, and of a setting's longest name (one part of it on 2.x) and value.
const URL_MAX: usize = 512;
const URL_MAX_2_1: usize = 2000;
const NAME_MAX: usize = 50;

/// All that this version has.
pub fn every_order(protocol: Protocol) -> Vec<Order> {
    let two = protocol >= Protocol::V201;
    let mut orders = vec![Order::ClearCache, Order::ReadConfiguration];
    let evses: &[Option<i64>] = if two { &[None, Some(1)] } else { &[None] };
    let kinds: &[RebootKind] = match protocol {
        Protocol::V21 => &[RebootKind::Soft, RebootKind::Hard, RebootKind::Resume],
        Protocol::V16 | Protocol::V16Security | Protocol::V201 => &[RebootKind::Soft, RebootKind::Hard],
    };
    for (kind, evse) in pairs(kinds, evses) {
        orders.push(Order::Reboot(Reboot { evse, ..Reboot::now(kind) }));
    }
    orders.extend(updates(protocol).into_iter().map(Order::UpdateFirmware));
    orders.extend(logs(protocol).into_iter().map(Order::RequestDiagnostics));
    orders.extend(clearings(protocol).into_iter().map(Order::ClearChargingProfiles));
    orders.extend(settings(protocol).into_iter().map(Order::SetConfiguration));
    orders.extend(asks(protocol).into_iter().map(Order::Ask));
    orders
}

/// A charging profile as SetChargingProfile has it.
pub fn profile(protocol: Protocol) -> Value {
    let period = json!([{"startPeriod": 0, "limit": 13.5}]);
    if protocol >= Protocol::V201 {
        let schedule = json!([{"id": 1, "chargingRateUnit": "A", "chargingSchedulePeriod": period}]);
        json!({"evseId": 1, "chargingProfile": {
            "id": 11, "stackLevel": 3, "chargingProfilePurpose": "TxDefaultProfile", "chargingProfileKind": "Relative",
            "chargingSchedule": schedule,
        }})
    } else {
        let schedule = json!({"chargingRateUnit": "A", "chargingSchedulePeriod": period});
        json!({"connectorId": 1, "csChargingProfiles": {
            "chargingProfileId": 11, "stackLevel": 3, "chargingProfilePurpose": "TxDefaultProfile",
            "chargingProfileKind": "Relative", "chargingSchedule": schedule,
        }})
    }
}

/// The longest value that a setting may have.
pub fn value_max(protocol: Protocol) -> usize {
    match protocol {
        Protocol::V16 | Protocol::V16Security => 500,
        Protocol::V201 => 1000,
        Protocol::V21 => 2500,
    }
}

/// A name with each of its parts as long as this.
pub fn setting_name(protocol: Protocol, characters: usize) -> String {
    let part = "n".repeat(characters);
    if protocol >= Protocol::V201 { format!("{part}[{part}].{part}[{part}]") } else { part }
}

pub fn longest_setting_name(protocol: Protocol) -> String {
    setting_name(protocol, NAME_MAX)
}

fn retries() -> Vec<Retries> {
    pairs(&[None, Some(1), Some(i64::from(i32::MAX))], &[None, Some(0), Some(60)])
        .map(|(times, interval_s)| Retries { times, interval_s })
        .collect()
}

fn updates(protocol: Protocol) -> Vec<UpdateFirmware> {
    let longest = Signing { certificate: pem(CERTIFICATE_MAX), signature: "x".repeat(SIGNATURE_MAX) };
    let signings = if protocol == Protocol::V16 { vec![None] } else { vec![None, Some(longest)] };
    let install = [None, Some("2036-07-01T06:00"), Some("2100-01-15T04:00:30")];
    let install = if protocol >= Protocol::V201 { &install[..] } else { &install[..1] };
    let mut updates = vec![UpdateFirmware::now(longest_url(protocol))];
    for signing in signings {
        let now = || UpdateFirmware { signing: signing.clone(), ..UpdateFirmware::now(URL) };
        updates.extend(retries().into_iter().map(|retries| UpdateFirmware { retries, ..now() }));
        for (fetch, install) in pairs(&[None, Some("2037-01-15T04:00"), Some("2036-07-01T04:00:30")], install) {
            // Nothing is installed before it is fetched.
            if install.is_some_and(|install| fetch.is_some_and(|fetch| fetch > install)) {
                continue;
            }
            updates.push(UpdateFirmware { fetch_from: fetch.map(local), install_from: install.map(local), ..now() });
        }
    }
    updates
}

fn logs(protocol: Protocol) -> Vec<RequestDiagnostics> {
    let kinds: &[LogKind] = match protocol {
        Protocol::V16 => &[LogKind::Diagnostics],
        Protocol::V16Security | Protocol::V201 => &[LogKind::Diagnostics, LogKind::Security],
        Protocol::V21 => &[LogKind::Diagnostics, LogKind::Security, LogKind::DataCollector],
    };
    let now = || RequestDiagnostics::now("https://files.example.com/");
    let mut logs: Vec<RequestDiagnostics> =
        retries().into_iter().map(|retries| RequestDiagnostics { retries, ..now() }).collect();
    for (log, (from, to)) in pairs(kinds, &[(false, false), (true, false), (false, true), (true, true)]) {
        logs.push(RequestDiagnostics {
            from: from.then(|| local("2024-11-20T10:00")),
            to: to.then(|| local("2024-11-20T12:30:15")),
            log,
            ..now()
        });
    }
    let urls = [
        "FTP://Files.Example.com",
        "ftps://user@files.example.com:990/in/",
        "sftp://user:p%40ss:word@[2001:db8::1]:2222/in",
        "http://192.0.2.7:8080/put?token=abcdef0123&x=%C3%BC",
        "https://files.example.com/a%20b/ü/(1)'[2].bin?q=~x,%7B",
        &longest_url(protocol),
    ];
    logs.extend(urls.map(RequestDiagnostics::now));
    logs
}

fn clearings(protocol: Protocol) -> Vec<ClearProfiles> {
    let purposes = if protocol == Protocol::V21 { ProfilePurpose::ALL.as_slice() } else { &ProfilePurpose::ALL[..3] };
    let purposes: Vec<Option<ProfilePurpose>> = [None].into_iter().chain(purposes.iter().copied().map(Some)).collect();
    let ids = [None, Some(0), Some(-1)];
    let mut clearings = Vec::new();
    for (purpose, (id, connector)) in pairs(&purposes, &pairs(&ids, &[None, Some(0), Some(2)]).collect::<Vec<_>>()) {
        for stack_level in [None, Some(0)] {
            clearings.push(ClearProfiles { id, connector, purpose, stack_level });
        }
    }
    // All at once is ordered by itself, while the charger still holds something.
    clearings.retain(|criteria| !criteria.is_all());
    clearings
}

fn settings(protocol: Protocol) -> Vec<SetConfiguration> {
    let longest = longest_setting_name(protocol);
    let names: &[&str] = if protocol >= Protocol::V201 {
        &[
            "OCPPCommCtrlr.HeartbeatInterval",
            "EVSE@1.AllowReset",
            "Connector@1:1.AvailabilityState/Target",
            "SampledDataCtrlr[a%2Eb].TxUpdatedMeasurands[ü]/MaxSet",
            "EVSE@1.Power/MinSet",
            &longest,
        ]
    } else {
        &["HeartbeatInterval", "AuthorizationKey", "ü", &longest]
    };
    let values = ["", "77", &"ü".repeat(value_max(protocol))];
    let set =
        |(name, value): (&str, &str)| SetConfiguration { name: name.to_owned(), value: MessageText(value.to_owned()) };
    pairs(names, &values).map(set).collect()
}

/// Each topic, and each place that it may be of; a boot is asked for only while a charger is held back.
fn asks(protocol: Protocol) -> Vec<Ask> {
    let upload = if protocol == Protocol::V16 { Topic::Diagnostics } else { Topic::Log };
    let mut asks: Vec<Ask> = [Topic::Meter, Topic::Heartbeat, Topic::Firmware, upload]
        .map(|topic| Ask { topic, evse: None, connector: None })
        .into();
    if protocol >= Protocol::V201 {
        asks.push(Ask { topic: Topic::Status, evse: Some(1), connector: Some(1) });
        asks.push(Ask { topic: Topic::Meter, evse: Some(1), connector: None });
    } else {
        let places = pairs(&[Topic::Status, Topic::Meter], &[None, Some(1)]);
        asks.extend(places.map(|(topic, connector)| Ask { topic, evse: None, connector }));
    }
    asks
}

fn longest_url(protocol: Protocol) -> String {
    let most = if protocol == Protocol::V21 { URL_MAX_2_1 } else { URL_MAX };
    let start = "https://files.example.com/";
    format!("{start}{}", "x".repeat(most - start.len()))
}

fn pem(characters: usize) -> String {
    let (begin, end) = ("-----BEGIN CERTIFICATE-----\n", "\n-----END CERTIFICATE-----");
    format!("{begin}{}{end}", "x".repeat(characters - begin.len() - end.len()))
}

fn local(text: &str) -> LocalTime {
    LocalTime(text.to_owned())
}

/// Each of the first with each of the second.
fn pairs<A: Copy, B: Copy>(first: &[A], second: &[B]) -> impl Iterator<Item = (A, B)> + use<A, B> {
    let pairs: Vec<(A, B)> = first.iter().flat_map(|a| second.iter().map(|b| (*a, *b))).collect();
    pairs.into_iter()
}
