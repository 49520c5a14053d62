//! A file as a table: which character parts its cells, where its header stands, which columns it has, and its rows with their lines.

use super::bad_line::BadLine;
use super::cells::{Marks, Record, Rows};
use super::columns::{Column, Places, find, recognised, shown};
use super::damage::mend;
use super::text;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Rows of one file; more take several files, so that one import stays below a second inside the database.
pub(super) const ROWS_MAX: usize = 100_000;
/// The header is one of so many first rows: titles and comments may stand above it.
const HEADER_WITHIN: usize = 10;
/// What may part cells; at equal right the first.
const SEPARATORS: [char; 4] = [',', ';', '\t', '|'];
/// Before the first line some spreadsheets say what parts the cells: `sep=;`.
const SEPARATOR_LINE: &str = "sep=";

/// The rows of a file, and how its header was understood.
pub(super) struct Table<R> {
    pub(super) rows: Vec<R>,
    pub(super) read_as: Vec<(String, &'static str)>,
    pub(super) left_out: Vec<String>,
    pub(super) notes: Vec<String>,
}

/// Walks the rows and lets `take` turn each one's known cells into a row.
pub(super) fn read<const N: usize, R>(
    bytes: &[u8],
    known: &[Column; N],
    mut take: impl FnMut(u64, [&str; N]) -> Result<R, String>,
) -> Result<Table<R>, BadLine> {
    let decoded = text::decode(bytes)?;
    let mut notes: Vec<String> = decoded.note.into_iter().collect();
    let (told, text, first_line) = separator_line(&decoded.text);
    let marks = marks_of(text, told, known);
    let mut file = Rows::new(text, first_line, marks);
    let header = header(&mut file, known)?;
    notes.extend(header.note());
    let Places { width, read_as, mut left_out, .. } = header.places.clone();
    let mut rows = Vec::new();
    // Columns without a name that hold something all the same.
    let mut nameless: BTreeSet<usize> = BTreeSet::new();
    for row in file {
        let row = row?;
        if row.is_empty() {
            continue;
        }
        let refuse = |why| BadLine { line: row.line, why };
        if rows.len() == ROWS_MAX {
            return Err(refuse(format!("The file has more than {ROWS_MAX} rows; split it.")));
        }
        // A separator inside a text that is not in quotes would move all cells behind it.
        if row.cells.iter().skip(width).any(|cell| !cell.trim().is_empty()) {
            let cells = row.cells.len();
            return Err(refuse(format!("The row has {cells} cells, and the header names {width} columns.")));
        }
        for (index, cell) in row.cells.iter().enumerate().take(width) {
            if !cell.trim().is_empty() && header.places.is_nameless(index) {
                nameless.insert(index);
            }
        }
        let cells: Vec<&str> = row.cells.iter().map(Cow::as_ref).collect();
        let mut mended = Vec::with_capacity(N);
        for (column, cell) in known.iter().zip(header.places.cells(&cells)) {
            mended.push(mend(column, cell).map_err(refuse)?);
        }
        let of_row: [&str; N] = std::array::from_fn(|index| mended.get(index).map(Cow::as_ref).unwrap_or_default());
        rows.push(take(row.line, of_row).map_err(refuse)?);
    }
    left_out.extend(nameless.into_iter().map(|index| shown(index, "")));
    Ok(Table { rows, read_as, left_out, notes })
}

/// The row that names the columns.
struct Header<const N: usize> {
    places: Places<N>,
    line: u64,
    /// How many rows stand above it.
    above: usize,
}

impl<const N: usize> Header<N> {
    fn note(&self) -> Option<String> {
        let line = self.line;
        match self.above {
            0 => None,
            1 => Some(format!("the columns are named on line {line}; the row above was left out")),
            above => Some(format!("the columns are named on line {line}; the {above} rows above were left out")),
        }
    }
}

/// The first of the first rows in which all columns are found that must be there. Where none is, it is said what is wrong with the
/// one that comes nearest.
fn header<const N: usize>(file: &mut Rows<'_>, known: &[Column; N]) -> Result<Header<N>, BadLine> {
    let mut nearest: Option<(usize, BadLine)> = None;
    let mut above = 0;
    while above < HEADER_WITHIN {
        let Some(row) = file.next() else { break };
        let row = row?;
        if row.is_empty() {
            continue;
        }
        let cells: Vec<&str> = row.cells.iter().map(Cow::as_ref).collect();
        let why = match find(known, &cells) {
            Ok(places) => return Ok(Header { places, line: row.line, above }),
            Err(why) => why,
        };
        let named = recognised(known, &cells);
        if nearest.as_ref().is_none_or(|(most, _)| named > *most) {
            nearest = Some((named, BadLine { line: row.line, why }));
        }
        above += 1;
    }
    Err(nearest.map(|(_, bad)| bad).unwrap_or_else(|| BadLine {
        line: file.line(),
        why: find(known, &[]).err().unwrap_or_else(|| "The file is empty.".to_owned()),
    }))
}

/// What the file says itself of its separator, the text after that, and the line on which it begins.
fn separator_line(text: &str) -> (Option<char>, &str, u64) {
    let end = text.find(['\r', '\n']).unwrap_or(text.len());
    let line = text[..end].trim_matches(['"', ' ']);
    let said = line.get(..SEPARATOR_LINE.len()).filter(|said| said.eq_ignore_ascii_case(SEPARATOR_LINE));
    let mut named = said.map(|said| line[said.len()..].chars()).into_iter().flatten();
    match (named.next().filter(|named| SEPARATORS.contains(named)), named.next()) {
        (Some(separator), None) => {
            let rest = &text[end..];
            (Some(separator), rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(['\r', '\n'])).unwrap_or(rest), 2)
        }
        _ => (None, text, 1),
    }
}

/// The separator by which a row among the first names the most columns that are known, where the file does not say it; and the
/// quotes around the cells of that row.
fn marks_of(text: &str, told: Option<char>, known: &[Column]) -> Marks {
    let nearest = |separator: char| {
        let rows = Rows::new(text, 1, Marks { separator, quote: '"' }).map_while(Result::ok);
        let rows = rows.filter(|row| !row.is_empty()).take(HEADER_WITHIN);
        let named = rows.map(|row| {
            let cells: Vec<&str> = row.cells.iter().map(Cow::as_ref).collect();
            (recognised(known, &cells), is_in_single_quotes(&row))
        });
        // Of several that are equal the first.
        named.fold((0, false), |most, one| if one.0 > most.0 { one } else { most })
    };
    let separators = told.map_or_else(|| SEPARATORS.to_vec(), |told| vec![told]);
    let found = separators.into_iter().map(|separator| (separator, nearest(separator)));
    let first = (told.unwrap_or(','), (0, false));
    let (separator, (_, single)) = found.fold(first, |most, one| if one.1.0 > most.1.0 { one } else { most });
    Marks { separator, quote: if single { '\'' } else { '"' } }
}

/// Do all cells of a header stand in single quotes?
fn is_in_single_quotes(row: &Record<'_>) -> bool {
    let mut named = row.cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
    named.all(|cell| cell.len() > 1 && cell.starts_with('\'') && cell.ends_with('\''))
}
