//! The firmware library, and what of it forms can offer to a charger.

#[cfg(feature = "ssr")]
use crate::calls::backend::{self, answer, given, sentence_of_refusal};
use crate::calls::changes::Change;
#[cfg(feature = "ssr")]
use crate::calls::changes::change;
use crate::calls::outcomes::Outcome;
#[cfg(feature = "ssr")]
use crate::calls::outcomes::Outcomes;
use crate::calls::reply::Reply;
#[cfg(feature = "ssr")]
use csms::UploadOf;
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use model::{ChargerKey, FirmwareFacts, FirmwareKey};
use model::{FirmwareChoice, FirmwareList, HostProtocols};
use serde::{Deserialize, Serialize};

/// The library, and what a plain form was answered that leads back to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Library {
    pub list: FirmwareList,
    pub said: Option<Outcome>,
}

/// What the forms of one charger can offer of the file host.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    pub hosting: HostProtocols,
    pub choices: Vec<FirmwareChoice>,
    /// Only what is signed by someone known here is sent.
    pub signed_only: bool,
}

/// What became of an image that was uploaded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Intake {
    Done(String),
    Refused(String),
}

#[server(AskFirmware, prefix = "/api", endpoint = "firmware")]
pub async fn firmware(#[server(default)] told: Option<String>) -> Result<Reply<Library>, ServerFnError> {
    let said = told.and_then(|token| use_context::<Outcomes>()?.find(&token));
    answer(|csms, caller| async move { Ok(Some(Library { list: csms.firmware().list(&caller).await?, said })) }).await
}

/// What can be sent to a charger, and by which protocols.
#[server(AskFirmwareChoices, prefix = "/api", endpoint = "firmware-choices")]
pub async fn firmware_choices(#[server(default)] charger: Option<String>) -> Result<Reply<Offer>, ServerFnError> {
    answer(|csms, caller| async move {
        let Some(key) = given(charger).map(ChargerKey) else { return Ok(None) };
        let (hosting, signed_only) = (csms.hosted().hosting(), csms.firmware().signed_only());
        let choices = csms.firmware().choices(&caller, &key).await?;
        Ok(choices.map(|choices| Offer { hosting, choices, signed_only }))
    })
    .await
}

/// An image whose pieces are all here, and what is said of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ImageForm {
    pub name: String,
    /// Digits.
    pub bytes: String,
    pub modified: String,
    pub vendor: String,
    pub model: String,
    pub version: String,
    pub notes: String,
    pub certificate: String,
    pub signature: String,
}

/// All pieces of an image are here: it comes into the library.
#[server(FinishFirmware, prefix = "/api", endpoint = "finish-firmware")]
pub async fn finish_firmware(#[server(flatten)] image: ImageForm) -> Result<Intake, ServerFnError> {
    let Some(caller) = backend::caller() else { return Ok(Intake::Refused(backend::SIGNED_OUT.to_owned())) };
    let ImageForm { name, bytes, modified, vendor, model, version, notes, certificate, signature } = image;
    let of = UploadOf { name, bytes: bytes.parse().unwrap_or_default(), modified };
    let facts = FirmwareFacts { vendor, model, version, notes, certificate, signature };
    let csms = backend::csms();
    let library = csms.firmware();
    let before = library.list(&caller).await.map_err(|failure| backend::failed(&csms, &failure))?;
    match library.finish(&caller, &of, None, &facts).await {
        Ok(key) => {
            let was_known = before.rows.iter().any(|image| image.key == key);
            Ok(Intake::Done(model::taken_into_library(&of.name, was_known)))
        }
        Err(refused) => sentence_of_refusal(&csms, refused).map(Intake::Refused),
    }
}

#[server(ChangeFirmwareAway, prefix = "/api", endpoint = "remove-firmware")]
pub async fn remove_firmware(#[server(default)] firmware: Option<String>) -> Result<Change, ServerFnError> {
    let key = FirmwareKey(firmware.unwrap_or_default());
    change("/files/firmware", &[], |csms, caller| async move { csms.firmware().remove(&caller, &key).await }).await
}
