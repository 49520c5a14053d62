//! Walks a line byte by byte.

const MONTHS: [&[u8]; 12] = [
    b"january",
    b"february",
    b"march",
    b"april",
    b"may",
    b"june",
    b"july",
    b"august",
    b"september",
    b"october",
    b"november",
    b"december",
];
const WEEKDAYS: [&[u8]; 7] = [b"monday", b"tuesday", b"wednesday", b"thursday", b"friday", b"saturday", b"sunday"];
/// Letters by which the names of months and weekdays are told.
const TELLING: usize = 3;

#[derive(Debug, Clone, Copy)]
pub(super) struct Scan<'a> {
    pub(super) line: &'a [u8],
    pub(super) at: usize,
}

impl<'a> Scan<'a> {
    pub(super) fn new(line: &'a [u8], at: usize) -> Self {
        Self { line, at }
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.line.get(self.at).copied()
    }

    pub(super) fn next_is(&self, wanted: impl Fn(u8) -> bool) -> bool {
        self.peek().is_some_and(wanted)
    }

    pub(super) fn one_of(&mut self, wanted: &[u8]) -> Option<u8> {
        let byte = self.peek().filter(|byte| wanted.contains(byte))?;
        self.at += 1;
        Some(byte)
    }

    /// Takes bytes as long as they are wanted; how many?
    pub(super) fn take_while(&mut self, wanted: impl Fn(u8) -> bool) -> usize {
        let begin = self.at;
        while self.next_is(&wanted) {
            self.at += 1;
        }
        self.at - begin
    }

    /// Takes at most two spaces; how many?
    pub(super) fn spaces(&mut self) -> usize {
        (0..2).take_while(|_| self.one_of(b" ").is_some()).count()
    }

    /// How many digits come next.
    pub(super) fn digit_run(&self) -> usize {
        self.line[self.at.min(self.line.len())..].iter().take_while(|byte| byte.is_ascii_digit()).count()
    }

    /// Just so many digits were taken, and none before them.
    pub(super) fn is_after_digits(&self, count: usize) -> bool {
        self.line[..self.at].iter().rev().take_while(|byte| byte.is_ascii_digit()).count() == count
    }

    pub(super) fn digits(&mut self, count: usize) -> Option<i32> {
        let digits = self.line.get(self.at..self.at + count)?;
        let value = digits
            .iter()
            .try_fold(0, |value: i32, byte| byte.is_ascii_digit().then(|| value * 10 + i32::from(byte - b'0')))?;
        self.at += count;
        Some(value)
    }

    /// Two digits.
    pub(super) fn two(&mut self) -> Option<i8> {
        i8::try_from(self.digits(2)?).ok()
    }

    /// One digit or two, and no third.
    pub(super) fn one_or_two(&mut self) -> Option<i8> {
        let count = Some(self.digit_run()).filter(|count| (1..=2).contains(count))?;
        i8::try_from(self.digits(count)?).ok()
    }

    /// Four digits that a year has, and no fifth.
    pub(super) fn year(&mut self) -> Option<i16> {
        let mut scan = *self;
        let year = (scan.digit_run() == 4).then(|| scan.digits(4))?.filter(|year| (1970..2200).contains(year))?;
        self.at = scan.at;
        i16::try_from(year).ok()
    }

    /// The English name of a month, short or whole.
    pub(super) fn english_month(&mut self) -> Option<i8> {
        let month = self.named(&MONTHS)?;
        i8::try_from(month + 1).ok()
    }

    /// The English name of a weekday and what follows it.
    pub(super) fn weekday(&mut self) -> bool {
        let found = self.named(&WEEKDAYS).is_some();
        if found {
            self.take_while(|byte| matches!(byte, b' ' | b',' | b'.'));
        }
        found
    }

    fn named(&mut self, names: &[&[u8]]) -> Option<usize> {
        let rest = &self.line[self.at..];
        let letters = rest.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        // `20Nov2026` has digits behind the name, `NovAB` is no month.
        let word = &rest[..letters];
        let found = names.iter().position(|name| {
            let is_whole = word.eq_ignore_ascii_case(name);
            let is_short = letters == TELLING && word.eq_ignore_ascii_case(&name[..TELLING]);
            // Sept, Tues, Thur, Thurs.
            let is_longer =
                (4..=5).contains(&letters) && name.len() > letters && word.eq_ignore_ascii_case(&name[..letters]);
            is_whole || is_short || is_longer
        })?;
        self.at += letters;
        Some(found)
    }
}
