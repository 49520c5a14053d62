//! An image of the library, chosen for one charger: what is known of it, and a warning where it is meant for another.

use crate::calls::firmware::firmware_choices;
use crate::calls::reply::Reply;
use crate::forms::hosted::{ProtocolField, ProtocolObjection, chosen_for};
use crate::forms::state::FormState;
use crate::ground::clock::Clock;
use crate::ground::memo::memo;
use crate::ground::steady::when_still;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{FirmwareChoice, describe_bytes};

/// Is there an image for this charger, and a way to bring it there?
pub fn has_something_for(form: FormState) -> bool {
    let (charger, offered) = (form.desk.charger.read_untracked(), form.desk.offered.read_untracked());
    chosen_for(&offered.hosting, &charger).is_some()
        && offered.choices.iter().any(|choice| choice.fits && choice.usable)
}

#[component]
pub fn LibraryFields(form: FormState) -> impl IntoView {
    let clock = Clock::get();
    let (charger, offered) = (form.desk.charger, form.desk.offered);
    let chosen = RwSignal::new(offered.with_untracked(|offered| first_of(&offered.choices)));
    // What was uploaded since the page was made is there too when the form opens.
    Effect::new(move || {
        let key = charger.read_untracked().key.to_string();
        spawn_local(async move {
            let Ok(Reply::Here(now)) = firmware_choices(Some(key)).await else { return };
            when_still(move || {
                // The form may have gone, and the page with it.
                let Some(none_is_chosen) = chosen.try_with_untracked(|chosen| chosen.is_empty()) else { return };
                if offered.try_with_untracked(|before| *before != now) != Some(true) {
                    return;
                }
                if none_is_chosen {
                    chosen.set(first_of(&now.choices));
                }
                offered.set(now);
            });
        });
    });
    let choice = memo(move |_| {
        let chosen = chosen.read();
        offered.read().choices.iter().find(|choice| choice.key.as_str() == *chosen).cloned()
    });
    let make = move || {
        let charger = charger.read();
        (charger.vendor.is_some() || charger.model.is_some()).then(|| charger.make())
    };
    let some_misfit = memo(move |_| offered.read().choices.iter().any(|choice| !choice.fits));
    let misfits = memo(move |_| choice.read().as_ref().is_some_and(|choice| !choice.fits));
    let is_empty = memo(move |_| offered.read().choices.is_empty());
    view! {
        <ProtocolObjection form />
        <div class="f">
            <label for="firmware">"Firmware file"</label>
            <select
                id="firmware"
                class="input"
                name="firmware"
                aria-invalid=form.invalid("firmware")
                aria-describedby=form.described("firmware")
                on:change=move |event| chosen.set(event_target_value(&event))
            >
                {move || {
                    let selected = chosen.get_untracked();
                    let choices = offered.read().choices.clone();
                    let (fitting, others): (Vec<_>, Vec<_>) = choices.into_iter().partition(|choice| choice.fits);
                    let for_this = match make() {
                        Some(make) => format!("For {make}"),
                        None => "For this charger".to_owned(),
                    };
                    view! {
                        {(!fitting.iter().any(|choice| choice.usable))
                            .then(|| view! { <option value="">"Choose a file"</option> })}
                        {options_of(for_this, fitting, &selected)}
                        {options_of("For other chargers".to_owned(), others, &selected)}
                    }
                }}
            </select>
            {move || {
                if is_empty.get() {
                    view! {
                        <small>
                            "No firmware is in the library yet. "
                            <a class="link" href="/files/firmware">
                                "To the library"
                            </a>
                        </small>
                    }
                        .into_any()
                } else {
                    view! { <small>{move || choice.read().as_ref().map(said_of)}</small> }.into_any()
                }
            }}
        </div>
        // Without script it stands there for whatever is chosen; with script it comes with what does not fit.
        {move || {
            (misfits.get() || some_misfit.get() && !clock.is_hydrated())
                .then(|| {
                    view! {
                        {move || choice.read().as_ref().and_then(|choice| warning_of(choice, make())).map(|sentence| view! { <div class="note">{sentence}</div> })}
                        <label class="check">
                            <input
                                type="checkbox"
                                name="anyway"
                                value="true"
                                aria-labelledby="anyway-name"
                                aria-describedby="anyway-words"
                                aria-invalid=form.invalid("anyway")
                            />
                            <span>
                                <span id="anyway-name">"Send it anyway"</span>
                                <small id="anyway-words">
                                    "A file that is meant for another charger needs this, and a reason of 5 characters or more."
                                </small>
                            </span>
                        </label>
                    }
                })
        }}
        <ProtocolField form />
    }
}

