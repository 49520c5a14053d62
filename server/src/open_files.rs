//! Files and sockets that this process may have open: as many as the system lets it have.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Beside chargers' sockets: browsers, transfers and the files behind them, the database.
const OTHERS: u64 = 8_192;

/// Systems start processes with far fewer than they allow, such as 1,024. Takes what is allowed, and says where that is too little
/// for so many chargers.
pub fn raise(chargers: usize) {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    if current != maximum
        && let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum })
    {
        tracing::warn!(%error, "the limit of open files could not be raised");
    }
    let now = getrlimit(Resource::Nofile).current;
    let wanted = u64::try_from(chargers).unwrap_or(u64::MAX).saturating_add(OTHERS);
    if now.is_some_and(|now| now < wanted) {
        tracing::warn!(
            open_files = now.unwrap_or_default(),
            wanted,
            "the system allows fewer open files than --limit-connections may need"
        );
    }
}
