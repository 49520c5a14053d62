//! Request Diagnostics: the charger puts its logs where a URL says, for a period if one is given.
#![expect(clippy::too_many_arguments, reason = "a server function's arguments are its form's fields, flat")]

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

/// A URL with its warning where it is not encrypted; the warning stands there anyway where there is no script.
#[component]
pub fn UrlField(form: FormState, label: &'static str, placeholder: &'static str) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let warning = move || {
        match plaintext_scheme(&typed.read()) {
        Some(scheme) => view! {
            <small class="warn">
                {format!("{scheme} is not encrypted: whoever is in between can read the file and any password in the URL.")}
            </small>
        }
        .into_any(),
        None => view! {
            <small>
                "ftp, ftps, sftp, http or https; user and password may stand in it and are shown as *** everywhere. ftp and http are not encrypted."
            </small>
        }
        .into_any(),
    }
    };
    view! {
        <div class="f">
            <label for="url">{label}</label>
            <input
                id="url"
                class="input"
                name="url"
                inputmode="url"
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                maxlength="2000"
                placeholder=placeholder
                aria-invalid=form.invalid("url")
                aria-describedby=form.described("url")
                on:input=move |event| typed.set(event_target_value(&event))
            />
            {warning}
        </div>
    }
}

#[component]
pub fn RetryFields(form: FormState) -> impl IntoView {
    view! {
        <div class="fields">
            <div class="f">
                <label for="retries">"Retries"</label>
                <input
                    id="retries"
                    class="input"
                    name="retries"
                    inputmode="numeric"
                    autocomplete="off"
                    placeholder="Left to the charger"
                    aria-invalid=form.invalid("retries")
                    aria-describedby=form.described("retries")
                />
            </div>
            <div class="f">
                <label for="retry_interval">"Seconds between retries"</label>
                <input
                    id="retry_interval"
                    class="input"
                    name="retry_interval"
                    inputmode="numeric"
                    autocomplete="off"
                    placeholder="Left to the charger"
                    aria-invalid=form.invalid("retry_interval")
                    aria-describedby=form.described("retry_interval")
                />
            </div>
        </div>
    }
}

/// The scheme, if what it carries can be read on the way.
fn plaintext_scheme(url: &str) -> Option<&'static str> {
    let start = url.trim_start().get(..7).unwrap_or(url.trim_start()).to_ascii_lowercase();
    if start.starts_with("ftp://") {
        Some("ftp://")
    } else if start.starts_with("http://") {
        Some("http://")
    } else {
        None
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unencrypted_url_is_warned_of() {
        let check = |url: &str, expected: Option<&str>| assert_eq!(plaintext_scheme(url), expected, "{url}");
        check("ftp://user:pass@server.com/firmware.bin", Some("ftp://"));
        check(" HTTP://h/a", Some("http://"));
        check("https://h/a", None);
        check("ftps://h/a", None);
        check("é", None);
        check("", None);
    }
}
