//! The address of a file: whether it is on this machine, and how it is taken apart.

use std::net::IpAddr;

use percent_encoding::percent_decode_str;
use reqwest::Url;

/// The control port of FTP, where the address names none.
const FTP_PORT: u16 = 21;

/// An address on this machine.
#[derive(Clone, Debug)]
pub(crate) struct LocalAddress {
    url: Url,
    host: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Scheme {
    Http,
    Ftp,
    /// AUTH TLS on the port of FTP.
    Ftps,
    Unknown(String),
}

impl LocalAddress {
    /// `None` where the text is no address, or one of another machine.
    pub(crate) fn near(location: &str) -> Option<LocalAddress> {
        let url = Url::parse(location).ok()?;
        let host = url.host_str()?.trim_start_matches('[').trim_end_matches(']').to_owned();
        let near = match host.parse::<IpAddr>() {
            Ok(ip) => ip.is_loopback(),
            Err(_) => host.eq_ignore_ascii_case("localhost"),
        };
        near.then_some(LocalAddress { url, host })
    }

    pub(super) fn scheme(&self) -> Scheme {
        match self.url.scheme() {
            "http" => Scheme::Http,
            "ftp" => Scheme::Ftp,
            "ftps" => Scheme::Ftps,
            other => Scheme::Unknown(other.to_owned()),
        }
    }

    pub(super) fn url(&self) -> &Url {
        &self.url
    }

    /// Without the brackets of IPv6.
    pub(super) fn host(&self) -> &str {
        &self.host
    }

    pub(super) fn ftp_port(&self) -> u16 {
        self.url.port().unwrap_or(FTP_PORT)
    }

    /// User and password; where there are none, those that every FTP server knows.
    pub(super) fn credentials(&self) -> (String, String) {
        match (self.url.username(), self.url.password()) {
            ("", None) => ("anonymous".to_owned(), "anonymous".to_owned()),
            (user, password) => (decoded(user), decoded(password.unwrap_or_default())),
        }
    }

    /// The folders of the path, and the file as the last.
    pub(super) fn parts(&self) -> Vec<String> {
        self.url.path().split('/').filter(|part| !part.is_empty()).map(decoded).collect()
    }

    /// The address of a file of this name: in the place where that is a folder, or if it `appends`, else the place.
    pub(super) fn of_file(&self, name: &str, appends: bool) -> Url {
        let mut url = self.url.clone();
        if (appends || matches!(url.path(), "") || url.path().ends_with('/'))
            && let Ok(mut segments) = url.path_segments_mut()
        {
            segments.pop_if_empty().push(name);
        }
        url
    }
}

/// Scheme and host of an address, and nothing else.
pub(super) fn origin(url: &str) -> String {
    match Url::parse(url) {
        Ok(url) => format!("{}://{}", url.scheme(), url.host_str().unwrap_or_default()),
        Err(_) => String::new(),
    }
}

fn decoded(part: &str) -> String {
    percent_decode_str(part).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_near() {
        fn check(location: &str, near: bool) {
            assert_eq!(LocalAddress::near(location).is_some(), near, "{location}");
        }
        check("http://127.0.0.1:8080/f", true);
        check("http://127.9.9.9/f", true);
        check("ftp://user:p%40ss@localhost/f", true);
        check("ftps://[::1]:2121/f", true);
        check("ftps://LOCALHOST/f", true);
        check("http://127.0.0.1.example.com/f", false);
        check("http://localhost.example.com/f", false);
        check("ftps://10.0.0.1/f", false);
        check("http://host/f", false);
        check("ftp://127.0.0.1@host/f", false);
        check("/just/a/path", false);
        check("", false);
    }

    #[test]
    fn a_name_is_added_where_the_script_says() {
        fn check(location: &str, appends: bool, expected: &str) {
            assert_eq!(LocalAddress::near(location).unwrap().of_file("a b.zip", appends).as_str(), expected);
        }
        check("http://localhost", false, "http://localhost/a%20b.zip");
        check("http://localhost/up/?t=1", false, "http://localhost/up/a%20b.zip?t=1");
        check("http://localhost/up", true, "http://localhost/up/a%20b.zip");
        check("http://localhost/up", false, "http://localhost/up");
        check("ftps://localhost", true, "ftps://localhost/a%20b.zip");
    }

    #[test]
    fn an_address_is_taken_apart() {
        let place = LocalAddress::near("ftps://me:p%40ss@[::1]:2121/a%20b/c/").unwrap();
        assert_eq!(place.scheme(), Scheme::Ftps);
        assert_eq!((place.host(), place.ftp_port()), ("::1", 2121));
        assert_eq!(place.credentials(), ("me".to_owned(), "p@ss".to_owned()));
        assert_eq!(place.parts(), ["a b", "c"]);
        assert_eq!(origin("http://me:secret@localhost:80/token"), "http://localhost");
    }
}
