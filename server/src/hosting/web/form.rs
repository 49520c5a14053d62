//! Takes a form apart (`multipart/…`) as it comes in, in whatever dialect: lines that end by LF, text before the first part, a boundary
//! that is quoted or told wrongly, a last line that is missing. Does no I/O; what it holds back is bounded.

use super::names;

/// Bytes before the first part that are looked through. Where no part begins in them, the body is no form.
const PREAMBLE_MAX: usize = 64 * 1024;
/// Bytes of the lines before a part's content.
const HEAD_MAX: usize = 16 * 1024;
/// Characters of a boundary; the standard has 70.
const BOUNDARY_MAX: usize = 200;
/// White space behind a boundary.
const PADDING_MAX: usize = 64;
/// A boundary counts without a line's end before it only where it has so many letters and digits: none stands in a file by chance.
const CERTAIN: usize = 8;

/// What a part says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The name that it gives its file.
    pub filename: Option<String>,
    /// The word for how its content was made to fit through mail.
    pub carried: String,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Event {
    Part(Head),
    /// Bytes of the part's content, or of a body that is no form.
    Bytes(Vec<u8>),
    PartEnd,
    /// No part began where one would: the body is the file.
    NoForm,
}

/// The lines before a part's content never end.
#[derive(Debug, PartialEq, Eq)]
pub struct Unreadable;

enum State {
    /// Before the first part.
    Preamble,
    Head,
    Content,
    /// After the last part.
    Epilogue,
    NoForm,
}

pub struct Form {
    state: State,
    /// Two hyphens and the boundary; empty until the body shows it.
    delimiter: Vec<u8>,
    /// Its lines end by LF alone.
    is_unix: bool,
    held: Vec<u8>,
    /// The content's first byte is still to come, which a line's end before the boundary does not belong to.
    at_start: bool,
}

/// What a part's content may end with, where something like it was found.
enum Found {
    /// Where the content ends, and where what follows the boundary begins.
    End {
        content: usize,
        after: usize,
        is_last: bool,
    },
    /// The next bytes decide; the content goes so far at least.
    Undecided {
        content: usize,
    },
    Nothing,
}

impl Form {
    /// By the request's Content-Type.
    pub fn new(content_type: &str) -> Self {
        let boundary = names::parameters(content_type).into_iter().find(|(name, _)| name == "boundary");
        let boundary =
            boundary.map(|(_, value)| value).filter(|value| !value.is_empty() && value.len() <= BOUNDARY_MAX);
        let delimiter = boundary.map(|boundary| format!("--{boundary}").into_bytes()).unwrap_or_default();
        Self { state: State::Preamble, delimiter, is_unix: false, held: Vec::new(), at_start: true }
    }

    /// Has the last part ended? Nothing that follows is any part's.
    pub fn is_over(&self) -> bool {
        matches!(self.state, State::Epilogue)
    }

    /// Takes the next bytes of the body. `ended`: there are no more.
    pub fn take(&mut self, bytes: &[u8], ended: bool) -> Result<Vec<Event>, Unreadable> {
        self.held.extend_from_slice(bytes);
        let mut events = Vec::new();
        while self.step(ended, &mut events)? {}
        Ok(events)
    }

    /// Goes on as far as one state goes. Says whether there may be more to do.
    fn step(&mut self, ended: bool, events: &mut Vec<Event>) -> Result<bool, Unreadable> {
        match self.state {
            State::Preamble => Ok(self.preamble(ended, events)),
            State::Head => self.head(ended, events),
            State::Content => Ok(self.content(ended, events)),
            State::Epilogue => {
                self.held.clear();
                Ok(false)
            }
            State::NoForm => {
                if !self.held.is_empty() {
                    events.push(Event::Bytes(std::mem::take(&mut self.held)));
                }
                Ok(false)
            }
        }
    }

