//! The timeline: each command with who, when and why, its steps, its verdict in words, and what to do next.

use super::dialog::OpenForm;
use super::filter::address;
use super::one_click::OneClick;
use super::status::{Badge, State};
use super::time::At;
use crate::commands::{Flesh, Ordering, Preset, StopWaiting};
use leptos::prelude::*;
use model::{Command, CommandKey, CommandKind, Moment, RebootNeeded, Seq, SiteRef, Step, Tone, Verdict};

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
    let is_open = Memo::new(move |_| command.read().is_open());
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
            .map(|(index, step)| step_view(step, open && index == last, deeds))
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
    view! {
        <li class=class>
            <span>{step.kind.words()} {frame}</span>
            <At at=Signal::stored(step.at.clone()) />
        </li>
    }
}

/// What to do next, in words and with a button where one helps.
#[component]
fn Next(command: Signal<Command>, deeds: Deeds) -> impl IntoView {
    let words = move || {
        let command = command.read();
        command.verdict.next_step(command.kind)
    };
    let again = Memo::new(move |_| {
        let command = command.read();
        again_of(command.kind, &command.subject, &command.verdict)
    });
    let move_back = Memo::new(move |_| command.read().move_back.clone());
    let restorable = Memo::new(move |_| {
        let command = command.read();
        (command.restorable > 0).then(|| (command.key.clone(), command.restorable))
    });
    let waits_for_boot = Memo::new(move |_| command.read().verdict == Verdict::SettingTaken { after_reboot: true });
    let reveals = move || {
        deeds.may_order.get()
            && (again.get().is_some()
                || move_back.read().is_some()
                || restorable.read().is_some()
                || waits_for_boot.get())
    };
    view! {
        {move || {
            (words().is_some() || reveals())
                .then(|| {
                    view! {
                        <div class="next">
                            <span>{words()}</span>
                            {move || {
                                again
                                    .get()
                                    .filter(|_| deeds.may_order.get())
                                    .map(|again| view! { <AgainLink again deeds /> })
                            }}
                            {move || {
                                move_back
                                    .get()
                                    .filter(|_| deeds.may_order.get())
                                    .map(|site| view! { <MoveBack site ordering=deeds.ordering /> })
                            }}
                            {move || {
                                restorable
                                    .get()
                                    .filter(|_| deeds.may_order.get())
                                    .map(|(cleared, count)| view! { <Restore cleared count ordering=deeds.ordering /> })
                            }}
                            {move || {
                                (waits_for_boot.get() && deeds.may_order.get())
                                    .then(|| view! { <RebootForSetting ordering=deeds.ordering /> })
                            }}
                        </div>
                    }
                })
        }}
    }
}

/// An order that may help after this verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Again {
    label: &'static str,
    kind: CommandKind,
    hard: bool,
    /// What it was about: the message, say.
    subject: String,
}

fn again_of(kind: CommandKind, subject: &str, verdict: &Verdict) -> Option<Again> {
    let was_hard = kind == CommandKind::Reboot && subject.starts_with("Hard");
    let reboot = |label, hard| Some(Again { label, kind: CommandKind::Reboot, hard, subject: String::new() });
    let same = Again { label: "Order it again", kind, hard: was_hard, subject: subject.to_owned() };
    match verdict {
        Verdict::DidNotReboot | Verdict::Rejected if kind == CommandKind::Reboot && !was_hard => {
            reboot("Try Hard", true)
        }
        Verdict::CameBackWithoutBoot | Verdict::InstalledUnconfirmed | Verdict::FirmwareStalled { .. } => {
            reboot("Reboot", false)
        }
        Verdict::NeverSent
        | Verdict::BootedOtherwise { .. }
        | Verdict::DownloadFailed
        | Verdict::UploadFailed
        | Verdict::UploadRefused { .. }
        | Verdict::InstallationFailed
        | Verdict::ProfilesClearedInPart { .. }
        | Verdict::SettingUnknown
        | Verdict::ConfigurationReadInPart { .. }
            if page_of(kind, "").is_some() =>
        {
            Some(same)
        }
        Verdict::Pending
        | Verdict::Rebooted { .. }
        | Verdict::EvseRestarted { .. }
        | Verdict::DidNotReboot
        | Verdict::BootedOtherwise { .. }
        | Verdict::FirmwareUpdated { .. }
        | Verdict::CannotCompare { .. }
        | Verdict::VersionUnchanged { .. }
        | Verdict::DownloadFailed
        | Verdict::InstallationFailed
        | Verdict::InvalidSignature
        | Verdict::VerificationFailed
        | Verdict::CertificateRefused { .. }
        | Verdict::Replaced { .. }
        | Verdict::DiagnosticsUploaded { .. }
        | Verdict::NothingToUpload
        | Verdict::UploadFailed
        | Verdict::UploadRefused { .. }
        | Verdict::UploadStalled { .. }
        | Verdict::CacheCleared { .. }
        | Verdict::ProfilesCleared
        | Verdict::ProfilesClearedInPart { .. }
        | Verdict::NothingMatched
        | Verdict::Moved { .. }
        | Verdict::Answered { .. }
        | Verdict::ConfigurationReadInPart { .. }
        | Verdict::ConfigurationRead { .. }
        | Verdict::SettingTaken { .. }
        | Verdict::SettingUnknown
        | Verdict::ProfilesRestored { .. }
        | Verdict::ProfilesRestoredInPart { .. }
        | Verdict::Rejected
        | Verdict::Failed { .. }
        | Verdict::AnswerMisfit { .. }
        | Verdict::OddAnswer { .. }
        | Verdict::NoAnswer
        | Verdict::OutcomeUnknown
        | Verdict::NeverSent
        | Verdict::Superseded
        | Verdict::Abandoned => None,
    }
}

