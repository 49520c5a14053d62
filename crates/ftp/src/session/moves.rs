//! Data: how it is to be sent, where its connection goes, and what became of a transfer.

use super::{Session, State, UnmetRequest, Wish};
use crate::reply;
use std::net::{IpAddr, SocketAddr};

/// What goes over a data connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Transfer {
    /// The file that is called by this path from the root, from this byte on.
    Send { path: String, from: u64 },
    /// A file that the client puts here; without a name one is chosen.
    Receive { name: Option<String>, at: Start },
    /// A listing.
    Text(String),
}

/// Where what comes belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// It begins the file anew.
    Anew,
    /// It goes on at this byte; what was behind it counts no more.
    At(u64),
    /// It goes on where the file ends.
    End,
}

/// Why a transfer is not done, or not to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransferRefusal {
    NoSuchFile,
    /// This login fetches.
    OnlyFetch,
    /// This login puts.
    OnlyPut,
    /// The login counts no more.
    Gone,
    Busy,
    TooLarge,
    TooMany,
    NoRoom,
    DiskFull,
    /// There are not so many bytes to go on from.
    WrongOffset,
    Stopping,
    Failed,
}

/// How a transfer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransferEnd {
    Well,
    /// Nothing came, and that was all.
    Empty,
    /// Nobody came to the port.
    NoConnection,
    /// The data connection was to be encrypted, and was not.
    NotEncrypted,
    Broken,
    TooSlow,
    Refused(TransferRefusal),
}

impl TransferRefusal {
    fn reply(&self) -> (u16, &'static str) {
        match self {
            TransferRefusal::NoSuchFile => (550, "There is no such file here."),
            TransferRefusal::OnlyFetch => (550, "This login is for fetching."),
            TransferRefusal::OnlyPut => (550, "This login is for putting a file here."),
            TransferRefusal::Gone => (550, "This login counts no more."),
            TransferRefusal::Busy => (450, "Another transfer is under way, or too many are; try again later."),
            TransferRefusal::TooLarge => (552, "The file is too large."),
            TransferRefusal::TooMany => (552, "So many files are not taken."),
            TransferRefusal::NoRoom => (552, "There is no room left for it."),
            TransferRefusal::DiskFull => (452, "The disk is full; try again later."),
            TransferRefusal::WrongOffset => (550, "There are not so many bytes to go on from."),
            TransferRefusal::Stopping => (421, "The server is being stopped."),
            TransferRefusal::Failed => (451, "Something failed here; try again later."),
        }
    }
}

/// Does this name a folder, and no file in it?
fn ends_in_a_folder(argument: &str) -> bool {
    let last = argument.rsplit(['/', '\\']).next().unwrap_or_default();
    matches!(last, "" | "." | "..")
}

impl Session {
    /// Whatever is said, bytes go as they are.
    pub(super) fn on_type(&mut self, argument: &str) {
        let mut words = argument.split_ascii_whitespace().map(str::to_ascii_uppercase);
        match (words.next().as_deref(), words.next().as_deref()) {
            (Some("I"), None) | (Some("A"), None | Some("N")) | (Some("L"), Some("8")) => self.say(200, "Well."),
            (Some("A" | "E" | "L"), _) => self.say_not_done("Only TYPE I and TYPE A are done here."),
            _ => self.say(501, "There is no such type."),
        }
    }

    /// MODE and STRU: one letter is done here, others are known.
    pub(super) fn on_letter(&mut self, argument: &str, done: char, known: &str) {
        let mut letters = argument.chars().map(|letter| letter.to_ascii_uppercase());
        match (letters.next(), letters.next()) {
            (Some(letter), None) if letter == done => self.say(200, "Well."),
            (Some(letter), None) if known.contains(letter) => self.say_not_done(&format!("Only {done} is done here.")),
            _ => self.say(501, &format!("Only {done} is done here.")),
        }
    }

    /// A form that is known and not done here: people hear of it.
    fn say_not_done(&mut self, text: &str) {
        self.say(504, text);
        self.wish(Wish::Tell(UnmetRequest::Form));
    }

    /// There is no port for the data. Where active mode was refused, that is known already.
    pub(super) fn say_no_port(&mut self) {
        self.say(425, "Ask for a port first, with PASV or EPSV.");
        if !self.is_active {
            self.wish(Wish::Tell(UnmetRequest::NoPort));
        }
    }

    pub(super) fn on_allo(&mut self, argument: &str) {
        let size = argument.split_ascii_whitespace().next().and_then(|size| size.parse::<u64>().ok());
        match size {
            Some(_) => self.say(202, "Room is made as it is needed."),
            None => self.say(501, "The size is a number."),
        }
    }

