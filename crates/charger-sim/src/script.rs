//! The script: how a charger answers and what it does afterwards. The default is prompt, well behaved and quick.

mod files;
mod transfers;

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

pub use self::files::{DiagnosticsScript, FirmwareScript, FirmwareStep, NewVersion, Progress, SecondRequest};
pub use self::transfers::{TransferScript, Transfers, UploadBy};

/// How a charger behaves. Public fields, and builders for the common changes.
#[derive(Clone, Debug, PartialEq)]
pub struct Script {
    /// The answer to a CALL of this action; without an entry, `otherwise`.
    pub replies: BTreeMap<String, Reply>,
    pub otherwise: Reply,
    /// Waited before every answer.
    pub answer_delay: Duration,
    pub reset: ResetScript,
    pub firmware: FirmwareScript,
    pub diagnostics: DiagnosticsScript,
    /// Whether the files of both are really fetched and put.
    pub transfers: Transfers,
    pub profiles: ProfilesScript,
    /// Instead of the interval that the Csms gave; counts from the next heartbeat on.
    pub heartbeat: Option<Duration>,
    /// MeterValues while a transaction runs.
    pub meter_values: Option<Duration>,
    /// MeterValues of connector 1 all the time, for load; begins with the next connection.
    pub chatter: Option<Duration>,
    pub odd: OddFields,
    /// In BootNotification of 2.x, instead of the true reason.
    pub boot_reason: Option<String>,
    /// Answers no ping of the WebSocket; begins with the next connection.
    pub never_pongs: bool,
    /// Values of settings at the start, later scripts change nothing: keys of 1.6, or `Component.Variable` of 2.x (on
    /// each EVSE that has it). A name that the charger does not have is added.
    pub settings: Vec<(String, String)>,
}

/// The answer to one CALL from the Csms.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply {
    /// What a good charger would answer.
    Accept,
    /// `{"status": …}`; what follows only follows on `Accepted`.
    Status(String),
    /// The same, on 2.x with a statusInfo of this reasonCode and additionalInfo.
    StatusBecause { status: String, reason: String, info: String },
    /// This payload, whatever the schema says.
    Payload(Value),
    /// A CALLERROR.
    Error { code: String, description: String },
    /// No answer at all.
    Silence,
    /// The same, later, if the socket is still the same.
    After(Duration, Box<Reply>),
    /// The socket is cut instead of an answer, and opened again without a boot.
    DropSocket,
    /// This text verbatim, `{id}` replaced by the message id.
    Raw(String),
}

/// What a Reset does to the charger, once it has accepted.
#[derive(Clone, Debug, PartialEq)]
pub struct ResetScript {
    pub after: AfterReset,
    pub hard: HardStops,
    /// Between the answer and going down.
    pub pause: Duration,
    /// It does so whatever it answered, an error too.
    pub whatever_answered: bool,
}

/// What follows a Reset.
#[derive(Clone, Debug, PartialEq)]
pub enum AfterReset {
    Reboot {
        offline: Duration,
    },
    StaysUp,
    /// Says that it has booted, so many times, and stays connected all the while.
    BootsInPlace {
        times: u32,
    },
    ReconnectWithoutBoot {
        offline: Duration,
    },
    /// Goes down without a word and boots.
    DropsBeforeAnswer {
        offline: Duration,
    },
}

/// What becomes of running transactions at a Hard reset of 1.6, and at every fall without warning (a Soft reset, and an
/// Immediate one of 2.x, stops them first).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HardStops {
    /// StopTransaction is sent after the boot.
    AfterBoot,
    /// No StopTransaction is ever sent.
    Lost,
    /// StopTransaction goes into the closing socket, and once more after the boot.
    SentTwice,
}

