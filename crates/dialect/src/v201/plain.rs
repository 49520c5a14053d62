//! What messages of OCPP 2.0.1 and 2.1 say, in one plain line each.

mod answer;
mod from_charger;
mod to_charger;

pub(crate) use answer::answered;

use crate::plain::fields::Fields;
use crate::plain::words::{join, words};
use model::Direction;

/// Longest id of a session that is told whole; chargers like to make them of 36 characters.
const ID_MAX: usize = 12;
/// Characters that are told of a longer one.
const ID_SHORT: usize = 8;
/// Most settings that are told by name.
const NAMES_MAX: usize = 5;

/// What a request says; nothing of an action that has no line of its own.
pub(crate) fn told(direction: Direction, action: &str, fields: Fields) -> Option<String> {
    match direction {
        Direction::FromCharger => from_charger::told(action, fields),
        Direction::ToCharger => to_charger::told(action, fields),
    }
}

/// `EVSE 1, connector 2`; none if it is the charger itself, which is EVSE 0.
fn place(fields: Fields) -> Option<String> {
    evse(fields, "evseId")
}

/// The same, where it lies in a field of its own.
fn place_of(fields: Fields) -> Option<String> {
    evse(fields.at("evse"), "id")
}

fn evse(fields: Fields, id: &str) -> Option<String> {
    let part = |name: &str, what: &str| fields.text(name).filter(|id| id != "0").map(|id| format!("{what} {id}"));
    join(", ", [part(id, "EVSE"), part("connectorId", "connector")])
}

/// ` on EVSE 1`, or nothing.
fn after(word: &str, place: Option<String>) -> String {
    place.map_or(String::new(), |place| format!(" {word} {place}"))
}

/// The token in one of the fields, without its kind.
fn token(fields: Fields, name: &str) -> String {
    fields.at(name).or_unknown("idToken")
}

/// `Session 7f1d3c52…`.
fn session(fields: Fields) -> String {
    fields.text("transactionId").map_or("Session".to_owned(), |id| format!("Session {}", short(&id)))
}

fn short(id: &str) -> String {
    if id.chars().count() <= ID_MAX {
        return id.to_owned();
    }
    id.chars().take(ID_SHORT).chain(['…']).collect()
}

/// `OCPPCommCtrlr.HeartbeatInterval of EVSE 1`, of something that names a component and a variable.
fn setting(fields: Fields) -> Option<String> {
    let component = fields.at("component");
    let name = |of: Fields| join(" ", [of.text("name"), of.text("instance")]);
    let name = join(".", [name(component), name(fields.at("variable"))])?;
    Some(format!("{name}{}", after("of", place_of(component))))
}

/// The names of settings, as many as a line holds.
fn settings(fields: Fields, list: &str) -> String {
    let items = fields.items(list);
    let mut names: Vec<String> = items.iter().filter_map(|item| setting(Fields(item))).take(NAMES_MAX).collect();
    if names.is_empty() {
        return count(items.len(), "setting");
    }
    if items.len() > names.len() {
        names.push(format!("{} more", items.len() - names.len()));
    }
    names.join(", ")
}

/// `1 setting`, `3 settings`.
fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

/// Why, in the words of a `statusInfo`.
fn why(fields: Fields) -> Option<String> {
    let info = fields.at("statusInfo");
    join(": ", [info.text("reasonCode").map(|code| words(&code)), info.text("additionalInfo")])
}

/// Criteria as they stand in requests about charging profiles.
fn criteria(fields: Fields, ids: Option<String>) -> Option<String> {
    let level = fields.text("stackLevel").map(|level| format!("stack level {level}"));
    join(", ", [ids, place(fields), fields.text("chargingProfilePurpose"), level])
}

#[cfg(test)]
mod tests;
