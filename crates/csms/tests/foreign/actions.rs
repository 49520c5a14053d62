//! Every order on chargers that other people's libraries play, which check our frames as they take them.

mod charging;
mod expected;
mod files;
mod profiles;
mod questions;
mod settings;

use crate::bench::{Bench, PASSWORD, steps};
use crate::charger::{ForeignCharger, Stack};
use actions::{Command, MessageText, Order, SendMessage, Verdict, clear_cache, send_message};
use charger_sim::Protocol;
use model::{ChargerKey, StepKind};
use serde_json::Value;

/// Percent-encoded in the address by one library and left as it is by the other.
const IDENTITY: &str = "DE*ACE*E-1 (Nord)";

const STACKS: [Stack; 6] = [
    Stack::python(Protocol::V16),
    Stack::python(Protocol::V16Security),
    Stack::python(Protocol::V201),
    Stack::python(Protocol::V21),
    Stack::node(Protocol::V16),
    Stack::node(Protocol::V201),
];

#[tokio::test]
async fn a_charger_on_the_python_library_does_every_action_of_1_6() {
    does_every_action(Stack::python(Protocol::V16)).await;
}

#[tokio::test]
async fn a_charger_on_the_python_library_does_every_action_of_1_6_with_the_security_extension() {
    does_every_action(Stack::python(Protocol::V16Security)).await;
}

#[tokio::test]
async fn a_charger_on_the_python_library_does_every_action_of_2_0_1() {
    does_every_action(Stack::python(Protocol::V201)).await;
}

#[tokio::test]
async fn a_charger_on_the_python_library_does_every_action_of_2_1() {
    does_every_action(Stack::python(Protocol::V21)).await;
}

#[tokio::test]
async fn a_charger_on_the_node_library_does_every_action_of_1_6() {
    does_every_action(Stack::node(Protocol::V16)).await;
}

#[tokio::test]
async fn a_charger_on_the_node_library_does_every_action_of_2_0_1() {
    does_every_action(Stack::node(Protocol::V201)).await;
}

#[tokio::test]
async fn a_wrong_password_is_a_refusal_that_both_libraries_understand() {
    let bench = Bench::new().await;
    let key = bench.register(IDENTITY).await;
    for stack in STACKS {
        let mut charger = ForeignCharger::start(stack, &bench.url(), IDENTITY, "another password");
        let refused = charger.wait_for("refused").await["message"].to_string();
        assert!(refused.contains("401") || refused.contains("Unauthorized"), "{stack:?}: {refused}");
        assert!(charger.events("connected").is_empty());
        charger.finish().await;
    }
    assert!(!bench.page(&key).await.charger.online);
}

async fn does_every_action(stack: Stack) {
    let on = On::start(stack, Bench::new().await).await;
    let page = on.bench.page(&on.key).await;
    assert_eq!(page.charger.plugs().count(), 1);
    assert_eq!(page.charger.protocol.map(|spoken| spoken.has_evses()), Some(on.has_evses()));
    on.bench.wait(&on.key, |page| page.charger.security_extension == (stack.protocol == Protocol::V16Security)).await;

    on.reads_and_sets_its_settings().await;
    let cleared = on.ends(Order::ClearCache).await;
    assert!(
        matches!(cleared.verdict, Verdict::ClearCache(clear_cache::Verdict::CacheCleared { .. })),
        "{:?}",
        cleared.verdict
    );
    on.sets_clears_and_restores_its_profiles().await;
    on.charges_and_reboots().await;
    assert_eq!(on.bench.page(&on.key).await.charger.reboot_needed, None);
    on.uploads_its_logs().await;
    on.updates_its_firmware().await;

    on.was_sent_what_was_expected();
    on.charger.finish().await;
}

/// A foreign charger that is connected to a backend of its own and has booted.
struct On {
    bench: Bench,
    key: ChargerKey,
    charger: ForeignCharger,
    protocol: Protocol,
}

impl On {
    async fn start(stack: Stack, bench: Bench) -> On {
        let key = bench.register(IDENTITY).await;
        let mut charger = ForeignCharger::start(stack, &bench.url(), IDENTITY, PASSWORD);
        let booted = charger.wait_for("booted").await;
        assert_eq!(booted["status"], "Accepted", "{stack:?}");
        On { bench, key, charger, protocol: stack.protocol }
    }

    /// Is it of 2.x?
    fn has_evses(&self) -> bool {
        self.protocol >= Protocol::V201
    }

    async fn ends(&self, order: Order) -> Command {
        let command = self.bench.order(&self.key, order).await;
        self.bench.settled(&self.key, &command).await
    }

    /// Has it do something by a message written by hand, which it accepts.
    async fn is_told(&self, action: &str, payload: &Value) {
        let command = self.ends(by_hand(action, payload)).await;
        let accepted = Verdict::SendMessage(send_message::Verdict::Answered { status: Some("Accepted".to_owned()) });
        assert_eq!(command.verdict, accepted, "{action}: {:#?}", steps(&command));
    }

    /// Waits for a step, which may come after the verdict.
    async fn shows(&self, command: &Command, fits: impl Fn(&StepKind) -> bool + Send + Sync) -> actions::ChargerPage {
        let shown = |page: &actions::ChargerPage| {
            page.command(&command.key).is_some_and(|command| command.steps.iter().any(|step| fits(&step.kind)))
        };
        self.bench.wait(&self.key, shown).await
    }
}

fn by_hand(action: &str, payload: &Value) -> Order {
    let payload = MessageText(payload.to_string());
    Order::SendMessage(SendMessage { action: action.to_owned(), payload, as_typed: false })
}
