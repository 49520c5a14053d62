//! Forms as they are filled in, rightly and wrongly.

use super::*;
use crate::{ClearProfiles, Order};
use model::{CommandKind, Refusal, RefusalCode};

const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----";

fn form(fields: &[(&str, &str)]) -> OrderForm {
    OrderForm::read(|name| fields.iter().find(|(field, _)| *field == name).map(|(_, value)| (*value).to_owned()))
}

fn refusal(kind: CommandKind, fields: &[(&str, &str)]) -> Refusal {
    form(fields).order(kind).unwrap_err()
}

#[test]
fn a_stack_level_of_zero_and_connector_zero_are_kept() {
    // E1
    let fields = [("confirm", "true"), ("id", ""), ("connector", "0"), ("stack_level", "0")];
    let expected = ClearProfiles { connector: Some(0), stack_level: Some(0), ..ClearProfiles::default() };
    let order = form(&fields).order(CommandKind::ClearChargingProfiles).unwrap();
    assert_eq!(order, Order::ClearChargingProfiles(expected));
}

#[test]
fn what_is_asked_for_has_a_place_where_it_can_have_one() {
    use model::{Abilities, Notice, Protocol, Topic};
    let abilities = |topics: &[Topic]| Abilities { topics: topics.to_vec(), ..Abilities::default() };
    let all = abilities(&Topic::ALL);
    let read = |what: &str, connector: &str, abilities: &Abilities, protocol: Protocol| {
        let order = form(&[("what", what), ("connector", connector)]).order(CommandKind::Ask).unwrap();
        order.plain(abilities, protocol).unwrap()
    };
    let check = |what: &str, connector: &str, protocol: Protocol, expected: Notice| {
        let (args, subject) = read(what, connector, &all, protocol).unwrap();
        assert_eq!((args.notice(), subject), (Some(expected), expected.words()), "{what} {connector} {protocol}");
    };
    let notice = |topic, evse, connector| Notice { topic, evse, connector };
    check("status", "2", Protocol::V16, notice(Topic::Status, None, Some(2)));
    check("status", "", Protocol::V16, Notice::of(Topic::Status));
    check("status", "1.2", Protocol::V201, notice(Topic::Status, Some(1), Some(2)));
    check("meter", "1.2", Protocol::V21, notice(Topic::Meter, Some(1), None));
    check("meter", "", Protocol::V21, Notice::of(Topic::Meter));
    check("heartbeat", "7", Protocol::V201, Notice::of(Topic::Heartbeat));
    let wrong = |what: &str, connector: &str, abilities: &Abilities, protocol: Protocol, field: &str| {
        let refusal = read(what, connector, abilities, protocol).unwrap_err();
        assert_eq!(refusal.field.as_deref(), Some(field), "{what} {connector} {protocol}");
    };
    wrong("status", "1.1", &all, Protocol::V16, "connector");
    wrong("status", "1", &all, Protocol::V201, "connector");
    wrong("status", "", &all, Protocol::V21, "connector");
    wrong("meter", "1", &all, Protocol::V21, "connector");
    let accepted = abilities(&[Topic::Heartbeat]);
    wrong("boot", "", &accepted, Protocol::V16, "what");
    wrong("log", "", &accepted, Protocol::V16, "what");
}

#[test]
fn clearing_profiles_needs_the_confirm_box() {
    // E3
    let refusal = refusal(CommandKind::ClearChargingProfiles, &[]);
    assert_eq!((refusal.code, refusal.field.as_deref()), (RefusalCode::Confirm, Some("confirm")));
}

#[test]
fn a_bad_field_is_named() {
    let check = |kind: CommandKind, fields: &[(&str, &str)], field: &str| {
        assert_eq!(refusal(kind, fields).field.as_deref(), Some(field), "{fields:?}");
    };
    let url = ("url", "http://h/a");
    let long = format!("http://h/{}", "a".repeat(2000));
    check(CommandKind::Reboot, &[("kind", "Warm")], "kind");
    check(CommandKind::Reboot, &[("evse", "0")], "evse");
    check(CommandKind::UpdateFirmware, &[], "url");
    check(CommandKind::UpdateFirmware, &[("url", &long)], "url");
    check(CommandKind::UpdateFirmware, &[url, ("fetch_from", "tomorrow")], "fetch_from");
    check(CommandKind::UpdateFirmware, &[url, ("install_from", "later")], "install_from");
    check(CommandKind::UpdateFirmware, &[url, ("retries", "0")], "retries");
    check(CommandKind::UpdateFirmware, &[url, ("retries", "1"), ("retry_interval", "-1")], "retry_interval");
    check(CommandKind::RequestDiagnostics, &[("url", "ftp://h/"), ("from", "1")], "from");
    check(CommandKind::RequestDiagnostics, &[("url", "ftp://h/"), ("log", "Syslog")], "log");
    check(CommandKind::ClearChargingProfiles, &[("confirm", "true"), ("purpose", "Other")], "purpose");
    check(CommandKind::ChangeSite, &[("site", " ")], "site");
    check(CommandKind::Ask, &[], "what");
    check(CommandKind::Ask, &[("what", "weather")], "what");
    check(CommandKind::Ask, &[("what", "status"), ("connector", "0")], "connector");
    check(CommandKind::Ask, &[("what", "meter"), ("connector", "1.x")], "connector");
    check(CommandKind::SendMessage, &[("payload", "{}")], "action");
    check(CommandKind::SendMessage, &[("action", "Reset"), ("payload", " ")], "payload");
    check(CommandKind::SetConfiguration, &[("value", "1")], "name");
    check(CommandKind::RestoreProfiles, &[], "command");
}

