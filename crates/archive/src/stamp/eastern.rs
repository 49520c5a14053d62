//! Dates and times as Chinese, Japanese and Korean write them.

use super::date::Date;
use super::daytime::DayTime;
use super::scan::Scan;

const YEAR: [&str; 2] = ["年", "년"];
const MONTH: [&str; 2] = ["月", "월"];
const DAY: [&str; 4] = ["日", "일", "号", "號"];
const HOUR: [&str; 5] = ["时", "時", "시", "点", "點"];
const MINUTE: [&str; 2] = ["分", "분"];
const SECOND: [&str; 2] = ["秒", "초"];
/// Words for the two halves of a day, and the hours before them.
const HALVES: [(&str, i8); 6] = [("上午", 0), ("午前", 0), ("오전", 0), ("下午", 12), ("午後", 12), ("오후", 12)];
/// Weekdays behind a date.
const WEEKDAYS: [&str; 4] = ["星期", "周", "週", "曜日"];
/// Characters of a weekday, its brackets apart.
const WEEKDAY_MOST: usize = 3;

impl Scan<'_> {
    /// `2026年11月20日`, `2026년 11월 20일`, also with the weekday.
    pub(super) fn eastern_date(&mut self) -> Option<Date> {
        let mut scan = *self;
        let year = Some(scan.year()?);
        scan.sign(&YEAR)?;
        scan.spaces();
        let month = scan.one_or_two()?;
        scan.sign(&MONTH)?;
        scan.spaces();
        let day = scan.one_or_two()?;
        scan.sign(&DAY)?;
        scan.eastern_weekday();
        self.at = scan.at;
        Some(Date::Clear { year, month, day })
    }

    /// `11时30分00秒`, `11시 30분`.
    pub(super) fn eastern_clock(&mut self) -> Option<DayTime> {
        let mut scan = *self;
        let hour = scan.one_or_two()?;
        scan.sign(&HOUR)?;
        scan.spaces();
        let minute = scan.one_or_two()?;
        scan.sign(&MINUTE)?;
        let mut inner = scan;
        inner.spaces();
        let second = inner.one_or_two().filter(|_| inner.sign(&SECOND).is_some());
        if second.is_some() {
            scan = inner;
        }
        let (has_seconds, second) = (second.is_some(), second.unwrap_or(0));
        if hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        self.at = scan.at;
        Some(DayTime { hour, minute, second, millis: 0, has_seconds, twelve_hours: false, end: self.at })
    }

    /// `上午`, `午後`, `오전` before a time of day: the hours before that half of the day.
    pub(super) fn eastern_half(&mut self) -> Option<i8> {
        let (word, hours) = HALVES.iter().find(|(word, _)| self.begins_with(word))?;
        self.at += word.len();
        self.spaces();
        Some(*hours)
    }

    /// One of the signs, also behind a space.
    fn sign(&mut self, signs: &[&str]) -> Option<()> {
        let mut scan = *self;
        scan.spaces();
        let sign = signs.iter().find(|sign| scan.begins_with(sign))?;
        self.at = scan.at + sign.len();
        Some(())
    }

    /// `(金)`, `星期五`, `금요일`.
    fn eastern_weekday(&mut self) {
        let mut scan = *self;
        scan.spaces();
        let opened = scan.one_of(b"(").is_some();
        let rest = &scan.line[scan.at.min(scan.line.len())..];
        let letters = rest.iter().take(WEEKDAY_MOST * 3).take_while(|byte| !byte.is_ascii()).count();
        let word = std::str::from_utf8(&rest[..letters]).unwrap_or_default();
        scan.at += letters;
        let closed = opened && scan.one_of(b")").is_some();
        let is_named = word.ends_with("요일") || WEEKDAYS.iter().any(|known| word.contains(known));
        if !word.is_empty() && (closed || !opened && is_named) {
            self.at = scan.at;
        }
    }

    fn begins_with(&self, word: &str) -> bool {
        self.line.get(self.at..).is_some_and(|rest| rest.starts_with(word.as_bytes()))
    }
}
