//! What lists and messages are asked for, as it stands in an address and goes over the wire.

use crate::ground::address::{Parts, Query};
use model::{Attention, ChargerKey, ChargerQuery, CommandKind, CommandQuery, Direction, SiteKey, TraceFilter};

impl Query for ChargerQuery {
    fn read(part: impl Fn(&str) -> Option<String>) -> Self {
        let part = filled(part);
        Self {
            search: part("q"),
            attention: part("attention").as_deref().and_then(Attention::parse),
            site: part("site").map(SiteKey),
            model: part("model"),
            after: part("after"),
        }
    }

    fn parts(&self) -> Parts {
        vec![
            ("q", self.search.clone()),
            ("attention", self.attention.map(|attention| attention.as_str().to_owned())),
            ("site", self.site.as_ref().map(SiteKey::to_string)),
            ("model", self.model.clone()),
            ("after", self.after.clone()),
        ]
    }
}

impl Query for CommandQuery {
    fn read(part: impl Fn(&str) -> Option<String>) -> Self {
        let part = filled(part);
        Self {
            charger: part("charger").map(ChargerKey),
            kind: part("kind").as_deref().and_then(CommandKind::parse),
            open: part("open").is_some(),
            by_itself: part("own").is_some(),
            search: part("q"),
            before: part("before"),
        }
    }

    fn parts(&self) -> Parts {
        vec![
            ("charger", self.charger.as_ref().map(ChargerKey::to_string)),
            ("kind", self.kind.map(|kind| kind.slug().to_owned())),
            ("open", self.open.then(|| "1".to_owned())),
            ("own", self.by_itself.then(|| "1".to_owned())),
            ("q", self.search.clone()),
            ("before", self.before.clone()),
        ]
    }
}

impl Query for TraceFilter {
    fn read(part: impl Fn(&str) -> Option<String>) -> Self {
        Self {
            direction: part("direction").as_deref().and_then(parse_direction),
            action: part("action").filter(|action| !action.is_empty()),
            errors_only: part("errors").as_deref() == Some("1"),
            hide_routine: part("routine").as_deref() == Some("hide"),
        }
    }

    fn parts(&self) -> Parts {
        vec![
            ("direction", self.direction.map(|direction| direction_word(direction).to_owned())),
            ("action", self.action.clone()),
            ("errors", self.errors_only.then(|| "1".to_owned())),
            ("routine", self.hide_routine.then(|| "hide".to_owned())),
        ]
    }
}

/// Which of an organisation's tokens are listed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TokenQuery {
    pub organisation: Option<String>,
    pub words: Option<String>,
    pub after: Option<String>,
    /// The token that is being edited.
    pub edit: Option<String>,
}

impl Query for TokenQuery {
    fn read(part: impl Fn(&str) -> Option<String>) -> Self {
        let part = filled(part);
        Self { organisation: part("organisation"), words: part("q"), after: part("after"), edit: None }
    }

    fn parts(&self) -> Parts {
        vec![
            ("organisation", self.organisation.clone()),
            ("q", self.words.clone()),
            ("after", self.after.clone()),
            ("edit", self.edit.clone()),
        ]
    }
}

/// Which diagnostics archives are listed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ArchiveQuery {
    pub charger: Option<String>,
    pub before: Option<String>,
}

impl Query for ArchiveQuery {
    fn read(part: impl Fn(&str) -> Option<String>) -> Self {
        let part = filled(part);
        Self { charger: part("charger"), before: part("before") }
    }

    fn parts(&self) -> Parts {
        vec![("charger", self.charger.clone()), ("before", self.before.clone())]
    }
}

pub fn direction_word(direction: Direction) -> &'static str {
    match direction {
        Direction::FromCharger => "from-charger",
        Direction::ToCharger => "to-charger",
    }
}

fn parse_direction(text: &str) -> Option<Direction> {
    [Direction::FromCharger, Direction::ToCharger].into_iter().find(|direction| direction_word(*direction) == text)
}

/// What is nothing but space is not there.
fn filled(part: impl Fn(&str) -> Option<String>) -> impl Fn(&str) -> Option<String> {
    move |name| part(name).filter(|value| !value.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_filter_survives_its_way_through_the_address() {
        // G7
        let filter = TraceFilter {
            direction: Some(Direction::ToCharger),
            action: Some("Reset".to_owned()),
            errors_only: true,
            hide_routine: true,
        };
        assert_eq!(filter.on("/chargers/k"), "/chargers/k?direction=to-charger&action=Reset&errors=1&routine=hide");
        assert_eq!(TraceFilter::read(|name| filter.part(name)), filter);
        let odd = [("direction", "sideways"), ("action", ""), ("errors", "0")];
        let part = |name: &str| odd.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        assert_eq!(TraceFilter::read(part), TraceFilter::default());
    }
}
