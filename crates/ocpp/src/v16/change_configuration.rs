//! ChangeConfiguration: change a setting (OCPP 1.6, 5.3).

use serde::{Deserialize, Serialize};

use crate::words::open_words;
use crate::{Request, Secret};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeConfigurationRequest {
    pub key: String,
    pub value: Secret,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeConfigurationResponse {
    pub status: ConfigurationStatus,
}

open_words! {
    /// Whether the setting was taken. `RebootRequired`: it holds after a reboot.
    ConfigurationStatus { Accepted, Rejected, RebootRequired, NotSupported }
}

impl Request for ChangeConfigurationRequest {
    const ACTION: &'static str = "ChangeConfiguration";
    type Response = ChangeConfigurationResponse;
}
