//! Request Diagnostics: the charger puts its logs where a URL says, for a period if one is given.
#![expect(clippy::too_many_arguments, reason = "a server function's arguments are its form's fields, flat")]

use super::fields::{RetryFields, UrlField};
use super::{Fields, FormState};
use crate::clock::Clock;
use leptos::html;
use leptos::prelude::*;
use model::{Charger, Ordered};

pub const HELP: [&str; 2] = [
    "For: the charger's logs, before sending anybody out. They arrive as an archive on your FTP or HTTP(S) server.",
    "No reboot is needed, and charging goes on meanwhile.",
];

const MINUTE_MS: i64 = 60_000;

#[server(OrderRequestDiagnostics, prefix = "/api", endpoint = "request-diagnostics")]
pub async fn request_diagnostics(
    #[server(default)] charger: Option<String>,
    #[server(default)] once: Option<String>,
    #[server(default)] reason: Option<String>,
    #[server(default)] url: Option<String>,
    #[server(default)] from: Option<String>,
    #[server(default)] to: Option<String>,
    #[server(default)] retries: Option<String>,
    #[server(default)] retry_interval: Option<String>,
) -> Result<Ordered, ServerFnError> {
    use super::ordering::{Ordering, order};
    use model::{CommandKind, parse_request_diagnostics};
    let request = parse_request_diagnostics(
        url.as_deref(),
        from.as_deref(),
        to.as_deref(),
        retries.as_deref(),
        retry_interval.as_deref(),
    );
    order(CommandKind::RequestDiagnostics, Ordering { charger, once, reason }, request).await
}

pub async fn send(fields: &Fields) -> Result<Ordered, ServerFnError> {
    request_diagnostics(
        fields.get("charger"),
        fields.get("once"),
        fields.get("reason"),
        fields.get("url"),
        fields.get("from"),
        fields.get("to"),
        fields.get("retries"),
        fields.get("retry_interval"),
    )
    .await
}

pub fn sentence(charger: &Charger) -> String {
    let protocol = charger.protocol.as_deref().unwrap_or("1.6J");
    format!("{} packs its diagnostics and uploads them to the address you give (OCPP {protocol}).", charger.name)
}

#[component]
pub fn Inputs(form: FormState) -> impl IntoView {
    let clock = Clock::get();
    let charger = form.ordering.charger;
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
        <UrlField form label="Upload URL" placeholder="ftp://user:pass@server.com/uploads/" />
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