fn options_of(label: String, choices: Vec<FirmwareChoice>, selected: &str) -> Option<impl IntoView + use<>> {
    let options = choices
        .iter()
        .map(|choice| {
            let is_selected = choice.key.as_str() == selected;
            view! {
                <option value=choice.key.to_string() selected=is_selected disabled=!choice.usable>
                    {choice.words()}
                </option>
            }
        })
        .collect_view();
    (!choices.is_empty()).then(|| view! { <optgroup label=label>{options}</optgroup> })
}

/// The newest that fits and is not on it already.
fn first_of(choices: &[FirmwareChoice]) -> String {
    let mut fitting = choices.iter().filter(|choice| choice.fits && choice.usable);
    let first = fitting.clone().find(|choice| !choice.installed).or_else(|| fitting.next());
    first.map(|choice| choice.key.to_string()).unwrap_or_default()
}

/// Size, signed or not, and whether the charger is on it already.
fn said_of(choice: &FirmwareChoice) -> String {
    let signed = if choice.signed { "signed" } else { "not signed" };
    let installed = if choice.installed { " The charger reports this version already." } else { "" };
    format!("{}, {signed}. The charger fetches it from a one-time address.{installed}", describe_bytes(choice.bytes))
}

fn warning_of(choice: &FirmwareChoice, this: Option<String>) -> Option<String> {
    let this = match this {
        Some(make) => format!("is a {make}"),
        None => "has not told its vendor and model yet".to_owned(),
    };
    (!choice.fits).then(|| {
        format!(
            "This file is meant for {} {}; this charger {this}. It may not start again with it.",
            choice.vendor, choice.model
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::FirmwareKey;

    fn choice(key: &str, fits: bool, installed: bool) -> FirmwareChoice {
        FirmwareChoice {
            key: FirmwareKey::from(key),
            name: format!("{key}.bin"),
            vendor: "ABB".to_owned(),
            model: "Terra 184".to_owned(),
            version: "1.9.0".to_owned(),
            bytes: 20_000_000,
            signed: false,
            usable: true,
            fits,
            installed,
        }
    }

    #[test]
    fn the_newest_image_that_fits_and_is_news_is_chosen() {
        let check = |choices: &[FirmwareChoice], expected: &str| assert_eq!(first_of(choices), expected);
        check(&[choice("a", true, false), choice("b", true, false)], "a");
        check(&[choice("a", true, true), choice("b", true, false)], "b");
        check(&[choice("a", true, true)], "a");
        check(&[choice("a", false, false)], "");
        // E-35
        let unsigned = FirmwareChoice { usable: false, ..choice("a", true, false) };
        check(&[unsigned, choice("b", true, false)], "b");
        check(&[], "");
    }

    #[test]
    fn an_image_for_others_is_warned_of() {
        // B14
        let sentence = warning_of(&choice("a", false, false), Some("Kempower S".to_owned())).unwrap();
        assert!(sentence.contains("meant for ABB Terra 184; this charger is a Kempower S"), "{sentence}");
        assert_eq!(warning_of(&choice("a", true, false), None), None);
    }
}
