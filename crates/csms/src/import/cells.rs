//! A file's rows, parted into cells as RFC 4180 has it, and with the blanks that people put before a quote. What a program meant
//! otherwise than it reads is refused, not guessed.

use super::bad_line::BadLine;
use std::borrow::Cow;

const UNCLOSED: &str = "A quote is opened before a cell of this row and never closed after one.";
const STRAY: &str = "A cell in quotes goes on after its closing quote; write a quote inside such a cell twice (\"\").";
const BACKSLASH: &str =
    "A quote is written as \\\" here; write a quote inside a cell twice (\"\"), without a backslash.";

/// A row of a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Record<'a> {
    /// Where it begins.
    pub(super) line: u64,
    pub(super) cells: Vec<Cow<'a, str>>,
}

impl Record<'_> {
    /// What spreadsheets leave of rows that were emptied.
    pub(super) fn is_empty(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }
}

/// What parts cells, and what stands around them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Marks {
    pub(super) separator: char,
    pub(super) quote: char,
}

/// Walks the rows. Empty lines are none; after a row that cannot be read there is nothing more.
pub(super) struct Rows<'a> {
    rest: &'a str,
    line: u64,
    marks: Marks,
}

impl<'a> Rows<'a> {
    /// `line` is the one that the text begins on.
    pub(super) fn new(text: &'a str, line: u64, marks: Marks) -> Self {
        Self { rest: text, line, marks }
    }

    /// The line up to which rows have come.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// Goes on by so many bytes.
    fn pass(&mut self, bytes: usize) {
        let (passed, rest) = self.rest.split_at(bytes);
        self.line += line_ends(passed.as_bytes());
        self.rest = rest;
    }

    /// Passes one line end, if there is one.
    fn pass_line_end(&mut self) -> bool {
        let bytes = match self.rest.as_bytes() {
            [b'\r', b'\n', ..] => 2,
            [b'\r' | b'\n', ..] => 1,
            _ => return false,
        };
        self.pass(bytes);
        true
    }

    fn row(&mut self) -> Result<Vec<Cow<'a, str>>, &'static str> {
        let mut cells = Vec::new();
        // Has a cell ended with a backslash before its quote? Then a quote that comes later was meant to close it.
        let mut is_doubtful = false;
        loop {
            let cell = match self.opened() {
                Some(bytes) => {
                    self.pass(bytes);
                    let cell = self.quoted()?;
                    is_doubtful |= cell.ends_with('\\');
                    Cow::Owned(cell)
                }
                None => {
                    let cell = self.bare();
                    if is_doubtful && cell.contains(self.marks.quote) {
                        return Err(BACKSLASH);
                    }
                    Cow::Borrowed(cell)
                }
            };
            cells.push(cell);
            if self.rest.starts_with(self.marks.separator) {
                self.pass(self.marks.separator.len_utf8());
                continue;
            }
            self.pass_line_end();
            return Ok(cells);
        }
    }

    /// Bytes up to behind the quote that opens the next cell: blanks may stand before it, and `=`, by which Excel is kept from
    /// taking text for a number.
    fn opened(&self) -> Option<usize> {
        let begun = self.rest.trim_start_matches(|character| self.is_blank(character));
        let quote = self.marks.quote;
        let inside = begun.strip_prefix('=').unwrap_or(begun).strip_prefix(quote)?;
        Some(self.rest.len() - inside.len())
    }

    fn bare(&mut self) -> &'a str {
        let end = self.rest.find([self.marks.separator, '\r', '\n']).unwrap_or(self.rest.len());
        let (cell, rest) = self.rest.split_at(end);
        self.rest = rest;
        cell
    }

    /// From behind the quote that opens a cell to what parts it from the next.
    fn quoted(&mut self) -> Result<String, &'static str> {
        let Marks { quote, separator } = self.marks;
        let mut cell = String::new();
        loop {
            let end = self.rest.find(quote).ok_or(UNCLOSED)?;
            cell.push_str(&self.rest[..end]);
            self.pass(end + quote.len_utf8());
            if self.rest.starts_with(quote) {
                cell.push(quote);
                self.pass(quote.len_utf8());
                continue;
            }
            let after = self.rest.trim_start_matches(|character| self.is_blank(character));
            if after.is_empty() || after.starts_with([separator, '\r', '\n']) {
                self.rest = after;
                return Ok(cell);
            }
            return Err(if cell.ends_with('\\') { BACKSLASH } else { STRAY });
        }
    }

    fn is_blank(&self, character: char) -> bool {
        matches!(character, ' ' | '\t' | '\u{a0}') && character != self.marks.separator
    }
}

