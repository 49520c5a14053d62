//! Adding a token, or writing anew what is known of one.

use super::Asked;
use crate::changing::{Changed, put_token};
use crate::commands::Fields;
use crate::components::time::machine_readable;
use crate::sending::{Deed, SendButton, Sending};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use model::{Token, TokenStatus};

/// Does it, and says why not or has the list read again.
pub fn change(
    sending: Sending,
    deed: impl Future<Output = Result<Changed, ServerFnError>> + 'static,
    refused: RwSignal<Option<String>>,
    again: Callback<()>,
) {
    sending.go(deed, move |answer| {
        let sentence = match answer {
            Ok(Changed::Done) => None,
            Ok(Changed::Refused(sentence)) | Err(sentence) => Some(sentence),
        };
        let unchanged = sentence.is_some();
        refused.try_set(sentence);
        if !unchanged {
            again.run(());
        }
    });
}

/// Folded until somebody adds one; open while one is edited.
#[component]
pub fn TokenForm(organisation: String, token: Option<Token>, asked: Memo<Asked>, again: Callback<()>) -> impl IntoView {
    let navigate = use_navigate();
    let refused = RwSignal::new(None::<String>);
    let sending = Sending::of_button(Deed::Change);
    let is_edit = token.is_some();
    let done = Callback::new(move |()| {
        // The form is for a new one again.
        navigate(
            &asked.read_untracked().address(None),
            NavigateOptions { scroll: false, replace: true, ..NavigateOptions::default() },
        );
        again.run(());
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(fields) = Fields::of_event(&event) else { return };
        let deed = async move {
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
        change(sending, deed, refused, done);
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
            <form class="pad col" method="post" action="/api/put-token" novalidate on:submit=submit>
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
                    <SendButton sending label=if is_edit { "Save" } else { "Add" } />
                    {is_edit
                        .then(|| {
                            view! {
                                <a class="btn" href=move || asked.read().address(None) data-noscroll="">
                                    "Cancel"
                                </a>
                            }
                        })}
                </div>
            </form>
        </details>
    }
}
