//! Send a message: any request of the charger's version, written by hand, with its answer under it the moment it comes.

use crate::calls::chargers;
use crate::calls::orders::send;
use crate::components::draft;
use crate::components::exchange::NewestExchange;
use crate::components::icon::Glyph;
use crate::components::live_title::LiveTitle;
use crate::components::me::Me;
use crate::components::posted_form::PostedForm;
use crate::components::reply::{Waiting, shown};
use crate::components::send_button::SendButton;
use crate::components::status::{Badge, State};
use crate::components::way_back::WayBack;
use crate::forms::desk::OrderDesk;
use crate::forms::fields::escaped;
use crate::forms::refusal::{RefusalAlert, refusal_of_address};
use crate::ground::fields::Fields;
use crate::ground::live::Live;
use crate::ground::memo::memo;
use crate::ground::reveal::reveal_soon;
use crate::ground::submission::{Deed, Submission};
use crate::pages::follower::Follower;
use actions::Event;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::{use_params_map, use_query_map};
use model::{Charger, CommandKind, MessageForm, Messages, Moment, Ordered, Refusal, RefusalCode, Tone};

const ANSWER: &str = "answer";

#[component]
pub fn MessagePage() -> impl IntoView {
    let params = use_params_map();
    let key = memo(move |_| params.read().get("key").unwrap_or_default());
    let messages = Resource::new(move || key.get(), |key| chargers::messages(Some(key)));
    view! {
        <Suspense fallback=Waiting>
            {move || Suspend::new(async move {
                shown(
                    messages.await,
                    "There is no such page",
                    |messages| view! { <Page messages=*messages /> },
                )
            })}
        </Suspense>
    }
}

#[component]
fn Page(messages: Messages) -> impl IntoView {
    let Messages { charger, protocol, forms, seq, once } = messages;
    let query = use_query_map();
    let live = Live::get();
    let key = charger.key.clone();
    let address = format!("/chargers/{key}");
    let follower = Follower::new(key.clone());
    let charger = RwSignal::new(charger);
    let desk = OrderDesk::new(
        charger.into(),
        // No form here has a period.
        Signal::stored(Moment::default()),
        RwSignal::new(once.to_string()),
        Callback::new(move |key| follower.follow(key)),
    );
    let (asked, refused) = query.with_untracked(|query| {
        (query.get("action"), refusal_of_address(query.get_str("refused"), query.get_str("field")))
    });
    let first = forms.iter().find(|form| Some(&form.action) == asked.as_ref()).or(forms.first()).cloned();
    Effect::new(move || {
        let here = key.clone();
        live.watch(Some(&key), seq);
        follower.go_live(live);
        live.listen(move |event| {
            if let Event::Charger { charger: now, .. } = event
                && now.key == here
            {
                charger.set((**now).clone());
            }
        });
        on_cleanup(move || live.leave());
    });
    view! {
        <LiveTitle text=move || format!("Send a message, {}", charger.read().name) />
        <WayBack to=Signal::stored(address.clone())>{move || charger.read().name.clone()}</WayBack>
        <div class="top">
            <h1>"Send a message"</h1>
            <span class="muted">{format!("OCPP {protocol}")}</span>
        </div>
        <div class="prose">
            <p>
                "Any request that a central system may send, checked against its definition before it goes out. Whoever sends it answers for what it does."
            </p>
        </div>
        <Offline charger />
        {match first {
            Some(first) => view! { <Desk forms first desk refused follower address /> }.into_any(),
            None => view! { <p class="note off">"Nothing is known that could be sent to this charger."</p> }.into_any(),
        }}
    }
}

#[component]
fn Offline(charger: RwSignal<Charger>) -> impl IntoView {
    let online = memo(move |_| charger.read().online);
    move || {
        (!online.get()).then(|| {
            view! {
                <div class="note off">
                    "The charger is offline."
                    <small>"Nothing can be sent to it until it connects again."</small>
                </div>
            }
        })
    }
}

