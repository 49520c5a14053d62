//! `/d/{token}/…`: a charger puts one file, as a body or as a part of a form.

use super::super::range::sent;
use super::coding::{self, Base64, Coding};
use super::form::{Event, Form};
use super::source::{Ended, Packing, Source};
use super::{is_one_of, later, names, nothing, read_unwanted, turn_away, unfit};
use axum::extract::Request;
use axum::http::header::{CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, EXPECT, HeaderName};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use csms::{End, Incoming, Link, NotTaken, Receiving};
use model::TurnedAway;

/// Bytes of a field without a file's name that are kept: one that is longer is the file.
const FIELD_MAX: usize = 64 * 1024;
/// Bytes of a form that are read in search of a file.
const SEARCHED: u64 = 16 * 1024 * 1024;
/// Bytes that are here of a file that broke off: what to go on from.
const UPLOAD_OFFSET: HeaderName = HeaderName::from_static("upload-offset");

/// What became of a request that puts a file.
enum Put {
    Whole,
    /// More is to come.
    Piece {
        have: u64,
    },
}

/// Why nothing came of it.
enum Unput {
    /// The host does not take it, and has said so on the timeline.
    NotTaken(NotTaken),
    /// It was turned away before a file began.
    Away(TurnedAway),
}

impl From<NotTaken> for Unput {
    fn from(why: NotTaken) -> Self {
        // Nothing has begun, and the host says nothing of it.
        if why == NotTaken::Busy { Unput::Away(TurnedAway::Busy) } else { Unput::NotTaken(why) }
    }
}

pub async fn put(link: &Link, name: Option<String>, request: Request) -> Response {
    let method = request.method().clone();
    // How much is here: what an upload that broke off goes on from.
    if is_one_of(&method, &["HEAD"]) {
        return (StatusCode::OK, [(UPLOAD_OFFSET, link.bytes().await.to_string())]).into_response();
    }
    if !is_one_of(&method, &["PUT", "POST"]) {
        let allow = [("allow", "PUT, POST, HEAD")];
        let answer = (StatusCode::METHOD_NOT_ALLOWED, allow, "This address takes one file.\n").into_response();
        return turn_away(link, unfit(&method), request, answer).await;
    }
    let coding = match coding::of(request.headers()) {
        Ok(coding) => coding,
        Err(why) => {
            let answer = (StatusCode::UNSUPPORTED_MEDIA_TYPE, "Send the file as it is, or packed by gzip.\n");
            return turn_away(link, why, request, answer.into_response()).await;
        }
    };
    let (head, body) = request.into_parts();
    let mut source = Source::new(body.into_data_stream());
    let kind = head.headers.get(CONTENT_TYPE).map(|kind| names::text(kind.as_bytes())).unwrap_or_default();
    let name = names::of_headers(&head.headers).or(name);
    let taken = if kind.trim_start().to_ascii_lowercase().starts_with("multipart/") {
        put_form(link, name, &kind, coding, &mut source).await
    } else {
        put_raw(link, name, &head.headers, coding, &mut source).await
    };
    match taken {
        Ok(Put::Whole) => (StatusCode::CREATED, "Received.\n").into_response(),
        Ok(Put::Piece { have }) => {
            (StatusCode::ACCEPTED, [(UPLOAD_OFFSET, have.to_string())], "Received so far.\n").into_response()
        }
        Err(Unput::NotTaken(why)) => {
            read_rest(&head.headers, &mut source).await;
            refusal(&why)
        }
        Err(Unput::Away(why)) => {
            link.turned_away(why).await;
            read_rest(&head.headers, &mut source).await;
            match why {
                TurnedAway::Busy => later(),
                _ => (StatusCode::BAD_REQUEST, "Not taken: no file was found in this.\n").into_response(),
            }
        }
    }
}

/// Reads away what is not wanted, but not where the charger waits to be asked for it.
async fn read_rest(headers: &HeaderMap, source: &mut Source) {
    if source.has_begun() || !headers.contains_key(EXPECT) {
        read_unwanted(source.rest()).await;
    }
}

/// The body is the file, or a stretch of it.
async fn put_raw(
    link: &Link,
    name: Option<String>,
    headers: &HeaderMap,
    coding: Coding,
    source: &mut Source,
) -> Result<Put, Unput> {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let length = text(CONTENT_LENGTH).and_then(|length| length.parse::<u64>().ok());
    let (offset, total, in_pieces) = match text(CONTENT_RANGE).map(sent) {
        Some(Some((offset, total))) => (offset, total, true),
        Some(None) => return Err(Unput::Away(TurnedAway::Stretch)),
        None => (0, length, false),
    };
    let (name, total) = match coding {
        Coding::Plain => (name, total),
        // Kept as it comes, and called what it is.
        Coding::Gzip => {
            let is_packed = offset > 0 || coding::is_gzip(&source.peek().await.unwrap_or_default());
            (if is_packed { Some(coding::packed_name(name)) } else { name }, total)
        }
        Coding::Deflate if in_pieces => return Err(Unput::Away(TurnedAway::PackedOtherwise)),
        Coding::Deflate => {
            source.unpack(Packing::Deflate);
            (name, None)
        }
    };
    let mut receiving = link.receive(Incoming { offset, total, name }).await?;
    copy(&mut receiving, source).await?;
    let have = receiving.bytes();
    let more_to_come = match total {
        Some(total) => in_pieces && have < total,
        None => in_pieces,
    };
    if more_to_come {
        match total {
            Some(_) => receiving.pause().await?,
            // Only quiet, or the charger's own word, tells that this was all.
            None => {
                receiving.set_down(End::Well).await?;
            }
        }
        return Ok(Put::Piece { have });
    }
    receiving.finish().await?;
    Ok(Put::Whole)
}

