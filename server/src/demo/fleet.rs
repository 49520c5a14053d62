//! The demo's chargers, simulated in this process, but connected like any other: through the listener, with passwords.

use super::cast::{CAST, Life, Part};
use super::seed::Seed;
use charger_sim::{AfterReset, Behaviour, Charger, Handle, Knock, Progress, Reply, Script, TransferScript, Transfers};
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;
use tokio::task::JoinSet;

/// The simulator is quick for tests; here somebody watches.
const UNHURRIED: u32 = 20;
/// The chargers' first connections are spread over this time.
const SPREAD: Duration = Duration::from_secs(2);
/// How long a charger is waited for before its part begins.
const PATIENCE: Duration = Duration::from_secs(30);
/// Between the readings of a running charging session.
const READINGS: Duration = Duration::from_secs(15);
const HEARTBEAT: Duration = Duration::from_secs(60);
/// Entries kept of each charger's wire; nobody reads them here.
const WIRE: usize = 50;
/// Nobody registered this one; it appears under Knocking.
const STRANGER: &str = "FI-KAM-04";
/// Files go no faster, so that one sees them go.
const BYTES_PER_SECOND: u64 = 1_000_000;
const CARD: &str = "04A7C9E2";

/// The running chargers and what makes them play their parts. Ends when dropped.
pub struct Fleet {
    _chargers: charger_sim::Fleet,
    _parts: JoinSet<()>,
}

impl Fleet {
    pub async fn start(seed: &Seed, listener: SocketAddr) -> Self {
        let url = format!("ws://{}/ocpp", reachable(listener));
        let acting: Vec<&'static Part> = CAST.iter().filter(|part| part.life != Life::NeverSeen).collect();
        let chargers = acting.iter().map(|part| charger(part, seed, &url));
        let fleet = charger_sim::Fleet::start(chargers, SPREAD).await;
        let mut parts = JoinSet::new();
        for (part, handle) in acting.iter().zip(fleet.handles()) {
            parts.spawn(play(part, handle.clone()));
        }
        parts.spawn(knock(format!("{url}/{STRANGER}")));
        Self { _chargers: fleet, _parts: parts }
    }
}

fn charger(part: &Part, seed: &Seed, url: &str) -> Charger {
    let charger = Charger::new(part.identity)
        .url(url)
        .vendor(part.vendor)
        .model(part.model)
        .serial(part.serial)
        .firmware(part.firmware)
        .connectors(part.connectors)
        .speaks(&[part.speaks])
        .wire_limit(WIRE)
        .script(script(part.life));
    if part.no_password { charger } else { charger.password(&seed.password_of_charger(part.identity)) }
}

fn script(life: Life) -> Script {
    let script = match life {
        Life::Idle | Life::Charging(_) | Life::Faulted(_) | Life::GoesOffline | Life::NeverSeen => Script::default(),
        Life::Behaves(behaviour) | Life::ChargesAnd(behaviour, _) => behaviour.script(),
        Life::ReconnectsWithoutBoot => {
            Script::default().after_reset(AfterReset::ReconnectWithoutBoot { offline: Duration::from_millis(300) })
        }
        Life::KnowsNoCache => {
            let mut script = Behaviour::Prompt
                .script()
                .reply("ClearCache", Reply::error("NotImplemented", "no authorization cache"));
            script.diagnostics.steps = vec![Progress::of("Uploading"), Progress::of("UploadFailed")];
            script
        }
    };
    // Files of this machine are really fetched and put; of others, the chargers only say so.
    let transfers = Transfers::Real(TransferScript::default().bytes_per_second(BYTES_PER_SECOND));
    Script { transfers, ..script.stretched(UNHURRIED).heartbeat(HEARTBEAT).meter_values(READINGS) }
}

/// What a charger does by itself once it is up. Failures are part of the play: nothing depends on them.
async fn play(part: &'static Part, charger: Handle) {
    if !charger.wait_booted(PATIENCE).await || !charger.wait_reported(part.connectors, PATIENCE).await {
        tracing::warn!(identity = charger.identity(), "a simulated charger did not come up");
        return;
    }
    let outcome = match part.life {
        Life::Charging(connector) | Life::ChargesAnd(_, connector) => {
            charger.start_transaction(connector, CARD).await.map(drop)
        }
        Life::Faulted(connector) => charger.report(connector, "Faulted", "GroundFailure").await,
        Life::GoesOffline => {
            charger.disconnect().await;
            Ok(())
        }
        Life::Idle | Life::Behaves(_) | Life::ReconnectsWithoutBoot | Life::KnowsNoCache | Life::NeverSeen => Ok(()),
    };
    if let Err(failure) = outcome {
        tracing::debug!(identity = charger.identity(), ?failure, "a simulated charger missed its cue");
    }
}

/// One attempt of a charger that is not registered.
async fn knock(url: String) {
    if let Err(error) = Knock::new(&url).basic(STRANGER, b"a-password-nobody-set").send().await {
        tracing::debug!(%error, "the stranger's knock was not heard");
    }
}

/// Where the listener is reached from this process.
fn reachable(listener: SocketAddr) -> SocketAddr {
    if listener.ip().is_unspecified() { SocketAddr::from((Ipv4Addr::LOCALHOST, listener.port())) } else { listener }
}
