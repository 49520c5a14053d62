//! Forms in the dialects of chargers, and any cut of them into blocks.

use super::*;
use proptest::prelude::*;

/// The parts of a form that comes in blocks of these lengths, the last again and again: the name of each file and its content.
/// A part's name, if it has one, and its bytes.
type Found = (Option<String>, Vec<u8>);

fn parts(content_type: &str, body: &[u8], blocks: &[usize]) -> Result<Vec<Found>, Unreadable> {
    let mut form = Form::new(content_type);
    let (mut rest, mut events, mut n) = (body, Vec::new(), 0);
    while !rest.is_empty() {
        let length = blocks.get(n).or(blocks.last()).copied().unwrap_or(usize::MAX).clamp(1, rest.len());
        events.extend(form.take(&rest[..length], false)?);
        rest = &rest[length..];
        n += 1;
        assert!(form.held.len() <= PREAMBLE_MAX + 2 * BOUNDARY_MAX + length, "what is held back is bounded");
    }
    events.extend(form.take(b"", true)?);
    let mut parts = Vec::new();
    for event in events {
        match event {
            Event::Part(head) => parts.push((head.filename, Vec::new())),
            Event::NoForm => parts.push((Some("no form".to_owned()), Vec::new())),
            Event::Bytes(bytes) => parts.last_mut().expect("bytes belong to a part").1.extend(bytes),
            Event::PartEnd => {}
        }
    }
    Ok(parts)
}

#[test]
fn a_form_is_read_in_every_dialect() {
    // O-47, O-48, O-49 and their neighbours
    let check = |content_type: &str, body: &str, expected: &[(Option<&str>, &str)]| {
        let expected: Vec<(Option<String>, Vec<u8>)> =
            expected.iter().map(|(name, content)| (name.map(str::to_owned), content.as_bytes().to_vec())).collect();
        for block in [usize::MAX, 1, 2, 3, 7] {
            assert_eq!(parts(content_type, body.as_bytes(), &[block]), Ok(expected.clone()), "{content_type}\n{body}");
        }
    };
    let plain = "multipart/form-data; boundary=xYz";
    let file = "Content-Disposition: form-data; name=\"file\"; filename=\"a.log\"\r\n";
    let one = [(Some("a.log"), "one\r\ntwo\r\n")];
    let body = |before: &str, first: &str, last: &str| format!("{before}{first}\r\n{file}\r\none\r\ntwo\r\n\r\n{last}");
    check(plain, &body("", "--xYz", "--xYz--\r\n"), &one);
    // The boundary: quoted, in another case of its parameter, with more behind it, and the last one in every state of decay.
    check("multipart/form-data; boundary=\"xYz\"", &body("", "--xYz", "--xYz--\r\n"), &one);
    check("Multipart/Form-Data; charset=utf-8; Boundary = \"xYz\" ; q=1", &body("", "--xYz", "--xYz--"), &one);
    for last in
        ["--xYz--", "--xYz-- \t\r\n", "--xYz--\nepilogue", "--xYz", "--xYz-", "--xY", "--x", "--xYz\r\n", "--xYz  \r\n"]
    {
        check(plain, &body("", "--xYz", last), &one);
    }
    // Text, or nothing at all, before the first part.
    check(plain, &body("This is a form.\r\nReally.\r\n", "--xYz", "--xYz--\r\n"), &one);
    check(plain, &body("\r\n\r\n", "--xYz", "--xYz--\r\n"), &one);
    check(plain, &body("", "--xYz \t", "--xYz--\r\n"), &one);
    // The header tells another boundary than the body has, or none.
    check("multipart/form-data; boundary=--xYz", &body("", "--xYz", "--xYz--\r\n"), &one);
    check("multipart/form-data; boundary='xYz'", &body("", "--xYz", "--xYz--\r\n"), &one);
    check("multipart/form-data; boundary=other", &body("", "--xYz", "--xYz--\r\n"), &one);
    check("multipart/form-data", &body("", "--xYz", "--xYz--\r\n"), &one);
    check("multipart/form-data; boundary=", &body("", "--xYz", "--xYz--\r\n"), &one);
    check("multipart/form-data; boundary=xYz", &body("", "xYz", "xYz--\r\n"), &one);
    // Boundaries that stand in each other, and in the file.
    check(plain, &body("", "--xYz", "--xYzz\r\n--xYz--\r\n"), &[(Some("a.log"), "one\r\ntwo\r\n\r\n--xYzz")]);
    check(plain, &body("", "--xYz", "---xYz\r\n--xYz--\r\n"), &[(Some("a.log"), "one\r\ntwo\r\n\r\n---xYz")]);
    check(plain, &body("", "--xYz", "x --xYz\r\n--xYz--\r\n"), &[(Some("a.log"), "one\r\ntwo\r\n\r\nx --xYz")]);
    // Lines that end by LF alone; a CR before the boundary is the file's.
    let unix = |content: &str| {
        format!("--xYz\nContent-Disposition: form-data; name=file; filename=a.log\n\n{content}\n--xYz--\n")
    };
    check("multipart/form-data; boundary=\"xYz\"", &unix("one\ntwo\n"), &[(Some("a.log"), "one\ntwo\n")]);
    check(plain, &unix("one\r"), &[(Some("a.log"), "one\r")]);
    check(plain, &unix(""), &[(Some("a.log"), "")]);
    // No line's end before the last boundary, which is long enough to be no chance.
    let long = "multipart/form-data; boundary=----Boundary7MA4YWxkTrZu0gW";
    let glued = format!("------Boundary7MA4YWxkTrZu0gW\r\n{file}\r\none------Boundary7MA4YWxkTrZu0gW--\r\n");
    check(long, &glued, &[(Some("a.log"), "one")]);
    // Several fields; heads in small letters, folded, without a name, or empty; a part of no bytes.
    let several = "--xYz\r\ncontent-disposition: form-data; name=\"serial\"\r\n\r\n4711\r\n--xYz\r\nCONTENT-DISPOSITION:\r\n \
                   form-data; name=\"log\";\r\n\tfilename=\"b.log\"\r\nContent-Type: text/plain\r\n\r\nfile\r\n--xYz\r\n\r\nbare\r\n--xYz\r\n\r\n\r\n--xYz--\r\n";
    check(plain, several, &[(None, "4711"), (Some("b.log"), "file"), (None, "bare"), (None, "")]);
    let related = "--r\r\nContent-Type: application/zip; name=rel.zip\r\nContent-ID: <1>\r\n\r\nPK\r\n--r--\r\n";
    check("multipart/related; type=\"application/zip\"; boundary=r", related, &[(Some("rel.zip"), "PK")]);
    // No part in it, or no form at all.
    check(plain, "--xYz--\r\n", &[]);
    check(plain, "", &[(Some("no form"), "")]);
    check(plain, "just a log\nof two lines", &[(Some("no form"), "just a log\nof two lines")]);
    // It broke off within a head.
    check(plain, "--xYz\r\nContent-Disposition: form-da", &[]);
}

