//! Which lines are read: those from one on, those around a line, or those from a time on.

use crate::calls::archives::{ArchiveReply, archive_line_at, archive_lines};
use crate::calls::reply::Reply;
use crate::pages::archive::passage::Passage;
use model::TextPage;
use serde::{Deserialize, Serialize};

/// Lines of one page, as the server gives them.
pub const PAGE: i64 = 500;
/// Lines shown before one that stands out.
const BEFORE: i64 = 30;

#[derive(Clone, Debug, PartialEq)]
pub struct Stretch {
    key: String,
    member: Option<i64>,
    start: Start,
    unmasked: bool,
}

#[derive(Clone, Debug, PartialEq)]
enum Start {
    From(i64),
    /// A time on the site's clock.
    At(String),
}

/// Lines, and what came of the way to a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Excerpt {
    pub text: TextPage,
    /// The first line at or after the time.
    pub found: Option<i64>,
    /// Why none was found.
    pub missed: Option<String>,
}

impl Stretch {
    /// `before`: what was asked for last, and the member, first and last line that came of it. A line that is shown already
    /// moves nothing.
    pub fn of(key: &str, asked: &Passage, before: Option<(&Stretch, (i64, i64, i64))>) -> Self {
        if let (Some((before, (member, first, last))), Some(line)) = (before, asked.line)
            && before.key == key
            && before.unmasked == asked.unmasked
            && asked.member == Some(member)
            && (first..=last).contains(&line)
        {
            return before.clone();
        }
        let start = match (asked.line, &asked.at, asked.from) {
            (Some(line), _, _) => Start::From(start_before(line)),
            (None, Some(time), _) => Start::At(time.clone()),
            (None, None, from) => Start::From(from.unwrap_or(1)),
        };
        Self { key: key.to_owned(), member: asked.member, start, unmasked: asked.unmasked }
    }

    pub async fn read(self) -> ArchiveReply<Excerpt> {
        match self.start.clone() {
            Start::From(line) => self.lines(line, None, None).await,
            Start::At(time) => {
                let member = self.member.map(|member| member.to_string());
                match archive_line_at(Some(self.key.clone()), member, Some(time.clone())).await? {
                    Reply::Here(Ok(Some(line))) => self.lines(start_before(line), Some(line), None).await,
                    Reply::Here(Ok(None)) => {
                        let missed = format!("No line has a time as late as {}.", time.replace('T', " "));
                        self.last_lines(missed).await
                    }
                    Reply::Here(Err(sentence)) => self.lines(1, None, Some(sentence)).await,
                    Reply::NotFound => Ok(Reply::NotFound),
                    Reply::SignedOut => Ok(Reply::SignedOut),
                }
            }
        }
    }

    async fn lines(self, from: i64, found: Option<i64>, missed: Option<String>) -> ArchiveReply<Excerpt> {
        let member = self.member.map(|member| member.to_string());
        let unmasked = self.unmasked.then(|| "true".to_owned());
        let reply = archive_lines(Some(self.key), member, Some(from.to_string()), unmasked).await?;
        Ok(match reply {
            Reply::Here(told) => Reply::Here(told.map(|text| Excerpt { text, found, missed })),
            Reply::NotFound => Reply::NotFound,
            Reply::SignedOut => Reply::SignedOut,
        })
    }

    async fn last_lines(self, missed: String) -> ArchiveReply<Excerpt> {
        match self.clone().lines(1, None, Some(missed.clone())).await? {
            Reply::Here(Ok(Excerpt { text, .. })) if text.total > PAGE => {
                self.lines(last_page(text.total), None, Some(missed)).await
            }
            reply => Ok(reply),
        }
    }
}

/// Where a page ends with the last line.
pub fn last_page(total: i64) -> i64 {
    (total - PAGE + 1).max(1)
}

fn start_before(line: i64) -> i64 {
    (line - BEFORE).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(line: Option<i64>, from: Option<i64>) -> Passage {
        Passage { member: Some(0), line, from, ..Passage::default() }
    }

    #[test]
    fn a_line_that_is_shown_moves_nothing() {
        let first = Stretch::of("k", &asked(None, None), None);
        assert_eq!(first.start, Start::From(1));
        let within = Stretch::of("k", &asked(Some(400), None), Some((&first, (0, 1, 500))));
        assert_eq!(within, first);
        let beyond = Stretch::of("k", &asked(Some(501), None), Some((&first, (0, 1, 500))));
        assert_eq!(beyond.start, Start::From(471));
        let elsewhere = Stretch::of("k", &asked(Some(400), None), Some((&first, (1, 1, 500))));
        assert_eq!(elsewhere.start, Start::From(370));
        let other = Stretch::of("other", &asked(Some(400), None), Some((&first, (0, 1, 500))));
        assert_eq!(other.key, "other");
    }

    #[test]
    fn the_last_page_ends_with_the_last_line() {
        let check = |total: i64, expected: i64| assert_eq!(last_page(total), expected, "{total}");
        check(0, 1);
        check(500, 1);
        check(501, 2);
        check(2000, 1501);
    }
}
