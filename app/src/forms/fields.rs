//! Fields that several forms have: a URL with its warnings, times, retries, whole numbers, replacing what runs.

use crate::components::zones::told_otherwise;
use crate::forms::state::FormState;
use crate::ground::memo::memo;
use leptos::prelude::*;
use model::CommandKind;

/// Characters of a URL while the charger's version, which has the last word, is not known.
const URL_MAX: i64 = 2000;

/// A URL with its warnings: not encrypted, or of a kind that the charger has said it cannot use. What is said of encryption
/// stands there anyway where there is no script.
#[component]
pub fn UrlField(form: FormState, label: &'static str, placeholder: &'static str) -> impl IntoView {
    let charger = form.desk.charger;
    let typed = RwSignal::new(String::new());
    let objection = memo(move |_| {
        let charger = charger.read();
        let most = Some(charger.abilities.url_max).filter(|most| *most > 0).unwrap_or(URL_MAX);
        let typed = typed.read();
        too_long(&typed, most).or_else(|| charger.known.objection_to(&typed))
    });
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
    let charger = form.desk.charger;
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
    let charger = form.desk.charger;
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

/// Told while it is typed, and refused when it is sent: what was typed is never cut.
fn too_long(url: &str, most: i64) -> Option<String> {
    let length = i64::try_from(url.trim().chars().count()).unwrap_or(i64::MAX);
    (length > most).then(|| format!("{length} characters; this charger takes at most {most}."))
}

/// Text as it may stand in a textarea, for those without script: Leptos does not escape it there.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
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

    /// K-01
    #[test]
    fn a_url_that_is_too_long_is_told_of_and_left_whole() {
        let check = |length: usize, most: i64, expected: Option<&str>| {
            let url = format!("https://h/{}", "a".repeat(length - 10));
            assert_eq!(too_long(&format!(" {url} "), most).as_deref(), expected);
        };
        check(512, 512, None);
        check(718, 512, Some("718 characters; this charger takes at most 512."));
        check(718, 2000, None);
    }

    /// K-01: a field that cuts what is pasted into it sends something that nobody wrote. Limits are told, by a refusal.
    #[test]
    fn no_field_cuts_what_is_typed() {
        let mut folders = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))];
        let attribute = ["max", "length"].concat();
        let mut looked_at = 0;
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let source = std::fs::read_to_string(&path).unwrap();
                assert!(!source.contains(&attribute), "{} cuts what is typed", path.display());
                looked_at += 1;
            }
        }
        assert!(looked_at > 50);
    }

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
