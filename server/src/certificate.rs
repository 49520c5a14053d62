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
use std::time::{Duration, Instant, SystemTime};
use thiserror::Error;
use tokio_rustls::TlsAcceptor;

/// Between two tries to read what could not be used.
const TRY_AGAIN: Duration = Duration::from_secs(1);

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
        self.config().map(|config| TlsAcceptor::from(Arc::new(config)))
    }

    /// The same without tickets for later sessions: one who only sends never reads them, and closes a connection that holds
    /// unread bytes, which TCP makes a break that may cost the last that was sent.
    pub fn acceptor_without_tickets(self) -> Result<TlsAcceptor, CertificateError> {
        let mut config = self.config()?;
        config.send_tls13_tickets = 0;
        Ok(TlsAcceptor::from(Arc::new(config)))
    }

    fn config(self) -> Result<ServerConfig, CertificateError> {
        let current = Current { stamp: self.stamp(), key: self.load()?, failed: None };
        let renewed = RenewablePair { pair: self, current: Mutex::new(current) };
        Ok(ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .expect("the provider has suites for the versions of TLS that are safe")
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(renewed)))
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

    /// What tells one state of the two files from another.
    fn stamp(&self) -> Stamp {
        let of = |path: &Path| {
            let found = metadata(path).ok()?;
            Some((found.modified().ok()?, found.len()))
        };
        [of(&self.certificate), of(&self.key)]
    }
}

/// Time of the last change and length of the certificate's file and of the key's.
type Stamp = [Option<(SystemTime, u64)>; 2];

/// The pair as it lies on the disk now, or as it lay when it could be used last.
#[derive(Debug)]
struct RenewablePair {
    pair: Pair,
    current: Mutex<Current>,
}

#[derive(Debug)]
struct Current {
    stamp: Stamp,
    key: Arc<CertifiedKey>,
    /// A state that could not be used, and when it was tried last.
    failed: Option<(Stamp, Instant)>,
}

impl RenewablePair {
    fn look(&self, current: &mut Current) {
        let stamp = self.pair.stamp();
        // What cannot be used may be half of a renewal, or not be readable yet: it is tried again, though not by everybody.
        let tried = current.failed.filter(|(failed, _)| *failed == stamp);
        if stamp == current.stamp || tried.is_some_and(|(_, at)| at.elapsed() < TRY_AGAIN) {
            return;
        }
        match self.pair.load() {
            Ok(key) => {
                tracing::info!(certificate = %self.pair.certificate.display(), "a renewed certificate is in use");
                *current = Current { stamp, key, failed: None };
            }
            Err(error) => {
                if tried.is_none() {
                    tracing::warn!(%error, "the certificate from before stays in use");
                }
                current.failed = Some((stamp, Instant::now()));
            }
        }
    }
}

impl ResolvesServerCert for RenewablePair {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        self.look(&mut current);
        Some(Arc::clone(&current.key))
    }
}

fn plain(error: pem::Error) -> String {
    match error {
        pem::Error::Io(error) => error.to_string(),
        pem::Error::NoItemsFound => "there is none in it".to_owned(),
        other => format!("it is no PEM file ({other:?})"),
    }
}
