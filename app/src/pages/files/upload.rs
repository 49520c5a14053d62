//! Uploading an image: dropped or chosen, described, and sent in pieces with a bar; without script one plain form.

mod course;

use crate::components::alert::Trouble;
use crate::components::icon::{Glyph, Icon};
use crate::components::signing::SigningFields;
use crate::ground::fields::Fields;
use crate::ground::memo::memo;
use crate::pages::files::upload::course::{Course, Stage};
use leptos::html;
use leptos::prelude::*;
use model::describe_bytes;
use std::collections::BTreeSet;

/// `done` hears the sentence that is said of the new image. `known` are vendors and models to choose from.
#[component]
pub fn Upload(
    most_bytes: i64,
    /// What is not signed is not taken.
    signed_only: bool,
    known: Vec<(String, String)>,
    starts_open: bool,
    done: Callback<String>,
) -> impl IntoView {
    let form = NodeRef::<html::Form>::new();
    let picker = NodeRef::<html::Input>::new();
    let course = Course::new(most_bytes, done);
    let chosen = RwSignal::new(None::<(String, i64)>);
    let over = RwSignal::new(false);
    let file = move || picker.get_untracked().and_then(|picker| picker.files()).and_then(|files| files.get(0));
    let fields = move || form.get_untracked().and_then(|form| Fields::of_form(&form));
    let picked = move |_| {
        chosen.set(file().map(|file| (file.name(), file.size() as i64)));
        course.forget();
    };
    let dropped = move |event: web_sys::DragEvent| {
        event.prevent_default();
        over.set(false);
        let files = event.data_transfer().and_then(|transfer| transfer.files());
        if let (Some(picker), Some(files)) = (picker.get_untracked(), files.filter(|files| files.length() > 0)) {
            picker.set_files(Some(&files));
            chosen.set(file().map(|file| (file.name(), file.size() as i64)));
            course.forget();
        }
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        course.go(file(), fields);
    };
    let (vendors, models): (BTreeSet<String>, BTreeSet<String>) = known.into_iter().unzip();
    view! {
        <details class="panel fold-panel" open=starts_open>
            <summary>
                <b>"Upload firmware"</b>
            </summary>
            <form
                class="pad col upload"
                method="post"
                action="/files/firmware/upload"
                enctype="multipart/form-data"
                novalidate
                node_ref=form
                on:submit=submit
            >
                <Trouble sentence=course.refused />
                <label
                    class="drop"
                    class:over=move || over.get()
                    on:dragover=move |event| {
                        event.prevent_default();
                        over.set(true);
                    }
                    on:dragleave=move |_| over.set(false)
                    on:drop=dropped
                >
                    <Icon glyph=Glyph::Up size=20 />
                    <span>
                        {move || match chosen.get() {
                            Some((name, bytes)) => {
                                view! {
                                    <b>{name}</b>
                                    <small>{describe_bytes(bytes)}</small>
                                }
                                    .into_any()
                            }
                            None => {
                                view! {
                                    <b>"File"</b>
                                    <small>
                                        <span class="needs-script">"Drop it here, or choose it. "</span>
                                        {format!("At most {}.", describe_bytes(most_bytes))}
                                    </small>
                                }
                                    .into_any()
                            }
                        }}
                    </span>
                    <input type="file" name="file" aria-label="File" node_ref=picker on:change=picked />
                </label>
                <div class="fields">
                    <Fact name="vendor" label="Vendor" placeholder="As chargers report it" options=vendors />
                    <Fact name="model" label="Model" placeholder="As chargers report it" options=models />
                    <Fact name="version" label="Version" placeholder="As chargers report it afterwards" options=BTreeSet::new() />
                </div>
                <div class="f">
                    <label for="notes">"Release notes"</label>
                    <textarea id="notes" class="input" name="notes" rows="3" placeholder="Optional"></textarea>
                </div>
                <SigningFields
                    open=signed_only
                    words="PEM, of whoever signed the file. The signature is checked when the file is here."
                    is_wrong=|_| false
                />
                <Bar course />
                <div class="row wrap">
                    <button type="submit" class="btn primary" disabled=move || course.is_under_way()>
                        {move || if course.stage.get() == Stage::Paused { "Go on" } else { "Upload firmware" }}
                    </button>
                    {move || {
                        (course.stage.get() == Stage::Sending)
                            .then(|| {
                                view! {
                                    <button type="button" class="btn" on:click=move |_| course.pause()>
                                        "Pause"
                                    </button>
                                }
                            })
                    }}
                </div>
            </form>
        </details>
    }
}

#[component]
fn Fact(
    name: &'static str,
    label: &'static str,
    placeholder: &'static str,
    options: BTreeSet<String>,
) -> impl IntoView {
    let list = format!("known-{name}");
    view! {
        <label class="f">
            {label}
            <input
                class="input"
                name=name
                autocomplete="off"
                spellcheck="false"
                placeholder=placeholder
                list=(!options.is_empty()).then(|| list.clone())
            />
        </label>
        {(!options.is_empty())
            .then(|| {
                view! {
                    <datalist id=list>
                        {options.into_iter().map(|option| view! { <option value=option></option> }).collect_view()}
                    </datalist>
                }
            })}
    }
}

/// How far it is, in a bar and in words.
#[component]
fn Bar(course: Course) -> impl IntoView {
    let stands = memo(move |_| course.stage.get() != Stage::Idle);
    move || {
        stands.get().then(|| {
            view! {
                <div class="course">
                    <progress
                        aria-label="Upload"
                        max=move || course.total.get().max(1).to_string()
                        prop:value=move || course.sent.get() as f64
                    ></progress>
                    <span class="small" role="status">
                        {move || course.words()}
                    </span>
                </div>
            }
        })
    }
}
