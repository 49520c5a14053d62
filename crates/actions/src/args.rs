//! What is asked of the inputs of any order.

use crate::{Args, RebootKind, reboot};

/// When what was ordered may begin on the charger, in milliseconds since 1970: never before the order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beginnings {
    /// Its first part: an update is fetched from then on.
    pub first: i64,
    /// Its last part: an update is installed from then on. Until then the charger may have nothing to tell.
    pub last: i64,
}

impl Args {
    /// The EVSE that it is about, if it is one alone.
    pub fn evse(&self) -> Option<i64> {
        match self {
            Args::Reboot(reboot) => reboot.evse,
            _whole_charger => None,
        }
    }

    /// Would it disturb what goes on at this EVSE? What is about the whole charger would everywhere.
    pub fn disturbs(&self, evse: i64) -> bool {
        self.evse().is_none_or(|own| own == evse)
    }

    /// Does its file go through our own host?
    pub fn is_hosted(&self) -> bool {
        match self {
            Args::UpdateFirmware(update) => update.image.is_some(),
            Args::RequestDiagnostics(request) => request.here,
            _no_file => false,
        }
    }

    /// Is it held back until no charging session runs?
    pub fn waits_for_sessions(&self) -> bool {
        matches!(self, Args::Reboot(reboot::Inputs { when_idle: true, .. }))
    }

    /// When what was ordered at this time may begin.
    pub fn beginnings(&self, ordered_at: i64) -> Beginnings {
        let (first, last) = match self {
            Args::UpdateFirmware(update) => (update.retrieve_at, update.install_at),
            _at_once => (ordered_at, None),
        };
        let first = first.max(ordered_at);
        Beginnings { first, last: last.map_or(first, |last| last.max(first)) }
    }

    /// Where the charger itself waits for its sessions to end, before it reboots; that means the same in each version.
    pub fn is_soft_reboot(&self) -> bool {
        matches!(self, Args::Reboot(reboot::Inputs { kind: RebootKind::Soft, .. }))
    }

    pub fn is_hard_reboot(&self) -> bool {
        matches!(self, Args::Reboot(reboot::Inputs { kind: RebootKind::Hard, .. }))
    }

    /// From which site to which it moves the charger.
    pub fn moves(&self) -> Option<(&str, &str)> {
        match self {
            Args::ChangeSite(change) => Some((&change.from, &change.to)),
            _stays_where_it_is => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Retries, update_firmware};
    use model::CommandKind;

    #[test]
    fn nothing_begins_before_its_order_and_no_last_part_before_the_first() {
        let check = |retrieve_at, install_at, first, last| {
            let update = Args::UpdateFirmware(update_firmware::Inputs {
                url: String::new(),
                retrieve_at,
                install_at,
                retries: Retries::default(),
                signing: None,
                image: None,
            });
            assert_eq!(update.beginnings(100), Beginnings { first, last }, "{retrieve_at} {install_at:?}");
        };
        check(100, None, 100, 100);
        check(50, None, 100, 100);
        check(200, None, 200, 200);
        check(50, Some(60), 100, 100);
        check(50, Some(300), 100, 300);
        check(200, Some(300), 200, 300);
        check(200, Some(150), 200, 200);
        assert_eq!(Args::ClearCache.beginnings(100), Beginnings { first: 100, last: 100 });
    }

    #[test]
    fn what_is_about_one_evse_disturbs_nothing_at_another() {
        let reboot = |evse| {
            Args::Reboot(reboot::Inputs { kind: RebootKind::Hard, when_idle: false, evse, interrupt_update: false })
        };
        for (args, disturbed) in [
            (reboot(Some(2)), [false, false, true]),
            (reboot(None), [true, true, true]),
            (Args::ClearCache, [true, true, true]),
        ] {
            assert_eq!([0, 1, 2].map(|evse| args.disturbs(evse)), disturbed, "{args:?}");
        }
    }

    /// The samples that hold the JSON: of every action at least one.
    fn samples() -> Vec<Args> {
        let read = |line| serde_json::from_str(line).expect("inputs");
        include_str!("../tests/samples/args.jsonl").lines().map(read).collect()
    }

    /// How many of the samples of this kind are so, and how many of any other.
    fn count(kind: CommandKind, is_so: impl Fn(&Args) -> bool) -> (usize, usize) {
        let (own, others): (Vec<Args>, Vec<Args>) = samples().into_iter().partition(|args| args.kind() == kind);
        (own.iter().filter(|args| is_so(args)).count(), others.iter().filter(|args| is_so(args)).count())
    }

    #[test]
    fn what_is_asked_of_inputs_is_answered_by_their_action_alone() {
        use CommandKind::{ChangeSite, Reboot, RequestDiagnostics, UpdateFirmware};
        assert_eq!(count(Reboot, |args| args.evse() == Some(2)), (1, 0));
        assert_eq!(count(Reboot, |args| args.evse().is_some()), (1, 0));
        assert_eq!(count(Reboot, Args::waits_for_sessions), (1, 0));
        assert_eq!(count(Reboot, Args::is_soft_reboot), (1, 0));
        assert_eq!(count(Reboot, Args::is_hard_reboot), (1, 0));
        assert_eq!(count(ChangeSite, |args| args.moves() == Some(("s1", "s2"))), (1, 0));
        assert_eq!(count(ChangeSite, |args| args.moves().is_some()), (1, 0));
        // One of two goes by our own host.
        assert_eq!(count(UpdateFirmware, Args::is_hosted), (1, 1));
        assert_eq!(count(RequestDiagnostics, Args::is_hosted), (1, 1));
    }
}
