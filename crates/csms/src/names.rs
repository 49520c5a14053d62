//! Names of files: made printable, never longer than is shown, with their endings whole, and told apart.

use words::printable;

/// Characters kept of a file's name.
const NAME_MAX: usize = 120;
/// Endings of a name that are kept, as `.tar.gz.sig`, and the characters of one.
const ENDINGS: usize = 3;
const ENDING_MAX: usize = 8;
/// Stands where a name was cut.
const CUT: char = '…';

/// The last part of the name that a charger tells, made printable; a time where there is none.
pub(crate) fn shown_name(name: &str, now: i64) -> String {
    told_name(name).unwrap_or_else(|| name_of_ours(now))
}

/// The last part of the name that a charger tells, made printable. None: it is no name.
pub(crate) fn told_name(name: &str) -> Option<String> {
    let last = name.rsplit(['/', '\\']).find(|part| !part.trim().is_empty());
    last.map(|last| fitting(last.trim())).filter(|name| !matches!(name.as_str(), "." | ".."))
}

/// Made printable. Where it is too long its stem is cut, and never its endings, by which people and programs know what it is.
pub(crate) fn fitting(name: &str) -> String {
    let whole = printable(name, usize::MAX);
    let ending = endings(&whole);
    joined(&whole[..whole.len() - ending.len()], ending)
}

/// For a file that has no name of its own: the first of these that no other has, or one of them with a number.
pub(crate) fn of_nameless(otherwise: &[String], is_taken: impl Fn(&str) -> bool, now: i64) -> String {
    let told: Vec<String> =
        otherwise.iter().filter(|name| !name.trim().is_empty()).map(|name| shown_name(name, now)).collect();
    let free = told.iter().find(|name| !is_taken(name)).cloned();
    free.unwrap_or_else(|| apart(&told.into_iter().next().unwrap_or_else(|| name_of_ours(now)), is_taken))
}

/// This name, with a number where another has it.
pub(crate) fn apart(name: &str, is_taken: impl Fn(&str) -> bool) -> String {
    if !is_taken(name) {
        return name.to_owned();
    }
    let ending = endings(name);
    let stem = &name[..name.len() - ending.len()];
    let mut numbered = (2..).map(|n: u64| joined(stem, &format!("-{n}{ending}")));
    numbered.find(|name| !is_taken(name)).expect("there are always further numbers")
}

/// For a file that its charger gives no name.
fn name_of_ours(now: i64) -> String {
    format!("diagnostics-{}", now / 1000)
}

/// A stem and its endings, the stem cut where both are too long.
fn joined(stem: &str, ending: &str) -> String {
    let room = NAME_MAX - ending.chars().count().min(NAME_MAX - 1);
    if stem.chars().count() <= room {
        return format!("{stem}{ending}");
    }
    let stem: String = stem.chars().take(room - 1).collect();
    format!("{stem}{CUT}{ending}")
}

/// The endings of a name: short words of letters and digits that begin with a letter, which numbers of versions do not.
pub(crate) fn endings(name: &str) -> &str {
    let mut stem = name;
    for _ in 0..ENDINGS {
        let is_ending = |ending: &str| {
            (1..=ENDING_MAX).contains(&ending.len())
                && ending.starts_with(|first: char| first.is_ascii_alphabetic())
                && ending.bytes().all(|byte| byte.is_ascii_alphanumeric())
        };
        match stem.rsplit_once('.') {
            Some((before, ending)) if !before.is_empty() && is_ending(ending) => stem = before,
            // `.7z` and its like stand alone.
            Some((before, "7z")) if !before.is_empty() => stem = before,
            Some(_) | None => break,
        }
    }
    &name[stem.len()..]
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_790_000_000_000;

    #[test]
    fn a_chargers_name_for_its_file_is_only_shown() {
        // G-02, G-03
        let check = |name: &str, expected: &str| assert_eq!(shown_name(name, NOW), expected, "{name:?}");
        check("logs.zip", "logs.zip");
        check("../../etc/passwd", "passwd");
        check("C:\\logs\\a.zip", "a.zip");
        check("a\0.zip", "a\u{fffd}.zip");
        check("CON", "CON");
        check("x\u{202e}gpj.exe", "x\u{fffd}gpj.exe");
        check("a;filename*=b", "a;filename*=b");
        for nothing in ["", "///", "..", "C:\\"] {
            assert!(shown_name(nothing, NOW).starts_with("diagnostics-") || nothing == "C:\\", "{nothing:?}");
        }
        assert!(shown_name(&"n".repeat(4096), NOW).chars().count() <= NAME_MAX);
    }

    #[test]
    fn a_long_name_keeps_its_endings() {
        // O-55, O-57
        for ending in [".log", ".log.gz", ".tar.gz", ".tar.gz.sig", ".7z", ""] {
            for (letter, count) in [("n", 4096), ("ä", 300), ("n", 121)] {
                let shown = shown_name(&format!("{}{ending}", letter.repeat(count)), NOW);
                assert_eq!(shown.chars().count(), NAME_MAX, "{ending}");
                assert!(shown.ends_with(&format!("…{ending}")), "{shown}");
                assert_eq!(shown_name(&shown, NOW), shown, "a name that is shown stays");
            }
            let just = format!("{}{ending}", "n".repeat(NAME_MAX - ending.len()));
            assert_eq!(shown_name(&just, NOW), just);
        }
        // What only looks like an ending.
        assert!(shown_name(&format!("a.{}", "b".repeat(200)), NOW).starts_with("a.bbb"));
    }

    #[test]
    fn what_has_no_name_takes_one_that_is_free() {
        let check = |otherwise: &[&str], taken: &[&str], expected: &str| {
            let otherwise: Vec<String> = otherwise.iter().map(|name| (*name).to_owned()).collect();
            let name = of_nameless(&otherwise, |name| taken.contains(&name), NOW);
            assert_eq!(name, expected, "{otherwise:?} {taken:?}");
        };
        check(&["told.zip", "x.log"], &[], "told.zip");
        check(&["told.zip", "x.log"], &["told.zip"], "x.log");
        check(&["told.zip", "x.log"], &["told.zip", "x.log"], "told-2.zip");
        check(&["a.tar.gz"], &["a.tar.gz", "a-2.tar.gz"], "a-3.tar.gz");
        check(&["/var/log/a.log"], &[], "a.log");
        check(&["", " "], &[], &name_of_ours(NOW));
        assert!(of_nameless(&[], |_| false, NOW).starts_with("diagnostics-"));
        let long = format!("{}.log", "n".repeat(NAME_MAX - 4));
        let beside = apart(&long, |name| name == long);
        assert!(beside.ends_with("…-2.log") && beside.chars().count() == NAME_MAX, "{beside}");
    }
}
