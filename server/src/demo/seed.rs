//! Sets the demo up: the secret its passwords are made of, and what is in its database at the start.

use super::cast::{CAST, CUSTOMERS, OPERATOR, PEOPLE, SITES, TOKENS};
use super::failure::DemoError;
use csms::{Caller, ChangeRefusal, Csms, NewCharger, NewToken, Password};
use model::ChargerQuery;
use ring::hmac;
use ring::rand::{SecureRandom, SystemRandom};
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Random, made once per folder; passwords follow from it, so that chargers and people find theirs after a restart.
const SECRET_FILE: &str = "demo-secret";
/// Stands there when everything was set up.
const DONE_FILE: &str = "demo-complete";
const SECRET_BYTES: usize = 32;
/// Letters that nobody mistakes for others.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

pub struct Seed {
    key: hmac::Key,
}

impl Seed {
    /// The folder's secret, made now if there is none.
    pub fn keep(data: &Path) -> Result<Self, DemoError> {
        let path = data.join(SECRET_FILE);
        let kept = |source| DemoError::Secret { path: path.clone(), source };
        let mut bytes = Vec::new();
        match File::open(&path) {
            Ok(file) => {
                file.take(SECRET_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(kept)?;
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                bytes.resize(SECRET_BYTES, 0);
                SystemRandom::new().fill(&mut bytes).expect("the system has randomness");
                let mut options = OpenOptions::new();
                let mut file = options.write(true).create_new(true).mode(0o600).open(&path).map_err(kept)?;
                file.write_all(&bytes).and_then(|()| file.sync_all()).map_err(kept)?;
            }
            Err(error) => return Err(kept(error)),
        }
        if bytes.len() != SECRET_BYTES {
            return Err(DemoError::Unreadable(path));
        }
        Ok(Self { key: hmac::Key::new(hmac::HMAC_SHA256, &bytes) })
    }

    pub fn password_of_people(&self) -> String {
        let letters = self.letters("people", 12);
        format!("{}-{}-{}", &letters[..4], &letters[4..8], &letters[8..])
    }

    pub fn password_of_charger(&self, identity: &str) -> String {
        self.letters(&format!("charger {identity}"), 32)
    }

    /// Puts everything into the database. After a stop half-way it goes on; when it is all there it does nothing.
    pub async fn sow(&self, csms: &Csms, data: &Path) -> Result<(), DemoError> {
        let done = data.join(DONE_FILE);
        if done.exists() {
            return Ok(());
        }
        let mut refusals = Refusals::default();
        let caller = Caller::CommandLine;
        refusals.note(csms.sites().add_organisation(&caller, OPERATOR, None).await)?;
        for token in &TOKENS {
            let organisation = csms.tokens().organisation(&caller, OPERATOR).await?;
            csms.tokens().accept_any(&caller, &organisation, true).await?;
            let token = NewToken {
                id: token.id.to_owned(),
                status: token.status,
                expires: None,
                group: Some(token.group.to_owned()),
                note: Some(token.note.to_owned()),
            };
            refusals.note(csms.tokens().put(&caller, &organisation, token).await)?;
        }
        for customer in CUSTOMERS {
            refusals.note(csms.sites().add_organisation(&caller, customer, Some(OPERATOR)).await)?;
        }
        for site in &SITES {
            refusals.note(csms.sites().add(&caller, site.name, site.organisation, Some(site.time_zone)).await)?;
        }
        for person in &PEOPLE {
            let password = self.password_of_people();
            let people = csms.people();
            refusals.note(people.add(&caller, person.email, person.role, person.organisation, password).await)?;
        }
        for part in &CAST {
            let password = match part.no_password {
                true => Password::None,
                false => Password::Given(self.password_of_charger(part.identity)),
            };
            let new = NewCharger {
                identity: part.identity.to_owned(),
                name: Some(part.name.to_owned()),
                site: part.site.to_owned(),
                organisation: None,
                password,
            };
            refusals.note(csms.chargers().add(&caller, new).await)?;
        }
        super::images::shelve(csms).await?;
        let total = csms.chargers().list(&caller, &ChargerQuery::default()).await?.total;
        if usize::try_from(total).is_ok_and(|total| total >= CAST.len()) {
            File::create(&done).map_err(|source| DemoError::Secret { path: done, source })?;
            Ok(())
        } else {
            Err(DemoError::Refused(refusals.last.unwrap_or_else(|| "chargers are missing".to_owned())))
        }
    }

    fn letters(&self, what: &str, count: usize) -> String {
        let tag = hmac::sign(&self.key, what.as_bytes());
        let five_bits = tag.as_ref().iter().map(|byte| usize::from(byte & 31));
        five_bits.take(count).map(|place| char::from(LETTERS[place])).collect()
    }
}

/// What was not taken, most likely because an earlier start got so far already.
#[derive(Default)]
struct Refusals {
    last: Option<String>,
}

impl Refusals {
    fn note<T>(&mut self, outcome: Result<T, ChangeRefusal>) -> Result<(), DemoError> {
        match outcome {
            Ok(_) => Ok(()),
            Err(ChangeRefusal::Because(sentence)) => {
                self.last = Some(sentence);
                Ok(())
            }
            Err(other) => Err(other.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_stay_the_same_in_a_folder() {
        let folder = std::env::temp_dir().join(format!("chargehand-seed-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let first = Seed::keep(&folder).unwrap();
        let second = Seed::keep(&folder).unwrap();
        assert_eq!(first.password_of_people(), second.password_of_people());
        assert_eq!(first.password_of_people().len(), 14);
        assert_eq!(first.password_of_charger("A").len(), 32);
        assert_ne!(first.password_of_charger("A"), first.password_of_charger("B"));
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
