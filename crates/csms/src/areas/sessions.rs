//! Login sessions, for whoever keeps cookies.

use super::backend::Backend;
use crate::failure::Failure;
use crate::store::sessions::{self, Kept};
use model::UserKey;
use std::time::{SystemTime, UNIX_EPOCH};

pub struct Sessions<'a>(pub(crate) &'a Backend);

/// A session as whoever keeps cookies has it.
pub struct Session<'a> {
    pub id: &'a str,
    /// Whose it is, once somebody has signed in: it ends with what lets that person in.
    pub user: Option<UserKey>,
    pub data: &'a [u8],
    pub expires: SystemTime,
}

impl Session<'_> {
    fn kept(self) -> Kept {
        Kept {
            id: self.id.to_owned(),
            user: self.user.map(|user| user.0),
            data: self.data.to_vec(),
            expires: ms(self.expires),
        }
    }
}

impl Sessions<'_> {
    pub async fn load(&self, id: &str) -> Result<Option<Vec<u8>>, Failure> {
        let mut reading = self.0.store().read().await?;
        sessions::load(&mut reading, id).await
    }

    pub async fn save(&self, session: Session<'_>) -> Result<(), Failure> {
        let kept = session.kept();
        self.0.store().write(move |tx| Box::pin(async move { sessions::save(tx, &kept).await })).await
    }

    /// Stores under a new id only; says whether the id was free.
    pub async fn create(&self, session: Session<'_>) -> Result<bool, Failure> {
        let kept = session.kept();
        self.0.store().write(move |tx| Box::pin(async move { sessions::create(tx, &kept).await })).await
    }

    pub async fn delete(&self, id: &str) -> Result<(), Failure> {
        let id = id.to_owned();
        self.0.store().write(move |tx| Box::pin(async move { sessions::delete(tx, &id).await })).await
    }
}

fn ms(time: SystemTime) -> i64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
