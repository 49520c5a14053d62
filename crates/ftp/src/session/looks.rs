//! Folders, which are there as soon as they are named, and what is known of the files.

use super::{Access, Session, State, Wish};
use crate::command::Command;
use crate::listing::{self, Entry, Style};
use crate::path::Path;
use crate::reply;

/// What was asked of the files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Query {
    Size(Path),
    Time(Path),
    Facts(Path),
    Status(Path),
    /// RNFR.
    From(Path),
    /// CWD, where one file is to be fetched.
    Enter(Path),
    List(Path, Style),
}

impl Session {
    pub(super) fn on_cwd(&mut self, access: Access, argument: &str) {
        match (self.folder.join(argument), access) {
            (Some(path), Access::Put) => self.enter(path),
            (Some(path), Access::Fetch) if path.is_root() => self.enter(path),
            // Some look by CWD whether what they fetch is a folder.
            (Some(path), Access::Fetch) => self.await_in(State::Looking(Query::Enter(path)), Wish::Files),
            (None, _) => self.say(550, "There is no such folder."),
        }
    }

    fn enter(&mut self, path: Path) {
        self.folder = path;
        self.say(250, "Changed.");
    }

    /// Chargers make the folder that they then go into; there is none to make.
    pub(super) fn on_mkd(&mut self, access: Access, argument: &str) {
        let path = self.folder.join(argument).filter(|path| access == Access::Put && !path.is_root());
        match path {
            Some(path) => self.say(257, &format!("{} is there.", reply::quoted(&path.to_string()))),
            None => self.say(550, "No folder can be made there."),
        }
    }

    pub(super) fn on_rnfr(&mut self, access: Access, argument: &str) {
        match access {
            Access::Put => self.look_at(argument, Query::From),
            Access::Fetch => self.say(550, "Nothing is renamed here."),
        }
    }

    pub(super) fn on_rnto(&mut self, argument: &str) {
        let Some(from) = self.from.take() else { return self.say(503, "Name the file first, with RNFR.") };
        match self.name_in(argument) {
            Some(to) => self.await_in(State::Renaming, Wish::Rename { from, to }),
            None => self.say(553, "This is no name for a file."),
        }
    }

    /// The last name of what is named.
    pub(super) fn name_in(&self, argument: &str) -> Option<String> {
        let path = self.folder.join(argument).filter(|_| !argument.is_empty())?;
        path.name().map(str::to_owned)
    }

    /// Looks at what must be named.
    pub(super) fn look_at(&mut self, argument: &str, query: fn(Path) -> Query) {
        if argument.is_empty() { self.say(501, "Which file?") } else { self.look(argument, query) }
    }

    /// Looks at what is named, or at where the client is.
    pub(super) fn look(&mut self, argument: &str, query: impl FnOnce(Path) -> Query) {
        match self.folder.join(argument) {
            Some(path) => self.await_in(State::Looking(query(path)), Wish::Files),
            None => self.say(553, "This path is too long."),
        }
    }

    pub(super) fn on_list(&mut self, command: &Command) {
        let style = match command.verb.as_str() {
            "NLST" => Style::Names,
            "MLSD" => Style::Facts,
            _ => Style::Long,
        };
        if !std::mem::take(&mut self.listens) {
            return self.say_no_port();
        }
        self.rest = 0;
        // `-la` is for the shell that once stood behind this.
        let words = command.argument.split(' ').filter(|word| !word.starts_with('-')).collect::<Vec<_>>().join(" ");
        self.look(words.trim(), |path| Query::List(path, style));
    }

    pub(super) fn on_files(&mut self, query: Query, files: Option<Vec<Entry>>) {
        let Some(files) = files else { return self.say(451, "This cannot be told now; try again later.") };
        let writable = self.access == Some(Access::Put);
        let found = |path: &Path| find(&files, path, writable);
        let nothing = "There is no such file here.";
        match query {
            Query::Size(path) => match found(&path) {
                Some(file) => self.say(213, &file.bytes.to_string()),
                None => self.say(550, nothing),
            },
            Query::Time(path) => match found(&path) {
                Some(file) => self.say(213, &listing::time(file.changed)),
                None => self.say(550, nothing),
            },
            Query::Enter(path) if files.iter().any(|file| Some(file.name.as_str()) == path.name()) => {
                self.say(550, "This is a file.");
            }
            Query::Enter(path) => self.enter(path),
            Query::From(path) => match found(&path) {
                Some(file) => {
                    self.from = Some(file.name.clone());
                    self.say(350, "And its new name?");
                }
                None => self.say(550, nothing),
            },
            Query::Facts(path) => {
                // Where it is, is a folder.
                let fact = match found(&path).filter(|_| path != self.folder) {
                    Some(file) => file.told(Style::Facts, writable),
                    None => format!("type=dir; {path}"),
                };
                self.say_lines(250, "As follows:", &[&fact], "That is all.");
            }
            Query::Status(path) => {
                let lines: Vec<String> =
                    listed(&files, &path).iter().map(|file| file.told(Style::Long, writable)).collect();
                let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
                self.say_lines(213, "As follows:", &lines, "That is all.");
            }
            Query::List(path, style) => self.send_text(listing::folder(&listed(&files, &path), style, writable)),
        }
    }
}

/// What was put is found by its last name, whatever folder it was put into. What is to be fetched is one file, and is meant by whatever
/// a charger calls it: names are escaped, cut or set small on their way.
fn find<'a>(files: &'a [Entry], path: &Path, writable: bool) -> Option<&'a Entry> {
    let name = path.name()?;
    if writable { files.iter().find(|file| file.name == name) } else { files.first() }
}

fn listed(files: &[Entry], path: &Path) -> Vec<Entry> {
    let named = files.iter().find(|file| Some(file.name.as_str()) == path.name());
    // Any other name is a folder's, and in it is what is anywhere.
    named.map_or_else(|| files.to_vec(), |file| vec![file.clone()])
}
