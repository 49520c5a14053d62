//! Block L: signed firmware updates, from the order to the version at the boot.

use crate::bench::ME;
use crate::steps_v201::{NOW, Session, Station, status};
use actions::{Command, Common, LocalTime, Order, Signing, UpdateFirmware, Verdict, update_firmware};
use model::{CommandKey, StepKind};
use serde_json::{Value, json};

const URL: &str = "https://files.example/terra-1.9.0.bin";
const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
const SIGNATURE: &str = "bm90IGEgc2lnbmF0dXJl";
/// What comes after the download.
const INSTALLS: [&str; 3] = ["SignatureVerified", "Installing", "InstallRebooting"];

fn signed() -> UpdateFirmware {
    let signing = Signing { certificate: CERTIFICATE.to_owned(), signature: SIGNATURE.to_owned() };
    UpdateFirmware { signing: Some(signing), ..UpdateFirmware::now(URL) }
}

/// An update under way: its command and its request id.
struct Update<'a> {
    station: &'a Station,
    command: CommandKey,
    request: Value,
}

impl<'a> Update<'a> {
    /// Orders it; the request must be whole, and is answered so. Gives the firmware part too.
    async fn ordered(station: &'a Station, update: UpdateFirmware, answer: &str) -> (Update<'a>, Value) {
        let order = Order::UpdateFirmware(update);
        let (command, mut sent) = station.ordered(order, "UpdateFirmware", status(answer)).await;
        let firmware = sent["firmware"].take();
        let request = sent["requestId"].clone();
        assert!(request.is_i64(), "{sent}");
        assert_eq!(sent, json!({"requestId": request, "firmware": null}));
        let from = firmware["retrieveDateTime"].as_str().unwrap();
        assert!(from.ends_with('Z') && from.parse::<jiff::Timestamp>().is_ok(), "{from}");
        let mut expected = json!({
            "location": URL, "retrieveDateTime": from, "signingCertificate": CERTIFICATE, "signature": SIGNATURE});
        if let Some(install) = firmware.get("installDateTime") {
            expected["installDateTime"] = install.clone();
        }
        assert_eq!(firmware, expected, "L01.FR.11");
        (Update { station, command, request }, firmware)
    }

    async fn now(station: &'a Station, answer: &str) -> Update<'a> {
        Update::ordered(station, signed(), answer).await.0
    }

    /// Reports these, one after the other.
    async fn reports(&self, statuses: &[&str]) {
        for status in statuses {
            let payload = json!({"status": status, "requestId": self.request});
            self.station.tells("FirmwareStatusNotification", payload).await;
        }
    }

    /// The same from the download on to a boot with the new version.
    async fn succeeds(&self) {
        self.reports(&["Downloading", "Downloaded"]).await;
        self.installs().await;
    }

    async fn installs(&self) {
        self.reports(&INSTALLS).await;
        self.station.sim.set_firmware("1.9.0").await;
        self.station.boots("FirmwareUpdate").await;
        self.reports(&["Installed"]).await;
        let payload = json!({"type": "FirmwareUpdated", "timestamp": NOW});
        self.station.tells("SecurityEventNotification", payload).await;
        let Verdict::UpdateFirmware(update_firmware::Verdict::FirmwareUpdated { from, to, .. }) =
            self.settled().await.verdict
        else {
            panic!("{:?}", self.settled().await.verdict)
        };
        assert_eq!((from.as_str(), to.as_str()), ("1.8.30", "1.9.0"));
    }

    async fn fails(&self, statuses: &[&str], verdict: Verdict) {
        self.reports(statuses).await;
        let settled = self.settled().await;
        assert_eq!(settled.verdict, verdict);
        assert_eq!(told(&settled), statuses, "each is on the timeline, in order");
        assert_eq!(self.station.sim.sent_to_me("UpdateFirmware").len(), 1, "nothing is tried again by itself");
    }

    async fn settled(&self) -> Command {
        self.station.settled(&self.command).await
    }
}

/// The statuses on the timeline.
fn told(command: &Command) -> Vec<&'static str> {
    let statuses = command.steps.iter().filter_map(|step| match &step.kind {
        StepKind::Firmware { status, .. } => Some(status.as_str()),
        _something_else => None,
    });
    statuses.collect()
}

