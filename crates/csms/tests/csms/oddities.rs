//! What chargers say, said badly or in hostility: one answer or none, shown, and nobody else the worse for it.

use crate::bench::Bench;
use crate::talk::{answers_since, ask, call, settle};
use actions::{Order, Verdict, clear_cache};
use charger_sim::{Handle, OddFields, Reply, Script};
use model::ChargerKey;
use serde_json::{Value, json};

/// What a text is answered with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    Nothing,
    Result,
    Error(&'static str),
}

use Answer::{Error, Nothing, Result};

const FORMATION: Answer = Error("FormationViolation");
const PROPERTY: Answer = Error("PropertyConstraintViolation");
const OCCURENCE: Answer = Error("OccurenceConstraintViolation");
const TYPE: Answer = Error("TypeConstraintViolation");
const UNKNOWN: Answer = Error("NotImplemented");

/// Sends a text: it is answered as expected and no more, it is in the trace, and the page loads.
async fn check(bench: &Bench, key: &ChargerKey, sim: &Handle, text: &str, expected: Answer) {
    let shown: String = text.chars().take(120).collect();
    let mark = sim.mark();
    sim.send_text(text).await.unwrap();
    settle(sim).await;
    let mut answers = answers_since(sim, mark);
    answers.pop();
    let told = match answers.as_slice() {
        [] => Nothing,
        [answer] if answer[0] == 3 => Result,
        [answer] => {
            let description = answer[3].as_str().unwrap();
            assert!(description.chars().count() <= 255 && !description.contains(['/', '\n']), "B-26: {description}");
            Error(expected.code().filter(|code| answer[2] == *code).unwrap_or("another code"))
        }
        _ => panic!("{shown}: answered {} times", answers.len()),
    };
    assert_eq!(told, expected, "{shown}: {answers:?}");
    let page = bench.page(key).await;
    let exchange = &page.trace.exchanges[1];
    assert_eq!(exchange.call.text, text, "{shown}: is in the trace");
    assert!(!exchange.call.plain.is_empty() && exchange.call.plain.chars().count() <= 503, "{}", exchange.call.plain);
    assert!(exchange.call.action.as_ref().is_none_or(|action| action.chars().count() <= 64), "B-05");
    assert_eq!(exchange.is_trouble(), told != Result, "G8: {shown}");
    assert_eq!(exchange.answer.is_some(), told != Nothing, "{shown}");
}

impl Answer {
    fn code(self) -> Option<&'static str> {
        match self {
            Error(code) => Some(code),
            Nothing | Result => None,
        }
    }
}

/// All of these over one socket, beside a charger that must not notice.
async fn check_all(rows: impl IntoIterator<Item = (String, Answer)>) {
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default()).await;
    let (_neighbours_key, neighbour) = bench.another("CP-2").await;
    for (text, expected) in rows {
        check(&bench, &key, &sim, &text, expected).await;
    }
    assert!(neighbour.call("Heartbeat", json!({})).await.is_ok());
    assert_eq!((sim.status().losses, neighbour.status().losses), (0, 0), "both sockets stay");
}

fn row(text: impl Into<String>, expected: Answer) -> (String, Answer) {
    (text.into(), expected)
}

