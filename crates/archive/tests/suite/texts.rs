//! Logs as the field leaves them are read whole.

use crate::making::*;
use archive::{Archive, What};

fn log(lines: usize) -> String {
    (0..lines).map(|n| format!("2026-11-20 {:02}:{:02}:00 relay {n}\n", 10 + n / 60 % 10, n % 60)).collect()
}

fn page(archive: &Archive, from: u64) -> (Vec<String>, u64, u64) {
    let page = archive.lines(0, from, 3).unwrap();
    assert_eq!(page.cut_short, None);
    (page.lines.into_iter().map(|line| line.text).collect(), page.total, page.left_out)
}

/// The same file as it is, in a zip, and packed.
fn each(bytes: &[u8], check: impl Fn(&Archive)) {
    for bytes in [
        bytes.to_vec(),
        zip(&[("a.log", bytes)]),
        stored(&[("a.log", bytes)]),
        gz(bytes),
        xz(&tar(&[("a.log", bytes)])),
    ] {
        let archive = open(&bytes);
        assert_eq!(archive.members()[0].what, What::Text);
        check(&archive);
    }
}

/// O-34, O-35.
#[test]
fn padding_is_left_out_and_said() {
    const NOTE: &str = "Stretches of padding (NUL or FF bytes) in it are left out.";
    let text = log(4000);
    let (first, second) = text.split_at(text.find("relay 2000\n").unwrap() + 11);
    let nuls = vec![0; 64 * 1024];
    for bytes in [
        [&nuls, text.as_bytes()].concat(),
        [first.as_bytes(), &nuls, second.as_bytes()].concat(),
        [text.as_bytes(), &nuls].concat(),
    ] {
        each(&bytes, |archive| {
            assert_eq!(page(archive, 3999).1, 4000);
            assert_eq!(page(archive, 1), (text.lines().take(3).map(str::to_owned).collect(), 4000, 64 * 1024));
            assert_eq!(archive.search(None, "relay 3999", 5).unwrap().hits[0].line, 4000);
        });
    }
    let behind = open(&[&nuls, text.as_bytes()].concat());
    assert_eq!(behind.members()[0].note.as_deref(), Some(NOTE));
    let mut two = text.clone().into_bytes();
    two[1000..1002].fill(0);
    each(&two, |archive| assert_eq!((page(archive, 1).1, page(archive, 1).2), (4000, 0)));
    // A log that was given more room on the disk than it ever filled.
    let mostly_nuls = [log(40).as_bytes(), &vec![0; 3 << 20]].concat();
    assert_eq!(page(&open(&mostly_nuls), 40), (vec!["2026-11-20 10:39:00 relay 39".to_owned()], 40, 3 << 20));
}

/// O-36.
#[test]
fn utf16_needs_no_mark() {
    let text = log(300);
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for bytes in [little.clone(), big, [&[0xff, 0xfe], &little[..]].concat()] {
        each(&bytes, |archive| {
            assert_eq!(page(archive, 1), (text.lines().take(3).map(str::to_owned).collect(), 300, 0));
            assert_eq!(archive.search(None, "relay 299", 5).unwrap().hits[0].line, 300);
            assert_eq!(archive.line_at(0, 1_795_165_200_000, "Europe/Berlin", None).unwrap(), Some(1));
        });
    }
}

/// O-37.
#[test]
fn lines_end_in_every_way() {
    let text = log(4000);
    for end in ["\r", "\r\n", "\n\r", "\r\r\n"] {
        each(text.replace('\n', end).as_bytes(), |archive| {
            assert_eq!(page(archive, 4000), (vec!["2026-11-20 16:39:00 relay 3999".to_owned()], 4000, 0), "{end:?}");
        });
    }
    let ends = ["\n", "\r", "\r\n"];
    let mixed: String = text.lines().enumerate().map(|(n, line)| format!("{line}{}", ends[n % 3])).collect();
    each(mixed.as_bytes(), |archive| assert_eq!(page(archive, 1).1, 4000));
}

