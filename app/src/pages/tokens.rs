//! Tokens: who may charge at an organisation's chargers, and whether those on no list may.

mod edit;
mod switch;

use crate::changing::remove_token;
use crate::commands::Fields;
use crate::components::empty::Empty;
use crate::components::filter::address;
use crate::components::icon::{Glyph, Icon};
use crate::components::nav::grouped;
use crate::components::pager::Pager;
use crate::components::reply::{Waiting, shown};
use crate::components::status::{State, Status};
use crate::memo::memo;
use crate::reads;
use crate::sending::{Deed, Sending};
use edit::TokenForm;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use leptos_router::params::ParamsMap;
use model::{Token, TokenStatus, Tokens, Tone};
use switch::AcceptAny;

/// What of the list is shown; it lives in the address.
#[derive(Clone, Debug, Default, PartialEq)]
struct Asked {
    organisation: Option<String>,
    words: Option<String>,
    after: Option<String>,
}

impl Asked {
    fn of(query: &ParamsMap) -> Self {
        let part = |name: &str| query.get(name).filter(|value| !value.trim().is_empty());
        Self { organisation: part("organisation"), words: part("q"), after: part("after") }
    }

    fn address(&self, edit: Option<&str>) -> String {
        let parts = [
            ("organisation", self.organisation.clone()),
            ("q", self.words.clone()),
            ("after", self.after.clone()),
            ("edit", edit.map(str::to_owned)),
        ];
        address("/tokens", &parts)
    }
}

#[component]
pub fn TokensPage() -> impl IntoView {
    let query = use_query_map();
    let asked = memo(move |_| Asked::of(&query.read()));
    let tokens = Resource::new(
        move || asked.get(),
        |Asked { organisation, words, after }| reads::tokens(organisation, words, after),
    );
    let again = Callback::new(move |()| tokens.refetch());
    view! {
        <Title text="Tokens" />
        <Transition fallback=Waiting>
            {move || Suspend::new(async move {
                shown(
                    tokens.await,
                    "There is no such list",
                    move |tokens| view! { <Page tokens asked again /> },
                )
            })}
        </Transition>
    }
}

#[component]
fn Page(tokens: Tokens, asked: Memo<Asked>, again: Callback<()>) -> impl IntoView {
    let query = use_query_map();
    let Tokens { organisation, organisation_name, organisations, accepts_any, rows, next, total, may_manage } = tokens;
    let unchanged = move || query.read().get_str("changed") == Some("no");
    let refused = RwSignal::new(None::<String>);
    let key = organisation.to_string();
    let edited = {
        let rows = rows.clone();
        memo(move |_| {
            let id = query.read().get("edit")?;
            rows.iter().find(|token| token.id == id).cloned()
        })
    };
    let form_key = key.clone();
    let next_page = next.map(|next| Asked { after: Some(next), ..asked.get_untracked() }.address(None));
    let first_page =
        asked.read_untracked().after.is_some().then(|| Asked { after: None, ..asked.get_untracked() }.address(None));
    let filtered = asked.read_untracked().words.is_some();
    let is_empty = rows.is_empty();
    view! {
        <div class="top wrap">
            <h1>"Tokens"</h1>
            <span class="muted">{format!("{} at {organisation_name}, times in UTC", grouped(total))}</span>
            <span class="grow"></span>
            <Search asked />
        </div>
        <Organisations current=key.clone() organisations />
        {move || {
            unchanged()
                .then(|| {
                    view! {
                        <div class="alert" role="alert">
                            "That was not taken; nothing was changed. Look at the token and at the day it expires on."
                        </div>
                    }
                })
        }}
        {move || {
            refused
                .get()
                .map(|sentence| {
                    view! {
                        <div class="alert" role="alert">
                            {sentence}
                        </div>
                    }
                })
        }}
        <AcceptAny organisation=key.clone() accepts_any may_manage refused again />
        {may_manage
            .then(|| {
                view! {
                    {move || {
                        let token = edited.get();
                        view! { <TokenForm organisation=form_key.clone() token asked again /> }
                    }}
                }
            })}
        <div class="panel">
            {if is_empty {
                view! { <Nothing filtered accepts_any /> }.into_any()
            } else {
                view! { <Table rows organisation=key asked may_manage refused again /> }.into_any()
            }}
        </div>
        <Pager ways=[("First", first_page), ("Next", next_page)] />
    }
}

#[component]
fn Search(asked: Memo<Asked>) -> impl IntoView {
    let words = asked.with_untracked(|asked| asked.words.clone().unwrap_or_default());
    view! {
        <search>
            // A plain GET: the router takes it over where there is script.
            <leptos_router::components::Form method="GET" action="/tokens">
                {move || {
                    asked
                        .read()
                        .organisation
                        .clone()
                        .map(|key| view! { <input type="hidden" name="organisation" value=key /> })
                }}
                <input
                    class="input"
                    type="search"
                    name="q"
                    value=words
                    autocomplete="off"
                    placeholder="Search token, group, note"
                    aria-label="Search tokens"
                />
            </leptos_router::components::Form>
        </search>
    }
}

