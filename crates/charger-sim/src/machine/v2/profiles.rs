//! Charging profiles on 2.x: clearing, reading back, and what results of them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::clock;
use crate::machine::Machine;
use crate::machine::calls::Then;
use crate::machine::profiles::{Filter, Held};
use crate::machine::requests::{CallRefusal, Fault, number, object, optional_number, refused};

/// Set by others than the Csms (K01.FR.22).
const EXTERNAL: &str = "ChargingStationExternalConstraints";

impl Machine {
    pub(super) fn answer_set_profile(&self, request: &Value) -> Result<Value, CallRefusal> {
        let evse = number(request, "evseId")?;
        let profile = object(request, "chargingProfile")?;
        number(profile, "id")?;
        number(profile, "stackLevel")?;
        let why = match profile["chargingProfilePurpose"].as_str() {
            _ if evse != 0 && self.evse(evse).is_none() => Some("UnknownEvse"),
            Some(EXTERNAL) => Some("InvalidProfile"),
            Some("TxProfile") if !self.runs(profile["transactionId"].as_str()) => Some("TxNotFound"),
            Some(_) => None,
            None => return Err(refused(Fault::Occurrence, "chargingProfilePurpose is missing")),
        };
        Ok(match why {
            Some(why) => json!({"status": "Rejected", "statusInfo": {"reasonCode": why}}),
            None => json!({"status": "Accepted"}),
        })
    }

    pub(super) fn answer_get_profiles(&self, request: &Value) -> Result<Value, CallRefusal> {
        number(request, "requestId")?;
        object(request, "chargingProfile")?;
        let found = !self.wanted_profiles(request).is_empty();
        Ok(json!({"status": if found { "Accepted" } else { "NoProfiles" }}))
    }

    /// Reports what was asked for, one message for each source and EVSE.
    pub(super) fn report_profiles(&mut self, request: &Value) {
        let mut groups: BTreeMap<(&str, i64), Vec<Value>> = BTreeMap::new();
        for held in self.wanted_profiles(request) {
            groups.entry((held.source, held.place.unwrap_or(0))).or_default().push(held.body);
        }
        let mut left = groups.len();
        for ((source, evse), profiles) in groups {
            left -= 1;
            let payload = json!({
                "requestId": request["requestId"], "chargingLimitSource": source, "evseId": evse, "tbc": left > 0,
                "chargingProfile": profiles,
            });
            self.enqueue("ReportChargingProfiles", payload, Then::Nothing);
        }
    }

    pub(super) fn answer_schedule(&self, request: &Value) -> Result<Value, CallRefusal> {
        let (evse, duration) = (number(request, "evseId")?, number(request, "duration")?);
        if evse != 0 && self.evse(evse).is_none() {
            return Ok(json!({"status": "Rejected", "statusInfo": {"reasonCode": "UnknownEvse"}}));
        }
        let Some(limit) = self.composite_limit(evse) else {
            return Ok(json!({"status": "Rejected", "statusInfo": {"reasonCode": "UnsupportedRequest"}}));
        };
        Ok(json!({"status": "Accepted", "schedule": {
            "evseId": evse, "duration": duration, "scheduleStart": clock::now(), "chargingRateUnit": "A",
            "chargingSchedulePeriod": [{"startPeriod": 0, "limit": limit}],
        }}))
    }

    fn wanted_profiles(&self, request: &Value) -> Vec<Held> {
        let wanted = &request["chargingProfile"];
        let among = |name: &str, value: Value| wanted[name].as_array().is_none_or(|list| list.contains(&value));
        let fits = |held: &Held| {
            request["evseId"].as_i64().is_none_or(|evse| held.place == Some(evse))
                && wanted["stackLevel"].as_i64().is_none_or(|stack| held.stack == Some(stack))
                && wanted["chargingProfilePurpose"].as_str().is_none_or(|purpose| held.purpose == purpose)
                && among("chargingProfileId", held.id.into())
                && among("chargingLimitSource", held.source.into())
        };
        self.all_profiles().into_iter().filter(fits).collect()
    }

    fn runs(&self, transaction: Option<&str>) -> bool {
        self.running.iter().any(|running| Some(running.events.name.as_str()) == transaction)
    }
}

/// What a ClearChargingProfile means; it must name something (K10.FR.02).
pub(super) fn filter(request: &Value) -> Result<Filter, CallRefusal> {
    let id = optional_number(request, "chargingProfileId")?;
    let criteria = match request.get("chargingProfileCriteria") {
        Some(_) => object(request, "chargingProfileCriteria")?,
        None => &Value::Null,
    };
    let filter = Filter {
        id,
        place: optional_number(criteria, "evseId")?,
        purpose: criteria["chargingProfilePurpose"].as_str().map(str::to_owned),
        stack: optional_number(criteria, "stackLevel")?,
    };
    match &filter {
        Filter { id: None, place: None, purpose: None, stack: None } => {
            Err(refused(Fault::Occurrence, "neither an id nor a criterion is given"))
        }
        Filter { .. } => Ok(filter),
    }
}
