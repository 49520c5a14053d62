//! The firmware library: uploading in pieces, describing, choosing, removing.

use super::backend::Backend;
use crate::caller::Caller;
use crate::change::{Change, ChangeRefusal};
use crate::failure::Failure;
use crate::files::{NotTaken, Piece, Room, UploadId, UploadPiece, check_signature, finish_upload, rename_upload, scan};
use crate::names;
use crate::random::new_id;
use crate::random::random_key;
use crate::store::scope::Scope;
use crate::store::{chargers, firmware, people};
use actions::Signing;
use model::{ChargerKey, FirmwareChoice, FirmwareFacts, FirmwareKey, FirmwareList, OrganisationKey};
use words::printable;

/// Characters of vendor, model and version, and of release notes.
const FACT_MAX: usize = 50;
const NOTES_MAX: usize = 4_000;
/// The longest image whose signature is checked: it must be read as a whole for that.
const SIGNED_MAX: u64 = 512 * 1024 * 1024;

pub struct FirmwareLibrary<'a>(pub(crate) &'a Backend);

/// A file as its uploader knows it before its bytes.
#[derive(Clone, Debug)]
pub struct UploadOf {
    pub name: String,
    pub bytes: u64,
    /// Its last change as the uploader's machine tells it: tells two files of one name and length apart.
    pub modified: String,
}

