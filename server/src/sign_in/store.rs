//! Keeps sessions in the backend, under a digest of their id, so that a stolen database opens none.

use async_trait::async_trait;
use csms::Csms;
use model::UserKey;
use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::HashMap;
use std::fmt;
use std::time::{Duration, SystemTime};
use time::OffsetDateTime;
use tower_sessions::SessionStore;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};

/// How often a new id is tried where one is taken; with 128 random bits once is enough.
const TRIES: usize = 3;

/// Whose session it is, among what is kept of it.
pub const USER: &str = "user";

#[derive(Clone)]
pub struct Store {
    csms: Csms,
}

/// What is kept of a session; its id is not.
#[derive(Serialize, Deserialize)]
struct Kept {
    data: HashMap<String, Value>,
    /// Seconds since 1970.
    expires: i64,
}

impl Store {
    pub fn new(csms: Csms) -> Self {
        Self { csms }
    }
}

/// The name under which the backend keeps the session of this id.
pub fn kept_name(id: &Id) -> String {
    let digest = digest(&SHA256, id.to_string().as_bytes());
    digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[async_trait]
impl SessionStore for Store {
    async fn create(&self, record: &mut Record) -> Result<()> {
        for _ in 0..TRIES {
            let (id, bytes) = (kept_name(&record.id), pack(record)?);
            if self.csms.sessions().create(session(&id, record, &bytes)).await.map_err(backend)? {
                return Ok(());
            }
            record.id = Id::default();
        }
        Err(Error::Backend("no free session id was found".to_owned()))
    }

    async fn save(&self, record: &Record) -> Result<()> {
        let (id, bytes) = (kept_name(&record.id), pack(record)?);
        self.csms.sessions().save(session(&id, record, &bytes)).await.map_err(backend)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let Some(bytes) = self.csms.sessions().load(&kept_name(id)).await.map_err(backend)? else { return Ok(None) };
        let kept: Kept = serde_json::from_slice(&bytes).map_err(|error| Error::Decode(error.to_string()))?;
        let expiry_date =
            OffsetDateTime::from_unix_timestamp(kept.expires).map_err(|error| Error::Decode(error.to_string()))?;
        #[expect(clippy::disallowed_methods, reason = "the library of sessions sets expiries by this clock")]
        if expiry_date <= OffsetDateTime::now_utc() {
            return Ok(None);
        }
        Ok(Some(Record { id: *id, data: kept.data, expiry_date }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        self.csms.sessions().delete(&kept_name(id)).await.map_err(backend)
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Store")
    }
}

fn pack(record: &Record) -> Result<Vec<u8>> {
    let kept = Kept { data: record.data.clone(), expires: record.expiry_date.unix_timestamp() };
    serde_json::to_vec(&kept).map_err(|error| Error::Encode(error.to_string()))
}

/// What the backend is told of a session, beside what only we can read.
fn session<'a>(id: &'a str, record: &Record, data: &'a [u8]) -> csms::Session<'a> {
    let user = record.data.get(USER).and_then(Value::as_str).map(|user| UserKey(user.to_owned()));
    let since_1970 = Duration::from_secs(u64::try_from(record.expiry_date.unix_timestamp()).unwrap_or_default());
    csms::Session { id, user, data, expires: SystemTime::UNIX_EPOCH + since_1970 }
}

fn backend(failure: csms::Failure) -> Error {
    Error::Backend(crate::trouble::with_sources(&failure))
}
