//! Id tokens: an organisation's list, those above it, and the explicit choice to accept any; on every version.

use crate::bench::{Bench, ME, PATIENCE};
use charger_sim::{CallFailure, Protocol, Script};
use csms::NewToken;
use model::{OrganisationKey, TokenStatus};
use serde_json::json;

async fn put(bench: &Bench, organisation: &OrganisationKey, id: &str, status: TokenStatus, expires: Option<&str>) {
    let token = NewToken {
        id: id.to_owned(),
        status,
        expires: expires.map(str::to_owned),
        group: Some("FLEET".to_owned()),
        note: None,
    };
    bench.csms.tokens().put(&ME, organisation, token).await.unwrap();
}

#[tokio::test]
async fn the_list_decides_who_may_charge_on_every_version() {
    // TC_023_1 to 3, C_01
    for protocol in Protocol::ALL {
        let bench = Bench::new().await;
        let organisation = bench.csms.tokens().organisation(&ME, "Nordic Charge").await.unwrap();
        bench.csms.tokens().accept_any(&ME, &organisation, false).await.unwrap();
        put(&bench, &organisation, "CARD-OK", TokenStatus::Accepted, Some("2099-01-01")).await;
        put(&bench, &organisation, "CARD-BLOCKED", TokenStatus::Blocked, None).await;
        put(&bench, &organisation, "CARD-OLD", TokenStatus::Accepted, Some("2020-01-31")).await;
        let (_, sim) = bench.speaking(protocol, Script::default()).await;
        for (id, status) in [
            ("CARD-OK", "Accepted"),
            ("card-ok", "Accepted"),
            ("CARD-BLOCKED", "Blocked"),
            ("CARD-OLD", "Expired"),
            ("NOBODY", "Invalid"),
        ] {
            assert_eq!(sim.authorize(id).await.unwrap(), status, "{protocol} {id}");
        }
        assert!(sim.start_transaction(1, "CARD-OK").await.is_ok(), "{protocol}");
        let refused = sim.start_transaction(2, "NOBODY").await.unwrap_err();
        assert_eq!(refused, CallFailure::NotAuthorized("Invalid".to_owned()), "{protocol}");
        // The group, and until when it is good.
        let (action, payload, pointer) = if protocol >= Protocol::V201 {
            let token = json!({"idToken": {"idToken": "CARD-OK", "type": "ISO14443"}});
            ("Authorize", token, "/idTokenInfo/groupIdToken/idToken")
        } else {
            ("Authorize", json!({"idTag": "CARD-OK"}), "/idTagInfo/parentIdTag")
        };
        let answer = sim.call(action, payload).await.unwrap();
        assert_eq!(answer.pointer(pointer), Some(&json!("FLEET")), "{protocol}: {answer}");
        assert!(answer.to_string().contains("2099-01-01T00:00:00Z"), "{protocol}: {answer}");
        bench.csms.tokens().accept_any(&ME, &organisation, true).await.unwrap();
        assert_eq!(sim.authorize("NOBODY").await.unwrap(), "Accepted", "{protocol}");
        assert_eq!(sim.authorize("CARD-BLOCKED").await.unwrap(), "Blocked", "any is not this one");
    }
}

#[tokio::test]
async fn the_nearest_list_decides_and_those_above_count_too() {
    let bench = Bench::new().await;
    let above = bench.csms.tokens().organisation(&ME, "Nordic Charge").await.unwrap();
    bench.csms.tokens().accept_any(&ME, &above, false).await.unwrap();
    let below = bench.csms.sites().add_organisation(&ME, "Mall Oy", Some("Nordic Charge")).await.unwrap();
    bench.csms.sites().add(&ME, "Mall P2", "Mall Oy", None).await.unwrap();
    let new = csms::NewCharger {
        identity: "CP-9".to_owned(),
        name: None,
        site: "Mall P2".to_owned(),
        organisation: None,
        password: csms::Password::Given(crate::bench::PASSWORD.to_owned()),
    };
    bench.csms.chargers().add(&ME, new).await.unwrap();
    let sim = bench.sim("CP-9").start().await;
    assert!(sim.wait_booted(PATIENCE).await);
    put(&bench, &above, "ROAMER", TokenStatus::Accepted, None).await;
    assert_eq!(sim.authorize("ROAMER").await.unwrap(), "Accepted");
    put(&bench, &below, "ROAMER", TokenStatus::Blocked, None).await;
    assert_eq!(sim.authorize("ROAMER").await.unwrap(), "Blocked", "the nearest list decides");
    assert_eq!(sim.authorize("ANY").await.unwrap(), "Invalid");
    bench.csms.tokens().accept_any(&ME, &below, true).await.unwrap();
    assert_eq!(sim.authorize("ANY").await.unwrap(), "Accepted");
    let list = bench.csms.tokens().list(&ME, Some(&below), "roam", None).await.unwrap().unwrap();
    assert_eq!((list.rows.len(), list.total, list.accepts_any), (1, 1, true));
    bench.csms.tokens().remove(&ME, &below, "ROAMER").await.unwrap();
    assert_eq!(sim.authorize("ROAMER").await.unwrap(), "Accepted");
}

#[tokio::test]
async fn an_identifier_that_cannot_be_one_is_refused_with_a_sentence() {
    let bench = Bench::new().await;
    let organisation = bench.csms.tokens().organisation(&ME, "Nordic Charge").await.unwrap();
    let long = "a".repeat(256);
    for (id, expires) in [("", None), (" ", None), (long.as_str(), None), ("a\nb", None), ("A", Some("soon"))] {
        let token = NewToken {
            id: id.to_owned(),
            status: TokenStatus::Accepted,
            expires: expires.map(str::to_owned),
            group: None,
            note: None,
        };
        assert!(bench.csms.tokens().put(&ME, &organisation, token).await.is_err(), "{id} {expires:?}");
    }
}

#[tokio::test]
async fn a_card_is_known_though_a_password_is_a_part_of_its_number() {
    // E-42: what is kept is masked, what is decided is not.
    for protocol in [Protocol::V16, Protocol::V201] {
        let bench = Bench::new().await;
        let organisation = bench.csms.tokens().organisation(&ME, "Nordic Charge").await.unwrap();
        bench.csms.tokens().accept_any(&ME, &organisation, false).await.unwrap();
        let long = format!("{}{}", "7".repeat(10), "B1234");
        put(&bench, &organisation, &long, TokenStatus::Accepted, None).await;
        let (key, sim) = bench.speaking(protocol, Script::default().stretched(200)).await;
        let update = actions::UpdateFirmware::now("ftp://user:B1234@server.com/firmware.bin");
        let command = bench.order(&key, actions::Order::UpdateFirmware(update)).await;
        bench.wait(&key, |page| page.command(&command).is_some_and(|it| it.steps.len() > 2)).await;
        assert_eq!(sim.authorize(&long).await.unwrap(), "Accepted", "{protocol}");
        let page = bench.wait(&key, |page| page.last.as_ref().is_some_and(|last| last.answer.is_some())).await;
        assert!(page.trace.exchanges.iter().all(|exchange| !exchange.call.text.contains("B1234")), "{protocol}");
    }
}
