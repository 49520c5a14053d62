use super::*;

fn file(text: &str) -> Settings {
    toml::from_str(text).unwrap()
}

#[test]
fn what_is_given_wins_over_the_file_and_the_file_over_the_default() {
    let given = Settings { call_timeout: Some("1s".parse().unwrap()), ..Settings::default() };
    let config = given.settle(file("call-timeout = '2s'\nreboot-deadline = '3m'")).unwrap();
    assert_eq!(config.csms.deadlines.call.as_secs(), 1);
    assert_eq!(config.csms.deadlines.reboot.as_secs(), 180);
    assert_eq!(config.csms.deadlines.firmware.as_secs(), 3600);
    assert_eq!(config.csms.data, Path::new("data"));
    assert_eq!(config.console.to_string(), "127.0.0.1:3000");
    assert!(!config.csms.plaintext);
}

#[test]
fn a_demo_has_its_own_folder() {
    assert_eq!(Settings::default().settle(file("demo = true")).unwrap().csms.data, Path::new("demo"));
}

#[test]
fn settings_that_cannot_be_are_refused_in_a_sentence() {
    let check = |text: &str, expected: &str| {
        let error = Settings::default().settle(file(text)).unwrap_err().to_string();
        assert!(error.contains(expected), "{text}: {error}");
    };
    check("console = '0.0.0.0:3000'", "--allow-plaintext");
    check("chargers = '192.168.0.4:9000'", "--allow-plaintext");
    check("console = '[::]:3000'", "--allow-plaintext");
    check("console-origin = ['https://a.example/']", "not an origin");
    check("console-origin = ['a.example']", "not an origin");
    check("limit-connections = 0", "--limit-connections must be above zero");
    check("limit-ping = '45s'", "shorter than --limit-silence");
    check("limit-heartbeat = '10ms'", "a second or more");
    check("files = '0.0.0.0:9001'", "--allow-plaintext");
    check("ftp = '10.0.0.4:21'", "--allow-plaintext");
    check("public-url = 'files.example'", "not an address");
    check("public-url = 'https://files.example/sub'", "not an address");
    check("ftp-host = 'ftp://files.example'", "not a host");
    check("chargers-url = 'https://ocpp.example'", "not an address");
    check("chargers-url = 'wss://ocpp.example/ocpp/x'", "not an address");
    check("files-certificate = 'files.pem'", "--files-certificate and --files-key belong together");
    check("firmware-signers = '/nowhere/signers.pem'", "--firmware-signers /nowhere/signers.pem cannot be used");
    check("ftp-key = 'key.pem'", "belong together");
    let encrypted = "files-certificate = 'a.pem'\nfiles-key = 'a.key'\npublic-url = 'http://files.example'";
    check(encrypted, "write https://");
    check("console-origin = ['http://a.example', 'https://a.example']", "both with http and with https");
}

#[test]
fn plaintext_beyond_this_machine_is_known_to_the_backend() {
    let check = |text: &str, expected: bool| {
        assert_eq!(Settings::default().settle(file(text)).unwrap().csms.plaintext, expected, "{text}");
    };
    check("allow-plaintext = true", false);
    check("allow-plaintext = true\nconsole = '0.0.0.0:3000'", true);
    check("allow-plaintext = true\nchargers = '10.0.0.1:9000'", true);
    check("console = '[::1]:3000'", false);
}

#[test]
fn a_key_that_does_not_exist_is_named() {
    let error = toml::from_str::<Settings>("cal-timeout = '1s'").unwrap_err().to_string();
    assert!(error.contains("cal-timeout"), "{error}");
}
