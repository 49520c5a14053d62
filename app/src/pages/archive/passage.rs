//! What of an archive is looked at; it lives in the address, so that a line can be sent to a colleague.

use crate::ground::address::{Parts, Query};

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Passage {
    pub member: Option<i64>,
    /// The line that stands out.
    pub line: Option<i64>,
    /// The first line shown, where no line stands out.
    pub from: Option<i64>,
    /// On the site's clock, `2026-11-26T10:00`.
    pub at: Option<String>,
    pub words: Option<String>,
    /// The words are looked for in all files.
    pub everywhere: bool,
    pub unmasked: bool,
}

impl Query for Passage {
    fn read(part: impl Fn(&str) -> Option<String>) -> Self {
        let text = |name: &str| part(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let number = |name: &str| text(name).and_then(|text| text.parse::<i64>().ok());
        Self {
            member: number("member").filter(|member| *member >= 0),
            line: number("line").filter(|line| *line > 0),
            from: number("from").filter(|line| *line > 0),
            at: text("at"),
            words: text("q"),
            everywhere: text("in").as_deref() == Some("all"),
            unmasked: text("unmasked").as_deref() == Some("true"),
        }
    }

    fn parts(&self) -> Parts {
        let number = |number: Option<i64>| number.map(|number| number.to_string());
        vec![
            ("member", number(self.member)),
            ("line", number(self.line)),
            ("from", number(self.from)),
            ("at", self.at.clone()),
            ("q", self.words.clone()),
            ("in", (self.everywhere && self.words.is_some()).then(|| "all".to_owned())),
            ("unmasked", self.unmasked.then(|| "true".to_owned())),
        ]
    }
}

impl Passage {
    pub fn address(&self, key: &str) -> String {
        self.on(&format!("/files/diagnostics/{key}"))
    }

    /// The same in another place of a member.
    pub fn at_line(&self, member: i64, line: Option<i64>) -> Self {
        Self { member: Some(member), line, from: None, at: None, ..self.clone() }
    }

    /// A page of lines.
    pub fn page_from(&self, member: i64, from: Option<i64>) -> Self {
        Self { member: Some(member), line: None, from, at: None, ..self.clone() }
    }
}

/// A line's permanent address, where it is scrolled to without script, too.
pub fn line_address(asked: &Passage, key: &str, member: i64, line: i64) -> String {
    format!("{}#L{line}", asked.at_line(member, Some(line)).address(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// C9.
    #[test]
    fn a_place_survives_its_way_through_the_address() {
        let check = |query: &str, expected: &str| {
            let parts: Vec<(&str, &str)> = query.split('&').filter_map(|part| part.split_once('=')).collect();
            let find = |name: &str| parts.iter().find(|(part, _)| *part == name).map(|(_, value)| (*value).to_owned());
            assert_eq!(Passage::read(find).address("k"), format!("/files/diagnostics/k{expected}"));
        };
        check("", "");
        check("member=3&line=120", "?member=3&line=120");
        check("member=3&from=501&q= words &in=all", "?member=3&from=501&q=words&in=all");
        check("at=2026-11-26T10:00&unmasked=true", "?at=2026-11-26T10%3A00&unmasked=true");
        check("member=-1&line=0&from=x&at=&q=%20&in=all&unmasked=1", "?q=%2520&in=all");
    }

    #[test]
    fn another_place_keeps_the_search() {
        let asked =
            Passage { words: Some("error".to_owned()), everywhere: true, from: Some(501), ..Passage::default() };
        assert_eq!(line_address(&asked, "k", 2, 7), "/files/diagnostics/k?member=2&line=7&q=error&in=all#L7");
    }
}
