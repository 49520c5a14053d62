//! The binary itself: its commands, its settings, what it prints, and how it ends.

mod common;

use common::browser::{Browser, location};
use common::process::{ServerProcess, chargehand, must, run};
use common::{Folder, eventually};
use std::process::Output;
use std::time::Duration;

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// An operator with a site, by the commands alone.
fn prepared() -> Folder {
    let folder = Folder::new();
    must(&folder, &["organisation", "add", "Nordvolt"], "");
    must(&folder, &["organisation", "add", "Stadshem", "--parent", "Nordvolt"], "");
    must(&folder, &["site", "add", "Kamppi P1", "--organisation", "Nordvolt", "--time-zone", "Europe/Helsinki"], "");
    folder
}

#[test]
fn wrong_use_is_a_sentence_and_exit_code_2() {
    let folder = Folder::new();
    let check = |arguments: &[&str], expected: &str| {
        let output = run(&folder, arguments, "");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(err(&output).contains(expected), "{arguments:?}: {}", err(&output));
        assert!(output.stdout.is_empty(), "{arguments:?}");
    };
    check(&["serve", "--call-timeout", "soon"], "such as 30s, 5m, 250ms or 1h");
    check(&["serve", "--log", "loud"], "[possible values: error, warn, info, debug, trace]");
    check(&["serve", "--console", "0.0.0.0:0"], "--allow-plaintext");
    check(&["serve", "--chargers", "0.0.0.0:0"], "--allow-plaintext");
    check(&["serve", "--limit-connections", "0"], "--limit-connections must be above zero");
    check(&["serve", "--nonsense"], "--nonsense");
    check(&["serve", "--config", "absent.toml"], "absent.toml");
    check(&["user", "add", "a@b.example", "--role", "king", "--organisation", "N", "--password-stdin"], "king");
    std::fs::write(folder.path().join("bad.toml"), "call-timeot = '1s'\n").unwrap();
    check(&["serve", "--config", "bad.toml"], "call-timeot");
    std::fs::write(folder.path().join("bad.toml"), "call-timeout = 'soon'\n").unwrap();
    check(&["serve", "--config", "bad.toml"], "such as 30s");
    let output = chargehand(folder.path()).arg("serve").env("CHARGEHAND_CALL_TIMEOUT", "soon").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(!folder.data().exists(), "nothing was begun");
}

#[test]
fn what_cannot_be_done_is_a_sentence_and_exit_code_1() {
    let folder = prepared();
    let check = |arguments: &[&str], input: &str, expected: &str| {
        let output = run(&folder, arguments, input);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {}", err(&output));
        assert!(err(&output).contains(expected), "{arguments:?}: {}", err(&output));
        assert!(err(&output).starts_with("chargehand: "), "{}", err(&output));
    };
    check(&["site", "add", "X", "--organisation", "Nowhere"], "", "Nowhere");
    check(&["site", "add", "X", "--organisation", "Nordvolt", "--time-zone", "Europe/Atlantis"], "", "Europe/Atlantis");
    check(&["charger", "add", "CP-1", "--site", "Nowhere"], "", "Nowhere");
    check(&["charger", "add", "a/b", "--site", "Kamppi P1"], "", "“/”");
    check(&["charger", "add", "CP-1", "--site", "Kamppi P1", "--password-stdin"], "", "no password on standard input");
    check(&["charger", "import", "absent.csv"], "", "absent.csv");
    check(&["organisation", "add", "Nordvolt"], "", "Nordvolt");
}

#[test]
fn chargers_are_added_with_the_address_and_the_password_to_enter() {
    let folder = prepared();
    let made = must(&folder, &["charger", "add", "CP-1", "--site", "Kamppi P1", "--name", "Kamppi 01"], "");
    let lines: Vec<&str> = made.lines().collect();
    assert_eq!(lines[0], "address ws://127.0.0.1:9000/ocpp/CP-1");
    let password = lines[1].strip_prefix("password ").unwrap();
    assert!(password.len() >= 20, "128 bits or more");
    let given =
        must(&folder, &["charger", "add", "CP 2", "--site", "Kamppi P1", "--password-stdin"], "0123456789abcdef\n");
    assert_eq!(given, "address ws://127.0.0.1:9000/ocpp/CP%202\n");
    let none = must(&folder, &["charger", "add", "CP-3", "--site", "Kamppi P1", "--no-password"], "");
    assert_eq!(none, "address ws://127.0.0.1:9000/ocpp/CP-3\n");
    std::fs::write(folder.path().join("c.toml"), "chargers = '192.0.2.7:9100'\n").unwrap();
    let elsewhere =
        must(&folder, &["charger", "add", "CP-4", "--site", "Kamppi P1", "--config", "c.toml", "--no-password"], "");
    assert_eq!(elsewhere, "address ws://192.0.2.7:9100/ocpp/CP-4\n");
    std::fs::write(folder.path().join("c.toml"), "chargers-url = 'wss://ocpp.example.com/'\n").unwrap();
    let public =
        must(&folder, &["charger", "add", "CP-5", "--site", "Kamppi P1", "--config", "c.toml", "--no-password"], "");
    assert_eq!(public, "address wss://ocpp.example.com/ocpp/CP-5\n");
    let twice = run(&folder, &["charger", "add", "CP-1", "--site", "Kamppi P1"], "");
    assert_eq!(twice.status.code(), Some(1));
    assert!(err(&twice).contains("CP-1"), "{}", err(&twice));
}

