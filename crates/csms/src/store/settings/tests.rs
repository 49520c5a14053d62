//! What is kept of a charger's settings: as many as may be, the newest of each, whatever it tells at once.

use super::*;
use crate::clock::Clock;
use crate::store::Store;
use crate::store::bench::bench;

fn setting(name: impl Into<String>, value: &str, about: Option<&str>) -> Setting {
    Setting {
        name: name.into(),
        value: Some(value.to_owned()),
        readonly: false,
        about: about.map(str::to_owned),
        choices: Vec::new(),
    }
}

/// What is kept after it told this.
async fn told(store: &Store, charger: &str, told: Vec<Setting>) -> Vec<Setting> {
    let id = charger.to_owned();
    store.write(move |tx| Box::pin(async move { put(tx, &id, &told).await })).await.unwrap();
    all(&mut store.read().await.unwrap(), charger).await.unwrap()
}

#[tokio::test]
async fn the_newest_of_a_name_counts_and_what_it_is_about_stays() {
    let (_folder, store, charger) = bench(&Clock::default()).await;
    assert_eq!(told(&store, &charger, Vec::new()).await, []);
    let kept = told(
        &store,
        &charger,
        vec![setting("A", "1", Some("about")), setting("B", "1", None), setting("A", "2", None)],
    );
    assert_eq!(kept.await, [setting("A", "2", None), setting("B", "1", None)]);
    assert_eq!(told(&store, &charger, vec![setting("B", "3", Some("b"))]).await[1], setting("B", "3", Some("b")));
    assert_eq!(told(&store, &charger, vec![setting("B", "4", None)]).await[1], setting("B", "4", Some("b")));
    let none = Setting { value: None, readonly: true, ..setting("B", "", None) };
    assert_eq!(told(&store, &charger, vec![none.clone()]).await[1], Setting { about: Some("b".to_owned()), ..none });
    store.close().await;
}

#[tokio::test]
async fn no_more_is_kept_than_may_be_and_what_is_known_is_renewed() {
    // One report of 44 KB once held the only writer up for a minute.
    let (_folder, store, charger) = bench(&Clock::default()).await;
    let name = |nth: i64| format!("K{nth:05}");
    let most = (0..MOST - 1).map(|nth| setting(name(nth), "old", None)).collect();
    assert_eq!(told(&store, &charger, most).await.len() as i64, MOST - 1);
    // One finds room, the other does not; those that are there are renewed all the same.
    let more = vec![setting(name(0), "new", None), setting("Z1", "new", None), setting("Z2", "new", None)];
    let kept = told(&store, &charger, more).await;
    assert_eq!(kept.len() as i64, MOST);
    assert_eq!(kept[0], setting(name(0), "new", None));
    assert_eq!(kept.last(), Some(&setting("Z1", "new", None)));
    let kept = told(&store, &charger, vec![setting("Z2", "new", None), setting("Z1", "newer", None)]).await;
    assert_eq!((kept.len() as i64, kept.last()), (MOST, Some(&setting("Z1", "newer", None))));
    store.close().await;
}
