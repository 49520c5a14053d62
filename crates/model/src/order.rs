//! What an operator may order: one typed value per action, and one parser per form that names the field at fault.

use crate::{CommandKind, Refusal, RefusalCode, SiteKey};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The longest reason kept with an order.
const REASON_MAX: usize = 500;
/// A Hard reboot that ends a charging session wants a reason of at least this many characters.
const REASON_MIN_FOR_SESSIONS: usize = 5;
/// The longest URL OCPP 1.6 chargers need to take.
const URL_MAX: usize = 512;
/// Highest number in the whole-number fields, so that every charger can read them.
const NUMBER_MAX: i64 = i32::MAX as i64;

/// One of the six actions with its inputs, checked for shape. Whether it may be done is decided by the backend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    Reboot { kind: RebootKind, end_session: bool },
    UpdateFirmware { url: UrlText, fetch_from: Option<LocalTime>, retries: Retries },
    RequestDiagnostics { url: UrlText, from: Option<LocalTime>, to: Option<LocalTime>, retries: Retries },
    ClearCache,
    ClearChargingProfiles(ClearProfiles),
    ChangeSite { site: SiteKey },
}

impl Order {
    pub fn kind(&self) -> CommandKind {
        match self {
            Order::Reboot { .. } => CommandKind::Reboot,
            Order::UpdateFirmware { .. } => CommandKind::UpdateFirmware,
            Order::RequestDiagnostics { .. } => CommandKind::RequestDiagnostics,
            Order::ClearCache => CommandKind::ClearCache,
            Order::ClearChargingProfiles(_) => CommandKind::ClearChargingProfiles,
            Order::ChangeSite { .. } => CommandKind::ChangeSite,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RebootKind {
    Soft,
    Hard,
}

impl RebootKind {
    pub fn as_str(self) -> &'static str {
        match self {
            RebootKind::Soft => "Soft",
            RebootKind::Hard => "Hard",
        }
    }
}

/// A URL as it was typed. It may hold a password, so it has no readable Debug and is never serialised.
#[derive(Clone, PartialEq, Eq)]
pub struct UrlText(pub String);

impl fmt::Debug for UrlText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UrlText(***)")
    }
}

/// A wall-clock time in the site's zone as `datetime-local` writes it: `2026-11-23T10:00`, seconds allowed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LocalTime(pub String);

/// Retries as the form gives them; unset stays unset on the wire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retries {
    pub times: Option<i64>,
    pub interval_s: Option<i64>,
}

/// Which profiles to clear; nothing set means all of them. Given fields are ANDed, and an id overrides the rest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClearProfiles {
    pub id: Option<i64>,
    pub connector: Option<i64>,
    pub purpose: Option<ProfilePurpose>,
    pub stack_level: Option<i64>,
}

impl ClearProfiles {
    pub fn is_all(&self) -> bool {
        *self == Self::default()
    }

    /// `all`, or the criteria in words.
    pub fn words(&self) -> String {
        let parts: Vec<String> = [
            self.id.map(|id| format!("id {id}")),
            self.connector.map(|connector| format!("connector {connector}")),
            self.purpose.map(|purpose| purpose.as_str().to_owned()),
            self.stack_level.map(|level| format!("stack level {level}")),
        ]
        .into_iter()
        .flatten()
        .collect();
        if parts.is_empty() { "all".to_owned() } else { parts.join(", ") }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProfilePurpose {
    ChargePointMaxProfile,
    TxDefaultProfile,
    TxProfile,
}

impl ProfilePurpose {
    pub const ALL: [ProfilePurpose; 3] =
        [ProfilePurpose::ChargePointMaxProfile, ProfilePurpose::TxDefaultProfile, ProfilePurpose::TxProfile];

    pub fn as_str(self) -> &'static str {
        match self {
            ProfilePurpose::ChargePointMaxProfile => "ChargePointMaxProfile",
            ProfilePurpose::TxDefaultProfile => "TxDefaultProfile",
            ProfilePurpose::TxProfile => "TxProfile",
        }
    }

    pub fn words(self) -> &'static str {
        match self {
            ProfilePurpose::ChargePointMaxProfile => "Limit of the whole charger",
            ProfilePurpose::TxDefaultProfile => "Default for new sessions",
            ProfilePurpose::TxProfile => "Limit of one session",
        }
    }
}

