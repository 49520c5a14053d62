//! Forms as they are filled in, rightly and wrongly.

use super::*;
use crate::{
    Ask, ClearProfiles, FirmwareSource, Order, Reboot, RebootKind, Receiver, RequestDiagnostics, SetConfiguration,
    UpdateFirmware,
};
use model::{
    Abilities, CommandKey, CommandKind, FileProtocol, FirmwareKey, LogKind, ProfilePurpose, Protocol, Refusal,
    RefusalCode, SiteKey, Topic,
};

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
    use model::Notice;
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

/// What each form says, whole and with nothing but what it must have.
#[test]
fn a_form_is_read_as_it_was_filled_in() {
    let check = |kind: CommandKind, fields: &[(&str, &str)], expected: Order| {
        let order = form(fields).order(kind).unwrap_or_else(|refusal| panic!("{fields:?}: {refusal:?}"));
        assert_eq!((order.kind(), &order), (kind, &expected), "{fields:?}");
    };
    check(CommandKind::Reboot, &[], Order::Reboot(Reboot::now(RebootKind::Soft)));
    check(CommandKind::Reboot, &[("kind", "Soft")], Order::Reboot(Reboot::now(RebootKind::Soft)));
    check(CommandKind::Reboot, &[("kind", "Hard")], Order::Reboot(Reboot::now(RebootKind::Hard)));
    let all = [
        ("kind", "Resume"),
        ("when_idle", "on"),
        ("evse", " 2 "),
        ("end_session", "true"),
        ("interrupt_update", "true"),
    ];
    let reboot =
        Reboot { kind: RebootKind::Resume, when_idle: true, evse: Some(2), end_session: true, interrupt_update: true };
    check(CommandKind::Reboot, &all, Order::Reboot(reboot));
    let unchecked = [("when_idle", "false"), ("end_session", ""), ("interrupt_update", "off")];
    check(CommandKind::Reboot, &unchecked, Order::Reboot(Reboot::now(RebootKind::Soft)));
    let site = Order::ChangeSite { site: SiteKey("s1".to_owned()) };
    check(CommandKind::ChangeSite, &[("site", "s1")], site);
    let restore = Order::RestoreProfiles { cleared: CommandKey("c1".to_owned()) };
    check(CommandKind::RestoreProfiles, &[("command", "c1")], restore);
    check(CommandKind::ClearCache, &[], Order::ClearCache);
    check(CommandKind::ReadConfiguration, &[], Order::ReadConfiguration);
    let set = |value: &str| SetConfiguration { name: "A".to_owned(), value: MessageText(value.to_owned()) };
    check(CommandKind::SetConfiguration, &[("name", " A ")], Order::SetConfiguration(set("")));
    let spaced = [("name", "A"), ("value", " 1 ")];
    check(CommandKind::SetConfiguration, &spaced, Order::SetConfiguration(set(" 1 ")));
    let place = [("what", "status"), ("connector", "1.2")];
    let ask = Ask { topic: Topic::Status, evse: Some(1), connector: Some(2) };
    check(CommandKind::Ask, &place, Order::Ask(ask));
    check(CommandKind::ClearChargingProfiles, &[("confirm", "true")], {
        Order::ClearChargingProfiles(ClearProfiles::default())
    });
    for purpose in ProfilePurpose::ALL {
        let fields = [("confirm", "true"), ("id", "-7"), ("purpose", purpose.as_str())];
        let criteria = ClearProfiles { id: Some(-7), purpose: Some(purpose), ..ClearProfiles::default() };
        check(CommandKind::ClearChargingProfiles, &fields, Order::ClearChargingProfiles(criteria));
    }
}

