//! The part of a script that is about files: firmware updates and diagnostics.

use std::time::Duration;

use super::millis;

/// What an UpdateFirmware or SignedUpdateFirmware sets going. With the security extension and on 2.x the plan is filled up
/// where it is silent: SignatureVerified between Downloaded and Installing of a signed update, and on 2.x InstallRebooting
/// before the reboot.
#[derive(Clone, Debug, PartialEq)]
pub struct FirmwareScript {
    /// The plan, step by step. A reboot stands where it happens; without one the version waits for the next boot.
    pub steps: Vec<FirmwareStep>,
    pub new_version: NewVersion,
    /// How many of the first reports are written before the answer.
    pub before_answer: usize,
    /// Whether the plan waits for a retrieve date in the future, and the installation for an install date.
    pub waits_for_retrieve_date: bool,
    /// Whether an update is taken at all; 1.6 without the security extension has no word to refuse one.
    pub accepts: bool,
    /// What a second request does while one runs, where requests have ids (not on 1.6 without the security extension,
    /// where it always takes the place of the first).
    pub second: SecondRequest,
}

/// The fate of a second UpdateFirmware while one runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecondRequest {
    /// It is answered AcceptedCanceled, and the first ends without another word.
    Cancels,
    /// It is answered Rejected.
    Refused,
}

#[derive(Clone, Debug, PartialEq)]
pub enum FirmwareStep {
    Report { after: Duration, status: String },
    Reboot { after: Duration, offline: Duration },
}

/// The version that is reported after an update.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NewVersion {
    Same,
    /// The last number of the present one, counted up.
    Next,
    Is(String),
}

/// What a GetDiagnostics or GetLog sets going (UploadFailed is UploadFailure there).
#[derive(Clone, Debug, PartialEq)]
pub struct DiagnosticsScript {
    /// `None`: nothing to upload; no status follows on GetDiagnostics, UploadFailure on GetLog. GetLog puts the kind of log
    /// before it.
    pub file_name: Option<String>,
    pub steps: Vec<Progress>,
    /// So many times more `Uploading` than the steps say, where they say it.
    pub flood: usize,
    /// How many of the first reports are written before the answer.
    pub before_answer: usize,
}

/// One status report, `after` the one before it.
#[derive(Clone, Debug, PartialEq)]
pub struct Progress {
    pub after: Duration,
    pub status: String,
}

impl Default for FirmwareScript {
    fn default() -> FirmwareScript {
        FirmwareScript {
            steps: vec![
                FirmwareStep::report("Downloading"),
                FirmwareStep::report("Downloaded"),
                FirmwareStep::report("Installing"),
                FirmwareStep::Reboot { after: millis(50), offline: millis(200) },
                FirmwareStep::report("Installed"),
            ],
            new_version: NewVersion::Next,
            before_answer: 0,
            waits_for_retrieve_date: true,
            accepts: true,
            second: SecondRequest::Cancels,
        }
    }
}

impl Default for DiagnosticsScript {
    fn default() -> DiagnosticsScript {
        DiagnosticsScript {
            file_name: Some("diagnostics.zip".to_owned()),
            steps: vec![Progress::of("Uploading"), Progress::of("Uploaded")],
            flood: 0,
            before_answer: 0,
        }
    }
}

impl FirmwareScript {
    /// Only these reports, a short while apart, and no reboot.
    pub fn reports(statuses: &[&str]) -> FirmwareScript {
        let steps = statuses.iter().map(|status| FirmwareStep::report(status)).collect();
        FirmwareScript { steps, new_version: NewVersion::Same, ..FirmwareScript::default() }
    }

    #[must_use]
    pub fn reboot(mut self, offline: Duration) -> FirmwareScript {
        self.steps.push(FirmwareStep::Reboot { after: millis(50), offline });
        self
    }

    /// One more report at the end.
    #[must_use]
    pub fn then(mut self, status: &str) -> FirmwareScript {
        self.steps.push(FirmwareStep::report(status));
        self
    }

    #[must_use]
    pub fn version(mut self, version: NewVersion) -> FirmwareScript {
        self.new_version = version;
        self
    }
}

impl FirmwareStep {
    pub fn report(status: &str) -> FirmwareStep {
        FirmwareStep::Report { after: millis(50), status: status.to_owned() }
    }
}

impl NewVersion {
    pub(crate) fn after(&self, present: &str) -> String {
        match self {
            NewVersion::Same => present.to_owned(),
            NewVersion::Is(version) => version.clone(),
            NewVersion::Next => {
                let stem = present.trim_end_matches(|c: char| c.is_ascii_digit());
                match present[stem.len()..].parse::<u64>() {
                    Ok(last) => format!("{stem}{}", last.saturating_add(1)),
                    Err(_) => format!("{present}.1"),
                }
            }
        }
    }
}

impl Progress {
    pub fn of(status: &str) -> Progress {
        Progress { after: millis(50), status: status.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_version_counts_the_last_number_up() {
        fn check(present: &str, next: &str) {
            assert_eq!(NewVersion::Next.after(present), next);
        }
        check("1.8.30", "1.8.31");
        check("V9", "V10");
        check("beta", "beta.1");
        check("", ".1");
    }
}
