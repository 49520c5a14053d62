//! One intent, four wires: each action on a charger of each version, from the order to the verdict.

use crate::bench::{Bench, DOUBT, PATIENCE, steps};
use crate::talk::settle;
use actions::{
    ClearProfiles, Command, Common, Order, Reboot, RebootKind, RequestDiagnostics, Signing, UpdateFirmware, Verdict,
    clear_cache, clear_charging_profiles, reboot, request_diagnostics, update_firmware,
};
use charger_sim::{Behaviour, FirmwareScript, Handle, Protocol, Reply, Script, SecondRequest};
use model::{ChargerKey, LogKind, RebootNeeded, StepKind};
use serde_json::{Value, json};

const ALL: Order =
    Order::ClearChargingProfiles(ClearProfiles { id: None, connector: None, purpose: None, stack_level: None });

impl Bench {
    /// A registered charger of this version that is connected and has booted.
    pub async fn speaking(&self, protocol: Protocol, script: Script) -> (ChargerKey, Handle) {
        let key = self.register("CP-1").await;
        let sim = self.sim("CP-1").speaks(&[protocol]).script(script).start().await;
        assert!(sim.wait_booted(PATIENCE).await, "the charger boots");
        self.wait(&key, |page| page.charger.plugs().count() == 2).await;
        if protocol == Protocol::V16Security {
            // It is known by what it says.
            sim.security_event("StartupOfTheDevice").await.unwrap();
            self.wait(&key, |page| page.charger.security_extension).await;
        }
        (key, sim)
    }

    pub async fn ends(&self, key: &ChargerKey, order: Order) -> Command {
        let command = self.order(key, order).await;
        self.settled(key, &command).await
    }
}

fn update() -> Order {
    Order::UpdateFirmware(UpdateFirmware::now("ftp://fw:s3cret-pw@server.com/firmware.bin"))
}

fn signed() -> Order {
    let certificate = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----".to_owned();
    let signing = Some(Signing { certificate, signature: "c2lnbmF0dXJl".to_owned() });
    Order::UpdateFirmware(UpdateFirmware { signing, ..UpdateFirmware::now("https://server.com/firmware.bin") })
}

fn diagnostics(log: LogKind) -> Order {
    Order::RequestDiagnostics(RequestDiagnostics { log, ..RequestDiagnostics::now("ftp://server.com/in/") })
}

fn only(sim: &Handle, action: &str) -> Value {
    let calls = sim.sent_to_me(action);
    assert_eq!(calls.len(), 1, "{action}: {calls:#?}");
    calls[0].payload.clone()
}

#[tokio::test]
async fn each_action_is_sent_in_the_chargers_version_and_seen_to_its_end() {
    // A1, A2, A-06, A-08, A-16, A-17, A-19, D1, E2, C1
    for protocol in Protocol::ALL {
        let bench = Bench::new().await;
        let (key, sim) = bench.speaking(protocol, Script::default()).await;
        let two = protocol >= Protocol::V201;

        let rebooted = bench.ends(&key, Order::Reboot(Reboot::now(RebootKind::Soft))).await;
        assert!(
            matches!(rebooted.verdict, Verdict::Reboot(reboot::Verdict::Rebooted { .. })),
            "{protocol}: {:#?}",
            steps(&rebooted)
        );
        let sent = if two { "OnIdle" } else { "Soft" };
        assert_eq!(only(&sim, "Reset"), json!({"type": sent}), "{protocol}");

        let cleared = bench.ends(&key, Order::ClearCache).await;
        assert!(
            matches!(cleared.verdict, Verdict::ClearCache(clear_cache::Verdict::CacheCleared { .. })),
            "{protocol}"
        );
        assert_eq!(only(&sim, "ClearCache"), json!({}), "{protocol}");

        let uploaded = bench.ends(&key, diagnostics(LogKind::Diagnostics)).await;
        assert!(
            matches!(
                uploaded.verdict,
                Verdict::RequestDiagnostics(request_diagnostics::Verdict::DiagnosticsUploaded { file: Some(_) })
            ),
            "{protocol}"
        );
        if protocol == Protocol::V16 {
            assert_eq!(only(&sim, "GetDiagnostics"), json!({"location": "ftp://server.com/in/"}));
        } else {
            let request = only(&sim, "GetLog");
            assert_eq!(request["logType"], "DiagnosticsLog", "{protocol}");
            assert_eq!(request["log"], json!({"remoteLocation": "ftp://server.com/in/"}), "{protocol}");
        }

        let profiles = bench.ends(&key, ALL).await;
        assert_eq!(
            profiles.verdict,
            Verdict::ClearChargingProfiles(clear_charging_profiles::Verdict::ProfilesCleared),
            "{protocol}: {:#?}",
            steps(&profiles)
        );
        let clearings = sim.sent_to_me("ClearChargingProfile");
        assert_eq!(clearings.len(), [1, 1, 3, 5][protocol as usize], "{protocol}");
        assert!(!two || clearings.iter().all(|call| call.payload != json!({})), "{protocol}: K10.FR.02");
        let asked = if two { "GetChargingProfiles" } else { "GetCompositeSchedule" };
        assert!(sim.wait_for_call(asked, PATIENCE).await.is_some(), "{protocol}: what is left is asked");
        let page = bench.page(&key).await;
        assert_eq!(page.charger.reboot_needed, Some(RebootNeeded::ProfilesCleared), "{protocol}");

        let updated = bench.ends(&key, update()).await;
        assert!(
            matches!(updated.verdict, Verdict::UpdateFirmware(update_firmware::Verdict::FirmwareUpdated { .. })),
            "{protocol}: {:#?}",
            steps(&updated)
        );
        let update = only(&sim, "UpdateFirmware");
        let location = if two { &update["firmware"]["location"] } else { &update["location"] };
        assert_eq!(location, "ftp://fw:s3cret-pw@server.com/firmware.bin", "{protocol}");
        assert_eq!(page.charger.protocol.map(|spoken| spoken.has_evses()), Some(two));
    }
}

