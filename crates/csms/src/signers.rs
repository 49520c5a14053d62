//! Who may sign firmware, where that is settled: then nothing else is taken or sent.

use actions::Signing;
use x509_parser::certificate::X509Certificate;
use x509_parser::pem::{Pem, parse_x509_pem};
use x509_parser::prelude::FromDer;

/// Why firmware is not taken, or not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Objection {
    #[error("Only signed firmware is taken and sent here")]
    Unsigned,
    #[error(
        "Whoever signed this is not known here: the certificate is none of --firmware-signers, nor issued by one of them"
    )]
    Unknown,
    #[error("The signing certificate, or the one that issued it, is not valid now: look at their dates")]
    NotNow,
    #[error("The signing certificate is for something else than signing code")]
    OtherUse,
}

/// Certificates of those who may sign firmware, or may say who does.
#[derive(Clone, Debug)]
pub struct Signers(Vec<Vec<u8>>);

impl Signers {
    /// Reads certificates in PEM, one after another.
    ///
    /// # Errors
    /// A phrase that says what is wrong: nothing in it, or something that is no certificate.
    pub fn read(pem: &[u8]) -> Result<Self, String> {
        let mut signers = Vec::new();
        for item in Pem::iter_from_buffer(pem) {
            let item = item.map_err(|_| "it is no PEM file".to_owned())?;
            if item.label != "CERTIFICATE" || X509Certificate::from_der(&item.contents).is_err() {
                return Err("there is something in it that is no certificate".to_owned());
            }
            signers.push(item.contents);
        }
        if signers.is_empty() { Err("there is no certificate in it".to_owned()) } else { Ok(Self(signers)) }
    }

    /// Why firmware with this signature, or without one, is not taken. Does not look at the file itself.
    pub(crate) fn objection(&self, signing: Option<&Signing>) -> Option<Objection> {
        let Some(signing) = signing else { return Some(Objection::Unsigned) };
        let Ok((_, pem)) = parse_x509_pem(signing.certificate.as_bytes()) else { return Some(Objection::Unknown) };
        let Ok(certificate) = pem.parse_x509() else { return Some(Objection::Unknown) };
        // It may be known in more ways than one, and one that is in order is enough.
        let mut objection = Objection::Unknown;
        for signer in &self.0 {
            let is_itself = *signer == pem.contents;
            let Ok((_, signer)) = X509Certificate::from_der(signer) else { continue };
            if !is_itself && !issued(&signer, &certificate) {
                continue;
            }
            if !is_itself && !signs_code(&certificate) {
                objection = Objection::OtherUse;
            } else if certificate.validity().is_valid() && signer.validity().is_valid() {
                return None;
            } else {
                objection = Objection::NotNow;
            }
        }
        Some(objection)
    }
}

fn issued(signer: &X509Certificate<'_>, certificate: &X509Certificate<'_>) -> bool {
    signer.is_ca()
        && signer.subject() == certificate.issuer()
        && certificate.verify_signature(Some(signer.public_key())).is_ok()
}

/// An authority issues certificates for other uses too. One that names its uses must name this one.
fn signs_code(certificate: &X509Certificate<'_>) -> bool {
    match certificate.extended_key_usage() {
        Ok(Some(usage)) => usage.value.any || usage.value.code_signing,
        Ok(None) => true,
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made by OpenSSL; nobody has the keys any more.
    const CA: &str = include_str!("files/signature/ca.pem");
    const ISSUED: &str = include_str!("files/signature/issued.pem");
    /// In the name of CA, by another key.
    const FORGED: &str = include_str!("files/signature/forged.pem");
    /// Issued by CA, for servers.
    const OTHER_USE: &str = include_str!("files/signature/server.pem");
    const EC: &str = include_str!("files/signature/ec.pem");
    const OLD: &str = include_str!("files/signature/old.pem");

    #[test]
    fn only_those_who_are_known_may_sign_or_whom_they_named() {
        // E-35
        let check = |signers: &[&str], certificate: &str, expected: Option<Objection>| {
            let signers = Signers::read(signers.concat().as_bytes()).unwrap();
            let signing = Signing { certificate: certificate.to_owned(), signature: String::new() };
            assert_eq!(signers.objection(Some(&signing)), expected, "{certificate}");
        };
        check(&[CA], ISSUED, None);
        check(&[EC, CA], ISSUED, None);
        check(&[EC], EC, None);
        check(&[CA], FORGED, Some(Objection::Unknown));
        check(&[CA], EC, Some(Objection::Unknown));
        // Whoever was issued issues nothing.
        check(&[ISSUED], CA, Some(Objection::Unknown));
        check(&[OLD], OLD, Some(Objection::NotNow));
        check(&[CA], OTHER_USE, Some(Objection::OtherUse));
        check(&[OTHER_USE], OTHER_USE, None);
        check(&[CA], "no PEM", Some(Objection::Unknown));
        assert_eq!(Signers::read(CA.as_bytes()).unwrap().objection(None), Some(Objection::Unsigned));
    }

    #[test]
    fn a_file_without_certificates_names_nobody() {
        let check = |pem: &str, expected: &str| assert_eq!(Signers::read(pem.as_bytes()).unwrap_err(), expected);
        check("", "there is no certificate in it");
        check("nothing", "there is no certificate in it");
        check(
            "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
            "there is something in it that is no certificate",
        );
        check(
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            "there is something in it that is no certificate",
        );
    }
}
