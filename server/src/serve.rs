//! Runs the server: the backend with the chargers' listener, the console beside it, and their orderly end.

use crate::accept::BoundedAcceptor;
use crate::addresses::{self, chargers_address, url_host};
use crate::assets::{Site, SiteError};
use crate::config::Config;
use crate::console::Console;
use crate::console::permits::StreamPermits;
use crate::console::throttle::Throttle;
use crate::doors::ListenAddresses;
use crate::gate::Gate;
use crate::hosting::{Bound, HostingError, OpenDoors};
use crate::routes::router;
use app::{ChargersAt, DoorTrial, DoorsAt, Outcomes};
use axum_server::{Handle, Server};
use csms::{Csms, Failure, OpenError};
use leptos::prelude::LeptosOptions;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use thiserror::Error;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// A browser has so long for the head of a request, idle time between requests included.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// Requests under way have so long to end at a stop.
const REQUESTS_END: Duration = Duration::from_secs(3);
/// And after them the backend, so that all is over within ten seconds.
const BACKEND_END: Duration = Duration::from_secs(6);

/// A running server.
pub struct RunningServer {
    console: SocketAddr,
    chargers: SocketAddr,
    /// Where the file host listens, over HTTP.
    files: Option<(SocketAddr, &'static str)>,
    /// And over FTP.
    ftp: Option<SocketAddr>,
    /// The token of the one-time link, while there is no administrator.
    setup: Option<String>,
    csms: Csms,
    data: PathBuf,
    handle: Handle<SocketAddr>,
    hosting: OpenDoors,
    stop: CancellationToken,
    tasks: TaskTracker,
    listening: JoinHandle<io::Result<()>>,
}

/// Why the server could not start, in a sentence for whoever started it.
#[derive(Debug, Error)]
pub enum ServeError {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Site(#[from] SiteError),
    #[error("the console's address {address} cannot be listened on: {why}")]
    Listen { address: SocketAddr, why: io::Error },
    #[error(transparent)]
    Hosting(#[from] HostingError),
    #[error("the backend failed at the start")]
    Failed(#[from] Failure),
}

impl RunningServer {
    pub async fn begin(config: Config) -> Result<Self, ServeError> {
        // What is wrong with the site or the console's address is said before the data folder is touched.
        let site = Site::load(config.site.as_deref())?;
        let assets = site.assets()?;
        let unheard = |why| ServeError::Listen { address: config.console, why };
        let listener = TcpListener::bind(config.console).await.map_err(unheard)?;
        let console = listener.local_addr().map_err(unheard)?;

        let doors = Bound::bind(&config.files).await?;
        let (is_demo, data) = (config.csms.demo, config.csms.data.clone());
        let csms = Csms::open(csms::Config { host: doors.addresses.clone(), ..config.csms }).await?;
        let (files, ftp) = (doors.web(), doors.ftp());
        let scheme = if config.files.web_tls.is_some() { "https" } else { "http" };
        let chargers = csms.serve().await?;
        let chargers_at = chargers_address(config.chargers_url.as_deref(), chargers);
        let known = ListenAddresses {
            console,
            console_origins: config.console_origins.clone(),
            chargers,
            chargers_at: chargers_at.clone(),
            files,
            ftp,
            addresses: doors.addresses.clone(),
        };
        // A demo brings its own administrator.
        let setup = if is_demo { None } else { csms.people().begin_setup().await? };

        let hosting = doors.open(&csms);
        let stop = CancellationToken::new();
        let tasks = TaskTracker::new();
        let state = Console {
            csms: csms.clone(),
            chargers_at: ChargersAt(chargers_at.clone()),
            doors: doors_at(&csms, known),
            gate: Arc::new(Gate::new(console, &config.console_origins)),
            site: Arc::new(site),
            assets,
            permits: StreamPermits::default(),
            throttle: Arc::new(Throttle::default()),
            outcomes: Outcomes::default(),
            stop: stop.clone(),
            tasks: tasks.clone(),
            leptos: LeptosOptions::builder().output_name("chargehand").site_addr(console).build(),
        };
        let handle = Handle::new();
        let mut server = Server::<SocketAddr>::from_listener(listener)
            .acceptor(BoundedAcceptor::default())
            .handle(handle.clone())
            .http1_only();
        server.http_builder().http1().header_read_timeout(HEAD_TIME);
        let service = router(state).into_make_service_with_connect_info::<SocketAddr>();
        let listening = tokio::spawn(server.serve(service));
        let serving = Self {
            console,
            chargers,
            files: files.map(|files| (files, scheme)),
            ftp,
            setup,
            csms,
            data,
            handle,
            hosting,
            stop,
            tasks,
            listening,
        };
        if let Err(error) = addresses::leave(&serving.data, &serving.doors(&chargers_at)) {
            tracing::warn!(%error, "the addresses could not be left in the data folder, for the command line");
        }
        Ok(serving)
    }

    /// Where the console listens.
    pub fn console(&self) -> SocketAddr {
        self.console
    }

    /// Where chargers connect.
    pub fn chargers(&self) -> SocketAddr {
        self.chargers
    }

    /// Where chargers fetch and put files over HTTP.
    pub fn files(&self) -> Option<SocketAddr> {
        self.files.map(|(files, _)| files)
    }

    pub fn csms(&self) -> &Csms {
        &self.csms
    }

    /// What is printed when the server is ready, a line each.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = self.doors(&chargers_address(None, self.chargers));
        let console = url_host(self.console, || None);
        lines.extend(self.setup.as_ref().map(|token| format!("setup http://{console}/setup/{token}")));
        lines
    }

    /// A line for each door. Chargers are told theirs as it is outside, or where it listens.
    fn doors(&self, chargers_at: &str) -> Vec<String> {
        let console = url_host(self.console, || None);
        let mut lines = vec![format!("console http://{console}"), format!("chargers {chargers_at}{{identity}}")];
        lines.extend(self.files.map(|(files, scheme)| format!("files {scheme}://{}", url_host(files, || None))));
        lines.extend(self.ftp.map(|ftp| format!("ftp ftp://{}", url_host(ftp, || None))));
        lines
    }

    /// Ends the live streams, then the console, then the backend, each within a bounded time.
    pub async fn end(self) {
        addresses::take_away(&self.data);
        self.stop.cancel();
        self.tasks.close();
        self.handle.graceful_shutdown(Some(REQUESTS_END));
        match self.listening.await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the console's listener failed"),
            Err(error) => tracing::warn!(%error, "the console's task failed"),
        }
        self.hosting.end().await;
        if tokio::time::timeout(BACKEND_END, self.csms.close()).await.is_err() {
            tracing::warn!("the backend did not end in time");
        }
    }
}

/// What the page Addresses shows, and how it has the doors tried.
fn doors_at(csms: &Csms, known: ListenAddresses) -> DoorsAt {
    let (csms, known) = (csms.clone(), Arc::new(known));
    let doors = known.doors();
    let try_all = move || {
        let (csms, known) = (csms.clone(), Arc::clone(&known));
        let trial: DoorTrial = Box::pin(async move { known.try_all(&csms).await });
        trial
    };
    DoorsAt { doors, try_all: Arc::new(try_all) }
}
