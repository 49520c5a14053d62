//! What actions share that a boot proves: the line of the charger, when it went down, by whose doing, and when it came back.

use crate::action::{Action, EndOf, Own};
use crate::files;
use crate::life::Case;
use crate::verdict::Common;
use model::StepKind;
use words::version::bare;
use words::{BootReason, Evidence};

/// A boot as it was told.
pub struct Boot<'a> {
    /// Without padding.
    pub firmware: Option<&'a str>,
    pub reason: &'a BootReason,
    /// We asked it to say so.
    pub asked: bool,
}

impl Boot<'_> {
    pub fn version(&self) -> Option<String> {
        self.firmware.map(str::to_owned)
    }

    /// The charger's word for its reason.
    pub fn word(&self) -> Option<String> {
        match self.reason {
            BootReason::Unsaid | BootReason::Firmware => None,
            BootReason::Ordered(word) | BootReason::Other(word) => Some(word.clone()),
            BootReason::Open(word) => word.clone(),
        }
    }
}

/// An action that a boot may prove.
pub trait ProvenByBoot: Action<Verdict: EndOf<Self>> {
    /// May a boot still change this end?
    fn is_open_to_boots(verdict: &Self::Verdict) -> bool;

    /// And is it not too late for that?
    fn is_in_time(case: &Case<'_, Self>) -> bool;

    fn booted(case: &mut Case<'_, Self>, boot: &Boot<'_>);
}

impl<A: ProvenByBoot> Case<'_, A> {
    /// Takes in what is seen of the line; false where that is none of it.
    pub fn saw_of_line(&mut self, evidence: &Evidence) -> bool {
        match evidence {
            Evidence::WentOffline => self.went_offline(false),
            Evidence::CutByUs => self.went_offline(true),
            Evidence::CameBack => self.came_back(),
            Evidence::Booted { firmware, reason, asked } => {
                let firmware = firmware.as_deref().and_then(bare);
                if self.awaits_boot() {
                    A::booted(self, &Boot { firmware, reason, asked: *asked });
                }
            }
            _not_of_the_line => return false,
        }
        true
    }

    /// Is a boot, and with it the line, still of interest? Also where it was given up a while ago.
    fn awaits_boot(&self) -> bool {
        if !self.may_have_been_sent() {
            return false;
        }
        let given_up = match &self.verdict {
            crate::Verdict::Common(Common::Pending) => return true,
            crate::Verdict::Common(common) => common.is_unheard() || common.rests_on_odd_answer(),
            crate::Verdict::Files(files::Verdict::HostNotReached { .. }) => true,
            verdict => A::Verdict::of(verdict).is_some_and(A::is_open_to_boots),
        };
        given_up && A::is_in_time(self)
    }

    fn went_offline(&mut self, by_us: bool) {
        if !self.awaits_boot() || self.progress.away {
            return;
        }
        let now = self.now;
        let progress = self.progress();
        progress.away = true;
        progress.offline_at = Some(now);
        if !by_us {
            progress.gone_at.get_or_insert(now);
        }
        // After a verdict it is told only where a boot follows, which corrects that.
        if self.is_open() {
            self.append(StepKind::WentOffline);
        }
    }

    fn came_back(&mut self) {
        if !self.awaits_boot() || self.progress.offline_at.is_none() {
            return;
        }
        let now = self.now;
        self.progress().away = false;
        self.progress().came_back_at = Some(now);
        if self.is_open() {
            self.append(StepKind::CameBack);
        }
    }
}
