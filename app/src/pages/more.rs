//! What has no place in a phone's tabs: help, theme, signing out.

use crate::components::icon::{Glyph, Icon};
use crate::components::me::Me;
use crate::components::nav::SignOut;
use crate::components::theme::ThemeSwitch;
use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub fn MorePage() -> impl IntoView {
    let me = Me::get();
    view! {
        <Title text="More" />
        <div class="top">
            <h1>"More"</h1>
        </div>
        <div class="panel">
            <div class="pad col">
                <Transition>
                    {move || Suspend::new(async move {
                        me.read()
                            .await
                            .map(|signed_in| {
                                let operator = signed_in.operator;
                                let (sees_knocking, manages) = (operator.sees_knocking(), operator.role.may_manage());
                                view! {
                                    <p>
                                        <b>{operator.email}</b>
                                    </p>
                                    <p class="muted">{format!("{}, {}", operator.role.words(), operator.organisation)}</p>
                                    {sees_knocking
                                        .then(|| {
                                            view! {
                                                <a class="btn" href="/chargers/knocking">
                                                    <Icon glyph=Glyph::Door />
                                                    "Knocking"
                                                </a>
                                            }
                                        })}
                                    {manages
                                        .then(|| {
                                            view! {
                                                <a class="btn" href="/tokens">
                                                    <Icon glyph=Glyph::Card />
                                                    "Tokens"
                                                </a>
                                            }
                                        })}
                                }
                            })
                    })}
                </Transition>
                <a class="btn" href="/help/actions">
                    <Icon glyph=Glyph::Help />
                    "What each action is for"
                </a>
                <ThemeSwitch />
                <SignOut class="btn" />
            </div>
        </div>
    }
}