#[test]
fn a_form_is_known_without_being_called_one() {
    // O-47 and its neighbours
    let check = |start: &str, expected: bool| assert_eq!(begins(start.as_bytes()), expected, "{start:?}");
    check("--xYz\r\nContent-Disposition: form-data; name=\"log\"; filename=\"a.log\"\r\n\r\nfile", true);
    check("--xYz\ncontent-disposition:form-data; name=log\n", true);
    check("------WebKitFormBoundary7MA4YWxk\r\nContent-Disposition: form-data", true);
    check("--xYz\r\nContent-Disposition: attachment; filename=a.log\r\n", true);
    for file in [
        "",
        "--",
        "--\r\nContent-Disposition: form-data",
        "--xYz",
        "--xYz\r\nContent-Type: text/plain",
        "-- a log --\r\nContent-Disposition: form-data",
        "--- a/x\n+++ b/x",
        "-----BEGIN CERTIFICATE-----\nMIIB",
        "--begin of log\n--",
        "x\r\n--xYz\r\nContent-Disposition: form-data",
        "Content-Disposition: form-data",
    ] {
        check(file, false);
    }
}

#[test]
fn the_last_boundary_ends_a_form() {
    let mut form = Form::new("multipart/form-data; boundary=xYz");
    form.take(b"--xYz\r\nContent-Disposition: form-data; filename=a\r\n\r\nfile\r\n--xYz\r\n", false).unwrap();
    assert!(!form.is_over());
    form.take(b"\r\nfile\r\n--xYz--\r\n", false).unwrap();
    assert!(form.is_over());
}

#[test]
fn what_never_ends_is_given_up() {
    let endless = format!("--xYz\r\n{}", "Header: of many\r\n".repeat(10_000));
    assert_eq!(parts("multipart/form-data; boundary=xYz", endless.as_bytes(), &[1_000]), Err(Unreadable));
    let preamble = "line\r\n".repeat(100_000);
    let no_form = parts("multipart/form-data; boundary=xYz", preamble.as_bytes(), &[1_000]).unwrap();
    assert!(no_form.len() == 1 && no_form[0].1 == preamble.as_bytes());
}

proptest! {
    /// Any file comes through, in any dialect, however it is cut into blocks.
    #[test]
    fn any_cut_gives_the_same_file(
        content in proptest::collection::vec(prop_oneof![
            Just(b"\r\n".to_vec()), Just(b"\n".to_vec()), Just(b"\r".to_vec()), Just(b"--".to_vec()), Just(b"-".to_vec()),
            Just(b"--xYz7".to_vec()), Just(b"\r\n--xYz".to_vec()), Just(b"\n--x".to_vec()), proptest::collection::vec(any::<u8>(), 0..9),
        ], 0..24),
        boundary in prop_oneof![Just("xYz"), Just("-"), Just("----WebKitFormBoundary7MA4YWxk"), Just("a b'c")],
        unix in any::<bool>(),
        blocks in proptest::collection::vec(1_usize..40, 1..12),
    ) {
        let (content, end) = (content.concat(), if unix { "\n" } else { "\r\n" });
        let closing = format!("\n--{boundary}");
        let stands_in_it = |content: &[u8]| content.windows(closing.len()).any(|window| window == closing.as_bytes())
            || content.starts_with(&closing.as_bytes()[1..]);
        prop_assume!(!stands_in_it(&content));
        let head = format!("--{boundary}{end}Content-Disposition: form-data; filename=a{end}{end}");
        let body = [head.as_bytes(), &content, format!("{end}--{boundary}--{end}").as_bytes()].concat();
        let read = parts(&format!("multipart/form-data; boundary=\"{boundary}\""), &body, &blocks);
        prop_assert_eq!(read, Ok(vec![(Some("a".to_owned()), content)]));
    }

    /// Any body at all is read without harm, and its blocks make no difference.
    #[test]
    fn any_body_is_read_without_harm(
        body in "(--|xYz|\r|\n|\r\n|: |content-disposition|filename=a|[a-z]{1,3}){0,40}",
        blocks in proptest::collection::vec(1_usize..9, 1..12),
    ) {
        let whole = parts("multipart/mixed; boundary=xYz", body.as_bytes(), &[usize::MAX]);
        prop_assert_eq!(parts("multipart/mixed; boundary=xYz", body.as_bytes(), &blocks), whole);
    }
}
