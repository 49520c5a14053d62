//! What the pages of a diagnostics archive ask for. A sentence in place of an answer says why it cannot be had.

use super::Reply;
use leptos::prelude::*;
use model::{ArchivePage, Comparison, Hits, LineDifference, TextPage};

/// An answer, or why the archive gives none.
pub type Told<T> = Result<Reply<Result<T, String>>, ServerFnError>;

/// Rows of a comparison that are shown; what goes beyond is said.
#[cfg(feature = "ssr")]
const ROWS_MOST: usize = 3_000;

#[server(AskArchive, prefix = "/api", endpoint = "archive")]
pub async fn archive(#[server(default)] archive: Option<String>) -> Result<Reply<Box<ArchivePage>>, ServerFnError> {
    use crate::asking;
    let Some(caller) = asking::caller() else { return Ok(Reply::SignedOut) };
    let Some(key) = super::given(archive).map(::model::ArchiveKey) else { return Ok(Reply::NotFound) };
    let csms = asking::csms();
    match csms.archives().page(&caller, &key).await {
        Ok(Some(page)) => Ok(Reply::Here(Box::new(page))),
        Ok(None) => Ok(Reply::NotFound),
        Err(failure) => Err(asking::failed(&csms, &failure)),
    }
}

/// Lines of a member from one on; of the first text where no member is named. `unmasked`: with passwords, for administrators.
#[server(AskArchiveLines, prefix = "/api", endpoint = "archive-lines")]
pub async fn archive_lines(
    #[server(default)] archive: Option<String>,
    #[server(default)] member: Option<String>,
    #[server(default)] from: Option<String>,
    #[server(default)] unmasked: Option<String>,
) -> Told<TextPage> {
    use crate::asking;
    let Some(caller) = asking::caller() else { return Ok(Reply::SignedOut) };
    let Some(key) = super::given(archive).map(::model::ArchiveKey) else { return Ok(Reply::NotFound) };
    let from = super::given(from).and_then(|text| text.parse().ok()).unwrap_or(1);
    let masked = super::given(unmasked).is_none();
    let csms = asking::csms();
    let read = async {
        match member_or_first(&csms, &caller, &key, member).await? {
            Some(Ok(member)) => csms.archives().lines(&caller, &key, member, from, masked).await,
            Some(Err(sentence)) => Ok(Some(Err(sentence))),
            None => Ok(None),
        }
    };
    told(&csms, read.await)
}

/// Lines that hold the words: of one member, or of all texts where none is named.
#[server(AskArchiveSearch, prefix = "/api", endpoint = "archive-search")]
pub async fn archive_search(
    #[server(default)] archive: Option<String>,
    #[server(default)] member: Option<String>,
    #[server(default)] q: Option<String>,
) -> Told<Hits> {
    use crate::asking;
    let Some(caller) = asking::caller() else { return Ok(Reply::SignedOut) };
    let Some(key) = super::given(archive).map(::model::ArchiveKey) else { return Ok(Reply::NotFound) };
    let member = super::given(member).and_then(|text| text.parse().ok());
    let words = super::given(q).unwrap_or_default();
    let csms = asking::csms();
    let found = csms.archives().search(&caller, &key, member, &words).await;
    told(&csms, found)
}

/// The first line at or after a time on the site's clock; none where no line is so late.
#[server(AskArchiveLineAt, prefix = "/api", endpoint = "archive-line-at")]
pub async fn archive_line_at(
    #[server(default)] archive: Option<String>,
    #[server(default)] member: Option<String>,
    #[server(default)] at: Option<String>,
) -> Told<Option<i64>> {
    use crate::asking;
    let Some(caller) = asking::caller() else { return Ok(Reply::SignedOut) };
    let Some(key) = super::given(archive).map(::model::ArchiveKey) else { return Ok(Reply::NotFound) };
    let time = super::given(at).unwrap_or_default();
    let csms = asking::csms();
    let read = async {
        match member_or_first(&csms, &caller, &key, member).await? {
            Some(Ok(member)) => csms.archives().line_at(&caller, &key, member, &time).await,
            Some(Err(sentence)) => Ok(Some(Err(sentence))),
            None => Ok(None),
        }
    };
    told(&csms, read.await)
}

