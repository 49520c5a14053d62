//! The firmware library: which images there are, and which chargers do not run them yet.

use crate::calls::firmware::{Library, firmware, remove_firmware};
use crate::calls::outcomes::Outcome;
use crate::components::alert::Trouble;
use crate::components::empty::Empty;
use crate::components::icon::Glyph;
use crate::components::reply::{Waiting, shown};
use crate::components::share::RoomTaken;
use crate::components::status::{State, Status};
use crate::components::time::At;
use crate::ground::address::address;
use crate::ground::memo::memo;
use crate::ground::number::grouped;
use crate::pages::files::checksums::Checksums;
use crate::pages::files::newest::is_newest;
use crate::pages::files::removal::{Removal, Removals};
use crate::pages::files::rooms::FilesNav;
use crate::pages::files::upload::Upload;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use model::{Firmware, FirmwareList, Tone, describe_bytes};

#[component]
pub fn FirmwarePage() -> impl IntoView {
    let query = use_query_map();
    let told = memo(move |_| query.read().get("told"));
    let library = Resource::new(move || told.get(), firmware);
    let again = Callback::new(move |()| library.refetch());
    // What was said outlives the list that it was said of.
    let (said, refused) = (RwSignal::new(None::<Outcome>), RwSignal::new(None::<String>));
    view! {
        <Title text="Firmware" />
        <Transition fallback=Waiting>
            {move || Suspend::new(async move {
                shown(
                    library.await,
                    "There is no such list",
                    move |library| view! { <Page library said removals=Removals { refused, again } /> },
                )
            })}
        </Transition>
    }
}

#[component]
fn Page(library: Library, said: RwSignal<Option<Outcome>>, removals: Removals) -> impl IntoView {
    let query = use_query_map();
    let Library { list, said: said_before } = library;
    let FirmwareList { rows, may_manage, most_bytes, signed_only, share, now: _ } = list;
    let unchanged = move || query.read().get_str("changed") == Some("no");
    let latest = move || said.get().or_else(|| said_before.clone());
    let count = grouped(rows.len() as i64);
    let again = removals.again;
    let done = Callback::new(move |sentence| {
        said.set(Some(Outcome { good: true, sentence }));
        again.run(());
    });
    let is_empty = rows.is_empty();
    let known = rows.iter().map(|image| (image.vendor.clone(), image.model.clone())).collect();
    let trouble = {
        let latest = latest.clone();
        Signal::derive(move || {
            let refused = removals.refused.get();
            refused.or_else(|| latest().filter(|outcome| !outcome.good).map(|outcome| outcome.sentence)).or_else(|| {
                unchanged()
                    .then(|| "That was not done. An image that an update is fetching cannot be removed.".to_owned())
            })
        })
    };
    view! {
        <div class="top wrap">
            <h1>"Firmware"</h1>
            <span class="muted">{format!("{count} in the library, times in UTC")}</span>
            <span class="grow"></span>
            <RoomTaken share />
        </div>
        <FilesNav />
        {signed_only
            .then(|| view! { <p class="muted under-rooms">"Only what is signed by someone known here is taken and sent."</p> })}
        <div role="status">
            {move || {
                latest()
                    .filter(|outcome| outcome.good)
                    .map(|outcome| view! { <div class="note ok">{outcome.sentence}</div> })
            }}
        </div>
        <Trouble sentence=trouble />
        {may_manage.then(|| view! { <Upload most_bytes signed_only known starts_open=is_empty done /> })}
        <div class="panel">
            {if is_empty {
                view! { <Nothing may_manage /> }.into_any()
            } else {
                view! { <Table rows removals /> }.into_any()
            }}
        </div>
    }
}

#[component]
fn Table(rows: Vec<Firmware>, removals: Removals) -> impl IntoView {
    let manages = rows.iter().any(|image| image.may_manage);
    let newest: Vec<bool> = rows.iter().map(|image| is_newest(image, &rows)).collect();
    view! {
        <table class="rows files">
            <thead>
                <tr>
                    <th scope="col">"Version"</th>
                    <th scope="col">"File"</th>
                    <th scope="col">"Chargers"</th>
                    <th scope="col">"Signed by"</th>
                    <th scope="col">"Uploaded"</th>
                    {manages
                        .then(|| {
                            view! {
                                <th scope="col">
                                    <span class="sr">"Change"</span>
                                </th>
                            }
                        })}
                </tr>
            </thead>
            <tbody>
                {rows
                    .into_iter()
                    .zip(newest)
                    .map(|(image, is_newest)| view! { <FirmwareRow image is_newest manages removals /> })
                    .collect_view()}
            </tbody>
        </table>
    }
}

