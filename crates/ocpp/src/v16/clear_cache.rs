//! ClearCache: forget the cached authorizations (OCPP 1.6, 5.4).

use serde::{Deserialize, Serialize};

use super::Request;
use crate::words::open_words;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClearCacheRequest {}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClearCacheResponse {
    pub status: ClearCacheStatus,
}

open_words! {
    /// Whether the cache is empty now. `Rejected` also means that the charger has no cache.
    ClearCacheStatus { Accepted, Rejected }
}

impl Request for ClearCacheRequest {
    const ACTION: &'static str = "ClearCache";
    type Response = ClearCacheResponse;
}
