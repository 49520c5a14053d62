//! Putting a file over several tries.

use bytes::Bytes;
use ring::digest::{SHA256, digest};

use super::failure::Failure;
use super::place::Scheme;
use super::tempo::Tempo;
use super::{Errand, Transfer, TransferDirection, ftp, hex, http};

/// A file to be put.
pub(crate) struct Parcel {
    pub(crate) name: String,
    pub(crate) content: Bytes,
}

/// What has gone of a file.
#[derive(Default)]
pub(super) struct Sent {
    pub(super) bytes: u64,
    pub(super) resumed: bool,
}

impl Errand {
    pub(crate) async fn put(self, parcel: Parcel) -> Transfer {
        let mut sent = Sent::default();
        let mut tries = 0;
        let outcome = loop {
            tries += 1;
            if !self.script.resumes || sent.bytes >= parcel.length() {
                sent.start_over();
            }
            let tempo = Tempo::of_try(tries, &self.script);
            let outcome = match self.place.scheme() {
                Scheme::Http => http::put(&self.place, &self.script, &parcel, &mut sent, tempo).await,
                Scheme::Ftp => ftp::put(&self.place, false, self.script.pieces, &parcel, &mut sent, tempo).await,
                Scheme::Ftps => ftp::put(&self.place, true, self.script.pieces, &parcel, &mut sent, tempo).await,
                Scheme::Unknown(scheme) => break Err(Failure::Scheme(scheme)),
            };
            if outcome.is_ok() || tries >= self.tries {
                break outcome;
            }
            tokio::time::sleep(self.script.pause).await;
        };
        let appends = match self.place.scheme() {
            Scheme::Http => self.script.appends_name,
            Scheme::Ftp | Scheme::Ftps | Scheme::Unknown(_) => true,
        };
        Transfer {
            number: 0,
            direction: TransferDirection::Put,
            url: self.place.of_file(&parcel.name, appends).to_string(),
            bytes: if outcome.is_ok() { parcel.length() } else { sent.bytes.min(parcel.length()) },
            sha256: hex(digest(&SHA256, &parcel.content).as_ref()),
            tries,
            resumed: sent.resumed,
            outcome: outcome.map_err(|failure| failure.to_string()),
        }
    }
}

impl Parcel {
    pub(super) fn length(&self) -> u64 {
        u64::try_from(self.content.len()).unwrap_or(u64::MAX)
    }

    /// What follows so many bytes.
    pub(super) fn rest(&self, from: u64) -> Bytes {
        let from = usize::try_from(from).unwrap_or(usize::MAX).min(self.content.len());
        self.content.slice(from..)
    }
}

impl Sent {
    pub(super) fn start_over(&mut self) {
        *self = Sent::default();
    }
}
