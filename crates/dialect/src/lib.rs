//! The dictionary between what operators mean and what a charger's protocol version says.

#![deny(unreachable_pub, reason = "what is public is what other crates may use")]

mod abilities;
mod messages;
mod passwords;
pub mod plain;
mod said;
pub mod spelling;
#[cfg(test)]
mod tests;
mod v16;
mod v201;
mod v21;

use actions::{Args, clear_charging_profiles, restore_profiles, send_message, update_firmware};
use model::{Admission, Known, Outcome, Protocol, Setting};
use ocpp::exchange::RemoteError;
use ocpp::{Oddities, Version};
use redact::Redactor;
use serde_json::Value;
use serde_json::value::RawValue;
use words::{DroppedProfiles, Evidence, IdTag, Profile, Purpose, SecretText, Speaking, printable};

pub use abilities::abilities;
pub use messages::{BOOT, BOOT_AGAIN, brings_firmware, check_message, check_setting, forms};
pub use passwords::{new_password, password_bytes, password_taken};
pub use said::{Fault, Reply, Said};

/// Most characters of a charger's own words kept with a command.
const WORDS_MAX: usize = 255;
/// Most characters of a setting's value that are kept.
const VALUE_MAX: usize = 2500;
/// Readings beyond this many watt-hours either way are taken as this: no meter shows more, and differences stay in range.
const METER_MAX: i64 = 1_000_000_000_000_000;

/// A CALL to be written.
pub struct Request {
    pub action: String,
    pub payload: Value,
    /// The payload exactly as a person typed it.
    pub typed: Option<Box<RawValue>>,
}

/// A CALL that was sent, as far as it takes to read its answer.
pub struct SentCall<'a> {
    pub action: &'a str,
    pub args: &'a Args,
    pub purpose: &'a Purpose,
    /// How many CALLs the command takes.
    pub parts: usize,
}

/// What an answer says: of the command, and of the charger.
#[derive(Default)]
pub struct Meaning {
    pub evidence: Vec<Evidence>,
    pub learnt: Vec<Learnt>,
    /// The request that asks for the same, where a charger may not know this one.
    pub instead: Option<&'static str>,
    /// What is asked next, as long as the command is open.
    pub next: Option<Purpose>,
}

/// Something that an answer, or a report, tells of the charger itself.
#[derive(Clone, Debug, PartialEq)]
pub enum Learnt {
    /// On 1.6: whether it knows the security extension.
    SecurityExtension(bool),
    /// `whole`: it has no others.
    Settings {
        settings: Vec<Setting>,
        whole: bool,
    },
    SettingTaken {
        name: String,
        value: String,
    },
    ProfileSet {
        profile: Profile,
        request: String,
    },
    ProfilesDropped(DroppedProfiles),
    NoProfilesLeft,
}

/// How an answer is told.
struct Manner<'a> {
    after_ms: i64,
    /// It came after the time-out.
    late: bool,
    hide: &'a Redactor,
}

impl Manner<'_> {
    /// A charger's own words as they may be kept: without secrets, printable, not too long.
    fn words(&self, text: &str) -> String {
        own_words(text, self.hide)
    }

    /// The answer to the command's own CALL, or to one of its several.
    fn told(&self, asked: &SentCall, part: &str, outcome: Outcome, info: Option<String>) -> Evidence {
        if asked.parts > 1 {
            Evidence::Part { n: asked.purpose.place() as i64, part: part.to_owned(), outcome, info }
        } else {
            Evidence::Answered { outcome, after_ms: self.after_ms, late: self.late, info }
        }
    }

    fn failed(&self, error: &RemoteError) -> Outcome {
        Outcome::Failed { code: self.words(spelling::word(&error.code)), description: self.words(&error.description) }
    }
}

pub fn version_of(protocol: Protocol) -> Version {
    match protocol {
        Protocol::V16 => Version::V16,
        Protocol::V201 => Version::V201,
        Protocol::V21 => Version::V21,
    }
}

pub fn protocol_of(version: Version) -> Protocol {
    match version {
        Version::V16 => Protocol::V16,
        Version::V201 => Protocol::V201,
        Version::V21 => Protocol::V21,
    }
}

/// Which version a charger is spoken to in.
pub trait Spoken {
    /// 1.6 before anything is known.
    fn version(&self) -> Version;
}

impl Spoken for Speaking {
    fn version(&self) -> Version {
        self.protocol.map_or(Version::V16, version_of)
    }
}

