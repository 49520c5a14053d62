//! An HTTP server of a few lines that gives one file, with ranges, and takes any.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use ring::digest::{SHA256, digest};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

#[derive(Clone)]
pub struct FileServer {
    /// `http://127.0.0.1:PORT`
    pub url: String,
    inner: Arc<Inner>,
}

/// One request as it came; of one that was cut, what came of it.
#[derive(Clone, Debug)]
pub struct Request {
    /// Method and path.
    pub line: String,
    /// In lower case.
    pub head: String,
    pub body: Vec<u8>,
}

struct Inner {
    file: Vec<u8>,
    /// Statuses for the next requests, instead of what they would get.
    refusals: Mutex<VecDeque<u16>>,
    /// Nothing is answered, ever.
    mute: bool,
    asked: watch::Sender<Vec<Request>>,
}

impl FileServer {
    pub async fn start(file: &[u8]) -> FileServer {
        FileServer::of(file, false).await
    }

    /// Takes requests and answers none.
    pub async fn mute() -> FileServer {
        FileServer::of(&[], true).await
    }

    async fn of(file: &[u8], mute: bool) -> FileServer {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let inner =
            Arc::new(Inner { file: file.to_vec(), refusals: Mutex::default(), mute, asked: watch::Sender::default() });
        let server = FileServer { url, inner: Arc::clone(&inner) };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(Arc::clone(&inner), stream));
            }
        });
        server
    }

    /// Answers the next request with this status.
    pub fn refuse_next(&self, status: u16) {
        self.inner.refusals.lock().unwrap().push_back(status);
    }

    pub fn asked(&self) -> Vec<Request> {
        self.inner.asked.borrow().clone()
    }

    /// Waits until so many requests have ended, answered or not.
    pub async fn wait_asked(&self, count: usize) -> Vec<Request> {
        let mut asked = self.inner.asked.subscribe();
        let enough = asked.wait_for(|asked| asked.len() >= count);
        tokio::time::timeout(crate::tiny_csms::PATIENCE, enough).await.expect("so many requests").unwrap().clone()
    }
}

impl Request {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }
}

pub fn sha256(bytes: &[u8]) -> String {
    digest(&SHA256, bytes).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn serve(inner: Arc<Inner>, mut stream: TcpStream) {
    let mut bytes = Vec::new();
    loop {
        let end = loop {
            if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
                break end + 4;
            }
            if !matches!(stream.read_buf(&mut bytes).await, Ok(1..)) {
                return;
            }
        };
        let head = String::from_utf8(bytes.drain(..end).collect()).unwrap();
        let line = head.lines().next().unwrap().trim_end_matches(" HTTP/1.1").to_owned();
        let mut asked = Request { line, head: head.to_lowercase(), body: Vec::new() };
        let length: usize = asked.header("content-length").map_or(0, |length| length.parse().unwrap());
        let mut whole = true;
        while bytes.len() < length && whole {
            whole = matches!(stream.read_buf(&mut bytes).await, Ok(1..));
        }
        asked.body = bytes.drain(..length.min(bytes.len())).collect();
        let answer = inner.answer(&asked);
        inner.asked.send_modify(|all| all.push(asked));
        if inner.mute {
            // Held open until the charger lets go.
            while matches!(stream.read_buf(&mut bytes).await, Ok(1..)) {}
            inner.asked.send_modify(|all| {
                all.push(Request { line: "gone".to_owned(), head: String::new(), body: Vec::new() });
            });
            return;
        }
        if !whole || stream.write_all(&answer).await.is_err() {
            return;
        }
    }
}

impl Inner {
    fn answer(&self, asked: &Request) -> Vec<u8> {
        let empty = |status: u16| format!("HTTP/1.1 {status} So\r\ncontent-length: 0\r\n\r\n").into_bytes();
        if let Some(status) = self.refusals.lock().unwrap().pop_front() {
            return empty(status);
        }
        if !asked.line.starts_with("GET ") {
            return empty(201);
        }
        let offset = asked.header("range").map(|range| range["bytes=".len()..].trim_end_matches('-').parse().unwrap());
        let total = self.file.len();
        let (status, range, part) = match offset {
            Some(offset) => {
                (206, format!("content-range: bytes {offset}-{}/{total}\r\n", total - 1), &self.file[offset..])
            }
            None => (200, String::new(), &self.file[..]),
        };
        let head = format!("HTTP/1.1 {status} So\r\netag: \"e1\"\r\n{range}content-length: {}\r\n\r\n", part.len());
        [head.as_bytes(), part].concat()
    }
}
