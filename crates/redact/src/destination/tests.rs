//! URLs as operators type them, and as attackers would.

use super::*;
use proptest::prelude::*;

fn parse(text: &str) -> Result<Destination, String> {
    Destination::parse(text, Purpose::Firmware, &[], 512)
}

fn whole(destination: &Destination) -> String {
    match &destination.secret {
        Some(secret) => Destination::join(&destination.public, secret).unwrap().expose().to_owned(),
        None => destination.public.clone(),
    }
}

/// B2, E-30, E-34, E-43: what is shown, and what is sent.
#[test]
fn urls_are_taken_apart_and_put_together() {
    let check = |text: &str, public: &str, sent: &str| {
        let destination = parse(text).unwrap_or_else(|sentence| panic!("{text}: {sentence}"));
        assert_eq!(destination.public, public, "{text}");
        assert_eq!(whole(&destination), sent, "{text}");
        assert_eq!(destination.secret.is_some(), public != sent, "{text}");
    };
    let same = |text: &str| check(text, text, text);
    same("ftp://server.com/firmware.bin");
    same("ftps://server.com:990/a/b.bin");
    same("sftp://10.0.0.5/b.bin");
    same("http://192.168.1.2:8080/b.bin?version=1.2&x");
    same("https://server.com/?id=7");
    same("https://[2001:db8::1]:8443/b.bin");
    same("https://server.com/b.bin?sig=&token");
    check(
        "ftp://user:pass@server.com/firmware.bin",
        "ftp://***@server.com/firmware.bin",
        "ftp://user:pass@server.com/firmware.bin",
    );
    check("  FTP://u:p@Server.COM./x ", "ftp://***@server.com/x", "ftp://u:p@server.com/x");
    check("ftp://anonymous@h/x", "ftp://***@h/x", "ftp://anonymous@h/x");
    check("ftp://u:p@ss:w@h/x", "ftp://***@h/x", "ftp://u:p%40ss:w@h/x");
    check("sftp://u%40d:p%2Fq@h:2222/x", "sftp://***@h:2222/x", "sftp://u%40d:p%2Fq@h:2222/x");
    check("ftp://u:it's$(x);@h/x", "ftp://***@h/x", "ftp://u:it%27s%24%28x%29%3B@h/x");
    check("ftp://u:pä@h/ö", "ftp://***@h/%C3%B6", "ftp://u:p%C3%A4@h/%C3%B6");
    check("https://h:/x", "https://h/x", "https://h/x");
    check("ftp://10.1/x", "ftp://10.0.0.1/x", "ftp://10.0.0.1/x");
    check(
        "https://h/x?a=1&X-Amz-Signature=abc&%73ig=d%2Fe&b=2&token=***",
        "https://h/x?a=1&X-Amz-Signature=***&%73ig=***&b=2&token=***",
        "https://h/x?a=1&X-Amz-Signature=abc&%73ig=d%2Fe&b=2&token=***",
    );
    assert_eq!(parse("https://[2001:DB8::1]/x").unwrap().public, "https://[2001:db8::1]/x");
    assert!(Destination::parse("ftp://h", Purpose::Diagnostics, &[], 512).is_ok());
}

/// By the characters that were typed, and by those that are sent.
#[test]
fn a_url_is_as_long_as_the_charger_takes() {
    let of = |length: usize| format!("ftp://h/{}", "a".repeat(length - "ftp://h/".len()));
    assert!(parse(&of(512)).is_ok());
    let refused = parse(&of(513)).unwrap_err();
    assert_eq!(refused, "The URL has 513 characters; this charger takes at most 512.");
    // Each of these is sent as six.
    let longer = format!("ftp://h/{}", "ä".repeat(85));
    assert_eq!(parse(&longer).unwrap_err(), "The URL has 518 characters; this charger takes at most 512.");
}

