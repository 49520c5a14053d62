//! The fields of every order's form, flat and optional as a plain form posts them, and what is made of them.

use super::{
    ClearProfiles, FirmwareSource, LocalTime, MessageText, Order, Reason, Reboot, RebootKind, Receiver,
    RequestDiagnostics, Retries, SendMessage, SetConfiguration, Signing, UpdateFirmware, UrlText,
};
use model::{
    CommandKey, CommandKind, FileProtocol, FirmwareKey, LogKind, ProfilePurpose, Refusal, RefusalCode, SiteKey,
};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The longest reason kept with an order.
const REASON_MAX: usize = 500;
/// The longest URL any version has room for; what the charger's own takes is checked by the backend.
const URL_MAX: usize = 2000;
/// Characters of a signing certificate and of a signature (1.6 security extension and 2.x).
const CERTIFICATE_MAX: usize = 5500;
const SIGNATURE_MAX: usize = 800;
/// Highest number in the whole-number fields, so that every charger can read them.
const NUMBER_MAX: i64 = i32::MAX as i64;
/// Bytes of a message written by hand.
const MESSAGE_MAX: usize = 64 * 1024;
/// Characters of an action's name.
const ACTION_MAX: usize = 64;
/// Characters of a setting's name and of its value.
const SETTING_MAX: usize = 500;
const VALUE_MAX: usize = 2500;

macro_rules! order_form {
    ($($field:ident),+ $(,)?) => {
        /// Every field that an order's form may have; each form fills those of its action. Checkboxes carry `true`.
        #[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
        #[serde(default)]
        pub struct OrderForm {
            $(#[serde(skip_serializing_if = "Option::is_none")] pub $field: Option<String>,)+
        }

        impl OrderForm {
            /// The names of the fields, as they stand in forms.
            pub const NAMES: &'static [&'static str] = &[$(stringify!($field)),+];

            /// The form with each field read by its name.
            pub fn read(field: impl Fn(&str) -> Option<String>) -> Self {
                OrderForm { $($field: field(stringify!($field)),)+ }
            }
        }
    };
}

order_form! {
    charger, once, reason,
    // Reboot
    kind, when_idle, evse, end_session, interrupt_update,
    // Update Firmware, Request Diagnostics
    source, firmware, anyway, receiver, by, url, fetch_from, install_from, certificate, signature, from, to, log, retries, retry_interval, replace,
    // Clear Charging Profiles
    confirm, id, connector, purpose, stack_level,
    // Change Site
    site,
    // Send a message, Set
    action, payload, as_typed, name, value,
    // Restore
    command,
}

/// It may hold passwords.
impl fmt::Debug for OrderForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OrderForm(***)")
    }
}

impl OrderForm {
    /// The order this form asks for, or the field at fault.
    pub fn order(&self, kind: CommandKind) -> Result<Order, Refusal> {
        match kind {
            CommandKind::Reboot => self.reboot(),
            CommandKind::UpdateFirmware => self.update_firmware(),
            CommandKind::RequestDiagnostics => self.request_diagnostics(),
            CommandKind::ClearCache => Ok(Order::ClearCache),
            CommandKind::ClearChargingProfiles => self.clear_profiles(),
            CommandKind::ChangeSite => match given(&self.site) {
                Some(key) => Ok(Order::ChangeSite { site: SiteKey(key.to_owned()) }),
                None => Err(Refusal::field("site", "Choose a site from the list.")),
            },
            CommandKind::SendMessage => self.send_message(),
            CommandKind::ReadConfiguration => Ok(Order::ReadConfiguration),
            CommandKind::SetConfiguration => self.set_configuration(),
            CommandKind::RestoreProfiles => match given(&self.command) {
                Some(key) => Ok(Order::RestoreProfiles { cleared: CommandKey(key.to_owned()) }),
                None => Err(Refusal::field("command", "There is no such action.")),
            },
        }
    }

    pub fn reason(&self) -> Result<Reason, Refusal> {
        match given(&self.reason) {
            None => Ok(Reason(None)),
            Some(reason) if reason.chars().count() > REASON_MAX => {
                Err(Refusal::field("reason", format!("The reason is longer than {REASON_MAX} characters.")))
            }
            Some(reason) => Ok(Reason(Some(reason.to_owned()))),
        }
    }

    fn reboot(&self) -> Result<Order, Refusal> {
        let kind = match given(&self.kind) {
            None | Some("Soft") => RebootKind::Soft,
            Some("Hard") => RebootKind::Hard,
            Some("Resume") => RebootKind::Resume,
            Some(_) => return Err(Refusal::field("kind", "Choose how to reboot.")),
        };
        Ok(Order::Reboot(Reboot {
            kind,
            when_idle: checked(&self.when_idle),
            evse: whole_number("evse", "EVSE", &self.evse, 1)?,
            end_session: checked(&self.end_session),
            interrupt_update: checked(&self.interrupt_update),
        }))
    }

