//! Where it was measured: figures say nothing without it.

use serde_json::{Value, json};
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use crate::figures::Times;

/// Writes that are synced one by one.
const SYNCS: usize = 100;
/// Bytes of each: a page of a database.
const SYNCED: [u8; 4096] = [0; 4096];

/// The machine, before anything is measured.
pub struct Machine {
    commit: String,
    cores: usize,
    kernel: String,
    /// Its three averages, of one, five and fifteen minutes.
    load: String,
    /// Milliseconds that a write of 4 KiB takes until it is on the disk: half of them, and 99 of 100.
    fsync_p50: f64,
    fsync_p99: f64,
}

impl Machine {
    /// Looks at it; the disk is the one of this folder.
    pub fn look(folder: &Path) -> io::Result<Self> {
        let mut syncs = sync(folder)?;
        let read = |path: &str| fs::read_to_string(path).unwrap_or_default().trim().to_owned();
        Ok(Self {
            commit: commit(),
            cores: std::thread::available_parallelism()?.get(),
            kernel: read("/proc/sys/kernel/osrelease"),
            load: read("/proc/loadavg").split(' ').take(3).collect::<Vec<_>>().join(" "),
            fsync_p50: syncs.percentile(0.5),
            fsync_p99: syncs.percentile(0.99),
        })
    }

    pub fn line(&self) -> String {
        let Self { commit, cores, kernel, load, fsync_p50, fsync_p99 } = self;
        format!(
            "commit {commit}, {cores} cores, Linux {kernel}, load {load}, fsync {fsync_p50:.2} ms (p99 {fsync_p99:.2} ms)"
        )
    }

    pub fn json(&self) -> Value {
        json!({
            "commit": self.commit,
            "cores": self.cores,
            "kernel": self.kernel,
            "load": self.load,
            "fsync_p50_ms": self.fsync_p50,
            "fsync_p99_ms": self.fsync_p99,
        })
    }
}

/// What is checked out here, with a plus where something is changed.
fn commit() -> String {
    let git = |arguments: &[&str]| {
        let output = Command::new("git").args(arguments).output().ok().filter(|output| output.status.success())?;
        Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let Some(head) = git(&["rev-parse", "--short=10", "HEAD"]) else { return "unknown".to_owned() };
    let is_changed = git(&["status", "--porcelain", "--untracked-files=no"]).is_some_and(|changes| !changes.is_empty());
    if is_changed { format!("{head}+") } else { head }
}

/// How long it takes until what was written is on the disk.
fn sync(folder: &Path) -> io::Result<Times> {
    let mut file: File = tempfile::tempfile_in(folder)?;
    let mut times = Times::default();
    for _ in 0..SYNCS {
        let began = Instant::now();
        file.write_all(&SYNCED)?;
        file.sync_data()?;
        times.take(began.elapsed());
    }
    Ok(times)
}
