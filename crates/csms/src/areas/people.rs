//! People: who signs in, who they are now, and the first administrator.

use super::backend::Backend;
use super::sites::{checked_name, may_manage};
use crate::caller::Caller;
use crate::change::{Change, ChangeRefusal};
use crate::failure::Failure;
use crate::random::random_key;
use crate::store::people::{self, NewUser};
use crate::store::scope::Scope;
use crate::store::{chargers, commands, events, knocks};
use model::{Operator, Role, Setup, SignedIn, UserKey};

/// Characters of a password.
const PASSWORD_MIN: usize = 8;
const PASSWORD_MAX: usize = 1024;
/// Characters of an email address.
const EMAIL_MAX: usize = 254;
/// Where the one-time setup link's fingerprint stands.
const SETUP: &str = "setup";

/// Said of a setup link that opens nothing.
const USED: &str = "This link was used or has been replaced. Look for a newer one where Chargehand was started.";

pub struct People<'a>(pub(crate) &'a Backend);

/// What a session was begun under. A person who is disabled or gets a new password comes under another, and the session
/// counts no more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Entry(pub i64);

/// Somebody who has proved who they are.
pub struct SignIn {
    pub operator: Operator,
    pub entry: Entry,
}

impl People<'_> {
    /// The person with this email and password, if both are right and they may sign in; takes the same time if not.
    pub async fn sign_in(&self, email: &str, password: String) -> Result<Option<SignIn>, Failure> {
        let known = {
            let mut reading = self.0.store().read().await?;
            people::by_email(&mut reading, email.trim()).await?
        };
        let hash = known.as_ref().map(|known| known.password.clone());
        if password.chars().count() > PASSWORD_MAX {
            return Ok(None);
        }
        let right = self
            .hashing(move || password_auth::verify_password(password, &hash.unwrap_or_else(nobodys_hash)).is_ok())
            .await?;
        let known = known.filter(|known| right && !known.disabled);
        Ok(known.map(|known| SignIn { operator: known.operator, entry: Entry(known.entry) }))
    }

    /// The person behind a session, as they are now; none if they are gone, disabled, or have a new password since.
    pub async fn caller(&self, user: &UserKey, entry: Entry) -> Result<Option<Caller>, Failure> {
        let mut reading = self.0.store().read().await?;
        let known = people::by_key(&mut reading, user.as_str()).await?;
        let known = known.filter(|known| !known.disabled && known.entry == entry.0);
        Ok(known.map(|known| Caller::Person(known.operator)))
    }

    /// What the frame around every page needs.
    pub async fn signed_in(&self, operator: &Operator) -> Result<SignedIn, Failure> {
        let mut reading = self.0.store().page().await?;
        let scope = Scope::of(&mut reading, &Caller::Person(operator.clone())).await?;
        Ok(SignedIn {
            chargers: chargers::count(&mut reading, &scope).await?,
            open_commands: commands::open_count(&mut reading, &scope).await?,
            knocking: if operator.sees_knocking() { knocks::count(&mut reading).await? } else { 0 },
            plaintext: self.0.config().plaintext,
            seq: events::newest(&mut reading).await?,
            now: reading.now(),
            operator: operator.clone(),
        })
    }

    pub async fn add(
        &self,
        caller: &Caller,
        email: &str,
        role: Role,
        organisation: &str,
        password: String,
    ) -> Change<()> {
        may_manage(caller)?;
        let email = checked_email(email)?;
        let password_hash = self.hash(password).await?;
        let (caller, organisation) = (caller.clone(), organisation.to_owned());
        self.0
            .store()
            .change(move |tx| {
                Box::pin(async move {
                    let scope = Scope::of(tx, &caller).await?;
                    let found = people::organisation_by_name(tx, &organisation).await?;
                    let Some(id) = found.filter(|id| scope.holds(id)) else {
                        return Err(ChangeRefusal::because(format!("There is no organisation {organisation}.")));
                    };
                    let new =
                        NewUser { key: random_key(), email: email.clone(), role, organisation: id, password_hash };
                    if people::insert_user(tx, &new).await? {
                        return Ok(());
                    }
                    Err(ChangeRefusal::because(format!("{email} is a person here already.")))
                })
            })
            .await
    }

    /// A fresh one-time token while there is no administrator; earlier ones end with it.
    pub async fn begin_setup(&self) -> Result<Option<String>, Failure> {
        let token = random_key();
        let print = self.0.keys().fingerprint(&token);
        self.0
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    if people::has_administrator(tx).await? {
                        people::set_meta(tx, SETUP, None).await?;
                        return Ok(None);
                    }
                    people::set_meta(tx, SETUP, Some(&print)).await?;
                    Ok(Some(token))
                })
            })
            .await
    }

    pub async fn setup(&self, token: &str) -> Result<Setup, Failure> {
        let mut reading = self.0.store().page().await?;
        let expected = people::meta(&mut reading, SETUP).await?;
        Ok(if expected == Some(self.0.keys().fingerprint(token)) { Setup::Open } else { Setup::Closed })
    }

    /// Uses the token: makes the first organisation (if there is none) and its administrator.
    pub async fn complete_setup(
        &self,
        token: &str,
        organisation: &str,
        email: &str,
        password: String,
    ) -> Change<SignIn> {
        let (organisation, email) = (checked_name(organisation)?, checked_email(email)?);
        let password_hash = self.hash(password).await?;
        let print = self.0.keys().fingerprint(token);
        self.0
            .store()
            .change(move |tx| {
                Box::pin(async move {
                    let good = people::meta(tx, SETUP).await? == Some(print);
                    if !good || people::has_administrator(tx).await? {
                        return Err(ChangeRefusal::because(USED));
                    }
                    let id = match people::first_organisation(tx).await? {
                        Some(id) => id,
                        None => {
                            let key = random_key();
                            match people::insert_organisation(tx, &key, &organisation, None).await? {
                                Some(id) => id,
                                None => {
                                    return Err(ChangeRefusal::because(format!(
                                        "There is an organisation {organisation} already."
                                    )));
                                }
                            }
                        }
                    };
                    let key = random_key();
                    let new = NewUser {
                        key: key.clone(),
                        email: email.clone(),
                        role: Role::Administrator,
                        organisation: id,
                        password_hash,
                    };
                    if !people::insert_user(tx, &new).await? {
                        return Err(ChangeRefusal::because(format!("{email} is a person here already.")));
                    }
                    people::set_meta(tx, SETUP, None).await?;
                    let made = people::by_key(tx, &key).await?;
                    let made = made.map(|made| SignIn { operator: made.operator, entry: Entry(made.entry) });
                    made.ok_or_else(|| ChangeRefusal::because("The person could not be made."))
                })
            })
            .await
    }

    pub(super) async fn hash(&self, password: String) -> Change<String> {
        let length = password.chars().count();
        if length < PASSWORD_MIN {
            return Err(ChangeRefusal::because(format!("A password has at least {PASSWORD_MIN} characters.")));
        }
        if length > PASSWORD_MAX {
            return Err(ChangeRefusal::because(format!("A password has at most {PASSWORD_MAX} characters.")));
        }
        Ok(self.hashing(move || password_auth::generate_hash(password)).await?)
    }

    /// Argon2id takes a core and much memory: at most two at once, beside the tasks that answer chargers.
    async fn hashing<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
        let _place = self.0.hashing.acquire().await.map_err(|_| Failure::Task)?;
        tokio::task::spawn_blocking(work).await.map_err(|_| Failure::Task)
    }
}

/// A hash that no password has, made like the real ones, so that an unknown email takes as long as a wrong password.
fn nobodys_hash() -> String {
    use std::sync::OnceLock;
    // A constant in all but name: computing it is the only way to have this library's own parameters.
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| password_auth::generate_hash(random_key())).clone()
}

fn checked_email(email: &str) -> Change<String> {
    let email = email.trim();
    let well_formed = email.len() <= EMAIL_MAX
        && email
            .split_once('@')
            .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty() && !host.contains('@'))
        && !email.chars().any(|character| character.is_whitespace() || character.is_control());
    if well_formed { Ok(email.to_owned()) } else { Err(ChangeRefusal::because("That is not an email address.")) }
}
