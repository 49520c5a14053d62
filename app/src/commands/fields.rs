//! Fields that several forms have: a URL with its warnings, times, retries, whole numbers, replacing what runs.

use super::FormState;
use crate::components::zones::told_otherwise;
use crate::memo::memo;
use leptos::prelude::*;
use model::CommandKind;

/// Characters of a URL while the charger's version, which has the last word, is not known.
const URL_MAX: i64 = 2000;

/// A URL with its warnings: not encrypted, or of a kind that the charger has said it cannot use. What is said of encryption
/// stands there anyway where there is no script.
#[component]
pub fn UrlField(form: FormState, label: &'static str, placeholder: &'static str) -> impl IntoView {
    let charger = form.ordering.charger;
    let typed = RwSignal::new(String::new());
    let objection = memo(move |_| charger.read().known.objection_to(&typed.read()));
    let most = memo(move |_| Some(charger.read().abilities.url_max).filter(|most| *most > 0).unwrap_or(URL_MAX));
    let words = move || {
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
                maxlength=move || most.get()
                placeholder=placeholder
                aria-invalid=form.invalid("url")
                aria-describedby=form.described("url")
                on:input=move |event| typed.set(event_target_value(&event))
            />
            <span role="status">
                {move || objection.get().map(|sentence| view! { <small class="warn">{sentence}</small> })}
            </span>
            {words}
        </div>
    }
}

/// A time on the site's clock; as it is typed it is told in UTC and on the reader's clock too.
#[component]
pub fn TimeField(form: FormState, name: &'static str, label: &'static str, empty: &'static str) -> impl IntoView {
    let charger = form.ordering.charger;
    let otherwise = RwSignal::new(None::<String>);
    let typed = move |event| {
        let zone = charger.read_untracked().site.time_zone.clone();
        otherwise.set(told_otherwise(&event_target_value(&event), &zone));
    };
    view! {
        <div class="f">
            <label for=name>{label}</label>
            <input
                id=name
                class="input"
                type="datetime-local"
                name=name
                aria-invalid=form.invalid(name)
                aria-describedby=form.described(name)
                on:input=typed
            />
            <small>{move || format!("In {} time; empty means {empty}.", charger.read().site.time_zone)}</small>
            <output for=name>{move || otherwise.get().map(|words| view! { <small>{words}</small> })}</output>
        </div>
    }
}

/// Takes the place of one that runs, on chargers that can do so.
#[component]
pub fn ReplaceField(form: FormState, kind: CommandKind) -> impl IntoView {
    let charger = form.ordering.charger;
    let can = memo(move |_| {
        let charger = charger.read();
        charger.abilities.replaces && charger.open.iter().any(|open| open.kind == kind)
    });
    move || {
        can.get().then(|| {
            view! {
                <label class="check">
                    <input
                        type="checkbox"
                        name="replace"
                        value="true"
                        aria-labelledby="replace-name"
                        aria-describedby="replace-words"
                        aria-invalid=form.invalid("replace")
                    />
                    <span>
                        <span id="replace-name">"Replace the running one"</span>
                        <small id="replace-words">
                            "The charger is asked to give up the one that runs. It may refuse."
                        </small>
                    </span>
                </label>
            }
        })
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
