//! Tells a zip behind other bytes, and a tar that has nothing in it.

use crate::judging;
use std::io::{self, Read};

/// What is said of a text that a zip follows.
pub(super) const NOTE: &str = "A zip begins within it, which is not opened; download it.";
/// What is said of a tar without anything.
pub(super) const EMPTY_TAR: &str = "Nothing but NUL bytes, as an empty tar has; download it.";

/// The unit of a tar, and the zeros that end one, in bytes.
const BLOCK: usize = 512;
const END: usize = 2 * BLOCK;
/// Empty tars are no longer than this, whatever they are padded to.
const EMPTY_MOST: usize = 64 * 1024;

/// Is this what stands before a zip that unpacks itself, and no page or other text for people?
pub(super) fn is_stub(head: &[u8]) -> bool {
    head.starts_with(b"#!") || !judging::judge(head, &mut io::empty()).is_text
}

/// Is this all of a tar without entries? What was read for that is kept in `read`.
pub(super) fn is_empty_tar(head: &[u8], rest: &mut impl Read, read: &mut Vec<u8>) -> bool {
    let is_zero = |bytes: &[u8]| bytes.iter().all(|&byte| byte == 0);
    if head.len() < END || !is_zero(head) {
        return false;
    }
    // What cannot be read is said where the file is read.
    let ended = rest.take((EMPTY_MOST + 1 - head.len()) as u64).read_to_end(read).is_ok();
    let bytes = head.len() + read.len();
    ended && bytes <= EMPTY_MOST && bytes.is_multiple_of(BLOCK) && is_zero(read)
}
