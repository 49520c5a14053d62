//! Fields that several forms have: a URL with its warning, retries, whole numbers.

use super::FormState;
use leptos::prelude::*;

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

/// Retries and the time between them; empty leaves both to the charger.
#[component]
pub fn RetryFields(form: FormState) -> impl IntoView {
    view! {
        <div class="fields">
            <NumberField form name="retries" label="Retries" placeholder="Left to the charger" />
            <NumberField form name="retry_interval" label="Seconds between retries" placeholder="Left to the charger" />
        </div>
    }
}

/// A whole number, or nothing.
#[component]
pub fn NumberField(
    form: FormState,
    name: &'static str,
    label: &'static str,
    placeholder: &'static str,
) -> impl IntoView {
    view! {
        <div class="f">
            <label for=name>{label}</label>
            <input
                id=name
                class="input"
                name=name
                inputmode="numeric"
                autocomplete="off"
                placeholder=placeholder
                aria-invalid=form.invalid(name)
                aria-describedby=form.described(name)
            />
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
