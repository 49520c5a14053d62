//! A person at the console: signs in, opens pages, posts forms, watches the live stream.

use crate::failed::Failed;
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode};
use serde_json::Value;
use std::time::{Duration, Instant};

/// A page that takes longer is none.
const PAGE_TIME: Duration = Duration::from_secs(60);
/// Where the list of chargers is asked for.
const LIST: &str = "/api/chargers";
/// Pages of it that are gone through: enough for the largest register.
const LISTS_MAX: usize = 10_000;
/// Most of one event that is kept while its end has not come, in bytes.
const EVENT_MAX: usize = 4 * 1024 * 1024;

/// Who may sign in.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The console's address, `http://HOST:PORT`.
    pub console: String,
    pub email: String,
    pub password: String,
}

/// Somebody who is signed in.
#[derive(Clone)]
pub struct Person {
    client: Client,
    console: String,
}

/// A live stream.
pub struct Stream {
    response: Response,
    unread: Vec<u8>,
}

impl Person {
    pub async fn sign_in(credentials: &Credentials) -> Result<Self, Failed> {
        let client = Client::builder().cookie_store(true).redirect(Policy::none()).no_proxy().build()?;
        let person = Self { client, console: credentials.console.clone() };
        let fields = [("email", credentials.email.as_str()), ("password", credentials.password.as_str())];
        let answer = person.post("/sign-in", &fields).await?;
        let to = answer.headers().get("location").and_then(|to| to.to_str().ok()).unwrap_or_default();
        if answer.status() == StatusCode::SEE_OTHER && !to.starts_with("/sign-in") {
            return Ok(person);
        }
        Err(Failed::because(format!("nobody was signed in: {} {to}", answer.status())))
    }

    /// What a form's script is answered.
    pub async fn ask(&self, path: &str, fields: &[(&str, &str)]) -> Result<Value, Failed> {
        let answer = self.post(path, fields).await?;
        let status = answer.status();
        let text = answer.text().await?;
        if status != StatusCode::OK {
            return Err(Failed::because(format!("{path} was answered {status}: {text}")));
        }
        Ok(serde_json::from_str(&text)?)
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Result<Response, Failed> {
        let request = self.client.post(format!("{}{path}", self.console)).timeout(PAGE_TIME).form(fields);
        let request = request.header("origin", &self.console).header("sec-fetch-site", "same-origin");
        Ok(request.header("accept", "application/json").send().await?)
    }

    /// Opens a page, and tells how long it took until all of it was here.
    pub async fn open(&self, path: &str) -> Result<Duration, Failed> {
        let began = Instant::now();
        let request = self.client.get(format!("{}{path}", self.console)).timeout(PAGE_TIME);
        let answer = request.header("accept", "text/html").send().await?;
        let status = answer.status();
        answer.bytes().await?;
        if status != StatusCode::OK {
            return Err(Failed::because(format!("{path} was answered {status}")));
        }
        Ok(began.elapsed())
    }

    /// The key of the charger with this identity.
    pub async fn key_of(&self, identity: &str) -> Result<String, Failed> {
        let answer = self.ask(LIST, &[("q", identity)]).await?;
        let row = rows(&answer)?.iter().find(|row| row["identity"] == identity);
        let key = row.and_then(|row| row["key"].as_str());
        key.map(str::to_owned).ok_or_else(|| Failed::because(format!("{identity} is not in the list")))
    }

    /// The mark after which the list goes on behind so many chargers; none where it ends before.
    pub async fn mark_behind(&self, count: usize) -> Result<Option<String>, Failed> {
        let (mut seen, mut after) = (0, String::new());
        for _ in 0..LISTS_MAX {
            let answer = self.ask(LIST, &[("after", &after)]).await?;
            seen += rows(&answer)?.len();
            let Some(next) = answer["Here"]["next"].as_str() else { return Ok(None) };
            after = next.to_owned();
            if seen >= count {
                break;
            }
        }
        Ok(Some(after))
    }

    /// The live stream, with these chargers' pages open.
    pub async fn watch(&self, keys: &[String]) -> Result<Stream, Failed> {
        let query: Vec<String> = keys.iter().map(|key| format!("charger={key}")).collect();
        let request = self.client.get(format!("{}/events?{}", self.console, query.join("&")));
        let response = request.header("sec-fetch-site", "same-origin").send().await?;
        if response.status() != StatusCode::OK {
            return Err(Failed::because(format!("the stream was answered {}", response.status())));
        }
        Ok(Stream { response, unread: Vec::new() })
    }
}

fn rows(list: &Value) -> Result<&Vec<Value>, Failed> {
    list["Here"]["rows"].as_array().ok_or_else(|| Failed::because(format!("this is no list: {list}")))
}

impl Stream {
    /// Whatever has come next, whole events alone; none where the stream ended.
    pub async fn next(&mut self) -> Result<Option<String>, Failed> {
        loop {
            let Some(chunk) = self.response.chunk().await? else { return Ok(None) };
            self.unread.extend_from_slice(&chunk);
            if self.unread.len() > EVENT_MAX {
                return Err(Failed::because("an event of the stream has no end"));
            }
            if let Some(end) = self.unread.windows(2).rposition(|two| two == b"\n\n") {
                let rest = self.unread.split_off(end + 2);
                let whole = std::mem::replace(&mut self.unread, rest);
                return Ok(Some(String::from_utf8_lossy(&whole).into_owned()));
            }
        }
    }
}