/// Whose list it is, where there are several.
#[component]
fn Organisations(current: String, organisations: Vec<(model::OrganisationKey, String)>) -> impl IntoView {
    let navigate = use_navigate();
    let choose = move |event: web_sys::Event| {
        let organisation = Some(event_target_value(&event));
        let address = Asked { organisation, ..Asked::default() }.address(None);
        navigate(&address, NavigateOptions { scroll: false, ..NavigateOptions::default() });
    };
    (organisations.len() > 1).then(|| {
        view! {
            <form class="filters" method="get" action="/tokens">
                <select class="chip" name="organisation" aria-label="Organisation" on:change=choose>
                    {organisations
                        .into_iter()
                        .map(|(key, name)| {
                            let selected = key.as_str() == current;
                            view! {
                                <option value=key.to_string() selected=selected>
                                    {name}
                                </option>
                            }
                        })
                        .collect_view()}
                </select>
                <button class="btn slim without-script">"Show"</button>
            </form>
        }
    })
}

#[component]
fn Table(
    rows: Vec<Token>,
    organisation: String,
    asked: Memo<Asked>,
    may_manage: bool,
    refused: RwSignal<Option<String>>,
    again: Callback<()>,
) -> impl IntoView {
    let rows = rows
        .into_iter()
        .map(|token| view! { <Row token organisation=organisation.clone() asked may_manage refused again /> })
        .collect_view();
    view! {
        <table class="rows">
            <thead>
                <tr>
                    <th scope="col">"Token"</th>
                    <th scope="col">"Status"</th>
                    <th scope="col">"Expires"</th>
                    <th scope="col" class="mid">
                        "Group"
                    </th>
                    <th scope="col">"Note"</th>
                    {may_manage
                        .then(|| {
                            view! {
                                <th scope="col">
                                    <span class="sr">"Change"</span>
                                </th>
                            }
                        })}
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

#[component]
fn Row(
    token: Token,
    organisation: String,
    asked: Memo<Asked>,
    may_manage: bool,
    refused: RwSignal<Option<String>>,
    again: Callback<()>,
) -> impl IntoView {
    let Token { id, status, expires, group, note } = token;
    let state = match status {
        TokenStatus::Accepted => State::new(Tone::Ok, Glyph::Check, status.as_str()),
        TokenStatus::Blocked => State::new(Tone::Bad, Glyph::Cross, status.as_str()),
        TokenStatus::Expired | TokenStatus::Invalid => State::new(Tone::Neutral, Glyph::Ring, status.as_str()),
    };
    let edit = {
        let id = id.clone();
        move || format!("{}#token", asked.read().address(Some(&id)))
    };
    let (edit_label, remove_label) = (format!("Edit {id}"), format!("Remove {id}"));
    let sending = Sending::of_button(Deed::Change);
    let remove = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(fields) = Fields::of_event(&event) else { return };
        edit::change(
            sending,
            async move { remove_token(fields.get("organisation"), fields.get("id")).await },
            refused,
            again,
        );
    };
    view! {
        <tr>
            <td class="mono">{id.clone()}</td>
            <td>
                <Status state=Signal::stored(state) />
            </td>
            <td class="full">
                {match expires {
                    Some(at) => {
                        view! { <time title=at.local.clone()>{at.minute().to_owned()}</time> }.into_any()
                    }
                    None => view! { <span class="muted">"never"</span> }.into_any(),
                }}
            </td>
            <td class="hide mid mono">{group}</td>
            <td class="full">{note}</td>
            {may_manage
                .then(|| {
                    view! {
                        <td class="full">
                            <div class="row">
                                <a class="btn slim" href=edit aria-label=edit_label data-noscroll="">
                                    "Edit"
                                </a>
                                <form method="post" action="/api/remove-token" on:submit=remove>
                                    <input type="hidden" name="organisation" value=organisation />
                                    <input type="hidden" name="id" value=id />
                                    <button class="btn slim quiet" aria-label=remove_label>
                                        "Remove"
                                    </button>
                                </form>
                            </div>
                        </td>
                    }
                })}
        </tr>
    }
}

#[component]
fn Nothing(filtered: bool, accepts_any: bool) -> impl IntoView {
    let (title, words) = match (filtered, accepts_any) {
        (true, _) => ("No token matches", "Search with fewer words to see more."),
        (false, true) => ("No token is listed", "Every token is accepted, so none needs to be."),
        (false, false) => ("No token is listed", "Nobody can charge with a token until one is added."),
    };
    view! {
        <Empty glyph=Glyph::Card title>
            <p>{words}</p>
            {filtered
                .then(|| {
                    view! {
                        <a class="btn" href="/tokens">
                            <Icon glyph=Glyph::Back size=12 />
                            "All tokens"
                        </a>
                    }
                })}
        </Empty>
    }
}
