//! Messages that tell a charger a new password, in each version, and whether it took it.

use super::Request;
use ocpp::Version;
use serde_json::Value;

/// Hexadecimal digits of a 1.6 AuthorizationKey: 16 to 20 bytes (1.6 security whitepaper, A00.FR.205).
const DIGITS: std::ops::RangeInclusive<usize> = 32..=40;

/// The password that a request sets, if it sets one.
pub fn new_password(version: Version, request: &Request) -> Option<&str> {
    let payload = &request.payload;
    match (version, request.action.as_str()) {
        (Version::V16, "ChangeConfiguration") if is(&payload["key"], "AuthorizationKey") => payload["value"].as_str(),
        (Version::V201 | Version::V21, "SetVariables") => {
            let told = payload["setVariableData"].as_array()?.iter().find(|told| is_password(told))?;
            told["attributeValue"].as_str()
        }
        _another_message => None,
    }
}

/// Whether the answer takes the password; none where it does not say, or only from the next boot on.
pub fn password_taken(version: Version, payload: &Value) -> Option<bool> {
    let status = match version {
        Version::V16 => payload["status"].as_str(),
        Version::V201 | Version::V21 => {
            let told = payload["setVariableResult"].as_array()?.iter().find(|told| is_password(told))?;
            told["attributeStatus"].as_str()
        }
    };
    match status? {
        "Accepted" => Some(true),
        "RebootRequired" => None,
        _refused => Some(false),
    }
}

fn is_password(told: &Value) -> bool {
    is(&told["component"]["name"], "SecurityCtrlr") && is(&told["variable"]["name"], "BasicAuthPassword")
}

/// Names of settings are the same in any case.
fn is(name: &Value, wanted: &str) -> bool {
    name.as_str().is_some_and(|name| name.eq_ignore_ascii_case(wanted))
}

/// The bytes that a password's hexadecimal digits stand for, where it is written so.
pub fn password_bytes(password: &str) -> Option<Vec<u8>> {
    let digits = password.as_bytes();
    if !DIGITS.contains(&digits.len()) || !digits.len().is_multiple_of(2) {
        return None;
    }
    digits.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_new_password_is_found_in_each_version() {
        //
        let check = |version, action: &str, payload: Value, expected: Option<&str>| {
            let request = Request { action: action.to_owned(), payload, typed: None };
            assert_eq!(new_password(version, &request), expected, "{version:?} {action}");
        };
        let key = |key: &str| json!({"key": key, "value": "00112233445566778899aabbccddeeff"});
        check(Version::V16, "ChangeConfiguration", key("AuthorizationKey"), Some("00112233445566778899aabbccddeeff"));
        check(Version::V16, "ChangeConfiguration", key("authorizationKEY"), Some("00112233445566778899aabbccddeeff"));
        check(Version::V16, "ChangeConfiguration", key("HeartbeatInterval"), None);
        let set = |variable: &str| {
            json!({"setVariableData": [
                {"component": {"name": "SecurityCtrlr"}, "variable": {"name": variable}, "attributeValue": "a-password"}]})
        };
        check(Version::V201, "SetVariables", set("BasicAuthPassword"), Some("a-password"));
        check(Version::V21, "SetVariables", set("Identity"), None);
        assert_eq!(password_bytes("00112233445566778899aabbccddeeff").unwrap().len(), 16);
        assert_eq!(password_bytes("not hexadecimal, but as long as 32"), None);
        assert_eq!(password_bytes("0011"), None);
    }

    #[test]
    fn whether_it_was_taken_is_told_by_its_own_result() {
        //
        for (status, expected) in [("Accepted", Some(true)), ("RebootRequired", None), ("Rejected", Some(false))] {
            assert_eq!(password_taken(Version::V16, &json!({"status": status})), expected, "{status}");
            let result = |variable: &str, status: &str| json!({"component": {"name": "SecurityCtrlr"}, "variable": {"name": variable}, "attributeStatus": status});
            let both = [result("Identity", "Rejected"), result("BasicAuthPassword", status)];
            let told = json!({"setVariableResult": both});
            assert_eq!(password_taken(Version::V201, &told), expected, "{status}");
            let another = json!({"setVariableResult": [result("Identity", status)]});
            assert_eq!(password_taken(Version::V21, &another), None, "{status}");
        }
        assert_eq!(password_taken(Version::V16, &json!({})), None);
    }
}
