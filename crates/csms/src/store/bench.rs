//! What the tests of the store work on.

use super::chargers::{self, NewRow};
use super::scope::Scope;
use super::{Store, people, sites};
use crate::caller::Caller;
use crate::clock::Clock;
use std::path::Path;

/// The charger's key.
pub const CHARGER: &str = "c";

/// Bytes of the trace, in parts of the smallest size.
pub const TRACE: u64 = 1024 * 1024;

pub async fn open(folder: &Path, clock: &Clock) -> Store {
    Store::open(&folder.join("t.db"), TRACE, clock).await.unwrap()
}

/// A database with one charger, and that one's row id.
pub async fn bench(clock: &Clock) -> (tempfile::TempDir, Store, String) {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path(), clock).await;
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
