//! Does a signature fit a firmware image? As OCPP wants it: over the whole file's SHA-256, by the key of a certificate.

use actions::Signing;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P384_SHA256_ASN1, RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256,
    UnparsedPublicKey, VerificationAlgorithm,
};
use x509_parser::oid_registry::{OID_KEY_TYPE_EC_PUBLIC_KEY, OID_PKCS1_RSAENCRYPTION};
use x509_parser::pem::parse_x509_pem;

/// What a signing certificate may say of a key that we can check, preferred first.
static RSA: [&dyn VerificationAlgorithm; 2] = [&RSA_PSS_2048_8192_SHA256, &RSA_PKCS1_2048_8192_SHA256];
static EC: [&dyn VerificationAlgorithm; 2] = [&ECDSA_P256_SHA256_ASN1, &ECDSA_P384_SHA256_ASN1];

/// Whose certificate it is, if the signature fits the image; else the field at fault and a sentence.
pub(crate) fn check(image: &[u8], signing: &Signing) -> Result<String, (&'static str, String)> {
    let wrong = |sentence: &str| ("certificate", sentence.to_owned());
    let (_, pem) = parse_x509_pem(signing.certificate.as_bytes())
        .map_err(|_| wrong("The signing certificate is no PEM that can be read."))?;
    let certificate = pem.parse_x509().map_err(|_| wrong("The signing certificate cannot be read."))?;
    if !certificate.validity().is_valid() {
        return Err(wrong("The signing certificate is not valid now: look at its dates."));
    }
    let signature = STANDARD
        .decode(signing.signature.split_whitespace().collect::<String>())
        .map_err(|_| ("signature", "The signature is no base64.".to_owned()))?;
    let key = certificate.public_key();
    let algorithms = if key.algorithm.algorithm == OID_PKCS1_RSAENCRYPTION {
        &RSA
    } else if key.algorithm.algorithm == OID_KEY_TYPE_EC_PUBLIC_KEY {
        &EC
    } else {
        return Err(wrong("The signing certificate has a key that is neither RSA nor ECDSA."));
    };
    let bytes = &key.subject_public_key.data;
    let fits = algorithms
        .iter()
        .any(|algorithm| UnparsedPublicKey::new(*algorithm, bytes.as_ref()).verify(image, &signature).is_ok());
    if !fits {
        return Err(("signature", "The signature does not fit this file and certificate.".to_owned()));
    }
    Ok(words::printable(&certificate.subject().to_string(), 200))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made by OpenSSL over IMAGE, with the keys of the certificates beside this file.
    const IMAGE: &[u8] = b"an image";
    const EC: &str = "MEUCIQC1UC6BD1ZycPCRiMpNsF/a0UCcIG68mA2eWVuu8oB64QIgESY4VK1V4uMV/cIJ/JHg8BmQrGNAida+KEiPScawhAA=";
    const PSS: &str = "vBlV7jh6dYafkDz/vc+Y1bwXqWXm1Hxnart4n6DI6ljhIAlEwoI0aNZxHizMVdqptk8J/dclwJMXCzakuvx8tO4V+NulREpom+Gr1EL5NoT8yTAMBiknH3MD4Zu5p6G3V0sHtCRpJdac9p0o3S4Af0UN3nBnxHGD+oT7BLQSOdcGQg3nUKE6TBbrFLXQyQB/o14SAWxAC0sDlX7gMSPNTVCjL3iW2w2M+lPJ2AG2MApWv2ylTw1pZQzUcRtb3dikWGY6JYnuMqW0q7k5DuNk45XsRiFR7xBjXJCbnksFqMzfVb6i0N/AH2Fg9OgB2RBvQ4Iqk3ffQ4e8qSGnYY45zA==";
    const PKCS1: &str = "ZVzF/6IJSeqcX79NxrE6QCrnnlvzCnah8Wm4OpgUw3UuXm0XT3rGhvwM1WugBEDs1/bHCDvaH+ZWjDw+Q/3Py0YM2SCc5/Jil1z46NzxdeUn6vCZonahSZppKYf+stGoGTK71YwwZDSWrBoPW9PQ8mEWypKUaSU6o/RtvFk50zziPCbn+xIL5/5iAOfJ02vad53fC9HIArMldscj3hAJMUUfKXNL6qypFo0UOGe2PHs6poRDZP4t3PcBqWiROG2w8CnGxELB5fAADvFZBuvMpV6XeXPcZeasEwfiPdOFeu2N5XKWTuUHv9/U5WpyI1hP1fKIdD7+82ZbXev9RGOQnw==";

    #[test]
    fn a_signature_fits_its_file_and_certificate_only() {
        // B12
        let (ec, rsa) = (include_str!("signature/ec.pem"), include_str!("signature/rsa.pem"));
        let old = include_str!("signature/old.pem");
        let checked = |image: &[u8], certificate: &str, signature: &str| {
            check(image, &Signing { certificate: certificate.to_owned(), signature: signature.to_owned() })
        };
        let fits = |certificate, signature, signer: &str| {
            assert_eq!(checked(IMAGE, certificate, signature), Ok(signer.to_owned()));
            assert_eq!(checked(b"another image", certificate, signature).unwrap_err().0, "signature");
        };
        fits(ec, EC, "CN=Maker of chargers");
        fits(rsa, PSS, "CN=Maker with RSA");
        fits(rsa, PKCS1, "CN=Maker with RSA");
        let at_fault = |certificate, signature, field: &str| {
            assert_eq!(checked(IMAGE, certificate, signature).unwrap_err().0, field, "{certificate} {signature}");
        };
        at_fault(rsa, EC, "signature");
        at_fault(ec, PSS, "signature");
        at_fault(ec, "AAAA", "signature");
        at_fault(ec, "%%%", "signature");
        at_fault(old, EC, "certificate");
        at_fault("no PEM", EC, "certificate");
        at_fault("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", EC, "certificate");
    }
}
