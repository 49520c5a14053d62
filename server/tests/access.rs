//! Putting people and chargers out by the command line, beside a server that runs: another process on the same database.

mod common;

use charger_sim::{Handle, Knock, Script};
use common::browser::{Browser, Stream, location};
use common::process::{ServerProcess, must, run};
use common::{ADMIN, CHARGER_PASSWORD, DESK, Folder, PASSWORD, PATIENCE, SITE, eventually, simulated};
use std::time::{Duration, Instant};

/// So soon a change must be felt. What is measured begins when the command has ended.
const SOON: Duration = Duration::from_secs(5);

fn prepared() -> Folder {
    let folder = Folder::new();
    must(&folder, &["organisation", "add", "Nordvolt"], "");
    must(&folder, &["site", "add", SITE, "--organisation", "Nordvolt"], "");
    for (email, role) in [(ADMIN, "admin"), (DESK, "operator")] {
        let add = ["user", "add", email, "--role", role, "--organisation", "Nordvolt", "--password-stdin"];
        must(&folder, &add, PASSWORD);
    }
    must(&folder, &["charger", "add", "CP-1", "--site", SITE, "--password-stdin"], CHARGER_PASSWORD);
    folder
}

async fn signed_in(running: &ServerProcess, email: &str) -> Browser {
    let browser = Browser::new(&running.console());
    browser.sign_in(email).await;
    browser
}

async fn sign_in(running: &ServerProcess, email: &str, password: &str) -> String {
    let answer = Browser::new(&running.console()).post("/sign-in", &[("email", email), ("password", password)]).await;
    location(&answer).to_owned()
}

/// The events that come until the stream ends, which must be soon.
async fn ends_soon(stream: &mut Stream, since: Instant) -> Vec<String> {
    let mut names = Vec::new();
    while let Some(event) = stream.next().await {
        names.push(event.name);
    }
    assert!(since.elapsed() < SOON, "{:?}", since.elapsed());
    names
}

/// The key of the one charger there is.
async fn key_of_charger(browser: &Browser) -> String {
    let page = browser.page("/chargers").await;
    let link = page.split("href=\"/chargers/").skip(1).find(|rest| rest.find('"') == Some(32)).expect("its link");
    link[..32].to_owned()
}

async fn asks_to_sign_in(browser: &Browser) {
    let answer = browser.get("/chargers").await;
    assert_eq!((answer.status().as_u16(), location(&answer)), (303, "/sign-in"));
    assert_eq!(browser.events("").send().await.unwrap().status(), 401);
}

/// O-30, I-13: somebody who left is out of every open page, and does not come in again.
#[tokio::test]
async fn a_disabled_person_is_out_at_once() {
    let folder = prepared();
    let running = ServerProcess::start(&folder, &[]);
    let (desk, second, admin) =
        (signed_in(&running, DESK).await, signed_in(&running, DESK).await, signed_in(&running, ADMIN).await);
    let mut stream = desk.stream("").await;
    let mut others = admin.stream("").await;
    assert_eq!(
        must(&folder, &["user", "disable", "DESK@nordvolt.example"], ""),
        "disabled user DESK@nordvolt.example\n"
    );
    let since = Instant::now();
    for browser in [&desk, &second] {
        asks_to_sign_in(browser).await;
    }
    assert_eq!(ends_soon(&mut stream, since).await.last().map(String::as_str), Some("bye"));
    // As a wrong password is told: who was here once is nobody's business.
    assert_eq!(sign_in(&running, DESK, PASSWORD).await, "/sign-in?wrong=1");
    assert_eq!(sign_in(&running, DESK, "something else").await, "/sign-in?wrong=1");
    // Nobody else is touched.
    must(&folder, &["charger", "add", "CP-2", "--site", SITE, "--no-password"], "");
    others.find(|event| event.data.contains("CP-2")).await;
    assert!(admin.page("/chargers").await.contains(ADMIN));
    // Let in again, the person signs in anew: what was open stays closed.
    must(&folder, &["user", "enable", DESK], "");
    asks_to_sign_in(&desk).await;
    assert_eq!(sign_in(&running, DESK, PASSWORD).await, "/chargers");
    let (_, _, _, log) = running.end("TERM");
    assert!(log.contains("a person was disabled") && log.contains("command line"), "{log}");
    assert!(!log.contains(PASSWORD));
}

