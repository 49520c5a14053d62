//! The badges in a charger's head: what matters about it now, each with the one thing to do about it.

use super::icon::Glyph;
use super::one_click::OneClick;
use super::status::{Badge, State};
use super::time::length;
use crate::clock::Clock;
use crate::commands::Ordering;
use crate::memo::memo;
use leptos::prelude::*;
use model::{Admission, Charger, CommandKind, RebootNeeded, Tone};

/// `rendered_at` is the server's clock when the page was made; the page's own takes over once it runs.
#[component]
pub fn Badges(
    #[prop(into)] charger: Signal<Charger>,
    #[prop(into)] rendered_at: Signal<i64>,
    #[prop(into)] may_order: Signal<bool>,
    ordering: Ordering,
) -> impl IntoView {
    let clock = Clock::get();
    let connection = Signal::derive(move || connection_of(&charger.read(), clock.now().unwrap_or(rendered_at.get())));
    let needed = memo(move |_| charger.read().reboot_needed);
    view! {
        <Badge state=connection />
        {move || {
            charger
                .read()
                .is_faulted()
                .then(|| view! { <Badge state=State::new(Tone::Bad, Glyph::Cross, "Faulted") /> })
        }}
        {move || {
            charger
                .read()
                .open
                .iter()
                .map(|open| {
                    let words = open.state.clone();
                    view! { <Badge state=State::new(Tone::Busy, Glyph::Spin, words) /> }
                })
                .collect_view()
        }}
        {move || {
            needed
                .get()
                .map(|why| view! { <RebootNeededBadge why charger may_order ordering /> })
        }}
        {move || {
            let alerts = charger.read().alerts;
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
            let (words, admission) = match charger.read().registered {
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
            charger
                .read()
                .blocked
                .then(|| {
                    view! {
                        <span title="It is not let in: an administrator has blocked it.">
                            <Badge state=State::new(Tone::Warn, Glyph::Triangle, "Blocked") />
                        </span>
                    }
                })
        }}
        {move || {
            charger
                .read()
                .no_password
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
    ordering: Ordering,
) -> impl IntoView {
    let can = move || charger.read().online && may_order.get();
    view! {
        <span title=why.words()>
            <Badge state=State::new(Tone::Warn, Glyph::Triangle, "Reboot needed")>
                {move || {
                    can()
                        .then(|| {
                            view! {
                                <OneClick
                                    ordering
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

/// `Connected for 3 h`, `Offline for 5 min`, `Never connected`.
fn connection_of(charger: &Charger, now: i64) -> State {
    match &charger.since {
        None => State::new(Tone::Neutral, Glyph::Ring, "Never connected"),
        Some(since) if charger.online => {
            State::new(Tone::Ok, Glyph::Dot, format!("Connected for {}", length(now - since.ms)))
        }
        Some(since) => State::new(Tone::Neutral, Glyph::Ring, format!("Offline for {}", length(now - since.ms))),
    }
}
