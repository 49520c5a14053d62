//! Sites and the organisations they belong to.

use super::backend::Backend;
use crate::caller::Caller;
use crate::change::{Change, ChangeRefusal};
use crate::failure::Failure;
use crate::import::{self, ImportResult};
use crate::random::random_key;
use crate::store::scope::Scope;
use crate::store::{chargers, people, sites};
use model::{ChargerKey, OrganisationKey, SiteKey, SiteRef};
use std::collections::HashMap;
use words::local_time::is_zone;

/// Characters of a name.
const NAME_MAX: usize = 120;
/// Where nothing else is said.
const DEFAULT_ZONE: &str = "UTC";

pub struct Sites<'a>(pub(crate) &'a Backend);

impl Sites<'_> {
    /// At most 50 sites this caller may use whose name or organisation holds every word; the charger's own site is left
    /// out.
    pub async fn search(
        &self,
        caller: &Caller,
        words: &str,
        charger: Option<&ChargerKey>,
    ) -> Result<Vec<SiteRef>, Failure> {
        let mut reading = self.0.store().page().await?;
        let scope = Scope::of(&mut reading, caller).await?;
        let besides = match charger {
            Some(key) => chargers::target(&mut reading, &scope, key.as_str()).await?.map(|target| target.site),
            None => None,
        };
        let found = sites::search(&mut reading, &scope, words, besides.as_deref()).await?;
        Ok(found.into_iter().map(sites::SiteRow::site).collect())
    }

    /// Without a parent it is an operator at the top of a tree, which only the command line may make.
    pub async fn add_organisation(&self, caller: &Caller, name: &str, parent: Option<&str>) -> Change<OrganisationKey> {
        may_manage(caller)?;
        let (name, parent) = (checked_name(name)?, parent.map(str::to_owned));
        if parent.is_none() && !matches!(caller, Caller::CommandLine) {
            return Err(ChangeRefusal::because("Name the organisation above it."));
        }
        let (caller, key) = (caller.clone(), OrganisationKey(random_key()));
        let made = key.clone();
        self.0
            .store()
            .change(move |tx| {
                Box::pin(async move {
                    let scope = Scope::of(tx, &caller).await?;
                    let above = match &parent {
                        None => None,
                        Some(parent) => match people::organisation_by_name(tx, parent).await? {
                            Some(id) if scope.holds(&id) => Some(id),
                            Some(_) | None => {
                                return Err(ChangeRefusal::because(format!("There is no organisation {parent}.")));
                            }
                        },
                    };
                    let inserted = people::insert_organisation(tx, made.as_str(), &name, above.as_deref()).await?;
                    let there = || ChangeRefusal::because(format!("There is an organisation {name} already."));
                    inserted.map(drop).ok_or_else(there)
                })
            })
            .await?;
        Ok(key)
    }

    pub async fn add(
        &self,
        caller: &Caller,
        name: &str,
        organisation: &str,
        time_zone: Option<&str>,
    ) -> Change<SiteKey> {
        may_manage(caller)?;
        let (name, organisation) = (checked_name(name)?, organisation.to_owned());
        let zone = time_zone.unwrap_or(DEFAULT_ZONE).to_owned();
        if !is_zone(&zone) {
            return Err(ChangeRefusal::because(format!("{zone} is not a time zone; write it like Europe/Berlin.")));
        }
        let (caller, key) = (caller.clone(), SiteKey(random_key()));
        let made = key.clone();
        self.0
            .store()
            .change(move |tx| {
                Box::pin(async move {
                    let scope = Scope::of(tx, &caller).await?;
                    let owner = people::organisation_by_name(tx, &organisation).await?;
                    let Some(owner) = owner.filter(|id| scope.holds(id)) else {
                        return Err(ChangeRefusal::because(format!("There is no organisation {organisation}.")));
                    };
                    if sites::insert(tx, made.as_str(), &owner, &name, &zone).await? {
                        return Ok(());
                    }
                    Err(ChangeRefusal::because(format!("{organisation} has a site {name} already.")))
                })
            })
            .await?;
        Ok(key)
    }

    /// Takes all rows of a file with the columns name, organisation and time_zone, or none.
    pub async fn import(&self, caller: &Caller, csv: &[u8]) -> Change<ImportResult> {
        may_manage(caller)?;
        let (rows, understood) = import::read_sites(csv)?;
        let caller = caller.clone();
        let taken = self
            .0
            .store()
            .change(move |tx| {
                Box::pin(async move {
                    let scope = Scope::of(tx, &caller).await?;
                    let mut owners: HashMap<String, Option<String>> = HashMap::new();
                    for row in &rows {
                        if !owners.contains_key(&row.organisation) {
                            let owner = people::organisation_by_name(tx, &row.organisation).await?;
                            owners.insert(row.organisation.clone(), owner.filter(|id| scope.holds(id)));
                        }
                        let Some(Some(owner)) = owners.get(&row.organisation) else {
                            return ChangeRefusal::line(
                                row.line,
                                format!("There is no organisation {}.", row.organisation),
                            );
                        };
                        let zone = row.time_zone.as_deref().unwrap_or(DEFAULT_ZONE);
                        if !sites::insert(tx, &random_key(), owner, &row.name, zone).await? {
                            return ChangeRefusal::line(
                                row.line,
                                format!("{} has a site {} already.", row.organisation, row.name),
                            );
                        }
                    }
                    Ok(rows.len() as u64)
                })
            })
            .await?;
        Ok(ImportResult { taken, understood })
    }
}

pub(super) fn may_manage(caller: &Caller) -> Change<()> {
    if caller.may_manage() { Ok(()) } else { Err(ChangeRefusal::because("Your role does not allow this.")) }
}

/// A name without surrounding space, neither empty nor too long.
pub(super) fn checked_name(name: &str) -> Change<String> {
    let name = name.trim();
    if name.is_empty() {
        return Err(ChangeRefusal::because("The name is empty."));
    }
    if name.chars().count() > NAME_MAX || name.chars().any(char::is_control) {
        return Err(ChangeRefusal::because(format!("A name has at most {NAME_MAX} printable characters.")));
    }
    Ok(name.to_owned())
}