/// O-31: a new password ends what the old one began.
#[tokio::test]
async fn a_new_password_ends_the_sessions_of_the_old_one() {
    let folder = prepared();
    let running = ServerProcess::start(&folder, &[]);
    let desk = signed_in(&running, DESK).await;
    let mut stream = desk.stream("").await;
    assert_eq!(
        must(&folder, &["user", "password", DESK, "--password-stdin"], "another horse battery\n"),
        format!("user {DESK}\n")
    );
    let since = Instant::now();
    asks_to_sign_in(&desk).await;
    ends_soon(&mut stream, since).await;
    assert_eq!(sign_in(&running, DESK, PASSWORD).await, "/sign-in?wrong=1");
    assert_eq!(sign_in(&running, DESK, "another horse battery").await, "/chargers");
    // Made, it is shown once.
    let made = must(&folder, &["user", "password", DESK], "");
    let made = made.strip_prefix(&format!("user {DESK}\npassword ")).unwrap().trim_end();
    assert!(made.len() >= 20, "{made}");
    assert_eq!(sign_in(&running, DESK, "another horse battery").await, "/sign-in?wrong=1");
    assert_eq!(sign_in(&running, DESK, made).await, "/chargers");
    for (input, sentence) in [("short\n", "at least 8"), ("\n", "no password on standard input")] {
        let output = run(&folder, &["user", "password", DESK, "--password-stdin"], input);
        let err = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(1) && err.contains(sentence), "{err}");
    }
    assert_eq!(sign_in(&running, DESK, made).await, "/chargers", "what was refused changed nothing");
    assert!(running.end("TERM").0.success());
}

/// O-30: the role counts with the next request, and an open page's stream begins anew with it.
#[tokio::test]
async fn another_role_counts_at_once() {
    let folder = prepared();
    let running = ServerProcess::start(&folder, &[]);
    let desk = signed_in(&running, DESK).await;
    let key = key_of_charger(&desk).await;
    let key = key.as_str();
    let order = async |once: &str| desk.ask("/api/clear-cache", &[("charger", key), ("once", once)]).await.to_string();
    assert!(!order("one").await.contains("not-allowed"));
    let mut stream = desk.stream("").await;
    must(&folder, &["user", "role", DESK, "viewer"], "");
    let since = Instant::now();
    assert!(order("two").await.contains("not-allowed"));
    assert_eq!(ends_soon(&mut stream, since).await.last().map(String::as_str), Some("bye"));
    let _reconnected = desk.stream("").await;
    must(&folder, &["user", "role", DESK, "operator"], "");
    assert!(!order("three").await.contains("not-allowed"));
    assert!(running.end("TERM").0.success());
}

/// O-30: there is always somebody who can let people in.
#[test]
fn the_last_administrator_stays() {
    let folder = prepared();
    must(&folder, &["organisation", "add", "Stadshem", "--parent", "Nordvolt"], "");
    let add =
        ["user", "add", "c@stadshem.example", "--role", "admin", "--organisation", "Stadshem", "--password-stdin"];
    must(&folder, &add, PASSWORD);
    let refused = |arguments: &[&str]| {
        let output = run(&folder, arguments, "");
        let err = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(1) && err.contains("is the last administrator"), "{arguments:?}: {err}");
    };
    // A customer's administrator cannot stand in for the operator's.
    refused(&["user", "disable", ADMIN]);
    refused(&["user", "role", ADMIN, "operator"]);
    must(&folder, &["user", "role", ADMIN, "admin"], "");
    must(&folder, &["user", "disable", "c@stadshem.example"], "");
    must(&folder, &["user", "role", DESK, "admin"], "");
    must(&folder, &["user", "disable", DESK], "");
    // One who is disabled is no administrator that could help.
    refused(&["user", "disable", ADMIN]);
    must(&folder, &["user", "enable", DESK], "");
    must(&folder, &["user", "role", ADMIN, "viewer"], "");
    refused(&["user", "role", DESK, "viewer"]);
    for arguments in [
        &["user", "disable", "no@body.example"][..],
        &["charger", "block", "CP-404"],
        &["charger", "rename", "CP-404", "X"],
    ] {
        let output = run(&folder, arguments, "");
        let err = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(1) && err.contains("There is no "), "{arguments:?}: {err}");
    }
}

async fn charger(running: &ServerProcess) -> Handle {
    let charger = simulated("CP-1", &running.chargers(), Script::default()).once().start().await;
    assert!(charger.wait_booted(PATIENCE).await);
    charger
}

async fn knock(running: &ServerProcess, password: &str) -> u16 {
    let knock = Knock::new(&format!("{}/CP-1", running.chargers())).basic("CP-1", password.as_bytes());
    knock.send().await.unwrap().status
}