#[test]
fn an_import_is_taken_whole_or_not_at_all() {
    let folder = prepared();
    let file = |content: &str| std::fs::write(folder.path().join("import.csv"), content).unwrap();
    file("name,organisation,time_zone\nTripla,Nordvolt,Europe/Helsinki\nSolna,Stadshem,Europe/Stockholm\n");
    assert_eq!(must(&folder, &["site", "import", "import.csv"], ""), "imported 2 sites\n");
    file("identity,name,site,password\nCP-1,One,Tripla,0123456789abcdef\nCP-2,Two,Atlantis,0123456789abcdef\n");
    let refused = run(&folder, &["charger", "import", "import.csv"], "");
    assert_eq!(refused.status.code(), Some(1));
    assert!(err(&refused).contains("line 3"), "{}", err(&refused));
    file("identity,name,site,password\nCP-1,One,Tripla,0123456789abcdef\nCP-2,,Solna,0123456789abcdef\n");
    assert_eq!(must(&folder, &["charger", "import", "import.csv"], ""), "imported 2 chargers\n");
    file("identity;name\nCP-1;One\n");
    let refused = run(&folder, &["charger", "import", "import.csv"], "");
    assert_eq!(refused.status.code(), Some(1));
    assert!(err(&refused).contains("none for site, password"), "{}", err(&refused));
}

/// O-51 to O-54: as a spreadsheet saves it, and what was understood is told.
#[test]
fn a_spreadsheets_file_is_imported() {
    let folder = prepared();
    let file = |bytes: &[u8]| std::fs::write(folder.path().join("import.csv"), bytes).unwrap();
    let excel: Vec<u8> = "\u{feff}Site\tOrganization\tTime zone\r\nTripla\tNordvolt\tEurope/Helsinki\r\n\t\t\r\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    file(&excel);
    let told = must(&folder, &["site", "import", "import.csv"], "");
    assert_eq!(told, "imported 1 sites\nread “Site” as name, “Organization” as organisation\n");
    file("site;identity;comment;name;password;\nTripla;CP-1;what;One;0123456789abcdef;\n;;;;;\n;;;;;\n".as_bytes());
    assert_eq!(must(&folder, &["charger", "import", "import.csv"], ""), "imported 1 chargers\nleft out “comment”\n");
    file(b"Kennung;Bezeichnung;Standort;Passwort\nCP-2;S\xe4ule;Tripla;0123456789abcdef\n");
    let told = must(&folder, &["charger", "import", "import.csv"], "");
    assert!(told.starts_with("imported 1 chargers\n") && told.contains("as Windows-1252"), "{told}");
    for (damaged, sentence) in [
        (
            b"identity,name,site,password\n1.23457E+11,,Tripla,\n".as_slice(),
            "line 2: The column identity holds a number",
        ),
        (b"identity,name,site,password\nCP-3,#REF!,Tripla,\n", "line 2: The column name holds the sign"),
        (b"PK\x03\x04\x14\0", "line 1: This is a workbook"),
        (b"\xef\xbb\xbfidentity,name,site,password\nCP-3,S\xe4ule,Tripla,\n", "line 2: The file is UTF-8"),
    ] {
        file(damaged);
        let refused = run(&folder, &["charger", "import", "import.csv"], "");
        assert_eq!(refused.status.code(), Some(1));
        assert!(err(&refused).contains(sentence), "{}", err(&refused));
    }
}

#[test]
fn ten_thousand_chargers_are_imported_in_seconds() {
    let folder = prepared();
    let mut rows = "identity,name,site,password\n".to_owned();
    for n in 0..10_000 {
        rows.push_str(&format!("CP-{n:05},Charger {n},Kamppi P1,0123456789abcdef{n:05}\n"));
    }
    std::fs::write(folder.path().join("import.csv"), rows).unwrap();
    let began = std::time::Instant::now();
    assert_eq!(must(&folder, &["charger", "import", "import.csv"], ""), "imported 10000 chargers\n");
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
}