    fn update_firmware(&self) -> Result<Order, Refusal> {
        Ok(Order::UpdateFirmware(UpdateFirmware {
            source: self.firmware_source()?,
            fetch_from: local_time("fetch_from", "Fetch from", &self.fetch_from)?,
            install_from: local_time("install_from", "Install from", &self.install_from)?,
            retries: self.retries()?,
            signing: Signing::read(self.certificate.as_deref(), self.signature.as_deref())?,
            replace: checked(&self.replace),
        }))
    }

    /// Without a word on it, an image that is chosen counts where no URL is typed.
    fn firmware_source(&self) -> Result<FirmwareSource, Refusal> {
        let from_library = match given(&self.source) {
            Some("library") => true,
            Some("url") => false,
            None => given(&self.url).is_none() && given(&self.firmware).is_some(),
            Some(_) => return Err(Refusal::field("source", "Choose where the file comes from.")),
        };
        if !from_library {
            return url_text("Firmware URL", &self.url).map(FirmwareSource::Url);
        }
        match given(&self.firmware) {
            Some(key) => Ok(FirmwareSource::Library {
                key: FirmwareKey(key.to_owned()),
                by: self.file_protocol()?,
                anyway: checked(&self.anyway),
            }),
            None => Err(Refusal::field("firmware", "Choose a file from the library.")),
        }
    }

    /// Without a word on it, Chargehand receives where no URL is typed.
    fn receiver(&self) -> Result<Receiver, Refusal> {
        let here = match given(&self.receiver) {
            Some("here") => true,
            Some("url") => false,
            None => given(&self.url).is_none(),
            Some(_) => return Err(Refusal::field("receiver", "Choose who receives the file.")),
        };
        if here {
            Ok(Receiver::Here { by: self.file_protocol()? })
        } else {
            url_text("Upload URL", &self.url).map(Receiver::Url)
        }
    }

    fn file_protocol(&self) -> Result<Option<FileProtocol>, Refusal> {
        match given(&self.by) {
            None => Ok(None),
            Some(text) => FileProtocol::parse(text)
                .map(Some)
                .ok_or_else(|| Refusal::field("by", "Choose a protocol from the list.")),
        }
    }

    fn request_diagnostics(&self) -> Result<Order, Refusal> {
        let log = match given(&self.log) {
            None => LogKind::Diagnostics,
            Some(text) => LogKind::parse(text).ok_or_else(|| Refusal::field("log", "Choose a log from the list."))?,
        };
        Ok(Order::RequestDiagnostics(RequestDiagnostics {
            from: local_time("from", "From", &self.from)?,
            to: local_time("to", "To", &self.to)?,
            receiver: self.receiver()?,
            retries: self.retries()?,
            log,
            replace: checked(&self.replace),
        }))
    }

    fn clear_profiles(&self) -> Result<Order, Refusal> {
        let purpose = match given(&self.purpose) {
            None => None,
            Some(text) => Some(
                ProfilePurpose::ALL
                    .into_iter()
                    .find(|purpose| purpose.as_str() == text)
                    .ok_or_else(|| Refusal::field("purpose", "There is no such purpose."))?,
            ),
        };
        let criteria = ClearProfiles {
            id: whole_number("id", "Profile id", &self.id, i64::from(i32::MIN))?,
            connector: whole_number("connector", "Connector", &self.connector, 0)?,
            purpose,
            stack_level: whole_number("stack_level", "Stack level", &self.stack_level, 0)?,
        };
        if !checked(&self.confirm) {
            return Err(Refusal {
                code: RefusalCode::Confirm,
                sentence: RefusalCode::Confirm.words().to_owned(),
                field: Some("confirm".to_owned()),
            });
        }
        Ok(Order::ClearChargingProfiles(criteria))
    }

    fn send_message(&self) -> Result<Order, Refusal> {
        let Some(action) = given(&self.action) else { return Err(Refusal::field("action", "Choose a message.")) };
        if action.chars().count() > ACTION_MAX {
            return Err(Refusal::field("action", format!("The name has more than {ACTION_MAX} characters.")));
        }
        // Exactly as typed: not even the space around it is taken away.
        let payload = self.payload.clone().unwrap_or_default();
        if payload.len() > MESSAGE_MAX {
            return Err(Refusal::field("payload", format!("The message has more than {MESSAGE_MAX} bytes.")));
        }
        if payload.trim().is_empty() {
            return Err(Refusal::field("payload", "Write the message's fields as JSON; {} for none."));
        }
        Ok(Order::SendMessage(SendMessage {
            action: action.to_owned(),
            payload: MessageText(payload),
            as_typed: checked(&self.as_typed),
        }))
    }

