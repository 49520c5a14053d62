//! What to do after a file did not come through: told by who receives it and by what was seen, not by what might have been.

use crate::{Command, FileVerdict, Verdict, request_diagnostics, update_firmware};
use model::{CommandKind, DiagnosticsStatus, FileProtocol, LearntProtocol, StepKind, describe_bytes};

impl Command {
    /// What the operator can do next, where something is to be done. `learnt`: by what this charger's files went before.
    pub fn next_step(&self, learnt: Option<LearntProtocol>) -> Option<String> {
        let hosted = self.hosted.as_ref().and_then(|hosted| self.of_our_host(hosted.protocol, hosted.came, learnt));
        hosted.or_else(|| self.verdict.next_step(self.kind).map(str::to_owned))
    }

    /// The same where its file goes through our own host: nothing is advised that the timeline refutes.
    fn of_our_host(
        &self,
        protocol: Option<FileProtocol>,
        came: bool,
        learnt: Option<LearntProtocol>,
    ) -> Option<String> {
        let by = protocol.map_or_else(String::new, |protocol| format!(" over {protocol}"));
        let again = match learnt.filter(|learnt| Some(learnt.protocol) != protocol) {
            Some(learnt) => format!("{} Order it again by that.", learnt.words()),
            None => "Order it again by another protocol.".to_owned(),
        };
        match &self.verdict {
            Verdict::Files(FileVerdict::HostNotReached { .. }) => Some(match learnt.filter(|learnt| Some(learnt.protocol) != protocol) {
                Some(_) => format!("It never came here{by}. {again}"),
                None => format!(
                    "Check under Files, Addresses, that the public address is one that the charger can reach: its name server, its \
                     firewall or VPN. {again}"
                ),
            }),
            Verdict::RequestDiagnostics(request_diagnostics::Verdict::UploadRefused { status: DiagnosticsStatus::BadMessage }) => None,
            Verdict::RequestDiagnostics(request_diagnostics::Verdict::UploadRefused { .. }) if !came => {
                Some(format!("The charger refused by itself, before it came here{by}. {again}"))
            }
            // It has the file: another way would bring the same.
            Verdict::UpdateFirmware(update_firmware::Verdict::FirmwareStalled { .. }) if self.steps.iter().any(|step| step.kind.is_all_fetched()) => None,
            Verdict::UpdateFirmware(update_firmware::Verdict::DownloadFailed) if self.steps.iter().any(|step| step.kind.is_all_fetched()) => Some(
                "It fetched the whole file from here, so the line is good: check that the file is whole and meant for this model."
                    .to_owned(),
            ),
            Verdict::UpdateFirmware(update_firmware::Verdict::DownloadFailed)
            | Verdict::UpdateFirmware(update_firmware::Verdict::FirmwareStalled { .. })
            | Verdict::RequestDiagnostics(request_diagnostics::Verdict::UploadFailed)
            | Verdict::RequestDiagnostics(request_diagnostics::Verdict::UploadStalled { .. })
            | Verdict::RequestDiagnostics(request_diagnostics::Verdict::UploadRefused { .. })
            | Verdict::RequestDiagnostics(request_diagnostics::Verdict::NothingArrived) => Some(match self.not_taken() {
                Some(why) => format!("It came here, and its file was not taken: {why}. Mend that, then order it again."),
                None => format!("{} {again}", self.seen(&by, came)),
            }),
            _other => None,
        }
    }

    /// Why we did not take its file, where that came last.
    fn not_taken(&self) -> Option<&str> {
        let last = self.steps.iter().rev().find_map(|step| match &step.kind {
            StepKind::NotTaken { why } => Some(Some(why.as_str())),
            StepKind::TurnedAway { .. } | StepKind::CutOff { .. } | StepKind::Receiving { .. } => Some(None),
            _says_nothing_of_it => None,
        });
        last.flatten()
    }

