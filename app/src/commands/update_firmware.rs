//! Update Firmware: from a URL that the charger reaches, now or later, with optional retries.

use super::fields::{RetryFields, UrlField};
use super::{Fields, FormState, running_sessions};
use leptos::prelude::*;
use model::{Charger, Ordered};

pub const HELP: [&str; 2] = [
    "For: security, compatibility and performance releases, once the file lies on an FTP or HTTP(S) server that the charger reaches.",
    "A reboot is sometimes needed, depending on the charger; if so, the page says it and offers the button.",
];

#[server(OrderUpdateFirmware, prefix = "/api", endpoint = "update-firmware")]
pub async fn update_firmware(
    #[server(default)] charger: Option<String>,
    #[server(default)] once: Option<String>,
    #[server(default)] reason: Option<String>,
    #[server(default)] url: Option<String>,
    #[server(default)] fetch_from: Option<String>,
    #[server(default)] retries: Option<String>,
    #[server(default)] retry_interval: Option<String>,
) -> Result<Ordered, ServerFnError> {
    use super::ordering::{Ordering, order};
    use model::{CommandKind, parse_update_firmware};
    let update =
        parse_update_firmware(url.as_deref(), fetch_from.as_deref(), retries.as_deref(), retry_interval.as_deref());
    order(CommandKind::UpdateFirmware, Ordering { charger, once, reason }, update).await
}

pub async fn send(fields: &Fields) -> Result<Ordered, ServerFnError> {
    update_firmware(
        fields.get("charger"),
        fields.get("once"),
        fields.get("reason"),
        fields.get("url"),
        fields.get("fetch_from"),
        fields.get("retries"),
        fields.get("retry_interval"),
    )
    .await
}

pub fn sentence(charger: &Charger) -> String {
    let protocol = charger.protocol.as_deref().unwrap_or("1.6J");
    let installed = match &charger.firmware {
        Some(version) => format!("It reports {version} now"),
        None => "It has not told its version yet".to_owned(),
    };
    format!("{} fetches the file, installs it and boots with it (OCPP {protocol}). {installed}.", charger.name)
}

#[component]
pub fn Inputs(form: FormState) -> impl IntoView {
    let charger = form.ordering.charger;
    let zone = move || format!("In {} time; empty means now.", charger.read().site.time_zone);
    view! {
        {move || {
            running_sessions(&charger.read())
                .map(|(title, _)| {
                    view! {
                        <div class="note">
                            {title}
                            <small>"Many chargers wait for its end before they install; some end it."</small>
                        </div>
                    }
                })
        }}
        <UrlField form label="Firmware URL" placeholder="ftp://user:pass@server.com/firmware.bin" />
        <div class="f">
            <label for="fetch_from">"Fetch from"</label>
            <input
                id="fetch_from"
                class="input"
                type="datetime-local"
                name="fetch_from"
                aria-invalid=form.invalid("fetch_from")
                aria-describedby=form.described("fetch_from")
            />
            <small>{zone}</small>
        </div>
        <RetryFields form />
    }
}