    fn set_configuration(&self) -> Result<Order, Refusal> {
        let Some(name) = given(&self.name) else { return Err(Refusal::field("name", "Choose a setting.")) };
        if name.chars().count() > SETTING_MAX {
            return Err(Refusal::field("name", format!("The name has more than {SETTING_MAX} characters.")));
        }
        let value = self.value.clone().unwrap_or_default();
        if value.chars().count() > VALUE_MAX {
            return Err(Refusal::field("value", format!("The value has more than {VALUE_MAX} characters.")));
        }
        Ok(Order::SetConfiguration(SetConfiguration { name: name.to_owned(), value: MessageText(value) }))
    }

    fn retries(&self) -> Result<Retries, Refusal> {
        Ok(Retries {
            times: whole_number("retries", "Retries", &self.retries, 1)?,
            interval_s: whole_number("retry_interval", "Seconds between retries", &self.retry_interval, 0)?,
        })
    }
}

impl Signing {
    /// Certificate and signature as they were pasted: both or neither.
    pub fn read(certificate: Option<&str>, signature: Option<&str>) -> Result<Option<Signing>, Refusal> {
        let text = |text: Option<&str>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let (certificate, signature) = (text(certificate), text(signature));
        let (certificate, signature) = (certificate.as_deref(), signature.as_deref());
        let too_long = |field: &str, label: &str, most: usize| {
            Refusal::field(field, format!("{label}: at most {most} characters."))
        };
        match (certificate, signature) {
            (None, None) => Ok(None),
            (Some(_), None) => {
                Err(Refusal::field("signature", "Signature: give the one that goes with the certificate."))
            }
            (None, Some(_)) => {
                Err(Refusal::field("certificate", "Signing certificate: give the one that goes with the signature."))
            }
            (Some(certificate), Some(_)) if certificate.chars().count() > CERTIFICATE_MAX => {
                Err(too_long("certificate", "Signing certificate", CERTIFICATE_MAX))
            }
            (Some(_), Some(signature)) if signature.chars().count() > SIGNATURE_MAX => {
                Err(too_long("signature", "Signature", SIGNATURE_MAX))
            }
            (Some(certificate), Some(_)) if !is_pem(certificate) => Err(Refusal::field(
                "certificate",
                "Signing certificate: give it as PEM, from BEGIN CERTIFICATE to END CERTIFICATE.",
            )),
            (Some(_), Some(signature)) if !is_base64(signature) => {
                Err(Refusal::field("signature", "Signature: give it in base64."))
            }
            (Some(certificate), Some(signature)) => {
                // Pasted, it often comes in lines.
                let signature = signature.split_whitespace().collect();
                Ok(Some(Signing { certificate: certificate.to_owned(), signature }))
            }
        }
    }
}

/// The text without surrounding space, if there is any.
fn given(text: &Option<String>) -> Option<&str> {
    text.as_deref().map(str::trim).filter(|text| !text.is_empty())
}

fn checked(text: &Option<String>) -> bool {
    matches!(given(text), Some("true" | "on"))
}

fn is_pem(text: &str) -> bool {
    text.starts_with("-----BEGIN CERTIFICATE-----") && text.ends_with("-----END CERTIFICATE-----")
}

fn is_base64(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=\r\n".contains(&byte))
}

fn whole_number(field: &str, label: &str, text: &Option<String>, least: i64) -> Result<Option<i64>, Refusal> {
    let Some(text) = given(text) else { return Ok(None) };
    match text.parse::<i64>() {
        Ok(number) if (least..=NUMBER_MAX).contains(&number) => Ok(Some(number)),
        Ok(_) if least == 1 => {
            Err(Refusal::field(field, format!("{label}: give a whole number from 1 on, or leave it empty.")))
        }
        Ok(_) | Err(_) => Err(Refusal::field(field, format!("{label}: give a whole number, or leave it empty."))),
    }
}

fn local_time(field: &str, label: &str, text: &Option<String>) -> Result<Option<LocalTime>, Refusal> {
    let Some(text) = given(text) else { return Ok(None) };
    let shape = |pattern: &str| {
        text.len() == pattern.len()
            && text
                .bytes()
                .zip(pattern.bytes())
                .all(|(byte, wanted)| if wanted == b'9' { byte.is_ascii_digit() } else { byte == wanted })
    };
    if shape("9999-99-99T99:99") || shape("9999-99-99T99:99:99") {
        Ok(Some(LocalTime(text.to_owned())))
    } else {
        Err(Refusal::field(field, format!("{label}: give a date and a time, for example 2026-11-23T10:00.")))
    }
}

fn url_text(label: &str, text: &Option<String>) -> Result<UrlText, Refusal> {
    let Some(text) = given(text) else { return Err(Refusal::field("url", format!("{label}: give a URL."))) };
    let length = text.chars().count();
    if length > URL_MAX {
        return Err(Refusal::field(
            "url",
            format!("{label}: the URL has {length} characters; chargers take at most {URL_MAX}."),
        ));
    }
    Ok(UrlText(text.to_owned()))
}