/// Why the operator orders it: optional, kept with the order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason(pub Option<String>);

impl Reason {
    pub fn parse(text: Option<&str>) -> Result<Reason, Refusal> {
        match given(text) {
            None => Ok(Reason(None)),
            Some(reason) if reason.chars().count() > REASON_MAX => {
                Err(Refusal::field("reason", format!("The reason is longer than {REASON_MAX} characters.")))
            }
            Some(reason) => Ok(Reason(Some(reason.to_owned()))),
        }
    }

    /// Long enough to end somebody's charging session for?
    pub fn is_enough_for_sessions(&self) -> bool {
        self.0.as_deref().is_some_and(|reason| reason.chars().count() >= REASON_MIN_FOR_SESSIONS)
    }
}

pub fn parse_reboot(kind: Option<&str>, end_session: Option<&str>) -> Result<Order, Refusal> {
    let kind = match given(kind) {
        None | Some("Soft") => RebootKind::Soft,
        Some("Hard") => RebootKind::Hard,
        Some(_) => return Err(Refusal::field("kind", "Choose Soft or Hard.")),
    };
    Ok(Order::Reboot { kind, end_session: checked(end_session) })
}

pub fn parse_update_firmware(
    url: Option<&str>,
    fetch_from: Option<&str>,
    retries: Option<&str>,
    retry_interval: Option<&str>,
) -> Result<Order, Refusal> {
    Ok(Order::UpdateFirmware {
        url: url_text("url", "Firmware URL", url)?,
        fetch_from: local_time("fetch_from", "Fetch from", fetch_from)?,
        retries: parse_retries(retries, retry_interval)?,
    })
}

pub fn parse_request_diagnostics(
    url: Option<&str>,
    from: Option<&str>,
    to: Option<&str>,
    retries: Option<&str>,
    retry_interval: Option<&str>,
) -> Result<Order, Refusal> {
    let from = local_time("from", "From", from)?;
    let to = local_time("to", "To", to)?;
    Ok(Order::RequestDiagnostics {
        url: url_text("url", "Upload URL", url)?,
        from,
        to,
        retries: parse_retries(retries, retry_interval)?,
    })
}

pub fn parse_clear_cache() -> Result<Order, Refusal> {
    Ok(Order::ClearCache)
}

pub fn parse_clear_profiles(
    confirm: Option<&str>,
    id: Option<&str>,
    connector: Option<&str>,
    purpose: Option<&str>,
    stack_level: Option<&str>,
) -> Result<Order, Refusal> {
    let purpose = match given(purpose) {
        None => None,
        Some(text) => Some(
            ProfilePurpose::ALL
                .into_iter()
                .find(|purpose| purpose.as_str() == text)
                .ok_or_else(|| Refusal::field("purpose", "This purpose does not exist on OCPP 1.6."))?,
        ),
    };
    let criteria = ClearProfiles {
        id: whole_number("id", "Profile id", id, i64::from(i32::MIN))?,
        connector: whole_number("connector", "Connector", connector, 0)?,
        purpose,
        stack_level: whole_number("stack_level", "Stack level", stack_level, 0)?,
    };
    if !checked(confirm) {
        return Err(Refusal {
            code: RefusalCode::Confirm,
            sentence: RefusalCode::Confirm.words().to_owned(),
            field: Some("confirm".to_owned()),
        });
    }
    Ok(Order::ClearChargingProfiles(criteria))
}

pub fn parse_change_site(site: Option<&str>) -> Result<Order, Refusal> {
    match given(site) {
        Some(key) => Ok(Order::ChangeSite { site: SiteKey(key.to_owned()) }),
        None => Err(Refusal::field("site", "Choose a site from the list.")),
    }
}

fn parse_retries(retries: Option<&str>, interval: Option<&str>) -> Result<Retries, Refusal> {
    Ok(Retries {
        times: whole_number("retries", "Retries", retries, 1)?,
        interval_s: whole_number("retry_interval", "Seconds between retries", interval, 0)?,
    })
}

