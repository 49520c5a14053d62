//! The charging profiles that the charger holds, as SetChargingProfile brought them.

use serde_json::{Value, json};

use crate::clock;
use crate::script::ScheduleAnswer;

use super::Machine;

/// The id of the profile of an energy management system, out of the way of those that are set.
const EXTERNAL_ID: i64 = 9_000_000;

/// A held profile.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Held {
    /// Connector or EVSE; 0 is the whole charger.
    pub(super) place: Option<i64>,
    pub(super) id: Option<i64>,
    pub(super) stack: Option<i64>,
    /// In the words of the version that set it.
    pub(super) purpose: String,
    pub(super) source: &'static str,
    /// Of its first period.
    limit: Option<f64>,
    /// The profile with the field names of 2.x.
    pub(super) body: Value,
}

/// What a ClearChargingProfile names.
#[derive(Debug, Default)]
pub(super) struct Filter {
    pub(super) id: Option<i64>,
    pub(super) place: Option<i64>,
    pub(super) purpose: Option<String>,
    pub(super) stack: Option<i64>,
}

impl Held {
    /// From a SetChargingProfile of 1.6.
    pub(super) fn of_v16(request: &Value) -> Held {
        let mut body = request["csChargingProfiles"].clone();
        let id = body["chargingProfileId"].as_i64();
        let purpose = body["chargingProfilePurpose"].as_str().unwrap_or_default().to_owned();
        if let Some(fields) = body.as_object_mut() {
            fields.remove("chargingProfileId");
            fields.insert("id".to_owned(), id.into());
            let mut schedule = fields.remove("chargingSchedule").unwrap_or_default();
            if let Some(schedule) = schedule.as_object_mut() {
                schedule.insert("id".to_owned(), id.into());
            }
            fields.insert("chargingSchedule".to_owned(), json!([schedule]));
        }
        Held { place: request["connectorId"].as_i64(), purpose, ..Held::of(body) }
    }

    /// From a SetChargingProfile of 2.x.
    pub(super) fn of_v2(request: &Value) -> Held {
        Held { place: request["evseId"].as_i64(), ..Held::of(request["chargingProfile"].clone()) }
    }

    fn of(body: Value) -> Held {
        Held {
            place: None,
            id: body["id"].as_i64(),
            stack: body["stackLevel"].as_i64(),
            purpose: body["chargingProfilePurpose"].as_str().unwrap_or_default().to_owned(),
            source: "CSO",
            limit: body["chargingSchedule"][0]["chargingSchedulePeriod"][0]["limit"].as_f64(),
            body,
        }
    }

    /// The limit that an energy management system has set.
    fn external(limit: f64) -> Held {
        let body = json!({
            "id": EXTERNAL_ID, "stackLevel": 0, "chargingProfilePurpose": "ChargingStationExternalConstraints",
            "chargingProfileKind": "Absolute", "chargingSchedule": [{
                "id": EXTERNAL_ID, "chargingRateUnit": "A", "startSchedule": clock::now(),
                "chargingSchedulePeriod": [{"startPeriod": 0, "limit": limit}]}],
        });
        Held { place: Some(0), source: "EMS", ..Held::of(body) }
    }
}

impl Filter {
    /// Whether this profile is meant: by its id alone, else by all that is given (1.6 errata 3.25, 3.26; K10.FR.03).
    fn means(&self, held: &Held) -> bool {
        if self.id.is_some() {
            return held.id == self.id;
        }
        self.place.is_none_or(|place| held.place == Some(place))
            && self.purpose.as_ref().is_none_or(|purpose| &held.purpose == purpose)
            && self.stack.is_none_or(|stack| held.stack == Some(stack))
    }
}

impl Machine {
    /// Holds a profile, in place of one of the same id or the same stack level and purpose at this place.
    pub(super) fn hold_profile(&mut self, new: Held) {
        self.profiles.retain(|old| {
            let same_place = (old.place, old.stack, &old.purpose) == (new.place, new.stack, &new.purpose);
            !same_place && old.id != new.id
        });
        self.profiles.push(new);
    }

    /// The answer to a ClearChargingProfile.
    pub(super) fn clearing_status(&self, filter: &Filter) -> &'static str {
        let found = self.profiles.iter().any(|held| filter.means(held));
        if found || !self.script().profiles.unknown_when_empty { "Accepted" } else { "Unknown" }
    }

    pub(super) fn clear_profiles(&mut self, filter: &Filter) {
        self.profiles.retain(|held| !filter.means(held));
    }

    /// All that are held, and the one that nobody can clear.
    pub(super) fn all_profiles(&self) -> Vec<Held> {
        let external = self.script().profiles.external.map(Held::external);
        self.profiles.iter().cloned().chain(external).collect()
    }

    /// The limit in A at a connector, if the charger tells any.
    pub(super) fn composite_limit(&self, connector: i64) -> Option<f64> {
        match &self.script().profiles.schedule {
            ScheduleAnswer::Rejected => None,
            ScheduleAnswer::Limit(limit) => Some(*limit),
            ScheduleAnswer::Honest { hardware } => {
                let applies = |held: &Held| held.place == Some(connector) || held.place == Some(0) || connector == 0;
                let limits = self.all_profiles().into_iter().filter(applies).filter_map(|held| held.limit);
                Some(limits.fold(*hardware, f64::min))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_means_what_the_errata_say() {
        let held = Held::of_v16(&json!({"connectorId": 1, "csChargingProfiles": {
            "chargingProfileId": 7, "stackLevel": 0, "chargingProfilePurpose": "TxDefaultProfile"}}));
        let check = |filter: Filter, meant: bool| assert_eq!(filter.means(&held), meant, "{filter:?}");
        let purpose = |purpose: &str| Filter { purpose: Some(purpose.to_owned()), ..Filter::default() };
        check(Filter::default(), true);
        check(Filter { id: Some(7), ..Filter::default() }, true);
        check(Filter { id: Some(7), stack: Some(3), ..Filter::default() }, true);
        check(Filter { id: Some(8), ..Filter::default() }, false);
        check(Filter { stack: Some(0), ..Filter::default() }, true);
        check(Filter { stack: Some(0), place: Some(2), ..Filter::default() }, false);
        check(Filter { place: Some(0), ..Filter::default() }, false);
        check(purpose("TxDefaultProfile"), true);
        check(purpose("TxProfile"), false);
    }

    #[test]
    fn a_profile_of_1_6_is_told_in_the_fields_of_2_x() {
        let held = Held::of_v16(&json!({"connectorId": 2, "csChargingProfiles": {
            "chargingProfileId": 7, "stackLevel": 1, "chargingProfilePurpose": "TxDefaultProfile",
            "chargingProfileKind": "Relative", "chargingSchedule": {
                "chargingRateUnit": "A", "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 16.0}]}}}));
        assert_eq!((held.place, held.id, held.stack, held.limit), (Some(2), Some(7), Some(1), Some(16.0)));
        let expected = json!({
            "id": 7, "stackLevel": 1, "chargingProfilePurpose": "TxDefaultProfile", "chargingProfileKind": "Relative",
            "chargingSchedule": [{
                "id": 7, "chargingRateUnit": "A", "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 16.0}]}]});
        assert_eq!(held.body, expected);
    }
}
