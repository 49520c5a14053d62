//! Why a try to fetch or put a file came to nothing.

use std::fmt;

use suppaftp::FtpError;

#[derive(Debug)]
pub(super) enum Failure {
    /// By the charger itself, as its script says.
    Cut,
    /// The scheme is none of http, ftp and ftps.
    Scheme(String),
    /// The address names no file to fetch.
    NoName,
    /// The name leads away from this machine after all.
    Elsewhere,
    /// The other side takes or gives no more bytes.
    Stalled,
    Status(u16),
    /// A 206 of other bytes than those asked for.
    Misplaced,
    Http(reqwest::Error),
    Ftp(FtpError),
    Io(std::io::Error),
    Tls(rustls::Error),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Cut => f.write_str("the charger cut it"),
            Failure::Scheme(scheme) => write!(f, "the charger does not speak {scheme}"),
            Failure::NoName => f.write_str("the address names no file"),
            Failure::Elsewhere => f.write_str("the host is not this machine"),
            Failure::Stalled => f.write_str("nothing moved for too long"),
            Failure::Status(status) => write!(f, "the server answered {status}"),
            Failure::Misplaced => f.write_str("the server sent other bytes than those asked for"),
            Failure::Http(error) => write!(f, "HTTP: {}", innermost(error)),
            Failure::Ftp(error) => write!(f, "FTP: {error}"),
            Failure::Io(error) => write!(f, "the connection broke: {error}"),
            Failure::Tls(error) => write!(f, "TLS: {error}"),
        }
    }
}

impl From<reqwest::Error> for Failure {
    fn from(error: reqwest::Error) -> Failure {
        // The address may hold a password.
        Failure::Http(error.without_url())
    }
}

impl From<FtpError> for Failure {
    fn from(error: FtpError) -> Failure {
        Failure::Ftp(error)
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Failure {
        Failure::Io(error)
    }
}

/// reqwest says only where it failed; why is the last of its sources.
fn innermost(error: &dyn std::error::Error) -> &dyn std::error::Error {
    let mut last = error;
    while let Some(source) = last.source() {
        last = source;
    }
    last
}