    /// What our host saw of it last, in a sentence.
    fn seen(&self, by: &str, came: bool) -> String {
        let uploads = self.kind == CommandKind::RequestDiagnostics;
        let newest = self.steps.iter().rev().find_map(|step| match &step.kind {
            StepKind::TurnedAway { why, .. } => Some(format!("It came here and was turned away: {}.", why.words())),
            StepKind::CutOff { bytes, .. } if *bytes > 0 => Some(format!(
                "It came here{by}, and its file broke off after {}. The line may be slow or bad.",
                describe_bytes(*bytes)
            )),
            StepKind::Fetched { bytes, total, .. } if *bytes > 0 => Some(format!(
                "It fetched {} of {} from here{by} and stopped. The line may be slow or bad.",
                describe_bytes(*bytes),
                describe_bytes(*total)
            )),
            StepKind::Receiving { bytes, .. } if *bytes > 0 => {
                Some(format!("{} of its file came here{by}, and no end of it.", describe_bytes(*bytes)))
            }
            _says_nothing_of_it => None,
        });
        newest.unwrap_or_else(|| match (came, uploads) {
            (true, true) => format!("It came here{by} and put no file."),
            (true, false) => format!("It came here{by} and fetched nothing."),
            (false, true) => format!("Nothing came here{by}."),
            (false, false) => format!("It asked for nothing here{by}."),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{ArchiveKey, ChargerKey, CommandKey, Delivery, HostTraffic, Moment, Step, TurnedAway};

    fn ended(kind: CommandKind, verdict: Verdict, hosted: Option<HostTraffic>, steps: &[StepKind]) -> Command {
        let step = |(n, kind): (usize, &StepKind)| Step {
            n: n as i64,
            at: Moment::default(),
            kind: kind.clone(),
            event: None,
        };
        Command {
            key: CommandKey::from("k"),
            charger: ChargerKey::from("c"),
            charger_name: String::new(),
            site_name: String::new(),
            kind,
            subject: String::new(),
            by: String::new(),
            reason: None,
            ordered: Moment::default(),
            delivery: Delivery::Answered,
            verdict,
            settled: None,
            deadline: None,
            steps: steps.iter().enumerate().map(step).collect(),
            move_back: None,
            restorable: 0,
            hard: false,
            hosted,
        }
    }

    fn by(protocol: FileProtocol, came: bool) -> Option<HostTraffic> {
        Some(HostTraffic { protocol: Some(protocol), came, ..HostTraffic::default() })
    }

    #[test]
    fn advice_is_by_who_receives_and_by_what_was_seen() {
        //
        use FileProtocol::{Ftp, Http};
        let (update, request) = (CommandKind::UpdateFirmware, CommandKind::RequestDiagnostics);
        let check = |kind, verdict: Verdict, hosted, steps: &[StepKind], says: &str, never: &[&str]| {
            let advice = ended(kind, verdict.clone(), hosted, steps).next_step(None).unwrap();
            assert!(advice.contains(says), "{verdict:?}: {advice}");
            for never in never {
                assert!(!advice.contains(never), "{verdict:?}: {advice}");
            }
        };
        let login = ["user name", "password", "directory", "your server", "firewall", "VPN"];
        check(
            request,
            Verdict::RequestDiagnostics(request_diagnostics::Verdict::UploadFailed),
            by(Http, true),
            &[],
            "It came here over HTTP and put no file.",
            &login,
        );
        check(
            request,
            Verdict::RequestDiagnostics(request_diagnostics::Verdict::UploadFailed),
            by(Ftp, false),
            &[],
            "Nothing came here over FTP.",
            &login,
        );
        check(
            request,
            Verdict::RequestDiagnostics(request_diagnostics::Verdict::UploadStalled { last: None }),
            by(Http, false),
            &[],
            "Nothing came here",
            &login,
        );
        check(
            request,
            Verdict::RequestDiagnostics(request_diagnostics::Verdict::NothingArrived),
            by(Http, false),
            &[],
            "by another protocol",
            &login,
        );
        let refused = Verdict::RequestDiagnostics(request_diagnostics::Verdict::UploadRefused {
            status: DiagnosticsStatus::PermissionDenied,
        });
        check(request, refused.clone(), by(Http, false), &[], "refused by itself", &login);
        check(request, refused.clone(), by(Http, true), &[], "It came here over HTTP and put no file.", &login);
        let failed = || Verdict::RequestDiagnostics(request_diagnostics::Verdict::UploadFailed);
        let receiving = |bytes| StepKind::Receiving { bytes, protocol: Http };
        let begun = "300 bytes of its file came here over HTTP, and no end of it.";
        check(request, failed(), by(Http, true), &[receiving(300)], begun, &login);
        check(request, failed(), by(Http, true), &[receiving(0)], "put no file.", &login);
        let cut = StepKind::CutOff { bytes: 0, why: "the connection ended early".to_owned() };
        check(request, failed(), by(Http, true), &[cut], "put no file.", &login);
        let away = StepKind::TurnedAway { why: TurnedAway::PackedBrotli, protocol: Http, count: 1 };
        check(
            request,
            Verdict::RequestDiagnostics(request_diagnostics::Verdict::UploadFailed),
            by(Http, true),
            &[away],
            "Brotli",
            &login,
        );
        let cut = StepKind::CutOff { bytes: 3_000, why: "the connection ended early".to_owned() };
        check(
            request,
            Verdict::RequestDiagnostics(request_diagnostics::Verdict::UploadFailed),
            by(Ftp, true),
            &[cut],
            "broke off after 3.0 kB",
            &login,
        );
        let full = StepKind::NotTaken { why: "the disk of Chargehand is nearly full".to_owned() };
        check(
            request,
            Verdict::RequestDiagnostics(request_diagnostics::Verdict::UploadFailed),
            by(Http, true),
            &[full],
            "nearly full. Mend that",
            &["another protocol"],
        );
        let fetched = |bytes| StepKind::Fetched { bytes, total: 1_000, requests: 1, protocol: Http };
        check(
            update,
            Verdict::UpdateFirmware(update_firmware::Verdict::DownloadFailed),
            by(Http, true),
            &[fetched(1_000)],
            "fetched the whole file",
            &login,
        );
        let stalled = || Verdict::UpdateFirmware(update_firmware::Verdict::FirmwareStalled { last: None });
        check(
            update,
            stalled(),
            by(Http, true),
            &[fetched(1_000)],
            "a reboot may bring the report",
            &["another protocol"],
        );
        check(update, stalled(), by(Http, false), &[], "It asked for nothing here", &login);
        check(
            update,
            Verdict::UpdateFirmware(update_firmware::Verdict::DownloadFailed),
            by(Http, true),
            &[fetched(300)],
            "300 bytes of 1.0 kB",
            &login,
        );
        check(
            update,
            Verdict::UpdateFirmware(update_firmware::Verdict::DownloadFailed),
            by(Http, true),
            &[fetched(0)],
            "came here over HTTP and fetched nothing",
            &login,
        );
        // Elsewhere it is as it was.
        check(
            request,
            Verdict::RequestDiagnostics(request_diagnostics::Verdict::UploadFailed),
            None,
            &[],
            "user name and password",
            &[],
        );
        check(
            request,
            Verdict::RequestDiagnostics(request_diagnostics::Verdict::UploadStalled { last: None }),
            None,
            &[],
            "your server",
            &[],
        );
        check(request, refused, None, &[], "user name and password", &[]);
        check(
            update,
            Verdict::UpdateFirmware(update_firmware::Verdict::DownloadFailed),
            None,
            &[],
            "password in the URL",
            &[],
        );
        // What is no failure of the way needs none of this.
        let here = Verdict::RequestDiagnostics(request_diagnostics::Verdict::DiagnosticsReceived {
            name: "a".to_owned(),
            bytes: 1,
            archive: ArchiveKey::from("a"),
        });
        assert_eq!(ended(request, here, by(Http, true), &[]).next_step(None), None);
    }

    #[test]
    fn what_worked_before_is_advised_before_the_firewall() {
        // firewall and VPN beside a success by FTP
        let never = Verdict::Files(FileVerdict::HostNotReached { status: "Upload failed".to_owned() });
        let command = ended(CommandKind::RequestDiagnostics, never, by(FileProtocol::Http, false), &[]);
        assert!(command.next_step(None).unwrap().contains("firewall or VPN"));
        let learnt = Some(LearntProtocol { protocol: FileProtocol::Ftp, of_model: false });
        let advice = command.next_step(learnt).unwrap();
        assert!(advice.contains("FTP worked for this charger before") && !advice.contains("firewall"), "{advice}");
        let same = Some(LearntProtocol { protocol: FileProtocol::Http, of_model: true });
        assert!(command.next_step(same).unwrap().contains("firewall or VPN"));
    }
}
