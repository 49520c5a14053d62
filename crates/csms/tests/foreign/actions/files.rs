//! Logs and firmware: every log that the version has, and updates with and without a signature.

use super::{On, STACKS};
use crate::bench::{Bench, steps};
use crate::charger::Stack;
use actions::{
    Common, LocalTime, Order, RequestDiagnostics, Retries, Signing, UpdateFirmware, Verdict, request_diagnostics,
    update_firmware,
};
use charger_sim::Protocol;
use model::{FirmwareStatus, LogKind, StepKind};

pub(super) const FIRMWARE_URL: &str = "ftp://fw:s%40cret-4711@files.example.com:2121/images/v2.bin";
pub(super) const UPLOAD_URL: &str = "https://files.example.com/diagnostics/";
/// Nothing is told of these until the charger is asked.
pub(super) const SLOW_FIRMWARE_URL: &str = "ftp://files.example.com/slow/v2.bin";
pub(super) const SLOW_UPLOAD_URL: &str = "https://files.example.com/slow/";
pub(super) const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----";
pub(super) const SIGNATURE: &str = "c2lnbmF0dXJl";

pub(super) fn diagnostics(url: &str, log: LogKind) -> RequestDiagnostics {
    // In the site's time, which is Helsinki's.
    RequestDiagnostics {
        from: Some(local("2026-11-20T10:00")),
        to: Some(local("2026-11-20T12:30")),
        retries: Retries { times: Some(2), interval_s: Some(30) },
        log,
        ..RequestDiagnostics::now(url)
    }
}

fn firmware(url: &str) -> UpdateFirmware {
    UpdateFirmware { retries: Retries { times: Some(3), interval_s: Some(60) }, ..UpdateFirmware::now(url) }
}

pub(super) fn signed(url: &str) -> UpdateFirmware {
    let signing = Signing { certificate: CERTIFICATE.to_owned(), signature: SIGNATURE.to_owned() };
    UpdateFirmware { signing: Some(signing), ..firmware(url) }
}

fn local(text: &str) -> LocalTime {
    LocalTime(text.to_owned())
}

impl On {
    /// C1, C12, A-16, N_25, N_35, TC_079
    pub(super) async fn uploads_its_logs(&self) {
        let name = |log: &str| if self.has_evses() { format!("{log}Log.zip") } else { "diagnostics.zip".to_owned() };
        let mut logs = vec![(LogKind::Diagnostics, name("Diagnostics"))];
        match self.protocol {
            Protocol::V16 => {}
            Protocol::V16Security => logs.push((LogKind::Security, "security.log".to_owned())),
            Protocol::V201 => logs.push((LogKind::Security, name("Security"))),
            Protocol::V21 => {
                logs.push((LogKind::Security, name("Security")));
                logs.push((LogKind::DataCollector, name("DataCollector")));
            }
        }
        for (log, file) in logs {
            let uploaded = self.ends(Order::RequestDiagnostics(diagnostics(UPLOAD_URL, log))).await;
            let expected =
                Verdict::RequestDiagnostics(request_diagnostics::Verdict::DiagnosticsUploaded { file: Some(file) });
            assert_eq!(uploaded.verdict, expected, "{log:?}: {:#?}", steps(&uploaded));
            let told = steps(&uploaded);
            assert!(told.iter().any(|step| step.starts_with("Uploading")), "{told:#?}");
        }
    }

    /// B1, B12, A-08, A-12, L_01, TC_080: the version at the next boot decides, and the report that follows it is told too.
    pub(super) async fn updates_its_firmware(&self) {
        self.is_updated(firmware(FIRMWARE_URL), "1.0.0", "2.0.0", &[]).await;
        if self.protocol == Protocol::V16 {
            return;
        }
        let mut update = signed(FIRMWARE_URL);
        let mut statuses = vec!["Signature verified"];
        if self.has_evses() {
            update.fetch_from = Some(local("2036-11-20T10:00"));
            update.install_from = Some(local("2036-11-20T12:30"));
            statuses.push("Installation scheduled");
        }
        self.is_updated(update, "2.0.0", "3.0.0", &statuses).await;
    }

    async fn is_updated(&self, update: UpdateFirmware, before: &str, after: &str, statuses: &[&str]) {
        let updated = self.ends(Order::UpdateFirmware(update)).await;
        match &updated.verdict {
            Verdict::UpdateFirmware(update_firmware::Verdict::FirmwareUpdated { from, to, .. }) => {
                assert_eq!((from.as_str(), to.as_str()), (before, after))
            }
            other => panic!("{other:?}: {:#?}", steps(&updated)),
        }
        let installed = StepKind::Firmware { status: FirmwareStatus::Installed, count: 1 };
        let page = self.shows(&updated, |step| *step == installed).await;
        let told = steps(page.command(&updated.key).unwrap());
        let booted = format!("Booted with firmware {after}");
        for status in ["Downloading", "Downloaded", "Installing", &booted].iter().chain(statuses) {
            assert!(told.iter().any(|step| step.starts_with(status)), "no {status} in {told:#?}");
        }
        assert_eq!(page.charger.firmware.as_deref(), Some(after));
    }
}

#[tokio::test]
async fn a_second_request_takes_the_place_of_the_first() {
    // B13, L_10, N_36
    for stack in STACKS.into_iter().filter(|stack| stack.protocol != Protocol::V16) {
        let on = On::start(stack, Bench::new().await).await;
        on.bench.wait(&on.key, |page| page.charger.security_extension || on.has_evses()).await;
        let slow = Order::RequestDiagnostics(diagnostics(SLOW_UPLOAD_URL, LogKind::Diagnostics));
        let again = RequestDiagnostics { replace: true, ..diagnostics(UPLOAD_URL, LogKind::Diagnostics) };
        on.replaces(slow, Order::RequestDiagnostics(again), stack).await;
        let again = UpdateFirmware { replace: true, ..signed(FIRMWARE_URL) };
        on.replaces(Order::UpdateFirmware(signed(SLOW_FIRMWARE_URL)), Order::UpdateFirmware(again), stack).await;
        on.charger.finish().await;
    }
}

impl On {
    async fn replaces(&self, first: Order, second: Order, stack: Stack) {
        let first = self.bench.order(&self.key, first).await;
        let runs = |page: &actions::ChargerPage| {
            page.command(&first).is_some_and(|command| steps(command).iter().any(|step| step.ends_with("loading")))
        };
        self.bench.wait(&self.key, runs).await;
        let second = self.ends(second).await;
        assert!(
            matches!(
                second.verdict,
                Verdict::UpdateFirmware(update_firmware::Verdict::FirmwareUpdated { .. })
                    | Verdict::RequestDiagnostics(request_diagnostics::Verdict::DiagnosticsUploaded { .. })
            ),
            "{stack:?}: {:#?}",
            steps(&second)
        );
        let first = self.bench.settled(&self.key, &first).await;
        assert!(matches!(first.verdict, Verdict::Common(Common::Replaced { .. })), "{stack:?}: {:#?}", steps(&first));
    }
}
