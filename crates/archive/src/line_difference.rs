//! Compares two text members line by line.

use crate::archive::Archive;
use crate::blocks::{Blocks, each_line};
use crate::error::ArchiveError;
use crate::limits::{MIB, size};
use crate::shown;
use crate::stamp;
use crate::text::Text;
use imara_diff::{Algorithm, Diff, InternedInput};
use std::borrow::Cow;
use std::ops::{ControlFlow, Range};

/// Lines of each side that are compared.
const LINES: u64 = 100_000;
/// Lines of each side that are compared where many lines differ that come again and again, which takes longest.
const ALIKE_LINES: usize = 40_000;
/// Pairs of equal lines between the first and the last difference from which on that is so.
const ALIKE_PAIRS: u64 = 20_000_000;
/// Bytes of each side's lines that are held and compared.
const BYTES: usize = 64 * MIB as usize;
/// Added and gone rows that are shown.
const CHANGED_ROWS: usize = 5_000;
/// Bytes of all rows' text.
const ROW_BYTES: usize = 16 * MIB as usize;
/// Equal lines shown before and after a change.
const CONTEXT: u32 = 3;

/// How lines are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LineOptions {
    /// A time stamp near a line's start does not count; the line is shown whole.
    pub ignore_times: bool,
}

/// Two texts beside each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineDifference {
    /// The changes with three lines around them, in order; empty if the texts are equal.
    pub hunks: Vec<Hunk>,
    /// Lines only on the right, shown or not.
    pub added: u64,
    /// Lines only on the left, shown or not.
    pub gone: u64,
    /// Why not everything was compared or shown, in a sentence.
    pub cut_short: Option<String>,
}

/// Rows that lie together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hunk {
    /// The first row's line on the left, from 1; of a hunk with no line there, the line it comes before.
    pub left_from: u64,
    /// The same on the right.
    pub right_from: u64,
    pub rows: Vec<HunkLine>,
}

/// One line of a hunk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HunkLine {
    pub kind: HunkLineKind,
    /// The line's number on the left, from 1; `None` for one that was added.
    pub left: Option<u64>,
    /// The line's number on the right, from 1; `None` for one that is gone.
    pub right: Option<u64>,
    /// As [`Line::text`](crate::Line) shows it; of a line on both sides the right one's.
    pub text: String,
}

/// On which side a row's line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HunkLineKind {
    /// On both.
    Context,
    /// On the right only.
    Added,
    /// On the left only.
    Gone,
}

/// Compares two text members, up to 100,000 lines (40,000 where very many are alike) and 64 MiB of each, and shows up to 5,000 changed lines.
///
/// # Errors
/// As for [`Archive::lines`], for either side.
pub fn compare_lines(
    left: &Archive,
    left_index: usize,
    right: &Archive,
    right_index: usize,
    options: LineOptions,
) -> Result<LineDifference, ArchiveError> {
    let mut cut_short = None;
    let lefts = Held::read(left, left_index, &mut cut_short)?;
    let rights = Held::read(right, right_index, &mut cut_short)?;
    let mut input = InternedInput::<Cow<'_, [u8]>>::default();
    input.update_before(lefts.compared(options));
    input.update_after(rights.compared(options));
    if input.before.len().max(input.after.len()) > ALIKE_LINES && equal_pairs(&input) > ALIKE_PAIRS {
        input.before.truncate(ALIKE_LINES);
        input.after.truncate(ALIKE_LINES);
        cut_short
            .get_or_insert(format!("Only the first {ALIKE_LINES} lines were compared, because so many are alike."));
    }
    let mut diff = Diff::compute(Algorithm::Histogram, &input);
    diff.postprocess_lines(&input);
    let (added, gone) = (u64::from(diff.count_additions()), u64::from(diff.count_removals()));
    let ends = input.before.len();
    let mut rows = Rows { lefts: &lefts, rights: &rights, left_end: ends, changed: 0, bytes: 0, hunks: Vec::new() };
    if !rows.show(&diff) {
        cut_short.get_or_insert(format!(
            "Only the first {} of the {} changed lines are shown.",
            rows.changed,
            added + gone
        ));
    }
    Ok(LineDifference { hunks: rows.hunks, added, gone, cut_short })
}

/// How many pairs of equal lines, one of each side, lie between the first and the last difference.
fn equal_pairs<T>(input: &InternedInput<T>) -> u64 {
    let (left, right) = (input.before.as_slice(), input.after.as_slice());
    let before = left.iter().zip(right).take_while(|(l, r)| l == r).count();
    let (left, right) = (&left[before..], &right[before..]);
    let after = left.iter().rev().zip(right.iter().rev()).take_while(|(l, r)| l == r).count();
    let mut counts = vec![0_u64; input.interner.num_tokens() as usize];
    for token in &left[..left.len() - after] {
        counts[token.0 as usize] += 1;
    }
    right[..right.len() - after].iter().map(|token| counts[token.0 as usize]).sum()
}

