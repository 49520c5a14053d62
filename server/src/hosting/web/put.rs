//! `/d/{token}/…`: a charger puts a file, as a body or as a part of a form.

use super::super::range::sent;
use super::answers::{is_one_of, later, nothing, read_unwanted, turn_away, unfit};
use super::called::FileNames;
use super::carried::{TransferCoding, is_base64};
use super::coding::{self, Coding};
use super::outcome::{Put, Unput, before_a_file, broken, write};
use super::parts::put_form;
use super::source::{BodyFault, BodyPacking, Source};
use super::{form, names};
use axum::extract::Request;
use axum::http::header::{CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, EXPECT, HeaderName};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use csms::{End, FileIntake, Link, NotTaken};
use model::TurnedAway;

/// Bytes by which a body that nothing calls a form, or base64, is seen to be one.
const LOOKED_AT: usize = 1024;
/// The word for how a body was made to fit through mail.
const CONTENT_TRANSFER_ENCODING: HeaderName = HeaderName::from_static("content-transfer-encoding");
/// Bytes that are here of a file that broke off: what to go on from.
const UPLOAD_OFFSET: HeaderName = HeaderName::from_static("upload-offset");

pub async fn put(link: &Link, name: Option<String>, request: Request) -> Response {
    let method = request.method().clone();
    // How much is here: what an upload that broke off goes on from.
    if is_one_of(&method, &["HEAD"]) {
        return (StatusCode::OK, [(UPLOAD_OFFSET, link.bytes().await.to_string())]).into_response();
    }
    if !is_one_of(&method, &["PUT", "POST"]) {
        let allow = [("allow", "PUT, POST, HEAD")];
        let answer = (StatusCode::METHOD_NOT_ALLOWED, allow, "This address takes a file.\n").into_response();
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
    let called = FileNames::of(link, name, &head);
    let small = kind.trim_start().to_ascii_lowercase();
    let taken = if small.starts_with("multipart") || small.contains("form-data") {
        put_form(link, &called, &kind, coding, &mut source).await
    } else {
        put_raw(link, called, &head.headers, coding, &mut source).await
    };
    match taken {
        Ok(Put::Whole) => (StatusCode::CREATED, "Received.\n").into_response(),
        Ok(Put::Empty) => (StatusCode::CREATED, "Received; it is empty.\n").into_response(),
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
    called: FileNames,
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
    // A place, and nothing in hand: it asks how far the file is.
    if in_pieces && length == Some(0) {
        return Ok(Put::Piece { have: link.bytes().await });
    }
    let mut carried = TransferCoding::AsItIs;
    let (called, total) = match coding {
        Coding::Plain | Coding::AsItIs => {
            let word = TransferCoding::of(text(CONTENT_TRANSFER_ENCODING).unwrap_or_default());
            if !in_pieces
                && matches!(word, TransferCoding::Base64(_))
                && is_base64(&source.peek(LOOKED_AT).await.unwrap_or_default())
            {
                carried = word;
                (called, None)
            } else {
                (called, total)
            }
        }
        // Kept as it comes, and called what it is.
        Coding::Gzip => {
            let is_packed = offset > 0 || coding::is_gzip(&source.peek(2).await.unwrap_or_default());
            (if is_packed { called.packed() } else { called }, total)
        }
        // What does not unpack, or comes in stretches, is kept as it comes.
        Coding::Deflate => {
            let unpacks =
                !in_pieces && source.unpack_where_it_can(BodyPacking::Deflate).await.map_err(before_a_file)?;
            (called, if unpacks { None } else { total })
        }
    };
    let mut receiving = link.receive(called.incoming(offset, total)).await?;
    let may_be_form = match coding {
        Coding::Plain | Coding::AsItIs => !in_pieces && matches!(carried, TransferCoding::AsItIs),
        Coding::Gzip | Coding::Deflate => false,
    };
    if may_be_form && is_form(source).await.map_err(|ended| broken(&mut receiving, ended))? {
        receiving.let_go();
        return put_form(link, &called, "", coding, source).await;
    }
    copy(&mut receiving, source, &mut carried).await?;
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
    Ok(receiving.finish().await?.into())
}

/// Does a form come that nothing calls one?
async fn is_form(source: &mut Source) -> Result<bool, BodyFault> {
    // Hardly any file begins so, and the others need not be waited for.
    Ok(source.peek(2).await?.starts_with(b"--") && form::begins(&source.peek(LOOKED_AT).await?))
}

/// Writes what comes, up to its end.
async fn copy(receiving: &mut FileIntake, source: &mut Source, carried: &mut TransferCoding) -> Result<(), Unput> {
    loop {
        match source.next().await {
            Ok(None) => return write(receiving, &carried.end()).await,
            Ok(Some(block)) if matches!(carried, TransferCoding::AsItIs) => write(receiving, &block).await?,
            Ok(Some(block)) => write(receiving, &carried.take(block.to_vec())).await?,
            Err(ended) => return Err(broken(receiving, ended)),
        }
    }
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
