//! Taken in together, what chargers say leaves what it leaves one by one.

use super::*;
use crate::caller::Caller;
use crate::clock::Clock;
use crate::config::Config;
use crate::store::bench::bench;
use crate::store::scope::Scope;
use crate::store::{Store, sites, transactions};
use model::{Charger, ChargerKey, Protocol};
use proptest::prelude::*;
use words::BootReason;

/// What happens to a charger.
#[derive(Clone, Debug)]
enum Deed {
    Boot { firmware: u8, asked: bool },
    Plugs(Vec<Connector>),
    Start { connector: i64 },
    Reads { connector: i64, wh: i64 },
    RebootNeeded,
}

fn connector() -> impl Strategy<Value = Connector> {
    let statuses = ["Available", "Charging", "Finishing", "Faulted", "Preparing", "Other\u{0}word"];
    let error = prop_oneof![Just(None), Just(Some("GroundFailure".to_owned()))];
    (0..2_i64, 0..3_i64, 0..statuses.len(), error).prop_map(move |(evse, id, nth, error)| Connector {
        evse,
        id,
        status: statuses[nth].to_owned(),
        error,
        info: None,
    })
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        2 => (0..3_u8, any::<bool>()).prop_map(|(firmware, asked)| Deed::Boot { firmware, asked }),
        4 => proptest::collection::vec(connector(), 1..4).prop_map(Deed::Plugs),
        1 => (1..3_i64).prop_map(|connector| Deed::Start { connector }),
        1 => (1..3_i64, 0..5_i64).prop_map(|(connector, wh)| Deed::Reads { connector, wh }),
        1 => Just(Deed::RebootNeeded),
    ]
}

fn said(deed: &Deed) -> Vec<(Said, SeqSlot)> {
    let said = match deed {
        Deed::Boot { firmware, asked } => vec![Said::Booted {
            vendor: Some("ABB".to_owned()),
            model: None,
            serial: Some("4711".to_owned()),
            firmware: (*firmware > 0).then(|| format!("1.{firmware}")),
            reason: BootReason::default(),
            asked: *asked,
        }],
        Deed::Plugs(plugs) => plugs.iter().cloned().map(Said::Connector).collect(),
        Deed::Start { .. } | Deed::Reads { .. } | Deed::RebootNeeded => Vec::new(),
    };
    said.into_iter().map(|said| (said, SeqSlot::default())).collect()
}

/// Does it to the charger, together with nobody or by itself.
async fn play(
    tx: &mut Tx,
    charger: &Arc<str>,
    deed: &Deed,
    nth: usize,
    manner: Manner,
    is_together: bool,
) -> Result<Vec<Reply>, Failure> {
    let all = said(deed);
    match (deed, of(&all)) {
        (Deed::Start { connector }, _) => {
            let start = transactions::Start {
                connector: *connector,
                id_tag: String::new(),
                meter_start: Some(0),
                timestamp: "2026-01-01T00:00:00Z".to_owned(),
                digest: nth.to_string(),
            };
            transactions::start(tx, charger, &start).await?;
        }
        (Deed::Reads { connector, wh }, _) => {
            let reading =
                transactions::MeterReading { number: None, evse: 0, connector: Some(*connector), wh: Some(100 * wh) };
            transactions::meter(tx, charger, &reading).await?;
        }
        (Deed::RebootNeeded, _) => {
            chargers::set_reboot_needed(tx, charger, Some(model::RebootNeeded::SettingChanged)).await?;
        }
        (_, Some(Mass::Boot(boot, asked))) if is_together => {
            let all = all.into_iter().next().map(|said| (charger.clone(), (boot, asked, said, manner)));
            return boots(tx, all.into_iter().collect()).await;
        }
        (_, Some(Mass::Plugs(connectors))) if is_together => {
            return Ok(plugs(tx, vec![(charger.clone(), (connectors, all, manner))]).await?.remove(0));
        }
        (_, _) => {
            let mut replies = Vec::new();
            for (said, frame) in all {
                replies.push(intake::store(tx, charger, said, frame.get(), &manner).await?);
            }
            return Ok(replies);
        }
    }
    Ok(Vec::new())
}

async fn add(store: &Store, key: &'static str, protocol: Protocol) -> Arc<str> {
    let added = store.write(move |tx| {
        Box::pin(async move {
            let scope = Scope::of(tx, &Caller::CommandLine).await?;
            let site = sites::by_name(tx, &scope, "Yard", None).await?.remove(0);
            let (identity, name) = (key.to_owned(), "same".to_owned());
            let row = chargers::NewRow { key: key.to_owned(), identity, name, site, password: None };
            assert!(chargers::insert(tx, &row).await?);
            let id = chargers::target(tx, &scope, key).await?.unwrap().id;
            chargers::set_online(tx, &id, true, Some(protocol.as_str())).await?;
            Ok(id)
        })
    });
    added.await.unwrap().into()
}

/// Everything that is shown of a charger, without its name.
async fn shown(store: &Store, charger: &str) -> Charger {
    let mut reading = store.read().await.unwrap();
    let mut charger = chargers::load(&mut reading, &[charger.to_owned()]).await.unwrap().remove(0).charger;
    // They were put there one after the other.
    (charger.key, charger.identity, charger.since) = (ChargerKey(String::new()), String::new(), None);
    charger
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn what_is_taken_in_together_is_left_as_one_by_one(deeds in proptest::collection::vec(deed(), 1..12), v2 in any::<bool>()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let clock = Clock::default();
            let (folder, store, _) = bench(&clock).await;
            let manner = Manner::of(&Config::new(folder.path()));
            let protocol = if v2 { Protocol::V201 } else { Protocol::V16 };
            let (one, other) = (add(&store, "alone", protocol).await, add(&store, "together", protocol).await);
            for (nth, deed) in deeds.into_iter().enumerate() {
                clock.advance(std::time::Duration::from_secs(60));
                let (one, other) = (one.clone(), other.clone());
                let played = store.write(move |tx| {
                    Box::pin(async move {
                        let alone = play(tx, &one, &deed, nth, manner, false).await?;
                        Ok((alone, play(tx, &other, &deed, nth, manner, true).await?))
                    })
                });
                let (alone, together) = played.await.unwrap();
                assert_eq!(format!("{alone:?}"), format!("{together:?}"));
            }
            assert_eq!(shown(&store, &one).await, shown(&store, &other).await);
            store.close().await;
        });
    }
}
