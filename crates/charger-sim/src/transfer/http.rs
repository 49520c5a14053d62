//! Files by HTTP: GET with Range, and PUT, POST or multipart.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use futures::stream::{Stream, try_unfold};
use reqwest::header::{CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG, HeaderName, IF_RANGE, RANGE};
use reqwest::redirect::Policy;
use reqwest::{Body, Client, RequestBuilder, Response, StatusCode};
use tokio::time::{sleep, timeout};

use crate::script::{TransferScript, UploadBy};

use super::failure::Failure;
use super::fetch::FetchState;
use super::place::LocalAddress;
use super::put::{Parcel, Sent};
use super::tempo::{LAST_BYTES, STALL, Tempo};

/// Until a whole file is put and answered, however slowly.
const LONGEST_PUT: Duration = Duration::from_secs(600);

/// Between the parts of a multipart; in no file by chance.
const BOUNDARY: &str = "chargehand-5b1e0c6a9f7d4e32";

pub(super) async fn fetch(place: &LocalAddress, received: &mut FetchState, tempo: &mut Tempo) -> Result<(), Failure> {
    let offset = received.bytes();
    let mut request = client()?.get(place.url().clone());
    if offset > 0 {
        request = request.header(RANGE, format!("bytes={offset}-"));
        if let Some(tag) = &received.tag {
            request = request.header(IF_RANGE, tag);
        }
    }
    let mut response = timeout(STALL, request.send()).await.map_err(|_| Failure::Stalled)??;
    match response.status() {
        StatusCode::OK => received.start_over(),
        StatusCode::PARTIAL_CONTENT if offset > 0 && begins_at(&response, offset) => received.resumed = true,
        StatusCode::PARTIAL_CONTENT => return Err(Failure::Misplaced),
        status => {
            // What cannot be continued is asked for as a whole next time.
            if status.is_client_error() {
                received.start_over();
            }
            return Err(Failure::Status(status.as_u16()));
        }
    }
    received.tag = header(&response, ETAG).filter(|tag| tag.starts_with('"')).map(str::to_owned);
    while let Some(mut chunk) = timeout(STALL, response.chunk()).await.map_err(|_| Failure::Stalled)?? {
        while !chunk.is_empty() {
            let piece = chunk.split_to(tempo.admit(chunk.len())?);
            received.take(&piece);
            tempo.passed(piece.len()).await;
        }
    }
    Ok(())
}

pub(super) async fn put(
    place: &LocalAddress,
    script: &TransferScript,
    parcel: &Parcel,
    sent: &mut Sent,
    tempo: Tempo,
) -> Result<(), Failure> {
    let client = client()?;
    let url = place.of_file(&parcel.name, script.appends_name);
    let status = match script.upload {
        UploadBy::Put if sent.bytes > 0 => {
            let request = client
                .put(url.clone())
                .header(CONTENT_RANGE, format!("bytes {}-{}/{}", sent.bytes, parcel.length() - 1, parcel.length()));
            let status = send(request, parcel.rest(sent.bytes), sent, tempo.clone()).await?;
            if status.is_client_error() {
                sent.start_over();
                send(client.put(url), parcel.content.clone(), sent, tempo).await?
            } else {
                sent.resumed = status.is_success();
                status
            }
        }
        UploadBy::Put => send(client.put(url), parcel.content.clone(), sent, tempo).await?,
        UploadBy::Post => {
            sent.start_over();
            send(client.post(url), parcel.content.clone(), sent, tempo).await?
        }
        UploadBy::Multipart => {
            sent.start_over();
            let kind = format!("multipart/form-data; boundary={BOUNDARY}");
            send(client.post(url).header(CONTENT_TYPE, kind), form(parcel), sent, tempo).await?
        }
    };
    if status.is_success() { Ok(()) } else { Err(Failure::Status(status.as_u16())) }
}

/// One client per try, so that no connection outlives it. Redirects might lead beyond this machine.
fn client() -> Result<Client, Failure> {
    Ok(Client::builder().no_proxy().redirect(Policy::none()).connect_timeout(STALL).build()?)
}

fn header(response: &Response, name: HeaderName) -> Option<&str> {
    response.headers().get(name)?.to_str().ok()
}

/// Whether a partial answer is of the bytes from here on.
fn begins_at(response: &Response, offset: u64) -> bool {
    header(response, CONTENT_RANGE)
        .and_then(|range| range.strip_prefix("bytes ")?.split_once('-')?.0.parse::<u64>().ok())
        .is_some_and(|first| first == offset)
}

async fn send(request: RequestBuilder, body: Bytes, sent: &mut Sent, tempo: Tempo) -> Result<StatusCode, Failure> {
    let gone = Arc::new(AtomicU64::new(0));
    let cut = tempo.cuts_at();
    let request =
        request.header(CONTENT_LENGTH, body.len()).body(Body::wrap_stream(pieces(body, tempo, Arc::clone(&gone))));
    let answer = timeout(LONGEST_PUT, request.send()).await.map_err(|_| Failure::Stalled);
    let gone = gone.load(Ordering::Relaxed);
    sent.bytes += gone;
    match answer? {
        Ok(response) => Ok(response.status()),
        Err(_) if cut == Some(gone) => Err(Failure::Cut),
        Err(error) => Err(error.into()),
    }
}

/// The body at its tempo; counts what has `gone`.
fn pieces(
    body: Bytes,
    tempo: Tempo,
    gone: Arc<AtomicU64>,
) -> impl Stream<Item = Result<Bytes, std::io::Error>> + Send + 'static {
    try_unfold((body, tempo), move |(mut rest, mut tempo)| {
        let gone = Arc::clone(&gone);
        async move {
            if rest.is_empty() {
                return Ok(None);
            }
            let size = match tempo.admit(rest.len()) {
                Ok(size) => size,
                Err(cut) => {
                    sleep(LAST_BYTES).await;
                    return Err(std::io::Error::other(cut.to_string()));
                }
            };
            let piece = rest.split_to(size);
            tempo.passed(size).await;
            gone.fetch_add(u64::try_from(size).unwrap_or(0), Ordering::Relaxed);
            Ok(Some((piece, (rest, tempo))))
        }
    })
}

fn form(parcel: &Parcel) -> Bytes {
    let name = parcel.name.replace(['"', '\r', '\n'], "_");
    let head = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n"
    );
    let tail = format!("\r\n--{BOUNDARY}--\r\n");
    [head.as_bytes(), &parcel.content, tail.as_bytes()].concat().into()
}
