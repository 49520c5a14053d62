//! Chargers: the list, a charger's page, registering and the door.

use super::backend::Backend;
use super::commands::Commands;
use super::sites::{checked_name, may_manage};
use crate::caller::Caller;
use crate::change::{Change, ChangeRefusal};
use crate::failure::Failure;
use crate::import::{self, ImportResult};
use crate::keys::{Keys, make_charger_password};
use crate::random::random_key;
use crate::store::chargers::{self, NewRow, Target};
use crate::store::scope::Scope;
use crate::store::{Job, Tx, commands, events, knocks, profiles, security_events, settings, sites, trace};
use actions::{ChargerPage, MessageText, Order, Reason, SendMessage};
use model::{
    Admission, Charger, ChargerKey, ChargerQuery, CommandKind, CommandQuery, Configuration, IdempotencyKey, Knock,
    Knocks, SiteKey, TraceFilter, Treatment,
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::collections::HashMap;
use words::check_identity;
use words::local_time::moment;

/// What stands in an address as it is.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
/// Bytes of a charger's password.
const PASSWORD_MAX: usize = 256;

pub struct Chargers<'a>(pub(crate) &'a Backend);

pub enum Password {
    Given(String),
    /// Make one and return it once.
    Make,
    /// Registered to connect without one.
    None,
}

pub struct NewCharger {
    pub identity: String,
    pub name: Option<String>,
    /// Name of the site.
    pub site: String,
    /// Settles equal site names.
    pub organisation: Option<String>,
    pub password: Password,
}

pub struct AddedCharger {
    pub key: ChargerKey,
    /// The last part of the address to enter in the charger, percent-encoded.
    pub identity_in_address: String,
    /// The charger's password, where one was made; shown once.
    pub password: Option<String>,
}

/// Where a new charger is to stand.
enum SiteChoice {
    Named { site: String, organisation: Option<String> },
    Keyed(SiteKey),
}