/// K-01: fields cut nothing, so each limit is reached as a refusal with its field, one character beyond it and far beyond.
#[test]
fn whatever_is_too_long_is_refused_with_its_field() {
    let check = |kind: CommandKind, field: &str, most: usize, before: &str, after: &str, others: &[(&str, &str)]| {
        let of = |length: usize| format!("{before}{}{after}", "A".repeat(length - before.len() - after.len()));
        let read = |length: usize| {
            let text = of(length);
            let mut fields = others.to_vec();
            fields.push((field, &text));
            let form = form(&fields);
            form.order(kind).and_then(|_| form.reason()).map(drop)
        };
        assert_eq!(read(most), Ok(()), "{field}");
        for length in [most + 1, most * 2, 3_000_000] {
            let refusal = read(length).unwrap_err();
            assert_eq!(refusal.field.as_deref(), Some(field), "{length}");
            assert!(refusal.sentence.contains(&most.to_string()), "{}", refusal.sentence);
        }
    };
    let url = ("url", "http://h/a");
    let (begin, end) = ("-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----");
    check(CommandKind::Reboot, "reason", 500, "", "", &[]);
    check(CommandKind::ChangeSite, "reason", 500, "", "", &[("site", "s")]);
    check(CommandKind::UpdateFirmware, "url", 2000, "http://h/", "", &[]);
    check(CommandKind::RequestDiagnostics, "url", 2000, "ftp://h/", "", &[("receiver", "url")]);
    check(CommandKind::UpdateFirmware, "certificate", 5500, begin, end, &[url, ("signature", "AAAA")]);
    check(CommandKind::UpdateFirmware, "signature", 800, "", "", &[url, ("certificate", CERTIFICATE)]);
    check(CommandKind::SendMessage, "payload", 65_536, "{\"a\":\"", "\"}", &[("action", "Reset")]);
    check(CommandKind::SendMessage, "action", 64, "", "", &[("payload", "{}")]);
    check(CommandKind::SetConfiguration, "value", 2500, "", "", &[("name", "A")]);
    check(CommandKind::SetConfiguration, "name", 500, "", "", &[("value", "A")]);
}

#[test]
fn a_certificate_and_its_signature_come_together_and_within_bounds() {
    // B12
    let check = |certificate: &str, signature: &str, field: Option<&str>| {
        let fields = [("url", "http://h/a"), ("certificate", certificate), ("signature", signature)];
        let refused = form(&fields).order(CommandKind::UpdateFirmware).err().and_then(|refusal| refusal.field);
        assert_eq!(refused.as_deref(), field, "{} {}", certificate.len(), signature.len());
    };
    let of_length = |length: usize| {
        let around = CERTIFICATE.len() - 4;
        CERTIFICATE.replace("MIIB", &"A".repeat(length - around))
    };
    check(CERTIFICATE, "c2ln", None);
    check("", "", None);
    check(CERTIFICATE, "", Some("signature"));
    check("", "c2ln", Some("certificate"));
    check("MIIB", "c2ln", Some("certificate"));
    check(CERTIFICATE, "not base64!", Some("signature"));
    check(&of_length(5500), &"a".repeat(800), None);
    check(&of_length(5501), "c2ln", Some("certificate"));
    check(CERTIFICATE, &"a".repeat(801), Some("signature"));
}

#[test]
fn unset_retries_stay_unset() {
    // B7
    let order = form(&[("url", "http://h/a"), ("retries", " ")]).order(CommandKind::UpdateFirmware).unwrap();
    let Order::UpdateFirmware(update) = order else { panic!("another order") };
    assert_eq!(update.retries, Retries::default());
}

#[test]
fn a_message_is_kept_exactly_as_typed() {
    let fields = [("action", "Reset"), ("payload", " {\"type\" :  1.0}\n"), ("as_typed", "true")];
    let Ok(Order::SendMessage(message)) = form(&fields).order(CommandKind::SendMessage) else {
        panic!("another order")
    };
    assert_eq!(message.payload.0, " {\"type\" :  1.0}\n");
    assert!(message.as_typed);
}

#[test]
fn no_secret_is_printed() {
    // E-41
    let fields = [
        ("url", "ftp://user:hunter2@h/a"),
        ("action", "X"),
        ("payload", "hunter2"),
        ("name", "n"),
        ("value", "hunter2"),
    ];
    let form = form(&fields);
    for kind in [CommandKind::UpdateFirmware, CommandKind::SendMessage, CommandKind::SetConfiguration] {
        assert!(!format!("{form:?} {:?}", form.order(kind).unwrap()).contains("hunter2"));
    }
}
