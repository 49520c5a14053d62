//! Tokens: who may charge at an organisation's chargers, and whether those on no list may.

mod edit;
mod switch;

use crate::calls::queries::TokenQuery;
use crate::calls::tokens::{self, remove_token};
use crate::components::alert::{Alert, Trouble};
use crate::components::empty::Empty;
use crate::components::filter::hidden_parts;
use crate::components::icon::{Glyph, Icon};
use crate::components::pager::Pager;
use crate::components::posted_form::PostedForm;
use crate::components::reply::{Waiting, shown};
use crate::components::status::{State, Status};
use crate::forms::change::change;
use crate::ground::address::Query;
use crate::ground::fields::Fields;
use crate::ground::memo::memo;
use crate::ground::number::grouped;
use crate::ground::submission::{Deed, Submission};
use crate::pages::tokens::edit::TokenForm;
use crate::pages::tokens::switch::AcceptAny;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use model::{Token, TokenStatus, Tokens, Tone};

const HERE: &str = "/tokens";

#[component]
pub fn TokensPage() -> impl IntoView {
    let query = use_query_map();
    let asked = memo(move |_| TokenQuery::of(&query.read()));
    let tokens = Resource::new(
        move || asked.get(),
        |TokenQuery { organisation, words, after, edit: _ }| tokens::tokens(organisation, words, after),
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
fn Page(tokens: Tokens, asked: Memo<TokenQuery>, again: Callback<()>) -> impl IntoView {
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
    let next_page = next.map(|next| TokenQuery { after: Some(next), ..asked.get_untracked() }.on(HERE));
    let first_page =
        asked.read_untracked().after.is_some().then(|| TokenQuery { after: None, ..asked.get_untracked() }.on(HERE));
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
            unchanged().then(|| {
                view! {
                    <Alert>
                        "That was not taken; nothing was changed. Look at the token and at the day it expires on."
                    </Alert>
                }
            })
        }}
        <Trouble sentence=refused />
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
fn Search(asked: Memo<TokenQuery>) -> impl IntoView {
    let words = asked.with_untracked(|asked| asked.words.clone().unwrap_or_default());
    view! {
        <search>
            // A plain GET: the router takes it over where there is script.
            <leptos_router::components::Form method="GET" action="/tokens">
                {move || hidden_parts(&*asked.read(), &["organisation"])}
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
        let address = TokenQuery { organisation, ..TokenQuery::default() }.on(HERE);
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
    asked: Memo<TokenQuery>,
    may_manage: bool,
    refused: RwSignal<Option<String>>,
    again: Callback<()>,
) -> impl IntoView {
    let rows = rows
        .into_iter()
        .map(|token| view! { <TokenRow token organisation=organisation.clone() asked may_manage refused again /> })
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
fn TokenRow(
    token: Token,
    organisation: String,
    asked: Memo<TokenQuery>,
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
        move || format!("{}#token", TokenQuery { edit: Some(id.clone()), ..asked.get() }.on(HERE))
    };
    let (edit_label, remove_label) = (format!("Edit {id}"), format!("Remove {id}"));
    let submission = Submission::of_button(Deed::Change);
    let remove = move |fields: Fields| {
        let removed = async move { remove_token(fields.get("organisation"), fields.get("id")).await };
        change(submission, removed, refused, move || again.run(()));
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
                                <PostedForm action="/api/remove-token" send=remove>
                                    <input type="hidden" name="organisation" value=organisation />
                                    <input type="hidden" name="id" value=id />
                                    <button class="btn slim quiet" aria-label=remove_label>
                                        "Remove"
                                    </button>
                                </PostedForm>
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
