//! A charger as operators see it: who it is, how it is, and what is running on it.

use crate::{
    Abilities, Admission, ChargerKey, CommandKind, CommandQuery, Known, LearntProtocol, Moment, OpenCommand,
    OrganisationKey, Protocol, Seq, SiteKey, Treatment,
};
use serde::{Deserialize, Serialize};

/// How a state is coloured. Colour never stands alone: a word and an icon go with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tone {
    Ok,
    Busy,
    Warn,
    Bad,
    Neutral,
}

impl Tone {
    /// The class name in the style sheets.
    pub fn class(self) -> &'static str {
        match self {
            Tone::Ok => "ok",
            Tone::Busy => "busy",
            Tone::Warn => "warn",
            Tone::Bad => "bad",
            Tone::Neutral => "off",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteRef {
    pub key: SiteKey,
    pub name: String,
    pub organisation: String,
    pub organisation_key: OrganisationKey,
    /// IANA name, `Europe/Helsinki`.
    pub time_zone: String,
}

/// A connector's newest status, in the charger's own word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connector {
    /// The EVSE it belongs to; 0 on 1.6, which has connectors only.
    #[serde(default)]
    pub evse: i64,
    /// 0 is the charger as a whole.
    pub id: i64,
    pub status: String,
    /// The error code, where it is not NoError.
    pub error: Option<String>,
    pub info: Option<String>,
}

/// The statuses under which a plug is in use.
pub const BUSY_STATUSES: [&str; 3] = ["Charging", "SuspendedEV", "SuspendedEVSE"];

impl Connector {
    /// It is in use, as far as its status tells. Preparing, Finishing and the Occupied of 2.x say nothing of it.
    pub fn is_busy(&self) -> bool {
        BUSY_STATUSES.contains(&self.status.as_str())
    }

    /// `The charger`, `Connector 2`, `EVSE 2`, `EVSE 2, connector 3`.
    pub fn place(&self) -> String {
        place(self.evse, self.id)
    }

    pub fn tone(&self) -> Tone {
        match self.status.as_str() {
            "Available" => Tone::Ok,
            "Faulted" => Tone::Bad,
            "Unavailable" | "Reserved" => Tone::Neutral,
            _charging_or_a_word_of_the_charger => Tone::Busy,
        }
    }

    /// How the count under the charger's name calls it.
    pub fn words(&self) -> &'static str {
        match self.status.as_str() {
            "Available" => "available",
            "Faulted" => "faulted",
            "Unavailable" => "out of service",
            "Reserved" => "reserved",
            "Charging" => "charging",
            _in_some_way_occupied => "occupied",
        }
    }
}

/// Where on a charger something is. The first connector of an EVSE is told as the EVSE itself.
pub fn place(evse: i64, connector: i64) -> String {
    match (evse, connector) {
        (0, 0) => "The charger".to_owned(),
        (0, connector) => format!("Connector {connector}"),
        (evse, 0 | 1) => format!("EVSE {evse}"),
        (evse, connector) => format!("EVSE {evse}, connector {connector}"),
    }
}

/// A charging session that runs now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transaction {
    #[serde(default)]
    pub evse: i64,
    pub connector: i64,
    pub started: Moment,
    /// Energy so far in watt-hours, where the charger has told any.
    pub energy_wh: Option<i64>,
    #[serde(default)]
    pub known_by: KnownBy,
}

impl Transaction {
    /// `connector 2`, `EVSE 1`.
    pub fn place(&self) -> String {
        let place = place(self.evse, self.connector);
        place.strip_prefix("Connector").map_or(place.clone(), |rest| format!("connector{rest}"))
    }

    /// `14.2 kWh`, or what is known.
    pub fn energy(&self) -> String {
        match self.energy_wh {
            Some(wh) => {
                let sign = if wh < 0 { "-" } else { "" };
                format!("{sign}{}.{} kWh", wh.unsigned_abs() / 1000, wh.unsigned_abs() % 1000 / 100)
            }
            None => "energy not reported".to_owned(),
        }
    }

    /// `14.2 kWh since 17:03`; where there are no readings, that alone which is known.
    pub fn so_far(&self) -> String {
        let since = self.started.local.get(11..16).unwrap_or_default();
        match self.energy_wh {
            Some(_) => format!("{} since {since}", self.energy()),
            None => format!("since {since}; its energy is not reported"),
        }
    }
}

