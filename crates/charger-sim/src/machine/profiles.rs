//! The charging profiles that the charger holds, as SetChargingProfile brought them.

use serde_json::{Value, json};

use crate::clock;
use crate::script::ScheduleAnswer;

use super::Machine;

impl Machine {
    /// Holds a profile, in place of one of the same id or the same stack level and purpose on this connector.
    pub(super) fn hold_profile(&mut self, request: &Value) {
        let new = &request["csChargingProfiles"];
        self.profiles.retain(|held| {
            let old = &held["csChargingProfiles"];
            let same_place = held["connectorId"] == request["connectorId"]
                && old["stackLevel"] == new["stackLevel"]
                && old["chargingProfilePurpose"] == new["chargingProfilePurpose"];
            !same_place && old["chargingProfileId"] != new["chargingProfileId"]
        });
        self.profiles.push(request.clone());
    }

    pub(super) fn matches_profile(&self, filter: &Value) -> bool {
        self.profiles.iter().any(|held| is_meant(filter, held))
    }

    pub(super) fn clear_profiles(&mut self, filter: &Value) {
        self.profiles.retain(|held| !is_meant(filter, held));
    }

    pub(super) fn composite_schedule(&self, connector: i64, duration: i64) -> Value {
        let limit = match &self.script().profiles.schedule {
            ScheduleAnswer::Rejected => return json!({"status": "Rejected"}),
            ScheduleAnswer::Limit(limit) => *limit,
            ScheduleAnswer::Honest { hardware } => self
                .profiles
                .iter()
                .filter(|held| held["connectorId"] == connector || held["connectorId"] == 0 || connector == 0)
                .filter_map(|held| {
                    let schedule = &held["csChargingProfiles"]["chargingSchedule"];
                    schedule["chargingSchedulePeriod"][0]["limit"].as_f64()
                })
                .fold(*hardware, f64::min),
        };
        json!({
            "status": "Accepted", "connectorId": connector, "scheduleStart": clock::now(),
            "chargingSchedule": {
                "duration": duration, "chargingRateUnit": "A",
                "chargingSchedulePeriod": [{"startPeriod": 0, "limit": limit}],
            },
        })
    }
}

/// Whether a ClearChargingProfile means this profile: its id alone, else all that is given (errata 3.25, 3.26).
fn is_meant(filter: &Value, held: &Value) -> bool {
    let profile = &held["csChargingProfiles"];
    if let Some(id) = filter.get("id") {
        return &profile["chargingProfileId"] == id;
    }
    let fits = |name: &str, value: &Value| filter.get(name).is_none_or(|wanted| wanted == value);
    fits("connectorId", &held["connectorId"])
        && fits("chargingProfilePurpose", &profile["chargingProfilePurpose"])
        && fits("stackLevel", &profile["stackLevel"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_means_what_the_errata_say() {
        let held = json!({"connectorId": 1, "csChargingProfiles": {
            "chargingProfileId": 7, "stackLevel": 0, "chargingProfilePurpose": "TxDefaultProfile"}});
        let check = |filter: Value, meant: bool| assert_eq!(is_meant(&filter, &held), meant, "{filter}");
        check(json!({}), true);
        check(json!({"id": 7}), true);
        check(json!({"id": 7, "stackLevel": 3}), true);
        check(json!({"id": 8}), false);
        check(json!({"stackLevel": 0}), true);
        check(json!({"stackLevel": 0, "connectorId": 2}), false);
        check(json!({"connectorId": 0}), false);
        check(json!({"chargingProfilePurpose": "TxProfile"}), false);
    }
}
