//! What pages ask of diagnostics archives: which there are, and what one holds. A sentence in place of an answer says why it cannot be
//! had.

#[cfg(feature = "ssr")]
use crate::calls::backend::{answer, given};
use crate::calls::changes::Change;
#[cfg(feature = "ssr")]
use crate::calls::changes::change;
use crate::calls::reply::Reply;
#[cfg(feature = "ssr")]
use crate::ground::number::grouped;
#[cfg(feature = "ssr")]
use csms::{Caller, Csms, Failure};
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use model::{ArchiveKey, ChargerKey};
use model::{ArchivePage, Archives, Comparison, Hits, LineDifference, TextPage};

/// An answer, or why the archive gives none.
pub type ArchiveReply<T> = Result<Reply<Result<T, String>>, ServerFnError>;

/// Rows of a comparison that are shown; what goes beyond is said.
#[cfg(feature = "ssr")]
const ROWS_MOST: usize = 3_000;

/// Where one file of an archive is downloaded.
pub fn member_address(key: &str, member: i64) -> String {
    format!("/files/diagnostics/{key}/member/{member}")
}

/// What chargers have put here, of all or of one.
#[server(AskArchives, prefix = "/api", endpoint = "archives")]
pub async fn archives(
    #[server(default)] charger: Option<String>,
    #[server(default)] before: Option<String>,
) -> Result<Reply<Archives>, ServerFnError> {
    let (charger, before) = (given(charger).map(ChargerKey), given(before));
    answer(|csms, caller| async move {
        csms.archives().list(&caller, charger.as_ref(), before.as_deref()).await.map(Some)
    })
    .await
}

#[server(ChangeArchiveAway, prefix = "/api", endpoint = "remove-archive")]
pub async fn remove_archive(
    #[server(default)] archive: Option<String>,
    #[server(default)] charger: Option<String>,
) -> Result<Change, ServerFnError> {
    let key = ArchiveKey(archive.unwrap_or_default());
    let place = [("charger", charger)];
    change("/files/diagnostics", &place, |csms, caller| async move { csms.archives().remove(&caller, &key).await })
        .await
}

#[server(AskArchive, prefix = "/api", endpoint = "archive")]
pub async fn archive(#[server(default)] archive: Option<String>) -> Result<Reply<Box<ArchivePage>>, ServerFnError> {
    answer(|csms, caller| async move {
        let Some(key) = given(archive).map(ArchiveKey) else { return Ok(None) };
        Ok(csms.archives().page(&caller, &key).await?.map(Box::new))
    })
    .await
}

/// Lines of a member from one on; of the first text where no member is named. `unmasked`: with passwords, for administrators.
#[server(AskArchiveLines, prefix = "/api", endpoint = "archive-lines")]
pub async fn archive_lines(
    #[server(default)] archive: Option<String>,
    #[server(default)] member: Option<String>,
    #[server(default)] from: Option<String>,
    #[server(default)] unmasked: Option<String>,
) -> ArchiveReply<TextPage> {
    let from = given(from).and_then(|text| text.parse().ok()).unwrap_or(1);
    let masked = given(unmasked).is_none();
    answer(|csms, caller| async move {
        let Some(key) = given(archive).map(ArchiveKey) else { return Ok(None) };
        match member_or_first(&csms, &caller, &key, member).await? {
            Some(Ok(member)) => csms.archives().lines(&caller, &key, member, from, masked).await,
            Some(Err(sentence)) => Ok(Some(Err(sentence))),
            None => Ok(None),
        }
    })
    .await
}

/// Lines that hold the words: of one member, or of all texts where none is named.
#[server(AskArchiveSearch, prefix = "/api", endpoint = "archive-search")]
pub async fn archive_search(
    #[server(default)] archive: Option<String>,
    #[server(default)] member: Option<String>,
    #[server(default)] q: Option<String>,
) -> ArchiveReply<Hits> {
    let member = given(member).and_then(|text| text.parse().ok());
    let words = given(q).unwrap_or_default();
    answer(|csms, caller| async move {
        let Some(key) = given(archive).map(ArchiveKey) else { return Ok(None) };
        csms.archives().search(&caller, &key, member, &words).await
    })
    .await
}

/// The first line at or after a time on the site's clock; none where no line is so late.
#[server(AskArchiveLineAt, prefix = "/api", endpoint = "archive-line-at")]
pub async fn archive_line_at(
    #[server(default)] archive: Option<String>,
    #[server(default)] member: Option<String>,
    #[server(default)] at: Option<String>,
) -> ArchiveReply<Option<i64>> {
    let time = given(at).unwrap_or_default();
    answer(|csms, caller| async move {
        let Some(key) = given(archive).map(ArchiveKey) else { return Ok(None) };
        match member_or_first(&csms, &caller, &key, member).await? {
            Some(Ok(member)) => csms.archives().line_at(&caller, &key, member, &time).await,
            Some(Err(sentence)) => Ok(Some(Err(sentence))),
            None => Ok(None),
        }
    })
    .await
}

/// Which files two archives have, and how they differ.
#[server(AskCompare, prefix = "/api", endpoint = "compare")]
pub async fn compare(
    #[server(default)] left: Option<String>,
    #[server(default)] right: Option<String>,
) -> ArchiveReply<Box<Comparison>> {
    answer(|csms, caller| async move {
        let key = |text| given(text).map(ArchiveKey);
        let (Some(left), Some(right)) = (key(left), key(right)) else { return Ok(None) };
        let compared = csms.archives().compare(&caller, &left, &right).await?;
        Ok(compared.map(|compared| compared.map(Box::new)))
    })
    .await
}

/// The lines in which two members differ. `times`: a line whose time alone differs counts as well.
#[server(AskCompareLines, prefix = "/api", endpoint = "compare-lines")]
pub async fn compare_lines(
    #[server(default)] left: Option<String>,
    #[server(default)] left_member: Option<String>,
    #[server(default)] right: Option<String>,
    #[server(default)] right_member: Option<String>,
    #[server(default)] times: Option<String>,
) -> ArchiveReply<LineDifference> {
    answer(|csms, caller| async move {
        let key = |text| given(text).map(ArchiveKey);
        let number = |text| given(text).and_then(|text| text.parse::<i64>().ok()).unwrap_or(-1);
        let (Some(left), Some(right)) = (key(left), key(right)) else { return Ok(None) };
        let (left, right) = ((&left, number(left_member)), (&right, number(right_member)));
        let compared = csms.archives().compare_lines(&caller, left, right, given(times).is_none()).await?;
        Ok(compared.map(|compared| compared.map(shortened)))
    })
    .await
}

/// The member that is named, or else the first that can be read line by line.
#[cfg(feature = "ssr")]
async fn member_or_first(
    csms: &Csms,
    caller: &Caller,
    key: &ArchiveKey,
    member: Option<String>,
) -> Result<Option<Result<i64, String>>, Failure> {
    if let Some(text) = given(member) {
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
        difference.cut_short = Some(format!("Only the first {} rows are shown.", grouped(ROWS_MOST as i64)));
    }
    difference
}