/// By what it is known that a plug is busy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum KnownBy {
    /// The charger reported the start of a session.
    #[default]
    Start,
    /// Its readings name a session that was not begun here.
    Number,
    /// Its meter rises.
    Energy,
    /// Its status, such as Charging.
    Status,
}

impl KnownBy {
    /// What is said beside a session whose start was not reported.
    pub fn words(self) -> Option<&'static str> {
        match self {
            KnownBy::Start => None,
            KnownBy::Number => Some("begun before Chargehand knew of it"),
            KnownBy::Energy => Some("known by its meter alone"),
            KnownBy::Status => Some("known by its status alone"),
        }
    }
}

/// Messages that were odd and were taken all the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Oddities {
    pub count: i64,
    /// What was odd about the last one.
    pub last: String,
    pub at: Moment,
}

/// Why a charger must be rebooted by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RebootNeeded {
    ProfilesCleared,
    FirmwareInstalled,
    SettingChanged,
}

impl RebootNeeded {
    pub fn as_str(self) -> &'static str {
        match self {
            RebootNeeded::ProfilesCleared => "ProfilesCleared",
            RebootNeeded::FirmwareInstalled => "FirmwareInstalled",
            RebootNeeded::SettingChanged => "SettingChanged",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [RebootNeeded::ProfilesCleared, RebootNeeded::FirmwareInstalled, RebootNeeded::SettingChanged]
            .into_iter()
            .find(|why| why.as_str() == text)
    }

    pub fn words(self) -> &'static str {
        match self {
            RebootNeeded::ProfilesCleared => {
                "Charging profiles were cleared. Until a reboot, limits may not be enforced as expected."
            }
            RebootNeeded::FirmwareInstalled => "New firmware is installed and waits for a reboot.",
            RebootNeeded::SettingChanged => "A setting was changed that counts from the next boot on.",
        }
    }
}

/// A charger's whole state: the row in the list and the head of its page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charger {
    pub key: ChargerKey,
    /// The OCPP identity.
    pub identity: String,
    pub name: String,
    pub site: SiteRef,
    pub vendor: Option<String>,
    pub model: Option<String>,
    pub serial: Option<String>,
    pub firmware: Option<String>,
    /// Once it has connected.
    pub protocol: Option<Protocol>,
    /// On 1.6: it has shown that it knows the security extension.
    pub security_extension: bool,
    pub treatment: Treatment,
    /// What its last BootNotification was answered with; none: it has never booted.
    pub registered: Option<Admission>,
    pub abilities: Abilities,
    pub known: Known,
    /// By what it, or its model, last moved a file to or from here.
    #[serde(default)]
    pub learnt_protocol: Option<LearntProtocol>,
    /// Critical security events that nobody has seen yet.
    pub alerts: i64,
    /// Today, if it was.
    #[serde(default)]
    pub turned_away: Option<Refusals>,
    pub online: bool,
    /// Since when it is connected or offline; none if it never connected.
    pub since: Option<Moment>,
    /// Registered to connect without a password.
    pub no_password: bool,
    /// Not let in, whatever it knows.
    #[serde(default)]
    pub blocked: bool,
    pub connectors: Vec<Connector>,
    pub transactions: Vec<Transaction>,
    pub last_message: Option<(Moment, String)>,
    #[serde(default)]
    pub oddities: Option<Oddities>,
    pub reboot_needed: Option<RebootNeeded>,
    /// Commands without a verdict, oldest first.
    pub open: Vec<OpenCommand>,
    /// Since when firmware is fetched or installed, which a reboot would interrupt.
    #[serde(default)]
    pub updating: Option<Moment>,
    /// Actions that it last answered with NotImplemented or NotSupported, on this firmware.
    pub unsupported: Vec<CommandKind>,
}

/// What an operator should look at, most pressing first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Attention {
    /// Faulted, or a reboot is needed.
    Needed,
    Offline,
    Busy,
}

impl Attention {
    pub fn as_str(self) -> &'static str {
        match self {
            Attention::Needed => "needed",
            Attention::Offline => "offline",
            Attention::Busy => "busy",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Attention::Needed, Attention::Offline, Attention::Busy].into_iter().find(|a| a.as_str() == text)
    }
}