/// O-38.
#[test]
fn a_serial_console_is_text() {
    let bytes = [&b"\x07\x08\x03login \xe4\n"[..], log(100).as_bytes()].concat();
    each(&bytes, |archive| assert_eq!((page(archive, 1).0[0].as_str(), page(archive, 1).1), ("���login �", 101)));
}

/// A file that is no text at its beginning, and a log for most of it.
#[test]
fn most_of_a_file_tells_what_it_is() {
    let mut seed = 1_u64;
    let mut next = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as u8
    };
    let lost: Vec<u8> = (0..2 << 20).map(|_| next()).collect();
    let text = log(400_000);
    let archive = open(&[&lost, text.as_bytes()].concat());
    assert_eq!(archive.members()[0].what, What::Text);
    let archive = open(&[&lost[..], &lost[..], &text.as_bytes()[..1 << 20]].concat());
    assert_eq!(archive.members()[0].what, What::Binary);
}

/// A text in one byte for each letter shows its letters, and they are found.
#[test]
fn western_letters_are_read() {
    const NOTE: Option<&str> = Some("It is not in UTF-8 and is read as Windows-1252.");
    let latin = |text: &str| -> Vec<u8> { text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect() };
    let told = log(300).replace("relay 7\n", "Säule 7 geöffnet, 20 °C\n").replace("relay 299\n", "Tür zu\n");
    each(&latin(&told), |archive| {
        assert_eq!(page(archive, 8).0[0], "2026-11-20 10:07:00 Säule 7 geöffnet, 20 °C");
        assert_eq!(page(archive, 1).1, 300);
        for needle in ["Säule", "SÄULE", "geöffnet, 20 °C"] {
            assert_eq!(archive.search(None, needle, 5).unwrap().hits[0].line, 8, "{needle}");
        }
        assert_eq!(archive.search(None, "tür", 5).unwrap().hits[0].line, 300);
        assert_eq!(archive.members()[0].note.as_deref(), NOTE);
    });
    // The first such letter may come late, where nothing was looked at before.
    let late = log(9000) + "Säule 7 geöffnet\n" + &log(9000);
    each(&latin(&late), |archive| {
        assert_eq!(page(archive, 9001).0[0], "Säule 7 geöffnet");
        assert_eq!(archive.search(None, "Säule", 5).unwrap().hits[0].line, 9001);
        assert_eq!(page(archive, 1).1, 18_001);
    });
    let months = "20. M\u{e4}rz 2026 11:30:00 relay\n".repeat(3);
    let march = 1_774_002_600_000;
    each(&latin(&months), |archive| assert_eq!(archive.line_at(0, march, "Europe/Berlin", None).unwrap(), Some(1)));
    // What is UTF-8, if only in part, stays so.
    each(told.as_bytes(), |archive| {
        assert_eq!(page(archive, 8).0[0], "2026-11-20 10:07:00 Säule 7 geöffnet, 20 °C");
        assert_eq!(archive.members()[0].note, None);
    });
    each(&[&b"S\xe4ule\n"[..], "Säule\n".as_bytes()].concat(), |archive| {
        assert_eq!(page(archive, 1).0, ["S�ule", "Säule"]);
    });
}

/// UTF-32 is named for what it is, and shown nowhere with its NULs.
#[test]
fn utf32_is_named() {
    let text = log(300);
    let little: Vec<u8> = "\u{feff}".chars().chain(text.chars()).flat_map(|c| u32::from(c).to_le_bytes()).collect();
    let big: Vec<u8> = "\u{feff}".chars().chain(text.chars()).flat_map(|c| u32::from(c).to_be_bytes()).collect();
    for bytes in [little, big] {
        let archive = open(&bytes);
        assert_eq!(archive.members()[0].what, What::Binary);
        assert_eq!(archive.members()[0].note.as_deref(), Some("Text in UTF-32, which is not read here; download it."));
    }
    let padded: Vec<u8> =
        format!("\u{feff}{}{text}", "\0".repeat(64)).encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(open(&padded).members()[0].what, What::Text);
}
