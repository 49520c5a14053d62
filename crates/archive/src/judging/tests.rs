use super::*;
use proptest::prelude::*;

fn judged(bytes: &[u8]) -> Judgement {
    let (head, rest) = bytes.split_at(bytes.len().min(HEAD_BYTES));
    judge(head, &mut { rest })
}

fn log(lines: usize) -> Vec<u8> {
    let line =
        |n: usize| format!("2026-11-20 10:{:02}:{:02} INFO relay {} is {}\r\n", n / 60 % 60, n % 60, n % 7, n % 2);
    (0..lines).map(line).collect::<String>().into_bytes()
}

fn utf16(text: &[u8], order: Utf16) -> Vec<u8> {
    let units = String::from_utf8_lossy(text).encode_utf16().collect::<Vec<_>>();
    units
        .into_iter()
        .flat_map(|unit| if order == Utf16::Little { unit.to_le_bytes() } else { unit.to_be_bytes() })
        .collect()
}

/// Bytes without any order, from a seed.
fn noise(mut seed: u64, count: usize) -> Vec<u8> {
    let mut next = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as u8
    };
    (0..count).map(|_| next()).collect()
}

/// G-10: markup and scripts are text and nothing more.
#[test]
fn text_is_told_by_its_bytes() {
    let check = |input: &[u8], expected: bool| assert_eq!(judged(input).is_text, expected, "{input:?}");
    check(b"", true);
    check(b"2026-11-26 boot\r\n", true);
    check(b"<svg onload=alert(1)><script>", true);
    check(b"<html>PK\x03\x04", true);
    check("Zürich".as_bytes(), true);
    check(b"Z\xfcrich", true);
    check(b"\xff\xfea\0b\0", true);
    // A text whose second bytes are all zero is UTF-16 also without its mark.
    check(b"a\0b\0", true);
    check(b"error\0", true);
    check(b"\0", false);
    check(b"\0\x01", false);
    check(&[0; 5000], false);
    check(&[0xff; 5000], false);
}

/// O-34, O-35, O-36, O-37, O-38: what the field does to logs.
#[test]
fn a_log_is_text_whatever_befell_it() {
    let check = |name: &str, input: &[u8]| {
        let judged = judged(input);
        assert!(judged.is_text, "{name}");
        judged
    };
    let log = log(4000);
    assert!(check("behind 64 KiB of NULs", &[&vec![0; 64 * 1024], &log[..]].concat()).padded);
    // What comes after a clean beginning is not looked for here; whoever reads the text learns how much was left out.
    check("NULs in its midst", &[&log[..9000], &vec![0; 64 * 1024], &log[9000..]].concat());
    assert!(check("a short log before a megabyte of NULs", &[&log[..900], &vec![0; 1 << 20]].concat()).padded);
    check("before erased flash", &[&log[..], &vec![0xff; 64 * 1024]].concat());
    let mut two = log.clone();
    two[1000..1002].fill(0);
    assert!(!check("two NULs at byte 1000", &two).padded);
    for order in [Utf16::Little, Utf16::Big] {
        assert_eq!(check("UTF-16 without a mark", &utf16(&log, order)).order, Some(order));
        let cyrillic = "2026-11-20 10:00:00 зарядка начата, разъём 1\n".repeat(100);
        assert_eq!(check("Cyrillic in UTF-16", &utf16(cyrillic.as_bytes(), order)).order, Some(order));
        let padded = [vec![0; 64 * 1024], utf16(&log, order)].concat();
        assert_eq!(check("UTF-16 behind NULs", &padded).order, Some(order));
    }
    let cr: Vec<u8> = log.iter().copied().filter(|&byte| byte != b'\n').collect();
    check("lines that end by CR", &cr);
    check("a serial console", &[b"\x07\x08\x03 boot \xe4\n".to_vec(), log.clone()].concat());
    check(
        "a serial console's short capture",
        b"\x07\x08\x03U-Boot 2022.01 \xe4\r\nDRAM: 512 MiB\r\nautoboot in 3 s\r\n",
    );
    check("colours", &b"\x1b[32mINFO\x1b[0m \x1b[1mboot\x1b[0m done\n".repeat(500));
    check(
        "Cyrillic in one byte each",
        &b"2026-11-20 10:00:00 \xe7\xe0\xf0\xff\xe4\xea\xe0 \xed\xe0\xf7\xe0\xf2\xe0\n".repeat(300),
    );
    check("Chinese in GBK", &b"2026-11-20 10:00:00 \xb3\xe4\xb5\xe7\xbf\xaa\xca\xbc\n".repeat(300));
    check("a lost flash page at its start", &[noise(7, 8192), log.clone(), log.clone()].concat());
}

#[test]
fn what_is_no_text_stays_so() {
    let check = |name: &str, input: &[u8]| assert!(!judged(input).is_text, "{name}");
    check("random bytes", &noise(1, 100_000));
    check("random bytes behind NULs", &[vec![0; 8000], noise(2, 100_000)].concat());
    check("a few words in random bytes", &[noise(3, 20_000), log(50), noise(4, 100_000)].concat());
    let counters: Vec<u8> = (0..20_000_u32).flat_map(u32::to_le_bytes).collect();
    check("counters", &counters);
    let samples: Vec<u8> = (0..20_000_u32).flat_map(|n| ((n * n) as u16 % 4096).to_le_bytes()).collect();
    check("readings of two bytes", &samples);
    let records: Vec<u8> =
        (0..2000_u32).flat_map(|n| [&b"relay"[..], &[0, 1, 2, 3], &n.to_le_bytes(), &[0; 7]].concat()).collect();
    check("records", &records);
}

/// Kinds of noise that logs have in them.
fn noisy(log: &[u8], places: &[(prop::sample::Index, u8, usize)]) -> Vec<u8> {
    let mut bytes = log.to_vec();
    for (at, what, length) in places {
        let at = at.index(bytes.len());
        match what {
            0 => drop(bytes.splice(at..at, vec![0; *length])),
            1 => drop(bytes.splice(at..at, vec![0xff; length + 16])),
            2 => bytes[at] = 0,
            3 => bytes[at] = 0x07,
            4 => bytes[at] = 0x08,
            5 => bytes[at] = 0x03,
            6 => bytes[at] = 0x1b,
            7 => bytes[at] = b'\r',
            8 => bytes[at] = 0x7f,
            _ => bytes[at] = 0x80 | (length % 128) as u8,
        }
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Up to one byte in twenty is noise of any of these kinds, stretches of padding apart.
    #[test]
    fn a_noisy_log_is_text(
        lines in 30_usize..600,
        places in prop::collection::vec((any::<prop::sample::Index>(), 0_u8..12, 1_usize..3000), 0..60),
    ) {
        let log = log(lines);
        let most = log.len() / 20;
        prop_assert!(judged(&noisy(&log, &places[..places.len().min(most)])).is_text);
    }

    #[test]
    fn random_bytes_are_never_text(bytes in prop::collection::vec(any::<u8>(), 64..3000)) {
        prop_assert!(!judged(&bytes).is_text);
    }

    #[test]
    fn any_bytes_are_judged(bytes in prop::collection::vec(prop::sample::select(vec![0_u8, 0xff, b'a', b'\n', 0xc3, 0x1b]), 0..600)) {
        judged(&bytes);
    }
}
