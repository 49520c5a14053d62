//! A firmware image as one plain form, from a browser without script: streamed to disk, and answered by a way back.

use super::{SILENCE, failed, length_of, read_unwanted, sentence};
use crate::console::Console;
use crate::trouble::Trouble;
use app::{Outcome, Outcomes};
use axum::extract::multipart::Field;
use axum::extract::{FromRequest, Multipart, Request, State};
use axum::http::header::{CONNECTION, HeaderValue};
use axum::response::{IntoResponse, Redirect, Response};
use csms::{Caller, ChangeRefusal, Csms, Failure, NotTaken, UploadOf};
use model::FirmwareFacts;
use ring::rand::{SecureRandom, SystemRandom};
use tokio::time::timeout;

/// The form has seven.
const FIELDS_MAX: usize = 20;
/// Bytes of a field that is no file.
const TEXT_MAX: usize = 64 * 1024;

/// Why a form was not taken.
enum FormRefusal {
    Because(String),
    Failed(Trouble),
}

impl FormRefusal {
    fn because(sentence: &str) -> Self {
        FormRefusal::Because(sentence.to_owned())
    }
}

impl From<NotTaken> for FormRefusal {
    fn from(why: NotTaken) -> Self {
        match why {
            NotTaken::Failed => FormRefusal::Failed(failed()),
            other => FormRefusal::Because(sentence(&other)),
        }
    }
}

impl From<ChangeRefusal> for FormRefusal {
    fn from(refused: ChangeRefusal) -> Self {
        match refused {
            ChangeRefusal::Because(sentence) => FormRefusal::Because(sentence),
            ChangeRefusal::Line { line: _, why } => FormRefusal::Because(why),
            ChangeRefusal::Failed(failure) => failure.into(),
        }
    }
}

impl From<Failure> for FormRefusal {
    fn from(failure: Failure) -> Self {
        FormRefusal::Failed(failure.into())
    }
}

/// `POST /files/firmware/upload`.
pub async fn upload(State(console): State<Console>, request: Request) -> Response {
    let Some(caller) = request.extensions().get::<Caller>().cloned() else {
        read_unwanted(&mut request.into_body().into_data_stream()).await;
        return Redirect::to("/sign-in").into_response();
    };
    let mut response = match take(&console, &caller, request).await {
        Ok(sentence) => lead_back(&console.outcomes, Outcome { good: true, sentence }),
        Err(FormRefusal::Because(sentence)) => lead_back(&console.outcomes, Outcome { good: false, sentence }),
        Err(FormRefusal::Failed(trouble)) => trouble.into_response(),
    };
    // What follows the form's last boundary is read by nobody, so the connection is not used again.
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    response
}

fn lead_back(outcomes: &Outcomes, outcome: Outcome) -> Response {
    let token = random_word();
    outcomes.keep(token.clone(), outcome);
    Redirect::to(&format!("/files/firmware?told={token}")).into_response()
}

async fn take(console: &Console, caller: &Caller, request: Request) -> Result<String, FormRefusal> {
    let library = console.csms.firmware();
    let before = library.list(caller).await?;
    let most = u64::try_from(before.most_bytes).unwrap_or_default();
    let length = length_of(&request);
    let refusal = if !before.may_manage {
        Some(NotTaken::NotAllowed)
    } else if length.is_some_and(|length| length > most.saturating_add((FIELDS_MAX * TEXT_MAX) as u64)) {
        Some(NotTaken::TooLarge { most })
    } else {
        None
    };
    if let Some(why) = refusal {
        read_unwanted(&mut request.into_body().into_data_stream()).await;
        return Err(why.into());
    }
    // The form is longer than the file in it.
    let bound = length.map_or(most, |length| length.min(most));
    let mut form = Multipart::from_request(request, &())
        .await
        .map_err(|_| FormRefusal::because("This is not the page's form."))?;
    let (mut facts, mut file) = (FirmwareFacts::default(), None);
    let mut fields = 0;
    while let Some(field) = next_field(&mut form).await? {
        fields += 1;
        if fields > FIELDS_MAX {
            return Err(FormRefusal::because("The form has too many fields."));
        }
        let text = match field.name() {
            Some("file") if file.is_none() => {
                file = take_file(console, caller, bound, field).await?;
                continue;
            }
            Some("vendor") => &mut facts.vendor,
            Some("model") => &mut facts.model,
            Some("version") => &mut facts.version,
            Some("notes") => &mut facts.notes,
            Some("certificate") => &mut facts.certificate,
            Some("signature") => &mut facts.signature,
            Some(_) | None => continue,
        };
        *text = text_of(field).await?;
    }
    let Some(mut begun) = file else { return Err(FormRefusal::because("Choose a file first.")) };
    begun.of = library.ended(caller, &begun.of).await?;
    let key = library.finish(caller, &begun.of, None, &facts).await?;
    let known = before.rows.iter().any(|image| image.key == key);
    Ok(model::taken_into_library(&begun.of.name, known))
}