impl Charger {
    /// The connectors proper, without the charger as a whole.
    pub fn plugs(&self) -> impl Iterator<Item = &Connector> {
        self.connectors.iter().filter(|connector| connector.id != 0)
    }

    pub fn is_faulted(&self) -> bool {
        self.connectors.iter().any(|connector| connector.status == "Faulted")
    }

    /// `1 available, 1 out of service`; of one that is offline what was last known, and when.
    pub fn connectors_in_words(&self) -> String {
        let mut counts: Vec<(&'static str, usize)> = Vec::new();
        for plug in self.plugs() {
            match counts.iter_mut().find(|(words, _)| *words == plug.words()) {
                Some((_, count)) => *count += 1,
                None => counts.push((plug.words(), 1)),
            }
        }
        if counts.is_empty() {
            return "connectors not reported".to_owned();
        }
        let words = counts.iter().map(|(words, count)| format!("{count} {words}")).collect::<Vec<_>>().join(", ");
        match &self.since {
            Some(since) if !self.online => format!("last known at {}: {words}", since.minute()),
            Some(_) | None => words,
        }
    }

    /// `1.6J with security extension`, `2.0.1`.
    pub fn protocol_in_words(&self) -> String {
        match self.protocol {
            None => "not known yet".to_owned(),
            Some(protocol) if self.security_extension && !protocol.has_evses() => {
                format!("{protocol} with security extension")
            }
            Some(protocol) => protocol.to_string(),
        }
    }

    /// `ABB Terra 184`.
    pub fn make(&self) -> String {
        match (&self.vendor, &self.model) {
            (Some(vendor), Some(model)) => format!("{vendor} {model}"),
            (Some(one), None) | (None, Some(one)) => one.clone(),
            (None, None) if self.registered.is_some() => "vendor and model not told".to_owned(),
            (None, None) => "never booted".to_owned(),
        }
    }
}

/// A charging profile that a charger holds, as far as is known here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldHere {
    pub id: i64,
    /// Connector on 1.6, EVSE on 2.x; 0 is the whole charger.
    pub place: i64,
    pub purpose: String,
    pub stack_level: i64,
    /// Its lowest limit, `16 A`.
    pub amount: Option<String>,
    /// Set from here.
    pub set_here: bool,
    /// The charger has said that it holds it.
    pub reported: bool,
}

/// How often a charger was turned away at the door on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusals {
    pub count: i64,
    pub last: Moment,
    /// Why, the last time.
    pub why: String,
}

impl Refusals {
    /// `Turned away at the door 3 times today, last because: Wrong password`
    pub fn words(&self) -> String {
        let times = if self.count == 1 { "once".to_owned() } else { format!("{} times", self.count) };
        format!("Turned away at the door {times} today, the last time because: {}", self.why)
    }
}

/// What the list is asked for; it lives in the address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChargerQuery {
    /// Words, each to be found in name, identity, site, serial, vendor, model or firmware.
    pub search: Option<String>,
    pub attention: Option<Attention>,
    pub site: Option<SiteKey>,
    /// `Vendor Model`.
    pub model: Option<String>,
    /// Where the page before ended.
    pub after: Option<String>,
}

pub type ChargerRow = Charger;

/// One page of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chargers {
    pub rows: Vec<ChargerRow>,
    /// Where the next page begins.
    pub next: Option<String>,
    pub total: i64,
    pub connected: i64,
    pub needing_attention: i64,
    pub offline: i64,
    pub busy: i64,
    /// Sites and models to filter by, most used first, at most 50 each.
    pub sites: Vec<(SiteKey, String)>,
    pub models: Vec<String>,
    pub seq: Seq,
    pub now: i64,
}

/// A charger that was refused at the door.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Knock {
    /// The identity it gave, made printable.
    pub identity: String,
    pub address: String,
    pub first: Moment,
    pub last: Moment,
    pub count: i64,
    /// Why it was refused, in a sentence.
    pub why: String,
    /// Unknown here, so that it can be registered.
    pub registrable: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Knocks {
    pub rows: Vec<Knock>,
    pub now: i64,
}

impl CommandQuery {
    /// Everything ordered on one charger, by whomever.
    pub fn of_charger(charger: &ChargerKey) -> Self {
        Self { charger: Some(charger.clone()), by_itself: true, ..Self::default() }
    }
}
