//! The binary itself, started as anybody would start it.

use super::{Folder, PATIENCE};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// A running `chargehand serve`.
pub struct ServerProcess {
    child: Child,
    out: Arc<Mutex<String>>,
    err: Arc<Mutex<String>>,
}

impl ServerProcess {
    /// On free ports and the folder's data; waits until it is ready. A port of before may be somebody else's for a moment.
    pub fn start(folder: &Folder, arguments: &[&str]) -> Self {
        let began = Instant::now();
        loop {
            let mut running = Self::spawn(folder, arguments);
            if running.is_up_or_ends()
                || !running.err().contains("Address already in use")
                || began.elapsed() > PATIENCE
            {
                running.wait_for_line("chargers ");
                return running;
            }
        }
    }

    /// Waits until it is ready, or has ended.
    fn is_up_or_ends(&mut self) -> bool {
        while self.child.try_wait().unwrap().is_none() {
            if self.out().contains("\nchargers ") || self.out().starts_with("chargers ") {
                return true;
            }
            #[expect(clippy::disallowed_methods, reason = "a test's own thread waits for another process")]
            thread::sleep(Duration::from_millis(10));
        }
        false
    }

    pub fn spawn(folder: &Folder, arguments: &[&str]) -> Self {
        Self::spawn_as(chargehand(folder.path()), folder, arguments)
    }

    /// Its data lie on a disk of their own of so many MiB, which only the process itself and [`Running::inside`] see.
    /// None: this machine lets nobody mount disks of their own.
    pub fn on_small_disk(folder: &Folder, mib: u32, arguments: &[&str]) -> Option<Self> {
        let mounts = ["--map-root-user", "--mount", "mount", "-t", "tmpfs", "none", "/mnt"];
        if !Command::new("unshare").args(mounts).status().is_ok_and(|status| status.success()) {
            return None;
        }
        let seed = folder.path().join("seed");
        std::fs::rename(folder.data(), &seed).unwrap();
        std::fs::create_dir(folder.data()).unwrap();
        let script = "mount -t tmpfs -o size=$1m,mode=700 none \"$2\"; cp -a \"$3\"/. \"$2\"; shift 3; exec \"$@\"";
        let mut command = Command::new("unshare");
        command.args(["--map-root-user", "--mount", "sh", "-euc", script, "sh", &mib.to_string()]);
        command.arg(folder.data()).arg(seed).arg(env!("CARGO_BIN_EXE_chargehand")).current_dir(folder.path());
        without_settings(&mut command);
        let running = Self::spawn_as(command, folder, arguments);
        running.wait_for_line("chargers ");
        Some(running)
    }

    /// Of the process that was started, which the binary has taken over.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// A path as the process sees it.
    pub fn inside(&self, path: &Path) -> PathBuf {
        let root = PathBuf::from(format!("/proc/{}/root", self.child.id()));
        root.join(path.strip_prefix("/").unwrap())
    }

    /// By a command that ends with the binary, such as a shell that sets something up before.
    pub fn spawn_as(mut command: Command, folder: &Folder, arguments: &[&str]) -> Self {
        command.arg("serve").args(["--console", "127.0.0.1:0"]).args(arguments);
        if !arguments.contains(&"--chargers") {
            command.args(["--chargers", "127.0.0.1:0"]);
        }
        if !arguments.contains(&"--files") {
            command.args(["--files", "127.0.0.1:0"]);
        }
        if arguments.contains(&"--demo") {
            command.args(["--ftp", "127.0.0.1:0"]);
        }
        if !arguments.contains(&"--data") {
            command.arg("--data").arg(folder.data());
        }
        command.env("CHARGEHAND_SITE", folder.site());
        // What nobody ordered would stand on timelines that tests count.
        command.env("CHARGEHAND_READ_CONFIGURATION", "false");
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let out = collect(child.stdout.take().unwrap());
        let err = collect(child.stderr.take().unwrap());
        Self { child, out, err }
    }

    /// The rest of the first line on standard output that begins so.
    pub fn wait_for_line(&self, beginning: &str) -> String {
        let began = Instant::now();
        loop {
            let out = self.out();
            let whole = out.rfind('\n').map_or("", |end| &out[..end]);
            if let Some(rest) = whole.lines().find_map(|line| line.strip_prefix(beginning)) {
                return rest.to_owned();
            }
            assert!(began.elapsed() < PATIENCE, "no line {beginning:?} in {out:?}; errors: {}", self.err());
            #[expect(clippy::disallowed_methods, reason = "a test's own thread waits for another process")]
            thread::sleep(Duration::from_millis(10));
        }
    }

    pub fn console(&self) -> String {
        self.wait_for_line("console ")
    }

    /// Up to the identity, without the last slash.
    pub fn chargers(&self) -> String {
        self.wait_for_line("chargers ").trim_end_matches("/{identity}").to_owned()
    }

    pub fn out(&self) -> String {
        self.out.lock().unwrap().clone()
    }

    pub fn err(&self) -> String {
        self.err.lock().unwrap().clone()
    }

    /// kill -9.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to end, waits, and tells how and in what time it did.
    pub fn end(mut self, signal: &str) -> (ExitStatus, Duration, String, String) {
        let began = Instant::now();
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args([&format!("-{signal}"), &id]).status().unwrap().success());
        let status = self.child.wait().unwrap();
        let took = began.elapsed();
        // The pipes' readers end with the process.
        #[expect(clippy::disallowed_methods, reason = "a test's own thread waits for another process")]
        thread::sleep(Duration::from_millis(50));
        (status, took, self.out(), self.err())
    }
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One command to its end.
pub fn run(folder: &Folder, arguments: &[&str], input: &str) -> Output {
    let mut command = chargehand(folder.path());
    command.args(arguments);
    if !arguments.contains(&"--data") {
        command.arg("--data").arg(folder.data());
    }
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A command that reads nothing may have ended already.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

/// The same, which must succeed; its standard output.
pub fn must(folder: &Folder, arguments: &[&str], input: &str) -> String {
    let output = run(folder, arguments, input);
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {err}");
    String::from_utf8(output.stdout).unwrap()
}

/// A port that was free a moment ago, for servers that must come back on the same.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Without the settings of whoever runs the tests.
pub fn chargehand(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chargehand"));
    command.current_dir(folder);
    without_settings(&mut command);
    command
}

fn without_settings(command: &mut Command) {
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("CHARGEHAND_")) {
        command.env_remove(name);
    }
}

fn collect(mut pipe: impl Read + Send + 'static) -> Arc<Mutex<String>> {
    let text = Arc::new(Mutex::new(String::new()));
    let filled = Arc::clone(&text);
    thread::spawn(move || {
        let mut buffer = [0; 8192];
        while let Ok(count @ 1..) = pipe.read(&mut buffer) {
            filled.lock().unwrap().push_str(&String::from_utf8_lossy(&buffer[..count]));
        }
    });
    text
}