/// An alert is raised under this name.
async fn alerts(station: &Station, kind: &str) {
    station.tells("SecurityEventNotification", json!({"type": kind, "timestamp": NOW})).await;
    let page = station.bench.page(&station.key).await;
    assert_eq!((page.security[0].kind.as_str(), page.security[0].critical), (kind, true), "A-36");
    station.bench.csms.chargers().seen(&ME, &station.key).await.unwrap();
}

#[tokio::test]
async fn tc_l_01_installation_successful() {
    // B9, B12
    let station = Station::booted().await;
    let update = Update::now(&station, "Accepted").await;
    update.succeeds().await;
    let all = ["Downloading", "Downloaded", "SignatureVerified", "Installing", "InstallRebooting", "Installed"];
    assert_eq!(told(&update.settled().await), all);
    assert_eq!(station.bench.page(&station.key).await.charger.firmware.as_deref(), Some("1.9.0"));
}

#[tokio::test]
async fn tc_l_02_install_scheduled() {
    // B16: Helsinki is two hours ahead of UTC in winter.
    let station = Station::booted().await;
    let install_from = Some(LocalTime("2036-12-01T12:00".to_owned()));
    let (update, firmware) = Update::ordered(&station, UpdateFirmware { install_from, ..signed() }, "Accepted").await;
    let install: jiff::Timestamp = firmware["installDateTime"].as_str().unwrap().parse().unwrap();
    assert_eq!(install, "2036-12-01T10:00:00Z".parse().unwrap());
    update.reports(&["Downloading", "Downloaded", "SignatureVerified", "InstallScheduled"]).await;
    let waiting = station.command(&update.command).await;
    assert_eq!(
        (waiting.verdict.clone(), waiting.standing()),
        (Verdict::Common(Common::Pending), "Installation scheduled".to_owned())
    );
    update.installs().await;
}

#[tokio::test]
async fn tc_l_03_download_scheduled() {
    let station = Station::booted().await;
    let fetch_from = Some(LocalTime("2036-12-01T12:00".to_owned()));
    let (update, firmware) = Update::ordered(&station, UpdateFirmware { fetch_from, ..signed() }, "Accepted").await;
    let fetch: jiff::Timestamp = firmware["retrieveDateTime"].as_str().unwrap().parse().unwrap();
    assert_eq!(fetch, "2036-12-01T10:00:00Z".parse().unwrap());
    update.reports(&["DownloadScheduled"]).await;
    let waiting = station.command(&update.command).await;
    assert_eq!(
        (waiting.verdict.clone(), waiting.standing()),
        (Verdict::Common(Common::Pending), "Download scheduled".to_owned())
    );
    update.succeeds().await;
}

async fn certificate_refused(answer: &str) {
    let station = Station::booted().await;
    let update = Update::now(&station, answer).await;
    assert_eq!(
        update.settled().await.verdict,
        Verdict::UpdateFirmware(update_firmware::Verdict::CertificateRefused { status: answer.to_owned() })
    );
    alerts(&station, "InvalidFirmwareSigningCertificate").await;
}

#[tokio::test]
async fn tc_l_04_revoked_certificate() {
    //
    certificate_refused("RevokedCertificate").await;
}

#[tokio::test]
async fn tc_l_05_invalid_certificate() {
    //
    certificate_refused("InvalidCertificate").await;
}

#[tokio::test]
async fn tc_l_06_invalid_signature() {
    let station = Station::booted().await;
    let update = Update::now(&station, "Accepted").await;
    update
        .fails(
            &["Downloading", "Downloaded", "InvalidSignature"],
            Verdict::UpdateFirmware(update_firmware::Verdict::InvalidSignature),
        )
        .await;
    alerts(&station, "InvalidFirmwareSignature").await;
}

