//! A driver without a network: every wish comes true at once.

use ftp::{Access, Entry, Event, LoginRefusal, Output, Session, Setup, TransferEnd, Wish};
use std::net::{Ipv4Addr, SocketAddr};

pub struct Driver {
    pub session: Session,
    pub said: String,
    pub wishes: Vec<Wish>,
    /// It said goodbye, or was sent away.
    pub ended: bool,
}

impl Driver {
    pub fn new(offers_tls: bool) -> Self {
        let session = Session::new(Setup { greeting: "Well come", offers_tls, encrypted: false });
        let mut driver = Self { session, said: String::new(), wishes: Vec::new(), ended: false };
        driver.go_on();
        driver
    }

    /// Takes these bytes, and does what follows.
    pub fn take(&mut self, bytes: &[u8]) {
        self.session.take(bytes);
        self.go_on();
    }

    fn go_on(&mut self) {
        while let Some(output) = self.session.poll() {
            match output {
                Output::Say(text) => {
                    check_reply(&text);
                    self.said.push_str(&text);
                }
                Output::Wish(wish) => {
                    self.wishes.push(wish.clone());
                    self.fulfil(wish);
                }
            }
        }
    }

    fn fulfil(&mut self, wish: Wish) {
        let event = match wish {
            Wish::Login { user, password } => match (user.as_str(), password.as_str()) {
                ("u", "p") => Event::LoggedIn(Access::Put),
                ("f", "p") => Event::LoggedIn(Access::Fetch),
                ("s", "p") => Event::NotLoggedIn(LoginRefusal::NotEncrypted),
                _ => Event::NotLoggedIn(LoginRefusal::Wrong),
            },
            Wish::Encrypt => {
                let _client_hello = self.session.take_rest();
                Event::Encrypted
            }
            Wish::Listen { .. } => Event::Listens(Some(SocketAddr::from((Ipv4Addr::LOCALHOST, 50_001)))),
            Wish::Files => {
                let file = |name: &str, bytes| Entry { name: name.to_owned(), bytes, changed: 1_796_071_420 };
                Event::Files(Some(vec![file("terra.bin", 300_000), file("a.log", 51_630)]))
            }
            Wish::Rename { .. } => Event::Renamed(true),
            Wish::Transfer { .. } => {
                self.session.tell(Event::Begins { name: None });
                Event::Ended(TransferEnd::Well)
            }
            Wish::CutOff => Event::Ended(TransferEnd::Broken),
            Wish::Tell(_) | Wish::NoPassword { .. } => return,
            Wish::Goodbye | Wish::Close => {
                self.ended = true;
                return;
            }
        };
        self.session.tell(event);
    }
}

/// A reply is a line, or lines that begin with `ddd-` and end with `ddd `, and has no line end but CRLF.
fn check_reply(text: &str) {
    let body = text.strip_suffix("\r\n").expect("a reply ends with CRLF");
    let lines: Vec<&str> = body.split("\r\n").collect();
    assert!(lines.iter().all(|line| !line.contains(['\r', '\n'])), "{text:?}");
    let (code, last) = (&lines[0][..3], lines[lines.len() - 1]);
    assert!(code.bytes().all(|byte| byte.is_ascii_digit()) && last.starts_with(&format!("{code} ")), "{text:?}");
    if lines.len() > 1 {
        assert!(lines[0].starts_with(&format!("{code}-")), "{text:?}");
    }
}

/// Replies after which a command is done.
pub fn finals(said: &str) -> usize {
    let is_last = |line: &&str| line.as_bytes().get(3) == Some(&b' ') && line.as_bytes()[0].is_ascii_digit();
    said.lines().filter(is_last).filter(|line| !line.starts_with('1')).count()
}
