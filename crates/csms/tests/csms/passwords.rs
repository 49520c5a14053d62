//! A charger's password is changed from here: it always comes back with what it holds, and with nothing older.

use crate::bench::{Bench, PASSWORD, PATIENCE, steps};
use actions::{MessageText, Order, SendMessage, SetConfiguration, Verdict, set_configuration};
use charger_sim::{Protocol, Reply, Script};

const NEW: &str = "00112233445566778899aabbccddeeff";

fn set(protocol: Protocol) -> Order {
    let name = if protocol >= Protocol::V201 { "SecurityCtrlr.BasicAuthPassword" } else { "AuthorizationKey" };
    Order::SetConfiguration(SetConfiguration { name: name.to_owned(), value: MessageText(NEW.to_owned()) })
}

async fn knocks(bench: &Bench, password: &[u8]) -> u16 {
    bench.knock("CP-1", "CP-1").basic("CP-1", password).send().await.unwrap().status
}

#[tokio::test]
async fn a_new_password_counts_as_soon_as_the_charger_takes_it() {
    // A-29, TC_073, A_09
    for protocol in [Protocol::V16Security, Protocol::V201] {
        let bench = Bench::new().await;
        let (key, sim) = bench.speaking(protocol, Script::default()).await;
        let action = if protocol >= Protocol::V201 { "SetVariables" } else { "ChangeConfiguration" };
        let answer = |status: &str| match protocol {
            Protocol::V201 => Reply::Payload(serde_json::json!({"setVariableResult": [{"attributeStatus": status,
                "component": {"name": "SecurityCtrlr"}, "variable": {"name": "BasicAuthPassword"}}]})),
            _one_status => Reply::status(status),
        };
        sim.set_script(Script::default().reply(action, answer("Rejected")));
        bench.ends(&key, set(protocol)).await;
        assert_eq!(knocks(&bench, NEW.as_bytes()).await, 401, "{protocol}: it was refused");
        assert_eq!(knocks(&bench, PASSWORD.as_bytes()).await, 101, "{protocol}: the old one stays");
        sim.set_script(Script::default().reply(action, answer("Accepted")));
        // The knock took its place.
        assert!(sim.wait_disconnected(PATIENCE).await);
        sim.connect().await;
        assert!(sim.wait_connected(PATIENCE).await);
        crate::talk::settle_any(&sim).await;
        let command = bench.ends(&key, set(protocol)).await;
        assert_eq!(
            command.verdict,
            Verdict::SetConfiguration(set_configuration::Verdict::SettingTaken { after_reboot: false }),
            "{:#?}",
            steps(&command)
        );
        assert_eq!(knocks(&bench, PASSWORD.as_bytes()).await, 401, "{protocol}: the old one is refused");
        let bytes: Vec<u8> = (0..16).map(|n| n * 0x11).collect();
        assert_eq!(knocks(&bench, &bytes).await, 101, "{protocol}: the bytes that the digits stand for");
        assert_eq!(knocks(&bench, NEW.as_bytes()).await, 401, "{protocol}: it has shown how it reads them");
    }
}

#[tokio::test]
async fn a_charger_that_was_lost_in_the_change_comes_back_with_either() {
    // D-18
    for came_with in [PASSWORD, NEW] {
        let bench = Bench::new().await;
        let (key, sim) = bench.speaking(Protocol::V16, Script::default()).await;
        sim.set_script(Script::default().reply("ChangeConfiguration", Reply::Silence));
        let payload = MessageText(format!(r#"{{"key":"AuthorizationKey","value":"{NEW}"}}"#));
        let action = "ChangeConfiguration".to_owned();
        bench.unanswered(&key, Order::SendMessage(SendMessage { action, payload, as_typed: false })).await;
        let bench = bench.restart().await;
        assert_eq!(knocks(&bench, b"neither").await, 401);
        assert_eq!(knocks(&bench, came_with.as_bytes()).await, 101, "{came_with}");
        sim.stop().await;
    }
}

#[tokio::test]
async fn a_second_new_password_never_locks_out_the_first() {
    // A-29: it took one, and was lost while it was told the next.
    const NEXT: &str = "ffeeddccbbaa99887766554433221100";
    for came_with in [NEW, NEXT] {
        let bench = Bench::new().await;
        let (key, sim) = bench.speaking(Protocol::V16, Script::default()).await;
        sim.set_script(Script::default().reply("ChangeConfiguration", Reply::status("Accepted")));
        bench.ends(&key, set(Protocol::V16)).await;
        sim.set_script(Script::default().reply("ChangeConfiguration", Reply::Silence));
        // Names of settings are the same in any case.
        let name = "authorizationkey".to_owned();
        let next = SetConfiguration { name, value: MessageText(NEXT.to_owned()) };
        bench.unanswered(&key, Order::SetConfiguration(next)).await;
        sim.stop().await;
        assert_eq!(knocks(&bench, PASSWORD.as_bytes()).await, 401, "it gave that up");
        assert_eq!(knocks(&bench, came_with.as_bytes()).await, 101, "{came_with}");
    }
}
