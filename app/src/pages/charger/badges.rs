//! The badges in a charger's head: what matters about it now, each with the one thing to do about it.

use crate::components::icon::Glyph;
use crate::components::status::{Badge, State};
use crate::components::time::{known_at, length};
use crate::forms::desk::OrderDesk;
use crate::forms::one_click::OneClick;
use crate::ground::live::Live;
use crate::ground::memo::memo;
use leptos::prelude::*;
use model::{Admission, Charger, CommandKey, CommandKind, OpenCommand, RebootNeeded, Tone};

/// `rendered_at` is the server's clock when the page was made; the page's own takes over once it runs.
#[component]
pub fn Badges(
    #[prop(into)] charger: Signal<Charger>,
    #[prop(into)] rendered_at: Signal<i64>,
    #[prop(into)] may_order: Signal<bool>,
    desk: OrderDesk,
) -> impl IntoView {
    let live = Live::get();
    let known_at = known_at(rendered_at);
    let connection = memo(move |_| connection_of(&charger.read(), known_at.get(), live.stream().stands_still()));
    let needed = memo(move |_| charger.read().reboot_needed);
    let faulted = memo(move |_| faulted_of(&charger.read()));
    let open = memo(move |_| charger.read().open.iter().map(|open| open.key.clone()).collect::<Vec<_>>());
    let alerts = memo(move |_| charger.read().alerts);
    let held = memo(move |_| charger.read().registered);
    let blocked = memo(move |_| charger.read().blocked);
    let no_password = memo(move |_| charger.read().no_password);
    view! {
        <Badge state=connection />
        {move || faulted.get().map(|state| view! { <Badge state /> })}
        <For each=move || open.get() key=|key| key.clone() let:key>
            <OpenBadge charger key />
        </For>
        {move || {
            needed
                .get()
                .map(|why| view! { <RebootNeededBadge why charger may_order desk /> })
        }}
        {move || {
            let alerts = alerts.get();
            (alerts > 0)
                .then(|| {
                    let title = match alerts {
                        1 => "It has reported 1 critical security event that nobody has seen yet.".to_owned(),
                        more => format!("It has reported {more} critical security events that nobody has seen yet."),
                    };
                    view! {
                        <a href="#security" title=title>
                            <Badge state=State::new(Tone::Bad, Glyph::Shield, "Security alert") />
                        </a>
                    }
                })
        }}
        {move || {
            let (words, admission) = match held.get() {
                Some(admission @ Admission::Pending) => ("Held back", admission),
                Some(admission @ Admission::Rejected) => ("Turned away", admission),
                Some(Admission::Accepted) | None => return None,
            };
            Some(
                view! {
                    <span title=admission.words()>
                        <Badge state=State::new(Tone::Warn, Glyph::Triangle, words) />
                    </span>
                },
            )
        }}
        {move || {
            blocked.get().then(|| {
                view! {
                    <span title="It is not let in: an administrator has blocked it.">
                        <Badge state=State::new(Tone::Warn, Glyph::Triangle, "Blocked") />
                    </span>
                }
            })
        }}
        {move || {
            no_password
                .get()
                .then(|| {
                    view! {
                        <span title="It connects without a password: whoever knows its identity could pose as it.">
                            <Badge state=State::new(Tone::Warn, Glyph::Triangle, "No password") />
                        </span>
                    }
                })
        }}
    }
}

#[component]
fn RebootNeededBadge(
    why: RebootNeeded,
    #[prop(into)] charger: Signal<Charger>,
    #[prop(into)] may_order: Signal<bool>,
    desk: OrderDesk,
) -> impl IntoView {
    let can = memo(move |_| charger.read().online && may_order.get());
    view! {
        <span title=why.words()>
            <Badge state=State::new(Tone::Warn, Glyph::Triangle, "Reboot needed")>
                {move || {
                    can.get()
                        .then(|| {
                            view! {
                                <OneClick
                                    desk
                                    kind=CommandKind::Reboot
                                    fields=vec![("kind", "Soft".to_owned()), ("reason", why.words().to_owned())]
                                    label="Reboot now"
                                    class="btn quiet"
                                />
                            }
                        })
                }}
            </Badge>
        </span>
    }
}

/// `Connected for 3 h`, `Offline for 5 min`, `Never connected`; while no live updates come, the same as the last that is known.
fn connection_of(charger: &Charger, known_at: i64, paused: bool) -> State {
    let Some(since) = &charger.since else { return State::new(Tone::Neutral, Glyph::Ring, "Never connected") };
    let length = length(known_at - since.ms);
    match (charger.online, paused) {
        (true, false) => State::new(Tone::Ok, Glyph::Dot, format!("Connected for {length}")),
        (true, true) => State::new(Tone::Neutral, Glyph::Ring, format!("Last known: connected for {length}")),
        (false, false) => State::new(Tone::Neutral, Glyph::Ring, format!("Offline for {length}")),
        (false, true) => State::new(Tone::Neutral, Glyph::Ring, format!("Last known: offline for {length}")),
    }
}

/// Of one that is offline it is what was last known.
fn faulted_of(charger: &Charger) -> Option<State> {
    charger.is_faulted().then(|| match charger.online {
        true => State::new(Tone::Bad, Glyph::Cross, "Faulted"),
        false => State::new(Tone::Neutral, Glyph::Cross, "Faulted when last heard"),
    })
}

/// What is open, and how it stands.
fn state_of(open: &OpenCommand) -> State {
    State::new(Tone::Busy, Glyph::Spin, open.state.clone())
}

#[component]
fn OpenBadge(#[prop(into)] charger: Signal<Charger>, key: CommandKey) -> impl IntoView {
    let state = memo(move |before: Option<&State>| {
        let charger = charger.read();
        // One that has just gone may be asked once more.
        let open = charger.open.iter().find(|open| open.key == key).map(state_of);
        open.or_else(|| before.cloned()).unwrap_or_else(|| State::new(Tone::Busy, Glyph::Spin, ""))
    });
    view! { <Badge state /> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::fixtures::charger;
    use model::{Connector, Moment};

    /// K-15: what is counted says since when it is known, and stops where nothing is heard any more.
    #[test]
    fn the_connection_is_told_as_far_as_it_is_known() {
        let check = |online: bool, paused: bool, words: &str| {
            let since = Some(Moment { ms: 0, local: String::new() });
            let charger = Charger { online, since, ..charger() };
            assert_eq!(connection_of(&charger, 17 * 60_000, paused).words, words);
        };
        check(true, false, "Connected for 17 min");
        check(true, true, "Last known: connected for 17 min");
        check(false, false, "Offline for 17 min");
        check(false, true, "Last known: offline for 17 min");
        let mut faulted = Charger { online: false, ..charger() };
        faulted.connectors.push(Connector { evse: 0, id: 1, status: "Faulted".to_owned(), error: None, info: None });
        assert_eq!(faulted_of(&faulted).map(|state| state.words), Some("Faulted when last heard".to_owned()));
        let never = Charger { online: false, since: None, ..charger() };
        assert_eq!(connection_of(&never, 1, true).words, "Never connected");
    }
}