#[tokio::test]
async fn a_reboot_waits_for_sessions_where_the_charger_waits_itself() {
    // A8, A-06, B_21: Scheduled is no failure, and the boot with the right reason ends it.
    for protocol in [Protocol::V201, Protocol::V21] {
        let bench = Bench::new().await;
        let (key, sim) = bench.speaking(protocol, Script::default()).await;
        sim.start_transaction(1, "TAG-1").await.unwrap();
        let command = bench.order(&key, Order::Reboot(Reboot::now(RebootKind::Soft))).await;
        let page = bench
            .wait(&key, |page| page.command(&command).is_some_and(|it| it.standing().contains("sessions to end")))
            .await;
        assert!(page.command(&command).unwrap().is_open(), "Scheduled is not the end");
        assert_eq!(page.charger.transactions[0].place(), "EVSE 1");
        sim.stop_transaction(1).await.unwrap();
        let command = bench.settled(&key, &command).await;
        assert!(matches!(command.verdict, Verdict::Reboot(reboot::Verdict::Rebooted { .. })), "{:#?}", steps(&command));
        assert!(steps(&command).iter().any(|step| step.contains("when its charging sessions have ended")));
    }
}

#[tokio::test]
async fn a_scheduled_reboot_survives_a_restart() {
    // A8
    let bench = Bench::new().await;
    let (key, sim) = bench.speaking(Protocol::V201, Script::default()).await;
    sim.start_transaction(1, "TAG-1").await.unwrap();
    let command = bench.order(&key, Order::Reboot(Reboot::now(RebootKind::Soft))).await;
    let scheduled = |page: &actions::ChargerPage| {
        page.command(&command).is_some_and(|it| it.steps.iter().any(|step| step.kind.words().contains("have ended")))
    };
    bench.wait(&key, scheduled).await;
    sim.stop().await;
    let bench = bench.restart().await;
    assert!(bench.page(&key).await.command(&command).unwrap().is_open());
    // It ends its session, reboots by itself and comes back with the reason.
    let again = bench.sim("CP-1").speaks(&[Protocol::V201]);
    let again = again.script(Script::default().boot_reason("ScheduledReset")).start().await;
    assert!(again.wait_booted(PATIENCE).await);
    let command = bench.settled(&key, &command).await;
    assert!(matches!(command.verdict, Verdict::Reboot(reboot::Verdict::Rebooted { .. })), "{:#?}", steps(&command));
    assert!(again.sent_to_me("Reset").is_empty(), "never sent again");
}

