//! Fetching a file over several tries, keeping nothing of it but its hash and the version in its head.

use ring::digest::{Context, SHA256};

use super::failure::Failure;
use super::place::Scheme;
use super::tempo::Tempo;
use super::{Errand, Transfer, TransferDirection, ftp, hex, http};

/// The version of a firmware is looked for in so many of its first bytes.
const HEAD: usize = 64 * 1024;

/// What stands before the version, up to white space or NUL.
const MARKER: &[u8] = b"chargehand-firmware-version: ";

/// The longest firmwareVersion that a BootNotification can carry.
const LONGEST_VERSION: usize = 50;

/// A fetch that has ended.
pub(crate) struct FetchResult {
    pub(crate) transfer: Transfer,
    /// The version that the file says it is, if it is here.
    pub(crate) version: Option<String>,
}

/// What has come of a file.
pub(super) struct FetchState {
    hash: Context,
    head: Vec<u8>,
    bytes: u64,
    pub(super) resumed: bool,
    /// The strong ETag of what has come.
    pub(super) tag: Option<String>,
}

impl Errand {
    pub(crate) async fn fetch(self) -> FetchResult {
        let mut received = FetchState::nothing();
        let mut tries = 0;
        let outcome = loop {
            tries += 1;
            if !self.script.resumes {
                received.start_over();
            }
            let mut tempo = Tempo::of_try(tries, &self.script);
            let outcome = match self.place.scheme() {
                Scheme::Http => http::fetch(&self.place, &mut received, &mut tempo).await,
                Scheme::Ftp => ftp::fetch(&self.place, false, &mut received, &mut tempo).await,
                Scheme::Ftps => ftp::fetch(&self.place, true, &mut received, &mut tempo).await,
                Scheme::Unknown(scheme) => break Err(Failure::Scheme(scheme)),
            };
            if outcome.is_ok() || tries >= self.tries {
                break outcome;
            }
            tokio::time::sleep(self.script.pause).await;
        };
        let version = outcome.as_ref().ok().and_then(|()| version_in(&received.head));
        let transfer = Transfer {
            number: 0,
            direction: TransferDirection::Fetched,
            url: self.place.url().to_string(),
            bytes: received.bytes,
            sha256: hex(received.hash.finish().as_ref()),
            tries,
            resumed: received.resumed,
            outcome: outcome.map_err(|failure| failure.to_string()),
        };
        FetchResult { transfer, version }
    }
}

impl FetchState {
    fn nothing() -> FetchState {
        FetchState { hash: Context::new(&SHA256), head: Vec::new(), bytes: 0, resumed: false, tag: None }
    }

    pub(super) fn start_over(&mut self) {
        *self = FetchState::nothing();
    }

    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    pub(super) fn take(&mut self, piece: &[u8]) {
        self.hash.update(piece);
        self.bytes += u64::try_from(piece.len()).unwrap_or(0);
        let room = HEAD - self.head.len();
        self.head.extend_from_slice(&piece[..piece.len().min(room)]);
    }
}

fn version_in(head: &[u8]) -> Option<String> {
    let at = head.windows(MARKER.len()).position(|window| window == MARKER)? + MARKER.len();
    let version = head[at..].split(|byte| byte.is_ascii_whitespace() || *byte == 0).next()?;
    let version = std::str::from_utf8(version).ok()?;
    (1..=LONGEST_VERSION).contains(&version.len()).then(|| version.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_may_say_its_version() {
        fn check(head: &[u8], version: Option<&str>) {
            assert_eq!(version_in(head).as_deref(), version, "{}", String::from_utf8_lossy(head));
        }
        check(b"\x7fELF chargehand-firmware-version: 2.0.1\n", Some("2.0.1"));
        check(b"\0\0chargehand-firmware-version: V7-beta\0\xff", Some("V7-beta"));
        check(b"chargehand-firmware-version: 3 and more", Some("3"));
        check(b"chargehand-firmware-version: ", None);
        check(b"chargehand-firmware-version:2", None);
        check(b"chargehand-firmware-version: \xff\xfe ", None);
        check(&[MARKER, &[b'9'; 51]].concat(), None);
        check(b"", None);
    }

    #[test]
    fn only_the_head_is_kept() {
        let mut received = FetchState::nothing();
        for _ in 0..10 {
            received.take(&[7; 10_000]);
        }
        assert_eq!((received.head.len(), received.bytes()), (HEAD, 100_000));
    }
}