#[component]
fn FirmwareRow(image: Firmware, is_newest: bool, manages: bool, removals: Removals) -> impl IntoView {
    let make = format!("{} {}", image.vendor, image.model);
    let signed = match (&image.signer, image.signed) {
        (Some(signer), _) => view! { <span>{signer.clone()}</span> }.into_any(),
        (None, true) => view! { <span>"Signed"</span> }.into_any(),
        (None, false) => view! { <span class="muted">"Not signed"</span> }.into_any(),
    };
    let chargers = chargers_of(&image, is_newest, &make);
    let title = format!("{} ({})", image.name, image.version);
    view! {
        <tr>
            <td>
                <b>{image.version}</b>
                {is_newest.then(|| view! { <span class="tag">"Newest"</span> })}
                <small>{make}</small>
                {image
                    .notes
                    .map(|notes| {
                        view! {
                            <details class="notes">
                                <summary>"Release notes"</summary>
                                <p>{notes}</p>
                            </details>
                        }
                    })}
            </td>
            <td class="full file">
                <span class="name">{image.name}</span>
                <small>{describe_bytes(image.bytes)}</small>
                <Checksums sha256=image.sha256 md5=Some(image.md5) />
            </td>
            <td class="full">{chargers}</td>
            <td class=if image.signed { "full" } else { "hide" }>
                <span class="only-phone-text muted">"Signed by: "</span>
                {signed}
            </td>
            <td class="full">
                <At at=Signal::stored(image.uploaded) day=true />
                <small>{format!("by {}", image.by)}</small>
            </td>
            {manages
                .then(|| {
                    view! {
                        <td class="end corner">
                            {image
                                .may_manage
                                .then(|| {
                                    view! {
                                        <Removal
                                            name=title
                                            action="/api/remove-firmware"
                                            fields=vec![("firmware", image.key.to_string())]
                                            removals
                                            deed=|fields| remove_firmware(fields.get("firmware"))
                                        />
                                    }
                                })}
                        </td>
                    }
                })}
        </tr>
    }
}

/// How many do not run it; that matters of the newest version alone.
fn chargers_of(image: &Firmware, is_newest: bool, make: &str) -> AnyView {
    let (behind, all) = (image.behind, image.chargers);
    if all == 0 {
        return view! { <span class="muted">"No charger of this model"</span> }.into_any();
    }
    let chargers = if all == 1 { "charger" } else { "chargers" };
    if behind == 0 {
        let words =
            if all == 1 { "The 1 charger is on it".to_owned() } else { format!("All {} are on it", grouped(all)) };
        return if is_newest {
            view! { <Status state=Signal::stored(State::new(Tone::Ok, Glyph::Check, words)) /> }.into_any()
        } else {
            view! { <span class="muted">{words}</span> }.into_any()
        };
    }
    let is = if behind == 1 { "is" } else { "are" };
    let words = format!("{} of {} {chargers} {is} not on it", grouped(behind), grouped(all));
    let href = address("/chargers", &[("model", Some(make.to_owned()))]);
    if is_newest {
        view! {
            <a class="link behind" href=href>
                <Status state=Signal::stored(State::new(Tone::Warn, Glyph::Triangle, words)) />
            </a>
        }
        .into_any()
    } else {
        view! {
            <a class="link muted" href=href>
                {words}
            </a>
        }
        .into_any()
    }
}

#[component]
fn Nothing(may_manage: bool) -> impl IntoView {
    let words = if may_manage {
        "Upload the first image above; chargers then fetch it from here, each from a one-time address."
    } else {
        "An administrator uploads the first one. Until then an update needs a URL."
    };
    view! {
        <Empty glyph=Glyph::File title="No firmware is in the library">
            <p>{words}</p>
        </Empty>
    }
}