#[tokio::test]
async fn a_boot_for_another_reason_is_not_credited() {
    // A10, R-01: PowerUp is credited where the charger went away at once, since many firmwares write it at every boot (it was not
    // before: what was seen beats the word).
    for (reason, credited) in [("RemoteReset", true), ("ScheduledReset", true), ("PowerUp", true), ("Watchdog", false)]
    {
        let bench = Bench::new().await;
        let (key, _sim) = bench.speaking(Protocol::V201, Script::default().boot_reason(reason)).await;
        let command = bench.order(&key, Order::Reboot(Reboot::now(RebootKind::Hard))).await;
        bench.told(&key, &command, "Booted with").await;
        let command = if credited {
            bench.settled(&key, &command).await
        } else {
            bench.settled_after(&key, &command, bench.config.deadlines.reboot).await
        };
        let expected = if credited { "Rebooted" } else { "Booted for another reason" };
        assert!(command.verdict.words().starts_with(expected), "{reason}: {}", command.verdict.words());
    }
}

#[tokio::test]
async fn sessions_go_on_after_a_reboot_on_2_1_only() {
    // A2
    let resume = || Order::Reboot(Reboot::now(RebootKind::Resume));
    for protocol in [Protocol::V16, Protocol::V201] {
        let bench = Bench::new().await;
        let (key, _sim) = bench.speaking(protocol, Script::default()).await;
        assert_eq!(bench.refusal(&key, resume()).await.field.as_deref(), Some("kind"), "{protocol}");
    }
    let bench = Bench::new().await;
    let (key, sim) = bench.speaking(Protocol::V21, Script::default()).await;
    sim.start_transaction(1, "TAG-1").await.unwrap();
    bench.wait(&key, |page| page.charger.transactions.len() == 1).await;
    let command = bench.ends(&key, resume()).await;
    assert!(matches!(command.verdict, Verdict::Reboot(reboot::Verdict::Rebooted { .. })), "{:#?}", steps(&command));
    assert_eq!(only(&sim, "Reset"), json!({"type": "ImmediateAndResume"}));
    bench.wait(&key, |page| page.charger.transactions.len() == 1).await;
}

#[tokio::test]
async fn one_evse_is_restarted_alone() {
    // A2, A-07, B_25, B_26
    let alone = |evse| Order::Reboot(Reboot { evse: Some(evse), ..Reboot::now(RebootKind::Hard) });
    let bench = Bench::new().await;
    let (key, sim) = bench.speaking(Protocol::V201, Script::default()).await;
    let command = bench.ends(&key, alone(2)).await;
    assert_eq!(command.verdict, Verdict::Reboot(reboot::Verdict::EvseRestarted { evse: 2 }), "{:#?}", steps(&command));
    assert_eq!(only(&sim, "Reset"), json!({"type": "Immediate", "evseId": 2}));
    assert!(bench.page(&key).await.charger.online, "the charger stays");
    assert_eq!(bench.refusal(&key, alone(9)).await.field.as_deref(), Some("evse"));
    sim.set_script(Script::default().reply("Reset", Reply::because("Rejected", "NotAllowed", "AllowReset is false")));
    let command = bench.ends(&key, alone(1)).await;
    assert_eq!(command.verdict, Verdict::Common(Common::Rejected));
    // A7: the charger's own words are told.
    assert!(steps(&command).iter().any(|step| step.ends_with("NotAllowed, AllowReset is false")), "{command:#?}");
    let bench = Bench::new().await;
    let (key, _sim) = bench.speaking(Protocol::V16, Script::default()).await;
    assert_eq!(bench.refusal(&key, alone(1)).await.field.as_deref(), Some("evse"), "1.6 has no EVSEs");
}

#[tokio::test]
async fn a_signed_update_is_verified_and_told() {
    // A-12, A-14, B12, L_01, TC_080
    for protocol in [Protocol::V16Security, Protocol::V201, Protocol::V21] {
        let bench = Bench::new().await;
        let (key, sim) = bench.speaking(protocol, Script::default()).await;
        let command = bench.ends(&key, signed()).await;
        assert!(
            matches!(command.verdict, Verdict::UpdateFirmware(update_firmware::Verdict::FirmwareUpdated { .. })),
            "{protocol}: {:#?}",
            steps(&command)
        );
        let action = if protocol == Protocol::V16Security { "SignedUpdateFirmware" } else { "UpdateFirmware" };
        let firmware = &only(&sim, action)["firmware"];
        assert_eq!(firmware["signature"], "c2lnbmF0dXJl", "{protocol}");
        assert!(firmware["signingCertificate"].as_str().unwrap().starts_with("-----BEGIN"), "{protocol}");
        let told = steps(&command);
        for status in ["Downloading", "Downloaded", "Signature verified", "Installing"] {
            assert!(told.iter().any(|step| step.starts_with(status)), "{protocol}: no {status} in {told:#?}");
        }
    }
    let bench = Bench::new().await;
    let (key, _sim) = bench.speaking(Protocol::V16, Script::default()).await;
    assert_eq!(bench.refusal(&key, signed()).await.field.as_deref(), Some("certificate"));
}

