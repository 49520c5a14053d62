//! What the tests of the store work on.

use super::chargers::{self, NewRow};
use super::scope::Scope;
use super::{Store, people, sites};
use crate::caller::Caller;
use crate::clock::Clock;

/// The charger's key.
pub const CHARGER: &str = "c";

/// A database with one charger, and that one's row id.
pub async fn bench(clock: &Clock) -> (tempfile::TempDir, Store, String) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("t.db"), clock).await.unwrap();
    let added = store.write(|tx| {
        Box::pin(async move {
            let organisation = people::insert_organisation(tx, "o", "Operator", None).await?.unwrap();
            assert!(sites::insert(tx, "s", &organisation, "Yard", "UTC").await?);
            let scope = Scope::of(tx, &Caller::CommandLine).await?;
            let site = sites::by_name(tx, &scope, "Yard", None).await?.remove(0);
            let new = NewRow {
                key: CHARGER.to_owned(),
                identity: "CP-1".to_owned(),
                name: "CP-1".to_owned(),
                site,
                password: None,
            };
            assert!(chargers::insert(tx, &new).await?);
            Ok(chargers::target(tx, &scope, CHARGER).await?.unwrap().id)
        })
    });
    let charger = added.await.unwrap();
    (folder, store, charger)
}
