//! What the sessions of the file host over FTP share.

use super::login::Logins;
use super::passive::PassiveHost;
use crate::config::PortRange;
use csms::Csms;
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

pub struct Host {
    pub csms: Csms,
    pub passive: PortRange,
    pub passive_host: PassiveHost,
    /// Explicit by AUTH, or implicit from the first byte.
    pub tls: Option<TlsAcceptor>,
    pub places: Arc<Semaphore>,
    pub logins: Logins,
    pub sessions: TaskTracker,
    pub transfers: TaskTracker,
    /// Nothing new begins.
    pub closing: CancellationToken,
    /// Everything ends.
    pub cut: CancellationToken,
}
