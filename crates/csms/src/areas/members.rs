//! Archives read in place: members, lines, search, comparison. Secrets in their texts are masked; nothing is unpacked that anybody could run.

use super::archives::Archives;
use crate::caller::Caller;
use crate::failure::Failure;
use crate::files::Host;
use crate::store::archives::Found;
use archive::{Archive, ArchiveError, Cover, HunkLineKind, Limits, LineOptions, What};
use model::{
    ArchiveKey, ArchivePage, Change, Comparison, DifferenceRow, FileDifference, Hit, Hits, LineDifference, Member,
    TextLine, TextPage,
};
use redact::Redactor;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use words::local_time::{moment, resolve};

/// Lines shown at once.
const LINES_MOST: usize = 500;
/// Hits told of one search.
const HITS_MOST: usize = 200;

/// Its database was put back from a backup without it, or somebody took it out of the folder.
const NOT_HERE: &str = "The file is not here; whoever runs this server may have it in a backup.";

/// What came of reading: what was asked for, or a sentence why it cannot be had. None: no such archive for these eyes.
pub type ArchiveReply<T> = Option<Result<T, String>>;

/// One member of an archive on its way out, as it is.
pub struct MemberFile {
    pub name: String,
    pub bytes: Box<dyn Read + Send>,
}

