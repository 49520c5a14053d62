//! Why there is no file host.

use crate::certificate::CertificateError;
use std::io;
use std::net::SocketAddr;
use thiserror::Error;

/// Why the file host cannot be opened, in a sentence for whoever started the server.
#[derive(Debug, Error)]
pub enum HostingError {
    #[error("the file host's address {address} cannot be listened on: {why}")]
    Listen { address: SocketAddr, why: io::Error },
    #[error(transparent)]
    Certificate(#[from] CertificateError),
}
