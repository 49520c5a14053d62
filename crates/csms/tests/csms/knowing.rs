//! Knowing the charger: its settings read by themselves and set by hand, what they change, and questions when it is silent.

use crate::bench::{Bench, ME, PATIENCE, steps};
use actions::{
    Common, MessageText, Order, RequestDiagnostics, SetConfiguration, UpdateFirmware, Verdict, clear_cache,
    read_configuration, request_diagnostics, set_configuration, update_firmware,
};
use charger_sim::{DiagnosticsScript, FirmwareScript, Handle, Protocol, Reply, Script};
use model::{
    Admission, ChargerKey, CommandKind, CommandQuery, Configuration, Delivery, LogKind, Outcome, RebootNeeded,
    StepKind, Treatment,
};
use std::time::Duration;

async fn reading() -> Bench {
    Bench::with(|config| config.reads_settings = true).await
}

async fn configuration(bench: &Bench, key: &ChargerKey) -> Configuration {
    bench.csms.chargers().configuration(&ME, key).await.unwrap().unwrap()
}

/// The first command of a kind, as soon as it has a verdict.
async fn first(bench: &Bench, key: &ChargerKey, kind: CommandKind) -> actions::Command {
    let of_kind = |page: &actions::ChargerPage| page.timeline.rows.iter().rev().find(|it| it.kind == kind).cloned();
    let page = bench.wait(key, |page| of_kind(page).is_some_and(|command| !command.is_open())).await;
    of_kind(&page).unwrap()
}

fn set(name: &str, value: &str) -> Order {
    Order::SetConfiguration(SetConfiguration { name: name.to_owned(), value: MessageText(value.to_owned()) })
}