impl Archives<'_> {
    /// An archive and what is in it.
    pub async fn page(&self, caller: &Caller, key: &ArchiveKey) -> Result<Option<ArchivePage>, Failure> {
        let Some((found, path)) = self.find(caller, key).await? else { return Ok(None) };
        let others = self.others(caller, &found).await?;
        let zone = found.time_zone.clone();
        let opened = self
            .read(path, &found, move |archive| {
                let kind = archive.kind().to_string();
                let members = archive.members().iter().map(|member| told(member, &zone)).collect();
                Ok((kind, members, archive.cut_short().map(str::to_owned)))
            })
            .await?;
        let (kind, members, cut_short) = opened.unwrap_or_else(|why| ("unreadable".to_owned(), Vec::new(), Some(why)));
        Ok(Some(ArchivePage {
            archive: found.archive,
            kind,
            members,
            cut_short,
            others,
            time_zone: found.time_zone,
            may_manage: caller.may_manage(),
            may_download: caller.may_order(),
            now: self.0.register.clock().now(),
        }))
    }

    /// Lines of a member from one on. `masked`: without the secrets that are recognised; only administrators see them.
    pub async fn lines(
        &self,
        caller: &Caller,
        key: &ArchiveKey,
        member: i64,
        from: i64,
        masked: bool,
    ) -> Result<ArchiveReply<TextPage>, Failure> {
        let Some((found, path)) = self.find(caller, key).await? else { return Ok(None) };
        let masked = masked || !caller.may_manage();
        let read = move |archive: &Archive| {
            let lines = archive.lines(index(member)?, u64::try_from(from).unwrap_or(1).max(1), LINES_MOST)?;
            let hide = Redactor::new(Vec::new());
            let mut any_masked = false;
            let told = lines.lines.into_iter().map(|line| {
                let mut text = if masked { hide.redact(&line.text) } else { line.text.clone() };
                any_masked |= text != line.text;
                if line.cut {
                    text.push('…');
                }
                TextLine { number: number(line.number), text }
            });
            let lines_told = told.collect();
            Ok(TextPage {
                member,
                lines: lines_told,
                total: number(lines.total),
                cut_short: lines.cut_short,
                masked: any_masked,
                left_out: (lines.left_out > 0).then(|| left_out(lines.left_out)),
            })
        };
        self.read(path, &found, read).await.map(Some)
    }

    /// Looks for words in one member, or in all texts. Those who may not have the file as it is find nothing by what is masked,
    /// or they could try guesses at a secret.
    pub async fn search(
        &self,
        caller: &Caller,
        key: &ArchiveKey,
        member: Option<i64>,
        words: &str,
    ) -> Result<ArchiveReply<Hits>, Failure> {
        let Some((found, path)) = self.find(caller, key).await? else { return Ok(None) };
        let (words, finds_covered) = (words.to_owned(), caller.may_order());
        let read = move |archive: &Archive| {
            let hide = Redactor::new(Vec::new());
            let cover = Cover { cover: &|line| hide.redact(line), finds_covered };
            let hits = archive.search_covered(member.map(index).transpose()?, &words, HITS_MOST, cover)?;
            let path = |at: usize| archive.members().get(at).map(|member| member.path.clone()).unwrap_or_default();
            Ok(Hits {
                hits: hits
                    .hits
                    .into_iter()
                    .map(|hit| Hit {
                        member: hit.member as i64,
                        path: path(hit.member),
                        line: number(hit.line),
                        text: hit.text,
                    })
                    .collect(),
                more: hits.more,
                cut_short: hits.cut_short,
            })
        };
        self.read(path, &found, read).await.map(Some)
    }

    /// The first line at or after a time on the site's clock, `2026-11-23T10:00`; none where no line is so late, a sentence
    /// where no line has a time at all.
    pub async fn line_at(
        &self,
        caller: &Caller,
        key: &ArchiveKey,
        member: i64,
        time: &str,
    ) -> Result<ArchiveReply<Option<i64>>, Failure> {
        let Some((found, path)) = self.find(caller, key).await? else { return Ok(None) };
        let at = match resolve(time, &found.time_zone) {
            Ok(at) => at,
            Err(sentence) => return Ok(Some(Err(sentence))),
        };
        let (zone, received) = (found.time_zone.clone(), Some(found.archive.received.ms));
        let read = move |archive: &Archive| Ok(archive.line_at(index(member)?, at, &zone, received)?.map(number));
        self.read(path, &found, read).await.map(Some)
    }

    /// Which files two archives have, and how they differ.
    pub async fn compare(
        &self,
        caller: &Caller,
        left: &ArchiveKey,
        right: &ArchiveKey,
    ) -> Result<ArchiveReply<Comparison>, Failure> {
        let (Some((left, left_path)), Some((right, right_path))) =
            (self.find(caller, left).await?, self.find(caller, right).await?)
        else {
            return Ok(None);
        };
        if let Some(why) = &right.held {
            return Ok(Some(Err(format!("The second file is held back: {why}."))));
        }
        let (host, of_right) = (self.0.host.clone(), right.clone());
        let read = move |left: &Archive| {
            let right = open(&host, &right_path, &of_right)?;
            let compared = archive::compare(left, &right)?;
            let is_text = |archive: &Archive, at: Option<usize>| {
                at.and_then(|at| archive.members().get(at)).is_none_or(|member| member.what == What::Text)
            };
            let files = compared.files.into_iter().map(|file| FileDifference {
                is_text: is_text(left, file.left) && is_text(&right, file.right),
                path: file.path,
                change: match file.change {
                    archive::Change::Added => Change::Added,
                    archive::Change::Gone => Change::Gone,
                    archive::Change::Changed => Change::Changed,
                    archive::Change::Same => Change::Same,
                    archive::Change::NotCompared => Change::NotCompared,
                },
                left: file.left.map(|at| at as i64),
                right: file.right.map(|at| at as i64),
                left_bytes: file.left_bytes.map(number),
                right_bytes: file.right_bytes.map(number),
            });
            let cut_short = [compared.cut_short.as_deref(), left.cut_short(), right.cut_short()];
            let cut_short = cut_short.into_iter().flatten().next().map(str::to_owned);
            Ok((files.collect(), cut_short))
        };
        let compared = self.read(left_path, &left, read).await?;
        Ok(Some(compared.map(|(files, cut_short)| Comparison {
            left: left.archive,
            right: right.archive,
            files,
            cut_short,
            now: self.0.register.clock().now(),
        })))
    }

    /// The lines in which two members differ.
    pub async fn compare_lines(
        &self,
        caller: &Caller,
        left: (&ArchiveKey, i64),
        right: (&ArchiveKey, i64),
        ignore_times: bool,
    ) -> Result<ArchiveReply<LineDifference>, Failure> {
        let (left_member, right_member) = (left.1, right.1);
        let (Some((left, left_path)), Some((right, right_path))) =
            (self.find(caller, left.0).await?, self.find(caller, right.0).await?)
        else {
            return Ok(None);
        };
        if let Some(why) = &right.held {
            return Ok(Some(Err(format!("The second file is held back: {why}."))));
        }
        let host = self.0.host.clone();
        let read = move |left: &Archive| {
            let right = open(&host, &right_path, &right)?;
            let options = LineOptions { ignore_times };
            let at = index(left_member)?;
            let difference = archive::compare_lines(left, at, &right, index(right_member)?, options)?;
            let hide = Redactor::new(Vec::new());
            let row = |row: archive::HunkLine| DifferenceRow {
                change: match row.kind {
                    HunkLineKind::Context => Change::Same,
                    HunkLineKind::Added => Change::Added,
                    HunkLineKind::Gone => Change::Gone,
                },
                left: row.left.map(number),
                right: row.right.map(number),
                text: hide.redact(&row.text),
            };
            let path = left.members().get(at).map(|member| member.path.clone()).unwrap_or_default();
            Ok(LineDifference {
                path,
                added: number(difference.added),
                gone: number(difference.gone),
                hunks: difference.hunks.into_iter().map(|hunk| hunk.rows.into_iter().map(row).collect()).collect(),
                cut_short: difference.cut_short,
            })
        };
        self.read(left_path, &left, read).await.map(Some)
    }

    /// One member as it is, for those who may order diagnostics: nothing is masked in it.
    pub async fn member(
        &self,
        caller: &Caller,
        key: &ArchiveKey,
        member: i64,
    ) -> Result<ArchiveReply<MemberFile>, Failure> {
        let found = self.find(caller, key).await?.filter(|_| caller.may_order());
        let Some((found, path)) = found else { return Ok(None) };
        let read = move |archive: &Archive| {
            let at = index(member)?;
            let bytes = archive.reader(at)?;
            let path = archive.members().get(at).map(|member| member.path.as_str()).unwrap_or_default();
            Ok(MemberFile { name: path.rsplit('/').next().unwrap_or_default().to_owned(), bytes })
        };
        self.read(path, &found, read).await.map(Some)
    }

    /// Opens an archive and reads in it, apart from everything that must answer at once. What is wrong with the archive comes as
    /// a sentence.
    async fn read<T: Send + 'static>(
        &self,
        path: PathBuf,
        found: &Found,
        work: impl FnOnce(&Archive) -> Result<T, ArchiveError> + Send + 'static,
    ) -> Result<Result<T, String>, Failure> {
        if let Some(why) = &found.held {
            return Ok(Err(format!("This file is held back: {why}.")));
        }
        let place = Arc::clone(&self.0.host.reading).acquire_owned().await.map_err(|_| Failure::Task)?;
        let (host, found) = (self.0.host.clone(), found.clone());
        let read = tokio::task::spawn_blocking(move || {
            // Held by the work, which goes on where nobody waits for it any more.
            let _place = place;
            open(&host, &path, &found).and_then(|archive| work(&archive))
        });
        match read.await.map_err(|_| Failure::Task)? {
            Ok(read) => Ok(Ok(read)),
            Err(ArchiveError::Io(error)) if error.kind() == ErrorKind::NotFound => Ok(Err(NOT_HERE.to_owned())),
            Err(ArchiveError::Io(error)) => Err(Failure::Disk(error.to_string())),
            Err(why) => Ok(Err(why.to_string())),
        }
    }
}

