//! What is asked of the inputs of any order.

use crate::{Args, RebootKind, reboot};

impl Args {
    /// The EVSE that it is about, if it is one alone.
    pub fn evse(&self) -> Option<i64> {
        match self {
            Args::Reboot(reboot) => reboot.evse,
            _whole_charger => None,
        }
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

    /// When its work may begin on the charger, as it was asked for; none: at once.
    pub fn begins_at(&self) -> Option<i64> {
        match self {
            Args::UpdateFirmware(update) => Some(update.retrieve_at),
            _at_once => None,
        }
    }

    /// When the charger was asked to have something to tell at the earliest; none: at once.
    pub fn tells_from(&self) -> Option<i64> {
        match self {
            Args::UpdateFirmware(update) => Some(update.retrieve_at.max(update.install_at.unwrap_or_default())),
            _at_once => None,
        }
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
    use model::CommandKind;

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
        assert_eq!(count(UpdateFirmware, |args| args.begins_at() == Some(1_795_419_667_000)), (2, 0));
        assert_eq!(count(UpdateFirmware, |args| args.begins_at().is_some()), (2, 0));
    }

    /// It has nothing to tell before both: the time to fetch, and the time to install where there is one.
    #[test]
    fn an_update_tells_from_its_later_time_on() {
        let told: Vec<i64> = samples().iter().filter_map(Args::tells_from).collect();
        assert_eq!(told, [1_795_419_667_000, 1_795_419_668_000]);
    }
}