/// Can a running command of the kind give way to this one? The charger's answer, or its report, must be able to say so.
pub fn may_replace(speaking: &Speaking, args: &Args) -> bool {
    match args {
        Args::UpdateFirmware(update_firmware::Inputs { signing, .. }) => {
            speaking.version().is_2x() || signing.is_some()
        }
        _with_an_id => true,
    }
}

/// The CALLs that a command takes on this charger, each in a word.
pub fn parts(speaking: &Speaking, args: &Args) -> Vec<String> {
    match args {
        Args::RestoreProfiles(restore_profiles::Inputs { profiles }) => {
            profiles.iter().map(|profile| profile.label.clone()).collect()
        }
        Args::SendMessage(send_message::Inputs { pieces, .. }) if !pieces.is_empty() => {
            (0..pieces.len()).map(|n| v201::pieces::label(pieces, n)).collect()
        }
        Args::ClearChargingProfiles(clear_charging_profiles::Inputs { criteria }) if speaking.version().is_2x() => {
            v201::clearings(speaking.version(), criteria).iter().map(v201::ClearRequest::label).collect()
        }
        _in_one => vec![String::new()],
    }
}

/// How many items of this request go in each message, by what a charger of 2.x says it takes; none where all go in one.
pub fn pieces(speaking: &Speaking, action: &str, payload: &str) -> Vec<usize> {
    if speaking.version().is_2x() { v201::pieces::pieces(&speaking.known, action, payload) } else { Vec::new() }
}

/// What a CALL's purpose and the command's inputs say on the wire; or why this charger cannot be told so. `secret` is what was cut
/// out of the inputs.
pub fn request(
    speaking: &Speaking,
    args: &Args,
    purpose: &Purpose,
    request_id: i64,
    secret: Option<&SecretText>,
) -> Result<Request, String> {
    if let Args::SendMessage(send_message::Inputs { message, payload, pieces, .. }) = args {
        let text = secret.map_or(payload.as_str(), SecretText::expose);
        if pieces.is_empty() {
            return typed(message, text);
        }
        return typed(message, &v201::pieces::piece(message, text, pieces, purpose.place())?);
    }
    if let (Args::RestoreProfiles(restore_profiles::Inputs { profiles }), Purpose::Main | Purpose::Part { .. }) =
        (args, purpose)
    {
        let held = profiles.get(purpose.place()).ok_or("there is no such profile")?;
        return typed(messages::SET_PROFILE, &held.request);
    }
    match speaking.version() {
        Version::V16 => v16::request(speaking, args, purpose, request_id, secret),
        Version::V201 => v201::request(speaking, args, purpose, request_id, secret),
        Version::V21 => v21::request(speaking, args, purpose, request_id, secret),
    }
}

fn typed(action: &str, text: &str) -> Result<Request, String> {
    let typed = RawValue::from_string(text.to_owned()).map_err(|_| "the message is not JSON".to_owned())?;
    let payload = serde_json::from_str(typed.get()).unwrap_or(Value::Null);
    Ok(Request { action: action.to_owned(), payload, typed: Some(typed) })
}

/// What an answer means.
pub fn answered(
    version: Version,
    asked: &SentCall,
    answer: Result<Value, RemoteError>,
    after_ms: i64,
    late: bool,
    hide: &Redactor,
) -> Meaning {
    let manner = Manner { after_ms, late, hide };
    // It came, and is neither yes nor no.
    if let (Ok(Value::Null), Purpose::Main | Purpose::Part { .. }) = (&answer, asked.purpose) {
        let outcome = Outcome::Misfit { why: "it answered, and the answer cannot be read".to_owned() };
        return Meaning { evidence: vec![manner.told(asked, "", outcome, None)], ..Meaning::default() };
    }
    if matches!(asked.args, Args::SendMessage(_) | Args::RestoreProfiles(_)) {
        return messages::answered(version, asked, answer, &manner);
    }
    match version {
        Version::V16 => v16::answered(asked, answer, &manner),
        Version::V201 | Version::V21 => v201::answered(version, asked, answer, &manner),
    }
}

/// Reads a CALL or a SEND from a charger, and notes what was odd about it.
pub fn said(
    version: Version,
    action: &str,
    payload: Value,
    hide: &Redactor,
    odd: &mut Oddities,
) -> Result<Said, Fault> {
    match version {
        Version::V16 => v16::said(action, payload, hide, odd),
        Version::V201 => v201::said(action, payload, hide, odd),
        Version::V21 => v21::said(action, payload, hide, odd),
    }
}

/// What is odd about an answer to a CALL of ours.
pub fn odd_answer(version: Version, action: &str, answer: &Value) -> Oddities {
    match version {
        Version::V16 => v16::odd_answer(action, answer),
        Version::V201 | Version::V21 => v201::odd_answer(action, answer),
    }
}

