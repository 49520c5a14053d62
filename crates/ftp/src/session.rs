//! One session: commands and events in, replies and wishes out.

mod access;
mod looks;
mod moves;
#[cfg(test)]
mod tests;

pub use access::{Access, LOGIN_TRIES, LoginRefusal};
pub use moves::{Start, Transfer, TransferEnd, TransferRefusal};

use crate::command::{Command, SPOKEN};
use crate::lines::{Line, Lines};
use crate::listing::Entry;
use crate::path::Path;
use crate::reply;
use looks::Query;
use std::collections::VecDeque;
use std::net::SocketAddr;

/// How a session begins.
#[derive(Clone, Copy, Debug)]
pub struct Setup<'a> {
    pub greeting: &'a str,
    /// AUTH is answered by TLS.
    pub offers_tls: bool,
    /// TLS came with the first byte, and protects the data from the beginning.
    pub encrypted: bool,
}

/// What the driver is to do next. It takes all of them before it waits for anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// A whole reply, for the control connection.
    Say(String),
    Wish(Wish),
}

/// What the session wants done. Where an event is named it is owed, and nothing else is looked at until it comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Who is this? [`Event::LoggedIn`] or [`Event::NotLoggedIn`].
    Login { user: String, password: String },
    /// TLS begins, once all that was said is written; [`Session::take_rest`] has its first bytes. [`Event::Encrypted`].
    Encrypt,
    /// A port for one data connection, in place of any other. [`Event::Listens`].
    Listen { extended: bool },
    /// The files that this login may know of. [`Event::Files`].
    Files,
    /// [`Event::Renamed`].
    Rename { from: String, to: String },
    /// [`Event::Refused`], or [`Event::Begins`] and later [`Event::Ended`].
    Transfer { what: Transfer, protected: bool },
    /// The transfer is called off. [`Event::Ended`], as ever.
    CutOff,
    /// Something was asked for that people should hear of.
    Tell(UnmetRequest),
    /// This user was named, and something wanted of a login that never came.
    NoPassword { user: String },
    /// The client said goodbye: when all is written, the connection ends.
    Goodbye,
    /// When all is written, the connection ends.
    Close,
}

/// What a client asked for and is not given here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnmetRequest {
    /// Data connections to where the client says.
    ActiveMode,
    /// A transfer without a port for it.
    NoPort,
    /// A type, mode or structure other than ours.
    Form,
}

/// What the driver has seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    LoggedIn(Access),
    NotLoggedIn(LoginRefusal),
    Encrypted,
    /// None: there is no port.
    Listens(Option<SocketAddr>),
    /// None: they are not known.
    Files(Option<Vec<Entry>>),
    Renamed(bool),
    /// The transfer will be done; the name that was chosen where the client wanted one.
    Begins {
        name: Option<String>,
    },
    Refused(TransferRefusal),
    Ended(TransferEnd),
}

#[derive(Debug, PartialEq, Eq)]
enum State {
    Ready,
    LoggingIn,
    Encrypting,
    Listening {
        extended: bool,
    },
    Looking(Query),
    Renaming,
    /// A transfer was asked for.
    Asking {
        receives: bool,
    },
    Moving {
        receives: bool,
        called_off: bool,
    },
    Over,
}

/// The session of one control connection.
#[derive(Debug)]
pub struct Session {
    lines: Lines,
    /// Read while a transfer is under way, and not its ABOR.
    ahead: Option<Line>,
    out: VecDeque<Output>,
    state: State,
    offers_tls: bool,
    encrypted: bool,
    /// Data connections are encrypted.
    protected: bool,
    user: Option<String>,
    access: Option<Access>,
    tries: u32,
    folder: Path,
    /// Where the next transfer begins.
    rest: u64,
    /// The file to be renamed.
    from: Option<String>,
    /// There is a port for the next data connection.
    listens: bool,
    /// Active mode was asked for, so that no port of ours is.
    is_active: bool,
    /// It was told that the password never came; once is enough.
    told_of_password: bool,
}

