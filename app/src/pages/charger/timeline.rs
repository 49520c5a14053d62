//! The timeline: each command with who, when and why, its steps, its verdict in words, and what to do next.

pub mod deeds;
mod next;

use crate::components::status::{Badge, State};
use crate::components::time::At;
use crate::forms::stop_waiting::StopWaiting;
use crate::ground::memo::memo;
use crate::pages::charger::timeline::deeds::Deeds;
use crate::pages::charger::timeline::next::Next;
use actions::{Command, Common, Verdict};
use leptos::prelude::*;
use model::{ArchiveKey, Moment, Step, StepKind, Tone, percent};

/// A command stands there unfolded while it is open, and where it ended just now; afterwards it folds into two lines. It is one
/// and the same in both, so that nobody loses place when the verdict comes.
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
    let state = memo(move |_| {
        let command = command.read();
        if command.is_open() {
            State::toned(Tone::Busy, command.standing())
        } else {
            State::toned(command.verdict.tone(), command.verdict.words())
        }
    });
    let title = memo(move |_| command.read().title());
    let by = memo(move |_| format!(" · {}{}", command.read().by, failure_of(&command.read())));
    let why = memo(move |_| parts_of(&command.read()).join(" · "));
    view! {
        <li id=id tabindex="-1">
            <details class="entry" class:run=move || is_open.get() open=unfolded>
                <summary>
                    <b>{move || title.get()}</b>
                    <Badge state />
                    <small>
                        <Ordered command local_now=deeds.desk.local_now />
                        {move || by.get()}
                    </small>
                </summary>
                <div class="body">
                    <Show when=move || !why.read().is_empty()>
                        <p class="why">{move || why.get()}</p>
                    </Show>
                    <Steps command deeds />
                    <Next command deeds />
                    <Show when=move || is_open.get()>
                        <Waits command deeds />
                    </Show>
                </div>
            </details>
        </li>
    }
}

/// Until when an open command is waited for, and the button that ends the waiting.
#[component]
fn Waits(command: Signal<Command>, deeds: Deeds) -> impl IntoView {
    let ids = StoredValue::new(command.with_untracked(|command| (command.key.clone(), command.charger.clone())));
    let until = memo(move |_| command.read().deadline.clone().unwrap_or_default());
    let is_timed = memo(move |_| command.read().deadline.is_some());
    let may_order = memo(move |_| deeds.may_order.get());
    view! {
        <div class="next">
            <Show when=move || is_timed.get()>
                <span class="muted small">"Waiting until " <At at=until /></span>
            </Show>
            <span class="grow"></span>
            <Show when=move || may_order.get()>
                {
                    let (command, charger) = ids.get_value();
                    view! { <StopWaiting charger command /> }
                }
            </Show>
        </div>
    }
}

/// The time it was ordered; the day too, unless that is today.
#[component]
fn Ordered(command: Signal<Command>, local_now: Signal<Moment>) -> impl IntoView {
    let at = memo(move |_| command.read().ordered.clone());
    let today = memo(move |_| at.read().local.get(..10) == local_now.read().local.get(..10));
    move || view! { <At at day=!today.get() /> }
}

#[component]
fn Steps(command: Signal<Command>, deeds: Deeds) -> impl IntoView {
    let numbers = memo(move |_| command.read().steps.iter().map(|step| step.n).collect::<Vec<_>>());
    let todo = memo(move |_| command.read().ahead());
    view! {
        <ol class="steps">
            <For each=move || numbers.get() key=|n| *n let:n>
                <StepLine command n deeds />
            </For>
            <For each=move || todo.get() key=|words| *words let:words>
                <li class="todo">
                    <span>{words}</span>
                </li>
            </For>
        </ol>
    }
}

/// One step, by its number; what it tells may grow, as a download's share does.
#[component]
fn StepLine(command: Signal<Command>, n: i64, deeds: Deeds) -> impl IntoView {
    let Some(first) = command.with_untracked(|command| step_of(command, n).cloned()) else { return ().into_any() };
    // A step that has just gone may be asked once more.
    let step = memo(move |_| step_of(&command.read(), n).cloned().unwrap_or_else(|| first.clone()));
    let is_now = memo(move |_| {
        let command = command.read();
        let is_last = command.steps.last().is_some_and(|last| last.n == n);
        command.is_open() && (is_last || share_of(&step.read().kind).is_some())
    });
    let class = move || match step.read().kind.tone() {
        _ if is_now.get() => "now",
        Tone::Ok | Tone::Busy => "",
        Tone::Warn => "warn",
        Tone::Bad => "bad",
        Tone::Neutral => "off",
    };
    let words = memo(move |_| step.read().kind.words());
    let at = memo(move |_| step.read().at.clone());
    let event = memo(move |_| step.read().event);
    let archive = memo(move |_| archive_of(&step.read().kind).cloned());
    let is_under_way = memo(move |_| share_of(&step.read().kind).is_some());
    let share = memo(move |_| share_of(&step.read().kind).unwrap_or_default());
    view! {
        <li class=class>
            <span>
                {move || words.get()}
                {move || archive.get().map(|archive| view! {
                    " "
                    <a class="link small" href=format!("/files/diagnostics/{archive}")>
                        "Open"
                    </a>
                })}
                {move || event.get().map(|event| view! {
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
                })}
                <Show when=move || is_under_way.get()>
                    <progress
                        max="100"
                        prop:value=move || share.get() as f64
                        value=move || share.get()
                        aria-label="Fetched"
                    ></progress>
                </Show>
            </span>
            <At at />
        </li>
    }
    .into_any()
}

fn step_of(command: &Command, n: i64) -> Option<&Step> {
    command.steps.iter().find(|step| step.n == n)
}

/// How much of a file has been fetched, in percent, until all of it has.
fn share_of(kind: &StepKind) -> Option<i64> {
    let StepKind::Fetched { bytes, total, .. } = kind else { return None };
    (bytes < total).then(|| percent(*bytes, *total))
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

/// What the charger said of its refusal, in its own words.
fn failure_of(command: &Command) -> String {
    match &command.verdict {
        Verdict::Common(Common::Failed { description, .. }) if !description.is_empty() => format!(" · {description}"),
        Verdict::Common(Common::AnswerMisfit { why }) => format!(" · {why}"),
        _verdicts_that_say_it_all => String::new(),
    }
}