    pub(super) fn on_rest(&mut self, argument: &str) {
        match argument.parse::<u64>() {
            Ok(from) => {
                self.rest = from;
                self.say(350, &format!("The next transfer begins at {from}."));
            }
            Err(_) => self.say(501, "Where it begins is a number."),
        }
    }

    pub(super) fn on_epsv(&mut self, argument: &str) {
        match argument.to_ascii_uppercase().as_str() {
            "" | "1" | "2" => self.listen(true),
            "ALL" => self.say(200, "Well."),
            _ => self.say(522, "There is no such network; use (1,2)."),
        }
    }

    pub(super) fn listen(&mut self, extended: bool) {
        self.listens = false;
        self.is_active = false;
        self.await_in(State::Listening { extended }, Wish::Listen { extended });
    }

    pub(super) fn on_listens(&mut self, at: Option<SocketAddr>, extended: bool) {
        let Some(at) = at else { return self.say(425, "There is no port free; try again later.") };
        let (ip, port) = (at.ip().to_canonical(), at.port());
        match ip {
            _ if extended => self.say(229, &format!("Entering Extended Passive Mode (|||{port}|)")),
            IpAddr::V4(ip) => {
                let [a, b, c, d] = ip.octets();
                self.say(227, &format!("Entering Passive Mode ({a},{b},{c},{d},{},{})", port / 256, port % 256));
            }
            IpAddr::V6(_) => return self.say(425, "An address of IPv6 cannot be told so; use EPSV."),
        }
        self.listens = true;
    }

    pub(super) fn on_retr(&mut self, argument: &str) {
        let from = std::mem::take(&mut self.rest);
        match self.folder.join(argument).filter(|path| !argument.is_empty() && !path.is_root()) {
            Some(path) => self.transfer(Transfer::Send { path: path.to_string(), from }),
            None => self.say(if argument.is_empty() { 501 } else { 550 }, "This is no file."),
        }
    }

    pub(super) fn on_stor(&mut self, argument: &str) {
        let at = match std::mem::take(&mut self.rest) {
            0 => Start::Anew,
            from => Start::At(from),
        };
        self.receive(argument, at);
    }

    pub(super) fn on_appe(&mut self, argument: &str) {
        self.rest = 0;
        self.receive(argument, Start::End);
    }

    pub(super) fn on_stou(&mut self) {
        self.rest = 0;
        self.transfer(Transfer::Receive { name: None, at: Start::Anew });
    }

    fn receive(&mut self, argument: &str, at: Start) {
        match self.folder.join(argument) {
            // Without a name of its own, or with one of a folder alone, it gets one here, as by STOU.
            Some(path) if argument.is_empty() || ends_in_a_folder(argument) || path.is_root() => {
                self.transfer(Transfer::Receive { name: None, at });
            }
            Some(path) => self.transfer(Transfer::Receive { name: path.name().map(str::to_owned), at }),
            None => self.say(553, "This path is too long."),
        }
    }

    pub(super) fn send_text(&mut self, text: String) {
        let what = Transfer::Text(text);
        self.await_in(State::Asking { receives: false }, Wish::Transfer { what, protected: self.protected });
    }

    fn transfer(&mut self, what: Transfer) {
        if !std::mem::take(&mut self.listens) {
            return self.say_no_port();
        }
        let receives = matches!(what, Transfer::Receive { .. });
        self.await_in(State::Asking { receives }, Wish::Transfer { what, protected: self.protected });
    }

    pub(super) fn on_begins(&mut self, receives: bool, name: Option<String>) {
        let text = match name {
            // As RFC 1123, 4.1.2.9, has it for STOU.
            Some(name) => format!("FILE: {}", reply::clean(&name)),
            None => "Here it goes.".to_owned(),
        };
        self.say(150, &text);
        self.state = State::Moving { receives, called_off: false };
    }

    pub(super) fn on_refused(&mut self, why: &TransferRefusal) {
        let (code, text) = why.reply();
        self.say(code, text);
    }

    pub(super) fn on_ended(&mut self, receives: bool, called_off: bool, how: &TransferEnd) {
        match how {
            TransferEnd::Well if receives => self.say(226, "Received."),
            TransferEnd::Well => self.say(226, "Sent."),
            TransferEnd::Empty => self.say(226, "Received; it is empty."),
            TransferEnd::NoConnection => self.say(425, "No data connection came."),
            TransferEnd::NotEncrypted => self.say(425, "The data connection could not be encrypted."),
            TransferEnd::Broken => self.say(426, "The data connection broke off."),
            TransferEnd::TooSlow => self.say(426, "The data came too slowly."),
            TransferEnd::Refused(why) => self.on_refused(why),
        }
        if called_off {
            self.say(226, "No transfer is under way.");
        }
    }
}