/// B2, E-30, E-31, E-32.
#[test]
fn bad_urls_are_refused_with_a_reason() {
    let check = |text: &str, part: &str| match parse(text) {
        Ok(destination) => panic!("{text} was taken as {}", destination.public),
        Err(sentence) => {
            assert!(sentence.contains(part), "{text}: {sentence}");
            assert!(!sentence.contains("hunter2"), "{text}: {sentence}");
        }
    };
    check(r"C:\firmware.bin", "file on a computer");
    check("c:/firmware.bin", "file on a computer");
    check(r"\\server\share\x", "file on a computer");
    check("/home/x/firmware.bin", "file on a computer");
    check("", "Give a URL");
    check("server.com/firmware.bin", "Begin the URL with ftp://");
    check("user:hunter2@server.com/x", "Begin the URL with ftp://");
    check("ftp", "Begin the URL with ftp://");
    check("1:/x", "Begin the URL with ftp://");
    check("ftp:/server.com/x", "After ftp: two slashes");
    check("HTTP:server.com/x", "After http: two slashes");
    check("file:///etc/passwd", "not with file://");
    check("gopher://h/x", "not with gopher://");
    check("ws://h/x", "not with ws://");
    check("javascript://h/x", "not with javascript://");
    check("u:hunter2@h://x", "not with what stands there");
    check("data:text/plain,x", "Begin the URL");
    check("ftp://", "no host");
    check("ftp:///x", "no host");
    check("ftp://u:hunter2@/x", "no host");
    check("ftp://:21/x", "no host");
    check("ftp://server.com", "names no file");
    check("ftp://server.com/", "names no file");
    check("ftp://h/a b", "%20");
    check("ftp://u:hunter2 x@h/a", "%20");
    check("ftp://h/a\nb", "control");
    check("ftp://h/a\u{202e}b", "invisible");
    check("ftp://h/a%0d%0aDELE", "encoded control");
    check("ftp://h/a%00", "encoded control");
    check(r"ftp://h\a", "backslash");
    check("ftp://h/a\"b", "%22");
    check("ftp://h/`id`", "%60");
    check("ftp://h/a|b", "%7C");
    check("ftp://h/100%", "%25");
    check("ftp://u:hunter2#x@h/a", "%23");
    check("ftp://u:hunter2/x@h/a", "write / as %2F");
    check("ftp://u:hunter2?x@h/a", "write / as %2F");
    check(&format!("ftp://h/{}", "x".repeat(505)), "513 characters");
    check(&format!("ftp://h/{}", "ä".repeat(200)), "1208 characters");
    check("ftp://h:0/x", "port");
    check("ftp://h:99999/x", "port");
    check("ftp://2001:db8::1/x", "brackets");
    check("ftp://[2001:db8::1/x", "no");
    check("ftp://[fe80::1%25eth0]/x", "not a host name");
    check("ftp://a..b/x", "not a host name");
    check("ftp://a$(id).com/x", "not a host name");
    check("ftp://256.1.1.1/x", "not a host name");
    check("https://good@evil/x", "would go to evil");
    check("https://good.com:443@evil.com/x", "would go to evil.com");
    check("ftp://good.com@u:hunter2@evil/x", "%40");
    check("ftp://@h/x", "Nothing stands before");
    check("https://аpple.com/x", "xn--pple-43d.com");
    check("https://１２７.0.0.1/x", "127.0.0.1");
    check("http://proxy/ftp://u:hunter2@h/x", "looks like a password");
    check("http://h/get?from=ftp%3A%2F%2Fu%3Ahunter2%40x", "looks like a password");
}

/// E-31.
#[test]
fn this_machine_is_refused_in_every_spelling_unless_allowed() {
    let check = |host: &str, allowed: &str| {
        let url = format!("sftp://{host}/x");
        let sentence = parse(&url).unwrap_err();
        assert!(sentence.contains("cannot use it"), "{host}: {sentence}");
        let destination = Destination::parse(&url, Purpose::Firmware, &["other".to_owned(), allowed.to_owned()], 512);
        assert!(destination.is_ok(), "{host}: {destination:?}");
    };
    check("127.0.0.1", "127.0.0.1");
    check("127.9.9.9:21", "127.9.9.9");
    check("2130706433", "127.0.0.1");
    check("0x7f.1", "127.0.0.1");
    check("0177.0.0.1", "127.0.0.1");
    check("127.1", "127.0.0.1");
    check("0.0.0.0", "0.0.0.0");
    check("0", "0.0.0.0");
    check("localhost", "LOCALHOST");
    check("LocalHost.", "localhost");
    check("a.localhost", "a.localhost");
    check("localhost.localdomain", "localhost.localdomain");
    check("[::1]", "::1");
    check("[0:0::0:1]", "[::1]");
    check("[::]", "[::]");
    check("[::ffff:127.0.0.1]", "[::ffff:7f00:1]");
    check("[::127.0.0.1]", "::127.0.0.1");
    check("[64:ff9b::7f00:1]", "64:ff9b::7f00:1");
    check("[2002:7f00:1::]", "2002:7f00:1::");
    check("169.254.169.254", "169.254.169.254");
    check("[fe80::1]", "fe80::1");
    check("[febf::1]", "febf::1");
    check("255.255.255.255", "255.255.255.255");
    check("224.0.0.1", "224.0.0.1");
    assert!(parse("ftp://10.0.0.1/x").is_ok() && parse("ftp://[fd00::1]/x").is_ok(), "private networks are ordinary");
}