/// How charging profiles are held and told.
#[derive(Clone, Debug, PartialEq)]
pub struct ProfilesScript {
    /// Held at the start, later scripts change nothing: objects of `connectorId` and `csChargingProfiles`, as in SetChargingProfile.
    pub held: Vec<Value>,
    /// Clearing answers `Unknown` where nothing matched, else always `Accepted`.
    pub unknown_when_empty: bool,
    pub schedule: ScheduleAnswer,
    /// A limit in A that an energy management system has set (source EMS); nothing clears it. Told by 2.x, and part of an
    /// honest schedule everywhere.
    pub external: Option<f64>,
}

/// The answer to GetCompositeSchedule.
#[derive(Clone, Debug, PartialEq)]
pub enum ScheduleAnswer {
    /// The lowest limit of the held profiles, else the hardware's, in A.
    Honest {
        hardware: f64,
    },
    /// Always this limit in A.
    Limit(f64),
    Rejected,
}

/// Oddities of real chargers, each off by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OddFields {
    /// `Occupied` for `Charging`, as in OCPP 1.5.
    pub occupied: bool,
    /// `errorCode: "Error"`, which no version knows.
    pub error_code_error: bool,
    /// Numbers as strings, `"connectorId": "1"`.
    pub numbers_as_text: bool,
    /// Timestamps without an offset.
    pub timestamps_without_zone: bool,
    /// `{"status":"Accepted"}` where the answer should be `{}`.
    pub status_in_empty_answers: bool,
    /// CALLERRORs of four elements.
    pub short_errors: bool,
    /// Message ids over 36 characters.
    pub long_ids: bool,
    /// Message ids 1, 2, 3…, again from 1 after each boot.
    pub ids_restart: bool,
    /// Vendor and model far over 20 characters.
    pub long_plate: bool,
}

impl Default for Script {
    fn default() -> Script {
        Script {
            replies: BTreeMap::new(),
            otherwise: Reply::Accept,
            answer_delay: Duration::ZERO,
            reset: ResetScript::default(),
            firmware: FirmwareScript::default(),
            diagnostics: DiagnosticsScript::default(),
            transfers: Transfers::default(),
            profiles: ProfilesScript::default(),
            heartbeat: None,
            meter_values: None,
            chatter: None,
            odd: OddFields::default(),
            boot_reason: None,
            never_pongs: false,
            settings: Vec::new(),
        }
    }
}

impl Default for ResetScript {
    fn default() -> ResetScript {
        ResetScript {
            after: AfterReset::Reboot { offline: millis(200) },
            hard: HardStops::AfterBoot,
            pause: millis(20),
            whatever_answered: false,
        }
    }
}

