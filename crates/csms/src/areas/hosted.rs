//! The one-time addresses: for the file host's doors. Here nobody is asking but whoever holds an address.

use crate::files::Link;
use crate::files::address::{self, Direction};
use crate::{Csms, Failure};
use model::Hosting;

pub struct Hosted<'a>(pub(crate) &'a Csms);

impl Hosted<'_> {
    /// The link with this token in its path. None: there is none, or it counts no more; both alike.
    pub async fn by_token(&self, token: &str) -> Result<Option<Link>, Failure> {
        Link::by_token(self.0, token).await
    }

    /// The link with this user and password of FTP.
    pub async fn by_login(&self, user: &str, password: &str) -> Result<Option<Link>, Failure> {
        Link::by_login(self.0, user, password).await
    }

    /// The answer to a nonce, which no other installation gives.
    pub fn probe(&self, nonce: &str) -> String {
        self.0.keys().link_tag(&["probe", nonce])
    }

    /// Addresses as chargers are told them, one for each protocol, with `***` for the secret.
    pub fn examples(&self) -> Vec<String> {
        let host = &self.0.config().host;
        let fetch = Direction::Fetch("firmware.bin");
        let example = |protocol| address::make(self.0.keys(), host, protocol, fetch).map(|address| address.public);
        host.hosting().0.into_iter().filter_map(example).collect()
    }

    /// What is offered to chargers.
    pub fn hosting(&self) -> Hosting {
        self.0.config().host.hosting()
    }
}
