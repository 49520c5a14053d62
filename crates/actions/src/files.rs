//! What actions share whose file goes to a charger or comes from it: what our own file host saw of it, and what the charger reports.

use crate::action::{Action, EndOf, Ends, Offer};
use crate::life::{Case, Life, TallyKey};
use model::{Delivery, FileProtocol, StepKind, Tone, TurnedAway};
use serde::{Deserialize, Serialize};
use words::Evidence;

/// Bytes that are told so soon after a failure went before it: they are counted once a second.
const TOLD_LATE_MS: i64 = 2_000;
/// So many different refusals of the host are told.
pub const REFUSALS_TOLD: usize = 40;

/// How the way of a file can end, whichever way it was to go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict")]
pub enum Verdict {
    /// It gave up, and never asked our file server for anything; what it reported.
    HostNotReached { status: String },
}

impl Ends for Verdict {
    fn words(&self) -> String {
        let Verdict::HostNotReached { status } = self;
        format!("{status}, the charger never reached our file server")
    }

    fn tone(&self) -> Tone {
        Tone::Bad
    }

    fn next_step(&self) -> Option<&'static str> {
        Some(
            "Check under Files, Addresses, that the public address is one that the charger can reach: its name server, its \
             firewall or VPN, and the protocol.",
        )
    }

    fn offer(&self) -> Option<Offer> {
        Some(Offer::Again)
    }
}

/// An action whose file goes to the charger or comes from it.
pub trait MovesFile: Action<Verdict: EndOf<Self>> {
    /// How it ends where the file did not come through.
    const LOST: Self::Verdict;

    /// May what the charger reports, or does, still change this end?
    fn is_open_to_reports(verdict: &Self::Verdict) -> bool;

    /// Did it fail on its way, so that any later sign of work speaks against that?
    fn has_failed(verdict: &Self::Verdict) -> bool;
}

impl<A: MovesFile> EndOf<A> for Verdict {
    fn verdict(self) -> crate::Verdict {
        self.into()
    }
}

/// Has it failed on its way?
pub fn has_failed<A: MovesFile>(life: &Life) -> bool {
    match &life.verdict {
        crate::Verdict::Common(common) => common.is_unheard(),
        crate::Verdict::Files(Verdict::HostNotReached { .. }) => true,
        verdict => <A::Verdict as crate::action::Own>::of(verdict).is_some_and(A::has_failed),
    }
}

/// Bytes or a request that are new show that a charger is at work.
pub fn is_moving(life: &Life, evidence: &Evidence, now: i64) -> bool {
    let late = life.settled_at.is_some_and(|settled| now - settled >= TOLD_LATE_MS);
    match evidence {
        Evidence::Fetched { bytes, requests, .. } | Evidence::Receiving { bytes, requests, .. } => {
            *requests > life.progress.requests || (late && *bytes > life.progress.bytes)
        }
        _nothing_moves => false,
    }
}

impl Life {
    /// Is anything known of its work, by what was reported or by what went through our own file host?
    pub(crate) fn has_begun(&self) -> bool {
        self.progress.firmware.is_some() || self.progress.diagnostics.is_some() || self.progress.bytes > 0
    }

    /// Is a report that names no command about this one, the newest of its kind? Not where it may tell how the one before it went on, while
    /// nothing is known of this one's work.
    pub fn is_meant(&self, evidence: &Evidence) -> bool {
        self.has_begun() || evidence.begins()
    }

    /// Its work had begun when it was last heard of, and not ended; it may be at it still.
    pub fn was_at_work(&self, now: i64) -> bool {
        use model::{DiagnosticsStatus, FirmwareStatus};
        let goes_on = |status: FirmwareStatus| status != FirmwareStatus::Installed && !status.is_failure();
        let at_work = self.progress.firmware.is_some_and(goes_on)
            || self.progress.diagnostics == Some(DiagnosticsStatus::Uploading);
        at_work && self.is_recent(now)
    }
}

impl<A: MovesFile> Case<'_, A> {
    /// Open and sent, or ended without the effect having been seen.
    pub fn takes_reports(&self) -> bool {
        if !self.may_have_been_sent() {
            return false;
        }
        match &self.verdict {
            crate::Verdict::Common(common) => match self.is_open() {
                true => true,
                false if common.is_unheard() => self.is_correctable(self.now) && self.delivery != Delivery::Expired,
                false => common.rests_on_odd_answer() && self.is_correctable(self.now),
            },
            crate::Verdict::Files(Verdict::HostNotReached { .. }) => self.is_correctable(self.now),
            _its_own => self.own().is_some_and(A::is_open_to_reports) && self.is_correctable(self.now),
        }
    }

    /// A failure that the charger reports, where it never asked our host for anything.
    pub fn lost(&mut self, failed: A::Verdict, status: &str) {
        if self.progress.hosted && self.progress.requests == 0 && !self.progress.reached {
            self.settle(Verdict::HostNotReached { status: status.to_owned() });
        } else {
            self.settle(failed);
        }
    }

    /// It came to our file host, however it fared there: that it never did is not said any more.
    pub fn was_here(&mut self) {
        self.progress().reached = true;
        self.undoubt();
        if let crate::Verdict::Files(Verdict::HostNotReached { .. }) = self.verdict {
            self.settle(A::LOST);
        }
    }

    /// Where the file is waited for, that goes on.
    pub fn turned_away(&mut self, why: TurnedAway, protocol: FileProtocol, times: i64, is_missing: bool) {
        self.was_here();
        self.count(TallyKey::TurnedAway(why), times, |count| StepKind::TurnedAway { why, protocol, count });
        if !is_missing {
            self.heard();
        }
    }

    pub fn not_taken(&mut self, why: &str) {
        let told = TallyKey::NotTaken(why.to_owned());
        let step = StepKind::NotTaken { why: why.to_owned() };
        self.tell_once(told, step);
    }

    /// The same again says nothing new.
    pub fn tell_once(&mut self, told: TallyKey, step: StepKind) {
        if let Some(counted) = self.progress().counted.iter_mut().find(|counted| counted.told == told) {
            counted.count += 1;
        } else if self.progress.counted.len() < REFUSALS_TOLD {
            self.count(told, 1, |_once| step.clone());
        }
    }

    /// Counts what the host saw. Says whether there is anything new in it.
    pub fn transferred(&mut self, bytes: i64, requests: i64) -> bool {
        let progress = self.progress();
        // A restart of ours begins to count anew.
        let new = bytes > progress.bytes || requests > progress.requests;
        progress.bytes = progress.bytes.max(bytes);
        progress.requests = progress.requests.max(requests);
        new
    }

    pub fn tell_transfer(&mut self, step: StepKind) {
        let told = self.tell(self.progress.transfer_step, step);
        self.progress().transfer_step = Some(told);
    }
}
