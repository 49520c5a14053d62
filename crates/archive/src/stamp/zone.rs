//! The zone in a stamp: an offset, or a word for one.

use super::scan::Scan;

/// Words for zones and their minutes east of UTC, where one word means one thing in most logs.
const WORDS: [(&[u8], i32); 36] = [
    (b"UTC", 0),
    (b"GMT", 0),
    (b"UT", 0),
    (b"WET", 0),
    (b"WEST", 60),
    (b"BST", 60),
    (b"CET", 60),
    (b"MEZ", 60),
    (b"CEST", 120),
    (b"MESZ", 120),
    (b"EET", 120),
    (b"SAST", 120),
    (b"EEST", 180),
    (b"MSK", 180),
    (b"TRT", 180),
    (b"GST", 240),
    (b"PKT", 300),
    (b"IST", 330),
    (b"ICT", 420),
    (b"WIB", 420),
    (b"SGT", 480),
    (b"HKT", 480),
    (b"AWST", 480),
    (b"JST", 540),
    (b"KST", 540),
    (b"AEST", 600),
    (b"AEDT", 660),
    (b"NZST", 720),
    (b"NZDT", 780),
    (b"EST", -300),
    (b"EDT", -240),
    (b"CDT", -300),
    (b"MST", -420),
    (b"MDT", -360),
    (b"PST", -480),
    (b"PDT", -420),
];

impl Scan<'_> {
    /// Seconds east of UTC: `Z`, `UTC`, `CET`, `GMT+1`, `+01:00`, `+0100`, `+01`, also behind a space, and what repeats it in
    /// brackets.
    pub(super) fn zone(&mut self) -> Option<i32> {
        let offset = self.zone_alone()?;
        let mut scan = *self;
        scan.spaces();
        // `+0100 (CET)`, `+01:00[Europe/Berlin]`
        if let Some(open) = scan.one_of(b"([") {
            let close = if open == b'(' { b")" } else { b"]" };
            let length = scan.take_while(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'/' | b'_'));
            if length >= 3 && scan.one_of(close).is_some() {
                self.at = scan.at;
            }
        }
        Some(offset)
    }

    /// Takes a word that looks like one for a zone.
    pub(super) fn unknown_zone(&mut self) {
        let mut scan = *self;
        if scan.spaces() > 0
            && (2..=5).contains(&scan.take_while(|byte| byte.is_ascii_uppercase()))
            && scan.next_is(|byte| byte == b' ')
        {
            self.at = scan.at;
        }
    }

    fn zone_alone(&mut self) -> Option<i32> {
        let mut scan = *self;
        let spaced = scan.spaces() > 0;
        if !spaced && scan.one_of(b"Zz").is_some() {
            self.at = scan.at;
            return Some(0);
        }
        let rest = &scan.line[scan.at..];
        let letters = rest.iter().take_while(|byte| byte.is_ascii_uppercase()).count();
        if let Some((_, minutes)) = WORDS.iter().find(|(word, _)| *word == &rest[..letters]) {
            scan.at += letters;
            let further = if *minutes == 0 { scan.offset(false, true) } else { None };
            if further.is_none() && scan.next_is(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_') {
                return None;
            }
            self.at = scan.at;
            return Some(minutes * 60 + further.unwrap_or(0));
        }
        let offset = scan.offset(spaced, false)?;
        self.at = scan.at;
        Some(offset)
    }

    /// `+01:00`, `+0100`, `+01`; `+1` behind a word.
    fn offset(&mut self, spaced: bool, worded: bool) -> Option<i32> {
        let mut scan = *self;
        let sign = if scan.one_of(b"+-")? == b'-' { -1 } else { 1 };
        let hours = if worded && scan.digit_run() == 1 { scan.digits(1)? } else { scan.digits(2)? };
        let colon = scan.one_of(b":").is_some();
        let minutes = match scan.digits(2) {
            Some(minutes) => minutes,
            None if colon || (spaced && !worded) => return None,
            None => 0,
        };
        if scan.next_is(|byte| byte.is_ascii_digit()) || hours > 18 || minutes > 59 {
            return None;
        }
        self.at = scan.at;
        Some(sign * (hours * 3600 + minutes * 60))
    }
}