#[tokio::test]
async fn every_way_an_update_fails_has_its_verdict() {
    // B8, B11, A-09, A-12, A-14, L_04 to L_09, TC_081
    for protocol in [Protocol::V16Security, Protocol::V201, Protocol::V21] {
        for (status, verdict) in [
            ("DownloadFailed", Verdict::UpdateFirmware(update_firmware::Verdict::DownloadFailed)),
            ("InstallationFailed", Verdict::UpdateFirmware(update_firmware::Verdict::InstallationFailed)),
            ("InvalidSignature", Verdict::UpdateFirmware(update_firmware::Verdict::InvalidSignature)),
            ("InstallVerificationFailed", Verdict::UpdateFirmware(update_firmware::Verdict::VerificationFailed)),
        ] {
            let bench = Bench::new().await;
            let script = Script::default().firmware(FirmwareScript::reports(&["Downloading", status]));
            let (key, _sim) = bench.speaking(protocol, script).await;
            let command = bench.ends(&key, signed()).await;
            assert_eq!(command.verdict, verdict, "{protocol}");
            assert!(command.verdict.next_step(command.kind).is_some(), "{status}");
        }
        for status in ["InvalidCertificate", "RevokedCertificate"] {
            let bench = Bench::new().await;
            let script = ["SignedUpdateFirmware", "UpdateFirmware"]
                .into_iter()
                .fold(Script::default(), |script, action| script.reply(action, Reply::status(status)));
            let (key, _sim) = bench.speaking(protocol, script).await;
            let command = bench.ends(&key, signed()).await;
            assert_eq!(
                command.verdict,
                Verdict::UpdateFirmware(update_firmware::Verdict::CertificateRefused { status: status.to_owned() }),
                "{protocol}"
            );
        }
    }
}

#[tokio::test]
async fn a_second_request_replaces_the_first_where_the_charger_can() {
    // A-13, A-16, B13, L_10, N_36
    let slow = || Script::default().stretched(200);
    let replacing = |order: Order| match order {
        Order::UpdateFirmware(update) => Order::UpdateFirmware(UpdateFirmware { replace: true, ..update }),
        Order::RequestDiagnostics(request) => {
            Order::RequestDiagnostics(RequestDiagnostics { replace: true, ..request })
        }
        other => other,
    };
    for protocol in [Protocol::V16Security, Protocol::V201, Protocol::V21] {
        for order in [signed(), diagnostics(LogKind::Diagnostics)] {
            let bench = Bench::new().await;
            let (key, sim) = bench.speaking(protocol, slow()).await;
            let first = bench.order(&key, order.clone()).await;
            bench.wait(&key, |page| page.command(&first).is_some_and(|it| it.steps.len() > 2)).await;
            let refusal = bench.refusal(&key, order.clone()).await;
            assert_eq!(refusal.field.as_deref(), Some("replace"), "the operator is told: {}", refusal.sentence);
            sim.set_script(Script::default());
            let second = bench.order(&key, replacing(order)).await;
            let first = bench.settled(&key, &first).await;
            assert!(
                matches!(first.verdict, Verdict::Common(Common::Replaced { .. })),
                "{protocol}: {:#?}",
                steps(&first)
            );
            let second = bench.settled(&key, &second).await;
            assert!(
                matches!(
                    second.verdict,
                    Verdict::UpdateFirmware(update_firmware::Verdict::FirmwareUpdated { .. })
                        | Verdict::RequestDiagnostics(request_diagnostics::Verdict::DiagnosticsUploaded { .. })
                ),
                "{protocol}: {:#?}",
                steps(&second)
            );
        }
    }
}

#[tokio::test]
async fn a_charger_that_cannot_cancel_goes_on_with_the_first() {
    // L_11
    let bench = Bench::new().await;
    // Its own work takes seconds of the machine's: long enough to be asked again meanwhile.
    let mut script = Script::default().stretched(6);
    script.firmware.second = SecondRequest::Refused;
    let (key, _sim) = bench.speaking(Protocol::V201, script).await;
    let first = bench.order(&key, signed()).await;
    bench.wait(&key, |page| page.command(&first).is_some_and(|it| it.steps.len() > 2)).await;
    let Order::UpdateFirmware(update) = signed() else { panic!() };
    let second = bench.ends(&key, Order::UpdateFirmware(UpdateFirmware { replace: true, ..update })).await;
    assert_eq!(second.verdict, Verdict::Common(Common::Rejected));
    let first = bench.settled(&key, &first).await;
    assert!(
        matches!(first.verdict, Verdict::UpdateFirmware(update_firmware::Verdict::FirmwareUpdated { .. })),
        "{:#?}",
        steps(&first)
    );
}