impl Default for ProfilesScript {
    fn default() -> ProfilesScript {
        let held = json!({"connectorId": 1, "csChargingProfiles": {
            "chargingProfileId": 1, "stackLevel": 0, "chargingProfilePurpose": "TxDefaultProfile",
            "chargingProfileKind": "Relative", "chargingSchedule": {
                "chargingRateUnit": "A", "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 16.0}]}}});
        ProfilesScript {
            held: vec![held],
            unknown_when_empty: true,
            schedule: ScheduleAnswer::Honest { hardware: 32.0 },
            external: None,
        }
    }
}

impl Script {
    /// The answer to CALLs of `action`.
    #[must_use]
    pub fn reply(mut self, action: &str, reply: Reply) -> Script {
        self.replies.insert(action.to_owned(), reply);
        self
    }

    /// The answer to every action that has none of its own.
    #[must_use]
    pub fn otherwise(mut self, reply: Reply) -> Script {
        self.otherwise = reply;
        self
    }

    #[must_use]
    pub fn answer_delay(mut self, delay: Duration) -> Script {
        self.answer_delay = delay;
        self
    }

    #[must_use]
    pub fn after_reset(mut self, after: AfterReset) -> Script {
        self.reset.after = after;
        self
    }

    /// It resets although it answers so: `{}`, an error, a word of its own.
    #[must_use]
    pub fn resets_although(mut self, reply: Reply) -> Script {
        self.reset.whatever_answered = true;
        self.reply("Reset", reply)
    }

    #[must_use]
    pub fn hard_stops(mut self, hard: HardStops) -> Script {
        self.reset.hard = hard;
        self
    }

    #[must_use]
    pub fn firmware(mut self, firmware: FirmwareScript) -> Script {
        self.firmware = firmware;
        self
    }

    #[must_use]
    pub fn diagnostics(mut self, diagnostics: DiagnosticsScript) -> Script {
        self.diagnostics = diagnostics;
        self
    }

    #[must_use]
    pub fn transfers(mut self, transfers: Transfers) -> Script {
        self.transfers = transfers;
        self
    }

    #[must_use]
    pub fn profiles(mut self, profiles: ProfilesScript) -> Script {
        self.profiles = profiles;
        self
    }

    #[must_use]
    pub fn heartbeat(mut self, interval: Duration) -> Script {
        self.heartbeat = Some(interval);
        self
    }

    #[must_use]
    pub fn meter_values(mut self, interval: Duration) -> Script {
        self.meter_values = Some(interval);
        self
    }

    #[must_use]
    pub fn chatter(mut self, interval: Duration) -> Script {
        self.chatter = Some(interval);
        self
    }

    #[must_use]
    pub fn odd(mut self, odd: OddFields) -> Script {
        self.odd = odd;
        self
    }

    /// What BootNotification gives as its reason on 2.x.
    #[must_use]
    pub fn boot_reason(mut self, reason: &str) -> Script {
        self.boot_reason = Some(reason.to_owned());
        self
    }

    /// Answers no ping of the WebSocket.
    #[must_use]
    pub fn never_pongs(mut self) -> Script {
        self.never_pongs = true;
        self
    }

    /// The value of a setting at the start: a key of 1.6, or `Component.Variable` of 2.x.
    #[must_use]
    pub fn setting(mut self, name: &str, value: &str) -> Script {
        self.settings.push((name.to_owned(), value.to_owned()));
        self
    }

    /// What follows an action takes `factor` times as long (reset, firmware, diagnostics; answers stay as prompt).
    #[must_use]
    pub fn stretched(mut self, factor: u32) -> Script {
        self.reset.pause *= factor;
        match &mut self.reset.after {
            AfterReset::Reboot { offline }
            | AfterReset::ReconnectWithoutBoot { offline }
            | AfterReset::DropsBeforeAnswer { offline } => *offline *= factor,
            AfterReset::StaysUp | AfterReset::BootsInPlace { .. } => {}
        }
        for step in &mut self.firmware.steps {
            match step {
                FirmwareStep::Report { after, .. } => *after *= factor,
                FirmwareStep::Reboot { after, offline } => {
                    *after *= factor;
                    *offline *= factor;
                }
            }
        }
        for step in &mut self.diagnostics.steps {
            step.after *= factor;
        }
        if let Transfers::Real(transfers) = &mut self.transfers {
            transfers.pause *= factor;
        }
        self
    }

    pub(crate) fn reply_to(&self, action: &str) -> Reply {
        let reply = self.replies.get(action).unwrap_or(&self.otherwise).clone();
        if self.answer_delay.is_zero() { reply } else { Reply::after(self.answer_delay, reply) }
    }
}

impl Reply {
    pub fn status(status: &str) -> Reply {
        Reply::Status(status.to_owned())
    }

    pub fn because(status: &str, reason: &str, info: &str) -> Reply {
        Reply::StatusBecause { status: status.to_owned(), reason: reason.to_owned(), info: info.to_owned() }
    }

    pub fn error(code: &str, description: &str) -> Reply {
        Reply::Error { code: code.to_owned(), description: description.to_owned() }
    }

    pub fn after(delay: Duration, reply: Reply) -> Reply {
        Reply::After(delay, Box::new(reply))
    }
}

const fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}
