//! The ready-made characters of the demo fleet and the command line, each a script.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use crate::script::{AfterReset, DiagnosticsScript, FirmwareScript, Reply, ScheduleAnswer, Script};

/// Longer than the Csms waits for an answer (30 s unless told otherwise).
const LATE: Duration = Duration::from_secs(35);

/// How long a charger of these characters is away at a reboot.
const OFFLINE: Duration = Duration::from_millis(200);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behaviour {
    Prompt,
    /// Says no wherever OCPP lets it, and fails the download where it does not.
    Rejecting,
    /// Cuts the socket at a reset instead of answering, then boots.
    DropsAtReset,
    /// Reports Installed and boots with the version it had.
    LiesAboutFirmware,
    /// Answers everything after this delay.
    Late(Duration),
    /// Accepts a reset and stays up; installs and never boots.
    NeverReboots,
    /// Answers nothing.
    Silent,
}

/// No behaviour has this name.
#[derive(Debug, PartialEq, Eq)]
pub struct UnknownBehaviour(pub String);

impl Behaviour {
    /// Every behaviour, `Late` with its usual delay.
    pub const ALL: [Behaviour; 7] = [
        Behaviour::Prompt,
        Behaviour::Rejecting,
        Behaviour::DropsAtReset,
        Behaviour::LiesAboutFirmware,
        Behaviour::Late(LATE),
        Behaviour::NeverReboots,
        Behaviour::Silent,
    ];

    pub fn name(&self) -> &'static str {
        match self {
            Behaviour::Prompt => "prompt",
            Behaviour::Rejecting => "rejecting",
            Behaviour::DropsAtReset => "drops-at-reset",
            Behaviour::LiesAboutFirmware => "lies-about-firmware",
            Behaviour::Late(_) => "late",
            Behaviour::NeverReboots => "never-reboots",
            Behaviour::Silent => "silent",
        }
    }

    pub fn script(&self) -> Script {
        let script = Script::default();
        match self {
            Behaviour::Prompt => script,
            Behaviour::Rejecting => {
                let mut script = script
                    .reply("Reset", Reply::because("Rejected", "Busy", "somebody is charging"))
                    .reply("ClearCache", Reply::because("Rejected", "NotEnabled", "there is no cache"))
                    .reply("ClearChargingProfile", Reply::status("Unknown"))
                    .reply("TriggerMessage", Reply::status("Rejected"))
                    .reply("ExtendedTriggerMessage", Reply::status("Rejected"))
                    .firmware(FirmwareScript { accepts: false, ..FirmwareScript::reports(&["DownloadFailed"]) })
                    .diagnostics(DiagnosticsScript { file_name: None, ..DiagnosticsScript::default() });
                script.profiles.schedule = ScheduleAnswer::Rejected;
                script
            }
            Behaviour::DropsAtReset => script.after_reset(AfterReset::DropsBeforeAnswer { offline: OFFLINE }),
            Behaviour::LiesAboutFirmware => script.firmware(
                FirmwareScript::reports(&["Downloading", "Downloaded", "Installing", "Installed"]).reboot(OFFLINE),
            ),
            Behaviour::Late(delay) => script.answer_delay(*delay),
            Behaviour::NeverReboots => script.after_reset(AfterReset::StaysUp).firmware(FirmwareScript::reports(&[
                "Downloading",
                "Downloaded",
                "Installing",
                "Installed",
            ])),
            Behaviour::Silent => script.otherwise(Reply::Silence),
        }
    }
}

impl fmt::Display for Behaviour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Behaviour {
    type Err = UnknownBehaviour;

    fn from_str(name: &str) -> Result<Behaviour, UnknownBehaviour> {
        Behaviour::ALL
            .into_iter()
            .find(|behaviour| behaviour.name() == name)
            .ok_or_else(|| UnknownBehaviour(name.to_owned()))
    }
}

impl fmt::Display for UnknownBehaviour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = Behaviour::ALL.iter().map(Behaviour::name).collect();
        write!(f, "no behaviour is called {:?}; there are {}", self.0, names.join(", "))
    }
}

impl std::error::Error for UnknownBehaviour {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_reads_back() {
        for behaviour in Behaviour::ALL {
            assert_eq!(behaviour.name().parse(), Ok(behaviour));
        }
        assert!("polite".parse::<Behaviour>().is_err());
    }
}