#[tokio::test]
async fn settings_are_read_once_after_the_first_boot_of_a_version() {
    // B5, B_06, N_25
    for protocol in Protocol::ALL {
        let bench = reading().await;
        let (key, sim) = bench.speaking(protocol, Script::default()).await;
        let command = first(&bench, &key, CommandKind::ReadConfiguration).await;
        assert!(
            matches!(command.verdict, Verdict::ReadConfiguration(read_configuration::Verdict::ConfigurationRead { settings }) if settings > 20),
            "{protocol}: {:#?}",
            steps(&command)
        );
        assert_eq!(command.by, "Chargehand");
        let known = configuration(&bench, &key).await;
        assert!(known.read.is_some() && !known.reading && known.settings.len() > 20, "{protocol}");
        let two = protocol >= Protocol::V201;
        let protocols = if two { "OCPPCommCtrlr.FileTransferProtocols" } else { "SupportedFileTransferProtocols" };
        let told = known.settings.iter().find(|setting| setting.name == protocols);
        assert!(told.is_some(), "{protocol}: {:#?}", known.settings);
        let page = bench.page(&key).await;
        assert!(page.charger.known.file_protocols.contains(&"ftp".to_owned()), "{protocol}");
        assert_eq!(page.charger.security_extension, protocol == Protocol::V16Security, "{protocol}");
        // A boot of the same version asks nothing.
        let asked = if two { "GetBaseReport" } else { "GetConfiguration" };
        sim.reboot(Duration::from_millis(20)).await;
        assert!(sim.wait_boots(2, PATIENCE).await);
        crate::talk::settle_any(&sim).await;
        assert_eq!(sim.sent_to_me(asked).len(), 1, "{protocol}");
        // A new one does.
        sim.set_firmware("9.9.9").await;
        sim.reboot(Duration::from_millis(20)).await;
        assert!(
            sim.wait_for(
                |entry| entry.is_received() && entry.action().as_deref() == Some(asked) && entry.number > 0,
                PATIENCE
            )
            .await
            .is_some()
        );
        let again = |sim: &Handle| sim.sent_to_me(asked).len() == 2;
        let until = tokio::time::Instant::now() + PATIENCE;
        while !again(&sim) {
            assert!(tokio::time::Instant::now() < until, "{protocol}: the new version is asked");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

#[tokio::test]
async fn a_charger_that_does_not_bear_questions_is_not_asked() {
    let bench = reading().await;
    let key = bench.register("CP-1").await;
    let treatment = Treatment { asked: false, ..Treatment::default() };
    bench.csms.chargers().treat(&ME, &key, treatment).await.unwrap();
    let sim = bench.sim("CP-1").start().await;
    assert!(sim.wait_booted(PATIENCE).await);
    crate::talk::settle_any(&sim).await;
    assert!(sim.sent_to_me("GetConfiguration").is_empty());
    assert!(bench.page(&key).await.timeline.rows.is_empty());
}

#[tokio::test]
async fn a_charger_that_reports_no_inventory_is_asked_for_what_matters() {
    let bench = reading().await;
    let script = Script::default()
        .reply("GetBaseReport", Reply::status("NotSupported"))
        .setting("DeviceDataCtrlr.ItemsPerMessage", "5");
    let (key, sim) = bench.speaking(Protocol::V201, script).await;
    let command = first(&bench, &key, CommandKind::ReadConfiguration).await;
    assert!(
        matches!(command.verdict, Verdict::ReadConfiguration(read_configuration::Verdict::ConfigurationRead { settings }) if settings > 2),
        "{:#?}",
        steps(&command)
    );
    // B_08: few at first, then as many as it has said that it takes.
    let asked = sim.sent_to_me("GetVariables");
    let counts: Vec<_> = asked.iter().map(|sent| sent.payload["getVariableData"].as_array().unwrap().len()).collect();
    assert_eq!(counts, [4, 5, 5]);
    assert!(!bench.page(&key).await.charger.known.file_protocols.is_empty());
    // A 1.6 charger has nothing else to be asked.
    let bench = reading().await;
    let script = Script::default().reply("GetConfiguration", Reply::error("NotSupported", ""));
    let (key, _sim) = bench.speaking(Protocol::V16, script).await;
    let command = first(&bench, &key, CommandKind::ReadConfiguration).await;
    // in its own words, not in ours.
    assert!(
        matches!(&command.verdict, Verdict::Common(Common::Failed { code, .. }) if code == "NotSupported"),
        "{:#?}",
        steps(&command)
    );
}

#[tokio::test]
async fn a_setting_is_set_and_the_answer_told() {
    // B_05, B_09
    for (protocol, name, reboot, readonly) in [
        (Protocol::V16, "HeartbeatInterval", "ConnectorPhaseRotation", "NumberOfConnectors"),
        (
            Protocol::V201,
            "OCPPCommCtrlr.HeartbeatInterval",
            "ChargingStation.PhaseRotation",
            "OCPPCommCtrlr.FileTransferProtocols",
        ),
    ] {
        let bench = reading().await;
        let (key, _sim) = bench.speaking(protocol, Script::default()).await;
        first(&bench, &key, CommandKind::ReadConfiguration).await;
        let taken = bench.ends(&key, set(name, "77")).await;
        assert_eq!(
            taken.verdict,
            Verdict::SetConfiguration(set_configuration::Verdict::SettingTaken { after_reboot: false }),
            "{:#?}",
            steps(&taken)
        );
        let value = |known: &Configuration| {
            known.settings.iter().find(|setting| setting.name == name).and_then(|setting| setting.value.clone())
        };
        assert_eq!(value(&configuration(&bench, &key).await).as_deref(), Some("77"), "{protocol}");
        let later = bench.ends(&key, set(reboot, "1")).await;
        assert_eq!(
            later.verdict,
            Verdict::SetConfiguration(set_configuration::Verdict::SettingTaken { after_reboot: true }),
            "{:#?}",
            steps(&later)
        );
        assert_eq!(bench.page(&key).await.charger.reboot_needed, Some(RebootNeeded::SettingChanged));
        assert_eq!(bench.ends(&key, set(readonly, "x")).await.verdict, Verdict::Common(Common::Rejected), "{protocol}");
        let unknown = if protocol == Protocol::V16 { "NoSuchKey" } else { "NoSuch.Variable" };
        assert_eq!(
            bench.ends(&key, set(unknown, "x")).await.verdict,
            Verdict::SetConfiguration(set_configuration::Verdict::SettingUnknown),
            "{protocol}"
        );
    }
}

#[tokio::test]
async fn a_password_among_the_settings_is_seen_nowhere() {
    // E-42, A-54
    for (protocol, name) in [(Protocol::V16, "AuthorizationKey"), (Protocol::V201, "SecurityCtrlr.BasicAuthPassword")] {
        let bench = Bench::new().await;
        let (key, sim) = bench.speaking(protocol, Script::default()).await;
        bench.ends(&key, set(name, "c4nary-passw0rd")).await;
        let sent = sim.wire().into_iter().filter(|entry| entry.is_received() && entry.text.contains("c4nary-passw0rd"));
        assert_eq!(sent.count(), 1, "the charger was told");
        let page = bench.page(&key).await;
        let all = format!("{page:?}{:?}", configuration(&bench, &key).await);
        assert!(!all.contains("c4nary"), "{protocol}: {all}");
    }
}

#[tokio::test]
async fn a_silent_charger_is_asked_once_how_far_it_is() {
    // B15
    for (protocol, asked) in [
        (Protocol::V16, "TriggerMessage"),
        (Protocol::V16Security, "TriggerMessage"),
        (Protocol::V201, "TriggerMessage"),
    ] {
        let bench = Bench::new().await;
        let script = Script::default().firmware(FirmwareScript::reports(&["Downloading"]));
        let (key, sim) = bench.speaking(protocol, script).await;
        let order = Order::UpdateFirmware(UpdateFirmware::now("ftp://server.com/firmware.bin"));
        let command = bench.order(&key, order).await;
        bench.told(&key, &command, "Downloading").await;
        assert!(sim.sent_to_me(asked).is_empty(), "{protocol}");
        bench.pass(bench.config.deadlines.silence);
        // It says again what it had said.
        bench.told(&key, &command, "Downloading (reported 2 times)").await;
        bench.told(&key, &command, "asked how far it is, and it will say").await;
        let command = bench.settled_after(&key, &command, bench.config.deadlines.firmware).await;
        assert!(
            matches!(command.verdict, Verdict::UpdateFirmware(update_firmware::Verdict::FirmwareStalled { .. })),
            "{protocol}: {:#?}",
            steps(&command)
        );
        let questions = sim.sent_to_me(asked);
        assert!(!questions.is_empty(), "{protocol}: {:#?}", steps(&command));
        assert_eq!(questions[0].payload["requestedMessage"], "FirmwareStatusNotification", "{protocol}");
        assert!(questions.iter().all(|call| call.payload["requestedMessage"] != "BootNotification"));
        let answered =
            |step: &model::Step| matches!(&step.kind, StepKind::AskedHowFar { answer: Some(Outcome::Accepted), .. });
        assert!(command.steps.iter().any(answered), "{protocol}: {:#?}", steps(&command));
    }
    for (protocol, asked) in [(Protocol::V16, "TriggerMessage"), (Protocol::V16Security, "ExtendedTriggerMessage")] {
        let bench = Bench::new().await;
        let quiet = DiagnosticsScript { steps: Vec::new(), ..DiagnosticsScript::default() };
        let script = Script::default().diagnostics(quiet).reply(asked, Reply::status("NotImplemented"));
        let (key, sim) = bench.speaking(protocol, script).await;
        let order = Order::RequestDiagnostics(RequestDiagnostics::now("ftp://server.com/in/"));
        let command = bench.order(&key, order).await;
        bench.delivered(&key, &command, Delivery::Answered).await;
        bench.pass(bench.config.deadlines.silence);
        bench.told(&key, &command, "it cannot be asked that").await;
        bench.settled_after(&key, &command, bench.config.deadlines.diagnostics).await;
        assert_eq!(sim.sent_to_me(asked).len(), 1, "once a silence");
    }
}

#[tokio::test]
async fn a_charger_is_held_back_until_it_is_let_in() {
    // B_02, B_30, B_31
    for protocol in Protocol::ALL {
        let bench = Bench::with(|config| config.limits.boot_retry = Duration::from_secs(30)).await;
        let key = bench.register("CP-1").await;
        let treat = |admission| {
            let (csms, key) = (bench.csms.clone(), key.clone());
            async move {
                let treatment = Treatment { admission, ..Treatment::default() };
                csms.chargers().treat(&ME, &key, treatment).await.unwrap();
            }
        };
        treat(Admission::Pending).await;
        let sim = bench.sim("CP-1").speaks(&[protocol]).start().await;
        bench.wait(&key, |page| page.charger.registered == Some(Admission::Pending)).await;
        let refused = sim.call("StatusNotification", crate::talk::any_status(protocol)).await;
        assert!(format!("{refused:?}").contains("SecurityError"), "{protocol}: {refused:?}");
        assert!(sim.is_connected(), "the socket stays");
        // It can be asked meanwhile, and says what it was asked for.
        assert!(
            matches!(
                bench.ends(&key, Order::ClearCache).await.verdict,
                Verdict::ClearCache(clear_cache::Verdict::CacheCleared { .. })
            ),
            "{protocol}"
        );
        treat(Admission::Accepted).await;
        bench.wait(&key, |page| page.charger.registered == Some(Admission::Accepted)).await;
        assert!(sim.call("StatusNotification", crate::talk::any_status(protocol)).await.is_ok(), "{protocol}");
    }
}

#[tokio::test]
async fn nothing_is_begun_with_a_charger_that_is_turned_away() {
    //
    let bench = Bench::new().await;
    let key = bench.register("CP-1").await;
    let treatment = Treatment { admission: Admission::Rejected, ..Treatment::default() };
    bench.csms.chargers().treat(&ME, &key, treatment).await.unwrap();
    let sim = bench.sim("CP-1").speaks(&[Protocol::V201]).start().await;
    bench.wait(&key, |page| page.charger.registered == Some(Admission::Rejected)).await;
    assert!(bench.refusal(&key, Order::ClearCache).await.sentence.contains("turned away"));
    let refused = sim.call("Heartbeat", serde_json::json!({})).await;
    assert!(format!("{refused:?}").contains("SecurityError"), "{refused:?}");
}

/// The page of actions shows what people ordered; what Chargehand reads by itself only where somebody asks for it.
#[tokio::test]
async fn what_people_ordered_is_listed_without_our_own_readings() {
    let bench = reading().await;
    let (key, _sim) = bench.charger(Script::default()).await;
    first(&bench, &key, CommandKind::ReadConfiguration).await;
    let cleared = bench.order(&key, Order::ClearCache).await;
    bench.settled(&key, &cleared).await;
    // One that a person orders is like any other order.
    let read = bench.order(&key, Order::ReadConfiguration).await;
    bench.settled(&key, &read).await;
    for by_itself in [false, true] {
        let query = CommandQuery { by_itself, ..CommandQuery::default() };
        let listed = bench.csms.commands().list(&ME, &query).await.unwrap().rows;
        let people: Vec<_> =
            listed.iter().filter(|command| !command.is_by_itself()).map(|command| &command.key).collect();
        assert_eq!(people, [&read, &cleared]);
        assert_eq!(listed.len(), if by_itself { 3 } else { 2 });
    }
    assert_eq!(bench.page(&key).await.timeline.rows.len(), 3, "a charger's own page tells everything");
}

/// K-11: an order of a person goes before Chargehand's own reading, which gives its place up after a few seconds; what the
/// charger answers later is read all the same.
#[tokio::test]
async fn a_persons_order_does_not_wait_behind_our_own_reading() {
    for (protocol, asked) in [(Protocol::V16, "GetConfiguration"), (Protocol::V201, "GetBaseReport")] {
        let bench = Bench::with(|config| {
            config.reads_settings = true;
            // Far longer than anybody is to wait.
            config.deadlines.call = Duration::from_secs(120);
        })
        .await;
        let (key, sim) = bench.speaking(protocol, Script::default().reply(asked, Reply::Silence)).await;
        assert!(sim.wait_for(|entry| entry.is_received() && entry.is_call(asked), PATIENCE).await.is_some());
        let command = bench.order(&key, Order::ClearCache).await;
        assert!(sim.sent_to_me("ClearCache").is_empty(), "{protocol}: the reading has the place");
        bench.pass(Duration::from_secs(5));
        let settled = bench.settled(&key, &command).await;
        assert!(
            matches!(settled.verdict, Verdict::ClearCache(clear_cache::Verdict::CacheCleared { .. })),
            "{protocol}: {:?}",
            settled.verdict
        );
        let reading = first(&bench, &key, CommandKind::ReadConfiguration).await;
        assert_eq!(
            (reading.by.as_str(), &reading.verdict),
            ("Chargehand", &Verdict::Common(Common::NoAnswer)),
            "{protocol}"
        );
        assert!(steps(&reading).contains(&"No answer within 5 s".to_owned()), "{:#?}", steps(&reading));
        if protocol == Protocol::V16 {
            let asked = sim.wait_for(|entry| entry.is_received() && entry.is_call(asked), PATIENCE).await.unwrap();
            let told = serde_json::json!({"configurationKey": [{"key": "HeartbeatInterval", "readonly": false, "value": "300"}]});
            sim.send_text(&serde_json::json!([3, asked.json()[1], told]).to_string()).await.unwrap();
            let is_read = |command: &actions::Command| {
                matches!(
                    command.verdict,
                    Verdict::ReadConfiguration(read_configuration::Verdict::ConfigurationRead { .. })
                )
            };
            bench.wait(&key, |page| page.command(&reading.key).is_some_and(is_read)).await;
        }
    }
}

/// K-11: while several wait, those of people are taken first, whatever the order in which they came.
#[tokio::test]
async fn orders_that_wait_go_before_our_own_reading() {
    let bench = Bench::with(|config| {
        config.reads_settings = true;
        config.deadlines.call = Duration::from_secs(120);
    })
    .await;
    let (key, sim) = bench.charger(Script::default().reply("ClearCache", Reply::Silence)).await;
    first(&bench, &key, CommandKind::ReadConfiguration).await;
    // This one holds the place until it is answered below.
    bench.order(&key, Order::ClearCache).await;
    let asked = sim.wait_for(|entry| entry.is_received() && entry.is_call("ClearCache"), PATIENCE).await.unwrap();
    let boot =
        serde_json::json!({"chargePointVendor": "ABB", "chargePointModel": "Terra 184", "firmwareVersion": "9.9.9"});
    sim.send_text(&serde_json::json!([2, "boots-again", "BootNotification", boot]).to_string()).await.unwrap();
    let readings = |page: &actions::ChargerPage| {
        page.timeline.rows.iter().filter(|command| command.kind == CommandKind::ReadConfiguration).count()
    };
    bench.wait(&key, |page| readings(page) == 2).await;
    let setting = bench.order(&key, set("HeartbeatInterval", "120")).await;
    let id = asked.json()[1].clone();
    sim.send_text(&serde_json::json!([3, id, {"status": "Accepted"}]).to_string()).await.unwrap();
    bench.settled(&key, &setting).await;
    bench.wait(&key, |page| page.timeline.rows.iter().all(|command| !command.is_open())).await;
    let calls: Vec<String> =
        sim.wire().into_iter().filter(|entry| entry.is_received()).filter_map(|entry| entry.action()).collect();
    let last = |action: &str| calls.iter().rposition(|other| other == action).unwrap();
    assert!(last("ChangeConfiguration") < last("GetConfiguration"), "{calls:?}");
}

/// a charger that knows security events, and no GetLog, is asked by GetDiagnostics; once, and not where that asks for another log.
#[tokio::test]
async fn get_diagnostics_follows_where_get_log_is_not_known() {
    let says = |code: &str| (code.to_owned(), Reply::error(code, ""));
    let answers = |status: &str| (format!("status {status}"), Reply::status(status));
    let words = ["NotImplemented", "NotSupported", "not implemented", "notImplemented"].map(says);
    for (code, reply) in words.into_iter().chain([answers("NotImplemented"), answers("NotSupported")]) {
        let bench = Bench::new().await;
        let script = Script::default().reply("GetLog", reply);
        let (key, sim) = bench.speaking(Protocol::V16Security, script).await;
        let order = Order::RequestDiagnostics(RequestDiagnostics::now("ftp://server.com/in/"));
        let command = bench.ends(&key, order.clone()).await;
        let told = steps(&command);
        assert!(
            matches!(
                command.verdict,
                Verdict::RequestDiagnostics(request_diagnostics::Verdict::DiagnosticsUploaded { .. })
            ),
            "{code}: {told:#?}"
        );
        assert!(told.iter().any(|step| step == "Asked by GetDiagnostics instead"), "{code}: {told:#?}");
        assert_eq!((sim.sent_to_me("GetLog").len(), sim.sent_to_me("GetDiagnostics").len()), (1, 1));
        // It is remembered: the next one is asked so at once.
        bench.ends(&key, order).await;
        assert_eq!((sim.sent_to_me("GetLog").len(), sim.sent_to_me("GetDiagnostics").len()), (1, 2));
    }
    let refuses = |action: &'static str| (action, Reply::error("NotImplemented", ""));
    let none = [refuses("GetLog"), refuses("GetDiagnostics")];
    for (log, replies, asked) in [
        (LogKind::Diagnostics, &none[..], 1),
        (LogKind::Security, &none[..1], 0),
        (LogKind::Diagnostics, &[("GetLog", Reply::error("InternalError", ""))][..], 0),
    ] {
        let bench = Bench::new().await;
        let script =
            replies.iter().fold(Script::default(), |script, (action, reply)| script.reply(action, reply.clone()));
        let (key, sim) = bench.speaking(Protocol::V16Security, script).await;
        let request = RequestDiagnostics { log, ..RequestDiagnostics::now("ftp://server.com/in/") };
        let command = bench.order(&key, Order::RequestDiagnostics(request)).await;
        bench.delivered(&key, &command, Delivery::Answered).await;
        // A clear no ends it at once; after any other error a file may still come.
        bench.pass(bench.config.deadlines.diagnostics);
        let command = bench.settled(&key, &command).await;
        assert!(matches!(command.verdict, Verdict::Common(Common::Failed { .. })), "{log:?}: {:#?}", steps(&command));
        assert_eq!((sim.sent_to_me("GetLog").len(), sim.sent_to_me("GetDiagnostics").len()), (1, asked), "{log:?}");
    }
}
