//! What a file that is put is called: by its own request, or else by whatever else tells a name for it.

use super::{coding, names};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use csms::{FileHead, Link};

#[derive(Clone, Debug, Default)]
pub struct FileNames {
    /// By the address or the headers under which it came.
    pub given: Option<String>,
    /// Where it was given no name, the best first.
    pub otherwise: Vec<String>,
}

impl FileNames {
    pub fn of(link: &Link, in_path: Option<String>, head: &Parts) -> Self {
        let told = link.told_name().map(str::to_owned);
        let in_query = head.uri.query().and_then(names::of_query);
        let otherwise = told.into_iter().chain(in_query).chain(beside_the_standard(&head.headers)).collect();
        Self { given: names::of_headers(&head.headers).or(in_path), otherwise }
    }

    /// The same, packed by gzip.
    pub fn packed(self) -> Self {
        let packed = |name| coding::packed_name(Some(name));
        match self.given {
            Some(given) => Self { given: Some(packed(given)), ..self },
            None if self.otherwise.is_empty() => Self { given: None, otherwise: vec![coding::packed_name(None)] },
            None => Self { given: None, otherwise: self.otherwise.into_iter().map(packed).collect() },
        }
    }

    pub fn incoming(&self, offset: u64, total: Option<u64>) -> FileHead {
        let (name, otherwise) = (self.given.clone(), self.otherwise.clone());
        FileHead { offset, total, name, otherwise, beside: Vec::new() }
    }
}

/// A name in a header of no standard.
fn beside_the_standard(headers: &HeaderMap) -> Option<String> {
    let mut found = ["x-file-name", "x-filename"].into_iter().filter_map(|name| headers.get(name));
    found.next().map(|value| names::plain(&names::text(value.as_bytes()))).filter(|name| !name.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_of_a_packed_file_says_so() {
        // O-45
        let named = FileNames { given: Some("a.log".to_owned()), otherwise: vec!["b.log".to_owned()] }.packed();
        assert_eq!(named.given.as_deref(), Some("a.log.gz"));
        let nameless = FileNames { given: None, otherwise: vec!["b.log".to_owned(), "c.tgz".to_owned()] }.packed();
        assert_eq!(nameless.otherwise, ["b.log.gz", "c.tgz"]);
        assert!(FileNames::default().packed().otherwise[0].ends_with(".gz"));
    }

    #[test]
    fn a_header_of_no_standard_tells_a_name() {
        // O-55
        let check = |name: &'static str, value: &str, expected: Option<&str>| {
            let mut headers = HeaderMap::new();
            headers.insert(name, value.parse().unwrap());
            assert_eq!(beside_the_standard(&headers).as_deref(), expected, "{name}: {value}");
        };
        check("x-file-name", "a.log", Some("a.log"));
        check("x-filename", "lade%20punkt.log", Some("lade punkt.log"));
        check("x-file-name", "'a.log'", Some("a.log"));
        check("x-file-name", " ", None);
        check("x-name", "a.log", None);
    }
}
