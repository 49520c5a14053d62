//! Who comes in: the user and the password of a one-time address, and nobody else; there is no anonymous.

use super::Session;
use async_trait::async_trait;
use csms::{Csms, Link};
use model::FileProtocol;
use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use unftp_core::auth::{
    AuthenticationError, Authenticator, ChannelEncryptionState, Credentials, Principal, UserDetail, UserDetailError,
    UserDetailProvider,
};

/// Wrong logins of one session; the last ends it.
const TRIES: u32 = 3;
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

/// The login of one session.
pub struct Login {
    csms: Csms,
    logins: Arc<Logins>,
    session: Session,
    tries: AtomicU32,
    /// From the check of the password to the library's next question.
    came: Mutex<Option<Visitor>>,
}

impl Logins {
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

impl Login {
    pub fn new(csms: Csms, logins: Arc<Logins>, session: Session) -> Self {
        Self { csms, logins, session, tries: AtomicU32::new(0), came: Mutex::default() }
    }

    async fn find(&self, user: &str, credentials: &Credentials) -> Option<Visitor> {
        let password = credentials.password.as_deref()?;
        if user.len() > WORD_MAX || password.len() > WORD_MAX {
            return None;
        }
        let link = match self.csms.hosted().by_login(user, password).await {
            Ok(link) => link?,
            Err(failure) => {
                self.csms.report(&failure);
                return None;
            }
        };
        let is_open = match credentials.command_channel_security {
            ChannelEncryptionState::Plaintext => true,
            ChannelEncryptionState::Tls => false,
        };
        if is_open && link.protocol() == FileProtocol::Ftps {
            tracing::warn!("a charger logged in without TLS where its address says ftps, and was refused");
            return None;
        }
        let place = self.logins.place(user)?;
        Some(Visitor { link, _place: place })
    }
}

#[async_trait]
impl Authenticator for Login {
    async fn authenticate(&self, user: &str, credentials: &Credentials) -> Result<Principal, AuthenticationError> {
        // Counted before it is looked at: a client may try several at once.
        let earlier = self.tries.fetch_add(1, Ordering::Relaxed);
        if earlier >= TRIES {
            return Err(AuthenticationError::BadPassword);
        }
        if let Some(visitor) = self.find(user, credentials).await {
            *self.came.lock().unwrap_or_else(PoisonError::into_inner) = Some(visitor);
            self.session.logged_in.cancel();
            return Ok(Principal { username: user.to_owned() });
        }
        tokio::time::sleep(PENALTY).await;
        if earlier + 1 >= TRIES {
            self.session.cut.cancel();
        }
        Err(AuthenticationError::BadPassword)
    }
}

#[async_trait]
impl UserDetailProvider for Login {
    type User = Visitor;

    async fn provide_user_detail(&self, principal: &Principal) -> Result<Visitor, UserDetailError> {
        let came = self.came.lock().unwrap_or_else(PoisonError::into_inner).take();
        came.ok_or_else(|| UserDetailError::UserNotFound { username: principal.username.clone() })
    }
}

impl UserDetail for Visitor {}

impl fmt::Display for Visitor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a one-time address")
    }
}

impl fmt::Debug for Visitor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Visitor").field(&self.link).finish()
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login").finish_non_exhaustive()
    }
}
