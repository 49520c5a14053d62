//! Who may charge: each organisation's list of identifiers.

use super::backend::Backend;
use super::sites::may_manage;
use crate::caller::Caller;
use crate::change::{Change, ChangeRefusal};
use crate::failure::Failure;
use crate::store::scope::Scope;
use crate::store::{Job, Tx, tokens};
use model::{OrganisationKey, Token, TokenStatus};
use words::local_time::{moment, resolve};

/// Characters of an identifier and of a group (OCPP 2.1; 1.6 has 20, 2.0.1 has 36).
const ID_MAX: usize = 255;
/// Characters of a note.
const NOTE_MAX: usize = 200;
/// Lists are told in UTC: an organisation has no time zone.
const ZONE: &str = "UTC";

pub struct Tokens<'a>(pub(crate) &'a Backend);

/// An identifier to be put on a list.
pub struct NewToken {
    pub id: String,
    pub status: TokenStatus,
    /// `2027-01-31`, or with a time in UTC, `2027-01-31T10:00` or `2027-01-31T10:00:00Z`.
    pub expires: Option<String>,
    pub group: Option<String>,
    pub note: Option<String>,
}

impl Tokens<'_> {
    /// A stretch of an organisation's list, the own one's where none is named. None: no such organisation for these eyes.
    pub async fn list(
        &self,
        caller: &Caller,
        organisation: Option<&OrganisationKey>,
        words: &str,
        after: Option<&str>,
    ) -> Result<Option<model::Tokens>, Failure> {
        let mut reading = self.0.store().page().await?;
        let scope = Scope::of(&mut reading, caller).await?;
        let own = caller.operator().map(|operator| operator.organisation_key.0.clone());
        let all = tokens::organisations(&mut reading, &scope, own.as_deref()).await?;
        let wanted = match organisation {
            Some(key) => all.iter().find(|(_, found, _)| found == key.as_str()),
            None => all.first(),
        };
        let Some((id, key, name)) = wanted.cloned() else { return Ok(None) };
        let (rows, next, total) = tokens::list(&mut reading, &id, words, after.unwrap_or_default()).await?;
        let accepts_any = tokens::accepts_any(&mut reading, &id).await?;
        let now = reading.now();
        let rows = rows
            .into_iter()
            .map(|row| Token {
                status: row.status(now),
                id: row.id,
                expires: row.expires_at.map(|at| moment(at, ZONE)),
                group: row.in_group,
                note: row.note,
            })
            .collect();
        Ok(Some(model::Tokens {
            organisation: OrganisationKey(key),
            organisation_name: name,
            organisations: all.into_iter().map(|(_, key, name)| (OrganisationKey(key), name)).collect(),
            accepts_any,
            rows,
            next,
            total,
            may_manage: caller.may_manage(),
        }))
    }

    /// Adds an identifier to a list, or changes what is said of it.
    pub async fn put(&self, caller: &Caller, organisation: &OrganisationKey, token: NewToken) -> Change<()> {
        let row = checked(token)?;
        self.change(caller, organisation, move |tx, organisation| {
            Box::pin(async move { Ok(tokens::put(tx, &organisation, &row).await?) })
        })
        .await
    }

    pub async fn remove(&self, caller: &Caller, organisation: &OrganisationKey, id: &str) -> Change<()> {
        let id = id.to_owned();
        self.change(caller, organisation, move |tx, organisation| {
            Box::pin(async move {
                if tokens::remove(tx, &organisation, &id).await? {
                    return Ok(());
                }
                Err(ChangeRefusal::because("This identifier is not on the list."))
            })
        })
        .await
    }

    /// Whether identifiers that are on no list are accepted; counts for the organisations below that do not say otherwise.
    pub async fn accept_any(&self, caller: &Caller, organisation: &OrganisationKey, any: bool) -> Change<()> {
        self.change(caller, organisation, move |tx, organisation| {
            Box::pin(async move { Ok(tokens::accept_any(tx, &organisation, any).await?) })
        })
        .await
    }

    /// The same by the organisation's name, for the command line.
    pub async fn organisation(&self, caller: &Caller, name: &str) -> Change<OrganisationKey> {
        let mut reading = self.0.store().page().await.map_err(ChangeRefusal::Failed)?;
        let scope = Scope::of(&mut reading, caller).await?;
        let all = tokens::organisations(&mut reading, &scope, None).await?;
        let found = all.into_iter().find(|(_, _, found)| found.eq_ignore_ascii_case(name));
        found
            .map(|(_, key, _)| OrganisationKey(key))
            .ok_or_else(|| ChangeRefusal::because(format!("There is no organisation {name}.")))
    }

    async fn change<F>(&self, caller: &Caller, organisation: &OrganisationKey, work: F) -> Change<()>
    where
        F: for<'c> FnOnce(&'c mut Tx, String) -> Job<'c, (), ChangeRefusal> + Send + 'static,
    {
        may_manage(caller)?;
        let (caller, key) = (caller.clone(), organisation.clone());
        self.0
            .store()
            .change(move |tx| {
                Box::pin(async move {
                    let scope = Scope::of(tx, &caller).await?;
                    let all = tokens::organisations(tx, &scope, None).await?;
                    match all.into_iter().find(|(_, found, _)| found == key.as_str()) {
                        Some((id, _, _)) => work(tx, id).await,
                        None => Err(ChangeRefusal::because("There is no such organisation.")),
                    }
                })
            })
            .await
    }
}

fn checked(token: NewToken) -> Change<tokens::NewRow> {
    let given = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let id = token.id.trim().to_owned();
    if id.is_empty() || id.chars().count() > ID_MAX || id.chars().any(char::is_control) {
        return Err(ChangeRefusal::because(format!("Give the identifier, at most {ID_MAX} characters.")));
    }
    let (group, note) = (given(token.group), given(token.note));
    if group.as_ref().is_some_and(|group| group.chars().count() > ID_MAX) {
        return Err(ChangeRefusal::because(format!("The group has more than {ID_MAX} characters.")));
    }
    if note.as_ref().is_some_and(|note| note.chars().count() > NOTE_MAX) {
        return Err(ChangeRefusal::because(format!("The note has more than {NOTE_MAX} characters.")));
    }
    let expires_at = given(token.expires).map(|text| instant(&text)).transpose()?;
    Ok(tokens::NewRow { id, status: token.status, expires_at, group, note })
}

fn instant(text: &str) -> Change<i64> {
    let text = text.strip_suffix('Z').unwrap_or(text);
    let text = if text.contains('T') { text.to_owned() } else { format!("{text}T00:00") };
    resolve(&text, ZONE).map_err(|_| ChangeRefusal::because("Write the day it expires like 2027-01-31."))
}