impl Session {
    pub fn new(setup: Setup<'_>) -> Self {
        Self {
            lines: Lines::default(),
            ahead: None,
            out: VecDeque::from([Output::Say(reply::line(220, setup.greeting))]),
            state: State::Ready,
            offers_tls: setup.offers_tls,
            encrypted: setup.encrypted,
            protected: setup.encrypted,
            user: None,
            access: None,
            tries: 0,
            folder: Path::default(),
            rest: 0,
            from: None,
            listens: false,
            is_active: false,
            told_of_password: false,
        }
    }

    /// Takes what came over the control connection.
    pub fn take(&mut self, bytes: &[u8]) {
        if self.state != State::Over {
            self.lines.take(bytes);
        }
    }

    /// May more be read from the control connection? Not while so much waits already.
    pub fn has_room(&self) -> bool {
        self.lines.has_room()
    }

    /// After [`Wish::Encrypt`]: bytes that came with the command, and can only be the beginning of TLS.
    pub fn take_rest(&mut self) -> Vec<u8> {
        self.lines.take_rest()
    }

    pub fn is_encrypted(&self) -> bool {
        self.encrypted
    }

    /// What is to be done next; none until more comes.
    pub fn poll(&mut self) -> Option<Output> {
        loop {
            if let Some(output) = self.out.pop_front() {
                return Some(output);
            }
            match self.state {
                State::Ready => {
                    let line = self.ahead.take().or_else(|| self.lines.next())?;
                    self.on_line(&line);
                }
                State::Moving { receives, called_off: false } => {
                    if self.ahead.is_none() {
                        self.ahead = Some(self.lines.next()?);
                    }
                    let next = self.ahead.as_ref().and_then(Command::read)?;
                    if next.verb != "ABOR" {
                        return None;
                    }
                    self.ahead = None;
                    self.state = State::Moving { receives, called_off: true };
                    self.wish(Wish::CutOff);
                }
                State::LoggingIn
                | State::Encrypting
                | State::Listening { .. }
                | State::Looking(_)
                | State::Renaming
                | State::Asking { .. }
                | State::Moving { called_off: true, .. }
                | State::Over => return None,
            }
        }
    }

    /// Takes what the driver has seen. What was not wished for is nothing.
    pub fn tell(&mut self, event: Event) {
        match (std::mem::replace(&mut self.state, State::Ready), event) {
            (State::LoggingIn, Event::LoggedIn(access)) => self.on_logged_in(access),
            (State::LoggingIn, Event::NotLoggedIn(why)) => self.on_not_logged_in(why),
            (State::Encrypting, Event::Encrypted) => self.on_encrypted(),
            (State::Listening { extended }, Event::Listens(at)) => self.on_listens(at, extended),
            (State::Looking(query), Event::Files(files)) => self.on_files(query, files),
            (State::Renaming, Event::Renamed(true)) => self.say(250, "Renamed."),
            (State::Renaming, Event::Renamed(false)) => self.say(550, "It cannot be renamed."),
            (State::Asking { receives }, Event::Begins { name }) => self.on_begins(receives, name),
            (State::Asking { .. }, Event::Refused(why)) => self.on_refused(&why),
            (State::Moving { receives, called_off }, Event::Ended(how)) => self.on_ended(receives, called_off, &how),
            (state, _unasked) => self.state = state,
        }
    }

    fn on_line(&mut self, line: &Line) {
        let Some(command) = Command::read(line) else {
            return self.say(500, "This cannot be read as a command.");
        };
        let argument = command.argument.as_str();
        match command.verb.as_str() {
            "USER" => self.on_user(argument),
            "PASS" => self.on_pass(argument),
            "ACCT" => self.say(202, "No account is needed."),
            "AUTH" => self.on_auth(argument),
            "PBSZ" => self.on_pbsz(argument),
            "PROT" => self.on_prot(argument),
            "REIN" => self.on_rein(),
            "QUIT" => {
                self.say(221, "Goodbye.");
                self.wish(Wish::Goodbye);
                self.state = State::Over;
            }
            "NOOP" => self.say(200, "Well."),
            "CLNT" => self.say(200, "Noted."),
            "FEAT" => self.on_feat(),
            "OPTS" => self.on_opts(argument),
            "HELP" => self.say_lines(214, "These commands are spoken:", &[&SPOKEN.join(" ")], "That is all."),
            "ABOR" => self.say(226, "No transfer is under way."),
            "STAT" if argument.is_empty() => self.on_stat(),
            verb => match self.access {
                Some(access) => self.on_command(access, &command),
                None if is_spoken(verb) => self.not_logged_in(),
                None => self.unknown(&command),
            },
        }
    }

