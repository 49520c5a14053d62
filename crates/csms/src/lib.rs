//! The backend: holds the chargers' sockets, keeps every command's life, and tells it to whoever may see it.

mod access;
mod areas;
mod belonging;
mod caller;
mod commands;
mod config;
mod connection;
mod failure;
mod files;
mod handlers;
mod handshake;
mod import;
mod keys;
mod listener;
mod publisher;
mod readiness;
mod registry;
mod store;

pub use areas::{
    Access, Added, Archives, ChangeRefused, Chargers, Commands, Entry, FirmwareLibrary, Hosted, Imported, MemberFile,
    NewCharger, NewPassword, NewToken, Password, People, Session, Sessions, SignIn, Sites, Tokens, Trace, UploadOf,
};
pub use caller::Caller;
pub use config::{Config, Deadlines, Limits};
pub use failure::{Failure, OpenError};
pub use files::{
    Counted, End, Fetching, HostAddresses, Incoming, Link, LinkFile, LinkUse, NotServed, NotTaken, Receiving, SetDown,
    Signers, Uploading,
};
pub use import::Understood;
pub use publisher::{CHARGERS_MAX, Published, Watch};
pub use readiness::Probe;

use actions::{Signing, Waits};
use commands::{Context, upkeep};
use files::{Host, Objection};
use keys::Keys;
use model::Share;
use publisher::Publisher;
use readiness::Readiness;
use registry::Registry;
use std::fs::{File, TryLockError};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use store::Store;
use tokio::sync::{Semaphore, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// The database's file in the data folder.
const DATABASE: &str = "chargehand.db";
/// The key file, which the database cannot be read without.
const KEY_FILE: &str = "key";
/// Held while a server runs on the folder.
const LOCK_FILE: &str = "lock";
/// It is tried so often, with so much rest between.
const LOCK_TRIES: u32 = 5;
const LOCK_REST: Duration = Duration::from_millis(50);
/// Argon2id runs at once: each takes a core and much memory.
const PASSWORD_HASHES: usize = 2;
/// How long connections may take to end when the backend closes.
const CLOSE_TIME: Duration = Duration::from_secs(5);

/// The central system. Cheap to clone; everything shared hangs on it.
#[derive(Clone)]
pub struct Csms(Arc<Inner>);

struct Inner {
    config: Config,
    store: Store,
    readiness: Readiness,
    keys: Keys,
    registry: Registry,
    publisher: Publisher,
    /// The newest change of what lets people in, once it was acted upon.
    people_changed: watch::Sender<i64>,
    hashing: Semaphore,
    host: Host,
    closing: CancellationToken,
    tasks: TaskTracker,
    /// Held from `serve` on.
    lock: Mutex<Option<File>>,
}

impl Csms {
    /// Opens the data folder and migrates it. Starts nothing on the network, so that the command line can do it beside a
    /// running server.
    pub async fn open(config: Config) -> Result<Csms, OpenError> {
        make_folder(&config.data)?;
        let (key, database) = (config.data.join(KEY_FILE), config.data.join(DATABASE));
        let host = Host::new(&config.data);
        let fit = belonging::check_folder(&config.data, &database, &key, host.folder.root())?;
        let keys = Keys::open_or_create(&key).map_err(|error| OpenError::Refused(error.to_string()))?;
        make_private(&database)?;
        let store = Store::open(&database).await?;
        if let Err(refused) = belonging::check_key(&store, &keys, &key).await.and_then(|()| fit.begun()) {
            store.close().await;
            return Err(refused);
        }
        let csms = Csms(Arc::new(Inner {
            config,
            store,
            readiness: Readiness::default(),
            keys,
            registry: Registry::default(),
            publisher: Publisher::new(),
            people_changed: watch::Sender::new(0),
            hashing: Semaphore::new(PASSWORD_HASHES),
            host,
            closing: CancellationToken::new(),
            tasks: TaskTracker::new(),
            lock: Mutex::new(None),
        }));
        csms.check_demo().await?;
        Ok(csms)
    }

    /// Settles what a stop left open, starts the background work and the chargers' listener; says where it listens.
    pub async fn serve(&self) -> Result<SocketAddr, OpenError> {
        self.lock_folder().await?;
        files::sweep::after_start(self).await?;
        upkeep::after_start(self).await?;
        let listener = listener::bind(self.0.config.chargers).await?;
        let address = listener.local_addr().map_err(|error| OpenError::Listen {
            address: self.0.config.chargers.to_string(),
            why: error.to_string(),
        })?;
        publisher::begin(self).await?;
        let access_seen = access::begin(self).await?;
        let (tasks, closing) = (&self.0.tasks, || self.0.closing.clone());
        tasks.spawn(publisher::run(self.clone(), closing()));
        tasks.spawn(access::run(self.clone(), access_seen, closing()));
        tasks.spawn(upkeep::keep_deadlines(self.clone(), closing()));
        tasks.spawn(upkeep::sweep(self.clone(), closing()));
        tasks.spawn(upkeep::fold(self.clone(), closing()));
        tasks.spawn(listener::accept(self.clone(), listener, closing(), tasks.clone()));
        Ok(address)
    }

    /// Closes the sockets and ends the background work; commands keep their state.
    pub async fn close(&self) {
        self.0.closing.cancel();
        self.0.tasks.close();
        if tokio::time::timeout(CLOSE_TIME, self.0.tasks.wait()).await.is_err() {
            tracing::warn!(left = self.0.tasks.len(), "some tasks did not end in time");
        }
        self.0.host.close();
        self.0.store.close().await;
        *self.0.lock.lock().expect("no code panics while it holds this lock") = None;
    }

    /// Answers a probe. Many may ask; the database is looked at once a second at most.
    pub async fn is_well(&self, probe: Probe) -> bool {
        match probe {
            Probe::Alive => true,
            Probe::Ready => self.0.readiness.ask(&self.0.store).await,
        }
    }

    pub fn chargers(&self) -> Chargers<'_> {
        Chargers(self)
    }

    pub fn commands(&self) -> Commands<'_> {
        Commands(self)
    }

    pub fn trace(&self) -> Trace<'_> {
        Trace(self)
    }

    pub fn people(&self) -> People<'_> {
        People(self)
    }

    /// Who may come in, people and chargers.
    pub fn access(&self) -> Access<'_> {
        Access(self)
    }

    pub fn sites(&self) -> Sites<'_> {
        Sites(self)
    }

    pub fn archives(&self) -> Archives<'_> {
        Archives(self)
    }

    pub fn firmware(&self) -> FirmwareLibrary<'_> {
        FirmwareLibrary(self)
    }

    /// What the file host's doors ask.
    pub fn hosted(&self) -> Hosted<'_> {
        Hosted(self)
    }

    pub fn tokens(&self) -> Tokens<'_> {
        Tokens(self)
    }

    pub fn sessions(&self) -> Sessions<'_> {
        Sessions(self)
    }

    /// Logs a failure once and gives the reference under which it stands there.
    pub fn report(&self, failure: &Failure) -> String {
        let reference = keys::random_key()[..8].to_owned();
        tracing::error!(reference, error = failure as &dyn std::error::Error, "something went wrong");
        reference
    }

    fn config(&self) -> &Config {
        &self.0.config
    }

    fn store(&self) -> &Store {
        &self.0.store
    }

    fn keys(&self) -> &Keys {
        &self.0.keys
    }

    fn registry(&self) -> &Registry {
        &self.0.registry
    }

    fn publisher(&self) -> &Publisher {
        &self.0.publisher
    }

    fn people_changed(&self) -> &watch::Sender<i64> {
        &self.0.people_changed
    }

    fn hashing(&self) -> &Semaphore {
        &self.0.hashing
    }

    fn host(&self) -> &Host {
        &self.0.host
    }

    /// Background work; it ends before the store is closed.
    fn tasks(&self) -> &TaskTracker {
        &self.0.tasks
    }

    /// Why firmware with this signature, or without one, is neither taken nor sent; none where nobody has said who may sign.
    fn objection(&self, signing: Option<&Signing>) -> Option<Objection> {
        self.config().signers.as_ref()?.objection(signing)
    }

    /// How much of an organisation's room so many bytes take.
    fn share(&self, taken: i64) -> Share {
        Share { taken, most: i64::try_from(self.config().limits.organisation_bytes).unwrap_or(i64::MAX) }
    }

    /// What chargers put here is kept so long, in milliseconds.
    fn archives_kept_ms(&self) -> i64 {
        i64::try_from(self.0.config.limits.archive_age.as_millis()).unwrap_or(i64::MAX)
    }

    fn closing(&self) -> CancellationToken {
        self.0.closing.clone()
    }

    /// Now, with the waiting times that apply.
    fn context(&self) -> Context {
        let ms = |wait: Duration| i64::try_from(wait.as_millis()).unwrap_or(i64::MAX);
        let deadlines = &self.0.config.deadlines;
        Context {
            now: store::now_ms(),
            waits: Waits {
                reboot: ms(deadlines.reboot),
                firmware: ms(deadlines.firmware),
                diagnostics: ms(deadlines.diagnostics),
                arrival: ms(deadlines.arrival),
                configuration: ms(deadlines.configuration),
                sessions: ms(deadlines.sessions),
            },
        }
    }

    /// A demo folder and any other are never taken for each other.
    async fn check_demo(&self) -> Result<(), OpenError> {
        const MARK: &str = "demo";
        let mut reading = self.store().read().await?;
        let marked = store::people::meta(&mut reading, MARK).await?.is_some();
        let fresh = store::people::first_organisation(&mut reading).await?.is_none();
        drop(reading);
        match (self.config().demo, marked) {
            (true, true) | (false, false) => Ok(()),
            (true, false) if fresh => Ok(self
                .store()
                .write(|connection| {
                    Box::pin(async move { store::people::set_meta(connection, MARK, Some("true")).await })
                })
                .await?),
            (true, false) => Err(OpenError::Refused(
                "this data folder holds real chargers; the demo wants a folder of its own".to_owned(),
            )),
            (false, true) => Err(OpenError::Refused("this is the demo's data folder; start it with --demo".to_owned())),
        }
    }

    /// Does a server run on this data folder, in whichever process?
    pub fn is_served(&self) -> bool {
        let lock = File::open(self.config().data.join(LOCK_FILE));
        lock.is_ok_and(|lock| matches!(lock.try_lock_shared(), Err(TryLockError::WouldBlock)))
    }

    async fn lock_folder(&self) -> Result<(), OpenError> {
        let path = self.config().data.join(LOCK_FILE);
        let unusable = |why: String| OpenError::Folder { path: path.display().to_string(), why };
        let file = File::create(&path).map_err(|error| unusable(error.to_string()))?;
        // The command line holds it for a moment, to see whether somebody else does.
        let mut locked = file.try_lock();
        for _ in 1..LOCK_TRIES {
            if !matches!(locked, Err(TryLockError::WouldBlock)) {
                break;
            }
            tokio::time::sleep(LOCK_REST).await;
            locked = file.try_lock();
        }
        match locked {
            Ok(()) => {
                *self.0.lock.lock().expect("no code panics while it holds this lock") = Some(file);
                Ok(())
            }
            Err(TryLockError::WouldBlock) => {
                Err(OpenError::Refused("another Chargehand is serving this data folder".to_owned()))
            }
            Err(TryLockError::Error(error)) => Err(unusable(error.to_string())),
        }
    }
}

/// Makes the database's file for nobody else's eyes, also in a folder that others may enter; its side files follow it.
fn make_private(file: &Path) -> Result<(), OpenError> {
    let mut options = std::fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options
        .open(file)
        .map(drop)
        .map_err(|error| OpenError::Folder { path: file.display().to_string(), why: error.to_string() })
}

/// Makes the data folder, for nobody else's eyes.
fn make_folder(path: &Path) -> Result<(), OpenError> {
    let unusable =
        |error: std::io::Error| OpenError::Folder { path: path.display().to_string(), why: error.to_string() };
    if path.is_dir() {
        return Ok(());
    }
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(path).map_err(unusable)
}
