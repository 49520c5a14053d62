//! The messages that people write by hand: each version's examples are valid, and none of its messages is missing.

use super::check::{Payloads, examples};
use super::{SEND, answered, speaking};
use crate::bench::{Bench, ME};
use charger_sim::{Protocol, Script};
use serde_json::Value;
use std::collections::BTreeSet;

/// Sent by both sides.
const BOTH: &str = "DataTransfer";

#[tokio::test]
async fn every_message_offered_is_valid_and_together_with_what_chargers_say_they_are_all_there_is() {
    for protocol in Protocol::ALL {
        let bench = Bench::new().await;
        let (key, _sim) = speaking(&bench, protocol, Script::default()).await;
        let forms = bench.csms.commands().messages(&ME, &key).await.unwrap().unwrap().forms;
        let mut payloads = Payloads::of(protocol);
        for form in &forms {
            payloads.add_call(&form.action, &serde_json::from_str::<Value>(&form.example).unwrap());
        }
        payloads.check();

        let offered: BTreeSet<String> = forms.into_iter().map(|form| form.action).collect();
        let said: BTreeSet<String> = answered(protocol)
            .into_iter()
            .chain((protocol == Protocol::V21).then_some(SEND))
            .map(str::to_owned)
            .collect();
        let all: BTreeSet<String> = examples(protocol).into_iter().map(|(action, _)| action).collect();
        assert_eq!(offered.union(&said).cloned().collect::<BTreeSet<_>>(), all, "{protocol}");
        assert_eq!(offered.intersection(&said).collect::<Vec<_>>(), [BOTH], "{protocol}");
    }
}