/// The choice, what is known of it, the form, and under it what came of the message.
#[component]
fn Desk(
    forms: Vec<MessageForm>,
    first: MessageForm,
    desk: OrderDesk,
    refused: Option<Refusal>,
    follower: Follower,
    address: String,
) -> impl IntoView {
    let charger = desk.charger;
    let payload = RwSignal::new(first.example.clone());
    let chosen = RwSignal::new(first.clone());
    let options = forms
        .iter()
        .map(|form| {
            let selected = form.action == first.action;
            view! {
                <option value=form.action.clone() selected=selected>
                    {form.action.clone()}
                </option>
            }
        })
        .collect_view();
    let forms = StoredValue::new(forms);
    let choose = move |event: web_sys::Event| {
        let action = event_target_value(&event);
        let form = forms.with_value(|forms| forms.iter().find(|form| form.action == action).cloned());
        if let Some(form) = form {
            payload.set(form.example.clone());
            chosen.set(form);
        }
    };
    let refused = RwSignal::new(refused);
    let submission = Submission::new(Deed::Order);
    let not_taken = move |refusal: Refusal| {
        // The button may be far below what says why.
        reveal_soon("refusal".to_owned());
        refused.try_set(Some(refusal));
    };
    let take = move |fields: Fields| {
        if submission.is_under_way_now() {
            return;
        }
        let order = desk.keyed(CommandKind::SendMessage, fields.order());
        if let Err(refusal) = order.order(CommandKind::SendMessage).and_then(|_| order.reason()) {
            not_taken(refusal);
            return;
        }
        submission.go(send(CommandKind::SendMessage, order), move |answer| match answer {
            Ok(Ordered::Taken(key)) => {
                refused.try_set(None);
                desk.take(key);
            }
            Ok(Ordered::Refused(refusal)) => not_taken(refusal),
            Err(sentence) => not_taken(Refusal::new(RefusalCode::NotStored, sentence)),
        });
    };
    let element = NodeRef::<html::Form>::new();
    let me = Me::get();
    Effect::new(move || {
        let Some(element) = element.get() else { return };
        spawn_local(async move {
            if let Some(signed_in) = me.read().await {
                draft::refill(&element, CommandKind::SendMessage.slug(), &signed_in.operator.email, |_| ());
            }
        });
    });
    let wrong = move |field: &'static str| {
        move || {
            let is_wrong = refused.read().as_ref().is_some_and(|refusal| refusal.field.as_deref() == Some(field));
            is_wrong.then_some("true")
        }
    };
    let back = address.clone();
    view! {
        <section class="dlg wide-page">
            <div class="bones">
                <form class="form" method="get" action=format!("{address}/message")>
                    <div class="f">
                        <label for="message">"Message"</label>
                        <select id="message" class="input" name="action" on:change=choose>
                            {options}
                        </select>
                        <small>{move || chosen.read().about.clone()}</small>
                    </div>
                    <button class="btn without-script">"Choose"</button>
                </form>
                <PostedForm
                    class="bones"
                    action=format!("/api/{}", CommandKind::SendMessage.slug())
                    novalidate=true
                    keep=CommandKind::SendMessage.slug()
                    node_ref=element
                    send=take
                >
                    <div class="form">
                        <Outline chosen />
                        <RefusalAlert refused />
                        <input type="hidden" name="charger" value=move || charger.read().key.to_string() />
                        <input type="hidden" name="once" value=move || desk.once_for(CommandKind::SendMessage) />
                        <input type="hidden" name="action" value=move || chosen.read().action.clone() />
                        <div class="f">
                            <label for="payload">"Payload"</label>
                            <textarea
                                id="payload"
                                class="input mono"
                                name="payload"
                                rows="12"
                                autocomplete="off"
                                autocapitalize="off"
                                spellcheck="false"
                                aria-invalid=wrong("payload")
                                aria-describedby="payload-words"
                                prop:value=move || payload.get()
                                on:input=move |event| payload.set(event_target_value(&event))
                            >
                                // For those without script; Leptos does not escape what stands in a textarea.
                                {escaped(&first.example)}
                            </textarea>
                            <small id="payload-words">
                                "JSON. It stands there to be changed; what the charger is sent appears below, without passwords."
                            </small>
                        </div>
                        <label class="check">
                            <input
                                type="checkbox"
                                name="as_typed"
                                value="true"
                                aria-labelledby="as-typed-name"
                                aria-describedby="as-typed-words"
                            />
                            <span>
                                <span id="as-typed-name">"Send exactly as typed"</span>
                                <small id="as-typed-words">
                                    "Unchecked, character by character: for chargers with fields of their own, and for seeing what they make of mistakes."
                                </small>
                            </span>
                        </label>
                        <label class="f">
                            "Reason"
                            <input
                                class="input"
                                name="reason"
                                autocomplete="off"
                                placeholder="Optional, kept in the audit"
                                aria-invalid=wrong("reason")
                            />
                        </label>
                    </div>
                    <footer>
                        <a class="btn" href=back>
                            "Cancel"
                        </a>
                        <SendButton submission label="Send" glyph=Glyph::Message />
                    </footer>
                </PostedForm>
            </div>
        </section>
        <Answer follower address />
    }
}

/// The fields that the message may have, folded.
#[component]
fn Outline(chosen: RwSignal<MessageForm>) -> impl IntoView {
    let rows = move || {
        chosen
            .read()
            .fields
            .iter()
            .map(|field| {
                view! {
                    <tr>
                        <td class="mono">{field.path.clone()}</td>
                        <td>{if field.required { "required" } else { "" }}</td>
                        <td class="full muted">{field.shape.clone()}</td>
                    </tr>
                }
            })
            .collect_view()
    };
    view! {
        <details class="fold">
            <summary>{move || format!("Its fields ({})", chosen.read().fields.len())}</summary>
            <div class="panel">
                <table class="rows">
                    <thead>
                        <tr>
                            <th scope="col">"Field"</th>
                            <th scope="col">"Needed"</th>
                            <th scope="col">"What it holds"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </details>
    }
}

/// How the message fared; it comes by live events.
#[component]
fn Answer(follower: Follower, address: String) -> impl IntoView {
    let exchange = memo(move |_| follower.exchange());
    let state = Signal::derive(move || match follower.command() {
        Some(command) if command.is_open() => State::toned(Tone::Busy, command.standing()),
        Some(command) => State::toned(command.verdict.tone(), command.verdict.words()),
        None => State::toned(Tone::Busy, "Ordered"),
    });
    let title = memo(move |_| follower.command().map(|command| command.title()));
    Effect::new(move || {
        if follower.key().is_some() {
            reveal_soon(ANSWER.to_owned());
        }
    });
    let entry = move || follower.key().map(|key| format!("{address}#command-{key}"));
    view! {
        {move || {
            entry()
                .map(|href| {
                    view! {
                        <section class="panel" id=ANSWER aria-label="Answer">
                            <header class="wrap">
                                <h2>{move || title.get().unwrap_or_else(|| "Message".to_owned())}</h2>
                                <Badge state />
                                <span class="grow"></span>
                                <a class="link" href=href>
                                    "On the timeline"
                                </a>
                            </header>
                            <NewestExchange exchange />
                        </section>
                    }
                })
        }}
    }
}
