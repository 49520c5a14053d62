//! What is copied of a running server can be started again, and what does not belong together is not.

mod common;

use charger_sim::{Knock, Script};
use common::process::{ServerProcess, chargehand, must, run};
use common::{ADMIN, CHARGER_PASSWORD, Folder, PASSWORD, PATIENCE, SITE, eventually, simulated};
use std::fs;
use std::path::Path;
use std::time::Duration;

fn prepared() -> Folder {
    let folder = Folder::new();
    must(&folder, &["organisation", "add", "Nordvolt"], "");
    must(&folder, &["site", "add", SITE, "--organisation", "Nordvolt"], "");
    let add = ["user", "add", ADMIN, "--role", "admin", "--organisation", "Nordvolt", "--password-stdin"];
    must(&folder, &add, PASSWORD);
    must(&folder, &["charger", "add", "CP-1", "--site", SITE, "--password-stdin"], CHARGER_PASSWORD);
    folder
}

/// What the README says to copy, and nothing else.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for name in ["chargehand.db", "key"] {
        fs::copy(from.join(name), to.join(name)).unwrap();
    }
}

fn log_bytes(folder: &Folder) -> u64 {
    fs::metadata(folder.data().join("chargehand.db-wal")).map_or(0, |log| log.len())
}

async fn knock(running: &ServerProcess, password: &str) -> u16 {
    let knock = Knock::new(&format!("{}/CP-1", running.chargers())).basic("CP-1", password.as_bytes());
    knock.send().await.unwrap().status
}

/// The sentence with which a start is refused.
fn refused(folder: &Folder) -> String {
    let mut command = chargehand(folder.path());
    command.args(["serve", "--console", "127.0.0.1:0", "--chargers", "127.0.0.1:0", "--files", "off", "--data"]);
    let output = command.arg(folder.data()).env("CHARGEHAND_SITE", folder.site()).output().unwrap();
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{err}");
    // The command line does not begin anew either.
    let add = run(folder, &["organisation", "add", "Another"], "");
    let said = |err: &str| err.lines().last().unwrap_or_default().to_owned();
    assert_eq!(said(&String::from_utf8_lossy(&add.stderr)), said(&err));
    said(&err)
}

/// O-12: database and key of a running server, copied while nothing happens, are the whole of it.
#[tokio::test]
async fn a_copy_of_database_and_key_is_everything() {
    let folder = prepared();
    let running = ServerProcess::start(&folder, &[]);
    for n in 0..8 {
        must(&folder, &["site", "add", &format!("Site {n}"), "--organisation", "Nordvolt"], "");
    }
    // Whatever the command line has written lies in the file when it has ended.
    let copied = Folder::new();
    copy(&folder.data(), &copied.data());
    must(&copied, &["charger", "add", "CP-2", "--site", "Site 7", "--no-password"], "");
    let again = ServerProcess::start(&copied, &[]);
    assert_eq!(knock(&again, CHARGER_PASSWORD).await, 101);
    let browser = common::browser::Browser::new(&again.console());
    browser.sign_in(ADMIN).await;
    assert!(browser.page("/chargers").await.contains("CP-2"));
    assert!(again.end("TERM").0.success());
    assert!(running.end("TERM").0.success());
}

