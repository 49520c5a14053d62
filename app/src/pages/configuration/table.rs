//! The table of settings, filtered as one types; without script by the address.

use crate::ground::memo::memo;
use leptos::prelude::*;
use model::Setting;

/// Where there is script the words filter at once; a plain GET otherwise.
#[component]
pub fn Search(words: RwSignal<String>, path: String) -> impl IntoView {
    let first = words.get_untracked();
    view! {
        <search>
            <form method="get" action=path on:submit=|event| event.prevent_default()>
                <input
                    class="input"
                    type="search"
                    name="q"
                    value=first
                    autocomplete="off"
                    placeholder="Search name, value"
                    aria-label="Search settings"
                    on:input=move |event| words.set(event_target_value(&event))
                />
            </form>
        </search>
    }
}

#[component]
pub fn Table(
    settings: RwSignal<Vec<Setting>>,
    may_set: RwSignal<bool>,
    words: RwSignal<String>,
    set: Callback<Setting>,
) -> impl IntoView {
    let visible = memo(move |_| {
        let words: Vec<String> = words.read().split_whitespace().map(str::to_lowercase).collect();
        let settings = settings.read();
        let rows = settings.iter().enumerate().filter(|(_, setting)| matches(setting, &words));
        rows.map(|(place, setting)| (place, setting.name.clone())).collect::<Vec<_>>()
    });
    let counted = move || format!("{} of {} settings", visible.read().len(), settings.read().len());
    view! {
        <table class="rows settings">
            <caption class="sr">"Settings"</caption>
            <thead>
                <tr>
                    <th scope="col">"Name"</th>
                    <th scope="col">"Value"</th>
                    <th scope="col" class="mid">
                        "About"
                    </th>
                    <th scope="col">
                        <span class="sr">"Set"</span>
                    </th>
                </tr>
            </thead>
            <tbody>
                <For each=move || visible.get() key=|row| row.clone() let:row>
                    <SettingRow place=row.0 settings may_set words set />
                </For>
            </tbody>
        </table>
        <Show when=move || visible.read().is_empty()>
            <p class="empty slim">"No setting matches."</p>
        </Show>
        <p class="pager small" role="status">
            {counted}
        </p>
    }
}

#[component]
fn SettingRow(
    place: usize,
    settings: RwSignal<Vec<Setting>>,
    may_set: RwSignal<bool>,
    words: RwSignal<String>,
    set: Callback<Setting>,
) -> impl IntoView {
    let id = format!("setting-{place}");
    let described = id.clone();
    let first = settings.with_untracked(|settings| settings[place].clone());
    let Setting { name, about, .. } = first.clone();
    let about_small = about.clone();
    let field = name.clone();
    // A row that has just gone may be asked once more.
    let setting = memo(move |_| settings.read().get(place).cloned().unwrap_or_else(|| first.clone()));
    let readonly = memo(move |_| setting.read().readonly);
    let value = memo(move |_| setting.read().value.clone());
    let may = memo(move |_| may_set.get() && !readonly.get());
    let button = move || {
        may.get().then(|| {
            view! {
                // A plain GET shows the form on this page where there is no script.
                <form
                    method="get"
                    on:submit=move |event| {
                        event.prevent_default();
                        set.run(setting.get_untracked());
                    }
                >
                    <input type="hidden" name="set" value=field.clone() />
                    <input type="hidden" name="q" value=move || words.get() />
                    <button class="btn slim" aria-describedby=described.clone()>
                        "Set"
                    </button>
                </form>
            }
        })
    };
    view! {
        <tr>
            <th scope="row" id=id class="mono">
                {name}
            </th>
            <td class="full mono value">
                {move || match value.get() {
                    Some(value) if value.is_empty() => view! { <span class="muted">"empty"</span> }.into_any(),
                    Some(value) => value.into_any(),
                    None => view! { <span class="muted">"not told"</span> }.into_any(),
                }}
            </td>
            <td class="hide mid muted">{about}</td>
            <td class="full">
                {about_small.map(|about| view! { <small class="only-phone">{about}</small> })}
                {move || readonly.get().then(|| view! { <span class="muted small nowrap">"Read-only"</span> })} {button}
            </td>
        </tr>
    }
}

/// Is every word found in it?
fn matches(setting: &Setting, words: &[String]) -> bool {
    let parts = [Some(&setting.name), setting.value.as_ref(), setting.about.as_ref()];
    let text = parts.into_iter().flatten().map(|part| part.to_lowercase()).collect::<Vec<_>>().join("\n");
    words.iter().all(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_looked_for_in_the_whole_row() {
        let setting = Setting {
            name: "SampledDataCtrlr.TxUpdatedInterval".to_owned(),
            value: Some("60".to_owned()),
            readonly: false,
            about: Some("integer, s".to_owned()),
            choices: Vec::new(),
        };
        let check = |words: &str, expected: bool| {
            let words: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
            assert_eq!(matches(&setting, &words), expected, "{words:?}");
        };
        check("", true);
        check("TXUPDATED 60", true);
        check("integer sampled", true);
        check("sampled 61", false);
    }
}
