//! The certificate and the key for FTPS: looked at when the server starts, so that what is wrong is said then.

use rustls::ServerConfig;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use thiserror::Error;

/// Where the certificates and their key lie, both PEM.
#[derive(Clone, Debug)]
pub struct Pair {
    pub certificate: PathBuf,
    pub key: PathBuf,
}

/// Why FTPS cannot be offered, in a sentence for whoever started the server.
#[derive(Debug, Error)]
pub enum CertificateError {
    #[error("the certificate {path} cannot be used: {why}")]
    Certificate { path: String, why: String },
    #[error("the key {path} cannot be used: {why}")]
    Key { path: String, why: String },
    #[error("the certificate {certificate} and the key {key} do not go together: {why}")]
    Pair { certificate: String, key: String, why: String },
}

impl Pair {
    /// Reads both once, to see whether they can be used.
    pub fn read(certificate: &Path, key: &Path) -> Result<Self, CertificateError> {
        let named = |path: &Path| path.display().to_string();
        let unusable = |why: String| CertificateError::Certificate { path: named(certificate), why };
        let chain = CertificateDer::pem_file_iter(certificate)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .map_err(|error| unusable(plain(error)))?;
        if chain.is_empty() {
            return Err(unusable("there is no certificate in it".to_owned()));
        }
        let private = PrivateKeyDer::from_pem_file(key)
            .map_err(|error| CertificateError::Key { path: named(key), why: plain(error) })?;
        ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .map(|builder| builder.with_no_client_auth())
            .and_then(|builder| builder.with_single_cert(chain, private))
            .map_err(|error| CertificateError::Pair {
                certificate: named(certificate),
                key: named(key),
                why: error.to_string(),
            })?;
        Ok(Self { certificate: certificate.to_owned(), key: key.to_owned() })
    }
}

fn plain(error: pem::Error) -> String {
    match error {
        pem::Error::Io(error) => error.to_string(),
        pem::Error::NoItemsFound => "there is none in it".to_owned(),
        other => format!("it is no PEM file ({other:?})"),
    }
}
