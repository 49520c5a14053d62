//! People and what they may: roles and organisations bound every question and every order.

use crate::bench::{Bench, ME};
use crate::change_site::person;
use actions::{Order, Reason};
use charger_sim::Script;
use csms::{Caller, ChangeRefusal, NewCharger, Password};
use model::{ChargerQuery, CommandQuery, Ordered, RefusalCode, Role, Setup, TraceFilter};

#[tokio::test]
async fn a_person_signs_in_with_the_right_password_only() {
    let bench = Bench::new().await;
    person(&bench, "desk@nordic.example", Role::Operator, "Nordic Charge").await;
    let people = bench.csms.people();
    for (email, password, good) in [
        ("desk@nordic.example", "correct horse", true),
        (" DESK@nordic.example ", "correct horse", true),
        ("desk@nordic.example", "Correct horse", false),
        ("nobody@nordic.example", "correct horse", false),
        ("", "", false),
    ] {
        assert_eq!(people.sign_in(email, password.to_owned()).await.unwrap().is_some(), good, "{email} {password}");
    }
    let refused = people.add(&ME, "a@b.example", Role::Viewer, "Nordic Charge", "short".to_owned()).await.unwrap_err();
    assert!(matches!(refused, ChangeRefusal::Because(sentence) if sentence.contains("at least 8")));
}

#[tokio::test]
async fn roles_and_organisations_bound_every_order() {
    // H9, E-23, E-37
    let bench = Bench::new().await;
    let sites = bench.csms.sites();
    sites.add_organisation(&ME, "Mall Oy", Some("Nordic Charge")).await.unwrap();
    sites.add_organisation(&ME, "Depot AB", Some("Nordic Charge")).await.unwrap();
    sites.add(&ME, "Mall of Tripla", "Mall Oy", None).await.unwrap();
    let (key, sim) = bench.charger(Script::default()).await;
    let Ordered::Taken(_) = bench
        .try_order(&key, Order::ChangeSite { site: sites.search(&ME, "tripla", None).await.unwrap()[0].key.clone() })
        .await
    else {
        panic!("refused")
    };
    let order = async |caller: &Caller| match bench
        .csms
        .commands()
        .order(caller, &key, Order::ClearCache, Reason(None), None)
        .await
        .unwrap()
    {
        Ordered::Taken(command) => {
            bench.settled(&key, &command).await;
            None
        }
        Ordered::Refused(refusal) => Some(refusal.code),
    };
    for (role, organisation, expected) in [
        (Role::Viewer, "Nordic Charge", Some(RefusalCode::NotAllowed)),
        (Role::Operator, "Nordic Charge", None),
        (Role::Administrator, "Nordic Charge", None),
        (Role::Viewer, "Mall Oy", Some(RefusalCode::NotAllowed)),
        (Role::Operator, "Mall Oy", None),
        (Role::Administrator, "Depot AB", Some(RefusalCode::NotFound)),
        (Role::Operator, "Depot AB", Some(RefusalCode::NotFound)),
    ] {
        let email = format!("{}@{}.example", role.as_str(), organisation.replace(' ', "-"));
        let caller = person(&bench, &email, role, organisation).await;
        assert_eq!(order(&caller).await, expected, "{role:?} of {organisation}");
        // What is not for these eyes is nowhere: page, list, actions, stop waiting.
        let seen = organisation != "Depot AB";
        assert_eq!(bench.csms.chargers().get(&caller, &key).await.unwrap().is_some(), seen);
        let page = bench.csms.chargers().page(&caller, &key, &TraceFilter::default()).await.unwrap();
        assert_eq!(page.is_some(), seen);
        let list = bench.csms.chargers().list(&caller, &ChargerQuery::default()).await.unwrap();
        assert_eq!((list.rows.len(), list.total), if seen { (1, 1) } else { (0, 0) });
        let commands = bench.csms.commands().list(&caller, &CommandQuery::default()).await.unwrap();
        assert_eq!(commands.rows.is_empty(), !seen);
    }
    assert_eq!(sim.sent_to_me("ClearCache").len(), 3);
}

#[tokio::test]
async fn only_administrators_register_and_only_within_their_organisations() {
    let bench = Bench::new().await;
    bench.csms.sites().add_organisation(&ME, "Mall Oy", Some("Nordic Charge")).await.unwrap();
    let new = || NewCharger {
        identity: "CP-9".to_owned(),
        name: None,
        site: "Kamppi P1".to_owned(),
        organisation: None,
        password: Password::Make,
    };
    for (email, role, organisation, good) in [
        ("a@x.example", Role::Operator, "Nordic Charge", false),
        ("b@x.example", Role::Administrator, "Mall Oy", false),
        ("c@x.example", Role::Administrator, "Nordic Charge", true),
    ] {
        let caller = person(&bench, email, role, organisation).await;
        assert_eq!(bench.csms.chargers().add(&caller, new()).await.is_ok(), good, "{email}");
    }
}

#[tokio::test]
async fn the_setup_link_works_once() {
    // decisions 33, E-13
    let bench = Bench::new().await;
    let people = bench.csms.people();
    let old = people.begin_setup().await.unwrap().expect("no administrator yet");
    let token = people.begin_setup().await.unwrap().expect("no administrator yet");
    assert_eq!(people.setup(&old).await.unwrap(), Setup::Closed, "a fresh one replaces it");
    assert_eq!(people.setup(&token).await.unwrap(), Setup::Open);
    assert_eq!(people.setup(&token).await.unwrap(), Setup::Open, "looking does not use it up");
    let made =
        people.complete_setup(&token, "Nordic Charge", "me@nordic.example", "correct horse".to_owned()).await.unwrap();
    assert_eq!(made.operator.role, Role::Administrator);
    assert!(people.complete_setup(&token, "X", "you@nordic.example", "correct horse".to_owned()).await.is_err());
    assert_eq!(people.setup(&token).await.unwrap(), Setup::Closed);
    assert_eq!(people.begin_setup().await.unwrap(), None);
}

#[tokio::test]
async fn an_import_takes_all_rows_or_names_the_bad_one() {
    let bench = Bench::new().await;
    let chargers = bench.csms.chargers();
    let rows: String = (0..10_000).map(|n| format!("CP-{n},Charger {n},Kamppi P1,password-{n}\n")).collect();
    let header = "identity,name,site,password\n";
    let bad = format!("{header}{rows}CP-X,,Nowhere,password-x\n");
    let Err(refused) = chargers.import(&ME, bad.as_bytes(), None).await else { panic!("it was taken") };
    assert!(matches!(&refused, ChangeRefusal::Line { line: 10_002, why } if why.contains("Nowhere")), "{refused}");
    assert_eq!(chargers.list(&ME, &ChargerQuery::default()).await.unwrap().total, 0, "nothing of the file is taken");
    assert_eq!(chargers.import(&ME, format!("{header}{rows}").as_bytes(), None).await.unwrap().taken, 10_000);
    let query = ChargerQuery { search: Some("charger 77".to_owned()), ..ChargerQuery::default() };
    let found = chargers.list(&ME, &query).await.unwrap();
    assert_eq!((found.rows.len(), found.total), (50, 10_000));
    let next = ChargerQuery { after: found.next, ..query };
    let more = chargers.list(&ME, &next).await.unwrap();
    assert!(more.rows[0].name > found.rows[49].name);
}