/// Writes the answer to a CALL of a charger.
pub fn reply(version: Version, said: &Said, reply: &Reply) -> Value {
    match (reply, version) {
        (Reply::Ready(answer), _) => answer.clone(),
        (_, Version::V16) => v16::reply(said, reply),
        (_, Version::V201 | Version::V21) => v201::reply(reply),
    }
}

/// Has saying this shown that a 1.6 charger knows the security extension?
pub fn shows_security_extension(version: Version, action: &str) -> bool {
    version == Version::V16 && v16::is_of_security_extension(action)
}

/// May a charger say this, with its last boot answered so? `asked_for` is what it was asked to say since it connected.
pub fn may_say(version: Version, registered: Option<Admission>, asked_for: &[String], action: &str) -> bool {
    if action == messages::BOOT {
        return true;
    }
    match (registered, version) {
        // A 1.6 charger that was accepted before a change of servers need not boot for us.
        (Some(Admission::Accepted), _) | (None, Version::V16) => true,
        (Some(Admission::Pending), _) | (None, Version::V201 | Version::V21) => {
            asked_for.iter().any(|asked| asked == action)
        }
        (Some(Admission::Rejected), _) => false,
    }
}

/// What a charger will say because it was sent this.
pub fn asks_for(action: &str, payload: &Value) -> Vec<String> {
    messages::asks_for(action, payload)
}

/// Does an answer say yes, by its status?
pub fn is_accepted(answer: &Result<Value, RemoteError>) -> bool {
    let status = answer.as_ref().ok().map(|payload| spelling::mended(payload.clone(), "filename"));
    status.is_some_and(|payload| payload.get("status").and_then(Value::as_str) == Some("Accepted"))
}

/// What a charger's settings say of what it can do, and whether they show the 1.6 security extension.
pub fn facts(version: Version, settings: &[Setting]) -> (Known, bool) {
    match version {
        Version::V16 => v16::facts(settings),
        Version::V201 | Version::V21 => (v201::facts(settings), false),
    }
}

/// An identifier as it was said, and as it may be kept.
fn told_tag(said: String, hide: &Redactor) -> IdTag {
    IdTag { kept: own_words(&said, hide), said }
}

fn own_words(text: &str, hide: &Redactor) -> String {
    printable(&hide.redact(text), WORDS_MAX)
}

/// The value of a setting as it may be kept.
fn own_value(name: &str, text: &str, hide: &Redactor) -> String {
    if redact::hidden::is_secret_setting(name) {
        return redact::MASK.to_owned();
    }
    printable(&hide.redact(text), VALUE_MAX)
}

/// A firmware version as it may be kept: without what some chargers pad it with.
fn own_version(text: &str, hide: &Redactor) -> Option<String> {
    words::version::bare(&own_words(words::version::bare(text)?, hide)).map(str::to_owned)
}

/// A status word that says no as clearly as an error of that name; else an odd one.
fn odd_status(status: &str, words: impl Fn(&str) -> String) -> Outcome {
    match status {
        // Some chargers borrow it from another message.
        "Rejected" => Outcome::Rejected,
        "NotImplemented" | "NotSupported" | "SecurityError" => {
            Outcome::Failed { code: status.to_owned(), description: String::new() }
        }
        status => Outcome::Odd { status: words(status) },
    }
}

/// What an answer says that has nothing to read but its status.
fn by_status(payload: &Value, manner: &Manner) -> Outcome {
    match payload.get("status").and_then(Value::as_str) {
        Some("Accepted") => Outcome::Accepted,
        Some(status) => odd_status(status, |status| manner.words(status)),
        None => Outcome::Misfit { why: "it has no status".to_owned() },
    }
}

fn plausible(wh: i64) -> i64 {
    wh.clamp(-METER_MAX, METER_MAX)
}

/// `{limit} {unit}` of the lowest limit, `16 A`. A negative limit is how some chargers say that there is none.
fn lowest(limits: impl Iterator<Item = f64>, unit: &str) -> Option<String> {
    limits.filter(|limit| *limit >= 0.0).min_by(f64::total_cmp).map(|least| format!("{least} {unit}"))
}

fn to_value(message: &impl serde::Serialize) -> Value {
    serde_json::to_value(message).expect("our own messages are plain data")
}

/// Writes a request of our own.
fn write<R: ocpp::Request>(request: &R) -> Request {
    Request { action: R::ACTION.to_owned(), payload: to_value(request), typed: None }
}
