//! Padding in texts: what a file system or a flash leaves where nothing was written, which is no part of a log.

/// So many bytes of padding in a row, and more, are left out of a text; fewer are shown as what they are.
pub(crate) const STRETCH: usize = 16;

/// Bytes that padding is made of: nothing written yet, or erased flash.
pub(crate) fn is_fill(byte: u8) -> bool {
    matches!(byte, 0 | 0xff)
}