/// A part that was found in a form before its file was.
#[derive(Default)]
struct Field {
    name: Option<String>,
    content: Vec<u8>,
}

/// The file is a part of a form: the first that has a file's name and anything in it; else the longest, of those as long the last.
async fn put_form(
    link: &Link,
    name: Option<String>,
    kind: &str,
    coding: Coding,
    source: &mut Source,
) -> Result<Put, Unput> {
    match coding {
        Coding::Plain => {}
        Coding::Gzip => source.unpack(Packing::Gzip),
        Coding::Deflate => source.unpack(Packing::Deflate),
    }
    let mut form = Form::new(kind);
    let (mut field, mut best) = (Field::default(), Field::default());
    let mut base64: Option<Base64> = None;
    let mut receiving: Option<Receiving> = None;
    let mut searched = 0_u64;
    loop {
        let block = source.next().await;
        let block = match (block, &mut receiving) {
            (Ok(block), _) => block,
            (Err(ended), Some(receiving)) => return Err(broken(receiving, ended)),
            (Err(ended), None) => return Err(before_a_file(ended)),
        };
        let ended = block.is_none();
        let block = block.unwrap_or_default();
        let events = form.take(&block, ended).map_err(|_| Unput::Away(TurnedAway::FormUnreadable))?;
        for event in events {
            match event {
                Event::Part(head) => {
                    field = Field { name: head.filename, content: Vec::new() };
                    base64 = head.is_base64.then(Base64::default);
                }
                Event::NoForm => field = Field { name: name.clone().or(Some(String::new())), content: Vec::new() },
                Event::Bytes(bytes) => {
                    let bytes = match &mut base64 {
                        Some(base64) => base64.take(&bytes),
                        None => bytes,
                    };
                    match &mut receiving {
                        Some(receiving) => write(receiving, &bytes).await?,
                        None => field.content.extend(bytes),
                    }
                    let is_the_file = field.name.is_some() || field.content.len() > FIELD_MAX;
                    if receiving.is_none() && is_the_file && !field.content.is_empty() {
                        let name = field.name.take().filter(|name| !name.is_empty()).or_else(|| name.clone());
                        let mut begun = link.receive(Incoming { offset: 0, total: None, name }).await?;
                        write(&mut begun, &std::mem::take(&mut field.content)).await?;
                        receiving = Some(begun);
                    }
                }
                Event::PartEnd => {
                    let rest = base64.take().map_or_else(Vec::new, |mut base64| base64.end());
                    field.content.extend(&rest);
                    if let Some(mut receiving) = receiving.take() {
                        write(&mut receiving, &rest).await?;
                        return end_form(receiving, source).await;
                    }
                    if !field.content.is_empty() && field.content.len() >= best.content.len() {
                        best = std::mem::take(&mut field);
                    }
                }
            }
        }
        searched += if receiving.is_none() { block.len() as u64 } else { 0 };
        if ended || searched > SEARCHED {
            break;
        }
    }
    // What came without a form ends with the body.
    if let Some(receiving) = receiving {
        return end_form(receiving, source).await;
    }
    if best.content.is_empty() {
        return Err(Unput::Away(TurnedAway::FormWithoutFile));
    }
    let mut receiving = link.receive(Incoming { offset: 0, total: None, name }).await?;
    write(&mut receiving, &best.content).await?;
    end_form(receiving, source).await
}

/// The file is whole. What follows it in the form is read, so that the charger hears the answer.
async fn end_form(receiving: Receiving, source: &mut Source) -> Result<Put, Unput> {
    receiving.finish().await?;
    read_unwanted(source.rest()).await;
    Ok(Put::Whole)
}

/// Writes what comes, up to its end.
async fn copy(receiving: &mut Receiving, source: &mut Source) -> Result<(), Unput> {
    loop {
        match source.next().await {
            Ok(None) => return Ok(()),
            Ok(Some(block)) => write(receiving, &block).await?,
            Err(ended) => return Err(broken(receiving, ended)),
        }
    }
}

async fn write(receiving: &mut Receiving, block: &[u8]) -> Result<(), Unput> {
    receiving.write(block).await.map_err(Unput::NotTaken)
}

/// It ended before its end; dropped, the file is marked as broken off.
fn broken(receiving: &mut Receiving, ended: Ended) -> Unput {
    if let Some(words) = ended.words() {
        receiving.will_end_with(words);
    }
    Unput::NotTaken(NotTaken::CutOff { bytes: receiving.bytes() })
}

fn before_a_file(ended: Ended) -> Unput {
    Unput::Away(match ended {
        Ended::Damaged => TurnedAway::PackedBadly,
        Ended::Broken | Ended::Silent | Ended::Slow => TurnedAway::BrokeOff,
    })
}

fn refusal(why: &NotTaken) -> Response {
    let status = match why {
        NotTaken::Gone => return nothing(),
        NotTaken::Busy => return later(),
        NotTaken::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
        NotTaken::TooMany { .. } => StatusCode::CONFLICT,
        NotTaken::QuotaFull | NotTaken::DiskFull => StatusCode::INSUFFICIENT_STORAGE,
        NotTaken::WrongOffset { have } => {
            let offset = [(UPLOAD_OFFSET, have.to_string())];
            return (StatusCode::RANGE_NOT_SATISFIABLE, offset, format!("Not taken: {why}.\n")).into_response();
        }
        NotTaken::CutOff { .. } => StatusCode::BAD_REQUEST,
        NotTaken::NotAllowed => StatusCode::FORBIDDEN,
        NotTaken::Failed => StatusCode::INTERNAL_SERVER_ERROR,
    };
    (status, format!("Not taken: {why}.\n")).into_response()
}
