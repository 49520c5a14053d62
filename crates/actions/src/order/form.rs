//! The fields of every order's form, flat and optional as a plain form posts them, and what is made of them.

use super::{LocalTime, Reason, Retries, Signing, UrlText};
use crate::action::Action;
use crate::{Order, OrderForm, with_action};
use model::{CommandKind, FileProtocol, Refusal};
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

macro_rules! order_form {
    ($($field:ident),+ $(,)?) => {
        /// Every field that an order's form may have; each form fills those of its action. Checkboxes carry `true`.
        #[derive(Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
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

pub(crate) use order_form;

/// It may hold passwords.
impl fmt::Debug for OrderForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OrderForm(***)")
    }
}

impl OrderForm {
    /// The order this form asks for, or the field at fault.
    pub fn order(&self, kind: CommandKind) -> Result<Order, Refusal> {
        with_action!(kind, A => A::read(self))
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

    pub(crate) fn file_protocol(&self) -> Result<Option<FileProtocol>, Refusal> {
        match given(&self.by) {
            None => Ok(None),
            Some(text) => FileProtocol::parse(text)
                .map(Some)
                .ok_or_else(|| Refusal::field("by", "Choose a protocol from the list.")),
        }
    }

    pub(crate) fn retries(&self) -> Result<Retries, Refusal> {
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
pub(crate) fn given(text: &Option<String>) -> Option<&str> {
    text.as_deref().map(str::trim).filter(|text| !text.is_empty())
}

pub(crate) fn checked(text: &Option<String>) -> bool {
    matches!(given(text), Some("true" | "on"))
}

fn is_pem(text: &str) -> bool {
    text.starts_with("-----BEGIN CERTIFICATE-----") && text.ends_with("-----END CERTIFICATE-----")
}

fn is_base64(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=\r\n".contains(&byte))
}

pub(crate) fn whole_number(
    field: &str,
    label: &str,
    text: &Option<String>,
    least: i64,
) -> Result<Option<i64>, Refusal> {
    let Some(text) = given(text) else { return Ok(None) };
    match text.parse::<i64>() {
        Ok(number) if (least..=NUMBER_MAX).contains(&number) => Ok(Some(number)),
        Ok(_) if least == 1 => {
            Err(Refusal::field(field, format!("{label}: give a whole number from 1 on, or leave it empty.")))
        }
        Ok(_) | Err(_) => Err(Refusal::field(field, format!("{label}: give a whole number, or leave it empty."))),
    }
}

pub(crate) fn local_time(field: &str, label: &str, text: &Option<String>) -> Result<Option<LocalTime>, Refusal> {
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

pub(crate) fn url_text(label: &str, text: &Option<String>) -> Result<UrlText, Refusal> {
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
