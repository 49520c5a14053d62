//! What to do after a verdict: words, and a button or a link where one helps.

use crate::calls::stands::{Stand, stand_of};
use crate::forms::actions::Flesh;
use crate::forms::desk::OrderDesk;
use crate::forms::dialog::OpenForm;
use crate::forms::one_click::OneClick;
use crate::forms::state::Preset;
use crate::ground::address::address;
use crate::ground::memo::memo;
use crate::pages::charger::timeline::deeds::Deeds;
use actions::{Command, Offer, OrderForm, Verdict, set_configuration};
use leptos::prelude::*;
use model::{CommandKey, CommandKind, FileProtocol, RebootNeeded, SiteRef};

/// What to do next, in words and with a button where one helps.
#[component]
pub fn Next(command: Signal<Command>, deeds: Deeds) -> impl IntoView {
    let words = memo(move |_| {
        let learnt = deeds.desk.charger.read().learnt_protocol;
        command.read().next_step(learnt)
    });
    // The same by another protocol, where it failed on its way.
    let by_another = memo(move |_| {
        let (charger, offered) = (deeds.desk.charger.read(), deeds.desk.offered.read());
        let command = command.read();
        let hosted = command.hosted.as_ref().filter(|hosted| !hosted.again.is_empty() && !command.is_open())?;
        let known = &charger.known.file_protocols;
        let other = offered.hosting.other_than(hosted.protocol?, known, charger.learnt_protocol)?;
        Some((command.kind, hosted.again.clone(), other, command.reason.clone()))
    });
    let again = memo(move |_| {
        let command = command.read();
        anyway_of(&command).or_else(|| again_of(command.kind, command.hard, &command.subject, &command.verdict))
    });
    let move_back = memo(move |_| command.read().move_back.clone());
    let restorable = memo(move |_| {
        let command = command.read();
        (command.restorable > 0).then(|| (command.key.clone(), command.restorable))
    });
    let waits_for_boot = memo(move |_| {
        command.read().verdict
            == Verdict::SetConfiguration(set_configuration::Verdict::SettingTaken { after_reboot: true })
    });
    let may_order = memo(move |_| deeds.may_order.get());
    let has_more = memo(move |_| {
        may_order.get()
            && (again.get().is_some()
                || by_another.read().is_some()
                || move_back.read().is_some()
                || restorable.read().is_some()
                || waits_for_boot.get())
    });
    let is_any = memo(move |_| words.read().is_some() || has_more.get());
    view! {
        {move || {
            is_any
                .get()
                .then(|| {
                    view! {
                        <div class="next">
                            <span>{move || words.get()}</span>
                            {move || {
                                again
                                    .get()
                                    .filter(|_| may_order.get())
                                    .map(|again| view! { <AgainLink again deeds /> })
                            }}
                            {move || {
                                by_another
                                    .get()
                                    .filter(|_| deeds.may_order.get())
                                    .map(|(kind, fields, other, reason)| {
                                        view! { <ByAnother kind fields other reason desk=deeds.desk /> }
                                    })
                            }}
                            {move || {
                                move_back
                                    .get()
                                    .filter(|_| may_order.get())
                                    .map(|site| view! { <MoveBack site desk=deeds.desk /> })
                            }}
                            {move || {
                                restorable
                                    .get()
                                    .filter(|_| may_order.get())
                                    .map(|(cleared, count)| view! { <Restore cleared count desk=deeds.desk /> })
                            }}
                            {move || {
                                (waits_for_boot.get() && may_order.get())
                                    .then(|| view! { <RebootForSetting desk=deeds.desk /> })
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

/// A reboot that is held back can be had all the same: the form asks for what it would cut off.
fn anyway_of(command: &Command) -> Option<Again> {
    command.held_by().map(|_| Again {
        label: "Reboot anyway",
        kind: CommandKind::Reboot,
        hard: command.hard,
        subject: String::new(),
    })
}

fn again_of(kind: CommandKind, was_hard: bool, subject: &str, verdict: &Verdict) -> Option<Again> {
    let reboot = |label, hard| Again { label, kind: CommandKind::Reboot, hard, subject: String::new() };
    let same = Again { label: "Order it again", kind, hard: was_hard, subject: subject.to_owned() };
    match verdict.offer(kind)? {
        Offer::HardReboot => (!was_hard).then(|| reboot("Try Hard", true)),
        Offer::Reboot => Some(reboot("Reboot", false)),
        Offer::Again => stand_of(kind).map(|_| same),
    }
}

/// Where, below the charger's page, such an order is given again; a message with what it was.
fn way_to(kind: CommandKind, subject: &str) -> String {
    let Some(Stand { path, about }) = stand_of(kind) else { return String::new() };
    match about.filter(|_| kind == CommandKind::SendMessage) {
        Some((name, _)) => address(&path, &[(name, Some(subject.to_owned()))]),
        None => path,
    }
}

#[component]
fn AgainLink(again: Again, deeds: Deeds) -> impl IntoView {
    let charger = deeds.desk.charger;
    let Again { label, kind, hard, subject } = again;
    let path = way_to(kind, &subject);
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

/// Orders the same file again by another protocol.
#[component]
fn ByAnother(
    kind: CommandKind,
    fields: Vec<(String, String)>,
    other: FileProtocol,
    reason: Option<String>,
    desk: OrderDesk,
) -> impl IntoView {
    let name_of = |name: &str| OrderForm::NAMES.iter().copied().find(|known| *known == name);
    let mut fields: Vec<_> =
        fields.into_iter().filter_map(|(name, value)| name_of(&name).map(|name| (name, value))).collect();
    fields.push(("by", other.as_str().to_owned()));
    fields.extend(reason.map(|reason| ("reason", reason)));
    view! { <OneClick desk kind fields label=format!("Try {other}") class="btn slim" /> }
}

#[component]
fn MoveBack(site: SiteRef, desk: OrderDesk) -> impl IntoView {
    view! {
        <span class="muted">{format!("It was at {} before.", site.name)}</span>
        <OneClick
            desk
            kind=CommandKind::ChangeSite
            fields=vec![("site", site.key.to_string()), ("reason", "Moved back".to_owned())]
            label="Move back"
            class="btn slim"
        />
    }
}

/// Sends the profiles again that were set from here.
#[component]
fn Restore(cleared: CommandKey, count: i64, desk: OrderDesk) -> impl IntoView {
    let label = if count == 1 { "Restore 1 profile".to_owned() } else { format!("Restore {count} profiles") };
    view! {
        <OneClick
            desk
            kind=CommandKind::RestoreProfiles
            fields=vec![("command", cleared.to_string()), ("reason", "Restored".to_owned())]
            label
            class="btn slim"
        />
    }
}

/// As the badge offers it.
#[component]
fn RebootForSetting(desk: OrderDesk) -> impl IntoView {
    let online = memo(move |_| desk.charger.read().online);
    move || {
        online.get().then(|| {
            let why = RebootNeeded::SettingChanged.words().to_owned();
            view! {
                <OneClick
                    desk
                    kind=CommandKind::Reboot
                    fields=vec![("kind", "Soft".to_owned()), ("reason", why)]
                    label="Reboot now"
                    class="btn slim"
                />
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actions::{Common, reboot};

    #[test]
    fn a_soft_reboot_that_did_nothing_offers_hard() {
        // A6
        let check = |hard: bool, verdict: Verdict, label: Option<&str>| {
            let again = again_of(CommandKind::Reboot, hard, "", &verdict);
            assert_eq!(again.map(|again| again.label), label, "{hard} {verdict:?}");
        };
        check(false, Verdict::Reboot(reboot::Verdict::DidNotReboot), Some("Try Hard"));
        check(true, Verdict::Reboot(reboot::Verdict::DidNotReboot), None);
        check(false, Verdict::Common(Common::Rejected), Some("Try Hard"));
        check(true, Verdict::Common(Common::Rejected), None);
        check(false, Verdict::Reboot(reboot::Verdict::Rebooted { downtime_ms: None, reason: None }), None);
        check(false, Verdict::Common(Common::NeverSent), Some("Order it again"));
    }
}
