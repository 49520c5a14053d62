//! The timeline: each command with who, when and why, its steps, its verdict in words, and what to do next.

mod next;

use super::dialog::OpenForm;
use super::status::{Badge, State};
use super::time::At;
use crate::commands::{Ordering, StopWaiting};
use crate::memo::memo;
use leptos::prelude::*;
use model::{ArchiveKey, Command, Moment, Seq, Step, StepKind, Tone, Verdict, percent};
use next::Next;

/// What an entry can ask of its page.
#[derive(Clone, Copy)]
pub struct Deeds {
    pub ordering: Ordering,
    pub may_order: Signal<bool>,
    /// Opens a form.
    pub order: Callback<OpenForm>,
    /// Leads to the message that shows a step.
    pub show_frame: Callback<Seq>,
}

/// A command that is open stands there with all its steps; afterwards it folds into two lines, unless it ended just now.
#[component]
pub fn TimelineEntry(
    #[prop(into)] command: Signal<Command>,
    deeds: Deeds,
    /// Shown unfolded from the start.
    unfolded: bool,
) -> impl IntoView {
    let id = command.with_untracked(|command| format!("command-{}", command.key));
    let is_open = memo(move |_| command.read().is_open());
    let unfolded = unfolded || is_open.get_untracked();
    view! {
        <li id=id tabindex="-1">
            {move || {
                if is_open.get() {
                    view! { <Running command deeds /> }.into_any()
                } else {
                    view! { <Past command deeds unfolded /> }.into_any()
                }
            }}
        </li>
    }
}

#[component]
fn Running(command: Signal<Command>, deeds: Deeds) -> impl IntoView {
    let (key, charger) = command.with_untracked(|command| (command.key.clone(), command.charger.clone()));
    let state = Signal::derive(move || State::toned(Tone::Busy, command.read().standing()));
    let until = move || command.read().deadline.clone();
    view! {
        <div class="run">
            <div class="row">
                <b>{move || command.read().title()}</b>
                <Badge state />
            </div>
            <p class="why">{move || why_of(&command.read())}</p>
            <Steps command deeds />
            <Next command deeds />
            <div class="next">
                {move || {
                    until()
                        .map(|until| {
                            view! {
                                <span class="muted small">
                                    "Waiting until " <At at=Signal::stored(until) />
                                </span>
                            }
                        })
                }}
                <span class="grow"></span>
                {move || {
                    deeds
                        .may_order
                        .get()
                        .then(|| view! { <StopWaiting charger=charger.clone() command=key.clone() /> })
                }}
            </div>
        </div>
    }
}

#[component]
fn Past(command: Signal<Command>, deeds: Deeds, unfolded: bool) -> impl IntoView {
    let state = Signal::derive(move || {
        let command = command.read();
        State::toned(command.verdict.tone(), command.verdict.words())
    });
    view! {
        <details class="past" open=unfolded>
            <summary>
                <b>{move || command.read().title()}</b>
                <Badge state />
                <small>
                    <Ordered command local_now=deeds.ordering.local_now />
                    {move || format!(" · {}", command.read().by)}
                    {move || failure_of(&command.read())}
                </small>
            </summary>
            <div class="body">
                {move || {
                    let why = parts_of(&command.read()).join(" · ");
                    (!why.is_empty()).then(|| view! { <p class="muted">{why}</p> })
                }}
                <Steps command deeds />
                <Next command deeds />
            </div>
        </details>
    }
}

/// The time it was ordered; the day too, unless that is today.
#[component]
fn Ordered(command: Signal<Command>, local_now: Signal<Moment>) -> impl IntoView {
    move || {
        let at = command.read().ordered.clone();
        let today = at.local.get(..10) == local_now.read().local.get(..10);
        view! { <At at=Signal::stored(at) day=!today /> }
    }
}

#[component]
fn Steps(command: Signal<Command>, deeds: Deeds) -> impl IntoView {
    let done = move || {
        let command = command.read();
        let last = command.steps.len().saturating_sub(1);
        let open = command.is_open();
        command
            .steps
            .iter()
            .enumerate()
            .map(|(index, step)| step_view(step, open && (index == last || bar_of(&step.kind).is_some()), deeds))
            .collect_view()
    };
    let todo = move || {
        command
            .read()
            .ahead()
            .into_iter()
            .map(|words| {
                view! {
                    <li class="todo">
                        <span>{words}</span>
                    </li>
                }
            })
            .collect_view()
    };
    view! { <ol class="steps">{done} {todo}</ol> }
}

fn step_view(step: &Step, is_now: bool, deeds: Deeds) -> impl IntoView + use<> {
    let class = match step.kind.tone() {
        _ if is_now => "now",
        Tone::Ok | Tone::Busy => "",
        Tone::Warn => "warn",
        Tone::Bad => "bad",
        Tone::Neutral => "off",
    };
    let frame = step.event.map(|event| {
        view! {
            " "
            <a
                class="link small"
                href=format!("#frame-{event}")
                on:click=move |click| {
                    click.prevent_default();
                    deeds.show_frame.run(event);
                }
            >
                "message"
            </a>
        }
    });
    let bar = bar_of(&step.kind);
    let open = archive_of(&step.kind).map(|archive| {
        view! {
            " "
            <a class="link small" href=format!("/files/diagnostics/{archive}")>
                "Open"
            </a>
        }
    });
    view! {
        <li class=class>
            <span>{step.kind.words()} {open} {frame} {bar}</span>
            <At at=Signal::stored(step.at.clone()) />
        </li>
    }
}

/// How much of a file has been fetched, until all of it has.
fn bar_of(kind: &StepKind) -> Option<impl IntoView + use<>> {
    let StepKind::Fetched { bytes, total, .. } = kind else { return None };
    let share = percent(*bytes, *total);
    (bytes < total)
        .then(|| view! { <progress max="100" prop:value=share as f64 value=share aria-label="Fetched"></progress> })
}

fn archive_of(kind: &StepKind) -> Option<&ArchiveKey> {
    if let StepKind::Received { archive, .. } = kind { Some(archive) } else { None }
}

/// What exactly, and why.
fn parts_of(command: &Command) -> Vec<String> {
    // Some titles say it already.
    let in_title = command.title() != command.kind.label();
    let subject = Some(&command.subject).filter(|subject| !subject.is_empty() && !in_title);
    subject.cloned().into_iter().chain(command.reason.as_ref().map(|reason| format!("“{reason}”"))).collect()
}

/// The same, and by whom.
fn why_of(command: &Command) -> String {
    let mut parts = parts_of(command);
    parts.insert(parts.len().min(1), command.by.clone());
    parts.join(" · ")
}

/// What the charger said of its refusal, in its own words.
fn failure_of(command: &Command) -> String {
    match &command.verdict {
        Verdict::Failed { description, .. } if !description.is_empty() => format!(" · {description}"),
        Verdict::AnswerMisfit { why } => format!(" · {why}"),
        _verdicts_that_say_it_all => String::new(),
    }
}
