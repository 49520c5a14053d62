//! The columns that a file's header names: in any order, in any letter case, under the names that people give them.

use super::plain::plain;
use words::printable;

/// Characters of a column's name that a sentence repeats.
const QUOTED_MAX: usize = 60;
/// Columns that are named in a sentence; of more only the number is said.
const NAMED_MAX: usize = 12;

/// A column that is known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) required: bool,
    /// Taken as it stands, and never repeated: a password.
    pub(super) verbatim: bool,
    /// What people call it besides, as [`plain`] makes it of what they write.
    pub(super) aliases: &'static [&'static str],
}

/// Where the cells of the known columns stand, and what was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Places<const N: usize> {
    /// By known column; none: the file has no such column, and its cells count as empty.
    at: [Option<usize>; N],
    /// Columns that the header has.
    pub(super) width: usize,
    /// Those of them that it gives no name.
    nameless: Vec<usize>,
    pub(super) read_as: Vec<(String, &'static str)>,
    pub(super) left_out: Vec<String>,
}

impl<const N: usize> Places<N> {
    /// The known cells of a row, in the order of the known columns.
    pub(super) fn cells<'a>(&self, row: &[&'a str]) -> [&'a str; N] {
        self.at.map(|at| at.and_then(|at| row.get(at).copied()).unwrap_or_default())
    }

    pub(super) fn is_nameless(&self, index: usize) -> bool {
        self.nameless.binary_search(&index).is_ok()
    }
}

/// How many of the known columns a row names.
pub(super) fn recognised(known: &[Column], cells: &[&str]) -> usize {
    known.iter().filter(|column| cells.iter().any(|cell| fit(column, cell).is_some())).count()
}

/// Finds the known columns in a header, or says what is wrong with it.
pub(super) fn find<const N: usize>(known: &[Column; N], cells: &[&str]) -> Result<Places<N>, String> {
    let mut at = [None; N];
    let mut read_as = Vec::new();
    for (column, place) in known.iter().zip(&mut at) {
        let fitting = |wanted: Fit| {
            let fits = cells.iter().enumerate().filter(move |(_, cell)| fit(column, cell) == Some(wanted));
            fits.map(|(index, _)| index).collect::<Vec<_>>()
        };
        // Its own name goes before what people call it.
        let (own, other) = (fitting(Fit::Name), fitting(Fit::Alias));
        *place = match (own.as_slice(), other.as_slice()) {
            ([one], _) => Some(*one),
            ([], [one]) => {
                read_as.push((shown(*one, cells[*one]), column.name));
                Some(*one)
            }
            ([], []) => None,
            ([], several) | (several, _) => {
                let named: Vec<String> = several.iter().map(|index| shown(*index, cells[*index])).collect();
                let name = column.name;
                return Err(format!("Several columns could be the {name} ({}); leave one of them.", named.join(", ")));
            }
        };
    }
    let missing: Vec<&str> = known
        .iter()
        .zip(&at)
        .filter(|(column, at)| column.required && at.is_none())
        .map(|(column, _)| column.name)
        .collect();
    if !missing.is_empty() {
        return Err(missing_sentence(known, &missing, cells));
    }
    let is_taken = |index: usize| at.contains(&Some(index));
    let named =
        |(index, cell): (usize, &&str)| (!is_taken(index) && !cell.trim().is_empty()).then(|| shown(index, cell));
    let left_out = cells.iter().enumerate().filter_map(named).collect();
    let is_empty = |(index, cell): (usize, &&str)| cell.trim().is_empty().then_some(index);
    let nameless = cells.iter().enumerate().filter_map(is_empty).collect();
    Ok(Places { at, width: cells.len(), nameless, read_as, left_out })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fit {
    Name,
    Alias,
}

fn fit(column: &Column, cell: &str) -> Option<Fit> {
    let cell = plain(cell);
    if cell == plain(column.name) {
        Some(Fit::Name)
    } else {
        column.aliases.contains(&cell.as_str()).then_some(Fit::Alias)
    }
}

/// A column as a sentence names it.
pub(super) fn shown(index: usize, cell: &str) -> String {
    let cell = cell.trim();
    if cell.is_empty() {
        return format!("column {}", index + 1);
    }
    format!("\u{201c}{}\u{201d}", printable(cell, QUOTED_MAX))
}

fn missing_sentence(known: &[Column], missing: &[&str], cells: &[&str]) -> String {
    let names: Vec<&str> = known.iter().map(|column| column.name).collect();
    let mut sentence = format!(
        "The header must name the columns {}, in any order. It names none for {}",
        names.join(", "),
        missing.join(", ")
    );
    let mut named: Vec<String> = cells
        .iter()
        .enumerate()
        .filter(|(_, cell)| !cell.trim().is_empty())
        .map(|(index, cell)| shown(index, cell))
        .collect();
    let more = named.len().saturating_sub(NAMED_MAX);
    named.truncate(NAMED_MAX);
    if !named.is_empty() {
        sentence.push_str(&format!("; it reads {}", named.join(", ")));
    }
    if more > 0 {
        sentence.push_str(&format!(" and {more} more"));
    }
    sentence.push('.');
    sentence
}
