//! What chargers have put here: the newest first, of all chargers or of one.

use crate::calls::archives::{self, remove_archive};
use crate::calls::queries::ArchiveQuery;
use crate::components::alert::Trouble;
use crate::components::empty::Empty;
use crate::components::icon::{Glyph, Icon};
use crate::components::pager::Pager;
use crate::components::reply::{Waiting, shown};
use crate::components::share::RoomTaken;
use crate::components::time::{At, length};
use crate::ground::address::Query;
use crate::ground::memo::memo;
use crate::pages::files::checksums::Checksums;
use crate::pages::files::removal::{Removal, Removals};
use crate::pages::files::rooms::FilesNav;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use model::{ArchiveRef, Archives, describe_bytes};

const HERE: &str = "/files/diagnostics";
const DAY_MS: i64 = 86_400_000;

#[component]
pub fn DiagnosticsPage() -> impl IntoView {
    let query = use_query_map();
    let asked = memo(move |_| ArchiveQuery::of(&query.read()));
    let archives =
        Resource::new(move || asked.get(), |ArchiveQuery { charger, before }| archives::archives(charger, before));
    let again = Callback::new(move |()| archives.refetch());
    let refused = RwSignal::new(None::<String>);
    view! {
        <Title text="Diagnostics" />
        <Transition fallback=Waiting>
            {move || Suspend::new(async move {
                shown(
                    archives.await,
                    "There is no such list",
                    move |archives| {
                        view! { <Page archives asked=asked.get_untracked() removals=Removals { refused, again } /> }
                    },
                )
            })}
        </Transition>
    }
}

#[component]
fn Page(archives: Archives, asked: ArchiveQuery, removals: Removals) -> impl IntoView {
    let query = use_query_map();
    let Archives { rows, older, may_manage, may_download, kept_ms, share, now: _ } = archives;
    let unchanged = move || query.read().get_str("changed") == Some("no");
    let of_one = asked.charger.is_some();
    let charger = asked.charger.clone();
    let name = rows.first().map_or_else(|| "this charger".to_owned(), |row| row.charger_name.clone());
    let newest = asked.before.is_some().then(|| ArchiveQuery { before: None, ..asked.clone() }.on(HERE));
    let older = older.map(|older| ArchiveQuery { before: Some(older), ..asked.clone() }.on(HERE));
    let is_empty = rows.is_empty();
    let trouble = Signal::derive(move || {
        removals.refused.get().or_else(|| unchanged().then(|| "That was not done; nothing was removed.".to_owned()))
    });
    view! {
        <div class="top wrap">
            <h1>"Diagnostics"</h1>
            <span class="muted">{format!("Kept for {}, then deleted", time_kept(kept_ms))}</span>
            <span class="grow"></span>
            <RoomTaken share />
        </div>
        <FilesNav />
        {of_one
            .then(|| {
                view! {
                    <div class="filters">
                        <a class="chip on long" href="/files/diagnostics" aria-label=format!("Only of {name}; show all chargers")>
                            {format!("Only of {name}")}
                            <Icon glyph=Glyph::Cross size=12 />
                        </a>
                    </div>
                }
            })}
        <Trouble sentence=trouble />
        <div class="panel">
            {if is_empty {
                view! { <Nothing of_one /> }.into_any()
            } else {
                view! { <Table rows may_manage may_download charger removals /> }.into_any()
            }}
        </div>
        <Pager ways=[("Newest", newest), ("Older", older)] />
    }
}

fn time_kept(ms: i64) -> String {
    match ms / DAY_MS {
        days @ 2.. => format!("{days} days"),
        _ => length(ms),
    }
}

#[component]
fn Table(
    rows: Vec<ArchiveRef>,
    may_manage: bool,
    may_download: bool,
    charger: Option<String>,
    removals: Removals,
) -> impl IntoView {
    view! {
        <table class="rows files">
            <thead>
                <tr>
                    <th scope="col">"File"</th>
                    <th scope="col">"Charger"</th>
                    <th scope="col">"Received"</th>
                    <th scope="col" class="mid">
                        "By"
                    </th>
                    <th scope="col">
                        <span class="sr">"Download"</span>
                    </th>
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
            <tbody>
                {rows
                    .into_iter()
                    .map(|archive| view! { <ArchiveRow archive may_manage may_download charger=charger.clone() removals /> })
                    .collect_view()}
            </tbody>
        </table>
    }
}

#[component]
fn ArchiveRow(
    archive: ArchiveRef,
    may_manage: bool,
    may_download: bool,
    charger: Option<String>,
    removals: Removals,
) -> impl IntoView {
    let page = format!("/files/diagnostics/{}", archive.key);
    let title = format!("{} of {}", archive.name, archive.charger_name);
    let fields = [("archive", archive.key.to_string())];
    let fields = fields.into_iter().chain(charger.map(|key| ("charger", key))).collect::<Vec<_>>();
    view! {
        <tr>
            <td class="full file">
                <a class="link name" href=page.clone()>
                    {archive.name}
                </a>
                <small>{describe_bytes(archive.bytes)}</small>
                <Checksums sha256=archive.sha256 md5=None />
            </td>
            <td class="full">
                <a class="link" href=format!("/chargers/{}", archive.charger)>
                    {archive.charger_name}
                </a>
                <small>{archive.site_name}</small>
            </td>
            <td class="full">
                <At at=Signal::stored(archive.received) day=true zoned=true />
                <small>"Kept until " <At at=Signal::stored(archive.kept_until) day=true zoned=true /></small>
            </td>
            <td class="hide mid">{archive.protocol.words()}</td>
            <td class="full end">
                // A file, not a page: the router leaves it alone.
                {may_download
                    .then(|| {
                        view! {
                            <a class="btn slim" href=format!("{page}/download") rel="external" download="" aria-label=format!("Download {title}")>
                                "Download"
                            </a>
                        }
                    })}
            </td>
            {may_manage
                .then(|| {
                    view! {
                        <td class="full end">
                            <Removal
                                name=title
                                action="/api/remove-archive"
                                fields
                                removals
                                deed=|fields| remove_archive(fields.get("archive"), fields.get("charger"))
                            />
                        </td>
                    }
                })}
        </tr>
    }
}

#[component]
fn Nothing(of_one: bool) -> impl IntoView {
    let words = if of_one {
        "Order Request Diagnostics on its page: Chargehand receives the file, and it stands here."
    } else {
        "Order Request Diagnostics on a charger's page: Chargehand receives the file, and it stands here."
    };
    view! {
        <Empty glyph=Glyph::File title="No diagnostics are here">
            <p>{words}</p>
            <a class="btn" href="/chargers">
                "To the chargers"
            </a>
        </Empty>
    }
}