/// O-18: the password of a charger that was lost, or is known to too many, is made anew.
#[tokio::test]
async fn a_chargers_new_password_counts_alone_and_at_once() {
    let folder = prepared();
    let running = ServerProcess::start(&folder, &[]);
    let connected = charger(&running).await;
    let made = must(&folder, &["charger", "password", "CP-1"], "");
    let since = Instant::now();
    let made = made.lines().find_map(|line| line.strip_prefix("password ")).expect("it is shown").to_owned();
    assert_eq!(knock(&running, CHARGER_PASSWORD).await, 401);
    assert!(connected.wait_disconnected(SOON).await && since.elapsed() < SOON);
    assert_eq!(knock(&running, &made).await, 101);
    let given = must(&folder, &["charger", "password", "CP-1", "--password-stdin"], "fedcba9876543210\n");
    assert!(!given.contains("fedcba9876543210"), "what was given is not told again: {given}");
    assert_eq!(knock(&running, &made).await, 401);
    assert_eq!(knock(&running, "fedcba9876543210").await, 101);
    let (_, _, _, log) = running.end("TERM");
    assert!(log.contains("a charger has a new password") && !log.contains(&made), "{log}");
}

/// O-18: a charger that is to stay out stays out, is counted, and comes in again when it may.
#[tokio::test]
async fn a_blocked_charger_is_refused_until_it_is_let_in() {
    let folder = prepared();
    let running = ServerProcess::start(&folder, &[]);
    let admin = signed_in(&running, ADMIN).await;
    let connected = charger(&running).await;
    assert_eq!(must(&folder, &["charger", "block", "CP-1"], ""), "blocked charger CP-1\n");
    let since = Instant::now();
    assert!(connected.wait_disconnected(SOON).await && since.elapsed() < SOON);
    for _ in 0..2 {
        assert_eq!(knock(&running, CHARGER_PASSWORD).await, 403);
    }
    eventually("the refusals under Knocking", async || {
        let page = admin.page("/chargers/knocking").await;
        page.contains("CP-1") && page.contains("Blocked")
    })
    .await;
    assert_eq!(knock(&running, "a guess").await, 401, "told to nobody who has not shown that they are this charger");
    let key = key_of_charger(&admin).await;
    assert!(admin.page(&format!("/chargers/{key}")).await.contains("Blocked"), "and it wears a badge");
    must(&folder, &["charger", "unblock", "CP-1"], "");
    let again = charger(&running).await;
    assert!(again.is_connected());
    assert!(running.end("TERM").0.success());
}

/// O-18: one that keeps coming back is closed each time, and stays out with what it knew before.
#[tokio::test]
async fn a_new_password_closes_every_socket_of_the_old_one_again_and_again() {
    let folder = prepared();
    let running = ServerProcess::start(&folder, &[]);
    for n in 0..3 {
        let before = if n == 0 { CHARGER_PASSWORD.to_owned() } else { format!("password-number-{}", n - 1) };
        let connected = simulated("CP-1", &running.chargers(), Script::default()).password(&before).start().await;
        assert!(connected.wait_booted(PATIENCE).await, "{n}");
        must(&folder, &["charger", "password", "CP-1", "--password-stdin"], &format!("password-number-{n}\n"));
        assert!(connected.wait_disconnected(SOON).await, "{n}");
        connected.stop().await;
    }
    assert!(running.end("TERM").0.success());
}

/// O-17: the name that people call it by is put right, on open pages too.
#[tokio::test]
async fn a_charger_is_renamed_live() {
    let folder = prepared();
    let running = ServerProcess::start(&folder, &[]);
    let admin = signed_in(&running, ADMIN).await;
    let mut stream = admin.stream("").await;
    must(&folder, &["charger", "rename", "CP-1", "Kamppi, level 2"], "");
    let since = Instant::now();
    stream.find(|event| event.name == "charger" && event.data.contains("Kamppi, level 2")).await;
    assert!(since.elapsed() < SOON);
    assert!(admin.page("/chargers?q=level+2").await.contains("Kamppi, level 2"), "it is found by the new name");
    assert!(admin.page("/chargers?q=cp-1").await.contains("Kamppi, level 2"), "and by its identity");
    let output = run(&folder, &["charger", "rename", "CP-1", "  "], "");
    assert_eq!(output.status.code(), Some(1), "an empty name is none");
    let (_, _, _, log) = running.end("TERM");
    assert!(log.contains("a charger was renamed"), "{log}");
}
