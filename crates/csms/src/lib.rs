//! The backend: holds the chargers' sockets, keeps every command's life, and tells it to whoever may see it.

mod access;
mod address;
mod areas;
mod bell;
mod belonging;
mod caller;
mod change;
mod chargers;
mod clock;
mod config;
mod failure;
mod files;
mod housekeeping;
mod import;
mod keys;
mod names;
mod private;
mod publisher;
mod random;
mod readiness;
mod register;
mod registry;
mod signers;
#[expect(clippy::disallowed_methods, reason = "SQL stands there")]
mod store;

pub use areas::{
    Access, AddedCharger, Archives, Chargers, Commands, Entry, FirmwareLibrary, Hosted, MemberFile, NewCharger,
    NewPassword, NewToken, Password, People, Session, Sessions, SignIn, Sites, Tokens, Trace, UploadOf,
};
pub use caller::Caller;
pub use change::ChangeRefusal;
pub use clock::Clock;
pub use config::{Config, Deadlines, HostAddresses, Limits};
pub use failure::{Failure, OpenError};
pub use files::{
    End, FileFetch, FileHead, FileIntake, FilePortion, Link, LinkFile, LinkUse, NotServed, NotTaken, SetDown,
    UploadPiece,
};
pub use import::{ImportResult, Understood};
pub use publisher::{CHARGERS_MAX, PublishedEvent, Watch};
pub use readiness::Probe;
pub use signers::Signers;

use areas::Backend;
use chargers::Door;
use files::{Folder, Host};
use keys::Keys;
use register::{Register, readings, upkeep};
use std::fs::{File, TryLockError};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use store::{Store, trace};

/// The database's file in the data folder.
const DATABASE: &str = "chargehand.db";
/// The key file, which the database cannot be read without.
const KEY_FILE: &str = "key";
/// Held while a server runs on the folder.
const LOCK_FILE: &str = "lock";
/// It is tried so often, with so much rest between.
const LOCK_TRIES: u32 = 5;
const LOCK_REST: Duration = Duration::from_millis(50);
/// How long connections may take to end when the backend closes.
const CLOSE_TIME: Duration = Duration::from_secs(5);

/// The central system. Cheap to clone; everything shared hangs on it.
#[derive(Clone)]
pub struct Csms(Arc<Inner>);

struct Inner {
    backend: Backend,
    /// Held from `serve` on.
    lock: Mutex<Option<File>>,
}

impl Csms {
    /// Opens the data folder and migrates it. Starts nothing on the network, so that the command line can do it beside a
    /// running server.
    pub async fn open(config: Config) -> Result<Csms, OpenError> {
        private::make_folder(&config.data).map_err(|error| OpenError::unusable(&config.data, &error))?;
        let (key, database) = (config.data.join(KEY_FILE), config.data.join(DATABASE));
        let folder = Folder::new(&config.data);
        let fit = belonging::check_folder(&config.data, &database, &key, folder.root())?;
        let keys = Keys::open_or_create(&key).map_err(|error| OpenError::Refused(error.to_string()))?;
        private::make_file(&database).map_err(|error| OpenError::unusable(&database, &error))?;
        let store = Store::open(&database, config.limits.trace_bytes, &config.clock).await?;
        if let Err(refused) = belonging::check_key(&store, &keys, &key).await.and_then(|()| fit.begun()) {
            store.close().await;
            return Err(refused);
        }
        let register = Register::new(config, store, keys);
        let backend = Backend::new(register.clone(), Host::new(folder, register));
        let csms = Csms(Arc::new(Inner { backend, lock: Mutex::new(None) }));
        csms.check_demo().await?;
        Ok(csms)
    }

    /// Settles what a stop left open, starts the background work and the chargers' listener; says where it listens.
    pub async fn serve(&self) -> Result<SocketAddr, OpenError> {
        self.lock_folder().await?;
        let Backend { register, host, publisher, readiness, people_changed, .. } = &self.0.backend;
        files::sweep::after_start(host).await?;
        trace::take_up(register.store()).await?;
        upkeep::after_start(register).await?;
        let door = register.config().chargers;
        let listener = chargers::bind(door).await?;
        let address = listener
            .local_addr()
            .map_err(|error| OpenError::Listen { address: door.to_string(), why: error.to_string() })?;
        publisher::begin(publisher).await?;
        let access_seen = access::begin(register).await?;
        let tasks = register.tasks();
        tasks.spawn(publisher::run(publisher.clone()));
        tasks.spawn(access::run(register.clone(), people_changed.clone(), access_seen));
        tasks.spawn(upkeep::keep_deadlines(register.clone()));
        tasks.spawn(readings::run(register.clone()));
        tasks.spawn(housekeeping::sweep(host.clone()));
        tasks.spawn(housekeeping::fold(register.clone()));
        let (store, closing) = (register.store().clone(), register.closing());
        tasks.spawn(trace::keep(store.clone(), register.config().limits.trace_age, closing.clone()));
        tasks.spawn(trace::take_over(store, closing));
        let door = Door { register: register.clone(), host: host.clone(), readiness: readiness.clone() };
        tasks.spawn(chargers::accept(door, listener));
        // Until it is closed it holds its folder, whoever has let go of it.
        let held = self.clone();
        tasks.spawn(async move { held.0.backend.register.closing().cancelled().await });
        Ok(address)
    }

    /// Closes the sockets and ends the background work; commands keep their state.
    pub async fn close(&self) {
        let Backend { register, host, .. } = &self.0.backend;
        let tasks = register.tasks();
        register.closing().cancel();
        tasks.close();
        if tokio::time::timeout(CLOSE_TIME, tasks.wait()).await.is_err() {
            tracing::warn!(left = tasks.len(), "some tasks did not end in time");
        }
        host.close();
        register.store().close().await;
        *self.0.lock.lock().expect("no code panics while it holds this lock") = None;
    }

    /// Answers a probe. Many may ask; the database is looked at once a second at most.
    pub async fn is_well(&self, probe: Probe) -> bool {
        self.0.backend.readiness.is_well(probe, self.store()).await
    }

    pub fn chargers(&self) -> Chargers<'_> {
        Chargers(&self.0.backend)
    }

    pub fn commands(&self) -> Commands<'_> {
        Commands(&self.0.backend)
    }

    pub fn trace(&self) -> Trace<'_> {
        Trace(&self.0.backend)
    }

    pub fn people(&self) -> People<'_> {
        People(&self.0.backend)
    }

    /// Who may come in, people and chargers.
    pub fn access(&self) -> Access<'_> {
        Access(&self.0.backend)
    }

    pub fn sites(&self) -> Sites<'_> {
        Sites(&self.0.backend)
    }

    pub fn archives(&self) -> Archives<'_> {
        Archives(&self.0.backend)
    }

    pub fn firmware(&self) -> FirmwareLibrary<'_> {
        FirmwareLibrary(&self.0.backend)
    }

    /// What the file host's doors ask.
    pub fn hosted(&self) -> Hosted<'_> {
        Hosted(&self.0.backend)
    }

    pub fn tokens(&self) -> Tokens<'_> {
        Tokens(&self.0.backend)
    }

    pub fn sessions(&self) -> Sessions<'_> {
        Sessions(&self.0.backend)
    }

    /// Logs a failure once and gives the reference under which it stands there.
    pub fn report(&self, failure: &Failure) -> String {
        failure.report()
    }

    fn config(&self) -> &Config {
        self.0.backend.config()
    }

    fn store(&self) -> &Store {
        self.0.backend.store()
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
                .write(|tx| Box::pin(async move { store::people::set_meta(tx, MARK, Some("true")).await }))
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
