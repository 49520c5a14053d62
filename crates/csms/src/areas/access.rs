//! Who may come in: putting people and chargers out, letting them in again, and new passwords for both.

use super::backend::Backend;
use super::chargers::{Chargers, Password, password_to_store};
use super::people::People;
use super::sites::may_manage;
use crate::caller::Caller;
use crate::change::{Change, ChangeRefusal};
use crate::failure::Failure;
use crate::random::random_letters;
use crate::store::access::{self, Kind, New, Person};
use crate::store::scope::Scope;
use crate::store::{Job, Reading, Tx, chargers};
use model::Role;
use tokio::sync::watch;

/// Letters and digits of a password made for a person: 119 bits.
const MADE_LETTERS: usize = 20;
/// The installation must not be left to nobody.
const LAST_ADMINISTRATOR: &str =
    "is the last administrator who can sign in. Make somebody else an administrator first.";

pub struct Access<'a>(pub(crate) &'a Backend);

/// A person's new password.
pub enum NewPassword {
    Given(String),
    /// Make one and return it once.
    Make,
}

impl Access<'_> {
    /// Disabled, a person cannot sign in, and whoever is signed in as them is so no more. The last administrator stays.
    pub async fn set_disabled(&self, caller: &Caller, email: &str, disabled: bool) -> Change<()> {
        let kind = if disabled { Kind::PersonDisabled } else { Kind::PersonEnabled };
        self.change_person(caller, email, kind, "", move |tx, person| {
            Box::pin(async move {
                if disabled && is_last_administrator(tx, &person).await? {
                    return Err(ChangeRefusal::because(format!("{} {LAST_ADMINISTRATOR}", person.email)));
                }
                Ok(access::set_disabled(tx, &person, disabled).await?)
            })
        })
        .await
    }

    /// Counts at once; streams begin anew with it. The last administrator stays one.
    pub async fn set_role(&self, caller: &Caller, email: &str, role: Role) -> Change<()> {
        self.change_person(caller, email, Kind::PersonRole, role.as_str(), move |tx, person| {
            Box::pin(async move {
                if role != Role::Administrator && is_last_administrator(tx, &person).await? {
                    return Err(ChangeRefusal::because(format!("{} {LAST_ADMINISTRATOR}", person.email)));
                }
                Ok(access::set_role(tx, &person, role).await?)
            })
        })
        .await
    }

    /// A new password; whoever is signed in with the old one is so no more. Gives back the one that was made.
    pub async fn set_password(&self, caller: &Caller, email: &str, password: NewPassword) -> Change<Option<String>> {
        may_manage(caller)?;
        let (password, made) = match password {
            NewPassword::Given(given) => (given, None),
            NewPassword::Make => {
                let made = random_letters(MADE_LETTERS);
                (made.clone(), Some(made))
            }
        };
        let hash = People(self.0).hash(password).await?;
        self.change_person(caller, email, Kind::PersonPassword, "", move |tx, person| {
            Box::pin(async move { Ok(access::set_password(tx, &person, &hash).await?) })
        })
        .await?;
        Ok(made)
    }

    /// Blocked, a charger is refused at the door, its socket is closed, and its file addresses count no more.
    pub async fn set_blocked(&self, caller: &Caller, identity: &str, blocked: bool) -> Change<()> {
        let kind = if blocked { Kind::ChargerBlocked } else { Kind::ChargerUnblocked };
        self.change_charger(caller, identity, kind, "", move |tx, charger| {
            Box::pin(async move { access::set_blocked(tx, &charger, blocked).await })
        })
        .await
    }

    /// From now on this password alone counts, and the charger's socket is closed. Gives back the one that was made.
    pub async fn set_charger_password(
        &self,
        caller: &Caller,
        identity: &str,
        password: Password,
    ) -> Change<Option<String>> {
        let (stored, made) = password_to_store(self.0.keys(), password)?;
        let Some(stored) = stored else { return Err(ChangeRefusal::because("The password is empty.")) };
        self.change_charger(caller, identity, Kind::ChargerPassword, "", move |tx, charger| {
            Box::pin(async move { access::set_charger_password(tx, &charger, &stored).await })
        })
        .await?;
        Ok(made)
    }

    /// How people call it; open pages show it at once.
    pub async fn rename(&self, caller: &Caller, identity: &str, name: &str) -> Change<()> {
        let name = super::sites::checked_name(name)?;
        let to = name.clone();
        self.change_charger(caller, identity, Kind::ChargerRenamed, &to, move |tx, charger| {
            Box::pin(async move { chargers::rename(tx, &charger, &name).await })
        })
        .await
    }

    /// Ticks when somebody was disabled or enabled, or has another role or password: whoever reads along asks again.
    pub fn people_changed(&self) -> watch::Receiver<i64> {
        self.0.people_changed.subscribe()
    }

    async fn change_person<F>(&self, caller: &Caller, email: &str, kind: Kind, detail: &str, work: F) -> Change<()>
    where
        F: for<'c> FnOnce(&'c mut Tx, Person) -> Job<'c, (), ChangeRefusal> + Send + 'static,
    {
        may_manage(caller)?;
        let (caller, email, detail) = (caller.clone(), email.trim().to_owned(), detail.to_owned());
        self.0
            .store()
            .change(move |tx| {
                Box::pin(async move {
                    let scope = Scope::of(tx, &caller).await?;
                    let found = access::person(tx, &email).await?;
                    let Some(person) = found.filter(|person| scope.holds(&person.organisation)) else {
                        return Err(ChangeRefusal::because(format!("There is no person {email}.")));
                    };
                    let (id, name) = (person.id.clone(), person.email.clone());
                    work(tx, person).await?;
                    let new = New { by: caller.name(), kind, subject: &id, name: &name, detail: &detail };
                    Ok(access::record(tx, &new).await?)
                })
            })
            .await
    }

    async fn change_charger<F>(&self, caller: &Caller, identity: &str, kind: Kind, detail: &str, work: F) -> Change<()>
    where
        F: for<'c> FnOnce(&'c mut Tx, String) -> Job<'c, ()> + Send + 'static,
    {
        may_manage(caller)?;
        let (key, _) = Chargers(self.0).by_identity(caller, identity).await?;
        let (by, identity, detail) = (caller.name().to_owned(), identity.to_owned(), detail.to_owned());
        Chargers(self.0)
            .change(caller, &key, move |tx, target| {
                Box::pin(async move {
                    work(tx, target.id.clone()).await?;
                    let new = New { by: &by, kind, subject: &target.id, name: &identity, detail: &detail };
                    access::record(tx, &new).await
                })
            })
            .await
            .map(drop)
    }
}

async fn is_last_administrator(reading: &mut Reading, person: &Person) -> Result<bool, Failure> {
    Ok(person.is_working_administrator() && !access::is_another_administrator(reading, person).await?)
}
