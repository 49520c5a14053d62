//! A foreign charger's process: what it tells, line by line, and its end.

use crate::tools::{node, python};
use charger_sim::Protocol;
use serde_json::Value;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::Instant;

/// Starting an interpreter takes its time on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);
/// Between two looks at what it has told.
const LOOK: Duration = Duration::from_millis(10);

/// A charger program: other people's library, and the version that it speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stack {
    pub library: Library,
    pub protocol: Protocol,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Library {
    /// PyPI `ocpp`.
    Python,
    /// npm `ocpp-rpc` in strict mode, whose validators know 1.6 and 2.0.1.
    Node,
}

impl Stack {
    pub const fn python(protocol: Protocol) -> Stack {
        Stack { library: Library::Python, protocol }
    }

    pub const fn node(protocol: Protocol) -> Stack {
        Stack { library: Library::Node, protocol }
    }

    fn program(self) -> Command {
        let mut program = match self.library {
            Library::Python => python("python_charger.py"),
            Library::Node => node("node_charger.mjs"),
        };
        program.args(["--version", self.protocol.name()]);
        program
    }
}

/// Ended at the latest when it is dropped.
pub struct ForeignCharger {
    process: Child,
    told: Arc<Mutex<Vec<String>>>,
    complained: Arc<Mutex<Vec<String>>>,
}

impl ForeignCharger {
    /// Starts it; it connects by itself.
    pub fn start(stack: Stack, url: &str, identity: &str, password: &str) -> ForeignCharger {
        let mut program = stack.program();
        program.args(["--url", url, "--identity", identity, "--password", password]);
        let started = program.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let mut process = started.unwrap_or_else(|error| {
            panic!("{} cannot be started ({error}); `make test` says what it needs", program.get_program().display())
        });
        let told = keep(process.stdout.take().unwrap());
        let complained = keep(process.stderr.take().unwrap());
        ForeignCharger { process, told, complained }
    }

    /// The first event of this name, past or to come.
    pub async fn wait_for(&mut self, name: &str) -> Value {
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(event) = self.events(name).into_iter().next() {
                return event;
            }
            assert!(self.events("violation").is_empty(), "found fault\n{}", self.whole_story());
            let ended = self.process.try_wait().unwrap();
            assert!(ended.is_none(), "ended by itself instead of telling of {name}\n{}", self.whole_story());
            assert!(Instant::now() < until, "told nothing of {name} in time\n{}", self.whole_story());
            tokio::time::sleep(LOOK).await;
        }
    }

    pub fn events(&self, name: &str) -> Vec<Value> {
        let told = self.told.lock().unwrap();
        told.iter()
            .filter_map(|line| serde_json::from_str(line).ok())
            .filter(|event: &Value| event["event"] == name)
            .collect()
    }

    /// The CALLs that came from us, in order.
    pub fn calls(&self) -> Vec<(String, Value)> {
        let calls = self.events("call").into_iter();
        calls.map(|call| (call["action"].as_str().unwrap_or_default().to_owned(), call["payload"].clone())).collect()
    }

    /// The payloads of its own CALLs of this action, in order.
    pub fn sent(&self, action: &str) -> Vec<Value> {
        let sent = self.events("sent").into_iter().filter(|sent| sent["action"] == action);
        sent.map(|sent| sent["payload"].clone()).collect()
    }

    /// Ends it in good order, and says whether it found no fault with us.
    pub async fn finish(mut self) {
        let signal = format!("kill -TERM {}", self.process.id());
        assert!(Command::new("sh").args(["-c", &signal]).status().unwrap().success());
        let status = self.ended().await;
        assert!(self.events("violation").is_empty(), "found fault with our frames\n{}", self.whole_story());
        assert!(status.success(), "ended with {status}\n{}", self.whole_story());
    }

    async fn ended(&mut self) -> ExitStatus {
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.process.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < until, "did not end in time\n{}", self.whole_story());
            tokio::time::sleep(LOOK).await;
        }
    }

    fn whole_story(&self) -> String {
        [self.told.lock().unwrap().join("\n"), self.complained.lock().unwrap().join("\n")].join("\n")
    }
}

impl Drop for ForeignCharger {
    fn drop(&mut self) {
        let _ended_already = self.process.kill();
        let _ended_already = self.process.wait();
    }
}

/// Keeps a stream's lines as they come, until it ends.
fn keep(stream: impl Read + Send + 'static) -> Arc<Mutex<Vec<String>>> {
    let lines = Arc::new(Mutex::new(Vec::new()));
    let kept = lines.clone();
    std::thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            kept.lock().unwrap().push(line);
        }
    });
    lines
}