#[test]
fn parts_that_do_not_belong_together_do_not_join() {
    let destination = parse("https://u:p@h/x?token=a&sig=b").unwrap();
    let secret = destination.secret.unwrap();
    let check = |public: &str, fits: bool| assert_eq!(Destination::join(public, &secret).is_ok(), fits, "{public}");
    check("https://***@h/x?token=***&sig=***", true);
    check("https://h/x?token=***&sig=***", false);
    check("https://***@h/x?token=***", false);
    check("https://***@h/x?token=***&sig=***&key=***", false);
    check("", false);
    assert!(Destination::join("https://***@h/x", &SecretText::new("odd")).is_err());
    assert!(Destination::secrets_to_hide(&SecretText::new("odd")).is_empty());
}

#[test]
fn what_the_redactor_must_look_for_is_told() {
    let check = |url: &str, expected: &[&str]| {
        let hidden = Destination::secrets_to_hide(&parse(url).unwrap().secret.unwrap());
        assert_eq!(hidden.iter().map(SecretText::expose).collect::<Vec<_>>(), expected, "{url}");
    };
    check("ftp://canary-u:canary-p@h/x", &["canary-p", "canary-u:canary-p"]);
    check("ftp://u:p%40ss@h/x", &["p%40ss", "p@ss", "u:p%40ss", "u:p@ss"]);
    check("ftp://u:abc@h/x", &["u:abc"]);
    check("ftp://token-as-user@h/x", &["token-as-user"]);
    check("https://h/x?token=t%2Fken&sig=abc", &["t%2Fken", "t/ken"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn any_text_is_taken_or_refused(text in "\\PC{0,40}|(ftp|http|https|sftp)://[!-~]{0,40}|[ -~]{0,40}") {
        if let Ok(destination) = parse(&text) {
            let sent = whole(&destination);
            let again = parse(&sent).map(|again| (whole(&again), again.public));
            prop_assert_eq!(again, Ok((sent, destination.public)));
        }
    }

    /// E-41, E-42: a frame with the URL in it reads as the public part, and an echo of the secret does not survive.
    #[test]
    fn the_redactor_and_the_public_part_agree(
        user in "[a-z]{1,8}",
        password in "[!-~]{4,16}",
        token in "[A-Za-z0-9%+/,=]{4,16}",
    ) {
        let url = format!("ftp://{user}:{password}@server.com/firmware.bin?a=b&token={token}");
        if let Ok(destination) = parse(&url) {
            let sent = whole(&destination);
            let secrets: Vec<String> = Destination::secrets_to_hide(destination.secret.as_ref().unwrap())
                .iter()
                .map(|secret| secret.expose().to_owned())
                .collect();
            let bare = Redactor::new(Vec::new());
            let redactor = Redactor::new(secrets.clone());
            let frame = |url: &str| serde_json::to_string(&("2", "UpdateFirmware", url)).unwrap();
            prop_assert_eq!(bare.redact(&frame(&sent)), frame(&destination.public));
            for secret in secrets.iter().filter(|secret| !secret.contains("***")) {
                let echo = serde_json::to_string(&[format!("login with {secret} failed")]).unwrap();
                prop_assert_eq!(redactor.redact(&echo), r#"["login with *** failed"]"#);
            }
        }
    }
}

#[test]
fn hosts_that_only_look_like_others_are_taken() {
    let same = |text: &str| assert_eq!(parse(text).map(|destination| whole(&destination)).as_deref(), Ok(text));
    same("ftp://user:12345@h/x");
    same("ftp://user.name:secret@h/x");
    same("ftp://user.name:pw@h/x");
    same("ftp://user.name:123456@h/x");
    // An address of the network inside of one of the sixth version.
    for inside in ["[::ffff:8.8.4.4]", "[64:ff9b::8.8.4.4]", "[2002:808:404::1]"] {
        assert!(parse(&format!("https://{inside}/x")).is_ok(), "{inside}");
    }
    for inside in ["[::ffff:127.0.0.1]", "[64:ff9b::127.0.0.1]", "[2002:7f00:1::1]", "[::ffff:169.254.1.1]"] {
        assert!(parse(&format!("https://{inside}/x")).is_err(), "{inside}");
    }
    let sentence = parse("ftp://a:b]:21/x").unwrap_err();
    assert!(sentence.contains("several colons"), "{sentence}");
}

/// The last guard: whatever slipped through the others does not reach another host than the one that is shown.
#[test]
fn a_url_that_others_read_otherwise_is_refused() {
    let check = |whole: &str, scheme: &str, host: &str, single: bool| {
        assert_eq!(check_single_reading(whole, scheme, host).is_ok(), single, "{whole} {host}");
    };
    check("https://h/x", "https", "h", true);
    check("ftps://h/x", "ftps", "h", true);
    check("https://h/x", "https", "g", false);
    check("https://g\\@h/x", "https", "h", false);
    check("https://", "https", "h", false);
}