/// O-14: what chargers say is folded into the file while it is quiet, and everything at a stop.
#[tokio::test]
async fn the_log_is_folded_in_when_it_is_quiet_and_at_a_stop() {
    // As often as the server itself does it, and some more.
    const QUIET: Duration = Duration::from_secs(60);
    let folder = prepared();
    let running = ServerProcess::start(&folder, &[]);
    let charger = simulated("CP-1", &running.chargers(), Script::default()).once().start().await;
    assert!(charger.wait_booted(PATIENCE).await);
    charger.stop().await;
    eventually("something in the log", async || log_bytes(&folder) > 0).await;
    let began = std::time::Instant::now();
    while log_bytes(&folder) > 0 {
        assert!(began.elapsed() < QUIET, "{} bytes", log_bytes(&folder));
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let copied = Folder::new();
    copy(&folder.data(), &copied.data());
    let again = ServerProcess::start(&copied, &[]);
    let browser = common::browser::Browser::new(&again.console());
    browser.sign_in(ADMIN).await;
    assert!(browser.page("/chargers?q=terra+184").await.contains("CP-1"), "it is found by what it said at its boot");
    assert!(again.end("TERM").0.success());
    let charger = simulated("CP-1", &running.chargers(), Script::default()).once().start().await;
    assert!(charger.wait_booted(PATIENCE).await);
    assert!(running.end("TERM").0.success());
    assert_eq!(log_bytes(&folder), 0);
}

/// O-13: without its key file a database is not served, and no new key is made beside it.
#[tokio::test]
async fn a_database_without_its_key_is_not_served() {
    let folder = prepared();
    let key = folder.data().join("key");
    let aside = folder.path().join("key-aside");
    fs::rename(&key, &aside).unwrap();
    let sentence = refused(&folder);
    assert!(
        sentence.contains("key file") && sentence.contains("is missing") && sentence.contains("backup"),
        "{sentence}"
    );
    assert!(!key.exists(), "none is made");
    // Another installation's.
    let other = Folder::new();
    must(&other, &["organisation", "add", "Fjordwatt"], "");
    fs::copy(other.data().join("key"), &key).unwrap();
    let sentence = refused(&folder);
    assert!(sentence.contains("belongs to another database"), "{sentence}");
    fs::remove_file(&key).unwrap();
    fs::rename(&aside, &key).unwrap();
    let running = ServerProcess::start(&folder, &[]);
    assert_eq!(knock(&running, CHARGER_PASSWORD).await, 101, "put back, everything is as it was");
    assert!(running.end("TERM").0.success());
}

/// O-13: a database of a version that had no check learns its key.
#[test]
fn a_database_without_a_check_learns_its_key() {
    let folder = prepared();
    let data = folder.data();
    let forget = "import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); c.execute(\"DELETE FROM meta WHERE name='key-check'\"); c.commit()";
    let database = data.join("chargehand.db");
    assert!(std::process::Command::new("python3").args(["-c", forget]).arg(&database).status().unwrap().success());
    must(&folder, &["site", "add", "Another", "--organisation", "Nordvolt"], "");
    let other = Folder::new();
    must(&other, &["organisation", "add", "Fjordwatt"], "");
    fs::copy(other.data().join("key"), data.join("key")).unwrap();
    assert!(refused(&folder).contains("belongs to another database"));
}

/// Beside O-13: a key without its database is a backup of which a part is missing, unless a first start was stopped there.
#[test]
fn a_key_without_its_database_begins_none() {
    let folder = prepared();
    for empty in [false, true] {
        let restored = Folder::new();
        fs::create_dir_all(restored.data()).unwrap();
        let key = restored.data().join("key");
        fs::copy(folder.data().join("key"), &key).unwrap();
        let database = restored.data().join("chargehand.db");
        if empty {
            fs::write(&database, "").unwrap();
        }
        let sentence = refused(&restored);
        let how = if empty { "is empty" } else { "is missing" };
        assert!(sentence.contains(how) && sentence.contains("backup"), "{sentence}");
        assert!(fs::metadata(&database).map_or(0, |found| found.len()) == 0, "none is made");
        // A stop after the key was made, and before the database was.
        fs::write(restored.data().join("beginning"), "").unwrap();
        let kept = fs::read(&key).unwrap();
        must(&restored, &["organisation", "add", "Nordvolt"], "");
        assert_eq!(fs::read(&key).unwrap(), kept);
        assert!(!restored.data().join("beginning").exists());
        // As the sentence says, where there never was one.
        fs::remove_file(&database).unwrap();
        let _gone = fs::remove_file(restored.data().join("chargehand.db-wal"));
        let _gone = fs::remove_file(restored.data().join("chargehand.db-shm"));
        assert!(refused(&restored).contains("is missing"));
        fs::remove_file(&key).unwrap();
        must(&restored, &["organisation", "add", "Nordvolt"], "");
    }
}

/// A database that was put back without its files is served, and whoever started it is told what is missing.
#[test]
fn a_database_without_its_files_is_served_with_a_warning() {
    let folder = prepared();
    let running = ServerProcess::start(&folder, &[]);
    assert!(running.end("TERM").0.success());
    let forge = "import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); \
                 c.execute(\"INSERT INTO firmware (id, key, organisation, name, vendor, model, version, bytes, sha256, md5, by_name, \
                 created_at) SELECT 'f-1', 'f-1', id, 'a.bin', 'V', 'M', '1', 5, '\" + 'a' * 64 + \"', 'x', 'somebody', 0 \
                 FROM organisations LIMIT 1\"); c.commit()";
    let database = folder.data().join("chargehand.db");
    assert!(std::process::Command::new("python3").args(["-c", forge]).arg(&database).status().unwrap().success());
    let running = ServerProcess::start(&folder, &[]);
    let (status, _, _, log) = running.end("TERM");
    assert!(status.success(), "{log}");
    let lines: Vec<&str> = log.lines().filter(|line| line.contains("not in the folder")).collect();
    assert!(matches!(lines[..], [line] if line.contains("WARN") && line.contains("knows 1 file that is")), "{log}");
}

/// M2 of the audit: files whose database is gone are not cleared away as nobody's.
#[test]
fn files_without_their_database_are_left_alone() {
    let folder = prepared();
    let running = ServerProcess::start(&folder, &[]);
    assert!(running.end("TERM").0.success());
    let image = folder.data().join("files/firmware").join("a".repeat(64));
    fs::write(&image, "image").unwrap();
    let aside = folder.path().join("database-aside");
    fs::rename(folder.data().join("chargehand.db"), &aside).unwrap();
    let sentence = refused(&folder);
    assert!(sentence.contains("holds files") && sentence.contains("is missing"), "{sentence}");
    assert!(image.exists() && !folder.data().join("chargehand.db").exists());
    // With an older copy of the database, what that does not know is kept apart for a while.
    fs::rename(&aside, folder.data().join("chargehand.db")).unwrap();
    let running = ServerProcess::start(&folder, &[]);
    assert!(running.end("TERM").0.success());
    assert_eq!(fs::read_to_string(folder.data().join("files/lost").join("a".repeat(64))).unwrap(), "image");
}
