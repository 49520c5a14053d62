//! Adding a token, or writing anew what is known of one.

use crate::calls::queries::TokenQuery;
use crate::calls::tokens::put_token;
use crate::components::alert::Trouble;
use crate::components::posted_form::PostedForm;
use crate::components::send_button::SendButton;
use crate::components::time::machine_readable;
use crate::forms::change::change;
use crate::ground::address::Query;
use crate::ground::fields::Fields;
use crate::ground::submission::{Deed, Submission};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use model::{Token, TokenStatus};

/// Folded until somebody adds one; open while one is edited.
#[component]
pub fn TokenForm(
    organisation: String,
    token: Option<Token>,
    asked: Memo<TokenQuery>,
    again: Callback<()>,
) -> impl IntoView {
    let navigate = use_navigate();
    let refused = RwSignal::new(None::<String>);
    let submission = Submission::of_button(Deed::Change);
    let is_edit = token.is_some();
    let done = Callback::new(move |()| {
        // The form is for a new one again.
        navigate(
            &asked.read_untracked().on("/tokens"),
            NavigateOptions { scroll: false, replace: true, ..NavigateOptions::default() },
        );
        again.run(());
    });
    let send = move |fields: Fields| {
        let put = async move {
            put_token(
                fields.get("organisation"),
                fields.get("id"),
                fields.get("status"),
                fields.get("expires"),
                fields.get("group"),
                fields.get("note"),
            )
            .await
        };
        change(submission, put, refused, move || done.run(()));
    };
    let title = match &token {
        Some(token) => format!("Edit {}", token.id),
        None => "Add a token".to_owned(),
    };
    let current = token.as_ref().map_or(TokenStatus::Accepted, |token| token.status);
    let expires = token.as_ref().and_then(|token| token.expires.as_ref()).map(machine_readable);
    let (id, group, note) = token.map_or((None, None, None), |token| (Some(token.id), token.group, token.note));
    view! {
        <details class="panel fold-panel" id="token" open=is_edit>
            <summary>
                <b>{title}</b>
            </summary>
            <PostedForm class="pad col" action="/api/put-token" novalidate=true send>
                <Trouble sentence=refused />
                <input type="hidden" name="organisation" value=organisation />
                <div class="fields">
                    <label class="f">
                        "Token"
                        <input
                            class="input mono"
                            name="id"
                            value=id
                            readonly=is_edit
                            autocomplete="off"
                            autocapitalize="off"
                            spellcheck="false"
                            placeholder="As the charger sends it"
                        />
                    </label>
                    <div class="f">
                        <label for="token-status">"Status"</label>
                        <select id="token-status" class="input" name="status">
                            {TokenStatus::ALL
                                .into_iter()
                                .map(|status| {
                                    view! {
                                        <option value=status.as_str() selected=status == current>
                                            {status.as_str()}
                                        </option>
                                    }
                                })
                                .collect_view()}
                        </select>
                    </div>
                    <label class="f">
                        "Expires"
                        <input class="input" name="expires" value=expires autocomplete="off" placeholder="2027-01-31, or never" />
                    </label>
                    <label class="f">
                        "Group"
                        <input class="input mono" name="group" value=group autocomplete="off" placeholder="None" />
                    </label>
                    <label class="f">
                        "Note"
                        <input class="input" name="note" value=note autocomplete="off" placeholder="Whose it is, say" />
                    </label>
                </div>
                <p class="muted small">
                    "Upper and lower case are one. Tokens of one group may stop each other's sessions."
                </p>
                <div class="row">
                    <SendButton submission label=if is_edit { "Save" } else { "Add" } />
                    {is_edit
                        .then(|| {
                            view! {
                                <a class="btn" href=move || asked.read().on("/tokens") data-noscroll="">
                                    "Cancel"
                                </a>
                            }
                        })}
                </div>
            </PostedForm>
        </details>
    }
}
