//! One row of the messages: a CALL with its answer, folded to a line, the frames one click away.

use crate::components::frame::FrameText;
use crate::components::time::{Ago, At};
use crate::ground::memo::memo;
use crate::ground::reveal::reveal_soon;
use leptos::prelude::*;
use model::{CommandKey, CommandKind, Direction, Exchange, Frame, FrameShape, Tone, describe_duration};
use wasm_bindgen::JsCast;

#[component]
pub fn ExchangeRow(#[prop(into)] exchange: Signal<Exchange>) -> impl IntoView {
    let opened = RwSignal::new(false);
    let id = exchange.with_untracked(|exchange| format!("frame-{}", exchange.call.seq));
    let class = move || {
        let exchange = exchange.read();
        match (exchange.is_trouble(), exchange.unanswered) {
            (true, false) => "msg bad",
            (true, true) => "msg warn",
            (false, _) => "msg",
        }
    };
    // An answer that comes leaves the CALL alone, which somebody may be reading.
    let call = memo(move |_| exchange.read().call.clone());
    let answer = memo(move |_| exchange.read().answer.clone());
    let is_answered = memo(move |_| answer.read().is_some());
    let missing = memo(move |_| exchange.read().missing_answer().map(|why| format!("{why}.")).unwrap_or_default());
    let is_missing = memo(move |_| !missing.read().is_empty());
    let command = memo(move |_| command_of(&exchange.read()));
    view! {
        <li class=class>
            <details
                id=id
                on:toggle=move |event| {
                    let details = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
                    opened.set(details.is_some_and(|details| details.has_attribute("open")));
                }
            >
                <summary>
                    <Arrow direction=memo(move |_| call.read().direction) />
                    <span class="what">
                        <b>{move || name_of(&call.read())}</b>
                        <small class="mono">{move || line_of(&exchange.read())}</small>
                    </span>
                    <span class="num muted hide">{move || latency_of(&exchange.read())}</span>
                    <span class="num muted">
                        <Ago at=memo(move |_| call.read().at.clone()) />
                    </span>
                </summary>
                <div class="body">
                    {move || command_link(command.get(), "Part of ")}
                    <FrameWithCaption frame=call opened />
                    <Show when=move || is_answered.get()>
                        <FrameWithCaption frame=Signal::derive(move || answer.get().unwrap_or_else(|| call.get())) opened />
                    </Show>
                    <Show when=move || is_missing.get()>
                        <p class="cap">{move || missing.get()}</p>
                    </Show>
                </div>
            </details>
            // Beside the summary, not in it: a control within a control cannot be reached by everybody.
            {move || command_link(command.get(), "")}
        </li>
    }
}

/// A frame under a line that says whose it is and when. Colours come when it is looked at; before, the text stands plain.
#[component]
fn FrameWithCaption(#[prop(into)] frame: Signal<Frame>, opened: RwSignal<bool>) -> impl IntoView {
    let text = memo(move |_| frame.read().text.clone());
    view! {
        <p class="cap">
            <span>{move || caption_of(&frame.read())}</span>
            <At at=memo(move |_| frame.read().at.clone()) />
        </p>
        {move || {
            if opened.get() {
                view! { <FrameText text /> }.into_any()
            } else {
                view! {
                    <div class="frame">
                        <pre>
                            <code>{move || text.get()}</code>
                        </pre>
                    </div>
                }
                    .into_any()
            }
        }}
    }
}

#[component]
fn Arrow(#[prop(into)] direction: Signal<Direction>) -> impl IntoView {
    let arrow = move || match direction.get() {
        Direction::FromCharger => "→",
        Direction::ToCharger => "←",
    };
    view! {
        <span class="dir" role="img" aria-label=move || direction.get().words() title=move || direction.get().words()>
            {arrow}
        </span>
    }
}

/// From whom, what it is, and how long it took.
pub fn caption_of(frame: &Frame) -> String {
    let whose = match frame.direction {
        Direction::FromCharger => "Charger",
        Direction::ToCharger => "Chargehand",
    };
    let what = match frame.shape {
        FrameShape::Call => "calls",
        FrameShape::Result => "answers",
        FrameShape::Error => "answers with an error",
        FrameShape::Odd => "sends what is no OCPP message",
        FrameShape::NoAnswer => "does not answer",
    };
    let late = if frame.late { ", late" } else { "" };
    match frame.latency_ms {
        Some(ms) => format!("{whose} {what}{late} · {}", describe_duration(ms)),
        None => format!("{whose} {what}{late}"),
    }
}

fn name_of(call: &Frame) -> String {
    call.action.clone().unwrap_or_else(|| {
        let name = match call.shape {
            FrameShape::Call => "Call",
            FrameShape::Result | FrameShape::Error => "Answer to nothing",
            FrameShape::Odd => "Not an OCPP message",
            FrameShape::NoAnswer => "No answer",
        };
        name.to_owned()
    })
}

/// The plain line; what came back is told where we asked, or where it is an error.
fn line_of(exchange: &Exchange) -> String {
    let plain = &exchange.call.plain;
    match &exchange.answer {
        _ if exchange.unanswered => format!("{plain} · no answer"),
        Some(answer) if exchange.call.direction == Direction::ToCharger || answer.tone() == Tone::Bad => {
            format!("{plain} · {}", answer.plain)
        }
        Some(_) | None => plain.clone(),
    }
}

fn latency_of(exchange: &Exchange) -> String {
    exchange.answer.as_ref().and_then(|answer| answer.latency_ms).map(describe_duration).unwrap_or_default()
}

/// The action that this message belongs to.
fn command_of(exchange: &Exchange) -> Option<(CommandKey, CommandKind)> {
    let answer = exchange.answer.as_ref();
    exchange.call.command.clone().or_else(|| answer.and_then(|answer| answer.command.clone()))
}

fn command_link(command: Option<(CommandKey, CommandKind)>, before: &'static str) -> Option<impl IntoView + use<>> {
    let (key, kind) = command?;
    let id = format!("command-{key}");
    Some(view! {
        <a
            class="link"
            href=format!("#{id}")
            on:click=move |event| {
                event.prevent_default();
                reveal_soon(id.clone());
            }
        >
            {before}
            {kind.label()}
        </a>
    })
}
