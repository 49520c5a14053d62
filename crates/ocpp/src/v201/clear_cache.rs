//! ClearCache: forget the cached authorizations (OCPP 2.0.1, C11).

use serde::{Deserialize, Serialize};

use super::StatusInfoType;
use crate::Request;
use crate::lenient;
use crate::words::open_words;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClearCacheRequest {}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClearCacheResponse {
    pub status: ClearCacheStatusEnumType,
    #[serde(deserialize_with = "lenient::optional", skip_serializing_if = "Option::is_none")]
    pub status_info: Option<StatusInfoType>,
}

open_words! {
    /// Whether the cache is empty now. `Rejected` also means that the charger has no cache.
    ClearCacheStatusEnumType { Accepted, Rejected }
}

impl Request for ClearCacheRequest {
    const ACTION: &'static str = "ClearCache";
    type Response = ClearCacheResponse;
}
