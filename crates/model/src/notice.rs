//! What a charger can be asked to tell, and what it told.

use serde::{Deserialize, Serialize};

/// What a message of a charger's is about, as far as it can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Topic {
    /// The status of a connector.
    Status,
    /// What the meter shows.
    Meter,
    Heartbeat,
    /// How far an update of firmware is.
    Firmware,
    /// How far an upload of diagnostics is, as 1.6 knows it.
    Diagnostics,
    /// The same of a log, as the 1.6 security extension and 2.x know it.
    Log,
    /// That it has booted.
    Boot,
}

impl Topic {
    pub const ALL: [Topic; 7] =
        [Topic::Status, Topic::Meter, Topic::Heartbeat, Topic::Firmware, Topic::Diagnostics, Topic::Log, Topic::Boot];

    /// The word in forms.
    pub fn as_str(self) -> &'static str {
        match self {
            Topic::Status => "status",
            Topic::Meter => "meter",
            Topic::Heartbeat => "heartbeat",
            Topic::Firmware => "firmware",
            Topic::Diagnostics => "diagnostics",
            Topic::Log => "log",
            Topic::Boot => "boot",
        }
    }

    pub fn parse(text: &str) -> Option<Topic> {
        Topic::ALL.into_iter().find(|topic| topic.as_str() == text)
    }

    pub fn words(self) -> &'static str {
        match self {
            Topic::Status => "Status",
            Topic::Meter => "Meter values",
            Topic::Heartbeat => "Heartbeat",
            Topic::Firmware => "Firmware status",
            Topic::Diagnostics => "Diagnostics status",
            Topic::Log => "Log status",
            Topic::Boot => "Boot",
        }
    }

    /// Is it of a connector, or may it be?
    pub fn has_place(self) -> bool {
        match self {
            Topic::Status | Topic::Meter => true,
            Topic::Heartbeat | Topic::Firmware | Topic::Diagnostics | Topic::Log | Topic::Boot => false,
        }
    }

    /// The two words for an upload's status are one thing.
    fn is_same(self, other: Topic) -> bool {
        let is_upload = |topic| matches!(topic, Topic::Diagnostics | Topic::Log);
        self == other || is_upload(self) && is_upload(other)
    }
}

/// Something that a charger tells: what about, and of which place, as far as that is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    pub topic: Topic,
    /// On 2.x.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evse: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connector: Option<i64>,
}

impl Notice {
    /// Of no place.
    pub const fn of(topic: Topic) -> Notice {
        Notice { topic, evse: None, connector: None }
    }

    /// `Status of connector 1`
    pub fn words(&self) -> String {
        let words = self.topic.words();
        match (self.evse, self.connector) {
            (None, None) => words.to_owned(),
            (None, Some(connector)) => format!("{words} of connector {connector}"),
            (Some(evse), None) => format!("{words} of EVSE {evse}"),
            (Some(evse), Some(connector)) => format!("{words} of EVSE {evse}, connector {connector}"),
        }
    }

    /// Is this what was asked for? What says nothing of a place may be of any.
    pub fn is_met_by(&self, told: &Notice) -> bool {
        let fits = |asked: Option<i64>, told: Option<i64>| asked.zip(told).is_none_or(|(asked, told)| asked == told);
        self.topic.is_same(told.topic) && fits(self.evse, told.evse) && fits(self.connector, told.connector)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_for_is_known_by_its_topic_and_its_place() {
        let notice = |topic, evse, connector| Notice { topic, evse, connector };
        let check = |asked: Notice, told: Notice, expected: bool| {
            assert_eq!(asked.is_met_by(&told), expected, "{asked:?} by {told:?}");
        };
        check(Notice::of(Topic::Heartbeat), Notice::of(Topic::Heartbeat), true);
        check(Notice::of(Topic::Heartbeat), Notice::of(Topic::Boot), false);
        check(Notice::of(Topic::Diagnostics), Notice::of(Topic::Log), true);
        check(Notice::of(Topic::Firmware), Notice::of(Topic::Log), false);
        let first = notice(Topic::Status, None, Some(1));
        check(first, first, true);
        check(first, notice(Topic::Status, None, Some(2)), false);
        check(Notice::of(Topic::Status), first, true);
        let evse = notice(Topic::Meter, Some(1), None);
        check(evse, notice(Topic::Meter, Some(1), Some(1)), true);
        check(evse, notice(Topic::Meter, Some(2), Some(1)), false);
        check(evse, Notice::of(Topic::Meter), true);
    }

    #[test]
    fn each_topic_has_a_word_that_forms_know() {
        for topic in Topic::ALL {
            assert_eq!(Topic::parse(topic.as_str()), Some(topic));
            assert_eq!(serde_json::to_string(&topic).unwrap(), format!("\"{}\"", topic.as_str()));
        }
        let status = Notice { topic: Topic::Status, evse: Some(2), connector: Some(1) };
        assert_eq!(status.words(), "Status of EVSE 2, connector 1");
        assert_eq!(Notice::of(Topic::Meter).words(), "Meter values");
    }
}
