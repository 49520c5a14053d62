//! The log on standard error: `--log` sets the level of our own crates, and dependencies never tell more than `info`.

use crate::config::Level;
use std::io::IsTerminal;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Our own crates; `chargehand` is the binary itself.
const OURS: [&str; 7] = ["chargehand", "server", "csms", "app", "ocpp", "model", "charger_sim"];
/// Dependencies whose `info` says nothing to an operator.
const NOISY: [&str; 2] = ["sqlx", "tower_sessions"];
/// Names that begin like one of ours but are not.
const LOOKALIKES: [&str; 1] = ["server_fn"];

/// Starts the log of this process. A second call changes nothing.
pub fn start(level: Level) {
    let lines =
        tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_ansi(std::io::stderr().is_terminal());
    // Only a log that was started already refuses another, and then that one stays.
    let _ = tracing_subscriber::registry().with(filter(level)).with(lines).try_init();
}

/// At `trace` the WebSocket library would print whole frames, passwords and all: hence the fixed ceiling for dependencies.
fn filter(level: Level) -> Targets {
    let ours = match level {
        Level::Error => LevelFilter::ERROR,
        Level::Warn => LevelFilter::WARN,
        Level::Info => LevelFilter::INFO,
        Level::Debug => LevelFilter::DEBUG,
        Level::Trace => LevelFilter::TRACE,
    };
    let theirs = ours.min(LevelFilter::INFO);
    let noisy = ours.min(LevelFilter::WARN);
    Targets::new()
        .with_default(theirs)
        .with_targets(OURS.map(|target| (target, ours)))
        .with_targets(NOISY.map(|target| (target, noisy)))
        .with_targets(LOOKALIKES.map(|target| (target, theirs)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tracing::Level as At;

    #[test]
    fn dependencies_never_tell_more_than_info() {
        let check = |level, target: &str, at, expected| {
            assert_eq!(filter(level).would_enable(target, &at), expected, "{level:?} {target} {at}");
        };
        check(Level::Trace, "csms::connection", At::TRACE, true);
        check(Level::Trace, "server::gate", At::TRACE, true);
        check(Level::Trace, "tungstenite::protocol", At::DEBUG, false);
        check(Level::Trace, "tungstenite::protocol", At::INFO, true);
        check(Level::Trace, "sqlx::query", At::INFO, false);
        check(Level::Trace, "server_fn::axum", At::DEBUG, false);
        check(Level::Info, "csms", At::DEBUG, false);
        check(Level::Error, "hyper", At::WARN, false);
        check(Level::Error, "csms", At::ERROR, true);
    }
}
