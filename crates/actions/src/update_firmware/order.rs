//! What an order of it says.

use crate::Signing;
use crate::order::{LocalTime, OrderForm, Retries, SiteClock, UrlText, checked, given, local_time, url_text};
use model::{Abilities, FileProtocol, FirmwareKey, Refusal};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpdateFirmware {
    pub source: FirmwareSource,
    /// None: now.
    pub fetch_from: Option<LocalTime>,
    /// None: as soon as it is fetched.
    pub install_from: Option<LocalTime>,
    pub retries: Retries,
    pub signing: Option<Signing>,
    /// An update that runs may be replaced by this one.
    pub replace: bool,
}

impl UpdateFirmware {
    /// As it was filled in.
    pub(super) fn of_form(form: &OrderForm) -> Result<UpdateFirmware, Refusal> {
        Ok(UpdateFirmware {
            source: firmware_source(form)?,
            fetch_from: local_time("fetch_from", "Fetch from", &form.fetch_from)?,
            install_from: local_time("install_from", "Install from", &form.install_from)?,
            retries: form.retries()?,
            signing: Signing::read(form.certificate.as_deref(), form.signature.as_deref())?,
            replace: checked(&form.replace),
        })
    }

    /// When it is to be fetched, and when to be installed where that is given.
    pub fn times(&self, abilities: &Abilities, clock: &SiteClock<'_>) -> Result<(i64, Option<i64>), Refusal> {
        let retrieve_at = clock.begins_at("fetch_from", "Fetch from", &self.fetch_from)?.unwrap_or(clock.now);
        let install_at = clock.begins_at("install_from", "Install from", &self.install_from)?;
        if install_at.is_some() && !abilities.install_time {
            return Err(Refusal::field(
                "install_from",
                "This charger takes no time for installing; leave Install from empty.",
            ));
        }
        if install_at.is_some_and(|install_at| install_at < retrieve_at) {
            return Err(Refusal::field("install_from", "Install from must not be earlier than Fetch from."));
        }
        Ok((retrieve_at, install_at))
    }

    /// Now, unsigned, once, and replacing nothing.
    pub fn now(url: impl Into<String>) -> UpdateFirmware {
        UpdateFirmware::from(FirmwareSource::Url(UrlText(url.into())))
    }

    /// The same with an image of the library, by whichever protocol fits.
    pub fn of_library(key: FirmwareKey) -> UpdateFirmware {
        UpdateFirmware::from(FirmwareSource::Library { key, by: None, anyway: false })
    }

    fn from(source: FirmwareSource) -> UpdateFirmware {
        UpdateFirmware {
            source,
            fetch_from: None,
            install_from: None,
            retries: Retries::default(),
            signing: None,
            replace: false,
        }
    }
}

/// Where the charger fetches its firmware.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FirmwareSource {
    /// Somebody's server.
    Url(UrlText),
    /// Here, from the library.
    Library {
        key: FirmwareKey,
        /// None: whichever the charger can use.
        by: Option<FileProtocol>,
        /// Although it is meant for another vendor or model; wants a reason.
        anyway: bool,
    },
}

/// Without a word on it, an image that is chosen counts where no URL is typed.
fn firmware_source(form: &OrderForm) -> Result<FirmwareSource, Refusal> {
    let from_library = match given(&form.source) {
        Some("library") => true,
        Some("url") => false,
        None => given(&form.url).is_none() && given(&form.firmware).is_some(),
        Some(_) => return Err(Refusal::field("source", "Choose where the file comes from.")),
    };
    if !from_library {
        return url_text("Firmware URL", &form.url).map(FirmwareSource::Url);
    }
    match given(&form.firmware) {
        Some(key) => Ok(FirmwareSource::Library {
            key: FirmwareKey(key.to_owned()),
            by: form.file_protocol()?,
            anyway: checked(&form.anyway),
        }),
        None => Err(Refusal::field("firmware", "Choose a file from the library.")),
    }
}