#[test]
fn firmware_comes_from_where_the_form_says() {
    let source = |fields: &[(&str, &str)]| match form(fields).order(CommandKind::UpdateFirmware) {
        Ok(Order::UpdateFirmware(update)) => Ok(update.source),
        Ok(another) => panic!("{another:?}"),
        Err(refusal) => Err(refusal.field.unwrap_or_default()),
    };
    let url = || Ok(FirmwareSource::Url(UrlText("http://h/a".to_owned())));
    let library = |by, anyway| Ok(FirmwareSource::Library { key: FirmwareKey("f1".to_owned()), by, anyway });
    let (link, image) = (("url", "http://h/a"), ("firmware", "f1"));
    assert_eq!(source(&[link]), url());
    assert_eq!(source(&[link, image]), url(), "a URL that is typed counts");
    assert_eq!(source(&[image]), library(None, false));
    assert_eq!(source(&[link, image, ("source", "url")]), url());
    assert_eq!(source(&[link, image, ("source", "library")]), library(None, false));
    assert_eq!(source(&[image, ("by", "ftps"), ("anyway", "true")]), library(Some(FileProtocol::Ftps), true));
    assert_eq!(source(&[image, ("by", "gopher")]), Err("by".to_owned()));
    assert_eq!(source(&[link, ("source", "library")]), Err("firmware".to_owned()));
    assert_eq!(source(&[image, ("source", "url")]), Err("url".to_owned()));
    assert_eq!(source(&[link, ("source", "elsewhere")]), Err("source".to_owned()));
    let now = form(&[link]).order(CommandKind::UpdateFirmware);
    assert_eq!(now, Ok(Order::UpdateFirmware(UpdateFirmware::now("http://h/a"))));
    let of_library = form(&[image]).order(CommandKind::UpdateFirmware);
    assert_eq!(of_library, Ok(Order::UpdateFirmware(UpdateFirmware::of_library(FirmwareKey("f1".to_owned())))));
}

#[test]
fn diagnostics_go_to_whom_the_form_says() {
    let request = |fields: &[(&str, &str)]| match form(fields).order(CommandKind::RequestDiagnostics) {
        Ok(Order::RequestDiagnostics(request)) => Ok(request),
        Ok(another) => panic!("{another:?}"),
        Err(refusal) => Err(refusal.field.unwrap_or_default()),
    };
    let url = ("url", "ftp://h/");
    assert_eq!(request(&[]), Ok(RequestDiagnostics::here()));
    assert_eq!(request(&[url]), Ok(RequestDiagnostics::now("ftp://h/")));
    assert_eq!(request(&[url, ("receiver", "here")]), Ok(RequestDiagnostics::here()));
    assert_eq!(request(&[url, ("receiver", "url")]), Ok(RequestDiagnostics::now("ftp://h/")));
    assert_eq!(request(&[("receiver", "url")]), Err("url".to_owned()));
    assert_eq!(request(&[("receiver", "nobody")]), Err("receiver".to_owned()));
    let by = RequestDiagnostics {
        receiver: Receiver::Here { by: Some(FileProtocol::Http) },
        log: LogKind::Security,
        from: Some(LocalTime("2026-11-23T10:00".to_owned())),
        to: Some(LocalTime("2026-11-23T10:00:30".to_owned())),
        retries: Retries { times: Some(3), interval_s: Some(0) },
        replace: true,
    };
    let fields = [
        ("by", "http"),
        ("log", "Security"),
        ("from", "2026-11-23T10:00"),
        ("to", "2026-11-23T10:00:30"),
        ("retries", "3"),
        ("retry_interval", "0"),
        ("replace", "true"),
    ];
    assert_eq!(request(&fields), Ok(by));
}

#[test]
fn only_what_may_run_long_is_replaced_and_only_where_that_was_chosen() {
    let may = |kind: CommandKind, fields: &[(&str, &str)]| form(fields).order(kind).unwrap().may_replace();
    for kind in [CommandKind::UpdateFirmware, CommandKind::RequestDiagnostics] {
        assert!(may(kind, &[("url", "ftp://h/a"), ("replace", "true")]), "{kind:?}");
        assert!(!may(kind, &[("url", "ftp://h/a")]), "{kind:?}");
    }
    assert!(!may(CommandKind::Reboot, &[("replace", "true")]));
}

