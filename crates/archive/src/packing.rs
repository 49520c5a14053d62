//! The ways in which bytes are packed, and the marks they begin with.

/// How bytes are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Packing {
    Gz,
    Xz,
    Zstd,
    Bzip2,
}

/// The longest beginning by which a packing is told, in bytes.
pub(crate) const MARK_BYTES: usize = 10;

/// What bzip2 begins with after its level: a block, or the end of nothing.
const BZIP2_BLOCKS: [&[u8]; 2] = [b"\x31\x41\x59\x26\x53\x59", b"\x17\x72\x45\x38\x50\x90"];

impl Packing {
    pub(crate) const ALL: [Self; 4] = [Self::Gz, Self::Xz, Self::Zstd, Self::Bzip2];

    /// Do the bytes begin as this packing does?
    pub(crate) fn begins(self, head: &[u8]) -> bool {
        match self {
            Self::Gz => head.starts_with(b"\x1f\x8b\x08"),
            Self::Xz => head.starts_with(b"\xfd7zXZ\0"),
            Self::Zstd => head.starts_with(b"\x28\xb5\x2f\xfd") || is_skippable(head),
            Self::Bzip2 => {
                matches!(head, [b'B', b'Z', b'h', b'1'..=b'9', ..])
                    && BZIP2_BLOCKS.iter().any(|block| head.get(4..).is_some_and(|rest| rest.starts_with(block)))
            }
        }
    }

    /// As it is called where something of it is told.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gz => "gz",
            Self::Xz => "xz",
            Self::Zstd => "zst",
            Self::Bzip2 => "bz2",
        }
    }

    /// The name of the file that was packed, where its packing does not keep it.
    pub(crate) fn unpacked_name(self, name: &str) -> String {
        let (ends, tars): (&[&str], &[&str]) = match self {
            Self::Gz => (&[".gz", ".gzip", "-gz"], &[".tgz"]),
            Self::Xz => (&[".xz"], &[".txz"]),
            Self::Zstd => (&[".zst", ".zstd"], &[".tzst"]),
            Self::Bzip2 => (&[".bz2", ".bz", ".bzip2"], &[".tbz2", ".tbz"]),
        };
        let stem = |end: &&str| {
            let at = name.len().checked_sub(end.len()).filter(|&at| at > 0 && name.is_char_boundary(at))?;
            name[at..].eq_ignore_ascii_case(end).then(|| &name[..at])
        };
        if let Some(stem) = ends.iter().find_map(stem) {
            return stem.to_owned();
        }
        tars.iter().find_map(stem).map_or_else(|| name.to_owned(), |stem| format!("{stem}.tar"))
    }
}

/// Zstandard may begin with frames that say nothing, as pzstd's do; four bytes after the mark say how long they are.
pub(crate) fn is_skippable(head: &[u8]) -> bool {
    matches!(head, [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packings_are_told_by_their_beginning() {
        let check = |head: &[u8], expected: Option<Packing>| {
            let found = Packing::ALL.into_iter().find(|packing| packing.begins(head));
            assert_eq!(found, expected, "{head:?}");
        };
        check(b"\x1f\x8b\x08\0", Some(Packing::Gz));
        check(b"\x1f\x8b", None);
        check(b"\xfd7zXZ\0\0\x04", Some(Packing::Xz));
        check(b"\x28\xb5\x2f\xfd\x04", Some(Packing::Zstd));
        check(b"\x50\x2a\x4d\x18\x04\0\0\0", Some(Packing::Zstd));
        check(b"BZh91AY&SY", Some(Packing::Bzip2));
        check(b"BZh9\x17\x72\x45\x38\x50\x90", Some(Packing::Bzip2));
        check(b"BZh9 is a text", None);
        check(b"", None);
    }

    #[test]
    fn the_packed_file_is_named_by_its_packing() {
        let check = |packing: Packing, name: &str, expected: &str| assert_eq!(packing.unpacked_name(name), expected);
        check(Packing::Gz, "charger.log.gz", "charger.log");
        check(Packing::Gz, "CHARGER.LOG.GZ", "CHARGER.LOG");
        check(Packing::Xz, "charger.log.xz", "charger.log");
        check(Packing::Zstd, "charger.log.zst", "charger.log");
        check(Packing::Bzip2, "charger.log.bz2", "charger.log");
        check(Packing::Bzip2, "logs.tbz2", "logs.tar");
        check(Packing::Xz, "upload", "upload");
        check(Packing::Gz, ".gz", ".gz");
        check(Packing::Gz, "ö", "ö");
    }
}
