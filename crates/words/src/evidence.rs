//! What happened to a command, in the words of no protocol version.

use model::{ArchiveKey, DiagnosticsStatus, FileProtocol, FirmwareStatus, Hold, Limit, Notice, Outcome, TurnedAway};

/// Why a charger booted, as far as it says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum BootReason {
    /// 1.6 has no reasons.
    #[default]
    Unsaid,
    /// Because it was told to, in this word.
    Ordered(String),
    /// A word that many firmwares write at every boot, or one of its own; none where it gives none. It leaves the cause open.
    Open(Option<String>),
    /// To run new firmware.
    Firmware,
    /// A word that names another cause.
    Other(String),
}

/// A profile that is left after clearing: where, how much, whose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftProfile {
    pub place: String,
    pub amount: String,
    pub by: String,
}

/// Why a CALL has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unheard {
    TimedOut,
    /// Its way was lost: nobody knows.
    Lost,
    NeverSent,
}

/// What happened, in the words of no protocol version.
#[derive(Clone, Debug, PartialEq)]
pub enum Evidence {
    /// The CALL was written to the socket.
    Sent,
    /// The CALL was answered; `late` after its time-out.
    Answered {
        outcome: Outcome,
        after_ms: i64,
        late: bool,
        /// The charger's own words on it.
        info: Option<String>,
    },
    /// One of several CALLs was answered; counted from 0.
    Part {
        n: i64,
        part: String,
        outcome: Outcome,
        info: Option<String>,
    },
    /// One of several CALLs has no answer.
    PartUnheard {
        n: i64,
        why: String,
        unheard: Unheard,
    },
    /// The CALL was not answered in time.
    TimedOut {
        after_ms: i64,
    },
    /// The socket went before the answer.
    SocketLost,
    ServerRestarted,
    /// The CALL will never be written.
    NeverSent {
        why: String,
    },
    /// The line went down, or a new socket took over.
    WentOffline,
    /// We cut the line ourselves, by a restart: that says nothing of the charger.
    CutByUs,
    CameBack,
    /// A charging session that a reboot waits for is over.
    SessionEnded,
    Booted {
        firmware: Option<String>,
        reason: BootReason,
        /// It was asked to say so, on this very socket.
        asked: bool,
    },
    /// Its turn would be now, but this stands in the way.
    Held {
        holds: Vec<Hold>,
    },
    EvseStatus {
        evse: i64,
        status: String,
    },
    Firmware(FirmwareStatus),
    Diagnostics(DiagnosticsStatus),
    Schedule {
        connector: i64,
        limit: Limit,
    },
    /// Profiles that are left, or why the charger cannot say. None left and none to come: nothing limits it.
    Limits {
        left: Vec<LeftProfile>,
        known: Result<(), String>,
    },
    /// It was seen at our file host.
    Reached,
    /// It fetches from our file host: bytes that went out, of so many, in so many requests.
    Fetched {
        bytes: i64,
        total: i64,
        requests: i64,
        protocol: FileProtocol,
    },
    /// It puts a file here: bytes that came in, in so many requests.
    Receiving {
        bytes: i64,
        requests: i64,
        protocol: FileProtocol,
    },
    /// The file broke off.
    CutOff {
        bytes: i64,
        why: String,
    },
    /// It came to our file host and was turned away there before a file began, so many times.
    TurnedAway {
        why: TurnedAway,
        protocol: FileProtocol,
        times: i64,
    },
    /// The file host refused it something.
    NotTaken {
        why: String,
    },
    /// A file of no bytes came; `alone`: nothing else did.
    Empty {
        name: String,
        alone: bool,
    },
    /// The file is here, whole.
    Received {
        name: String,
        bytes: i64,
        sha256: String,
        archive: ArchiveKey,
    },
    /// What it answered to the question how far it is.
    HowFar {
        answer: Outcome,
    },
    /// It told something that it can be asked for, after the CALL was written.
    Came {
        notice: Notice,
    },
    /// It told so many settings more; `last`: these were all.
    Settings {
        count: i64,
        last: bool,
    },
    /// A newer request took its place.
    Replaced {
        by: String,
    },
    /// The deadline passed.
    Deadline,
    /// A second look is due: after the verdict, or because nothing was heard for long.
    Check,
    StoppedWaiting {
        by: String,
    },
    Superseded {
        by: String,
    },
}

impl Evidence {
    /// A report that begins, or may begin, what it tells of; others go on with something, or end it.
    pub fn begins(&self) -> bool {
        use DiagnosticsStatus as Upload;
        use FirmwareStatus as Update;
        matches!(
            self,
            Evidence::Diagnostics(Upload::Idle | Upload::Uploading)
                | Evidence::Firmware(Update::Idle | Update::DownloadScheduled | Update::Downloading)
        )
    }
}