#[tokio::test]
async fn what_is_no_frame_is_shown_and_dropped() {
    // B-01, B-02, B-03, G8
    let heartbeat = |kind: &str| format!(r#"[{kind},"r","Heartbeat",{{}}]"#);
    check_all([
        row("hello", Nothing),
        row("}{", Nothing),
        row("", Nothing),
        row(" \n\t", Nothing),
        // As ruled since: what has a head gets its answer.
        row("\u{feff}[2,\"r\",\"Heartbeat\",{}]", Result),
        row(r#"[2,"r","Heartbeat",{},]"#, FORMATION),
        row(r#"[2,"r","MeterValues",{"v":NaN}]"#, FORMATION),
        row(r#"[2,"r","MeterValues",{"v":1"#, FORMATION),
        row("[2,\"r\",\"MeterValues\",{\"v\":\"a\u{0}b\"}]", FORMATION),
        row("{}", Nothing),
        row(r#""x""#, Nothing),
        row("5", Nothing),
        row("null", Nothing),
        row("[]", Nothing),
        row("[2]", Nothing),
        row(r#"[2,"r"]"#, FORMATION),
        row(r#"[2,"r","Heartbeat"]"#, FORMATION),
        row(r#"[2,"r","Heartbeat",{},{},{}]"#, FORMATION),
        row(heartbeat("\"2\""), FORMATION),
        row(heartbeat("2.0"), FORMATION),
        row(heartbeat("2.5"), Nothing),
        row(heartbeat("-2"), Nothing),
        row(heartbeat("1e999"), Nothing),
        row(r#"["r","Heartbeat",{}]"#, Nothing),
        row(r#"[5,"r",{}]"#, Nothing),
        row(r#"[9,"r","Heartbeat",{}]"#, Nothing),
    ])
    .await;
}

#[tokio::test]
async fn strange_ids_and_actions_are_answered_where_they_can_be() {
    // B-04, B-05
    let id = |id: &str| format!(r#"[2,{id},"Heartbeat",{{}}]"#);
    let action = |action: &str| json!([2, "r", action, {}]).to_string();
    check_all([
        row(id("5"), Nothing),
        row(id("null"), Nothing),
        row(id("\"\""), Nothing),
        row(id(r#""a\u0000b""#), Nothing),
        row(id(r#""\ud800""#), Nothing),
        row(id(&format!("\"{}\"", "x".repeat(200_000))), Nothing),
        row(id(&format!("\"{}\"", "x".repeat(37))), Result),
        row(id("\"🔌é\""), Result),
        row(r#"[2,"r",7,{}]"#, UNKNOWN),
        row(action(""), UNKNOWN),
        row(action("heartbeat"), UNKNOWN),
        row(action(&"A".repeat(10_000)), UNKNOWN),
        row(action("__proto__"), UNKNOWN),
        row(action("'; DROP TABLE events; --"), UNKNOWN),
        row(action("a\u{0}b\u{202e}c"), UNKNOWN),
        row(action("ReserveNow"), Error("NotSupported")),
        row(action("GetLog"), Error("NotSupported")),
    ])
    .await;
}

#[tokio::test]
async fn payloads_are_checked_by_their_message() {
    // A-46, A-52, A-53, B-06, B-09
    let status = |payload: &str| format!(r#"[2,"r","StatusNotification",{payload}]"#);
    let stop =
        |meter: &str| format!(r#"[2,"r","StopTransaction",{{"transactionId":1,"meterStop":{meter},"timestamp":"t"}}]"#);
    let forty = "1234567890".repeat(4);
    check_all([
        row(status("[]"), TYPE),
        row(status("\"x\""), TYPE),
        row(status("7"), TYPE),
        row(status("null"), OCCURENCE),
        row(r#"[2,"r","Heartbeat",null]"#, Result),
        row(status(r#"{"connectorId":1}"#), OCCURENCE),
        row(status(r#"{"connectorId":[1],"status":"Available"}"#), TYPE),
        row(status(r#"{"connectorId":-1,"status":"Available"}"#), PROPERTY),
        row(status(r#"{"connectorId":1,"status":"Dreaming","errorCode":"NoError"}"#), Result),
        row(status(r#"{"connectorId":1,"status":"Available","vendor":{"deep":[1,2]},"customData":7}"#), Result),
        row(status(r#"{"connectorId":1,"status":"Faulted","status":"Available"}"#), Result),
        // As ruled since: only what decides may refuse (W-11, W-12).
        row(r#"[2,"r","BootNotification",{"chargePointVendor":"V"}]"#, Result),
        row(r#"[2,"r","Authorize",{"idTag":{"a":1}}]"#, TYPE),
        row(stop("1e400"), PROPERTY),
        row(stop("18446744073709551616"), Result),
        row(stop(&forty), Result),
        row(stop("-0"), Result),
        row(stop("\"12.9\""), Result),
        row(r#"[2,"r","MeterValues",{"connectorId":1,"meterValue":[{"sampledValue":[{"value":"1e400"}]}]}]"#, Result),
    ])
    .await;
}

#[tokio::test]
async fn deep_and_long_documents_cost_nothing_much() {
    // B-07, B-08
    let nested = |depth: usize| format!(r#"[2,"r","DataTransfer",{}{}]"#, "[".repeat(depth), "]".repeat(depth));
    let keys: Vec<String> = (0..15_000).map(|n| format!("\"k{n}\":0")).collect();
    check_all([
        row(nested(63), TYPE),
        row(nested(100), FORMATION),
        row(nested(127), FORMATION),
        row(nested(500), FORMATION),
        row(nested(100_000), FORMATION),
        row(format!(r#"[2,"r","DataTransfer",[{}0]]"#, "0,".repeat(100_000)), TYPE),
        row(format!(r#"[2,"r","DataTransfer",{{"vendorId":"V",{}}}]"#, keys.join(",")), Result),
        row(format!(r#"[2,"r","DataTransfer",{{"vendorId":"V",{}"a":1}}]"#, "\"a\":0,".repeat(30_000)), Result),
        row(format!("[2,\"r\",\"Heartbeat\",{{}}{}", " ".repeat(100_000)), FORMATION),
    ])
    .await;
}

#[tokio::test]
async fn strange_characters_are_stored_and_shown_harmless() {
    // B-11, B-12, B-20
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default()).await;
    let boot = json!({
        "chargePointVendor": "A\u{0}B", "chargePointModel": "gnp.\u{202e}exe\u{200b}", "firmwareVersion": "1\u{1b}[31m",
        "chargePointSerialNumber": "🔌 Zürich <script>alert(1)</script>",
    });
    check(&bench, &key, &sim, &call("r", "BootNotification", &boot), Result).await;
    let charger = bench.page(&key).await.charger;
    assert_eq!(charger.make(), "A\u{fffd}B gnp.\u{fffd}exe\u{fffd}");
    assert_eq!(charger.firmware.as_deref(), Some("1\u{fffd}[31m"));
    assert_eq!(charger.serial.as_deref(), Some("🔌 Zürich <script>alert(1)</script>"), "escaped where it is shown");
    for info in ["a\u{0}b", "'; DROP TABLE chargers; --", "${jndi:ldap://x}", "a\r\nSet-Cookie: b", "\u{feff}\u{2066}"]
    {
        let status = json!({"connectorId": 1, "errorCode": "NoError", "status": info, "info": info});
        check(&bench, &key, &sim, &call("r", "StatusNotification", &status), Result).await;
        let connector = bench.page(&key).await.charger.plugs().next().unwrap().clone();
        assert!(!connector.status.contains(char::is_control) && !connector.status.is_empty(), "{connector:?}");
    }
    assert_eq!(sim.status().losses, 0);
}

#[tokio::test]
async fn oddities_of_real_chargers_cost_no_socket() {
    // dependencies.md, "Bites"
    let odd = OddFields {
        occupied: true,
        error_code_error: true,
        numbers_as_text: true,
        timestamps_without_zone: true,
        status_in_empty_answers: true,
        short_errors: true,
        long_ids: true,
        ids_restart: false,
        long_plate: true,
    };
    for odd in [odd, OddFields { ids_restart: true, ..OddFields::default() }] {
        let bench = Bench::new().await;
        let script = Script::default().odd(odd).reply("ClearChargingProfile", Reply::error("NotSupported", "no"));
        let (key, sim) = bench.charger(script).await;
        let transaction = sim.start_transaction(1, "TAG-1").await.unwrap();
        let page = bench.wait(&key, |page| page.charger.transactions.len() == 1).await;
        assert_eq!(page.charger.transactions[0].connector, 1);
        assert!(transaction > 0);
        if odd.occupied {
            let page = bench.wait(&key, |page| page.charger.plugs().any(|plug| plug.status == "Occupied")).await;
            let plug = page.charger.plugs().find(|plug| plug.status == "Occupied").unwrap();
            assert_eq!(plug.error.as_deref(), Some("Error"), "kept and shown");
            assert!(page.charger.make().chars().count() > 40);
        }
        sim.stop_transaction(1).await.unwrap();
        bench.wait(&key, |page| page.charger.transactions.is_empty()).await;
        let cleared = bench.order(&key, Order::ClearCache).await;
        let cleared = bench.settled(&key, &cleared).await;
        assert!(
            matches!(cleared.verdict, Verdict::ClearCache(clear_cache::Verdict::CacheCleared { .. })),
            "{:?}",
            cleared.verdict
        );
        let profiles = bench.order(&key, Order::ClearChargingProfiles(actions::ClearProfiles::default())).await;
        let profiles = bench.settled(&key, &profiles).await;
        assert_eq!(profiles.verdict.words(), "Refused with NotSupported");
        assert_eq!(sim.status().losses, 0);
        sim.reboot(std::time::Duration::from_millis(10)).await;
        assert!(sim.wait_boots(2, crate::bench::PATIENCE).await, "and again after a boot");
    }
}

#[tokio::test]
async fn an_error_answer_names_no_inside() {
    // B-26
    let bench = Bench::new().await;
    let (_key, sim) = bench.charger(Script::default()).await;
    let answer = ask(&sim, &call("r", "Nonsense<b>", &json!({"a": "select * from x"}))).await;
    assert_eq!(answer, json!([4, "r", "NotImplemented", "this action is not known here", {}]));
    let answer: Value = ask(&sim, r#"[2,"r","Authorize",{"idTag":["secret"]}]"#).await;
    assert_eq!(answer, json!([4, "r", "TypeConstraintViolation", "idTag must be a text", {}]));
}