#[tokio::test]
async fn a_log_is_chosen_among_those_the_version_has() {
    // C12, N_25, N_35, TC_079
    for (protocol, log, word) in [
        (Protocol::V16Security, LogKind::Security, Some("SecurityLog")),
        (Protocol::V201, LogKind::Security, Some("SecurityLog")),
        (Protocol::V21, LogKind::DataCollector, Some("DataCollectorLog")),
        (Protocol::V16, LogKind::Security, None),
        (Protocol::V201, LogKind::DataCollector, None),
    ] {
        let bench = Bench::new().await;
        let (key, sim) = bench.speaking(protocol, Script::default()).await;
        match word {
            Some(word) => {
                let command = bench.ends(&key, diagnostics(log)).await;
                assert!(
                    matches!(
                        command.verdict,
                        Verdict::RequestDiagnostics(request_diagnostics::Verdict::DiagnosticsUploaded { .. })
                    ),
                    "{protocol}"
                );
                assert_eq!(only(&sim, "GetLog")["logType"], word, "{protocol}");
            }
            None => {
                assert_eq!(bench.refusal(&key, diagnostics(log)).await.field.as_deref(), Some("log"), "{protocol}");
            }
        }
    }
}

#[tokio::test]
async fn what_still_limits_after_clearing_is_told() {
    // E6, A-19
    let bench = Bench::new().await;
    let mut script = Script::default();
    script.profiles.external = Some(10.0);
    let (key, _sim) = bench.speaking(Protocol::V201, script).await;
    let command = bench.order(&key, ALL).await;
    let limited = |step: &model::Step| matches!(&step.kind, StepKind::StillLimited { amount, .. } if amount == "10 A");
    let page = bench.wait(&key, |page| page.command(&command).is_some_and(|it| it.steps.iter().any(limited))).await;
    let told = steps(page.command(&command).unwrap());
    assert!(
        told.iter().any(|step| step.contains("ChargingStationExternalConstraints") && step.contains("EMS")),
        "{told:#?}"
    );
    let bench = Bench::new().await;
    let (key, _sim) = bench.speaking(Protocol::V21, Script::default()).await;
    let command = bench.order(&key, ALL).await;
    let nothing = |step: &model::Step| step.kind == StepKind::NothingLimits;
    bench.wait(&key, |page| page.command(&command).is_some_and(|it| it.steps.iter().any(nothing))).await;
}

#[tokio::test]
async fn nothing_to_clear_is_no_failure_and_a_part_refused_is_told() {
    // E5, K_08
    let bench = Bench::new().await;
    let (key, _sim) = bench.speaking(Protocol::V201, Behaviour::Rejecting.script()).await;
    assert_eq!(
        bench.ends(&key, ALL).await.verdict,
        Verdict::ClearChargingProfiles(clear_charging_profiles::Verdict::NothingMatched)
    );
    assert_eq!(bench.page(&key).await.charger.reboot_needed, None);
}