/// The lines of one side.
#[derive(Debug, Default)]
struct Held {
    bytes: Vec<u8>,
    lines: Vec<Range<usize>>,
}

impl Held {
    fn read(archive: &Archive, index: usize, cut_short: &mut Option<String>) -> Result<Self, ArchiveError> {
        let place = archive.text_place(index)?;
        let path = &archive.member(index)?.path;
        let mut held = Self::default();
        let mut why = None;
        let give = |number: u64, line: &[u8], cut: bool| {
            if number > LINES || held.bytes.len() + line.len() > BYTES {
                let most = size(BYTES as u64);
                why = Some(format!("Only the first {LINES} lines and {most} of {path} were compared."));
                return ControlFlow::Break(());
            }
            if cut {
                why.get_or_insert_with(|| {
                    let most = size(archive.limits.line_bytes as u64);
                    format!("Lines of {path} longer than {most} were compared by their beginning.")
                });
            }
            let begin = held.bytes.len();
            held.bytes.extend_from_slice(line);
            held.lines.push(begin..held.bytes.len());
            ControlFlow::Continue(())
        };
        let mut reading = archive.reading();
        let keep = archive.limits.line_bytes;
        let read = reading
            .open(place)
            .and_then(|member| Ok(each_line(&mut Blocks::new(Text::new(member, place.order)?), keep, give)?));
        if let Err(error) = read {
            why = Some(format!("Not all of {path} was compared. {}", error.cut_short()?));
        }
        if let Some(why) = why {
            cut_short.get_or_insert(why);
        }
        Ok(held)
    }

    fn line(&self, index: u32) -> &[u8] {
        &self.bytes[self.lines[index as usize].clone()]
    }

    /// What of each line counts.
    fn compared(&self, options: LineOptions) -> impl Iterator<Item = Cow<'_, [u8]>> {
        self.lines.iter().map(move |range| {
            let line = &self.bytes[range.clone()];
            match stamp::find(line).filter(|_| options.ignore_times) {
                Some(stamp) => Cow::Owned([&line[..stamp.range.start], &line[stamp.range.end..]].concat()),
                None => Cow::Borrowed(line),
            }
        })
    }
}

/// Rows being laid out.
#[derive(Debug)]
struct Rows<'a> {
    lefts: &'a Held,
    rights: &'a Held,
    /// Lines of the left side that were compared.
    left_end: usize,
    changed: usize,
    bytes: usize,
    hunks: Vec<Hunk>,
}

impl Rows<'_> {
    /// False if not everything is shown.
    fn show(&mut self, diff: &Diff) -> bool {
        let lefts = u32::try_from(self.left_end).expect("no more lines than are compared");
        // Where the last change ends on the left, and how far the right is ahead of the left after it.
        let (mut end, mut ahead) = (0, 0);
        for hunk in diff.hunks() {
            let start = hunk.before.start;
            let mut from = end;
            if self.hunks.is_empty() || start - end > 2 * CONTEXT {
                if !self.hunks.is_empty() && !self.context(end..end + CONTEXT, ahead) {
                    return false;
                }
                from = start.saturating_sub(CONTEXT);
                let right_from = u64::from(hunk.after.start - (start - from)) + 1;
                self.hunks.push(Hunk { left_from: u64::from(from) + 1, right_from, rows: Vec::new() });
            }
            let shown = self.context(from..start, ahead)
                && hunk.before.clone().all(|left| self.push(HunkLineKind::Gone, Some(left), None))
                && hunk.after.clone().all(|right| self.push(HunkLineKind::Added, None, Some(right)));
            if !shown {
                return false;
            }
            ahead = i64::from(hunk.after.end) - i64::from(hunk.before.end);
            end = hunk.before.end;
        }
        self.hunks.is_empty() || self.context(end..lefts.min(end + CONTEXT), ahead)
    }

    /// Equal lines, given by their place on the left; false if there is no room for them.
    fn context(&mut self, mut range: Range<u32>, ahead: i64) -> bool {
        range.all(|left| {
            let right = u32::try_from(i64::from(left) + ahead).expect("an equal line on the right");
            self.push(HunkLineKind::Context, Some(left), Some(right))
        })
    }

    /// False if there is no room for the row.
    fn push(&mut self, kind: HunkLineKind, left: Option<u32>, right: Option<u32>) -> bool {
        let line = match (left, right) {
            (_, Some(right)) => self.rights.line(right),
            (Some(left), None) => self.lefts.line(left),
            (None, None) => &[],
        };
        self.changed += usize::from(kind != HunkLineKind::Context);
        if self.changed > CHANGED_ROWS || self.bytes + line.len() > ROW_BYTES {
            self.changed -= usize::from(kind != HunkLineKind::Context);
            return false;
        }
        self.bytes += line.len();
        let number = |index: u32| u64::from(index) + 1;
        let row = HunkLine { kind, left: left.map(number), right: right.map(number), text: shown::line(line) };
        if let Some(hunk) = self.hunks.last_mut() {
            hunk.rows.push(row);
        }
        true
    }
}
