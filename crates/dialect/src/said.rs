//! What chargers say and are answered, in the words of no version.

use model::{Admission, Connector, DiagnosticsStatus, FirmwareStatus, Notice, Setting, Topic};
use serde_json::Value;
use words::{BootReason, IdTag, LeftProfile, Profile, Report, TokenAnswer};

/// A request's number as a report repeats it. Nobody gives a request the number 0, or one below it: such a report names none.
pub(crate) fn given(request: Option<i64>) -> Option<i64> {
    request.filter(|number| *number > 0)
}

/// What a charger says, in the words of no version.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    Booted {
        vendor: Option<String>,
        model: Option<String>,
        serial: Option<String>,
        firmware: Option<String>,
        reason: BootReason,
        /// We asked it to say so on this socket, which the connection knows.
        asked: bool,
    },
    Alive,
    Connector(Connector),
    AskedFor {
        id_tag: IdTag,
    },
    /// 1.6: begun, to be given a number by us.
    Started {
        connector: i64,
        id_tag: IdTag,
        meter_wh: Option<i64>,
        /// Empty where none was told.
        timestamp: String,
        /// What makes a repeat.
        digest: String,
    },
    Stopped {
        transaction: Option<i64>,
        meter_wh: Option<i64>,
        /// Empty where none was told.
        timestamp: String,
        reason: Option<String>,
        id_tag: Option<IdTag>,
        digest: String,
    },
    /// 2.x: any news of a transaction.
    Transaction(Report),
    /// None: it does not say where.
    Metered {
        evse: i64,
        connector: Option<i64>,
        transaction: Option<i64>,
        energy_wh: Option<i64>,
    },
    /// No status: one that the standard does not have. No request: the version has none, or nothing runs.
    Firmware {
        status: Option<FirmwareStatus>,
        request: Option<i64>,
        /// Said of firmware without a signature, which 1.6 tells apart.
        unsigned: bool,
    },
    Diagnostics {
        status: Option<DiagnosticsStatus>,
        request: Option<i64>,
    },
    /// A part of its settings; `last`: these were all.
    Settings {
        /// None: it does not say which.
        request: Option<i64>,
        settings: Vec<Setting>,
        last: bool,
    },
    /// A part of its charging profiles.
    Profiles {
        /// None: it does not say which.
        request: Option<i64>,
        left: Vec<LeftProfile>,
        profiles: Vec<Profile>,
        last: bool,
    },
    Security {
        kind: String,
        info: Option<String>,
        critical: bool,
    },
    /// Nothing is kept of it beside its frame, and the answer is this.
    Answered(Value),
}

impl Said {
    /// What it tells that a charger can be asked for, if it is that.
    pub fn notice(&self) -> Option<Notice> {
        let at = |topic, evse: Option<i64>, connector| Notice { topic, evse: evse.filter(|evse| *evse > 0), connector };
        match self {
            Said::Booted { .. } => Some(Notice::of(Topic::Boot)),
            Said::Alive => Some(Notice::of(Topic::Heartbeat)),
            Said::Connector(connector) => Some(at(Topic::Status, Some(connector.evse), Some(connector.id))),
            Said::Metered { evse, connector, .. } => Some(at(Topic::Meter, Some(*evse), *connector)),
            // Meter values may come with the transaction that runs there.
            Said::Transaction(report) => report.asked.then(|| at(Topic::Meter, report.evse, report.connector)),
            Said::Firmware { .. } => Some(Notice::of(Topic::Firmware)),
            Said::Diagnostics { .. } => Some(Notice::of(Topic::Log)),
            Said::AskedFor { .. }
            | Said::Started { .. }
            | Said::Stopped { .. }
            | Said::Settings { .. }
            | Said::Profiles { .. }
            | Said::Security { .. }
            | Said::Answered(_) => None,
        }
    }

    /// May it tell that a charging session has begun?
    pub fn may_begin_session(&self) -> bool {
        match self {
            Said::Started { .. } => true,
            Said::Transaction(report) => report.ended.is_none(),
            Said::Booted { .. }
            | Said::Alive
            | Said::Connector(_)
            | Said::AskedFor { .. }
            | Said::Stopped { .. }
            | Said::Metered { .. }
            | Said::Firmware { .. }
            | Said::Diagnostics { .. }
            | Said::Settings { .. }
            | Said::Profiles { .. }
            | Said::Security { .. }
            | Said::Answered(_) => false,
        }
    }

    /// May something in the register have waited for it: a session's end, an update's, or a boot?
    pub fn may_let_go(&self) -> bool {
        match self {
            Said::Booted { .. } | Said::Stopped { .. } => true,
            Said::Transaction(report) => report.ended.is_some(),
            Said::Connector(connector) => !connector.is_busy(),
            // An update that is over, or waits for something itself.
            Said::Firmware { status, .. } => status.is_some_and(|status| !status.is_under_way()),
            Said::Alive
            | Said::AskedFor { .. }
            | Said::Started { .. }
            | Said::Metered { .. }
            | Said::Diagnostics { .. }
            | Said::Settings { .. }
            | Said::Profiles { .. }
            | Said::Security { .. }
            | Said::Answered(_) => false,
        }
    }
}

/// What it is answered.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply {
    Boot {
        admission: Admission,
        now: i64,
        /// Seconds between heartbeats, or until it may boot again.
        interval_s: u32,
    },
    Time {
        now: i64,
    },
    Taken,
    Tag(TokenAnswer),
    Started {
        transaction: i64,
        tag: TokenAnswer,
    },
    /// With the tag's standing, where one was shown.
    Transaction(Option<TokenAnswer>),
    Ready(Value),
}

/// An error answer: its code's name and a description for the charger's log.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault(pub ocpp::CallError);

impl Fault {
    /// What a charger learns of our own troubles.
    pub fn internal() -> Fault {
        Fault(ocpp::CallError::new(ocpp::ErrorCode::InternalError, "try again later"))
    }

    /// It may not say that yet (2.0.1, B02.FR.09, B03.FR.07).
    pub fn not_admitted() -> Fault {
        Fault(ocpp::CallError::new(ocpp::ErrorCode::SecurityError, "send BootNotification first and be accepted"))
    }
}