#[tokio::test]
async fn tc_l_07_download_failed() {
    //
    let station = Station::booted().await;
    let update = Update::now(&station, "Accepted").await;
    update
        .fails(&["Downloading", "DownloadFailed"], Verdict::UpdateFirmware(update_firmware::Verdict::DownloadFailed))
        .await;
}

#[tokio::test]
async fn tc_l_08_install_verification_failed() {
    let station = Station::booted().await;
    let statuses = ["Downloading", "Downloaded", "SignatureVerified", "Installing", "InstallVerificationFailed"];
    Update::now(&station, "Accepted")
        .await
        .fails(&statuses, Verdict::UpdateFirmware(update_firmware::Verdict::VerificationFailed))
        .await;
}

#[tokio::test]
async fn tc_l_09_installation_failed() {
    //
    let station = Station::booted().await;
    let statuses = ["Downloading", "Downloaded", "SignatureVerified", "Installing", "InstallationFailed"];
    Update::now(&station, "Accepted")
        .await
        .fails(&statuses, Verdict::UpdateFirmware(update_firmware::Verdict::InstallationFailed))
        .await;
}

/// A second request while the first is under way.
async fn second<'a>(station: &'a Station, answer: &str) -> Update<'a> {
    Update::ordered(station, UpdateFirmware { replace: true, ..signed() }, answer).await.0
}

#[tokio::test]
async fn tc_l_10_accepted_and_the_first_cancelled() {
    // A-13, B13
    let station = Station::booted().await;
    let first = Update::now(&station, "Accepted").await;
    first.reports(&["Downloading"]).await;
    let update = second(&station, "AcceptedCanceled").await;
    assert_ne!(update.request, first.request);
    assert!(
        matches!(first.settled().await.verdict, Verdict::Common(Common::Replaced { .. })),
        "{:?}",
        first.settled().await.verdict
    );
    update.succeeds().await;
    assert!(matches!(first.settled().await.verdict, Verdict::Common(Common::Replaced { .. })), "and that stays");
}

#[tokio::test]
async fn tc_l_11_unable_to_cancel() {
    //
    let station = Station::booted().await;
    let first = Update::now(&station, "Accepted").await;
    first.reports(&["Downloading", "Downloaded"]).await;
    let update = second(&station, "Rejected").await;
    assert_eq!(update.settled().await.verdict, Verdict::Common(Common::Rejected));
    assert_eq!(station.command(&first.command).await.verdict, Verdict::Common(Common::Pending), "the first goes on");
    first.installs().await;
    assert_eq!(update.settled().await.verdict, Verdict::Common(Common::Rejected));
}

#[tokio::test]
async fn tc_l_13_waits_for_the_transaction() {
    let station = Station::booted().await;
    let mut session = Session::charging(&station, 1).await;
    let update = Update::now(&station, "Accepted").await;
    update.reports(&["DownloadScheduled"]).await;
    station.reports(2, "Unavailable").await;
    session.ends_locally().await;
    station.reports(1, "Unavailable").await;
    assert_eq!(station.command(&update.command).await.verdict, Verdict::Common(Common::Pending));
    update.succeeds().await;
    station.reports(1, "Available").await;
    station.reports(2, "Available").await;
}

#[tokio::test]
async fn tc_l_01_a_status_of_no_request_is_answered_and_changes_nothing() {
    //
    let station = Station::booted().await;
    let update = Update::now(&station, "Accepted").await;
    station.tells("FirmwareStatusNotification", json!({"status": "InstallationFailed", "requestId": 99_999})).await;
    station.tells("FirmwareStatusNotification", json!({"status": "Idle"})).await;
    assert_eq!(station.command(&update.command).await.verdict, Verdict::Common(Common::Pending));
    update.succeeds().await;
}
