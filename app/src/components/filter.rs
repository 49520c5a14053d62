//! Which messages are shown: the filter lives in the page's address, so that it can be kept and sent on.

use leptos::prelude::*;
use leptos_router::params::ParamsMap;
use model::{Direction, TraceFilter};

/// Reads the filter from an address's parts; what does not read is no filter.
pub fn from_parts(
    direction: Option<&str>,
    action: Option<String>,
    errors: Option<&str>,
    routine: Option<&str>,
) -> TraceFilter {
    TraceFilter {
        direction: direction.and_then(parse_direction),
        action: action.filter(|action| !action.is_empty()),
        errors_only: errors == Some("1"),
        hide_routine: routine == Some("hide"),
    }
}

pub fn from_query(query: &ParamsMap) -> TraceFilter {
    from_parts(query.get_str("direction"), query.get("action"), query.get_str("errors"), query.get_str("routine"))
}

/// Names and values as they stand in the address; what is not set is left out.
pub fn parts(filter: &TraceFilter) -> [(&'static str, Option<String>); 4] {
    [
        ("direction", filter.direction.map(|direction| direction_word(direction).to_owned())),
        ("action", filter.action.clone()),
        ("errors", filter.errors_only.then(|| "1".to_owned())),
        ("routine", filter.hide_routine.then(|| "hide".to_owned())),
    ]
}

/// An address with its query; parts without a value are left out.
pub fn address(path: &str, parts: &[(&str, Option<String>)]) -> String {
    let mut address = path.to_owned();
    let given =
        parts.iter().filter_map(|(name, value)| Some((name, value.as_deref().filter(|value| !value.is_empty())?)));
    for (index, (name, value)) in given.enumerate() {
        address.push(if index == 0 { '?' } else { '&' });
        address.push_str(name);
        address.push('=');
        push_escaped(&mut address, value);
    }
    address
}

pub fn direction_word(direction: Direction) -> &'static str {
    match direction {
        Direction::FromCharger => "from-charger",
        Direction::ToCharger => "to-charger",
    }
}

/// A filter's chip: a link that sets it, or takes it back.
#[component]
pub fn FilterChip(
    #[prop(into)] href: Signal<String>,
    #[prop(into)] on: Signal<bool>,
    children: Children,
) -> impl IntoView {
    view! {
        <a class="chip" href=move || href.get() aria-current=move || on.get().then_some("true") data-noscroll="">
            {children()}
        </a>
    }
}

fn parse_direction(text: &str) -> Option<Direction> {
    [Direction::FromCharger, Direction::ToCharger].into_iter().find(|direction| direction_word(*direction) == text)
}

/// Escapes all but what every address may hold; the same on the server and in the browser.
fn push_escaped(address: &mut String, value: &str) {
    for byte in value.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => address.push(char::from(byte)),
            other => address.push_str(&format!("%{other:02X}")),
        }
    }
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
        assert_eq!(
            address("/chargers/k", &parts(&filter)),
            "/chargers/k?direction=to-charger&action=Reset&errors=1&routine=hide"
        );
        let read = from_parts(Some("to-charger"), Some("Reset".to_owned()), Some("1"), Some("hide"));
        assert_eq!(read, filter);
        assert_eq!(from_parts(Some("sideways"), Some(String::new()), Some("0"), None), TraceFilter::default());
    }

    #[test]
    fn odd_text_is_escaped_in_addresses() {
        let check = |value: &str, expected: &str| assert_eq!(address("/a", &[("q", Some(value.to_owned()))]), expected);
        check("", "/a");
        check("50 % & ä", "/a?q=50%20%25%20%26%20%C3%A4");
    }
}