#[test]
fn a_ready_server_prints_its_addresses_and_ends_at_a_signal() {
    let folder = Folder::new();
    for signal in ["TERM", "INT"] {
        let running = ServerProcess::start(&folder, &[]);
        let setup = running.wait_for_line("setup ");
        assert!(setup.starts_with(&format!("{}/setup/", running.console())), "{setup}");
        let (status, took, out, _) = running.end(signal);
        assert!(status.success(), "{signal}: {status}");
        assert!(took < Duration::from_secs(10), "{signal}: {took:?}");
        let lines: Vec<&str> = out.lines().collect();
        assert_eq!(lines.len(), 4, "{out}");
        assert!(lines[2].starts_with("files http://127.0.0.1:"), "{out}");
        assert!(lines[0].starts_with("console http://127.0.0.1:"), "{out}");
        assert!(lines[1].starts_with("chargers ws://127.0.0.1:") && lines[1].ends_with("/ocpp/{identity}"), "{out}");
    }
}

#[test]
fn people_and_chargers_are_added_beside_a_running_server() {
    let folder = prepared();
    let running = ServerProcess::start(&folder, &[]);
    let add =
        ["user", "add", "a@nordvolt.example", "--role", "admin", "--organisation", "Nordvolt", "--password-stdin"];
    must(&folder, &add, "correct horse battery\n");
    must(&folder, &["charger", "add", "CP-1", "--site", "Kamppi P1", "--no-password"], "");
    let (status, _, _, log) = running.end("TERM");
    assert!(status.success(), "{log}");
}

#[test]
fn the_file_stands_below_the_variables_and_those_below_the_flags() {
    let folder = Folder::new();
    std::fs::write(folder.path().join("c.toml"), "data = 'from-file'\nconsole = '127.0.0.1:0'\n").unwrap();
    let data = |environment: Option<&str>, flag: Option<&str>| {
        let mut command = chargehand(folder.path());
        command.args(["organisation", "add", "Nordvolt", "--config", "c.toml"]);
        command.envs(environment.map(|value| ("CHARGEHAND_DATA", value)));
        command.args(flag.iter().flat_map(|value| ["--data", value]));
        assert!(command.output().unwrap().status.success());
    };
    data(None, None);
    assert!(folder.path().join("from-file").exists());
    data(Some("from-variable"), None);
    assert!(folder.path().join("from-variable").exists());
    data(Some("from-nowhere"), Some("from-flag"));
    assert!(folder.path().join("from-flag").exists());
    assert!(!folder.path().join("from-nowhere").exists());
}

#[test]
fn a_missing_site_and_a_taken_port_are_said_clearly() {
    let folder = Folder::new();
    let mut command = chargehand(folder.path());
    command.args(["serve", "--console", "127.0.0.1:0", "--chargers", "127.0.0.1:0"]);
    let output = command.env("CHARGEHAND_SITE", folder.path().join("nowhere")).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("cargo xtask site"), "{}", err(&output));
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    for flag in ["--console", "--chargers"] {
        let mut command = chargehand(folder.path());
        let free = if flag == "--console" { "--chargers" } else { "--console" };
        command.args(["serve", flag, &format!("127.0.0.1:{port}"), free, "127.0.0.1:0"]);
        let output = command.env("CHARGEHAND_SITE", folder.site()).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{flag}");
        assert!(err(&output).contains(&port.to_string()), "{flag}: {}", err(&output));
    }
}

/// H18: one command, one folder, and a charger has been rebooted by whoever read what the command printed.
#[tokio::test]
async fn one_command_leads_to_a_rebooted_charger() {
    const LIMIT: Duration = Duration::from_secs(120);
    let began = std::time::Instant::now();
    let folder = Folder::new();
    let demo = folder.path().join("demo");
    let running = ServerProcess::start(&folder, &["--demo", "--data", demo.to_str().unwrap()]);
    let (email, password) = (running.wait_for_line("email "), running.wait_for_line("password "));
    let browser = Browser::new(&running.console());
    let signed_in = browser.post("/sign-in", &[("email", &email), ("password", &password)]).await;
    assert_eq!(location(&signed_in), "/chargers");
    let mut list = String::new();
    while !list.contains("Connected") {
        assert!(began.elapsed() < LIMIT, "{list}");
        list = browser.page("/chargers?q=Kamppi+01").await;
    }
    let link = list.split("href=\"/chargers/").skip(1).find(|rest| rest.find('"') == Some(32)).expect("its link");
    let key = &link[..32];
    let ordered = browser.ask("/api/reboot", &[("charger", key), ("once", "the-first-one"), ("kind", "Soft")]).await;
    assert!(ordered["Taken"].is_string(), "{ordered}");
    let mut page = String::new();
    while !page.contains("Rebooted, offline") {
        assert!(began.elapsed() < LIMIT, "{page}");
        tokio::time::sleep(Duration::from_millis(100)).await;
        page = browser.page(&format!("/chargers/{key}")).await;
    }
    assert!(running.end("TERM").0.success());
}