    fn preamble(&mut self, ended: bool, events: &mut Vec<Event>) -> bool {
        let mut at = 0;
        let mut seen_text = false;
        while let Some((line, next)) = line(&self.held, at, ended) {
            let trimmed = trim(line);
            if self.is_first_delimiter(trimmed, seen_text) {
                self.delimiter = trimmed.to_vec();
                self.is_unix = !line.ends_with(b"\r");
                self.held.drain(..next);
                self.state = State::Head;
                return true;
            }
            if !self.delimiter.is_empty() && trimmed == [&self.delimiter[..], b"--"].concat() {
                // A form without parts.
                self.state = State::Epilogue;
                return true;
            }
            seen_text |= !trimmed.is_empty();
            at = next;
        }
        if ended || self.held.len() > PREAMBLE_MAX {
            events.push(Event::NoForm);
            self.state = State::NoForm;
            return true;
        }
        false
    }

    /// Is this line, before the first part, the one that begins it? The body is the better witness than the header: chargers forget the
    /// hyphens, or the header's quotes are not meant.
    fn is_first_delimiter(&self, line: &[u8], seen_text: bool) -> bool {
        if !self.delimiter.is_empty() && (line == self.delimiter || line == &self.delimiter[2..]) {
            return !line.is_empty();
        }
        let is_like_one = line.starts_with(b"--") && (3..=BOUNDARY_MAX + 2).contains(&line.len());
        is_like_one && !seen_text && !line.contains(&b' ') && line.is_ascii() && !line.ends_with(b"--")
    }

    fn head(&mut self, ended: bool, events: &mut Vec<Event>) -> Result<bool, Unreadable> {
        let mut at = 0;
        let mut lines: Vec<String> = Vec::new();
        while let Some((line, next)) = line(&self.held, at, ended) {
            let trimmed = trim(line);
            if trimmed.is_empty() {
                let head = Head::read(&lines);
                self.held.drain(..next.min(self.held.len()));
                (self.state, self.at_start) = (State::Content, true);
                events.push(Event::Part(head));
                return Ok(true);
            }
            match lines.last_mut() {
                // A line that goes on.
                Some(last) if line.starts_with(b" ") || line.starts_with(b"\t") => last.push_str(&names::text(line)),
                Some(_) | None => lines.push(names::text(trimmed)),
            }
            at = next;
            if at > HEAD_MAX {
                break;
            }
        }
        if self.held.len() > HEAD_MAX {
            return Err(Unreadable);
        }
        if ended {
            // It broke off in a head: there is no part.
            self.state = State::Epilogue;
        }
        Ok(ended)
    }

    fn content(&mut self, ended: bool, events: &mut Vec<Event>) -> bool {
        match self.find(ended) {
            Found::End { content, after, is_last } => {
                self.held.drain(content..after);
                self.give(content, events);
                events.push(Event::PartEnd);
                self.state = if is_last { State::Epilogue } else { State::Head };
                true
            }
            Found::Undecided { content } => {
                self.give(content, events);
                false
            }
            Found::Nothing if ended => {
                let end = self.broken_end();
                self.give(end, events);
                events.push(Event::PartEnd);
                self.state = State::Epilogue;
                true
            }
            Found::Nothing => {
                // A boundary may have begun, with a line's end before it.
                let kept = self.delimiter.len() + 2;
                self.give(self.held.len().saturating_sub(kept), events);
                false
            }
        }
    }

