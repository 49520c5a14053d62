//! Request Diagnostics: the charger puts its logs here or where a URL says, for a period if one is given, and which log where it has several.

use super::FormState;
use super::fields::{ReplaceField, RetryFields, UrlField};
use super::hosted::{ProtocolField, ProtocolObjection, Way, chosen_for};
use crate::clock::Clock;
use crate::memo::memo;
use actions::OrderForm;
use leptos::html;
use leptos::prelude::*;
use model::{Charger, CommandKind, Ordered};

pub const HELP: [&str; 2] = [
    "For: the charger's logs, before sending anybody out. They arrive as an archive, here under Files or on an FTP or HTTP(S) server of yours.",
    "No reboot is needed, and charging is not touched.",
];

const MINUTE_MS: i64 = 60_000;

#[server(OrderRequestDiagnostics, prefix = "/api", endpoint = "request-diagnostics")]
pub async fn request_diagnostics(#[server(flatten)] form: OrderForm) -> Result<Ordered, ServerFnError> {
    super::ordering::order(CommandKind::RequestDiagnostics, form).await
}

pub fn sentence(charger: &Charger) -> String {
    format!("{} packs its diagnostics and uploads them (OCPP {}).", charger.name, charger.protocol_in_words())
}

#[component]
pub fn Inputs(form: FormState) -> impl IntoView {
    let clock = Clock::get();
    let charger = form.ordering.charger;
    let (is_hosted, reaches) = form.ordering.offered.with_untracked(|offered| {
        let hosting = &offered.hosting;
        (!hosting.0.is_empty(), chosen_for(hosting, &charger.read_untracked()).is_some())
    });
    let here = is_hosted && form.starts_here(reaches, &["by"], &["url"]);
    let from = NodeRef::<html::Input>::new();
    let to = NodeRef::<html::Input>::new();
    // Fills the period that ends now by the site's clock, which the page has known since it was made.
    let last = move |minutes: i64| {
        let local_now = form.ordering.local_now.get_untracked();
        let since = clock.now_untracked().map_or(0, |now| (now - local_now.ms) / MINUTE_MS);
        if let (Some(from), Some(to)) = (from.get_untracked(), to.get_untracked()) {
            from.set_value(&minutes_earlier(local_now.minute(), minutes - since));
            to.set_value(&minutes_earlier(local_now.minute(), -since));
            form.changes.update(|changes| *changes += 1);
        }
    };
    view! {
        {if is_hosted {
            view! {
                <fieldset class="opts tight" data-for="receiver">
                    <legend class="sr">"Who receives the file"</legend>
                    <Way
                        name="receiver"
                        value="here"
                        label="Chargehand receives the file"
                        words="At a one-time address; afterwards the file stands under Files."
                        starts=here
                    />
                    <Way
                        name="receiver"
                        value="url"
                        label="To a URL"
                        words="The charger puts it on a server that it reaches."
                        starts=!here
                    />
                </fieldset>
                <div class="way-here col4">
                    <ProtocolObjection form />
                    <ProtocolField form />
                </div>
            }
                .into_any()
        } else {
            view! { <input type="hidden" name="receiver" value="url" /> }.into_any()
        }}
        <div class="way-url">
            <UrlField form label="Upload URL" placeholder="ftp://user:pass@server.com/uploads/" />
        </div>
        <LogField form />
        <div class="fields">
            <div class="f">
                <label for="from">"From"</label>
                <input
                    id="from"
                    class="input"
                    type="datetime-local"
                    name="from"
                    node_ref=from
                    aria-invalid=form.invalid("from")
                    aria-describedby=form.described("from")
                />
            </div>
            <div class="f">
                <label for="to">"To"</label>
                <input
                    id="to"
                    class="input"
                    type="datetime-local"
                    name="to"
                    node_ref=to
                    aria-invalid=form.invalid("to")
                    aria-describedby=form.described("to")
                />
            </div>
        </div>
        <div class="row wrap">
            <span class="muted small">
                {move || format!("In {} time; empty means all there is.", charger.read().site.time_zone)}
            </span>
            <span class="grow"></span>
            <button type="button" class="btn slim needs-script" on:click=move |_| last(60)>
                "Last hour"
            </button>
            <button type="button" class="btn slim needs-script" on:click=move |_| last(24 * 60)>
                "Last day"
            </button>
        </div>
        <RetryFields form />
        <ReplaceField form kind=CommandKind::RequestDiagnostics />
    }
}

/// Which log, on chargers that have several.
#[component]
fn LogField(form: FormState) -> impl IntoView {
    let charger = form.ordering.charger;
    let logs = memo(move |_| charger.read().abilities.logs.clone());
    move || {
        let logs = logs.get();
        (logs.len() > 1).then(|| {
            view! {
                <div class="f">
                    <label for="log">"Log"</label>
                    <select
                        id="log"
                        class="input"
                        name="log"
                        aria-invalid=form.invalid("log")
                        aria-describedby=form.described("log")
                    >
                        {logs
                            .into_iter()
                            .map(|log| view! { <option value=log.as_str()>{log.words()}</option> })
                            .collect_view()}
                    </select>
                </div>
            }
        })
    }
}

/// A wall-clock minute (`2026-11-23 09:41`) so many minutes earlier, as `datetime-local` wants it. Wall clock only: what a
/// change of the clocks makes of it, the server decides.
fn minutes_earlier(minute: &str, minutes: i64) -> String {
    let number = |from: usize, to: usize| minute.get(from..to).and_then(|digits| digits.parse::<i64>().ok());
    let (Some(year), Some(month), Some(day), Some(hour), Some(min)) =
        (number(0, 4), number(5, 7), number(8, 10), number(11, 13), number(14, 16))
    else {
        return String::new();
    };
    let date = js_sys::Date::new(&wasm_bindgen::JsValue::from_f64(js_sys::Date::utc(year as f64, month as f64 - 1.0)));
    date.set_utc_date(day as u32);
    date.set_utc_hours(hour as u32);
    date.set_utc_minutes(min as u32);
    date.set_time(date.get_time() - (minutes * MINUTE_MS) as f64);
    let text = String::from(date.to_iso_string());
    text.get(..16).unwrap_or_default().to_owned()
}
