//! Knocking: chargers that were refused at the door, with a button that registers those nobody knows yet.

use crate::calls::chargers;
use crate::calls::registration::{Registration, register};
use crate::components::alert::{Alert, Trouble};
use crate::components::combobox::SiteCombobox;
use crate::components::empty::Empty;
use crate::components::icon::{Glyph, Icon};
use crate::components::modal::{Modal, closing};
use crate::components::posted_form::PostedForm;
use crate::components::reply::{Waiting, shown};
use crate::components::send_button::SendButton;
use crate::components::time::Ago;
use crate::ground::fields::Fields;
use crate::ground::submission::{Deed, Submission};
use leptos::html;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use model::{Knock, Knocks, SiteRef};

#[component]
pub fn KnockingPage() -> impl IntoView {
    let knocks = Resource::new(|| (), |()| chargers::knocking());
    let query = use_query_map();
    let needs_script = move || query.read().get_str("script") == Some("needed");
    view! {
        <Title text="Knocking" />
        <div class="top">
            <h1>"Knocking"</h1>
            <span class="muted">"Chargers that were refused at the door"</span>
            <span class="grow"></span>
            <button type="button" class="btn needs-script" on:click=move |_| knocks.refetch()>
                "Look again"
            </button>
        </div>
        {move || {
            needs_script().then(|| {
                view! { <Alert>"Registering here needs the page's script. Nothing was registered."</Alert> }
            })
        }}
        <Transition fallback=Waiting>
            {move || Suspend::new(async move {
                shown(
                    knocks.await,
                    "There is no such page",
                    move |found| view! { <Found found again=Callback::new(move |()| knocks.refetch()) /> },
                )
            })}
        </Transition>
    }
}

#[component]
fn Found(found: Knocks, again: Callback<()>) -> impl IntoView {
    let registering = RwSignal::new(None::<String>);
    if found.rows.is_empty() {
        return view! {
            <div class="panel">
                <Empty glyph=Glyph::Door title="Nobody knocks">
                    <p>"A charger that connects with an unknown identity or a wrong password is listed here."</p>
                </Empty>
            </div>
        }
        .into_any();
    }
    let rows = found.rows.into_iter().map(|knock| view! { <KnockRow knock registering /> }).collect_view();
    view! {
        <div class="panel">
            <table class="rows">
                <thead>
                    <tr>
                        <th scope="col">"Identity"</th>
                        <th scope="col">"Last"</th>
                        <th scope="col">"From"</th>
                        <th scope="col">"Why it was refused"</th>
                        <th scope="col" class="num">
                            "Times"
                        </th>
                        <th scope="col">
                            <span class="sr">"Register"</span>
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <p class="muted small without-script">
            "Without script, register on the command line: "
            <code class="mono">"chargehand charger add IDENTITY --site NAME"</code>
        </p>
        <RegisterDialog registering again />
    }
    .into_any()
}

#[component]
fn KnockRow(knock: Knock, registering: RwSignal<Option<String>>) -> impl IntoView {
    let identity = knock.identity.clone();
    let label = format!("Register {}", knock.identity);
    view! {
        <tr>
            <td class="mono">
                {if knock.identity.is_empty() { "(cannot be read)".to_owned() } else { knock.identity }}
            </td>
            <td>
                <Ago at=Signal::stored(knock.last) day=true zoned=true />
            </td>
            <td class="hide mono">{knock.address}</td>
            <td class="full">{knock.why}</td>
            <td class="hide num">{knock.count}</td>
            <td class="full">
                {knock
                    .registrable
                    .then(|| {
                        view! {
                            <button
                                type="button"
                                class="btn slim needs-script"
                                aria-label=label
                                on:click=move |_| registering.set(Some(identity.clone()))
                            >
                                "Register"
                            </button>
                        }
                    })}
            </td>
        </tr>
    }
}

/// Asks for a name and a site; then shows once what is to be entered in the charger.
#[component]
fn RegisterDialog(registering: RwSignal<Option<String>>, again: Callback<()>) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let done = RwSignal::new(None::<Registration>);
    Effect::new(move || {
        if registering.read().is_some() {
            done.set(None);
        }
    });
    let close = closing(dialog);
    let closed = Callback::new(move |()| {
        registering.set(None);
        if matches!(done.get_untracked(), Some(Registration::Done { .. })) {
            again.run(());
        }
    });
    view! {
        <Modal dialog open=Signal::derive(move || registering.read().is_some()) title="register-title" closed>
            {move || {
                registering
                    .get()
                    .map(|identity| match done.get() {
                        Some(Registration::Done { key, address, password }) => {
                            view! { <Done identity key address password close /> }.into_any()
                        }
                        Some(Registration::Refused(_)) | None => view! { <RegisterForm identity done close /> }.into_any(),
                    })
            }}
        </Modal>
    }
}

#[component]
fn RegisterForm(identity: String, done: RwSignal<Option<Registration>>, close: Callback<()>) -> impl IntoView {
    let chosen = RwSignal::new(None::<SiteRef>);
    let refused = RwSignal::new(None::<String>);
    let submission = Submission::new(Deed::Register);
    let send = move |fields: Fields| {
        let registered = async move { register(fields.get("identity"), fields.get("name"), fields.get("site")).await };
        submission.go(registered, move |answer| match answer {
            Ok(Registration::Refused(sentence)) | Err(sentence) => drop(refused.try_set(Some(sentence))),
            Ok(registered) => drop(done.try_set(Some(registered))),
        });
    };
    view! {
        <PostedForm action="/api/register" novalidate=true send>
            <header>
                <h2 id="register-title">{format!("Register {identity}")}</h2>
                <p class="muted">"A password is made for it; you enter address and password in the charger."</p>
            </header>
            <div class="form">
                <Trouble sentence=refused />
                <input type="hidden" name="identity" value=identity.clone() />
                <label class="f">
                    "Name" <input class="input" name="name" autocomplete="off" placeholder=identity.clone() />
                </label>
                <SiteCombobox chosen />
            </div>
            <footer>
                <button type="button" class="btn" on:click=move |_| close.run(())>
                    "Cancel"
                </button>
                <SendButton submission label="Register" />
            </footer>
        </PostedForm>
    }
}

#[component]
fn Done(
    identity: String,
    key: String,
    address: String,
    password: Option<String>,
    close: Callback<()>,
) -> impl IntoView {
    view! {
        <div class="bones">
            <header>
                <h2 id="register-title">{format!("{identity} is registered")}</h2>
                <p class="muted">"Enter this in the charger. The password is shown only now."</p>
            </header>
            <div class="form">
                <dl class="pairs">
                    <dt>"Address"</dt>
                    <dd class="mono">{address}</dd>
                    {password
                        .map(|password| {
                            view! {
                                <dt>"Password"</dt>
                                <dd class="mono">{password}</dd>
                            }
                        })}
                </dl>
            </div>
            <footer>
                <button type="button" class="btn" on:click=move |_| close.run(())>
                    "Close"
                </button>
                <a class="btn primary" href=format!("/chargers/{key}")>
                    <Icon glyph=Glyph::Plug />
                    "To the charger"
                </a>
            </footer>
        </div>
    }
}
