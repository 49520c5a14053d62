//! Cells that a spreadsheet has changed on their way: what it put around them is taken off, and what it has lost is refused.

use super::columns::Column;
use std::borrow::Cow;
use words::printable;

/// Characters of a cell that a sentence repeats.
const QUOTED_MAX: usize = 60;
/// Signs that a formula has failed, in the languages whose names of columns are known.
#[rustfmt::skip]
const FAILED: &[&str] = &[
    "#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!",
    "#CONNECT!", "#UNKNOWN!", "#BUSY!", "#GETTING_DATA", "#ERROR!",
    // German
    "#BEZUG!", "#NV", "#WERT!", "#ZAHL!",
    // French
    "#NOM?", "#VALEUR!", "#NOMBRE!", "#NUL!",
    // Spanish
    "#¡REF!", "#N/D", "#¿NOMBRE?", "#¡VALOR!", "#¡NUM!", "#¡DIV/0!",
    // Finnish
    "#VIITTAUS!", "#PUUTTUU!", "#NIMI?", "#ARVO!",
    // Swedish
    "#REFERENS!", "#SAKNAS!", "#NAMN?", "#VÄRDEFEL!",
    // Dutch
    "#VERW!", "#N/B", "#NAAM?", "#WAARDE!", "#DEEL/0!",
    // Italian
    "#RIF!", "#NOME?", "#VALORE!",
];

/// The cell as it was before a spreadsheet touched it, or why that cannot be known.
pub(super) fn mend<'a>(column: &Column, cell: &'a str) -> Result<Cow<'a, str>, String> {
    let name = column.name;
    let trimmed = cell.trim();
    // A password is never repeated.
    let shown = || if column.verbatim { String::new() } else { format!(" ({})", printable(trimmed, QUOTED_MAX)) };
    if is_cut_number(trimmed) {
        return Err(format!(
            "The column {name} holds a number that a spreadsheet has cut{}; format the column as text there, enter it again, \
             and save the file anew.",
            shown()
        ));
    }
    if is_failed(trimmed) {
        return Err(format!(
            "The column {name} holds the sign of a formula that failed{}; put the text itself there.",
            shown()
        ));
    }
    if let Some(inside) = trimmed.strip_prefix("=\"").and_then(|inside| inside.strip_suffix('"')) {
        let single = inside.replace("\"\"", "");
        return if single.contains('"') {
            Err(format!("The column {name} holds a formula{}; put the text itself there.", shown()))
        } else {
            Ok(Cow::Owned(inside.replace("\"\"", "\"")))
        };
    }
    let Some(inside) = trimmed.strip_prefix('\'').filter(|inside| !is_dutch_article(inside)) else {
        return Ok(Cow::Borrowed(cell));
    };
    if column.verbatim {
        return Err(format!(
            "The column {name} begins with an apostrophe, which spreadsheets put before text; take it away, or give this \
             charger its password with the command charger password."
        ));
    }
    if inside.ends_with('\'') {
        return Err(format!(
            "The column {name} stands in single quotes{}; take them away, or write double ones.",
            shown()
        ));
    }
    Ok(Cow::Borrowed(inside))
}

/// As `1.23457E+11`: what is behind the digits that are shown is gone.
fn is_cut_number(cell: &str) -> bool {
    let cell = cell.strip_prefix('-').unwrap_or(cell);
    let Some((digits, power)) = cell.split_once(['E', 'e']) else { return false };
    let Some(power) = power.strip_prefix(['+', '-']) else { return false };
    let (whole, fraction) = digits.split_once(['.', ',']).unwrap_or((digits, "0"));
    [whole, fraction, power].iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A column that is too narrow is saved as `####` by some.
fn is_failed(cell: &str) -> bool {
    let is_narrow = || cell.len() >= 3 && cell.bytes().all(|byte| byte == b'#');
    let is_numbered = || {
        let number = cell.strip_prefix("Err:");
        number.is_some_and(|number| number.len() == 3 && number.bytes().all(|byte| byte.is_ascii_digit()))
    };
    FAILED.contains(&cell) || is_narrow() || is_numbered()
}

/// Names of places: 's-Hertogenbosch, 't Harde.
fn is_dutch_article(behind: &str) -> bool {
    let mut characters = behind.chars();
    matches!((characters.next(), characters.next()), (Some('s' | 't' | 'n' | 'S' | 'T' | 'N'), Some('-' | ' ')))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Column = Column { name: "name", required: true, verbatim: false, aliases: &[] };
    const SECRET: Column = Column { name: "password", required: true, verbatim: true, aliases: &[] };

    #[test]
    fn what_a_spreadsheet_put_around_a_cell_is_taken_off() {
        for (cell, expected) in [
            ("I-38", "I-38"),
            (" I-38 ", " I-38 "),
            ("=\"I-38\"", "I-38"),
            (" =\"0012\" ", "0012"),
            ("=\"say \"\"hi\"\"\"", "say \"hi\""),
            ("=\"\"", ""),
            ("'I-39", "I-39"),
            ("'0012", "0012"),
            ("'", ""),
            ("'s-Hertogenbosch", "'s-Hertogenbosch"),
            ("'t Harde", "'t Harde"),
            ("L'Aquila", "L'Aquila"),
            ("=A1", "=A1"),
            ("#1", "#1"),
            ("#REF", "#REF"),
            ("##", "##"),
            ("Err:x02", "Err:x02"),
            ("1E5", "1E5"),
            ("1.5", "1.5"),
            ("E+11", "E+11"),
            ("1.E+11", "1.E+11"),
            ("CP1E+11", "CP1E+11"),
        ] {
            assert_eq!(mend(&PLAIN, cell).as_deref(), Ok(expected), "{cell}");
        }
        for password in [" with blanks ", "=abc", "a'b", "say \"hi\"", "1E5"] {
            assert_eq!(mend(&SECRET, password).as_deref(), Ok(password));
        }
        assert_eq!(mend(&SECRET, "=\"00123456\"").as_deref(), Ok("00123456"));
    }

    #[test]
    fn what_a_spreadsheet_has_lost_is_refused() {
        for (cell, part) in [
            ("1.23457E+11", "format the column as text"),
            ("1,23457E+11", "format the column as text"),
            (" 1.23457E+11 ", "(1.23457E+11)"),
            ("1E+15", "format the column as text"),
            ("-1.2e-05", "format the column as text"),
            ("#REF!", "formula that failed (#REF!)"),
            ("#N/A", "formula that failed"),
            ("#NAME?", "formula that failed"),
            ("#VALUE!", "formula that failed"),
            ("#NV", "formula that failed"),
            ("#¿NOMBRE?", "formula that failed"),
            ("#####", "formula that failed"),
            ("Err:502", "formula that failed"),
            ("=\"a\"&\"b\"", "holds a formula"),
            ("'I-39'", "single quotes"),
        ] {
            let why = mend(&PLAIN, cell).unwrap_err();
            assert!(why.contains(part) && why.contains("column name"), "{cell}: {why}");
        }
        for password in ["1.23457E+11", "#REF!", "'secret-1", "=\"secret-1\"&\"\""] {
            let why = mend(&SECRET, password).unwrap_err();
            assert!(!why.contains(password) && !why.contains("secret-1"), "{why}");
        }
    }
}
