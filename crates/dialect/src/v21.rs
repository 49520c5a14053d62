//! OCPP 2.1: where it differs from 2.0.1.

use super::v201::{both_say, not_here, nth_clearing, purpose_word};
use super::{Fault, Request, Said, to_value, v201 as common, write};
use actions::{Args, RebootKind, clear_charging_profiles, reboot, request_diagnostics};
use model::LogKind;
use ocpp::{Oddities, Version, v21};
use redact::Redactor;
use serde_json::{Value, json};
use words::{Purpose, SecretText, Speaking};

/// Characters of the longest VAT number, hash and serial number of a certificate, and certificates of one question.
const VAT_NUMBER_MAX: usize = 20;
const HASH_MAX: usize = 128;
const SERIAL_NUMBER_MAX: usize = 40;
const CERTIFICATES_MAX: usize = 4;

pub(crate) fn request(
    speaking: &Speaking,
    args: &Args,
    purpose: &Purpose,
    request_id: i64,
    secret: Option<&SecretText>,
) -> Result<Request, String> {
    let of_command = matches!(purpose, Purpose::Main | Purpose::Part { .. });
    match args {
        Args::Reboot(reboot::Inputs { kind: RebootKind::Resume, evse, .. }) if of_command => {
            Ok(write(&v21::ResetRequest {
                kind: v21::ResetEnumType::ImmediateAndResume,
                evse_id: evse.and_then(|evse| u32::try_from(evse).ok()),
            }))
        }
        Args::RequestDiagnostics(request_diagnostics::Inputs { log: LogKind::DataCollector, .. }) if of_command => {
            // The same but for the log's name.
            let as_diagnostics = match args.clone() {
                Args::RequestDiagnostics(request_diagnostics::Inputs { url, from, to, retries, log: _, here }) => {
                    Args::RequestDiagnostics(request_diagnostics::Inputs {
                        url,
                        from,
                        to,
                        retries,
                        log: LogKind::Diagnostics,
                        here,
                    })
                }
                other => other,
            };
            let mut request = common::request(speaking, &as_diagnostics, purpose, request_id, secret)?;
            request.payload["logType"] = to_value(&v21::LogEnumType::DataCollectorLog);
            Ok(request)
        }
        Args::ClearChargingProfiles(clear_charging_profiles::Inputs { criteria }) if of_command => {
            let clearing = nth_clearing(Version::V21, criteria, purpose)?;
            Ok(write(&v21::ClearChargingProfileRequest {
                charging_profile_id: clearing.id,
                charging_profile_criteria: clearing.id.is_none().then(|| v21::ClearChargingProfileType {
                    evse_id: clearing.evse_id(),
                    charging_profile_purpose: clearing.purpose.map(|purpose| purpose_word(purpose).to_owned().into()),
                    stack_level: clearing.stack_level(),
                }),
            }))
        }
        _as_in_2_0_1 => common::request(speaking, args, purpose, request_id, secret),
    }
}

/// Reads a CALL or a SEND from a charger.
pub(crate) fn said(action: &str, payload: Value, hide: &Redactor, odd: &mut Oddities) -> Result<Said, Fault> {
    use v21::Incoming;
    let incoming = Incoming::read(action, payload, odd).map_err(Fault)?;
    Ok(both_say!(v21, hide; incoming; {
        Incoming::BatterySwap(_)
        | Incoming::ClosePeriodicEventStream(_)
        | Incoming::NotifyDERAlarm(_)
        | Incoming::NotifyDERStartStop(_)
        | Incoming::NotifyPeriodicEventStream(_)
        | Incoming::NotifyPriorityCharging(_)
        | Incoming::NotifySettlement(_)
        | Incoming::ReportDERControl(_) => Said::Answered(json!({})),
        // Nothing here reads streams of values.
        Incoming::OpenPeriodicEventStream(_) => Said::Answered(to_value(&v21::OpenPeriodicEventStreamResponse {
            status: v21::GenericStatusEnumType::Rejected,
            status_info: Some(not_here()),
        })),
        Incoming::PullDynamicScheduleUpdate(_) => Said::Answered(to_value(&v21::PullDynamicScheduleUpdateResponse {
            status: v21::ChargingProfileStatusEnumType::Rejected,
            schedule_update: None,
            status_info: Some(not_here()),
        })),
        Incoming::VatNumberValidation(asked) => Said::Answered(to_value(&unknown_vat_number(asked)?)),
        Incoming::GetCertificateChainStatus(asked) => Said::Answered(to_value(&unknown_certificates(asked)?)),
    }))
}

/// Nobody is asked about it here. The answer names it, so it must be one.
fn unknown_vat_number(asked: v21::VatNumberValidationRequest) -> Result<v21::VatNumberValidationResponse, Fault> {
    if asked.vat_number.chars().count() > VAT_NUMBER_MAX {
        return Err(not_to_be_named("vatNumber is too long"));
    }
    Ok(v21::VatNumberValidationResponse {
        company: None,
        status_info: Some(not_here()),
        vat_number: asked.vat_number,
        evse_id: asked.evse_id,
        status: v21::GenericStatusEnumType::Rejected,
    })
}

/// Nobody is asked about them here. The answer names them, so they must be certificates.
fn unknown_certificates(
    asked: v21::GetCertificateChainStatusRequest,
) -> Result<v21::GetCertificateChainStatusResponse, Fault> {
    let asked = asked.certificate_status_requests;
    if asked.is_empty() || asked.len() > CERTIFICATES_MAX {
        let code = ocpp::ErrorCode::OccurenceConstraintViolation;
        let description = format!("certificateStatusRequests must have 1 to {CERTIFICATES_MAX} entries");
        return Err(Fault(ocpp::CallError::new(code, description)));
    }
    let status = |request: v21::CertificateStatusRequestInfoType| {
        if matches!(request.source, v21::CertificateStatusSourceEnumType::Other(_)) {
            return Err(not_to_be_named("source must be one of CRL, OCSP"));
        }
        let hash = &request.certificate_hash_data;
        if matches!(hash.hash_algorithm, v21::HashAlgorithmEnumType::Other(_)) {
            return Err(not_to_be_named("hashAlgorithm must be one of SHA256, SHA384, SHA512"));
        }
        for (text, most) in [
            (&hash.issuer_name_hash, HASH_MAX),
            (&hash.issuer_key_hash, HASH_MAX),
            (&hash.serial_number, SERIAL_NUMBER_MAX),
        ] {
            if text.chars().count() > most {
                return Err(not_to_be_named("certificateHashData has a text that is too long"));
            }
        }
        Ok(v21::CertificateStatusType {
            certificate_hash_data: request.certificate_hash_data,
            source: request.source,
            status: v21::CertificateStatusEnumType::Failed,
            next_update: words::local_time::utc_text(words::local_time::now_ms()).into(),
        })
    };
    let certificate_status = asked.into_iter().map(status).collect::<Result<Vec<_>, Fault>>()?;
    Ok(v21::GetCertificateChainStatusResponse { certificate_status })
}

fn not_to_be_named(why: &str) -> Fault {
    Fault(ocpp::CallError::new(ocpp::ErrorCode::PropertyConstraintViolation, why))
}