impl Chargers<'_> {
    pub async fn list(&self, caller: &Caller, query: &ChargerQuery) -> Result<model::Chargers, Failure> {
        let mut reading = self.0.store().page().await?;
        let scope = Scope::of(&mut reading, caller).await?;
        let mut list = chargers::list(&mut reading, &scope, query).await?;
        list.seq = events::newest(&mut reading).await?;
        Ok(list)
    }

    /// None: not there, or not for these eyes.
    pub async fn get(&self, caller: &Caller, key: &ChargerKey) -> Result<Option<Charger>, Failure> {
        let mut reading = self.0.store().page().await?;
        let scope = Scope::of(&mut reading, caller).await?;
        let Some(target) = chargers::target(&mut reading, &scope, key.as_str()).await? else { return Ok(None) };
        Ok(chargers::load(&mut reading, &[target.id]).await?.pop().map(|loaded| loaded.charger))
    }

    /// Everything the charger's page shows, read in one transaction. None: not there, or not for these eyes.
    pub async fn page(
        &self,
        caller: &Caller,
        key: &ChargerKey,
        filter: &TraceFilter,
    ) -> Result<Option<ChargerPage>, Failure> {
        let mut reading = self.0.store().page().await?;
        let now = reading.now();
        let scope = Scope::of(&mut reading, caller).await?;
        let Some(target) = chargers::target(&mut reading, &scope, key.as_str()).await? else { return Ok(None) };
        let Some(loaded) = chargers::load(&mut reading, std::slice::from_ref(&target.id)).await?.pop() else {
            return Ok(None);
        };
        Ok(Some(ChargerPage {
            charger: loaded.charger,
            last: trace::last_exchange(&mut reading, &scope, &target.id, false).await?,
            last_of_all: trace::last_exchange(&mut reading, &scope, &target.id, true).await?,
            trace: trace::trace(&mut reading, &scope, &target.id, filter, None).await?,
            actions_seen: trace::actions_seen(&mut reading, &scope, &target.id).await?,
            timeline: commands::list(&mut reading, &scope, &CommandQuery::of_charger(key)).await?,
            seq: events::newest(&mut reading).await?,
            now,
            local_now: moment(now, &target.time_zone),
            may_order: caller.may_order(),
            may_manage: caller.may_manage(),
            security: security_events::newest(&mut reading, &target.id, &target.time_zone).await?,
            profiles: profiles::held(&mut reading, &target.id).await?,
        }))
    }

    /// Everything a charger has told of its settings. None: not there, or not for these eyes.
    pub async fn configuration(&self, caller: &Caller, key: &ChargerKey) -> Result<Option<Configuration>, Failure> {
        let mut reading = self.0.store().page().await?;
        let scope = Scope::of(&mut reading, caller).await?;
        let Some(target) = chargers::target(&mut reading, &scope, key.as_str()).await? else { return Ok(None) };
        let Some(loaded) = chargers::load(&mut reading, std::slice::from_ref(&target.id)).await?.pop() else {
            return Ok(None);
        };
        let read = settings::read_at(&mut reading, &target.id).await?;
        Ok(Some(Configuration {
            reading: loaded.charger.open.iter().any(|open| open.kind == CommandKind::ReadConfiguration),
            charger: loaded.charger,
            settings: settings::all(&mut reading, &target.id).await?,
            read: read.map(|at| moment(at, &target.time_zone)),
            may_read: caller.may_order(),
            may_set: caller.may_manage(),
            now: reading.now(),
            once: IdempotencyKey(random_key()),
        }))
    }

    /// Changes how a charger is treated. One that is let in and connected is asked to boot, so that it counts at once.
    pub async fn treat(&self, caller: &Caller, key: &ChargerKey, treatment: Treatment) -> Change<()> {
        may_manage(caller)?;
        let admitted = treatment.admission == Admission::Accepted;
        let target = self
            .change(caller, key, move |tx, target| {
                Box::pin(async move { chargers::treat(tx, &target.id, &treatment).await })
            })
            .await?;
        if admitted && target.speaking.registered == Some(Admission::Pending) {
            let payload = MessageText(dialect::BOOT_AGAIN.1.to_owned());
            let ask = SendMessage { action: dialect::BOOT_AGAIN.0.to_owned(), payload, as_typed: false };
            // Offline it will boot anyway; a refusal changes nothing.
            let _ordered = Commands(self.0).order(caller, key, Order::SendMessage(ask), Reason(None), None).await?;
        }
        Ok(())
    }

    /// The security events of a charger were seen.
    pub async fn seen(&self, caller: &Caller, key: &ChargerKey) -> Change<()> {
        if !caller.may_order() {
            return Err(ChangeRefusal::because("Your role does not allow this."));
        }
        let by = caller.name().to_owned();
        self.change(caller, key, move |tx, target| {
            Box::pin(async move { security_events::set_seen(tx, &target.id, &by).await })
        })
        .await
        .map(drop)
    }

    /// Does something to a charger that these eyes may see; gives back how it was before.
    pub(crate) async fn change<F>(&self, caller: &Caller, key: &ChargerKey, work: F) -> Change<Target>
    where
        F: for<'c> FnOnce(&'c mut Tx, Target) -> Job<'c, ()> + Send + 'static,
    {
        let (caller, key) = (caller.clone(), key.clone());
        self.0
            .store()
            .change(move |tx| {
                Box::pin(async move {
                    let scope = Scope::of(tx, &caller).await?;
                    let Some(target) = chargers::target(tx, &scope, key.as_str()).await? else {
                        return Err(ChangeRefusal::because("There is no such charger."));
                    };
                    work(tx, target.clone()).await?;
                    Ok(target)
                })
            })
            .await
    }

    /// A charger by its OCPP identity, for the command line.
    pub async fn by_identity(&self, caller: &Caller, identity: &str) -> Change<(ChargerKey, Treatment)> {
        let mut reading = self.0.store().page().await?;
        let scope = Scope::of(&mut reading, caller).await?;
        let missing = || ChangeRefusal::because(format!("There is no charger {identity}."));
        let known = chargers::credentials(&mut reading, identity).await?.ok_or_else(missing)?;
        let loaded = chargers::load(&mut reading, &[known.id]).await?.pop().ok_or_else(missing)?;
        if !scope.holds(&loaded.organisation) {
            return Err(missing());
        }
        Ok((loaded.charger.key, loaded.charger.treatment))
    }

    pub async fn add(&self, caller: &Caller, new: NewCharger) -> Change<AddedCharger> {
        may_manage(caller)?;
        let place = SiteChoice::Named { site: new.site, organisation: new.organisation };
        self.insert(caller, &new.identity, new.name.as_deref(), place, new.password).await
    }

    /// Registers an identity that knocked, at a site of this caller's, with a password made for it.
    pub async fn register(
        &self,
        caller: &Caller,
        identity: &str,
        name: Option<&str>,
        site: &SiteKey,
    ) -> Change<AddedCharger> {
        may_manage(caller)?;
        if !sees_knocking(caller) {
            return Err(ChangeRefusal::because("Your role does not allow this."));
        }
        self.insert(caller, identity, name, SiteChoice::Keyed(site.clone()), Password::Make).await
    }

    async fn insert(
        &self,
        caller: &Caller,
        identity: &str,
        name: Option<&str>,
        place: SiteChoice,
        password: Password,
    ) -> Change<AddedCharger> {
        check_identity(identity).map_err(ChangeRefusal::Because)?;
        let name = match name.map(str::trim).filter(|name| !name.is_empty()) {
            Some(name) => checked_name(name)?,
            None => identity.to_owned(),
        };
        let (stored, shown) = password_to_store(self.0.keys(), password)?;
        let key = ChargerKey(random_key());
        let (caller, identity_, key_) = (caller.clone(), identity.to_owned(), key.clone());
        self.0
            .store()
            .change(move |tx| {
                Box::pin(async move {
                    let scope = Scope::of(tx, &caller).await?;
                    let site = match place {
                        SiteChoice::Keyed(site) => match sites::by_key(tx, &scope, site.as_str()).await? {
                            Some(site) => site.id,
                            None => return Err(ChangeRefusal::because("Choose a site from the list.")),
                        },
                        SiteChoice::Named { site, organisation } => {
                            let found = sites::by_name(tx, &scope, &site, organisation.as_deref()).await?;
                            one_site(found, &site).map_err(ChangeRefusal::Because)?
                        }
                    };
                    let new = NewRow { key: key_.0, identity: identity_.clone(), name, site, password: stored };
                    if !chargers::insert(tx, &new).await? {
                        return Err(ChangeRefusal::because(format!("There is a charger {identity_} already.")));
                    }
                    Ok(knocks::forget(tx, &identity_).await?)
                })
            })
            .await?;
        Ok(AddedCharger { key, identity_in_address: utf8_percent_encode(identity, PLAIN).to_string(), password: shown })
    }

    /// Takes all rows of a file with the columns identity, name, site and password, or none. Everything slow is done before the transaction.
    pub async fn import(&self, caller: &Caller, csv: &[u8], organisation: Option<&str>) -> Change<ImportResult> {
        may_manage(caller)?;
        let (read, understood) = import::read_chargers(csv)?;
        let mut rows = Vec::with_capacity(read.len());
        for row in read {
            let Some(password) = &row.password else {
                return Err(ChangeRefusal::Line {
                    line: row.line,
                    why: "The password is empty. A charger without one is added by itself, with --no-password."
                        .to_owned(),
                });
            };
            let password = self.0.keys().hash_password(password.expose().as_bytes());
            rows.push((row.line, row.identity, row.name, row.site, password));
        }
        let (caller, organisation) = (caller.clone(), organisation.map(str::to_owned));
        let taken = self
            .0
            .store()
            .change(move |tx| {
                Box::pin(async move {
                    let scope = Scope::of(tx, &caller).await?;
                    let mut places: HashMap<String, String> = HashMap::new();
                    let taken = rows.len() as u64;
                    for (line, identity, name, site, password) in rows {
                        let place = match places.get(&site) {
                            Some(place) => place.clone(),
                            None => {
                                let found = sites::by_name(tx, &scope, &site, organisation.as_deref()).await?;
                                let place = match one_site(found, &site) {
                                    Ok(place) => place,
                                    Err(why) => return ChangeRefusal::line(line, why),
                                };
                                places.insert(site, place.clone());
                                place
                            }
                        };
                        let name = name.unwrap_or_else(|| identity.clone());
                        let new = NewRow {
                            key: random_key(),
                            identity: identity.clone(),
                            name,
                            site: place,
                            password: Some(password),
                        };
                        if !chargers::insert(tx, &new).await? {
                            return ChangeRefusal::line(line, format!("There is a charger {identity} already."));
                        }
                    }
                    Ok(taken)
                })
            })
            .await?;
        Ok(ImportResult { taken, understood })
    }

    /// Chargers refused at the door, for administrators of the charge point operator; for others an empty list.
    pub async fn knocking(&self, caller: &Caller) -> Result<Knocks, Failure> {
        let now = self.0.register.clock().now();
        if !sees_knocking(caller) {
            return Ok(Knocks { rows: Vec::new(), now });
        }
        let mut reading = self.0.store().page().await?;
        let rows = knocks::list(&mut reading)
            .await?
            .into_iter()
            .map(|row| Knock {
                registrable: !row.registered && check_identity(&row.identity).is_ok(),
                identity: row.identity,
                address: row.address,
                first: moment(row.first_at, "UTC"),
                last: moment(row.last_at, "UTC"),
                count: row.count,
                why: row.why,
            })
            .collect();
        Ok(Knocks { rows, now })
    }
}

/// What is stored of a charger's password, and the password itself where it was made.
pub(super) fn password_to_store(keys: &Keys, password: Password) -> Change<(Option<Vec<u8>>, Option<String>)> {
    let given = match password {
        Password::None => return Ok((None, None)),
        Password::Make => {
            let made = make_charger_password();
            return Ok((Some(keys.hash_password(made.as_bytes())), Some(made)));
        }
        Password::Given(given) => given,
    };
    if given.is_empty() {
        return Err(ChangeRefusal::because("The password is empty."));
    }
    if given.len() > PASSWORD_MAX {
        return Err(ChangeRefusal::because(format!("The password is longer than {PASSWORD_MAX} bytes.")));
    }
    Ok((Some(keys.hash_password(given.as_bytes())), None))
}

fn sees_knocking(caller: &Caller) -> bool {
    caller.operator().is_none_or(model::Operator::sees_knocking)
}

fn one_site(mut found: Vec<String>, name: &str) -> Result<String, String> {
    match found.len() {
        0 => Err(format!("There is no site {name}.")),
        1 => Ok(found.remove(0)),
        _several => Err(format!("There are several sites {name}; say which with --organisation.")),
    }
}