    /// Looks for a boundary in what is held: at a line's start, or anywhere where it is long enough to be no chance.
    fn find(&self, ended: bool) -> Found {
        let alphanumeric = self.delimiter.iter().filter(|byte| byte.is_ascii_alphanumeric()).count();
        for at in 0..self.held.len() {
            if !self.held[at..].starts_with(&self.delimiter) {
                continue;
            }
            let before = &self.held[..at];
            let at_line = before.ends_with(b"\n") || (at == 0 && self.at_start);
            if !at_line && (alphanumeric < CERTAIN || before.ends_with(b"-")) {
                continue;
            }
            let content = self.before_line_end(at);
            let rest = &self.held[at + self.delimiter.len()..];
            let is_last = rest.starts_with(b"--") || (ended && rest == b"-");
            let tail = if is_last { rest.strip_prefix(b"--").unwrap_or_default() } else { rest };
            let padding = tail.iter().take_while(|&&byte| matches!(byte, b' ' | b'\t' | b'\r')).count();
            let at_tail = self.held.len() - tail.len();
            match tail.get(padding) {
                Some(b'\n') => return Found::End { content, after: at_tail + padding + 1, is_last },
                Some(_) => {}
                None if ended => return Found::End { content, after: self.held.len(), is_last: true },
                None if padding <= PADDING_MAX => return Found::Undecided { content },
                None => {}
            }
            // One hyphen of two.
            if !ended && rest == b"-" {
                return Found::Undecided { content };
            }
        }
        Found::Nothing
    }

    /// Where the content ends before a boundary that stands here: the line's end before it is the boundary's.
    fn before_line_end(&self, at: usize) -> usize {
        let before = &self.held[..at];
        let Some(line) = before.strip_suffix(b"\n") else { return at };
        // Where lines end by LF alone, a CR before it is the file's.
        let line = if self.is_unix { line } else { line.strip_suffix(b"\r").unwrap_or(line) };
        line.len()
    }

    /// Where the content ends whose last boundary is missing, or broke off itself.
    fn broken_end(&self) -> usize {
        for length in (3..self.delimiter.len()).rev() {
            let Some(before) = self.held.strip_suffix(&self.delimiter[..length]) else { continue };
            if before.ends_with(b"\n") {
                return self.before_line_end(before.len());
            }
        }
        self.held.len()
    }

    /// Gives content out, up to here; the rest moves to the beginning.
    fn give(&mut self, end: usize, events: &mut Vec<Event>) {
        if end > 0 {
            events.push(Event::Bytes(self.held.drain(..end).collect()));
            self.at_start = false;
        }
    }
}

impl Head {
    fn read(lines: &[String]) -> Self {
        let mut head = Self::default();
        for line in lines {
            let Some((name, value)) = line.split_once(':') else { continue };
            match name.trim().to_ascii_lowercase().as_str() {
                "content-disposition" => head.filename = names::of_disposition(value).or(head.filename),
                "content-type" => head.filename = head.filename.or_else(|| names::of_type(value)),
                "content-transfer-encoding" => head.carried = value.trim().to_owned(),
                _ => {}
            }
        }
        head
    }
}

/// Is this the beginning of a form, although nothing else calls it one? A boundary, and the head of a part that says so.
pub fn begins(start: &[u8]) -> bool {
    let mut lines = start.split(|&byte| byte == b'\n').map(trim);
    let (first, second) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let is_boundary = first.starts_with(b"--") && (3..=BOUNDARY_MAX + 2).contains(&first.len());
    let head = names::text(second).to_ascii_lowercase();
    let disposition = head.strip_prefix("content-disposition:").map(str::trim_start);
    is_boundary
        && first.iter().all(u8::is_ascii_graphic)
        && disposition.is_some_and(|value| value.starts_with("form-data") || value.contains("name="))
}

/// The line that begins here, without the LF that ends it, and where the next one begins. None: its end is still to come.
fn line(held: &[u8], at: usize, ended: bool) -> Option<(&[u8], usize)> {
    let rest = held.get(at..).filter(|rest| !rest.is_empty())?;
    match rest.iter().position(|&byte| byte == b'\n') {
        Some(end) => Some((&rest[..end], at + end + 1)),
        None => ended.then_some((rest, held.len())),
    }
}

fn trim(line: &[u8]) -> &[u8] {
    line.trim_ascii_end()
}

#[cfg(test)]
mod tests;
