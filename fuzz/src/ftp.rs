//! One session of FTP with a hostile client, once in pieces and once as a whole: every wish comes true at once.

use ftp::{Access, Entry, Event, LoginRefusal, Output, Session, Setup, TransferEnd, Wish};

/// The first byte is the length of the pieces; TLS is offered where it is odd.
pub fn converse(bytes: &[u8]) {
    let Some((first, said)) = bytes.split_first() else { return };
    let offers_tls = first % 2 == 1;
    let pieces: Vec<String> = said.chunks(usize::from(*first).max(1)).scan(begun(offers_tls), go_on).collect();
    let pieces = pieces.concat();
    let lines = said.iter().filter(|byte| **byte == b'\n').count();
    assert!(finals(&pieces) <= lines, "no line has two final replies");
    if !offers_tls {
        let whole = go_on(&mut begun(false), said);
        assert_eq!(whole.as_deref(), Some(pieces.as_str()));
    }
}

fn begun(offers_tls: bool) -> Session {
    let mut session = Session::new(Setup { greeting: "Well come", offers_tls, encrypted: false });
    assert!(matches!(session.poll(), Some(Output::Say(_))));
    session
}

fn go_on(session: &mut Session, bytes: &[u8]) -> Option<String> {
    session.take(bytes);
    let mut said = String::new();
    while let Some(output) = session.poll() {
        match output {
            Output::Say(text) => {
                assert!(text.ends_with("\r\n") && !text.replace("\r\n", "").contains(['\r', '\n']), "{text:?}");
                said.push_str(&text);
            }
            Output::Wish(wish) => fulfil(session, wish),
        }
    }
    Some(said)
}

fn fulfil(session: &mut Session, wish: Wish) {
    let event = match wish {
        Wish::Login { user, .. } if user.starts_with('u') => Event::LoggedIn(Access::Put),
        Wish::Login { user, .. } if user.starts_with('f') => Event::LoggedIn(Access::Fetch),
        Wish::Login { .. } => Event::NotLoggedIn(LoginRefusal::Wrong),
        Wish::Encrypt => {
            let _client_hello = session.take_rest();
            Event::Encrypted
        }
        Wish::Listen { .. } => Event::Listens(Some(([127, 0, 0, 1], 50_001).into())),
        Wish::Files => Event::Files(Some(vec![Entry { name: "a".to_owned(), bytes: 7, changed: i64::MIN }])),
        Wish::Rename { .. } => Event::Renamed(true),
        Wish::Transfer { .. } => {
            session.tell(Event::Begins { name: None });
            Event::Ended(TransferEnd::Well)
        }
        Wish::CutOff => Event::Ended(TransferEnd::Broken),
        Wish::Tell(_) | Wish::NoPassword { .. } | Wish::Goodbye | Wish::Close => return,
    };
    session.tell(event);
}

/// Replies after which a command is done.
fn finals(said: &str) -> usize {
    let is_last = |line: &&str| line.as_bytes().get(3) == Some(&b' ') && line.as_bytes()[0].is_ascii_digit();
    said.split("\r\n").filter(is_last).filter(|line| !line.starts_with('1')).count()
}