/// Where, below the charger's page, such an order is given; none where only a button on the timeline gives it.
fn page_of(kind: CommandKind, subject: &str) -> Option<String> {
    match kind {
        CommandKind::Reboot
        | CommandKind::UpdateFirmware
        | CommandKind::RequestDiagnostics
        | CommandKind::ClearCache
        | CommandKind::ClearChargingProfiles
        | CommandKind::ChangeSite => Some(format!("/actions/{}", kind.slug())),
        CommandKind::SendMessage => Some(address("/message", &[("action", Some(subject.to_owned()))])),
        CommandKind::ReadConfiguration | CommandKind::SetConfiguration => Some("/configuration".to_owned()),
        CommandKind::RestoreProfiles => None,
    }
}

#[component]
fn AgainLink(again: Again, deeds: Deeds) -> impl IntoView {
    let charger = deeds.ordering.charger;
    let Again { label, kind, hard, subject } = again;
    let path = page_of(kind, &subject).unwrap_or_default();
    let href = move || {
        let hard = if hard { "?kind=Hard" } else { "" };
        format!("/chargers/{}{path}{hard}", charger.read().key)
    };
    view! {
        <a
            class="link"
            href=href
            on:click=move |event| {
                // What has a page of its own is a link like others.
                if Flesh::of(kind).is_some() {
                    event.prevent_default();
                    deeds.order.run(OpenForm { kind, preset: Preset { hard, ..Preset::default() } });
                }
            }
        >
            {label}
        </a>
    }
}

#[component]
fn MoveBack(site: SiteRef, ordering: Ordering) -> impl IntoView {
    view! {
        <span class="muted">{format!("It was at {} before.", site.name)}</span>
        <OneClick
            ordering
            kind=CommandKind::ChangeSite
            fields=vec![("site", site.key.to_string()), ("reason", "Moved back".to_owned())]
            label="Move back"
            class="btn slim"
        />
    }
}

/// Sends the profiles again that were set from here.
#[component]
fn Restore(cleared: CommandKey, count: i64, ordering: Ordering) -> impl IntoView {
    let label = if count == 1 { "Restore 1 profile".to_owned() } else { format!("Restore {count} profiles") };
    view! {
        <OneClick
            ordering
            kind=CommandKind::RestoreProfiles
            fields=vec![("command", cleared.to_string()), ("reason", "Restored".to_owned())]
            label
            class="btn slim"
        />
    }
}

/// As the badge offers it.
#[component]
fn RebootForSetting(ordering: Ordering) -> impl IntoView {
    let online = Memo::new(move |_| ordering.charger.read().online);
    move || {
        online.get().then(|| {
            let why = RebootNeeded::SettingChanged.words().to_owned();
            view! {
                <OneClick
                    ordering
                    kind=CommandKind::Reboot
                    fields=vec![("kind", "Soft".to_owned()), ("reason", why)]
                    label="Reboot now"
                    class="btn slim"
                />
            }
        })
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_soft_reboot_that_did_nothing_offers_hard() {
        // A6
        let check = |subject: &str, verdict: Verdict, label: Option<&str>| {
            let again = again_of(CommandKind::Reboot, subject, &verdict);
            assert_eq!(again.map(|again| again.label), label, "{subject} {verdict:?}");
        };
        check("Soft", Verdict::DidNotReboot, Some("Try Hard"));
        check("Hard", Verdict::DidNotReboot, None);
        check("Hard, EVSE 2", Verdict::DidNotReboot, None);
        check("Soft", Verdict::Rejected, Some("Try Hard"));
        check("Soft", Verdict::Rebooted { downtime_ms: None }, None);
        check("Soft", Verdict::NeverSent, Some("Order it again"));
    }
}