/// Which files two archives have, and how they differ.
#[server(AskCompare, prefix = "/api", endpoint = "compare")]
pub async fn compare(
    #[server(default)] left: Option<String>,
    #[server(default)] right: Option<String>,
) -> Told<Box<Comparison>> {
    use crate::asking;
    let Some(caller) = asking::caller() else { return Ok(Reply::SignedOut) };
    let key = |text| super::given(text).map(::model::ArchiveKey);
    let (Some(left), Some(right)) = (key(left), key(right)) else { return Ok(Reply::NotFound) };
    let csms = asking::csms();
    let compared = csms.archives().compare(&caller, &left, &right).await;
    told(&csms, compared.map(|compared| compared.map(|compared| compared.map(Box::new))))
}

/// The lines in which two members differ. `times`: a line whose time alone differs counts as well.
#[server(AskCompareLines, prefix = "/api", endpoint = "compare-lines")]
pub async fn compare_lines(
    #[server(default)] left: Option<String>,
    #[server(default)] left_member: Option<String>,
    #[server(default)] right: Option<String>,
    #[server(default)] right_member: Option<String>,
    #[server(default)] times: Option<String>,
) -> Told<LineDifference> {
    use crate::asking;
    let Some(caller) = asking::caller() else { return Ok(Reply::SignedOut) };
    let key = |text| super::given(text).map(::model::ArchiveKey);
    let number = |text| super::given(text).and_then(|text| text.parse::<i64>().ok()).unwrap_or(-1);
    let (Some(left), Some(right)) = (key(left), key(right)) else { return Ok(Reply::NotFound) };
    let (left, right) = ((&left, number(left_member)), (&right, number(right_member)));
    let csms = asking::csms();
    let compared = csms.archives().compare_lines(&caller, left, right, super::given(times).is_none()).await;
    told(&csms, compared.map(|compared| compared.map(|compared| compared.map(shortened))))
}

/// The member that is named, or else the first that can be read line by line.
#[cfg(feature = "ssr")]
async fn member_or_first(
    csms: &csms::Csms,
    caller: &csms::Caller,
    key: &model::ArchiveKey,
    member: Option<String>,
) -> Result<Option<Result<i64, String>>, csms::Failure> {
    if let Some(text) = super::given(member) {
        return Ok(Some(text.parse().map_err(|_| "There is no such file.".to_owned())));
    }
    let Some(page) = csms.archives().page(caller, key).await? else { return Ok(None) };
    let first = page.members.iter().find(|member| member.is_text).map(|member| member.index);
    Ok(Some(first.ok_or_else(|| match page.members.as_slice() {
        // What the one file is says more.
        [only] if only.note.is_some() => only.note.clone().unwrap_or_default(),
        _ => "No file in this archive is text; download what you need.".to_owned(),
    })))
}

#[cfg(feature = "ssr")]
fn told<T>(csms: &csms::Csms, read: Result<Option<Result<T, String>>, csms::Failure>) -> Told<T> {
    match read {
        Ok(Some(told)) => Ok(Reply::Here(told)),
        Ok(None) => Ok(Reply::NotFound),
        Err(failure) => Err(crate::asking::failed(csms, &failure)),
    }
}

/// No more rows than a browser takes well.
#[cfg(feature = "ssr")]
fn shortened(mut difference: LineDifference) -> LineDifference {
    let mut left = ROWS_MOST;
    let all: usize = difference.hunks.iter().map(Vec::len).sum();
    for hunk in &mut difference.hunks {
        hunk.truncate(left);
        left -= hunk.len();
    }
    difference.hunks.retain(|hunk| !hunk.is_empty());
    if all > ROWS_MOST && difference.cut_short.is_none() {
        difference.cut_short =
            Some(format!("Only the first {} rows are shown.", crate::components::nav::grouped(ROWS_MOST as i64)));
    }
    difference
}
