//! A file as a table: which character parts its cells, which columns it has, and its rows with their lines.

use super::columns::{Column, Places, find, recognised, shown};
use super::{BadLine, text};
use csv::StringRecord;
use std::collections::BTreeSet;

/// Rows of one file; more take several files, so that one import stays below a second inside the database.
pub(super) const ROWS_MAX: usize = 100_000;
/// What may part cells; at equal right the first.
const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];
/// Before the first line some spreadsheets say what parts the cells: `sep=;`.
const SEPARATOR_LINE: &str = "sep=";

/// The rows of a file, and how its first line was understood.
pub(super) struct Table<Row> {
    pub(super) rows: Vec<Row>,
    pub(super) read_as: Vec<(String, &'static str)>,
    pub(super) left_out: Vec<String>,
}

/// Walks the rows and lets `take` turn each one's known cells into a row.
pub(super) fn read<const N: usize, Row>(
    bytes: &[u8],
    known: &[Column; N],
    mut take: impl FnMut(u64, [&str; N]) -> Result<Row, String>,
) -> Result<Table<Row>, BadLine> {
    let text = text::decode(bytes)?;
    let (told, text, first_line) = separator_line(&text);
    let separator = told.unwrap_or_else(|| separator_of(text, known));
    let mut reader = reader(text, separator);
    let mut lines = Lines::new(text.as_bytes(), first_line);
    let mut places: Option<Places<N>> = None;
    let mut rows = Vec::new();
    // Columns without a name that hold something all the same.
    let mut nameless: BTreeSet<usize> = BTreeSet::new();
    let mut record = StringRecord::new();
    loop {
        let line = lines.of_row_at(reader.position().byte());
        let refuse = |why| BadLine { line, why };
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(_) => return Err(refuse("The row cannot be read as CSV.".to_owned())),
        }
        // What spreadsheets leave of rows that were emptied.
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let cells: Vec<&str> = record.iter().collect();
        let Some(places) = &places else {
            places = Some(find(known, &cells).map_err(refuse)?);
            continue;
        };
        if rows.len() == ROWS_MAX {
            return Err(refuse(format!("The file has more than {ROWS_MAX} rows; split it.")));
        }
        // A separator inside a text that is not in quotes would move all cells behind it.
        if cells.iter().skip(places.width).any(|cell| !cell.trim().is_empty()) {
            let (cells, width) = (cells.len(), places.width);
            return Err(refuse(format!("The row has {cells} cells, and the first line names {width} columns.")));
        }
        for (index, cell) in cells.iter().enumerate().take(places.width) {
            if !cell.trim().is_empty() && places.is_nameless(index) {
                nameless.insert(index);
            }
        }
        rows.push(take(line, places.cells(&cells)).map_err(refuse)?);
    }
    let Some(Places { read_as, mut left_out, .. }) = places else {
        let line = lines.line();
        return Err(BadLine { line, why: find(known, &[]).err().unwrap_or_else(|| "The file is empty.".to_owned()) });
    };
    left_out.extend(nameless.into_iter().map(|index| shown(index, "")));
    Ok(Table { rows, read_as, left_out })
}

fn reader(text: &str, separator: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes())
}

/// What the file says itself of its separator, the text after that, and the line on which it begins.
fn separator_line(text: &str) -> (Option<u8>, &str, u64) {
    let end = text.find(['\r', '\n']).unwrap_or(text.len());
    let line = text[..end].trim_matches(['"', ' ']);
    let said = line.get(..SEPARATOR_LINE.len()).filter(|said| said.eq_ignore_ascii_case(SEPARATOR_LINE));
    let named = said.map(|said| &line[said.len()..]);
    let separator = named.and_then(|named| SEPARATORS.into_iter().find(|known| named.as_bytes() == [*known]));
    match separator {
        Some(separator) => {
            let rest = &text[end..];
            (Some(separator), rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(['\r', '\n'])).unwrap_or(rest), 2)
        }
        None => (None, text, 1),
    }
}

/// The separator by which the first line names the most columns that are known.
fn separator_of(text: &str, known: &[Column]) -> u8 {
    let named = |separator: u8| {
        let mut reader = reader(text, separator);
        let mut record = StringRecord::new();
        while reader.read_record(&mut record).unwrap_or(false) {
            let cells: Vec<&str> = record.iter().collect();
            if cells.iter().any(|cell| !cell.trim().is_empty()) {
                return recognised(known, &cells);
            }
        }
        0
    };
    // Of several that are equal the first: max_by_key would take the last.
    SEPARATORS.into_iter().rev().max_by_key(|separator| named(*separator)).unwrap_or(b',')
}

/// Counts the file's lines as far as the rows have come, those inside quotes and empty ones too.
pub(super) struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: u64,
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a [u8], line: u64) -> Self {
        Self { text, at: 0, line }
    }

    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// Goes on to this byte.
    pub(super) fn to(&mut self, byte: usize) {
        while self.at < byte.min(self.text.len()) {
            let ends_line = match self.text[self.at] {
                b'\n' => true,
                // Of a pair the second one counts.
                b'\r' => self.text.get(self.at + 1) != Some(&b'\n'),
                _ => false,
            };
            self.line += u64::from(ends_line);
            self.at += 1;
        }
    }

    /// The line of the row that begins at this byte or after the line ends that follow it.
    fn of_row_at(&mut self, byte: u64) -> u64 {
        self.to(usize::try_from(byte).unwrap_or(usize::MAX));
        while matches!(self.text.get(self.at), Some(b'\r' | b'\n')) {
            self.to(self.at + 1);
        }
        self.line
    }
}