/// The text without surrounding space, if there is any.
fn given(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

fn checked(text: Option<&str>) -> bool {
    matches!(given(text), Some("true" | "on"))
}

fn whole_number(field: &str, label: &str, text: Option<&str>, least: i64) -> Result<Option<i64>, Refusal> {
    let Some(text) = given(text) else { return Ok(None) };
    match text.parse::<i64>() {
        Ok(number) if (least..=NUMBER_MAX).contains(&number) => Ok(Some(number)),
        Ok(_) if least == 1 => {
            Err(Refusal::field(field, format!("{label}: give a whole number from 1 on, or leave it empty.")))
        }
        Ok(_) | Err(_) => Err(Refusal::field(field, format!("{label}: give a whole number, or leave it empty."))),
    }
}

fn local_time(field: &str, label: &str, text: Option<&str>) -> Result<Option<LocalTime>, Refusal> {
    let Some(text) = given(text) else { return Ok(None) };
    let shape = |pattern: &str| {
        text.len() == pattern.len()
            && text
                .bytes()
                .zip(pattern.bytes())
                .all(|(byte, wanted)| if wanted == b'9' { byte.is_ascii_digit() } else { byte == wanted })
    };
    if shape("9999-99-99T99:99") || shape("9999-99-99T99:99:99") {
        Ok(Some(LocalTime(text.to_owned())))
    } else {
        Err(Refusal::field(field, format!("{label}: give a date and a time, for example 2026-11-23T10:00.")))
    }
}

fn url_text(field: &str, label: &str, text: Option<&str>) -> Result<UrlText, Refusal> {
    let Some(text) = given(text) else { return Err(Refusal::field(field, format!("{label}: give a URL."))) };
    let length = text.chars().count();
    if length > URL_MAX {
        return Err(Refusal::field(
            field,
            format!("{label}: the URL has {length} characters; chargers take at most {URL_MAX}."),
        ));
    }
    Ok(UrlText(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stack_level_of_zero_and_connector_zero_are_kept() {
        // E1
        let order = parse_clear_profiles(Some("true"), Some(""), Some("0"), None, Some("0")).unwrap();
        let expected = ClearProfiles { connector: Some(0), stack_level: Some(0), ..ClearProfiles::default() };
        assert_eq!(order, Order::ClearChargingProfiles(expected));
    }

    #[test]
    fn clearing_profiles_needs_the_confirm_box() {
        // E3
        let refusal = parse_clear_profiles(None, None, None, None, None).unwrap_err();
        assert_eq!((refusal.code, refusal.field.as_deref()), (RefusalCode::Confirm, Some("confirm")));
    }

    #[test]
    fn a_bad_field_is_named() {
        let check = |result: Result<Order, Refusal>, field: &str| {
            assert_eq!(result.unwrap_err().field.as_deref(), Some(field));
        };
        check(parse_reboot(Some("Warm"), None), "kind");
        check(parse_update_firmware(None, None, None, None), "url");
        check(parse_update_firmware(Some(&format!("http://h/{}", "a".repeat(512))), None, None, None), "url");
        check(parse_update_firmware(Some("http://h/a"), Some("tomorrow"), None, None), "fetch_from");
        check(parse_update_firmware(Some("http://h/a"), None, Some("0"), None), "retries");
        check(parse_update_firmware(Some("http://h/a"), None, Some("1"), Some("-1")), "retry_interval");
        check(parse_request_diagnostics(Some("ftp://h/"), Some("1"), None, None, None), "from");
        check(parse_clear_profiles(Some("true"), None, None, Some("Other"), None), "purpose");
        check(parse_change_site(Some(" ")), "site");
    }

    #[test]
    fn unset_retries_stay_unset() {
        // B7
        let Order::UpdateFirmware { retries, .. } =
            parse_update_firmware(Some("http://h/a"), None, Some(" "), None).unwrap()
        else {
            panic!("another order")
        };
        assert_eq!(retries, Retries::default());
    }

    #[test]
    fn a_url_is_not_printed() {
        // E-41
        let order = parse_update_firmware(Some("ftp://user:hunter2@h/a"), None, None, None).unwrap();
        assert!(!format!("{order:?}").contains("hunter2"));
    }
}
