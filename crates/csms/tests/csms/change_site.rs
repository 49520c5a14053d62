//! Change Site: within the caller's organisations, at once everywhere, without touching the socket.

use crate::bench::{Bench, ME, PATIENCE};
use actions::{Event, Order, Reason, Verdict, change_site};
use charger_sim::Script;
use csms::Caller;
use model::{ChargerKey, Ordered, OrganisationKind, RefusalCode, Role, SiteKey, TraceFilter};
use std::fmt::Write;
use std::time::Duration;

/// A person with a role in an organisation.
pub async fn person(bench: &Bench, email: &str, role: Role, organisation: &str) -> Caller {
    bench.csms.people().add(&ME, email, role, organisation, "correct horse".to_owned()).await.unwrap();
    let operator =
        bench.csms.people().sign_in(email, "correct horse".to_owned()).await.unwrap().expect("signed in").operator;
    Caller::Person(operator)
}

/// Two customers below the operator, each with a site, and the operator's own second site.
async fn customers(bench: &Bench) -> (SiteKey, SiteKey, SiteKey) {
    let sites = bench.csms.sites();
    for customer in ["Mall Oy", "Depot AB"] {
        sites.add_organisation(&ME, customer, Some("Nordic Charge")).await.unwrap();
    }
    let own = sites.add(&ME, "Kamppi P2", "Nordic Charge", None).await.unwrap();
    let mall = sites.add(&ME, "Mall of Tripla", "Mall Oy", None).await.unwrap();
    let depot = sites.add(&ME, "Solna depot", "Depot AB", Some("Europe/Stockholm")).await.unwrap();
    (own, mall, depot)
}

async fn moves(bench: &Bench, caller: &Caller, key: &ChargerKey, site: &SiteKey) -> Ordered {
    let order = Order::ChangeSite { site: site.clone() };
    bench.csms.commands().order(caller, key, order, Reason(Some("ticket 7".to_owned())), None).await.unwrap()
}

#[tokio::test]
async fn a_charger_moves_at_once_and_back_and_keeps_its_socket() {
    // F5, F7
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default()).await;
    let (own, _, _) = customers(&bench).await;
    let before = bench.page(&key).await.charger.site;
    let Ordered::Taken(command) = moves(&bench, &ME, &key, &own).await else { panic!("refused") };
    let page = bench.page(&key).await;
    assert_eq!(page.charger.site.name, "Kamppi P2");
    let told = page.command(&command).unwrap();
    assert_eq!(
        told.verdict,
        Verdict::ChangeSite(change_site::Verdict::Moved { from: "Kamppi P1".to_owned(), to: "Kamppi P2".to_owned() })
    );
    assert_eq!((told.by.as_str(), told.reason.as_deref()), ("command line", Some("ticket 7")));
    assert_eq!(told.move_back.as_ref().map(|site| &site.key), Some(&before.key));
    assert!(matches!(moves(&bench, &ME, &key, &before.key).await, Ordered::Taken(_)));
    assert_eq!(bench.page(&key).await.charger.site.key, before.key);
    assert_eq!(sim.status().connections, 1, "the socket stays up");
}

#[tokio::test]
async fn it_works_offline_and_not_to_where_it_stands() {
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default()).await;
    let (own, _, _) = customers(&bench).await;
    sim.stop().await;
    bench.wait(&key, |page| !page.charger.online).await;
    assert!(matches!(moves(&bench, &ME, &key, &own).await, Ordered::Taken(_)));
    let Ordered::Refused(refusal) = moves(&bench, &ME, &key, &own).await else { panic!("taken") };
    assert_eq!(refusal.code, RefusalCode::SameSite);
}

#[tokio::test]
async fn a_site_of_another_organisation_is_refused_also_when_forged() {
    // F2, E-25
    let bench = Bench::new().await;
    let (_, mall, depot) = customers(&bench).await;
    let (key, _sim) = bench.charger(Script::default()).await;
    assert!(matches!(moves(&bench, &ME, &key, &mall).await, Ordered::Taken(_)));
    let caller = person(&bench, "mall@mall.example", Role::Administrator, "Mall Oy").await;
    for site in [depot, SiteKey::from("00000000000000000000000000000000")] {
        let Ordered::Refused(refusal) = moves(&bench, &caller, &key, &site).await else { panic!("taken") };
        assert_eq!((refusal.code, refusal.field.as_deref()), (RefusalCode::Invalid, Some("site")));
    }
    assert_eq!(bench.page(&key).await.charger.site.key, mall);
}

