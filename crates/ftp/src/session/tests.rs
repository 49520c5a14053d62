//! What clients and chargers say, by table.

use super::*;
use std::net::Ipv4Addr;

/// Says this in one packet, all wishes come true, and gives the codes of the replies and what was wished.
fn converse(access: Access, said: &str) -> (Vec<u16>, Vec<Wish>) {
    let (text, wishes) = told(access, said);
    let last = |line: &&str| line.as_bytes().get(3) == Some(&b' ') && !line.starts_with(' ');
    let codes = text.lines().filter(last).map(|line| line[..3].parse().unwrap()).collect();
    (codes, wishes)
}

fn told(access: Access, said: &str) -> (String, Vec<Wish>) {
    let mut session = Session::new(Setup { greeting: "x", offers_tls: true, encrypted: false });
    session.take(said.replace('|', "\r\n").as_bytes());
    let (mut text, mut wishes) = (String::new(), Vec::new());
    while let Some(output) = session.poll() {
        match output {
            Output::Say(reply) => text.push_str(&reply),
            Output::Wish(wish) => {
                wishes.push(wish.clone());
                fulfil(&mut session, access, &wish);
            }
        }
    }
    (text, wishes)
}

fn fulfil(session: &mut Session, access: Access, wish: &Wish) {
    let entry = |name: &str| Entry { name: name.to_owned(), bytes: 7, changed: 0 };
    let event = match wish {
        Wish::Login { password, .. } if password == "p" => Event::LoggedIn(access),
        Wish::Login { .. } => Event::NotLoggedIn(LoginRefusal::Wrong),
        Wish::Encrypt => {
            // As if all that follows came after the handshake.
            let rest = session.take_rest();
            session.take(&rest);
            Event::Encrypted
        }
        Wish::Listen { .. } => Event::Listens(Some(SocketAddr::from((Ipv4Addr::new(10, 0, 0, 7), 50_001)))),
        Wish::Files => Event::Files(Some(vec![entry("a.log")])),
        Wish::Rename { .. } => Event::Renamed(true),
        Wish::Transfer { .. } => {
            session.tell(Event::Begins { name: None });
            Event::Ended(TransferEnd::Well)
        }
        Wish::CutOff | Wish::Tell(_) | Wish::NoPassword { .. } | Wish::Goodbye | Wish::Close => return,
    };
    session.tell(event);
}

#[test]
fn answers_come_in_order_however_commands_are_sent() {
    // O-01, O-02
    let check = |said: &str, expected: &[u16]| assert_eq!(converse(Access::Put, said).0[1..], *expected, "{said}");
    check("USER u|PASS p|TYPE I|CWD /|", &[331, 230, 200, 250]);
    check("USER u|PASS x|TYPE I|USER u|PASS p|TYPE I|", &[331, 530, 530, 331, 230, 200]);
    check("USER u|PASS p|EPSV|STOR a|NOOP|QUIT|NOOP|", &[331, 230, 229, 150, 226, 200, 221]);
    check(
        "USER u|PASS p|PASV|LIST|SIZE a.log|EPSV|RETR a.log|PWD|",
        &[331, 230, 227, 150, 226, 213, 229, 150, 226, 257],
    );
}

