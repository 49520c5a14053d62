//! Whether a file is here to its end.

use crate::making::*;
use archive::{Wholeness, wholeness};
use proptest::prelude::*;
use std::io::Write;

fn judged(bytes: &[u8]) -> Wholeness {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    wholeness(file.path()).unwrap()
}

fn log() -> Vec<u8> {
    (0..400)
        .map(|n| format!("2026-11-20 10:{:02}:00 relay {n} {:x}\n", n % 60, n * 7919))
        .collect::<String>()
        .into_bytes()
}

/// One file in every form that has an end of its own.
fn forms() -> Vec<(&'static str, Vec<u8>)> {
    let log = log();
    let tar = tar(&[("d/a.log", &log), ("b.log", b"short")]);
    vec![
        ("zip", zip(&[("a.log", &log)])),
        ("stored zip", stored(&[("a.log", &log), ("in.zip", &zip(&[("x", b"y")]))])),
        ("gz", gz(&log)),
        ("tar.gz", gz(&tar)),
        ("xz", xz(&log)),
        ("tar.xz", xz(&tar)),
        ("zst", zst(&log)),
        ("bz2", bz2(&log)),
        ("tar.bz2", bz2(&tar)),
        ("tar", tar),
    ]
}

/// O-08, O-10, O-11, O-69: what tools and chargers leave behind the end is no damage.
#[test]
fn padding_and_signatures_behind_the_end_are_nothing() {
    for (name, bytes) in forms() {
        for (tail, what) in [
            (vec![], "nothing"),
            (vec![0; 512 - bytes.len() % 512], "zeros to a block"),
            (vec![0; 80 * 1024], "80 KiB of zeros"),
            (vec![0xff; 4096], "erased flash"),
            ((0..64_u8).map(|n| n.wrapping_mul(37) ^ 5).collect(), "a signature"),
            (b"-----BEGIN SIGNATURE-----\nMEUCIQ\n".to_vec(), "a signature in text"),
        ] {
            let with_tail = [bytes.clone(), tail].concat();
            assert_eq!(judged(&with_tail), Wholeness::Shown, "{name} and {what}");
            let archive = open(&with_tail);
            assert_eq!((archive.cut_short(), archive.is_damaged()), (None, false), "{name} and {what}");
            assert_eq!(read(&archive, 0), read(&open(&bytes), 0), "{name} and {what}");
        }
    }
}

/// O-09.
#[test]
fn a_tar_without_its_end_blocks_is_whole() {
    let full = tar(&[("a.log", &log()), ("b.log", b"short")]);
    let bare = &full[..full.len() - 1024];
    let unpadded = &bare[..bare.len() - 507];
    for tar in [&full[..], bare, &full[..full.len() - 512], unpadded] {
        assert_eq!(judged(tar), Wholeness::Shown, "{}", tar.len());
        for packed in [gz(tar), xz(tar), zst(tar), bz2(tar)] {
            assert_eq!(judged(&packed), Wholeness::Shown);
            let archive = open(&packed);
            assert_eq!(summary(&archive), ["text a.log", "text b.log"]);
            assert_eq!((archive.cut_short(), archive.is_damaged()), (None, false));
            assert_eq!(read(&archive, 1).as_deref(), Ok(&b"short"[..]));
        }
    }
}

#[test]
fn several_streams_are_one_file() {
    for pack in [gz, xz, zst, bz2] {
        let both = [pack(b"one\n"), pack(b"two\n")].concat();
        let padded = [pack(b"one\n"), vec![0; 300], pack(b"two\n"), vec![0; 100]].concat();
        for bytes in [&both, &padded] {
            assert_eq!(read(&open(bytes), 0).as_deref(), Ok(&b"one\ntwo\n"[..]));
            assert_eq!(judged(bytes), Wholeness::Shown);
        }
        assert_eq!(judged(&both[..both.len() - 3]), Wholeness::Missing);
    }
}

#[test]
fn others_are_told_by_their_sender_only() {
    let check = |bytes: &[u8], expected: Wholeness| assert_eq!(judged(bytes), expected, "{bytes:?}");
    check(b"", Wholeness::Unknown);
    check(&log()[..100], Wholeness::Unknown);
    check(b"\x89PNG\r\n\x1a\n", Wholeness::Unknown);
    let seven_zip = |bytes: usize| {
        let mut header = b"7z\xbc\xaf\x27\x1c\0\x04\0\0\0\0".to_vec();
        header.extend(40_u64.to_le_bytes());
        header.extend(20_u64.to_le_bytes());
        header.resize(bytes, 1);
        header
    };
    check(&seven_zip(92), Wholeness::Shown);
    check(&seven_zip(100), Wholeness::Shown);
    check(&seven_zip(91), Wholeness::Missing);
    check(&seven_zip(20), Wholeness::Unknown);
    let mut broken = gz(&log());
    broken[40..60].fill(0xff);
    check(&broken, Wholeness::Unknown);
}

/// The end of a zip inside is not taken for the end of the one around it, nor for a broken one.
#[test]
fn a_zip_that_breaks_off_behind_a_zip_inside_is_cut_short() {
    for inside in [zip(&[("x", b"y")]), zip(&[("x", b"y"), ("z", &log())]), zip(&[])] {
        let bytes = stored(&[("a.log", b"short"), ("in.zip", &inside)]);
        for cut in 10..bytes.len() {
            assert_eq!(judged(&bytes[..cut]), Wholeness::Missing, "after {cut} of {}", bytes.len());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// A break anywhere before the end is told, and never taken for the end.
    #[test]
    fn what_breaks_off_is_cut_short(at in any::<prop::sample::Index>()) {
        for (name, bytes) in forms() {
            // Before the mark is there nothing can be told; a tar may end with any file of it.
            let (least, most) = if name == "tar" { (512, bytes.len() - 1024 - 1024) } else { (10, bytes.len()) };
            let cut = least + at.index(most - least);
            let judged = judged(&bytes[..cut]);
            let between_files = name == "tar" && cut >= bytes.len() - 1024 - 1024 - 512;
            if !between_files {
                prop_assert_eq!(judged, Wholeness::Missing, "{} after {} of {}", name, cut, bytes.len());
            }
        }
    }
}
