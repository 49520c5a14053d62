//! The demo's firmware library: images of makes that its chargers have, made up, but really fetched.

use super::failure::DemoError;
use csms::{Caller, Csms, UploadOf};
use model::FirmwareFacts;

struct Image {
    name: &'static str,
    vendor: &'static str,
    model: &'static str,
    version: &'static str,
    notes: &'static str,
    bytes: usize,
}

const IMAGES: [Image; 4] = [
    Image {
        name: "terra184-1.8.33.bin",
        vendor: "ABB",
        model: "Terra 184",
        version: "1.8.33",
        notes: "Keeps the contactor from chattering in the cold.\nAnswers GetCompositeSchedule within a second.",
        bytes: 2_400_000,
    },
    Image {
        name: "duo-5.1.0.img",
        vendor: "Compleo",
        model: "Duo",
        version: "5.1.0",
        notes: "Second meter is read again after a restart.",
        bytes: 1_800_000,
    },
    Image {
        name: "easee-charge-3.4.0.bin",
        vendor: "Easee",
        model: "Charge",
        version: "3.4.0",
        notes: "OCPP 2.1: sessions are resumed after a reset.",
        bytes: 1_200_000,
    },
    Image {
        name: "zaptec-pro-4.2.1.bin",
        vendor: "Zaptec",
        model: "Pro",
        version: "4.2.1",
        notes: "The version that is in the field.",
        bytes: 900_000,
    },
];

/// Puts them into the library; what is there already stays.
pub async fn shelve(csms: &Csms) -> Result<(), DemoError> {
    let (caller, library) = (Caller::CommandLine, csms.firmware());
    for image in &IMAGES {
        if library.signed_only() {
            // Nobody has signed these.
            break;
        }
        let bytes = image.content();
        let of =
            UploadOf { name: image.name.to_owned(), bytes: bytes.len() as u64, modified: image.version.to_owned() };
        let not_taken = |why: csms::NotTaken| DemoError::Refused(why.to_string());
        let mut uploading = library.upload_piece(&caller, &of, 0).await.map_err(not_taken)?;
        uploading.write(&bytes).await.map_err(not_taken)?;
        uploading.end().await.map_err(not_taken)?;
        let facts = FirmwareFacts {
            vendor: image.vendor.to_owned(),
            model: image.model.to_owned(),
            version: image.version.to_owned(),
            notes: image.notes.to_owned(),
            ..FirmwareFacts::default()
        };
        library.finish(&caller, &of, None, &facts).await?;
    }
    Ok(())
}

impl Image {
    /// What the simulated chargers look for in a file stands at its beginning; the rest only has a length.
    fn content(&self) -> Vec<u8> {
        let mut content = format!("chargehand-firmware-version: {}\n", self.version).into_bytes();
        let line = format!("{} {} {} ", self.vendor, self.model, self.version);
        while content.len() < self.bytes {
            content.extend_from_slice(line.as_bytes());
        }
        content.truncate(self.bytes);
        content
    }
}