impl FirmwareLibrary<'_> {
    pub async fn list(&self, caller: &Caller) -> Result<FirmwareList, Failure> {
        let mut reading = self.0.store().page().await?;
        let scope = Scope::of(&mut reading, caller).await?;
        let own = people::organisation_of(&mut reading, caller).await?;
        let share = self.0.config().limits.share(firmware::bytes_of(&mut reading, &own).await?);
        Ok(FirmwareList {
            share,
            signed_only: self.signed_only(),
            rows: firmware::list(&mut reading, &scope, caller).await?,
            may_manage: caller.may_manage(),
            most_bytes: i64::try_from(self.0.config().limits.firmware_bytes).unwrap_or(i64::MAX),
            now: reading.now(),
        })
    }

    /// Is only firmware taken and sent that is signed by someone known here?
    pub fn signed_only(&self) -> bool {
        self.0.config().signers.is_some()
    }

    /// What can be chosen for a charger. None: no such charger for these eyes.
    pub async fn choices(&self, caller: &Caller, charger: &ChargerKey) -> Result<Option<Vec<FirmwareChoice>>, Failure> {
        let mut reading = self.0.store().page().await?;
        let scope = Scope::of(&mut reading, caller).await?;
        let Some(target) = chargers::target(&mut reading, &scope, charger.as_str()).await? else { return Ok(None) };
        let make = (target.vendor.as_deref(), target.model.as_deref());
        let usable = |signing: Option<&Signing>| self.0.config().objection(signing).is_none();
        firmware::choices(&mut reading, &target.id, make, target.firmware.as_deref(), usable).await.map(Some)
    }

    /// Bytes that are here of a file that was begun: the place to go on from.
    pub async fn uploaded(&self, caller: &Caller, of: &UploadOf) -> Result<u64, NotTaken> {
        let id = self.upload(caller, of)?;
        Ok(self.0.host.folder.partial_bytes(&id.0).await)
    }

    /// Takes a piece of a file from this place on.
    pub async fn upload_piece(&self, caller: &Caller, of: &UploadOf, offset: u64) -> Result<UploadPiece, NotTaken> {
        let id = self.upload(caller, of)?;
        let piece = self.piece(caller, of, offset).await.map_err(|failure| self.failed(&failure))?;
        UploadPiece::begin(&self.0.host, &id, piece).await
    }

    /// Takes a file from its beginning whose length is only bounded: what room it takes of its organisation is looked at at its
    /// end.
    pub async fn upload_form(&self, caller: &Caller, of: &UploadOf) -> Result<UploadPiece, NotTaken> {
        let id = self.upload(caller, of)?;
        let piece = self.piece(caller, of, 0).await.map_err(|failure| self.failed(&failure))?;
        UploadPiece::begin(&self.0.host, &id, Piece { adds: 0, ..piece }).await
    }

    /// The upload will not be gone on with.
    pub async fn give_up(&self, caller: &Caller, of: &UploadOf) {
        let id = UploadId::of(&self.0.host, caller, &of.name, of.bytes, &of.modified);
        self.0.host.folder.remove(Room::Partial, &id.0).await;
    }

    /// What a piece will take of whose room, as far as that is known before its end: one of the length of an image that is here
    /// may be that image, described anew.
    async fn piece(&self, caller: &Caller, of: &UploadOf, offset: u64) -> Result<Piece, Failure> {
        let mut reading = self.0.store().page().await?;
        let organisation = people::organisation_of(&mut reading, caller).await?;
        let taken = u64::try_from(firmware::bytes_of(&mut reading, &organisation).await?).unwrap_or_default();
        let may_be_here = firmware::has_length(&mut reading, &organisation, of.bytes).await?;
        let adds = if may_be_here { 0 } else { of.bytes };
        Ok(Piece { offset, total: of.bytes, organisation, taken, adds })
    }

    /// The file ended here, although its length was only bounded: the same upload, as long as what has arrived.
    pub async fn ended(&self, caller: &Caller, of: &UploadOf) -> Result<UploadOf, NotTaken> {
        let id = self.upload(caller, of)?;
        let bytes = self.0.host.folder.partial_bytes(&id.0).await;
        let ended = UploadOf { bytes, ..of.clone() };
        let whole = self.upload(caller, &ended)?;
        if whole != id {
            rename_upload(&self.0.host, &id, &whole).await?;
        }
        Ok(ended)
    }

    /// The file is whole: hashes it, checks its signature where it has one, and puts it into the library of an organisation,
    /// the own one where none is named. The same bytes once more are the same image, described anew.
    pub async fn finish(
        &self,
        caller: &Caller,
        of: &UploadOf,
        organisation: Option<&OrganisationKey>,
        facts: &FirmwareFacts,
    ) -> Change<FirmwareKey> {
        let described = ImageDescription::read(of, facts)?;
        let id = self.upload(caller, of).map_err(|why| ChangeRefusal::because(why.to_string()))?;
        // Nobody writes on it from here on.
        let gate = self.0.host.upload_gate(&id.0);
        let Ok(_gate) = gate.try_lock_owned() else {
            return Err(ChangeRefusal::because(NotTaken::Busy.to_string()));
        };
        let have = self.0.host.folder.partial_bytes(&id.0).await;
        if have != of.bytes || have == 0 {
            let sentence = format!("{have} of {} bytes have arrived; upload the rest first.", of.bytes);
            return Err(ChangeRefusal::because(sentence));
        }
        if let Some(objection) = self.0.config().objection(described.signing.as_ref()) {
            return Err(ChangeRefusal::because(format!("{objection}.")));
        }
        let signer = self.check_signature(&id, &described, have).await?;
        let organisation = self.organisation(caller, organisation).await?;
        let folder = &self.0.host.folder;
        if let Err(why) = scan(&self.0.host, &folder.path(Room::Partial, &id.0)).await {
            return Err(ChangeRefusal::because(format!("The file is not taken: {why}.")));
        }
        let (hashed, guard) = finish_upload(&self.0.host, &id).await?;
        let new = firmware::New {
            id: new_id(),
            key: random_key(),
            organisation: organisation.clone(),
            name: described.name,
            vendor: described.vendor,
            model: described.model,
            version: described.version,
            notes: described.notes,
            bytes: i64::try_from(hashed.bytes).unwrap_or(i64::MAX),
            sha256: hashed.sha256,
            md5: hashed.md5,
            signing: described.signing,
            signer,
            by_name: caller.name().to_owned(),
        };
        let most = self.0.config().limits.organisation_bytes;
        let stored = self
            .0
            .store()
            .change(move |tx| {
                Box::pin(async move {
                    if let Some((id, key)) = firmware::same_bytes(tx, &organisation, &new.sha256).await? {
                        firmware::describe(tx, &id, &new).await?;
                        return Ok(FirmwareKey(key));
                    }
                    let taken = firmware::bytes_of(tx, &organisation).await?.saturating_add(new.bytes);
                    if u64::try_from(taken).unwrap_or_default() > most {
                        let nobodys = !firmware::is_here(tx, &new.sha256).await?;
                        return Err(NotStored::NoRoom { nobodys: nobodys.then_some(new.sha256) });
                    }
                    firmware::insert(tx, &new).await?;
                    Ok(FirmwareKey(new.key))
                })
            })
            .await;
        if let Err(NotStored::NoRoom { nobodys: Some(nobodys) }) = &stored {
            folder.remove(Room::Firmware, nobodys).await;
        }
        drop(guard);
        stored.map_err(|why| match why {
            NotStored::NoRoom { .. } => {
                ChangeRefusal::because("The organisation has no room left for files; remove old images.")
            }
            NotStored::Failed(failure) => failure.into(),
        })
    }

    /// Takes an image out of the library. One that an open update still fetches stays.
    pub async fn remove(&self, caller: &Caller, key: &FirmwareKey) -> Change<()> {
        self.may_upload(caller).map_err(|why| ChangeRefusal::because(why.to_string()))?;
        let _guard = self.0.host.library.lock().await;
        let (by, image) = (caller.name().to_owned(), key.clone());
        let (caller, key) = (caller.clone(), key.clone());
        let gone = self
            .0
            .store()
            .change(move |tx| {
                Box::pin(async move {
                    let scope = Scope::of(tx, &caller).await?;
                    let Some((id, sha256)) = firmware::managed(tx, &scope, key.as_str()).await? else {
                        return Err(ChangeRefusal::because("There is no such image."));
                    };
                    if firmware::is_in_use(tx, &id).await? {
                        let sentence = "An update that is running fetches this image. Wait for its verdict first.";
                        return Err(ChangeRefusal::because(sentence));
                    }
                    Ok(firmware::remove(tx, &id, &sha256).await?.then_some(sha256))
                })
            })
            .await?;
        tracing::info!(by, image = image.as_str(), "an image was removed from the library");
        if let Some(sha256) = gone {
            self.0.host.folder.remove(Room::Firmware, &sha256).await;
        }
        Ok(())
    }

    fn failed(&self, failure: &Failure) -> NotTaken {
        failure.report();
        NotTaken::Failed
    }

    fn may_upload(&self, caller: &Caller) -> Result<(), NotTaken> {
        if caller.may_manage() { Ok(()) } else { Err(NotTaken::NotAllowed) }
    }

    fn upload(&self, caller: &Caller, of: &UploadOf) -> Result<UploadId, NotTaken> {
        self.may_upload(caller)?;
        Ok(UploadId::of(&self.0.host, caller, &of.name, of.bytes, &of.modified))
    }

    async fn organisation(&self, caller: &Caller, organisation: Option<&OrganisationKey>) -> Change<String> {
        let mut reading = self.0.store().page().await?;
        let scope = Scope::of(&mut reading, caller).await?;
        let found = match organisation {
            Some(key) => people::organisation_id(&mut reading, key.as_str()).await?,
            None => Some(people::organisation_of(&mut reading, caller).await?),
        };
        match found {
            Some(id) if scope.holds(&id) => Ok(id),
            Some(_) | None => Err(ChangeRefusal::because("There is no such organisation.")),
        }
    }

    async fn check_signature(&self, id: &UploadId, described: &ImageDescription, bytes: u64) -> Change<Option<String>> {
        let Some(signing) = described.signing.clone() else { return Ok(None) };
        if bytes > SIGNED_MAX {
            let sentence = format!("An image of more than {SIGNED_MAX} bytes cannot have its signature checked here.");
            return Err(ChangeRefusal::because(sentence));
        }
        // One at a time: each holds a whole image in memory.
        let one = std::sync::Arc::clone(&self.0.host.checking).lock_owned().await;
        let path = self.0.host.folder.path(Room::Partial, &id.0);
        let checked = tokio::task::spawn_blocking(move || {
            let _one = one;
            let image = std::fs::read(path).map_err(|error| Failure::Disk(error.to_string()))?;
            Ok::<_, Failure>(check_signature(&image, &signing))
        });
        let checked = checked.await.map_err(|_| Failure::Task)??;
        checked.map(Some).map_err(|(_, sentence)| ChangeRefusal::because(sentence))
    }
}