    /// What wants a login.
    fn on_command(&mut self, access: Access, command: &Command) {
        let argument = command.argument.as_str();
        match command.verb.as_str() {
            "SYST" => self.say(215, "UNIX Type: L8"),
            "TYPE" => self.on_type(argument),
            "MODE" => self.on_letter(argument, 'S', "BCZ"),
            "STRU" => self.on_letter(argument, 'F', "RP"),
            "ALLO" => self.on_allo(argument),
            "PWD" => self.say(257, &format!("{} is where you are.", reply::quoted(&self.folder.to_string()))),
            "CWD" => self.on_cwd(access, argument),
            "CDUP" => {
                self.folder.up();
                self.say(250, "Changed.");
            }
            "MKD" => self.on_mkd(access, argument),
            "RMD" => self.say(550, "There are no folders to remove."),
            "DELE" => self.say(550, "Nothing is deleted here."),
            "STAT" => self.look(argument, Query::Status),
            "SIZE" => self.look_at(argument, Query::Size),
            "MDTM" => self.look_at(argument, Query::Time),
            "MLST" => self.look(argument, Query::Facts),
            "RNFR" => self.on_rnfr(access, argument),
            "RNTO" => self.on_rnto(argument),
            "REST" => self.on_rest(argument),
            "PASV" => self.listen(false),
            "EPSV" => self.on_epsv(argument),
            "PORT" | "EPRT" | "LPRT" => {
                self.is_active = true;
                self.wish(Wish::Tell(UnmetRequest::ActiveMode));
                self.say(502, "Active mode is not spoken here; use PASV or EPSV.");
            }
            "LIST" | "NLST" | "MLSD" => self.on_list(command),
            "RETR" => self.on_retr(argument),
            "STOR" => self.on_stor(argument),
            "APPE" => self.on_appe(argument),
            "STOU" => self.on_stou(),
            _ => self.unknown(command),
        }
    }

    fn unknown(&mut self, command: &Command) {
        if command.is_known() {
            self.say(502, "This is not done here.");
        } else {
            self.say(500, "This command is not known.");
        }
    }

    fn on_feat(&mut self) {
        let tls: &[&str] = if self.offers_tls || self.encrypted { &["AUTH TLS", "PBSZ", "PROT"] } else { &[] };
        let rest =
            ["EPSV", "PASV", "SIZE", "MDTM", "MLST type*;size*;modify*;perm*;", "REST STREAM", "TVFS", "UTF8", "CLNT"];
        self.say_lines(211, "Beyond RFC 959:", &[tls, &rest].concat(), "That is all.");
    }

    fn on_opts(&mut self, argument: &str) {
        let option = argument.split_ascii_whitespace().next().unwrap_or_default().to_ascii_uppercase();
        match option.as_str() {
            "UTF8" | "UTF-8" => self.say(200, "Names are UTF-8."),
            "MLST" => self.say(200, "MLST OPTS type;size;modify;perm;"),
            _ => self.say(501, "This option is not known."),
        }
    }

    fn on_stat(&mut self) {
        let login = if self.access.is_some() { "Logged in." } else { "Not logged in." };
        let control = if self.encrypted { "The control connection is encrypted." } else { "Nothing is encrypted." };
        let data = if self.protected { "Data is encrypted." } else { "Data is not encrypted." };
        self.say_lines(211, "This session:", &[login, control, data], "That is all.");
    }

    fn say(&mut self, code: u16, text: &str) {
        self.out.push_back(Output::Say(reply::line(code, text)));
    }

    fn say_lines(&mut self, code: u16, first: &str, between: &[&str], last: &str) {
        let text = reply::lines(code, first, between.iter().copied(), last);
        self.out.push_back(Output::Say(text));
    }

    fn wish(&mut self, wish: Wish) {
        self.out.push_back(Output::Wish(wish));
    }

    /// Says this and waits for what it brings.
    fn await_in(&mut self, state: State, wish: Wish) {
        self.wish(wish);
        self.state = state;
    }
}

fn is_spoken(verb: &str) -> bool {
    SPOKEN.contains(&verb)
}