#[tokio::test]
async fn whoever_may_no_longer_see_it_stops_getting_its_events() {
    // F7: within a second; the move itself is told at once.
    let bench = Bench::new().await;
    let (_, mall, depot) = customers(&bench).await;
    let (key, sim) = bench.charger(Script::default()).await;
    moves(&bench, &ME, &key, &mall).await;
    let caller = person(&bench, "mall@mall.example", Role::Viewer, "Mall Oy").await;
    let seq = bench.page(&key).await.seq;
    let mut watch = bench.csms.trace().watch(&caller, std::slice::from_ref(&key), Some(seq)).await.unwrap();
    moves(&bench, &ME, &key, &depot).await;
    let gone = loop {
        let published = tokio::time::timeout(PATIENCE, watch.next()).await.expect("told").expect("open");
        if let Event::Gone(gone) = serde_json::from_str(&published.json).unwrap() {
            break gone;
        }
    };
    assert_eq!(gone.charger, key);
    sim.call("Heartbeat", serde_json::json!({})).await.unwrap();
    bench.wait(&key, |page| page.last_of_all.as_ref().is_some_and(|last| last.call.is_routine())).await;
    // A charger that this caller may see says something afterwards: nothing of the other came before it.
    assert!(bench.csms.chargers().get(&caller, &key).await.unwrap().is_none());
    let later = tokio::time::timeout(Duration::from_millis(1500), watch.next()).await;
    assert!(later.is_err(), "told of a charger that is gone: {later:?}");
}

#[tokio::test]
async fn what_it_said_elsewhere_is_not_told_where_it_came() {
    // decisions 21: the site then and permission now, for each half of an exchange and for the filter's choices.
    let bench = Bench::new().await;
    let (_, mall, depot) = customers(&bench).await;
    let (key, sim) = bench.charger(Script::default()).await;
    moves(&bench, &ME, &key, &depot).await;
    sim.call("DataTransfer", serde_json::json!({"vendorId": "depot"})).await.unwrap();
    bench.wait(&key, |page| page.last.as_ref().is_some_and(|last| last.call.text.contains("depot"))).await;
    moves(&bench, &ME, &key, &mall).await;
    sim.call("Heartbeat", serde_json::json!({})).await.unwrap();
    bench.wait(&key, |page| page.last_of_all.as_ref().is_some_and(|last| last.call.is_routine())).await;
    let caller = person(&bench, "mall@mall.example", Role::Viewer, "Mall Oy").await;
    let page = bench.csms.chargers().page(&caller, &key, &TraceFilter::default()).await.unwrap().expect("seen");
    assert_eq!(page.actions_seen, ["Heartbeat"]);
    assert_eq!(page.trace.exchanges.len(), 1);
}

#[tokio::test]
async fn ten_thousand_sites_are_searched_by_words() {
    // F1
    let bench = Bench::new().await;
    let mut csv = "name,organisation,time_zone\n".to_owned();
    for n in 0..10_000 {
        writeln!(csv, "Värtahamnen {n},Nordic Charge,Europe/Stockholm").unwrap();
    }
    assert_eq!(bench.csms.sites().import(&ME, csv.as_bytes()).await.unwrap().taken, 10_000);
    let found = bench.csms.sites().search(&ME, "VÄRTA 9876", None).await.unwrap();
    assert_eq!(found.iter().map(|site| site.name.as_str()).collect::<Vec<_>>(), ["Värtahamnen 9876"]);
    assert_eq!(bench.csms.sites().search(&ME, "", None).await.unwrap().len(), 50);
    let caller = person(&bench, "desk@nordic.example", Role::Operator, "Nordic Charge").await;
    let Caller::Person(operator) = &caller else { unreachable!() };
    assert_eq!(operator.organisation_kind, OrganisationKind::Cpo);
    assert_eq!(bench.csms.sites().search(&caller, "kamppi", None).await.unwrap().len(), 1);
}

/// K-09: after a move into another time zone and back, everything on the charger's page is told in the zone where it stands now.
#[tokio::test]
async fn all_times_of_a_charger_are_told_in_the_zone_of_its_site_now() {
    let bench = Bench::new().await;
    let (key, _sim) = bench.charger(Script::default()).await;
    let (_, _, depot) = customers(&bench).await;
    let cleared = bench.order(&key, Order::ClearCache).await;
    bench.settled(&key, &cleared).await;
    let home = bench.page(&key).await.charger.site.key;
    for (site, zone, known) in [(&depot, "Europe/Stockholm", 1), (&home, "Europe/Helsinki", 2)] {
        assert!(matches!(moves(&bench, &ME, &key, site).await, Ordered::Taken(_)));
        let page = bench.page(&key).await;
        assert_eq!(page.charger.site.time_zone, zone);
        let tz = jiff::tz::TimeZone::get(zone).unwrap();
        let commands = page.timeline.rows.iter().flat_map(|command| {
            let steps = command.steps.iter().map(|step| &step.at);
            [&command.ordered].into_iter().chain(&command.settled).chain(steps)
        });
        let exchanges = page.trace.exchanges.iter().chain(&page.last).chain(&page.last_of_all);
        let frames = exchanges.flat_map(|exchange| [Some(&exchange.call), exchange.answer.as_ref()]).flatten();
        let charger = page.charger.since.iter().chain(page.charger.last_message.as_ref().map(|(at, _)| at));
        let told: Vec<_> =
            commands.chain(frames.map(|frame| &frame.at)).chain(charger).chain([&page.local_now]).collect();
        assert!(told.len() > 10 && page.timeline.rows.len() > known);
        for moment in told {
            let there = jiff::Timestamp::from_millisecond(moment.ms).unwrap().to_zoned_datetime(tz.clone());
            assert_eq!(moment.local, there.strftime("%Y-%m-%d %H:%M:%S %:z").to_string());
        }
    }
}