/// Why an image did not come into the library.
enum NotStored {
    /// The SHA-256 of its file, where that is nobody's.
    NoRoom {
        nobodys: Option<String>,
    },
    Failed(Failure),
}

impl From<Failure> for NotStored {
    fn from(failure: Failure) -> NotStored {
        NotStored::Failed(failure)
    }
}

/// What was said of an image, checked.
struct ImageDescription {
    name: String,
    vendor: String,
    model: String,
    version: String,
    notes: Option<String>,
    signing: Option<Signing>,
}

impl ImageDescription {
    fn read(of: &UploadOf, facts: &FirmwareFacts) -> Change<Self> {
        let last = of.name.rsplit(['/', '\\']).next().unwrap_or_default().trim();
        let name = names::fitting(last);
        if name.is_empty() || name == "." || name == ".." {
            return Err(ChangeRefusal::because("The file has no name."));
        }
        let fact = |label: &str, text: &str| {
            let text = text.trim();
            match text.chars().count() {
                0 => Err(ChangeRefusal::because(format!("{label}: say which one the image is for."))),
                1..=FACT_MAX => Ok(printable(text, FACT_MAX)),
                _ => Err(ChangeRefusal::because(format!("{label}: at most {FACT_MAX} characters."))),
            }
        };
        let notes = facts.notes.trim();
        if notes.chars().count() > NOTES_MAX {
            return Err(ChangeRefusal::because(format!("Release notes: at most {NOTES_MAX} characters.")));
        }
        let signing = Signing::read(Some(&facts.certificate), Some(&facts.signature))
            .map_err(|refusal| ChangeRefusal::because(refusal.sentence))?;
        Ok(Self {
            name,
            vendor: fact("Vendor", &facts.vendor)?,
            model: fact("Model", &facts.model)?,
            version: fact("Version", words::version::bare(&facts.version).unwrap_or_default())?,
            notes: (!notes.is_empty()).then(|| notes.to_owned()),
            signing,
        })
    }
}
