//! Certificates and keys of doors that are encrypted: looked at when the server starts, so that what is wrong is said then, and
//! read again when the file changes, so that a renewal needs no restart.

use rustls::ServerConfig;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use std::fs::metadata;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;
use thiserror::Error;
use tokio_rustls::TlsAcceptor;

/// Where the certificates and their key lie, both PEM.
#[derive(Clone, Debug)]
pub struct Pair {
    pub certificate: PathBuf,
    pub key: PathBuf,
}

/// Why a door cannot be encrypted, in a sentence for whoever started the server.
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
        let pair = Self { certificate: certificate.to_owned(), key: key.to_owned() };
        pair.load().map(|_usable| pair)
    }

    /// Takes connections in encrypted, by TLS 1.2 or later.
    pub fn acceptor(self) -> Result<TlsAcceptor, CertificateError> {
        let current = Mutex::new((self.changed_at(), self.load()?));
        let renewed = Renewed { pair: self, current };
        let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .expect("the provider has suites for the versions of TLS that are safe")
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(renewed));
        Ok(TlsAcceptor::from(Arc::new(config)))
    }

    fn load(&self) -> Result<Arc<CertifiedKey>, CertificateError> {
        let named = |path: &Path| path.display().to_string();
        let unusable = |why: String| CertificateError::Certificate { path: named(&self.certificate), why };
        let chain = CertificateDer::pem_file_iter(&self.certificate)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .map_err(|error| unusable(plain(error)))?;
        if chain.is_empty() {
            return Err(unusable("there is no certificate in it".to_owned()));
        }
        let private = PrivateKeyDer::from_pem_file(&self.key)
            .map_err(|error| CertificateError::Key { path: named(&self.key), why: plain(error) })?;
        CertifiedKey::from_der(chain, private, &default_provider()).map(Arc::new).map_err(|error| {
            CertificateError::Pair {
                certificate: named(&self.certificate),
                key: named(&self.key),
                why: error.to_string(),
            }
        })
    }

    /// The last change of either file.
    fn changed_at(&self) -> Option<SystemTime> {
        let changed = |path: &Path| metadata(path).and_then(|found| found.modified()).ok();
        changed(&self.certificate).max(changed(&self.key))
    }
}

/// The pair as it lies on the disk now.
#[derive(Debug)]
struct Renewed {
    pair: Pair,
    current: Mutex<(Option<SystemTime>, Arc<CertifiedKey>)>,
}

impl ResolvesServerCert for Renewed {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        let changed_at = self.pair.changed_at();
        if changed_at != current.0 {
            // Once for each change: half of a renewal is followed by its other half.
            current.0 = changed_at;
            match self.pair.load() {
                Ok(renewed) => {
                    tracing::info!(certificate = %self.pair.certificate.display(), "a renewed certificate is in use");
                    current.1 = renewed;
                }
                Err(error) => tracing::warn!(%error, "the certificate from before stays in use"),
            }
        }
        Some(Arc::clone(&current.1))
    }
}

fn plain(error: pem::Error) -> String {
    match error {
        pem::Error::Io(error) => error.to_string(),
        pem::Error::NoItemsFound => "there is none in it".to_owned(),
        other => format!("it is no PEM file ({other:?})"),
    }
}
