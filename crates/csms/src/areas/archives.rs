//! What chargers have put here: listed, downloaded, removed. How it is read stands in `members.rs`.

use super::backend::Backend;
use crate::caller::Caller;
use crate::change::{Change, ChangeRefusal};
use crate::failure::Failure;
use crate::files::Room;
use crate::store::archives::{self, Found};
use crate::store::people::organisation_of;
use crate::store::scope::Scope;
use model::{ArchiveKey, ArchiveRef, ChargerKey};
use std::path::PathBuf;

pub struct Archives<'a>(pub(crate) &'a Backend);

impl Archives<'_> {
    /// A stretch, newest first, of all chargers or of one.
    pub async fn list(
        &self,
        caller: &Caller,
        charger: Option<&ChargerKey>,
        before: Option<&str>,
    ) -> Result<model::Archives, Failure> {
        let mut reading = self.0.store().page().await?;
        let scope = Scope::of(&mut reading, caller).await?;
        let charger = charger.map(ChargerKey::as_str);
        let (rows, older) =
            archives::list(&mut reading, &scope, charger, before, self.0.config().limits.archives_kept_ms()).await?;
        let own = organisation_of(&mut reading, caller).await?;
        let share = self.0.config().limits.share(archives::bytes_of(&mut reading, &own).await?);
        Ok(model::Archives {
            share,
            kept_ms: self.0.config().limits.archives_kept_ms(),
            rows,
            older,
            may_manage: caller.may_manage(),
            may_download: caller.may_order(),
            now: reading.now(),
        })
    }

    /// The archive's whole file, to be sent as it is and opened by nobody here; for those who may order it, since nothing is masked
    /// in it. None: no such archive for these eyes, or it is held back.
    pub async fn file(&self, caller: &Caller, key: &ArchiveKey) -> Result<Option<(ArchiveRef, PathBuf)>, Failure> {
        let found = self.find(caller, key).await?;
        let found = found.filter(|(found, _)| found.held.is_none() && caller.may_order());
        Ok(found.map(|(found, path)| (found.archive, path)))
    }

    pub async fn remove(&self, caller: &Caller, key: &ArchiveKey) -> Change<()> {
        super::sites::may_manage(caller)?;
        let (by, archive) = (caller.name().to_owned(), key.clone());
        let (caller, key) = (caller.clone(), key.clone());
        let kept_ms = self.0.config().limits.archives_kept_ms();
        let id = self
            .0
            .store()
            .change(move |tx| {
                Box::pin(async move {
                    let scope = Scope::of(tx, &caller).await?;
                    let Some(found) = archives::by_key(tx, &scope, key.as_str(), kept_ms).await? else {
                        return Err(ChangeRefusal::because("There is no such archive."));
                    };
                    archives::remove(tx, &found.id).await?;
                    Ok(found.id)
                })
            })
            .await?;
        tracing::info!(by, archive = archive.as_str(), "an archive was removed");
        self.0.host.remove_archive(&id).await;
        Ok(())
    }

    pub(super) async fn find(&self, caller: &Caller, key: &ArchiveKey) -> Result<Option<(Found, PathBuf)>, Failure> {
        let mut reading = self.0.store().page().await?;
        let scope = Scope::of(&mut reading, caller).await?;
        let found =
            archives::by_key(&mut reading, &scope, key.as_str(), self.0.config().limits.archives_kept_ms()).await?;
        Ok(found.map(|found| {
            let path = self.0.host.folder.path(Room::Diagnostics, &found.id);
            (found, path)
        }))
    }

    /// Others to compare an archive with.
    pub(super) async fn others(&self, caller: &Caller, of: &Found) -> Result<Vec<ArchiveRef>, Failure> {
        let mut reading = self.0.store().page().await?;
        let scope = Scope::of(&mut reading, caller).await?;
        archives::others(&mut reading, &scope, of, self.0.config().limits.archives_kept_ms()).await
    }
}
