//! Sockets that this process may have open: as many as the system lets it have.

use crate::failed::Failed;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Beside chargers' sockets: the runtime's own, browsers, pipes.
const OTHERS: u64 = 1_000;

/// Raises the bound, and refuses where it stays too low for so many chargers.
pub fn raise(chargers: usize) -> Result<(), Failed> {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    if current != maximum {
        setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum }).map_err(std::io::Error::from)?;
    }
    let wanted = u64::try_from(chargers).unwrap_or(u64::MAX).saturating_add(OTHERS);
    match getrlimit(Resource::Nofile).current {
        Some(allowed) if allowed < wanted => Err(Failed::because(format!(
            "the system allows {allowed} open files, and {chargers} chargers need {wanted}: raise `ulimit -n`"
        ))),
        Some(_) | None => Ok(()),
    }
}