/// F-23: what broke stands in the log, once, under the reference that the browser is told.
#[tokio::test]
async fn an_internal_error_is_a_reference_and_the_log_has_the_cause() {
    let folder = prepared();
    let add =
        ["user", "add", "a@nordvolt.example", "--role", "admin", "--organisation", "Nordvolt", "--password-stdin"];
    must(&folder, &add, common::PASSWORD);
    must(&folder, &["charger", "add", "CP-1", "--site", "Kamppi P1", "--no-password"], "");
    let running = ServerProcess::start(&folder, &[]);
    let browser = Browser::new(&running.console());
    browser.sign_in("a@nordvolt.example").await;
    let breaking = "import sqlite3,sys; sqlite3.connect(sys.argv[1]).execute('DROP TABLE transactions')";
    let database = folder.data().join("chargehand.db");
    let broken = std::process::Command::new("python3").args(["-c", breaking]).arg(database).status().unwrap();
    assert!(broken.success());
    for path in ["/chargers", "/api/chargers"] {
        let response = if path == "/chargers" {
            browser.get(path).await
        } else {
            browser.form(path, &[], "*/*").send().await.unwrap()
        };
        let text = response.text().await.unwrap();
        for inside in ["no such table", "transactions", "SELECT", "sqlite", "src/"] {
            assert!(!text.contains(inside), "{path}: {inside} in {text}");
        }
        let rest = text.split("Something went wrong, reference ").nth(1).unwrap_or_else(|| panic!("{path}: {text}"));
        let reference = &rest[..8];
        // It comes by a pipe of its own.
        eventually("the reference in the log", async || running.err().contains(reference)).await;
        let log = running.err();
        let lines: Vec<&str> = log.lines().filter(|line| line.contains(reference)).collect();
        assert!(matches!(lines[..], [line] if line.contains("no such table")), "{reference}: {log}");
    }
    assert!(running.end("TERM").0.success());
}

/// Systems let processes have more open files than they start them with, and a charger is one.
#[cfg(target_os = "linux")]
#[test]
fn as_many_files_are_open_as_the_system_allows() {
    let folder = prepared();
    let check = |limit: &str, expected: &str, warned: bool| {
        let mut shell = std::process::Command::new("sh");
        let script = format!("ulimit {limit}; exec \"$0\" \"$@\"");
        shell.args(["-c", &script, env!("CARGO_BIN_EXE_chargehand")]).current_dir(folder.path());
        let running = ServerProcess::spawn_as(shell, &folder, &["--limit-connections", "100"]);
        running.wait_for_line("chargers ");
        let limits = std::fs::read_to_string(format!("/proc/{}/limits", running.id())).unwrap();
        let open_files: Vec<&str> =
            limits.lines().find_map(|line| line.strip_prefix("Max open files")).unwrap().split_whitespace().collect();
        assert_eq!(open_files[0], open_files[1], "{limits}");
        assert!(expected.is_empty() || open_files[0] == expected, "{limits}");
        let (_, _, _, err) = running.end("TERM");
        // On a machine that allows fewer, it is said in both cases.
        let few = open_files[1].parse::<u64>().is_ok_and(|most| most < 8_292);
        assert_eq!(err.contains("fewer open files"), warned || few, "{err}");
    };
    check("-n 4096", "4096", true);
    check("-Sn 256", "", false);
}

/// decisions 31.
#[test]
fn the_demo_has_a_folder_of_its_own() {
    let folder = Folder::new();
    let demo = folder.path().join("demo");
    let arguments = ["--demo", "--data", demo.to_str().unwrap()];
    let running = ServerProcess::start(&folder, &arguments);
    let email = running.wait_for_line("email ");
    let password = running.wait_for_line("password ");
    assert!(email.contains('@') && password.len() >= 12, "{email} {password}");
    assert!(!running.out().contains("setup "), "{}", running.out());
    assert!(running.end("TERM").0.success());
    let running = ServerProcess::start(&folder, &arguments);
    assert_eq!(running.wait_for_line("password "), password, "a second start keeps everything");
    assert!(running.end("TERM").0.success());
    let mut command = chargehand(folder.path());
    command.args(["serve", "--console", "127.0.0.1:0", "--chargers", "127.0.0.1:0", "--data"]).arg(&demo);
    let output = command.env("CHARGEHAND_SITE", folder.site()).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", err(&output));
    assert!(err(&output).contains("demo"), "{}", err(&output));
    let real = prepared();
    let mut command = chargehand(real.path());
    command
        .args(["serve", "--demo", "--console", "127.0.0.1:0", "--chargers", "127.0.0.1:0", "--data"])
        .arg(real.data());
    let output = command.env("CHARGEHAND_SITE", real.site()).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", err(&output));
}
