//! Sends a file from the browser in pieces, so that what broke off goes on where it was.

use crate::ground::address::address;
use js_sys::{Function, Promise};
use model::describe_bytes;
use serde::Deserialize;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, File, ProgressEvent, XmlHttpRequest};

/// Bytes in one piece, where nothing on the way wants it smaller.
pub const PIECE: u64 = 4 * 1024 * 1024;
/// Smaller pieces are not tried: they would be very many.
const PIECE_MIN: u64 = 64 * 1024;
/// The longest answer in plain text that is shown as it is, in bytes; ours are shorter.
const SHOWN_MAX: usize = 300;

/// What the server says to a piece, or to the question how much is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    Have(u64),
    /// It is to go on from another place.
    Elsewhere(u64),
    Refused(String),
    /// Something on the way takes less at once: 413 is not the server's answer to our pieces.
    TooLarge,
    /// There was no answer.
    Broken,
}

/// The next smaller piece to try after one was too large; or what is said where all are.
pub fn smaller(piece: u64) -> Result<u64, String> {
    let half = piece / 2;
    if half >= PIECE_MIN {
        return Ok(half);
    }
    let most = describe_bytes(i64::try_from(piece).unwrap_or(i64::MAX));
    Err(format!(
        "A proxy between this browser and Chargehand takes less than {most} at once (413). Whoever runs it can raise its \
         limit for /files/firmware/."
    ))
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Said {
    have: Option<u64>,
    refused: Option<String>,
}

/// A file that was chosen, by what the server knows it by.
#[derive(Clone, Debug)]
pub struct ChosenFile {
    pub file: File,
    pub name: String,
    pub bytes: u64,
    pub modified: String,
}

impl ChosenFile {
    pub fn of(file: File) -> Self {
        let (name, bytes, modified) = (file.name(), file.size() as u64, (file.last_modified() as i64).to_string());
        Self { file, name, bytes, modified }
    }

    fn address(&self, path: &str, offset: Option<u64>) -> String {
        let parts = [
            ("name", Some(self.name.clone())),
            ("bytes", Some(self.bytes.to_string())),
            ("modified", Some(self.modified.clone())),
            ("offset", offset.map(|offset| offset.to_string())),
        ];
        address(path, &parts)
    }

    /// How much of it is there.
    pub async fn ask(&self, request: &XmlHttpRequest) -> Answer {
        send(request, &self.address("/files/firmware/uploaded", None), None).await
    }

    /// Sends the piece of so many bytes that begins here; `progress` hears how much of it has left.
    pub async fn send(
        &self,
        request: &XmlHttpRequest,
        offset: u64,
        piece: u64,
        progress: impl Fn(u64) + 'static,
    ) -> Answer {
        let end = (offset + piece).min(self.bytes);
        let Ok(piece) = self.file.slice_with_f64_and_f64(offset as f64, end as f64) else { return Answer::Broken };
        let heard = Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| progress(event.loaded() as u64));
        if let Ok(upload) = request.upload() {
            upload.set_onprogress(Some(heard.as_ref().unchecked_ref()));
        }
        send(request, &self.address("/files/firmware/piece", Some(offset)), Some(&piece)).await
    }
}

async fn send(request: &XmlHttpRequest, address: &str, body: Option<&Blob>) -> Answer {
    if request.open_with_async("POST", address, true).is_err() {
        return Answer::Broken;
    }
    let ended = Promise::new(&mut |resolve: Function, _| request.set_onloadend(Some(&resolve)));
    let sent = match body {
        Some(piece) => request
            .set_request_header("Content-Type", "application/octet-stream")
            .and_then(|()| request.send_with_opt_blob(Some(piece))),
        None => request.send(),
    };
    if sent.is_err() || JsFuture::from(ended).await.is_err() {
        return Answer::Broken;
    }
    let text = request.response_text().ok().flatten().unwrap_or_default();
    read(request.status().unwrap_or_default(), &text)
}

fn read(status: u16, text: &str) -> Answer {
    match status {
        200 => match serde_json::from_str::<Said>(text).unwrap_or_default() {
            Said { refused: None, have: Some(have) } => Answer::Have(have),
            Said { refused: Some(_), have: Some(have) } => Answer::Elsewhere(have),
            Said { refused: Some(sentence), have: None } => Answer::Refused(sentence),
            Said { refused: None, have: None } => Answer::Broken,
        },
        // No answer at all, or one of a proxy whose server is away, or that lost patience.
        0 | 408 | 499 | 502..=504 => Answer::Broken,
        413 => Answer::TooLarge,
        _refused => Answer::Refused(refusal(status, text)),
    }
}

/// Our own words; of a page that something on the way answered with, what it means.
fn refusal(status: u16, text: &str) -> String {
    let text = text.trim();
    if !text.is_empty() && text.len() <= SHOWN_MAX && !text.contains('<') {
        return text.to_owned();
    }
    let meant = match status {
        301..=308 => "sends the browser elsewhere",
        401 | 407 => "wants its own sign-in",
        403 => "does not let this file pass",
        411 => "wants to know the length beforehand",
        414 => "takes no address as long as this file's name makes it",
        429 => "takes no more at the moment",
        507 => "has no room left",
        _other => "refused it",
    };
    format!("A proxy between this browser and Chargehand {meant} ({status}).")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_says_where_to_go_on() {
        let check = |status, text: &str, expected: Answer| assert_eq!(read(status, text), expected, "{status} {text}");
        check(200, r#"{"have":7}"#, Answer::Have(7));
        check(200, r#"{"have":7,"refused":"Elsewhere."}"#, Answer::Elsewhere(7));
        check(200, r#"{"refused":"Too large."}"#, Answer::Refused("Too large.".to_owned()));
        check(
            500,
            "Something went wrong, reference x.\n",
            Answer::Refused("Something went wrong, reference x.".to_owned()),
        );
        check(0, "", Answer::Broken);
        check(502, "<html>", Answer::Broken);
        check(408, "", Answer::Broken);
    }

    /// O-67: what a proxy answers is never shown as it is, and pieces that are too large for it are made smaller.
    #[test]
    fn a_proxys_page_becomes_a_sentence() {
        let page = "<html>\r\n<head><title>413 Request Entity Too Large</title></head>\r\n</html>\r\n";
        assert_eq!(read(413, page), Answer::TooLarge);
        assert_eq!(read(413, "Request body too large"), Answer::TooLarge);
        for status in [301, 400, 401, 403, 404, 405, 411, 414, 429, 500, 507, 520] {
            for text in [page, "", &"x".repeat(5_000)] {
                let Answer::Refused(sentence) = read(status, text) else { panic!("{status}") };
                assert!(sentence.starts_with("A proxy") && sentence.contains(&status.to_string()), "{sentence}");
                assert!(!sentence.contains('<') && sentence.len() < SHOWN_MAX, "{sentence}");
            }
        }
    }

    /// O-67: nginx takes a megabyte unless it is told otherwise; the least that is tried is far below.
    #[test]
    fn pieces_shrink_until_they_pass_or_it_is_said() {
        for limit in [PIECE, 4_000_000, 1024 * 1024, 1_000_000, 100_000, PIECE_MIN] {
            let mut piece = PIECE;
            while piece > limit {
                piece = smaller(piece).unwrap();
            }
            assert!(piece * 2 > limit.min(PIECE), "no smaller than needed: {piece} for {limit}");
        }
        let mut piece = Ok(PIECE);
        while let Ok(bytes) = piece {
            piece = smaller(bytes);
        }
        assert!(piece.unwrap_err().contains("413"));
    }
}
