//! A server under test: one that was started here, or one that runs elsewhere.

use crate::failed::Failed;
use crate::limit::LISTENS;
use crate::load::person::Credentials;
use crate::process::{self, Process, Usage};
use charger_sim::{Dial, Protocol};
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, AsyncRead, BufReader};
use tokio::process::Command;
use tokio::time::{sleep, timeout};

/// From its start until a server says where it listens.
const START_TIME: Duration = Duration::from_secs(120);
/// After its start a server has so long to come to rest.
const REST: Duration = Duration::from_millis(500);
/// For so long is watched what a server uses while nothing happens.
const IDLE: Duration = Duration::from_secs(2);

/// How a server is reached, and what it uses.
pub struct Server {
    pub dial: Dial,
    pub credentials: Option<Credentials>,
    process: Option<Process>,
    /// The process of a server that was started by somebody else.
    watched: Option<u32>,
}

impl Server {
    /// The limit, as a process of its own.
    pub async fn limit(password: &str) -> Result<Self, Failed> {
        let mut command = Command::new(std::env::current_exe()?);
        // It ends with its standard input, so that it never outlives us.
        command.args(["limit", "--password", password]).stdin(Stdio::piped()).stderr(Stdio::inherit());
        let (process, lines) = started(command, LISTENS).await?;
        let url = line(&lines, LISTENS).ok_or(Failed::Late("the limit's address"))?;
        let mut server = Self::elsewhere(&url, password, None, None);
        server.process = Some(process);
        Ok(server)
    }

    /// A server whose process was started here.
    pub fn started(process: Process, url: &str, password: &str, credentials: Credentials) -> Self {
        let mut server = Self::elsewhere(url, password, Some(credentials), None);
        server.process = Some(process);
        server
    }

    /// A server that runs by itself.
    pub fn elsewhere(url: &str, password: &str, credentials: Option<Credentials>, watched: Option<u32>) -> Self {
        let dial = Dial { url: url.to_owned(), password: Some(password.to_owned()), protocol: Protocol::V16 };
        Self { dial, credentials, process: None, watched }
    }

    /// What its process has used; none where we do not know its process.
    pub fn usage(&self) -> Result<Option<Usage>, Failed> {
        self.process.as_ref().map(Process::id).or(self.watched).map(process::usage).transpose()
    }

    /// Seconds of one core that it uses in a second in which nothing happens.
    pub async fn idle(&self) -> Result<f64, Failed> {
        sleep(REST).await;
        let before = self.usage()?;
        sleep(IDLE).await;
        let used = before.zip(self.usage()?).map(|(before, after)| after.cpu_seconds - before.cpu_seconds);
        Ok(used.unwrap_or_default() / IDLE.as_secs_f64())
    }

    /// Who may sign in to its console.
    pub fn console(&self) -> Result<&Credentials, Failed> {
        self.credentials
            .as_ref()
            .ok_or_else(|| Failed::because("this needs the console: --console, --email, --sign-in"))
    }

    /// Ends it, where it was started here.
    pub async fn end(self) -> Result<(), Failed> {
        match self.process {
            Some(process) => process.end().await,
            None => Ok(()),
        }
    }
}

/// Starts a server, and gives what it printed up to the line that begins so. It is killed where it is dropped.
pub async fn started(mut command: Command, awaited: &str) -> Result<(Process, Vec<String>), Failed> {
    let mut child = command.stdout(Stdio::piped()).kill_on_drop(true).spawn()?;
    let out = child.stdout.take().ok_or_else(|| Failed::because("the server has no standard output"))?;
    let reading = timeout(START_TIME, read_until(out, awaited)).await;
    let lines = reading.map_err(|_| Failed::Late("the server's address"))??;
    sleep(REST).await;
    Ok((Process::of(child)?, lines))
}

/// The rest of the line that begins so.
pub fn line(lines: &[String], beginning: &str) -> Option<String> {
    lines.iter().find_map(|line| line.strip_prefix(beginning)).map(str::to_owned)
}

async fn read_until(out: impl AsyncRead + Send + Unpin + 'static, awaited: &str) -> Result<Vec<String>, Failed> {
    let mut unread = BufReader::new(out).lines();
    let mut lines = Vec::new();
    while let Some(line) = unread.next_line().await? {
        let is_last = line.starts_with(awaited);
        lines.push(line);
        if is_last {
            // What it prints later goes nowhere, and must not stop it.
            tokio::spawn(async move { while let Ok(Some(_)) = unread.next_line().await {} });
            return Ok(lines);
        }
    }
    Err(Failed::because("the server has ended instead of listening"))
}
