//! One plain line for each message, for people who do not read JSON. Any payload has one, however odd.
//!
//! Lines are printable but not cut, so that whoever stores them can take secrets out first: half a secret would not be
//! recognised any more. They never tell the value of a setting.

pub mod fields;
pub mod meter;
pub mod words;

use super::{v16, v201};
use ::words::printable;
use fields::Fields;
use model::Direction;
use ocpp::Version;
use serde_json::Value;
use words::{first_upper, join, words};

/// What a request says: `Diagnostics: uploaded`, `Reboot, soft`.
pub fn plain(version: Version, direction: Direction, action: &str, payload: &Value) -> String {
    let fields = Fields(payload);
    let told = if version.is_2x() {
        v201::plain::told(direction, action, fields)
    } else {
        v16::plain::told(direction, action, fields)
    };
    printable(&told.unwrap_or_else(|| unknown(action, fields)), usize::MAX)
}

/// What an answer to an action says: `Accepted`, `Session 12 accepted`, `Error NotImplemented`. An error is its code and
/// its description.
pub fn plain_answer(version: Version, action: &str, result: Result<&Value, (&str, &str)>) -> String {
    let told = match result {
        Ok(payload) => {
            let fields = Fields(payload);
            let told = if version.is_2x() {
                v201::plain::answered(action, fields)
            } else {
                v16::plain::answered(action, fields)
            };
            told.or_else(|| status(fields)).unwrap_or("Received".to_owned())
        }
        Err((code, description)) => {
            let error = format!("Error {}", if code.is_empty() { "without a code" } else { code });
            join(": ", [Some(error), Some(description.to_owned())]).unwrap_or_default()
        }
    };
    printable(&told, usize::MAX)
}

/// The status of an answer, `Not supported`.
pub fn status(fields: Fields) -> Option<String> {
    fields.text("status").map(|status| first_upper(&words(&status)))
}

pub fn data_transfer(fields: Fields) -> String {
    let about = join(", ", [fields.text("vendorId"), fields.text("messageId")]);
    join(": ", [Some("Data transfer".to_owned()), about]).unwrap_or_default()
}

/// An action without a line of its own: its name, spelled apart.
fn unknown(action: &str, fields: Fields) -> String {
    let mut name = words(action);
    if let Some(first) = name.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    join(", ", [Some(name).filter(|name| !name.is_empty()), fields.text("status").map(|status| words(&status))])
        .unwrap_or("A message without a name".to_owned())
}
