//! Who comes in: the user and the password of a one-time address, and nobody else; there is no anonymous.

use csms::{Csms, Link};
use ftp::LoginRefusal;
use model::{FileProtocol, TurnedAway};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Before a wrong login is answered.
const PENALTY: Duration = Duration::from_secs(1);
/// Sessions at once of one login, so that no charger takes the others' places.
const SESSIONS_OF_LOGIN: usize = 8;
/// Characters of a user, and of a password; ours are shorter.
const WORD_MAX: usize = 64;

/// The logins in use.
#[derive(Default)]
pub struct Logins(Mutex<HashMap<String, Weak<Semaphore>>>);

/// Somebody who is logged in.
pub struct Visitor {
    pub link: Link,
    _place: OwnedSemaphorePermit,
}

impl Logins {
    /// Who this is. Only one who knows a password is answered at once.
    pub async fn find(
        &self,
        csms: &Csms,
        user: &str,
        password: &str,
        encrypted: bool,
    ) -> Result<Visitor, LoginRefusal> {
        let Some(link) = known(csms, user, password).await else {
            // At the same time: how long it takes says nothing.
            tokio::join!(tokio::time::sleep(PENALTY), not_logged_in(csms, user, TurnedAway::WrongPassword));
            return Err(LoginRefusal::Wrong);
        };
        if !encrypted && link.protocol() == FileProtocol::Ftps {
            tracing::warn!("a charger logged in without TLS where its address says ftps, and was refused");
            link.refuse("it tried to log in without encryption, where its address says ftps").await;
            return Err(LoginRefusal::NotEncrypted);
        }
        match self.place(user) {
            Some(place) => Ok(Visitor { link, _place: place }),
            None => {
                link.refuse("too many sessions of its login were open at once").await;
                Err(LoginRefusal::Busy)
            }
        }
    }

    fn place(&self, user: &str) -> Option<OwnedSemaphorePermit> {
        let mut logins = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let places = logins.get(user).and_then(Weak::upgrade).unwrap_or_else(|| {
            logins.retain(|_, places| places.strong_count() > 0);
            let places = Arc::new(Semaphore::new(SESSIONS_OF_LOGIN));
            logins.insert(user.to_owned(), Arc::downgrade(&places));
            places
        });
        places.try_acquire_owned().ok()
    }
}

/// Somebody named this user and did not get in. Whose charger that is, if anybody's, reads why; who came hears nothing of it.
pub async fn not_logged_in(csms: &Csms, user: &str, why: TurnedAway) {
    if user.len() > WORD_MAX {
        return;
    }
    if let Err(failure) = csms.hosted().not_logged_in(user, why).await {
        csms.report(&failure);
    }
}

async fn known(csms: &Csms, user: &str, password: &str) -> Option<Link> {
    if user.len() > WORD_MAX || password.len() > WORD_MAX {
        return None;
    }
    match csms.hosted().by_login(user, password).await {
        Ok(link) => link,
        Err(failure) => {
            csms.report(&failure);
            None
        }
    }
}
