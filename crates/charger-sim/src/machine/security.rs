//! What the security extension of 1.6 and 2.x have in common besides updates: security
//! events, logs and certificates.

use serde_json::{Value, json};

use crate::clock;
use crate::handle::CallFailure;

use super::Machine;
use super::calls::Then;
use super::requests::{CallRefusal, object, text};

impl Machine {
    /// Queues a SecurityEventNotification, where the version has them.
    pub(super) fn security_event(&mut self, kind: &str) -> Result<(), CallFailure> {
        if !self.protocol.is_secure() {
            return Err(CallFailure::NotInThisVersion);
        }
        self.enqueue("SecurityEventNotification", json!({"type": kind, "timestamp": clock::now()}), Then::Nothing);
        Ok(())
    }

    /// The answer of a good charger, if the action is one of these. It keeps no certificates.
    pub(super) fn answer_security(&self, action: &str, request: &Value) -> Option<Result<Value, CallRefusal>> {
        let needs = |name: &str, status: &str| Some(text(request, name).map(|_| json!({"status": status})));
        match action {
            "GetLog" => Some(self.answer_log(request)),
            "CertificateSigned" => needs("certificateChain", "Accepted"),
            "InstallCertificate" => needs("certificate", "Accepted"),
            "DeleteCertificate" => Some(object(request, "certificateHashData").map(|_| json!({"status": "NotFound"}))),
            "GetInstalledCertificateIds" => Some(Ok(json!({"status": "NotFound"}))),
            _ => None,
        }
    }
}
