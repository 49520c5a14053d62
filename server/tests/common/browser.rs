//! A browser as the server sees one: cookies, the headers it sends by itself, and a reader of the live stream.

use super::{PASSWORD, PATIENCE};
use reqwest::header::{ACCEPT, LOCATION, ORIGIN};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, Response};
use serde_json::Value;

pub const SEC_FETCH_SITE: &str = "Sec-Fetch-Site";

pub struct Browser {
    pub client: Client,
    pub origin: String,
}

/// One server-sent event.
#[derive(Clone, Debug)]
pub struct Event {
    pub id: Option<i64>,
    pub name: String,
    pub data: String,
}

pub struct Stream {
    response: Response,
    unread: String,
    /// Everything as it came.
    pub raw: String,
}

impl Browser {
    pub fn new(origin: &str) -> Self {
        let client = Client::builder().cookie_store(true).redirect(Policy::none()).build().unwrap();
        Self { client, origin: origin.to_owned() }
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    /// A page opened by its address.
    pub async fn get(&self, path: &str) -> Response {
        self.client.get(self.url(path)).header(ACCEPT, "text/html").send().await.unwrap()
    }

    /// The page's HTML; anything but 200 fails the test.
    pub async fn page(&self, path: &str) -> String {
        let response = self.get(path).await;
        assert_eq!(response.status(), 200, "{path}: {:?}", response.headers().get(LOCATION));
        response.text().await.unwrap()
    }

    /// A form of one of our pages.
    pub fn form(&self, path: &str, fields: &[(&str, &str)], accept: &str) -> RequestBuilder {
        self.client
            .post(self.url(path))
            .header(ACCEPT, accept)
            .header(ORIGIN, &self.origin)
            .header(SEC_FETCH_SITE, "same-origin")
            .form(fields)
    }

    /// A form posted without script.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        self.form(path, fields, "text/html,application/xhtml+xml").send().await.unwrap()
    }

    /// A server function asked by script; anything but 200 fails the test.
    pub async fn ask(&self, path: &str, fields: &[(&str, &str)]) -> Value {
        let response = self.form(path, fields, "application/json").send().await.unwrap();
        let status = response.status();
        let text = response.text().await.unwrap();
        assert_eq!(status, 200, "{path}: {text}");
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}: {text}"))
    }

    pub async fn sign_in(&self, email: &str) {
        let response = self.post("/sign-in", &[("email", email), ("password", PASSWORD)]).await;
        assert_eq!((response.status().as_u16(), location(&response)), (303, "/chargers"), "{email}");
    }

    pub fn events(&self, query: &str) -> RequestBuilder {
        self.client.get(self.url(&format!("/events{query}"))).header(SEC_FETCH_SITE, "same-origin")
    }

    pub async fn stream(&self, query: &str) -> Stream {
        Stream::open(self.events(query)).await
    }

    pub async fn resume(&self, query: &str, last: i64) -> Stream {
        Stream::open(self.events(query).header("Last-Event-ID", last)).await
    }
}

impl Stream {
    pub async fn open(request: RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self { response, unread: String::new(), raw: String::new() }
    }

    /// The next event, comments left out; none when the stream ended.
    pub async fn next(&mut self) -> Option<Event> {
        tokio::time::timeout(PATIENCE, self.read()).await.expect("an event in time")
    }

    async fn read(&mut self) -> Option<Event> {
        loop {
            while let Some(end) = self.unread.find("\n\n") {
                let block: String = self.unread.drain(..end + 2).collect();
                if let Some(event) = Event::parse(&block) {
                    return Some(event);
                }
            }
            let chunk = self.response.chunk().await.ok()??;
            let text = std::str::from_utf8(&chunk).unwrap();
            self.unread.push_str(text);
            self.raw.push_str(text);
        }
    }

    /// The next event that fits.
    pub async fn find(&mut self, fits: impl Fn(&Event) -> bool) -> Event {
        loop {
            let event = self.next().await.expect("the stream goes on");
            if fits(&event) {
                return event;
            }
        }
    }
}

impl Event {
    fn parse(block: &str) -> Option<Self> {
        let field = |name: &str| {
            block.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':').map(|value| value.trim_start()))
        };
        let data = field("data")?.to_owned();
        Some(Self {
            id: field("id").and_then(|id| id.parse().ok()),
            name: field("event").unwrap_or("message").to_owned(),
            data,
        })
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.data).unwrap()
    }
}

pub fn location(response: &Response) -> &str {
    response.headers().get(LOCATION).map_or("", |location| location.to_str().unwrap())
}
