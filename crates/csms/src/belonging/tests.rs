use super::*;
use std::fs;

/// What lies in a folder, by name; a folder ends with a slash.
fn check(lies: &[(&str, &str)]) -> (tempfile::TempDir, Result<Fit, String>) {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in lies {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    let [database, key, files] = ["chargehand.db", "key", "files"].map(|name| folder.path().join(name));
    let fit = check_folder(folder.path(), &database, &key, &files).map_err(|refused| refused.to_string());
    (folder, fit)
}

/// O-13 and its neighbours: what is a part of a backup is refused, and what is a beginning is gone on with.
#[test]
fn a_part_of_a_backup_is_refused() {
    let (database, key, empty) = (("chargehand.db", "SQLite format 3"), ("key", "a key"), ("chargehand.db", ""));
    let (beginning, image) = ((BEGINNING, ""), ("files/firmware/a", "image"));
    for (case, lies, refused) in [
        ("nothing", [].as_slice(), None),
        ("everything", &[database, key], None),
        ("everything, with files", &[database, key, image], None),
        ("a database alone", &[database], Some("the key file")),
        ("a database and files", &[database, image], Some("the key file")),
        ("a key alone", &[key], Some("is missing; put the database back")),
        ("a key and an empty database", &[key, empty], Some("is empty; put the database back")),
        ("a key and the database's log", &[key, ("chargehand.db-wal", "log")], Some("is missing")),
        ("files alone", &[image], Some("holds files")),
        ("files and a key", &[key, image], Some("holds files")),
        ("stopped before the key was made", &[beginning], None),
        ("stopped when it was made", &[beginning, key], None),
        ("stopped when the database was made", &[beginning, key, empty], None),
        ("stopped before its key was noted", &[beginning, key, database], None),
    ] {
        let (_folder, fit) = check(lies);
        match (fit, refused) {
            (Ok(_), None) => {}
            (Err(sentence), Some(part)) => assert!(sentence.contains(part), "{case}: {sentence}"),
            (Ok(_), Some(_)) => panic!("{case} is begun"),
            (Err(sentence), None) => panic!("{case}: {sentence}"),
        }
    }
}

#[test]
fn a_first_start_is_marked_until_it_is_through() {
    let (folder, fit) = check(&[]);
    let mark = folder.path().join(BEGINNING);
    assert!(mark.exists());
    let fit = fit.unwrap();
    fit.begun().unwrap();
    assert!(!mark.exists());
    fit.begun().unwrap();
    let (folder, _) = check(&[("chargehand.db", "SQLite format 3"), ("key", "a key")]);
    assert!(!folder.path().join(BEGINNING).exists());
}
