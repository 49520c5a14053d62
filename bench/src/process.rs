//! A process that was started here, and what any process uses: as `/proc` tells it.

use crate::failed::Failed;
use rustix::process::{Pid, Signal, kill_process};
use std::time::Duration;
use tokio::process::Child;
use tokio::time::timeout;

/// A server has so long to end by itself before it is killed.
const END_TIME: Duration = Duration::from_secs(15);

/// What a process has used.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Usage {
    /// Seconds of one core since it began.
    pub cpu_seconds: f64,
    /// Memory that it holds now, in KiB.
    pub resident_kib: f64,
}

/// A child that is killed where nobody ends it.
pub struct Process {
    child: Child,
    id: u32,
}

impl Process {
    /// Of a child that was told to be killed on drop.
    pub fn of(child: Child) -> Result<Self, Failed> {
        let id = child.id().ok_or_else(|| Failed::because("the server has ended at once"))?;
        Ok(Self { child, id })
    }

    pub fn id(&self) -> u32 {
        self.id
    }

    /// Asks it to end, and kills it where it does not.
    pub async fn end(mut self) -> Result<(), Failed> {
        if let Some(pid) = i32::try_from(self.id).ok().and_then(Pid::from_raw) {
            // It may have ended by itself.
            let _gone = kill_process(pid, Signal::TERM);
        }
        if timeout(END_TIME, self.child.wait()).await.is_err() {
            self.child.kill().await?;
        }
        Ok(())
    }
}

/// What the process of this id has used.
pub fn usage(id: u32) -> Result<Usage, Failed> {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat"))?;
    let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
    let unread = || Failed::because(format!("/proc/{id} tells nothing of the process"));
    let ticks = cpu_ticks(&stat).ok_or_else(unread)?;
    let cpu_seconds = ticks as f64 / rustix::param::clock_ticks_per_second() as f64;
    Ok(Usage { cpu_seconds, resident_kib: resident_kib(&status).ok_or_else(unread)? })
}

/// User and system time of all its threads, in ticks of the system's clock.
fn cpu_ticks(stat: &str) -> Option<u64> {
    // After the name, which may hold blanks and brackets, stands field 3; user time is field 14, system time 15.
    let (_, fields) = stat.rsplit_once(')')?;
    let mut times = fields.split_ascii_whitespace().skip(11);
    let user: u64 = times.next()?.parse().ok()?;
    let system: u64 = times.next()?.parse().ok()?;
    Some(user + system)
}

fn resident_kib(status: &str) -> Option<f64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_ascii_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cpu_time_is_read_behind_any_name() {
        let check = |stat: &str, expected: Option<u64>| assert_eq!(cpu_ticks(stat), expected, "{stat}");
        check("7 (chargehand) S 1 7 7 0 -1 4194304 900 0 3 0 120 35 0 0 20 0 5 0 100 0 0", Some(155));
        check("7 (a) b (c)) R 1 7 7 0 -1 4194304 900 0 3 0 1 2 0 0 20 0 5 0 100 0 0", Some(3));
        check("7 (chargehand) S 1 7", None);
        check("", None);
    }

    #[test]
    fn memory_is_what_is_resident() {
        assert_eq!(resident_kib("Name:\tchargehand\nVmHWM:\t  900 kB\nVmRSS:\t  800 kB\n"), Some(800.0));
        assert_eq!(resident_kib("Name:\tkthreadd\n"), None);
    }

    #[test]
    fn this_process_has_memory() {
        assert!(usage(std::process::id()).unwrap().resident_kib > 0.0);
    }
}
