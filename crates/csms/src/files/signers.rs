//! Who may sign firmware, where that is settled: then nothing else is taken or sent.

use model::Signing;
use x509_parser::certificate::X509Certificate;
use x509_parser::pem::{Pem, parse_x509_pem};
use x509_parser::prelude::FromDer;

/// What is said of firmware that is not signed.
pub(crate) const UNSIGNED: &str = "Only signed firmware is taken here: give the signing certificate and the signature.";
/// What is said of firmware that somebody else has signed.
pub(crate) const UNKNOWN: &str =
    "Whoever signed this is not known here: the certificate is none of --firmware-signers, nor issued by one of them.";

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
    pub(crate) fn objection(&self, signing: Option<&Signing>) -> Option<&'static str> {
        let Some(signing) = signing else { return Some(UNSIGNED) };
        (!self.know(&signing.certificate)).then_some(UNKNOWN)
    }

    fn know(&self, certificate: &str) -> bool {
        let Ok((_, pem)) = parse_x509_pem(certificate.as_bytes()) else { return false };
        let Ok(certificate) = pem.parse_x509() else { return false };
        certificate.validity().is_valid()
            && self.0.iter().any(|signer| *signer == pem.contents || issued(signer, &certificate))
    }
}

fn issued(signer: &[u8], certificate: &X509Certificate<'_>) -> bool {
    X509Certificate::from_der(signer).is_ok_and(|(_, signer)| {
        signer.is_ca()
            && signer.validity().is_valid()
            && signer.subject() == certificate.issuer()
            && certificate.verify_signature(Some(signer.public_key())).is_ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made by OpenSSL; nobody has the keys any more.
    const CA: &str = include_str!("signature/ca.pem");
    const ISSUED: &str = include_str!("signature/issued.pem");
    /// In the name of CA, by another key.
    const FORGED: &str = include_str!("signature/forged.pem");
    const EC: &str = include_str!("signature/ec.pem");
    const OLD: &str = include_str!("signature/old.pem");

    #[test]
    fn only_those_who_are_known_may_sign_or_whom_they_named() {
        // E-35
        let check = |signers: &[&str], certificate: &str, expected: Option<&str>| {
            let signers = Signers::read(signers.concat().as_bytes()).unwrap();
            let signing = Signing { certificate: certificate.to_owned(), signature: String::new() };
            assert_eq!(signers.objection(Some(&signing)), expected, "{certificate}");
        };
        check(&[CA], ISSUED, None);
        check(&[EC, CA], ISSUED, None);
        check(&[EC], EC, None);
        check(&[CA], FORGED, Some(UNKNOWN));
        check(&[CA], EC, Some(UNKNOWN));
        // Whoever was issued issues nothing.
        check(&[ISSUED], CA, Some(UNKNOWN));
        check(&[OLD], OLD, Some(UNKNOWN));
        check(&[CA], "no PEM", Some(UNKNOWN));
        assert_eq!(Signers::read(CA.as_bytes()).unwrap().objection(None), Some(UNSIGNED));
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