async fn next_field(form: &mut Multipart) -> Result<Option<Field<'_>>, FormRefusal> {
    match timeout(SILENCE, form.next_field()).await {
        Ok(Ok(field)) => Ok(field),
        Ok(Err(_)) | Err(_) => Err(FormRefusal::because("The form ended before it was whole.")),
    }
}

/// What was taken of a form's file. Nobody can go on with it, so that whatever ends the form takes it away.
struct Begun {
    csms: Csms,
    caller: Caller,
    of: UploadOf,
}

impl Drop for Begun {
    fn drop(&mut self) {
        let (csms, caller, of) = (self.csms.clone(), self.caller.clone(), self.of.clone());
        // In the library it has another name by now.
        tokio::spawn(async move { csms.firmware().give_up(&caller, &of).await });
    }
}

/// None where no file was chosen. Its length is only bounded until it has come.
async fn take_file(
    console: &Console,
    caller: &Caller,
    bound: u64,
    mut field: Field<'_>,
) -> Result<Option<Begun>, FormRefusal> {
    let name = field.file_name().unwrap_or_default().to_owned();
    if name.trim().is_empty() {
        return Ok(None);
    }
    // Nobody else's upload, and none that could be gone on with.
    let of = UploadOf { name, bytes: bound, modified: random_word() };
    let begun = Begun { csms: console.csms.clone(), caller: caller.clone(), of };
    let mut uploading = match console.csms.firmware().upload_form(caller, &begun.of).await {
        Ok(uploading) => uploading,
        Err(why) => {
            read_unwanted(&mut field).await;
            return Err(why.into());
        }
    };
    let mut taken = 0_u64;
    loop {
        match timeout(SILENCE, field.chunk()).await {
            Ok(Ok(Some(bytes))) => {
                taken += bytes.len() as u64;
                if let Err(why) = uploading.write(&bytes).await {
                    read_unwanted(&mut field).await;
                    return Err(why.into());
                }
            }
            Ok(Ok(None)) => break,
            Ok(Err(_)) | Err(_) => return Err(NotTaken::CutOff { bytes: taken }.into()),
        }
    }
    uploading.end().await?;
    Ok(Some(begun))
}

async fn text_of(mut field: Field<'_>) -> Result<String, FormRefusal> {
    let mut text = Vec::new();
    loop {
        match timeout(SILENCE, field.chunk()).await {
            Ok(Ok(Some(bytes))) if text.len() + bytes.len() > TEXT_MAX => {
                return Err(FormRefusal::because("A field of the form is too long."));
            }
            Ok(Ok(Some(bytes))) => text.extend_from_slice(&bytes),
            Ok(Ok(None)) => break,
            Ok(Err(_)) | Err(_) => return Err(FormRefusal::because("The form ended before it was whole.")),
        }
    }
    String::from_utf8(text).map_err(|_| FormRefusal::because("A field of the form is not text."))
}

fn random_word() -> String {
    let mut bytes = [0; 16];
    SystemRandom::new().fill(&mut bytes).expect("the system has randomness");
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