/// What takes no more than what the charger can do is made of the order alone; the rest the backend makes of what it keeps.
#[test]
fn inputs_are_made_where_nothing_else_is_needed() {
    let plain = |kind: CommandKind, fields: &[(&str, &str)], abilities: &Abilities| {
        let made = form(fields).order(kind).unwrap().plain(abilities, Protocol::V16);
        made.map(|made| made.map(|(args, subject)| (args.kind(), subject)).map_err(|refusal| refusal.sentence))
    };
    let (clear, all) = (CommandKind::ClearChargingProfiles, Abilities::default());
    let confirm = ("confirm", "true");
    for kind in [CommandKind::ClearCache, CommandKind::ReadConfiguration] {
        assert_eq!(plain(kind, &[], &all), Some(Ok((kind, String::new()))));
    }
    assert_eq!(plain(clear, &[confirm], &all), Some(Ok((clear, "all".to_owned()))));
    let some = [confirm, ("id", "7"), ("connector", "1"), ("purpose", "TxProfile"), ("stack_level", "0")];
    let refused = "This purpose does not exist on OCPP 1.6J.".to_owned();
    assert_eq!(plain(clear, &some, &all), Some(Err(refused)));
    let with_purpose = Abilities { purposes: vec![ProfilePurpose::TxProfile], ..Abilities::default() };
    let words = "id 7, connector 1, TxProfile, stack level 0".to_owned();
    assert_eq!(plain(clear, &some, &with_purpose), Some(Ok((clear, words))));
    assert_eq!(plain(CommandKind::Reboot, &[], &all), None);
    assert_eq!(plain(CommandKind::ChangeSite, &[("site", "s")], &all), None);
    assert!(ClearProfiles::default().is_all());
    assert!(!ClearProfiles { id: Some(0), ..ClearProfiles::default() }.is_all());
}

#[test]
fn whole_numbers_are_taken_within_their_bounds() {
    let check = |fields: &[(&str, &str)], sentence: Option<&str>| {
        let fields = [&[("confirm", "true")], fields].concat();
        let refused = form(&fields).order(CommandKind::ClearChargingProfiles).err().map(|refusal| refusal.sentence);
        assert_eq!(refused.as_deref(), sentence, "{fields:?}");
    };
    check(&[("connector", "0"), ("stack_level", "2147483647"), ("id", "-2147483648")], None);
    let level = Some("Stack level: give a whole number, or leave it empty.");
    for wrong in ["-1", "2147483648", "1.5", "one"] {
        check(&[("stack_level", wrong)], level);
    }
    check(&[("id", "-2147483649")], Some("Profile id: give a whole number, or leave it empty."));
    let evse = |text: &str| refusal(CommandKind::Reboot, &[("evse", text)]).sentence;
    assert_eq!(evse("0"), "EVSE: give a whole number from 1 on, or leave it empty.");
    assert_eq!(evse("2147483648"), "EVSE: give a whole number from 1 on, or leave it empty.");
    assert_eq!(evse("x"), "EVSE: give a whole number, or leave it empty.");
}

#[test]
fn a_time_is_taken_as_the_browser_writes_it() {
    let taken =
        |text: &str| form(&[("url", "ftp://h/"), ("from", text)]).order(CommandKind::RequestDiagnostics).is_ok();
    for right in ["2026-11-23T10:00", "2026-11-23T10:00:30", " 2026-11-23T10:00 ", ""] {
        assert!(taken(right), "{right:?}");
    }
    let wrong = [
        "2026-11-23T10:0",
        "2026-11-23T10:000",
        "2026-11-23 10:00",
        "2026-11-23T1x:00",
        "2026-11-23T10:00:3",
        "2026-11-23T10:00:30Z",
        "2026-11-23",
    ];
    for wrong in wrong {
        assert!(!taken(wrong), "{wrong:?}");
    }
}

/// Pasted, a signature comes in lines and with space around it.
#[test]
fn what_proves_a_file_is_kept_without_the_space_around_it() {
    let read = |certificate: &str, signature: &str| Signing::read(Some(certificate), Some(signature)).unwrap();
    let expected = Signing { certificate: CERTIFICATE.to_owned(), signature: "c2ln+/A=".to_owned() };
    assert_eq!(read(&format!(" {CERTIFICATE}\n"), "c2ln\r\n+/A=\n"), Some(expected));
    assert_eq!(read("  ", "\n"), None);
    assert_eq!(Signing::read(None, None), Ok(None));
    let without_end = "-----BEGIN CERTIFICATE-----\nMIIB";
    assert_eq!(Signing::read(Some(without_end), Some("c2ln")).unwrap_err().field.as_deref(), Some("certificate"));
}

#[test]
fn a_reason_is_enough_from_five_characters_on() {
    let enough = |reason: &str| Reason(Some(reason.to_owned())).is_enough();
    assert!(enough("fünf!") && !enough("füüü"));
    assert!(!Reason(None).is_enough());
    let kept = |text: &str| form(&[("reason", text)]).reason().unwrap();
    assert_eq!((kept(" no power "), kept(" ")), (Reason(Some("no power".to_owned())), Reason(None)));
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
