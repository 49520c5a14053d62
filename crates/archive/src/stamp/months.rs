//! Names of months in other languages than English, short and whole.

use super::scan::Scan;

/// German, French, Spanish, Portuguese, Italian, Dutch, Swedish, Danish, Norwegian, Finnish and Polish, where English has
/// not the same word.
const NAMES: [&[&str]; 12] = [
    &[
        "januar", "jän", "jänner", "janvier", "janv", "enero", "ene", "janeiro", "gennaio", "gen", "januari", "tammi",
        "sty", "stycznia", "styczeń",
    ],
    &[
        "februar",
        "feber",
        "février",
        "fevrier",
        "févr",
        "fév",
        "fevr",
        "febrero",
        "fevereiro",
        "fev",
        "febbraio",
        "februari",
        "helmi",
        "lut",
        "lutego",
        "luty",
    ],
    &["märz", "maerz", "mär", "mrz", "mars", "marzo", "março", "maart", "mrt", "marts", "maalis", "marca", "marzec"],
    &["avril", "avr", "abril", "abr", "aprile", "huhti", "kwi", "kwietnia", "kwiecień"],
    &["mai", "mayo", "maio", "maggio", "mag", "mei", "maj", "touko", "maja"],
    &["juni", "juin", "junio", "junho", "giugno", "giu", "kesä", "cze", "czerwca", "czerwiec"],
    &["juli", "juillet", "juil", "julio", "julho", "luglio", "lug", "heinä", "lip", "lipca", "lipiec"],
    &["août", "aout", "aoû", "agosto", "ago", "augusti", "augustus", "elo", "sie", "sierpnia", "sierpień"],
    &[
        "septembre",
        "septiembre",
        "setiembre",
        "setembro",
        "settembre",
        "set",
        "sett",
        "syys",
        "wrz",
        "września",
        "wrzesień",
    ],
    &[
        "oktober",
        "okt",
        "octobre",
        "octubre",
        "outubro",
        "out",
        "ottobre",
        "ott",
        "loka",
        "paź",
        "października",
        "październik",
    ],
    &["novembre", "noviembre", "novembro", "marras", "lis", "listopada", "listopad"],
    &[
        "dezember",
        "dez",
        "décembre",
        "decembre",
        "déc",
        "diciembre",
        "dic",
        "dezembro",
        "dicembre",
        "desember",
        "des",
        "joulu",
        "gru",
        "grudnia",
        "grudzień",
    ],
];
/// What Finnish months end with.
const FINNISH: [&str; 2] = ["kuuta", "kuu"];
/// The longest name, in bytes.
const LONGEST: usize = 16;
/// Short names that are no words of other kinds; longer ones are none either.
const SURE: [&str; 10] = ["okt", "dez", "mrz", "mrt", "mär", "jän", "déc", "fév", "mai", "maj"];

/// A month's name as it stands in a line.
#[derive(Debug, Clone, Copy)]
pub(super) struct MonthName {
    pub(super) month: i8,
    /// `20 set 11:30` may be about something else; with a year beside it is a date.
    pub(super) is_sure: bool,
}

impl Scan<'_> {
    /// The name of a month, short or whole.
    pub(super) fn month(&mut self) -> Option<MonthName> {
        match self.english_month() {
            Some(month) => Some(MonthName { month, is_sure: true }),
            None => self.foreign_month(),
        }
    }

    fn foreign_month(&mut self) -> Option<MonthName> {
        let rest = self.line.get(self.at..)?;
        let is_letter = |byte: &&u8| byte.is_ascii_alphabetic() || !byte.is_ascii();
        let letters = rest.iter().take(LONGEST + 1).take_while(is_letter).count();
        if !(3..=LONGEST).contains(&letters) || !has_number_beside(&rest[letters..]) {
            return None;
        }
        let word = std::str::from_utf8(&rest[..letters]).ok()?;
        let stem = FINNISH.iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
        let is_this = |name: &&str| name.chars().eq(stem.chars().flat_map(char::to_lowercase));
        let (month, name) =
            (1..).zip(NAMES).find_map(|(month, names)| Some((month, *names.iter().find(|name| is_this(name))?)))?;
        self.at += letters;
        Some(MonthName { month, is_sure: name.chars().count() > 3 || SURE.contains(&name) })
    }
}

/// A day, a year or a time comes soon behind the name.
fn has_number_beside(behind: &[u8]) -> bool {
    behind.iter().take(6).any(u8::is_ascii_digit)
}