impl<'a> Iterator for Rows<'a> {
    type Item = Result<Record<'a>, BadLine>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.pass_line_end() {}
        if self.rest.is_empty() {
            return None;
        }
        let line = self.line;
        let row = self.row();
        if row.is_err() {
            self.rest = "";
        }
        Some(row.map(|cells| Record { line, cells }).map_err(|why| BadLine { line, why: why.to_owned() }))
    }
}

/// How many lines end in these bytes; of a pair the second one counts.
pub(super) fn line_ends(bytes: &[u8]) -> u64 {
    let ends = |(index, byte): (usize, &u8)| match byte {
        b'\n' => true,
        b'\r' => bytes.get(index + 1) != Some(&b'\n'),
        _ => false,
    };
    bytes.iter().enumerate().map(|one| u64::from(ends(one))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMAS: Marks = Marks { separator: ',', quote: '"' };

    fn read(text: &str, marks: Marks) -> Result<Vec<(u64, Vec<String>)>, BadLine> {
        let owned = |row: Record| (row.line, row.cells.into_iter().map(Cow::into_owned).collect());
        Rows::new(text, 1, marks).map(|row| row.map(owned)).collect()
    }

    #[test]
    fn rows_are_parted_into_cells() {
        let check = |text: &str, expected: &[(u64, &[&str])]| {
            let rows = read(text, COMMAS).unwrap();
            let rows: Vec<(u64, Vec<&str>)> =
                rows.iter().map(|(line, cells)| (*line, cells.iter().map(String::as_str).collect())).collect();
            let expected: Vec<(u64, Vec<&str>)> =
                expected.iter().map(|(line, cells)| (*line, cells.to_vec())).collect();
            assert_eq!(rows, expected, "{text:?}");
        };
        check("", &[]);
        check("a", &[(1, &["a"])]);
        check("a,b\r\nc,\n\n\r,d", &[(1, &["a", "b"]), (2, &["c", ""]), (5, &["", "d"])]);
        check("\"a,b\",\"\",\"\"\"\",\"c\"\"d\"", &[(1, &["a,b", "", "\"", "c\"d"])]);
        check(
            "\"1\n1\",2\r\n\r\n\"3\r\n\r\n\",4\n5,6",
            &[(1, &["1\n1", "2"]), (4, &["3\r\n\r\n", "4"]), (7, &["5", "6"])],
        );
        // Blanks around a cell in quotes are no part of it; others are.
        check("a, \"North, left\" ,\t\"b\"\t\n", &[(1, &["a", "North, left", "b"])]);
        check(" a ,b\"c\", \n", &[(1, &[" a ", "b\"c\"", " "])]);
        check("=\"I-38\", =\"a,b\",=A1\n", &[(1, &["I-38", "a,b", "=A1"])]);
        // A backslash is a letter like any other.
        check("\"C:\\dir\\\",b,\\\n", &[(1, &["C:\\dir\\", "b", "\\"])]);
        assert_eq!(
            read("'a;b';'it''s \"1\"'\n", Marks { separator: ';', quote: '\'' }).unwrap(),
            [(1, vec!["a;b".to_owned(), "it's \"1\"".to_owned()])]
        );
        assert_eq!(read("a\t \"b\"\t\n", Marks { separator: '\t', quote: '"' }).unwrap()[0].1, ["a", "b", ""]);
    }

    #[test]
    fn quotes_that_are_meant_otherwise_are_refused_by_their_line() {
        let check = |text: &str, line: u64, why: &str| {
            assert_eq!(read(text, COMMAS), Err(BadLine { line, why: why.to_owned() }), "{text:?}");
        };
        check("a\n\"say \\\"hi\\\"\",b\n", 2, BACKSLASH);
        check("a,\"say \\\" hi\",b\n", 1, BACKSLASH);
        check("a,\"12\\\", left\",b,\n", 1, BACKSLASH);
        check("\"ends \\\"\",x\n\"b \\\"\",y\n", 1, STRAY);
        check("\"ends \\\"\",x\n", 1, UNCLOSED);
        check("\"a\"b,c\n", 1, STRAY);
        check("a\n\nb,\"c\nd\n", 3, UNCLOSED);
    }
}
