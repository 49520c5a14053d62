//! An address as the Csms names it: a scheme, perhaps a user and a password, and a file, or a folder that one goes to.

use percent_encoding::percent_decode_str;
use url::Url;

use super::TransferError;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    Http,
    Ftp,
}

#[derive(Debug)]
pub struct Address {
    url: Url,
    scheme: Scheme,
}

impl Address {
    pub fn of(url: &str) -> Result<Self, TransferError> {
        let url = Url::parse(url)?;
        let scheme = match url.scheme() {
            "http" => Scheme::Http,
            "ftp" => Scheme::Ftp,
            other => return Err(TransferError::UnknownScheme(other.to_owned())),
        };
        Ok(Self { url, scheme })
    }

    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    pub fn url(&self) -> &Url {
        &self.url
    }

    /// A folder gets a file of this name.
    pub fn with_name(mut self, name: &str) -> Self {
        if self.url.path().ends_with('/') {
            let path = format!("{}{name}", self.url.path());
            self.url.set_path(&path);
        }
        self
    }

    /// Without user and password.
    pub fn shown(&self) -> String {
        let mut url = self.url.clone();
        let _has_none = url.set_username("").and_then(|()| url.set_password(None));
        url.into()
    }

    pub fn host(&self) -> Result<&str, TransferError> {
        self.url.host_str().map(|host| host.trim_matches(['[', ']'])).ok_or(TransferError::NoHost)
    }

    pub fn port(&self) -> u16 {
        self.url.port_or_known_default().unwrap_or(21)
    }

    pub fn user_and_password(&self) -> (String, String) {
        match self.url.username() {
            "" => ("anonymous".to_owned(), "anonymous".to_owned()),
            user => (decoded(user), decoded(self.url.password().unwrap_or_default())),
        }
    }

    /// The folders and the file.
    pub fn folders_and_name(&self) -> Result<(Vec<String>, String), TransferError> {
        let mut parts: Vec<String> = self.url.path_segments().into_iter().flatten().map(decoded).collect();
        let name = parts.pop().filter(|name| !name.is_empty()).ok_or(TransferError::NoName)?;
        Ok((parts, name))
    }
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::{Address, Scheme};

    #[test]
    fn user_password_and_names_are_decoded_and_never_shown() {
        let address = Address::of("ftp://a%40b:p%2Fw@127.0.0.1:2121/one%20two/fw.bin").expect("an address");
        assert_eq!((address.scheme(), address.port()), (Scheme::Ftp, 2121));
        assert_eq!(address.user_and_password(), ("a@b".to_owned(), "p/w".to_owned()));
        let (folders, name) = address.folders_and_name().expect("a name");
        assert_eq!((folders, name.as_str()), (vec!["one two".to_owned()], "fw.bin"));
        assert_eq!(address.shown(), "ftp://127.0.0.1:2121/one%20two/fw.bin");
    }

    #[test]
    fn only_a_folder_gets_a_name() {
        let put = |url: &str| Address::of(url).expect("an address").with_name("diagnostics.log").shown();
        assert_eq!(put("http://h/u/1/"), "http://h/u/1/diagnostics.log");
        assert_eq!(put("http://h/u/1"), "http://h/u/1");
        assert_eq!(put("http://h"), "http://h/diagnostics.log");
    }
}
