//! Does a signature fit a firmware image? As OCPP wants it: over the whole file's SHA-256, by the key of a certificate.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use model::Signing;
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
    Ok(crate::printable::printable(&certificate.subject().to_string(), 200))
}
