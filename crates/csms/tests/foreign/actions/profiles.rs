//! Charging profiles: set by hand, cleared all at once, by id and by criteria, and restored.

use super::On;
use crate::bench::steps;
use crate::schemas::orders::profile;
use actions::{ClearProfiles, Command, Order, Verdict, clear_charging_profiles, restore_profiles};
use model::{Limit, ProfilePurpose, RebootNeeded, StepKind};

/// The id of the profile that is set from here.
const OURS: i64 = 11;

impl On {
    /// E1, E2, E4 to E6, E8, A-19: the verdict, what is left as evidence, and the badge until the next boot.
    pub(super) async fn sets_clears_and_restores_its_profiles(&self) {
        self.is_told("SetChargingProfile", &profile(self.protocol)).await;

        let cleared = self.ends(Order::ClearChargingProfiles(ClearProfiles::default())).await;
        assert_eq!(
            cleared.verdict,
            Verdict::ClearChargingProfiles(clear_charging_profiles::Verdict::ProfilesCleared),
            "{:#?}",
            steps(&cleared)
        );
        let page = self.tells_what_is_left(&cleared).await;
        assert_eq!(page.charger.reboot_needed, Some(RebootNeeded::ProfilesCleared));
        assert_eq!(page.command(&cleared.key).unwrap().restorable, 1);

        let restored = self.ends(Order::RestoreProfiles { cleared: cleared.key.clone() }).await;
        assert_eq!(
            restored.verdict,
            Verdict::RestoreProfiles(restore_profiles::Verdict::ProfilesRestored { count: 1 }),
            "{:#?}",
            steps(&restored)
        );

        let by_id = ClearProfiles { id: Some(OURS), ..ClearProfiles::default() };
        let cleared = self.ends(Order::ClearChargingProfiles(by_id)).await;
        assert_eq!(
            cleared.verdict,
            Verdict::ClearChargingProfiles(clear_charging_profiles::Verdict::ProfilesCleared),
            "{:#?}",
            steps(&cleared)
        );
        self.tells_what_is_left(&cleared).await;

        let purpose = Some(ProfilePurpose::TxDefaultProfile);
        let nothing = ClearProfiles { id: None, connector: Some(1), purpose, stack_level: Some(3) };
        let cleared = self.ends(Order::ClearChargingProfiles(nothing)).await;
        assert_eq!(
            cleared.verdict,
            Verdict::ClearChargingProfiles(clear_charging_profiles::Verdict::NothingMatched),
            "{:#?}",
            steps(&cleared)
        );
    }

    async fn tells_what_is_left(&self, cleared: &Command) -> actions::ChargerPage {
        let two = self.has_evses();
        self.shows(cleared, move |step| match step {
            StepKind::StillLimited { amount, by, .. } if two => amount == "10 A" && by.contains("EMS"),
            StepKind::Schedule { connector: 1, limit: Limit::Limited { amount, .. } } if !two => amount == "32 A",
            _ => false,
        })
        .await
    }
}
