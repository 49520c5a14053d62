//! Login sessions, for whoever keeps cookies.

use crate::store::{now_ms, sessions};
use crate::{Csms, Failure};
use std::time::{SystemTime, UNIX_EPOCH};

pub struct Sessions<'a>(pub(crate) &'a Csms);

impl Sessions<'_> {
    pub async fn load(&self, id: &str) -> Result<Option<Vec<u8>>, Failure> {
        let mut reading = self.0.store().read().await?;
        sessions::load(&mut reading, id, now_ms()).await
    }

    pub async fn save(&self, id: &str, data: &[u8], expires: SystemTime) -> Result<(), Failure> {
        let (id, data) = (id.to_owned(), data.to_vec());
        self.0
            .store()
            .write(move |connection| Box::pin(async move { sessions::save(connection, &id, &data, ms(expires)).await }))
            .await
    }

    /// Stores under a new id only; says whether the id was free.
    pub async fn create(&self, id: &str, data: &[u8], expires: SystemTime) -> Result<bool, Failure> {
        let (id, data) = (id.to_owned(), data.to_vec());
        self.0
            .store()
            .write(move |connection| {
                Box::pin(async move { sessions::create(connection, &id, &data, ms(expires)).await })
            })
            .await
    }

    pub async fn delete(&self, id: &str) -> Result<(), Failure> {
        let id = id.to_owned();
        self.0.store().write(move |connection| Box::pin(async move { sessions::delete(connection, &id).await })).await
    }
}

fn ms(time: SystemTime) -> i64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