#[test]
fn no_parameter_ends_a_session() {
    // O-03, R-03
    let check = |said: &str, expected: u16| {
        let codes = converse(Access::Put, &format!("USER u|PASS p|{said}|NOOP|")).0;
        assert_eq!(codes[3..], [expected, 200], "{said}");
    };
    for (said, expected) in [
        ("OPTS UTF8", 200),
        ("OPTS utf8 on", 200),
        ("OPTS UTF-8 NLST", 200),
        ("OPTS MLST type;size;modify;", 200),
        ("OPTS MLST", 200),
        ("OPTS HASH SHA-1", 501),
        ("OPTS", 501),
        ("MODE S ", 200),
        ("MODE s", 200),
        ("MODE Z", 504),
        ("MODE 7", 501),
        ("MODE", 501),
        ("STRU F ", 200),
        ("STRU R", 504),
        ("STRU file", 501),
        ("TYPE I ", 200),
        ("TYPE  A   N", 200),
        ("TYPE L 8", 200),
        ("TYPE L 7", 504),
        ("TYPE E", 504),
        ("TYPE X", 501),
        ("TYPE", 501),
        ("REST abc", 501),
        ("REST -1", 501),
        ("REST 18446744073709551616", 501),
        ("REST 10", 350),
        ("ALLO 100 R 10", 202),
        ("ALLO x", 501),
        ("CLNT Modem", 200),
        ("ACCT none", 202),
        ("SITE CHMOD 777 a.log", 502),
        ("SITE UTIME 20261130 a.log", 502),
        ("HOST example.com", 502),
        ("MFMT 20261130204340 a.log", 502),
        ("HASH a.log", 502),
        ("LANG en", 502),
        ("HELP STOR", 214),
        ("STAT", 211),
        ("STAT a.log", 213),
        ("SYST", 215),
        ("FEAT", 211),
        ("NOOP x y z", 200),
        ("EPSV 3", 522),
        ("EPSV ALL", 200),
        ("PBSZ 0", 503),
        ("PROT P", 503),
        ("AUTH GSSAPI", 504),
        ("MKD logs", 257),
        ("XMKD logs", 257),
        ("MKD /", 550),
        ("RMD logs", 550),
        ("DELE a.log", 550),
        ("CWD /a/b", 250),
        ("CDUP", 250),
        ("XCUP", 250),
        ("XPWD", 257),
        ("SIZE a.log", 213),
        ("SIZE x/a.log", 213),
        ("SIZE b.log", 550),
        ("SIZE", 501),
        ("MDTM a.log", 213),
        ("MLST a.log", 250),
        ("MLST", 250),
        ("RNFR a.log", 350),
        ("RNFR b.log", 550),
        ("RNTO b.log", 503),
        ("STOR", 425),
        ("STOR ..", 425),
        ("STOR a.log", 425),
        ("LIST", 425),
        ("PASS p", 503),
        ("USER", 501),
        ("ABOR", 226),
        ("REIN", 220),
        ("XYZZY", 500),
        ("", 500),
        ("\u{7f}\u{1b}[A", 500),
    ] {
        check(said, expected);
    }
    check(&"x".repeat(5_000), 500);
    check(&format!("CWD {}", "a/".repeat(500)), 250);
}

#[test]
fn before_a_login_there_is_nothing() {
    let check =
        |said: &str, expected: u16| assert_eq!(converse(Access::Put, &format!("{said}|")).0[1], expected, "{said}");
    for verb in
        ["SYST", "TYPE I", "PWD", "CWD /", "PASV", "STOR a", "RETR a", "PORT 1,2,3,4,5,6", "SIZE a.log", "REST 1"]
    {
        check(verb, 530);
    }
    for (open, expected) in
        [("FEAT", 211), ("NOOP", 200), ("HELP", 214), ("STAT", 211), ("OPTS UTF8 ON", 200), ("FOO", 500)]
    {
        check(open, expected);
    }
}

#[test]
fn a_path_goes_no_higher_than_the_root() {
    // O-04
    let (codes, wishes) = converse(Access::Put, "USER u|PASS p|CWD /a|CWD ..|CWD ..|PASV|STOR ../diag.log|");
    assert_eq!(codes[3..], [250, 250, 250, 227, 150, 226]);
    let stores = Transfer::Receive { name: Some("diag.log".to_owned()), at: Start::Anew };
    assert_eq!(wishes.last(), Some(&Wish::Transfer { what: stores, protected: false }));
    let (codes, wishes) = converse(Access::Fetch, "USER u|PASS p|CWD /|CWD ..|CWD a|MKD a|PASV|RETR ../terra.bin|");
    assert_eq!(codes[3..], [250, 250, 250, 550, 227, 150, 226]);
    let sends = Transfer::Send { path: "/terra.bin".to_owned(), from: 0 };
    assert_eq!(wishes.last(), Some(&Wish::Transfer { what: sends, protected: false }));
}

