//! Which part of a file a request wants: `Range` of a GET, `Content-Range` of a PUT.

/// What is sent of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Whole,
    /// From the first byte on, so many.
    Some {
        from: u64,
        bytes: u64,
    },
    /// It begins beyond the end.
    None,
}

/// Reads `Range` (RFC 9110, 14.2). What is not understood, or asks for several stretches, gets the whole file.
pub fn requested(header: Option<&str>, length: u64) -> Part {
    let Some(stretch) = header.and_then(|header| header.trim().strip_prefix("bytes=")) else { return Part::Whole };
    let Some((first, last)) = stretch.trim().split_once('-') else { return Part::Whole };
    let number = |text: &str| text.trim().parse::<u64>().ok();
    let whole = |text: &str| !text.is_empty() && !text.bytes().all(|byte| byte.is_ascii_digit());
    if whole(first.trim()) || whole(last.trim()) {
        return Part::Whole;
    }
    let (from, end) = match (number(first), number(last)) {
        (Some(from), Some(last)) if last < from => return Part::Whole,
        (Some(from), Some(last)) => (from, last.saturating_add(1).min(length)),
        (Some(from), None) => (from, length),
        // The last so many bytes.
        (None, Some(last)) => (length.saturating_sub(last), length),
        (None, None) => return Part::Whole,
    };
    if from >= length || from >= end { Part::None } else { Part::Some { from, bytes: end - from } }
}

/// Where the body of a PUT stands in the whole file, by `Content-Range: bytes 100-199/200`: first byte, and length of the whole
/// where it is told. The unit may be missing, or have the equals sign of `Range`. None: it cannot be read.
pub fn sent(header: &str) -> Option<(u64, Option<u64>)> {
    let header = header.trim();
    let unit = header.get(..5).filter(|unit| unit.eq_ignore_ascii_case("bytes"));
    let header = unit.map_or(header, |_| header[5..].trim_start().trim_start_matches(['=', ':']).trim_start());
    let (stretch, total) = header.split_once('/').unwrap_or((header, "*"));
    let (first, last) = stretch.split_once('-')?;
    let (first, last) = (first.trim().parse::<u64>().ok()?, last.trim().parse::<u64>().ok()?);
    let total = match total.trim() {
        "*" | "" => None,
        total => Some(total.parse::<u64>().ok()?),
    };
    (first <= last && total.is_none_or(|total| last < total)).then_some((first, total))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_one_stretch_or_the_whole_file() {
        // B4, G-13
        let check = |header: &str, expected: Part| assert_eq!(requested(Some(header), 100), expected, "{header}");
        let some = |from, bytes| Part::Some { from, bytes };
        check("bytes=0-9", some(0, 10));
        check("bytes=90-", some(90, 10));
        check("bytes=90-500", some(90, 10));
        check("bytes=-10", some(90, 10));
        check("bytes=-500", some(0, 100));
        check("bytes=100-", Part::None);
        check("bytes=-0", Part::None);
        check("bytes=5-4", Part::Whole);
        check("bytes=0-9,20-29", Part::Whole);
        check("bytes=-", Part::Whole);
        check("bytes=a-b", Part::Whole);
        check("lines=0-9", Part::Whole);
        check("bytes=99999999999999999999-", Part::Whole);
        assert_eq!(requested(None, 100), Part::Whole);
        assert_eq!(requested(Some("bytes=0-0"), 0), Part::None);
    }

    #[test]
    fn a_put_says_where_it_goes_on() {
        let check = |header: &str, expected| assert_eq!(sent(header), expected, "{header}");
        check("bytes 100-199/200", Some((100, Some(200))));
        check("bytes 0-99/*", Some((0, None)));
        check("bytes 100-200/200", None);
        check("bytes 5-4/10", None);
        check("bytes */200", None);
        // As Range writes it, and with less.
        check("bytes=100-199/200", Some((100, Some(200))));
        check("Bytes 100 - 199 / 200", Some((100, Some(200))));
        check("bytes: 100-199/200", Some((100, Some(200))));
        check("100-199/200", Some((100, Some(200))));
        check("bytes 100-199", Some((100, None)));
        for none in ["", "bytes", "bytes -", "bytes 100-", "lines 0-9/10", "bytes a-b/c", "bytes 0-9/x", "béton 0-9/10"]
        {
            check(none, None);
        }
    }
}
