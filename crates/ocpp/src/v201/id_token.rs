//! Identifiers of people and vehicles, and what the Csms says about them.

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::lenient;
use crate::words::{open_words, words};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IdTokenType {
    pub id_token: String,
    #[serde(rename = "type", deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub kind: Option<IdTokenEnumType>,
    #[serde(deserialize_with = "lenient::rows", skip_serializing_if = "Vec::is_empty")]
    pub additional_info: Vec<AdditionalInfoType>,
}

/// Another identifier that belongs to the first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AdditionalInfoType {
    pub additional_id_token: String,
    /// Agreed between operator and Csms.
    #[serde(rename = "type", deserialize_with = "lenient::expected", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IdTokenInfoType {
    pub status: AuthorizationStatusEnumType,
    /// Until when the charger may keep this answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_expiry_date_time: Option<Timestamp>,
    /// From -9 to 9, where 0 is the usual.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub charging_priority: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language1: Option<String>,
    /// The only EVSEs this identifier may charge at; empty means all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evse_id: Vec<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_id_token: Option<IdTokenType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language2: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub personal_message: Option<MessageContentType>,
}

/// A text for the charger's display.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageContentType {
    pub format: MessageFormatEnumType,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    pub content: String,
}

open_words! {
    /// What an identifier is; 2.1 leaves the words to operators.
    IdTokenEnumType { Central, EMaid = "eMAID", ISO14443, ISO15693, KeyCode, Local, MacAddress, NoAuthorization }
}

words! {
    /// Whether an identifier may charge.
    AuthorizationStatusEnumType {
        Accepted, Blocked, ConcurrentTx, Expired, Invalid, NoCredit, NotAllowedTypeEVSE, NotAtThisLocation,
        NotAtThisTime, Unknown,
    }
}

words! {
    /// How a text is to be shown.
    MessageFormatEnumType { ASCII, HTML, URI, UTF8 }
}

impl IdTokenInfoType {
    /// A status alone.
    pub fn only(status: AuthorizationStatusEnumType) -> Self {
        IdTokenInfoType {
            status,
            cache_expiry_date_time: None,
            charging_priority: None,
            language1: None,
            evse_id: Vec::new(),
            group_id_token: None,
            language2: None,
            personal_message: None,
        }
    }
}