#[test]
fn nothing_of_the_inside_is_told() {
    // O-05
    let said = "STAT|HELP|FEAT|USER u|PASS p|STAT|HELP|SYST|HELP SITE|STAT a.log|FOO|SITE HELP|MLST a.log|";
    let text = told(Access::Put, said).0.to_lowercase();
    for inside in
        ["libunftp", "unftp", "rust", "::", "tokio", "rustls", "csms", "session<", "version", env!("CARGO_PKG_VERSION")]
    {
        assert!(!text.contains(inside), "{inside}: {text}");
    }
}

#[test]
fn pieces_say_where_they_belong() {
    // O-15
    let check = |said: &str, expected: Start| {
        let wishes = converse(Access::Put, &format!("USER u|PASS p|{said}|")).1;
        let Some(Wish::Transfer { what: Transfer::Receive { at, .. }, .. }) = wishes.last() else {
            panic!("{wishes:?}")
        };
        assert_eq!(*at, expected, "{said}");
    };
    check("PASV|STOR a", Start::Anew);
    check("PASV|APPE a", Start::End);
    check("REST 100|PASV|STOR a", Start::At(100));
    check("PASV|REST 100|STOR a", Start::At(100));
    check("REST 0|PASV|STOR a", Start::Anew);
    check("REST 100|PASV|APPE a", Start::End);
    // One transfer, one place to begin.
    check("REST 100|PASV|STOR a|PASV|STOR b", Start::Anew);
    check("REST 100|PASV|LIST|PASV|STOR b", Start::Anew);
    check("PASV|STOU", Start::Anew);
}

#[test]
fn a_file_without_a_name_gets_one_here() {
    // O-04 and its neighbours
    let check = |said: &str, name: Option<&str>, at: Start| {
        let (codes, wishes) = converse(Access::Put, &format!("USER u|PASS p|CWD /logs|PASV|{said}|"));
        assert_eq!(codes[codes.len() - 2..], [150, 226], "{said}");
        let what = Transfer::Receive { name: name.map(str::to_owned), at };
        assert_eq!(wishes.last(), Some(&Wish::Transfer { what, protected: false }), "{said}");
    };
    for nameless in
        ["STOR", "STOR /", "STOR .", "STOR ..", "STOR ../..", "STOR \\", "STOR a/..", "STOR logs/", "STOU", "STOU a"]
    {
        check(nameless, None, Start::Anew);
    }
    check("APPE", None, Start::End);
    check("REST 7|STOR", None, Start::At(7));
    check("STOR ...", Some("..."), Start::Anew);
    check("STOR .a", Some(".a"), Start::Anew);
    check("STOR ../a", Some("a"), Start::Anew);
    let deep = format!("USER u|PASS p|CWD {}|PASV|STOR {}|", "a/".repeat(400), "a/".repeat(400));
    assert_eq!(converse(Access::Put, &deep).0.last(), Some(&553), "a path without an end is none");
}

#[test]
fn what_is_to_be_fetched_is_meant_by_any_name() {
    // O-57: the wish names `a.log`
    for name in ["a.log", "A.LOG", "a%2Elog", "\"a.log\"", "firmware/a.log", "/firmware/a.log", "\\a.log", "other.bin"]
    {
        for verb in ["SIZE", "MDTM", "RETR"] {
            let (codes, _) = converse(Access::Fetch, &format!("USER u|PASS p|PASV|{verb} {name}|"));
            assert_eq!(codes.last(), Some(&if verb == "RETR" { 226 } else { 213 }), "{verb} {name}");
        }
    }
    // From whatever folder, but what is the file is none.
    let check = |said: &str, expected: &[u16]| {
        assert_eq!(converse(Access::Fetch, &format!("USER u|PASS p|{said}|")).0[3..], *expected, "{said}");
    };
    check("CWD firmware|PWD|SIZE a.log|PASV|RETR a.log", &[250, 257, 213, 227, 150, 226]);
    check("CWD a.log|CWD x/a.log|CWD /|CWD ..", &[550, 550, 250, 250]);
    check(
        "CWD firmware|PASV|LIST|PASV|NLST /x|STAT a.log|MLST a.log|MLST",
        &[250, 227, 150, 226, 227, 150, 226, 213, 250, 250],
    );
    check("RETR|RETR /|RETR .|RETR a.log/..", &[501, 550, 550, 550]);
    let (text, _) = told(Access::Fetch, "USER u|PASS p|CWD firmware|MLST|MLST x.bin|");
    assert!(text.contains("type=dir; /firmware") && text.contains("type=file;size=7;"), "{text}");
}

