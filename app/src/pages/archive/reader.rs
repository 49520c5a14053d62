//! What the parts of an archive's page share.

use crate::calls::archives::ArchiveReply;
use crate::calls::reply::Reply;
use crate::components::reply::shown;
use crate::pages::archive::passage::Passage;
use crate::pages::archive::stretch::Excerpt;
use leptos::either::Either;
use leptos::prelude::*;
use model::Hits;

/// What the parts of the page share: what is asked for, and the answers.
#[derive(Clone, Copy)]
pub struct Reader {
    pub key: Memo<String>,
    pub asked: Memo<Passage>,
    /// The file that is open: the one asked for, or else the first text.
    pub open: Memo<Option<i64>>,
    /// Names what is shown now: member, first and last line.
    pub reach: StoredValue<Option<(i64, i64, i64)>>,
    pub lines: Resource<ArchiveReply<Excerpt>>,
    pub hits: Resource<Option<ArchiveReply<Hits>>>,
    pub page: StoredValue<model::ArchivePage>,
}

/// What was asked for, or the sentence why it cannot be had.
pub fn told<T, V: IntoView + 'static>(
    read: Result<Reply<Result<T, String>>, ServerFnError>,
    view: impl FnOnce(T) -> V,
) -> impl IntoView {
    shown(read, "There is no such archive", |told| match told {
        Ok(found) => Either::Left(view(found)),
        Err(sentence) => Either::Right(view! { <p class="empty slim">{sentence}</p> }),
    })
}