#[tokio::test]
async fn the_preview_shows_every_frame_in_the_chargers_words() {
    // E2, F-19
    let bench = Bench::new().await;
    let (key, _sim) = bench.speaking(Protocol::V201, Script::default()).await;
    let preview = |order: Order| {
        let (csms, key) = (bench.csms.clone(), key.clone());
        async move { csms.commands().preview(&crate::bench::ME, &key, &order).await.unwrap().unwrap() }
    };
    assert_eq!(
        preview(Order::Reboot(Reboot::now(RebootKind::Hard))).await,
        [r#"[2,"…","Reset",{"type":"Immediate"}]"#]
    );
    assert_eq!(preview(ALL).await.len(), 3);
    let update = preview(update()).await.concat();
    assert!(update.contains("ftp://***@server.com/firmware.bin") && !update.contains("s3cret"), "{update}");
}

#[tokio::test]
async fn every_purpose_is_asked_for_though_the_charger_is_silent() {
    // E2, A-19
    let bench = Bench::new().await;
    let script = Script::default().reply("ClearChargingProfile", Reply::Silence);
    let (key, sim) = bench.speaking(Protocol::V201, script).await;
    let command = bench.order(&key, ALL).await;
    for asked in 1..=3 {
        bench.wait(&key, |_| sim.sent_to_me("ClearChargingProfile").len() == asked).await;
        bench.pass(bench.config.deadlines.call);
    }
    let command = bench.settled(&key, &command).await;
    assert_eq!(command.verdict, Verdict::Common(Common::NoAnswer), "{:#?}", steps(&command));
    assert_eq!(sim.sent_to_me("ClearChargingProfile").len(), 3);
    let told = steps(&command).concat();
    assert!(told.contains("TxDefaultProfile") && told.contains("ChargingStationMaxProfile"), "{told}");
}

#[tokio::test]
async fn words_without_a_request_are_about_firmware_without_a_signature() {
    // A-13, A-14: on 1.6 an update without a signature has no way to be replaced, and its words are not a signed one's.
    let bench = Bench::new().await;
    let (key, sim) = bench.speaking(Protocol::V16Security, Script::default().stretched(200)).await;
    let plain = bench.order(&key, update()).await;
    bench.wait(&key, |page| page.command(&plain).is_some_and(|it| it.steps.len() > 2)).await;
    let Order::UpdateFirmware(again) = update() else { panic!() };
    let refusal = bench.refusal(&key, Order::UpdateFirmware(UpdateFirmware { replace: true, ..again })).await;
    assert_eq!(refusal.field, None, "{}", refusal.sentence);
    let Order::UpdateFirmware(signed) = signed() else { panic!() };
    let signed = bench.order(&key, Order::UpdateFirmware(UpdateFirmware { replace: true, ..signed })).await;
    bench.wait(&key, |page| page.command(&signed).is_some_and(|it| it.steps.len() > 2)).await;
    assert!(matches!(bench.settled(&key, &plain).await.verdict, Verdict::Common(Common::Replaced { .. })));
    let told = json!({"status": "InstallationFailed"});
    sim.call("FirmwareStatusNotification", told).await.unwrap();
    settle(&sim).await;
    assert!(bench.page(&key).await.command(&signed).unwrap().is_open());
}

#[tokio::test]
async fn every_status_of_an_update_is_answered_and_told_in_words() {
    // B8: the seven of 1.6, the fourteen of the others.
    let core = ["DownloadFailed", "Downloaded", "Downloading", "Idle", "InstallationFailed", "Installed", "Installing"];
    let more = [
        "DownloadScheduled",
        "DownloadPaused",
        "InstallRebooting",
        "InstallScheduled",
        "InstallVerificationFailed",
        "InvalidSignature",
        "SignatureVerified",
    ];
    let ends = ["DownloadFailed", "InstallationFailed", "InstallVerificationFailed", "InvalidSignature"];
    for protocol in Protocol::ALL {
        let signing = protocol == Protocol::V16Security;
        let statuses = core.iter().chain(more.iter().filter(|_| protocol != Protocol::V16));
        for status in statuses {
            let bench = Bench::new().await;
            let (key, sim) = bench.speaking(protocol, Script::default().stretched(10_000)).await;
            let command = bench.order(&key, if signing { signed() } else { update() }).await;
            bench.wait(&key, |page| page.command(&command).is_some_and(|it| it.steps.len() > 2)).await;
            let (action, sent) = match protocol {
                Protocol::V16 => ("FirmwareStatusNotification", "UpdateFirmware"),
                Protocol::V16Security => ("SignedFirmwareStatusNotification", "SignedUpdateFirmware"),
                Protocol::V201 | Protocol::V21 => ("FirmwareStatusNotification", "UpdateFirmware"),
            };
            let mut told = json!({"status": status});
            if protocol != Protocol::V16 {
                told["requestId"] = only(&sim, sent)["requestId"].clone();
            }
            assert_eq!(sim.call(action, told).await.unwrap(), json!({}), "{protocol} {status}");
            let words = model::FirmwareStatus::parse(status).unwrap().words();
            // R-02: one that says no request, a moment after the order, is believed only where nothing contradicts it.
            bench.pass(DOUBT);
            bench
                .wait(&key, |page| {
                    page.command(&command).is_some_and(|it| {
                        steps(it).iter().any(|step| step.contains(words)) && it.is_open() != ends.contains(status)
                    })
                })
                .await;
        }
    }
}
