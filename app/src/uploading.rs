//! Sends a file from the browser in pieces, so that what broke off goes on where it was.

use crate::components::filter::address;
use js_sys::{Function, Promise};
use serde::Deserialize;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, File, ProgressEvent, XmlHttpRequest};

/// Bytes in one piece.
pub const PIECE: u64 = 4 * 1024 * 1024;

/// What the server says to a piece, or to the question how much is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    Have(u64),
    /// It is to go on from another place.
    Elsewhere(u64),
    Refused(String),
    /// There was no answer.
    Broken,
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
pub struct Chosen {
    pub file: File,
    pub name: String,
    pub bytes: u64,
    pub modified: String,
}

impl Chosen {
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

    /// Sends the piece that begins here; `progress` hears how much of it has left.
    pub async fn send(&self, request: &XmlHttpRequest, offset: u64, progress: impl Fn(u64) + 'static) -> Answer {
        let end = (offset + PIECE).min(self.bytes);
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
        // No answer at all, or one of a proxy whose server is away.
        0 | 502..=504 => Answer::Broken,
        _refused_in_plain_text => Answer::Refused(text.trim().to_owned()),
    }
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
    }
}
