//! What a version has no room for is refused, and never sent.

use super::orders::{longest_setting_name, setting_name, value_max};
use super::speaking;
use crate::bench::Bench;
use actions::{MessageText, Order, SetConfiguration};
use charger_sim::{Protocol, Script};

#[tokio::test]
async fn a_setting_that_the_version_has_no_room_for_is_refused() {
    for protocol in Protocol::ALL {
        let bench = Bench::new().await;
        let (key, sim) = speaking(&bench, protocol, Script::default()).await;
        let longest = longest_setting_name(protocol);
        let mut cases = vec![
            (setting_name(protocol, 51), "1".to_owned(), "name"),
            (longest.clone(), "x".repeat(value_max(protocol) + 1), "value"),
        ];
        if protocol >= Protocol::V201 {
            cases.push(("EVSE@1.Power/Mean".to_owned(), "1".to_owned(), "name"));
        }
        for (name, value, field) in cases {
            let order = Order::SetConfiguration(SetConfiguration { name, value: MessageText(value) });
            let refusal = bench.refusal(&key, order).await;
            assert_eq!(refusal.field.as_deref(), Some(field), "{protocol}: {}", refusal.sentence);
        }
        assert!(sim.sent_to_me("SetVariables").is_empty() && sim.sent_to_me("ChangeConfiguration").is_empty());
    }
}
