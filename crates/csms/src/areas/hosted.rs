//! The one-time addresses: for the file host's doors. Here nobody is asking but whoever holds an address.

use super::backend::Backend;
use super::chargers::Chargers;
use crate::address::{self, Direction};
use crate::caller::Caller;
use crate::change::ChangeRefusal;
use crate::failure::Failure;
use crate::files::Link;
use crate::store::learnt;
use model::{ChargerKey, HostProtocols, TurnedAway};

pub struct Hosted<'a>(pub(crate) &'a Backend);

impl Hosted<'_> {
    /// The link with this token in its path. None: there is none, or it counts no more; both alike.
    pub async fn by_token(&self, token: &str) -> Result<Option<Link>, Failure> {
        Link::by_token(&self.0.host, token).await
    }

    /// The link with this user and password of FTP.
    pub async fn by_login(&self, user: &str, password: &str) -> Result<Option<Link>, Failure> {
        Link::by_login(&self.0.host, user, password).await
    }

    /// Somebody came as this user over FTP and did not get in: said on the timeline of whoever's order it is.
    pub async fn not_logged_in(&self, user: &str, why: TurnedAway) -> Result<(), Failure> {
        Link::not_logged_in(&self.0.host, user, why).await
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

    /// What was seen to work for this charger and its model counts no more: the next order goes as if nothing were known.
    pub async fn forget(&self, caller: &Caller, charger: &ChargerKey) -> Result<(), ChangeRefusal> {
        if !caller.may_order() {
            return Err(ChangeRefusal::because("Your role does not allow this."));
        }
        let chargers = Chargers(self.0);
        let forgotten = chargers
            .change(caller, charger, |tx, target| Box::pin(async move { learnt::forget(tx, &target.id).await }));
        forgotten.await.map(drop)
    }

    /// What is offered to chargers.
    pub fn hosting(&self) -> HostProtocols {
        self.0.config().host.hosting()
    }
}
