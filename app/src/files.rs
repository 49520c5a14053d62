//! What the rooms below Files ask and change: the firmware library, and what chargers have put here.

use crate::changing::Changed;
use crate::reads::Reply;
use crate::telling::Say;
use leptos::prelude::*;
use model::{Archives, FirmwareChoice, FirmwareList, Hosting};
use serde::{Deserialize, Serialize};

/// The library, and what a plain form was answered that leads back to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Library {
    pub list: FirmwareList,
    pub said: Option<Say>,
}

/// What the forms of one charger can offer of the file host.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offered {
    pub hosting: Hosting,
    pub choices: Vec<FirmwareChoice>,
    /// Only what is signed by someone known here is sent.
    pub signed_only: bool,
}

/// What became of an image that was uploaded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Taken {
    Done(String),
    Refused(String),
}

#[server(AskFirmware, prefix = "/api", endpoint = "firmware")]
pub async fn firmware(#[server(default)] told: Option<String>) -> Result<Reply<Library>, ServerFnError> {
    use crate::asking;
    use crate::telling::Told;
    let Some(caller) = asking::caller() else { return Ok(Reply::SignedOut) };
    let said = told.and_then(|token| use_context::<Told>()?.find(&token));
    let csms = asking::csms();
    let list = csms.firmware().list(&caller).await;
    list.map(|list| Reply::Here(Library { list, said })).map_err(|failure| asking::failed(&csms, &failure))
}

/// What can be sent to a charger, and by which protocols.
#[server(AskFirmwareChoices, prefix = "/api", endpoint = "firmware-choices")]
pub async fn firmware_choices(#[server(default)] charger: Option<String>) -> Result<Reply<Offered>, ServerFnError> {
    use crate::asking;
    use model::ChargerKey;
    let Some(caller) = asking::caller() else { return Ok(Reply::SignedOut) };
    let Some(key) = charger.filter(|key| !key.is_empty()).map(ChargerKey) else { return Ok(Reply::NotFound) };
    let csms = asking::csms();
    let (hosting, signed_only) = (csms.hosted().hosting(), csms.firmware().signed_only());
    match csms.firmware().choices(&caller, &key).await {
        Ok(Some(choices)) => Ok(Reply::Here(Offered { hosting, choices, signed_only })),
        Ok(None) => Ok(Reply::NotFound),
        Err(failure) => Err(asking::failed(&csms, &failure)),
    }
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
pub async fn finish_firmware(#[server(flatten)] image: ImageForm) -> Result<Taken, ServerFnError> {
    use crate::asking;
    use crate::registering::sentence_of_refusal;
    use csms::UploadOf;
    use model::FirmwareFacts;
    let Some(caller) = asking::caller() else { return Ok(Taken::Refused("You are signed out.".to_owned())) };
    let ImageForm { name, bytes, modified, vendor, model, version, notes, certificate, signature } = image;
    let of = UploadOf { name, bytes: bytes.parse().unwrap_or_default(), modified };
    let facts = FirmwareFacts { vendor, model, version, notes, certificate, signature };
    let csms = asking::csms();
    let library = csms.firmware();
    let before = library.list(&caller).await.map_err(|failure| asking::failed(&csms, &failure))?;
    match library.finish(&caller, &of, None, &facts).await {
        Ok(key) => {
            let was_known = before.rows.iter().any(|image| image.key == key);
            Ok(Taken::Done(model::taken_into_library(&of.name, was_known)))
        }
        Err(refused) => sentence_of_refusal(&csms, refused).map(Taken::Refused),
    }
}

#[server(ChangeFirmwareAway, prefix = "/api", endpoint = "remove-firmware")]
pub async fn remove_firmware(#[server(default)] firmware: Option<String>) -> Result<Changed, ServerFnError> {
    use crate::changing::change;
    use model::FirmwareKey;
    let key = FirmwareKey(firmware.unwrap_or_default());
    change("/files/firmware", &[], |csms, caller| async move { csms.firmware().remove(&caller, &key).await }).await
}

/// What chargers have put here, of all or of one.
#[server(AskArchives, prefix = "/api", endpoint = "archives")]
pub async fn archives(
    #[server(default)] charger: Option<String>,
    #[server(default)] before: Option<String>,
) -> Result<Reply<Archives>, ServerFnError> {
    use crate::asking;
    use model::ChargerKey;
    let Some(caller) = asking::caller() else { return Ok(Reply::SignedOut) };
    let given = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    let (charger, before) = (given(charger).map(ChargerKey), given(before));
    let csms = asking::csms();
    let list = csms.archives().list(&caller, charger.as_ref(), before.as_deref()).await;
    list.map(Reply::Here).map_err(|failure| asking::failed(&csms, &failure))
}

#[server(ChangeArchiveAway, prefix = "/api", endpoint = "remove-archive")]
pub async fn remove_archive(
    #[server(default)] archive: Option<String>,
    #[server(default)] charger: Option<String>,
) -> Result<Changed, ServerFnError> {
    use crate::changing::change;
    use model::ArchiveKey;
    let key = ArchiveKey(archive.unwrap_or_default());
    let place = [("charger", charger)];
    change("/files/diagnostics", &place, |csms, caller| async move { csms.archives().remove(&caller, &key).await })
        .await
}
