//! Where a client is, and what it names from there. Nothing leads above the root, and folders need not be there to be gone into.

/// Bytes of a path; deeper, nothing is gone into or named.
pub const PATH_MAX: usize = 1_024;

/// Some chargers write paths as Windows does.
const SEPARATORS: [char; 2] = ['/', '\\'];

/// The names from the root on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Path(Vec<String>);

impl Path {
    /// What this text names from here. None: it is too long.
    pub(crate) fn join(&self, text: &str) -> Option<Path> {
        let mut names = if text.starts_with(SEPARATORS) { Vec::new() } else { self.0.clone() };
        for part in text.split(SEPARATORS) {
            match part {
                "" | "." => {}
                ".." => drop(names.pop()),
                name => names.push(name.to_owned()),
            }
        }
        let length: usize = names.iter().map(|name| name.len() + 1).sum();
        (length <= PATH_MAX).then_some(Path(names))
    }

    pub(crate) fn up(&mut self) {
        self.0.pop();
    }

    pub(crate) fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// The name at its end.
    pub(crate) fn name(&self) -> Option<&str> {
        self.0.last().map(String::as_str)
    }
}

impl std::fmt::Display for Path {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.is_root() {
            return f.write_str("/");
        }
        self.0.iter().try_for_each(|name| write!(f, "/{name}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leads_above_the_root() {
        // O-04
        fn check(from: &str, to: &str, expected: &str) {
            let path = Path::default().join(from).unwrap().join(to).unwrap();
            assert_eq!(path.to_string(), expected, "{from} {to}");
        }
        check("/a", "..", "/");
        check("/", "../diag.log", "/diag.log");
        check("/a/b", "../../../../etc/passwd", "/etc/passwd");
        check("/a/b", "../c/./d//e/", "/a/c/d/e");
        check("/a", "/b", "/b");
        check("/a", "", "/a");
        check("/a", "...", "/a/...");
        check("/a", "b/..", "/a");
        check("/a", "..\\b\\c.log", "/b/c.log");
        check("/a", "\\logs", "/logs");
    }

    #[test]
    fn a_path_has_a_bound() {
        let deep = Path::default().join(&"a/".repeat(PATH_MAX / 2)).unwrap();
        assert_eq!(deep.join("b"), None);
        assert!(deep.join("..").is_some());
    }
}