#[test]
fn what_is_refused_before_a_transfer_is_told() {
    // O-44 and its neighbours
    let check = |said: &str, expected: &[UnmetRequest]| {
        let (_, wishes) = converse(Access::Put, &format!("USER u|PASS p|{said}|"));
        let told: Vec<UnmetRequest> = wishes
            .into_iter()
            .filter_map(|wish| match wish {
                Wish::Tell(asked) => Some(asked),
                _ => None,
            })
            .collect();
        assert_eq!(told, expected, "{said}");
    };
    for transfer in ["STOR a.log", "STOR", "APPE a.log", "STOU", "RETR a.log", "LIST", "NLST", "MLSD"] {
        check(transfer, &[UnmetRequest::NoPort]);
    }
    check("PASV|STOR a.log|STOR b.log", &[UnmetRequest::NoPort]);
    check("PORT 127,0,0,1,200,10|STOR a.log", &[UnmetRequest::ActiveMode]);
    check("PORT 127,0,0,1,200,10|PASV|STOR a.log|STOR a.log", &[UnmetRequest::ActiveMode, UnmetRequest::NoPort]);
    for form in ["TYPE E", "TYPE L 36", "TYPE A T", "MODE B", "MODE Z", "STRU R"] {
        check(form, &[UnmetRequest::Form]);
    }
    // What cannot be read, or is done, is nothing to tell of.
    for well in ["TYPE X", "TYPE I", "TYPE A N", "MODE S", "STRU F", "MODE", "SITE HELP", "PASV|STOR a.log", "EPSV ALL"]
    {
        check(well, &[]);
    }
}

#[test]
fn a_user_without_a_password_is_told_once() {
    // O-42 and its neighbours
    let check = |said: &str, expected: usize| {
        let (_, wishes) = converse(Access::Put, &format!("{said}|"));
        let told = wishes.iter().filter(|wish| matches!(wish, Wish::NoPassword { user } if user == "u")).count();
        assert_eq!(told, expected, "{said}");
    };
    check("PASS p|USER u|PASV", 1);
    check("USER u|SYST|TYPE I|PASV|USER u|PASV", 1);
    check("USER u", 0);
    check("PASV", 0);
    check("USER u|NOOP|FEAT|STAT|QUIT", 0);
    check("USER u|PASS p|PASV|STOR a", 0);
    // A wrong password is told of as that.
    check("USER u|PASS x|PASV", 0);
}

#[test]
fn active_mode_is_refused_and_told() {
    // O-44
    for asks in ["PORT 127,0,0,1,200,10", "EPRT |1|192.0.2.1|25|", "LPRT 4,4,127,0,0,1,2,10,10"] {
        let mut session = Session::new(Setup { greeting: "x", offers_tls: false, encrypted: false });
        session.take(format!("USER u\r\nPASS p\r\n{asks}\r\nSTOR a\r\nPASV\r\nSTOR a\r\n").as_bytes());
        let (mut codes, mut wishes) = (Vec::new(), Vec::new());
        while let Some(output) = session.poll() {
            match output {
                Output::Say(text) => codes.push(text[..3].to_owned()),
                Output::Wish(wish) => {
                    fulfil(&mut session, Access::Put, &wish);
                    wishes.push(wish);
                }
            }
        }
        assert_eq!(codes, ["220", "331", "230", "502", "425", "227", "150", "226"], "{asks}");
        assert!(wishes.contains(&Wish::Tell(UnmetRequest::ActiveMode)), "{asks}");
    }
}

