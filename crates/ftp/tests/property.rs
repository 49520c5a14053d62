//! Whatever comes in whatever pieces: the same replies, one final reply a line, and no panic.

mod driver;

use driver::{Driver, finals};
use ftp::{BACKLOG_MAX, LINE_MAX};
use proptest::prelude::*;

/// Lines as clients and chargers send them, whole or mangled, and bytes that are none.
fn lines() -> impl Strategy<Value = Vec<u8>> {
    let verb = prop::sample::select(vec![
        "USER u",
        "USER f",
        "PASS p",
        "PASS wrong",
        "TYPE I",
        "TYPE A N",
        "type",
        "MODE S ",
        "MODE Z",
        "STRU F ",
        "STRU Q",
        "OPTS UTF8",
        "OPTS MLST type;size;modify;",
        "OPTS",
        "CLNT Modem",
        "CWD /a",
        "CWD ..",
        "CDUP",
        "XCUP",
        "PWD",
        "MKD b",
        "PASV",
        "EPSV",
        "EPSV ALL",
        "EPSV 9",
        "PORT 127,0,0,1,200,10",
        "EPRT |1|127.0.0.1|1|",
        "REST abc",
        "REST 100",
        "REST 99999999999999999999999",
        "STOR ../diag.log",
        "STOR",
        "STOR ..",
        "APPE a.log",
        "STOU",
        "RETR terra.bin",
        "RETR /",
        "LIST -la",
        "NLST x",
        "MLSD",
        "MLST",
        "MLST terra.bin",
        "STAT",
        "STAT /",
        "SIZE terra.bin",
        "MDTM nothing",
        "RNFR a.log",
        "RNTO b.log",
        "DELE x",
        "RMD x",
        "ALLO 5 R 2",
        "ALLO",
        "ABOR",
        "REIN",
        "FEAT",
        "HELP",
        "SITE CHMOD 777 x",
        "SYST",
        "ACCT x",
        "NOOP",
        "PBSZ 0",
        "PROT P",
        "AUTH TLS",
        "AUTH",
        "CCC",
        "FOO",
        "",
        " ",
        "\u{fffd}",
    ]);
    let ending = prop::sample::select(vec!["\r\n", "\n", " \r\n", "\r\r\n"]);
    let said = (verb, ending).prop_map(|(verb, ending)| format!("{verb}{ending}").into_bytes());
    let piece = prop_oneof![
        8 => said,
        1 => prop::collection::vec(any::<u8>(), 0..40),
        1 => Just(vec![b'x'; LINE_MAX + 10]),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

/// In pieces of these lengths, over and over.
fn in_pieces<'a>(bytes: &'a [u8], lengths: &[usize]) -> Vec<&'a [u8]> {
    let mut rest = bytes;
    let mut pieces = Vec::new();
    for length in lengths.iter().cycle() {
        if rest.is_empty() {
            break;
        }
        let (piece, after) = rest.split_at((*length).min(rest.len()));
        pieces.push(piece);
        rest = after;
    }
    pieces
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_pieces_that_bytes_come_in_change_nothing(bytes in lines(), lengths in prop::collection::vec(1..50_usize, 1..9)) {
        // O-01, O-03, R-03
        let (mut whole, mut pieces) = (Driver::new(false), Driver::new(false));
        whole.take(&bytes);
        for piece in in_pieces(&bytes, &lengths) {
            pieces.take(piece);
            prop_assert!(pieces.session.has_room(), "nothing waits while nothing is at work");
        }
        prop_assert_eq!(&whole.said, &pieces.said);
        let lines = bytes.iter().filter(|byte| **byte == b'\n').count();
        // The greeting is one more.
        let replies = finals(&whole.said) - 1;
        if whole.ended { prop_assert!(replies <= lines) } else { prop_assert_eq!(replies, lines) }
    }

    #[test]
    fn tls_in_between_is_survived(bytes in lines(), lengths in prop::collection::vec(1..50_usize, 1..9)) {
        let mut driver = Driver::new(true);
        for piece in in_pieces(&bytes, &lengths) {
            driver.take(piece);
        }
        let lines = bytes.iter().filter(|byte| **byte == b'\n').count();
        prop_assert!(finals(&driver.said) <= lines + 1);
    }
}

#[test]
fn who_sends_on_without_waiting_is_not_read_for_ever() {
    let mut session = ftp::Session::new(ftp::Setup { greeting: "x", offers_tls: false, encrypted: false });
    session.take(b"USER u\r\nPASS p\r\n");
    while session.poll().is_some() {}
    assert!(session.has_room());
    session.take(&vec![b'x'; BACKLOG_MAX]);
    assert!(!session.has_room(), "the login is at work");
}
