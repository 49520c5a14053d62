//! Transactions on a real file: what is told of them, and what is taken back.

use super::*;
use crate::caller::Caller;
use crate::change::ChangeRefusal;
use crate::store::chargers::{self, NewRow};
use crate::store::scope::Scope;
use crate::store::{events, people, sites};
use model::Seq;

const CHARGER: &str = "c";

/// A database with one charger.
async fn bench(clock: &Clock) -> (tempfile::TempDir, Store, String) {
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

async fn name(store: &Store) -> String {
    let mut reading = store.read().await.unwrap();
    let scope = Scope::of(&mut reading, &Caller::CommandLine).await.unwrap();
    chargers::target(&mut reading, &scope, CHARGER).await.unwrap().unwrap().name
}

async fn newest(store: &Store) -> Seq {
    events::newest(&mut store.read().await.unwrap()).await.unwrap()
}

#[tokio::test]
async fn what_is_refused_is_taken_back_and_told_to_nobody() {
    let (_folder, store, charger) = bench(&Clock::default()).await;
    let before = newest(&store).await;
    let refused = store.change(move |tx| {
        Box::pin(async move {
            chargers::rename(tx, &charger, "Gate").await?;
            Err::<(), _>(ChangeRefusal::because("not today"))
        })
    });
    assert!(matches!(refused.await, Err(ChangeRefusal::Because(why)) if why == "not today"));
    assert_eq!((name(&store).await, newest(&store).await), ("CP-1".to_owned(), before));
    store.close().await;
}

#[tokio::test]
async fn what_is_touched_twice_is_told_once_and_as_of_the_transactions_moment() {
    let clock = Clock::default();
    let (_folder, store, charger) = bench(&clock).await;
    let (before, began) = (newest(&store).await, clock.now());
    clock.advance(Duration::from_secs(3600));
    let renamed = store.write(move |tx| {
        Box::pin(async move {
            chargers::rename(tx, &charger, "Gate").await?;
            chargers::rename(tx, &charger, "Gate 2").await?;
            Ok(tx.now())
        })
    });
    assert!(renamed.await.unwrap() - began >= 3_600_000);
    assert_eq!((name(&store).await, newest(&store).await), ("Gate 2".to_owned(), Seq(before.0 + 1)));
    store.close().await;
}