fn open(host: &Host, path: &Path, found: &Found) -> Result<Archive, ArchiveError> {
    let unpacked = host.unpacked.of(&host.folder, &host.register.config().limits, &found.id, path);
    Archive::open_unpacked(path, &found.archive.name, Limits::default(), unpacked.as_ref())
}

fn index(member: i64) -> Result<usize, ArchiveError> {
    usize::try_from(member).map_err(|_| ArchiveError::NoSuchMember(usize::MAX))
}

fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn left_out(bytes: u64) -> String {
    let (bytes, are) = match bytes {
        1 => ("One byte".to_owned(), "is"),
        _ => (format!("{bytes} bytes"), "are"),
    };
    format!("{bytes} of padding (NULs or erased flash) {are} left out.")
}

fn told(member: &archive::Member, zone: &str) -> Member {
    let (is_text, is_file, note) = match &member.what {
        What::Text => (true, true, member.note.clone()),
        What::Binary => (false, true, member.note.clone()),
        What::Folder => (false, false, None),
        What::Link { to } => (false, false, Some(format!("A link to {to}; it is not followed."))),
        What::Device => (false, false, Some("A device or the like; it is not opened.".to_owned())),
        What::Encrypted => (false, false, Some("Locked with a password.".to_owned())),
        What::Archive => (false, true, Some("An archive; its files follow.".to_owned())),
        What::NotOpened { why } => (false, false, Some(why.clone())),
    };
    Member {
        index: member.index as i64,
        path: member.path.clone(),
        bytes: member.bytes.map(number),
        modified: member.modified.map(|at| moment(at, zone)),
        is_text,
        is_file,
        note,
    }
}
