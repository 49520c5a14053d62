//! The six actions explained: one table, and two everyday beliefs set right.

use crate::forms::actions::Flesh;
use leptos::prelude::*;
use leptos_meta::Title;
use model::CommandKind;

/// What an operator wants to know of an action.
struct HelpEntry {
    kind: CommandKind,
    what_for: &'static str,
    when: &'static str,
    input: &'static str,
    reboot: &'static str,
}

const ENTRIES: [HelpEntry; 6] = [
    HelpEntry {
        kind: CommandKind::Reboot,
        what_for: "Clear operational faults, apply a new configuration, finish a firmware update.",
        when: "Soft (graceful) in most cases; Hard (full restart of the controller) only where the manufacturer says so or the charger no longer responds.",
        input: "Soft or Hard; on some chargers Resume, a single EVSE, or waiting until it is idle",
        reboot: "May be asked for by other actions",
    },
    HelpEntry {
        kind: CommandKind::UpdateFirmware,
        what_for: "Security, compatibility and performance releases.",
        when: "After uploading the file under Files, or putting it on an FTP or HTTP(S) server that the charger reaches.",
        input: "A file from the library, or the full URL, with credentials where needed: ftp://user:pass@server.com/firmware.bin",
        reboot: "Sometimes: depends on the charger",
    },
    HelpEntry {
        kind: CommandKind::RequestDiagnostics,
        what_for: "Logs for remote troubleshooting.",
        when: "Before sending anybody out.",
        input: "None, if Chargehand receives the archive; or an FTP or HTTP(S) URL, with credentials where needed",
        reboot: "No",
    },
    HelpEntry {
        kind: CommandKind::ClearCache,
        what_for: "Forget cached authorizations and sessions.",
        when: "Cards are accepted or refused late or wrongly, or stale session data is suspected.",
        input: "None",
        reboot: "No",
    },
    HelpEntry {
        kind: CommandKind::ClearChargingProfiles,
        what_for: "Remove load management schedules and limits held by the charger.",
        when: "It charges too slowly, or not at all, under limits nobody wants.",
        input: "A ticked Confirm box; optionally id, connector, purpose, stack level",
        reboot: "Yes, by hand afterwards; until then power limits may not be enforced as expected",
    },
    HelpEntry {
        kind: CommandKind::ChangeSite,
        what_for: "Move the charger to another site of your own or a customer's organisation.",
        when: "Reorganising, migrating, correcting a wrong assignment.",
        input: "A site, from a searchable list",
        reboot: "No",
    },
];

#[component]
pub fn HelpPage() -> impl IntoView {
    view! {
        <Title text="The six actions" />
        <div class="top">
            <h1>"The six actions"</h1>
        </div>
        <div class="prose">
            <p>
                "Remote actions save site visits: most problems are cleared from the Actions menu of the charger. Progress is read in Last message and in the Timeline on the charger's page; an action is done when its effect has been seen, not when the charger has said Accepted."
            </p>
            <p>
                <b>"A Soft reset on OCPP 1.6 ends running sessions."</b>
                " It ends them gracefully, with their readings; but it does end them. On 2.0.1 and 2.1 Soft waits until they have ended, and on 2.1 there may be Resume, after which they go on."
            </p>
            <p>
                <b>"Charging profiles survive a reboot"</b>
                " on chargers that follow the standard. Clearing them is what removes them; the reboot afterwards makes the charger act on it."
            </p>
        </div>
        <div class="panel">
            <table class="help">
                <thead>
                    <tr>
                        <th scope="col">"Action"</th>
                        <th scope="col">"For"</th>
                        <th scope="col">"When"</th>
                        <th scope="col">"Input"</th>
                        <th scope="col">"Reboot needed"</th>
                    </tr>
                </thead>
                <tbody>
                    {ENTRIES
                        .iter()
                        .map(|row| {
                            view! {
                                <tr>
                                    <th scope="row">{row.kind.label()}</th>
                                    <td data-label="For">{row.what_for}</td>
                                    <td data-label="When">{row.when}</td>
                                    <td data-label="Input">{row.input}</td>
                                    <td data-label="Reboot needed">{row.reboot}</td>
                                </tr>
                            }
                        })
                        .collect_view()}
                </tbody>
            </table>
        </div>
        {CommandKind::BELOW
            .iter()
            .filter_map(|kind| Some((kind, Flesh::of(*kind)?)))
            .map(|(kind, flesh)| {
                view! {
                    <div class="prose">
                        <h2>{kind.label()}</h2>
                        {flesh.help.map(|line| view! { <p>{line}</p> }).collect_view()}
                    </div>
                }
            })
            .collect_view()}
    }
}