#[test]
fn tls_begins_with_what_came_behind_it() {
    // O-06
    let mut session = Session::new(Setup { greeting: "x", offers_tls: true, encrypted: false });
    session.take(b"USER u\r\nAUTH TLS\r\n\x16\x03\x01\n\n");
    let outputs: Vec<Output> = std::iter::from_fn(|| session.poll()).collect();
    assert_eq!(outputs.last(), Some(&Output::Wish(Wish::Encrypt)));
    assert_eq!(session.take_rest(), b"\x16\x03\x01\n\n");
    session.tell(Event::Encrypted);
    session.take(b"PASS p\r\nPBSZ 0\r\nPROT P\r\nPROT S\r\nAUTH TLS\r\nUSER u\r\nPASS p\r\nPASV\r\nSTOR a\r\n");
    let (mut codes, mut last) = (String::new(), None);
    while let Some(output) = session.poll() {
        match output {
            Output::Say(text) => codes.push_str(&text[..4]),
            Output::Wish(wish) => {
                fulfil(&mut session, Access::Put, &wish);
                last = Some(wish);
            }
        }
    }
    // What was said in the open counts no more: the user is to be named again.
    assert_eq!(codes, "503 200 200 536 503 331 230 227 150 226 ");
    assert!(matches!(last, Some(Wish::Transfer { protected: true, .. })));
}

#[test]
fn what_is_encrypted_from_the_first_byte_protects_its_data() {
    // O-07
    let mut session = Session::new(Setup { greeting: "x", offers_tls: true, encrypted: true });
    session.take(b"USER u\r\nPASS p\r\nPASV\r\nSTOR a\r\nPROT C\r\nPASV\r\nSTOR a\r\n");
    let mut protected = Vec::new();
    while let Some(output) = session.poll() {
        if let Output::Wish(wish) = output {
            if let Wish::Transfer { protected: is, .. } = wish {
                protected.push(is);
            }
            fulfil(&mut session, Access::Put, &wish);
        }
    }
    assert_eq!(protected, [true, false]);
}

#[test]
fn a_transfer_is_called_off_by_abor_and_waited_for_by_all_else() {
    let mut session = Session::new(Setup { greeting: "x", offers_tls: false, encrypted: false });
    session.take(b"USER u\r\nPASS p\r\nPASV\r\nSTOR a\r\nNOOP\r\n");
    let until = |session: &mut Session, wanted: &Wish| {
        let mut said = Vec::new();
        while let Some(output) = session.poll() {
            match output {
                Output::Say(text) => said.push(text[..3].to_owned()),
                Output::Wish(wish) if wish == *wanted => break,
                Output::Wish(wish) => fulfil(session, Access::Put, &wish),
            }
        }
        said
    };
    let what = Transfer::Receive { name: Some("a".to_owned()), at: Start::Anew };
    until(&mut session, &Wish::Transfer { what, protected: false });
    session.tell(Event::Begins { name: None });
    assert_eq!(until(&mut session, &Wish::Close), ["150"], "NOOP waits");
    session.tell(Event::Ended(TransferEnd::Well));
    assert_eq!(until(&mut session, &Wish::Close), ["226", "200"]);

    session.take(b"PASV\r\nSTOR a\r\n\xff\xf4\xff\xf2ABOR\r\nNOOP\r\n");
    let what = Transfer::Receive { name: Some("a".to_owned()), at: Start::Anew };
    until(&mut session, &Wish::Transfer { what, protected: false });
    session.tell(Event::Begins { name: None });
    assert_eq!(until(&mut session, &Wish::CutOff), ["150"]);
    session.tell(Event::Ended(TransferEnd::Broken));
    assert_eq!(until(&mut session, &Wish::Close), ["426", "226", "200"]);
}

#[test]
fn the_last_wrong_login_ends_the_session() {
    let (codes, wishes) = converse(Access::Put, &"USER u|PASS x|".repeat(5));
    assert_eq!(codes[1..], [331, 530, 331, 530, 331, 530]);
    assert_eq!(wishes.last(), Some(&Wish::Close));
    assert_eq!(wishes.len(), LOGIN_TRIES as usize + 1);
}
