//! The firmware library: images by organisation, each usable by the organisations below it too.

use super::scope::Scope;
use crate::caller::Caller;
use crate::failure::Failure;
use crate::store::tx::{Reading, Tx};
use actions::Signing;
use model::{Firmware, FirmwareChoice, FirmwareKey};
use sqlx::FromRow;

/// Images in the list, and to choose from for one charger.
const LISTED: i64 = 500;
/// Lists are told in UTC: an organisation has no time zone.
const ZONE: &str = "UTC";

/// An image as the host and the orders use it.
#[derive(Clone, Debug, FromRow)]
pub struct Image {
    pub id: String,
    pub name: String,
    pub vendor: String,
    pub model: String,
    pub version: String,
    pub bytes: i64,
    pub sha256: String,
    certificate: Option<String>,
    signature: Option<String>,
}

impl Image {
    pub fn signing(&self) -> Option<Signing> {
        Some(Signing { certificate: self.certificate.clone()?, signature: self.signature.clone()? })
    }

    /// Is it meant for this vendor and model? Written in upper or lower case alike.
    pub fn fits(&self, vendor: Option<&str>, model: Option<&str>) -> bool {
        let same = |ours: &str, theirs: Option<&str>| {
            theirs.is_some_and(|theirs| theirs.trim().to_lowercase() == ours.trim().to_lowercase())
        };
        same(&self.vendor, vendor) && same(&self.model, model)
    }
}

pub struct New {
    pub id: String,
    pub key: String,
    pub organisation: String,
    pub name: String,
    pub vendor: String,
    pub model: String,
    pub version: String,
    pub notes: Option<String>,
    pub bytes: i64,
    pub sha256: String,
    pub md5: String,
    pub signing: Option<Signing>,
    pub signer: Option<String>,
    pub by_name: String,
}

pub async fn insert(tx: &mut Tx, new: &New) -> Result<(), Failure> {
    let now = tx.now();
    sqlx::query(
        "INSERT INTO firmware (id, key, organisation, name, vendor, model, version, notes, bytes, sha256, md5, certificate,
             signature, signer, by_name, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
    )
    .bind(&new.id)
    .bind(&new.key)
    .bind(&new.organisation)
    .bind(&new.name)
    .bind(&new.vendor)
    .bind(&new.model)
    .bind(&new.version)
    .bind(&new.notes)
    .bind(new.bytes)
    .bind(&new.sha256)
    .bind(&new.md5)
    .bind(new.signing.as_ref().map(|signing| signing.certificate.as_str()))
    .bind(new.signing.as_ref().map(|signing| signing.signature.as_str()))
    .bind(&new.signer)
    .bind(&new.by_name)
    .bind(now)
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// Writes what people say of an image anew; its bytes stay what they are.
pub async fn describe(tx: &mut Tx, id: &str, new: &New) -> Result<(), Failure> {
    sqlx::query(
        "UPDATE firmware SET vendor = $2, model = $3, version = $4, notes = $5,
             certificate = coalesce($6, certificate), signature = coalesce($7, signature), signer = coalesce($8, signer)
         WHERE id = $1",
    )
    .bind(id)
    .bind(&new.vendor)
    .bind(&new.model)
    .bind(&new.version)
    .bind(&new.notes)
    .bind(new.signing.as_ref().map(|signing| signing.certificate.as_str()))
    .bind(new.signing.as_ref().map(|signing| signing.signature.as_str()))
    .bind(&new.signer)
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// Row id and key of an organisation's image with these bytes.
pub async fn same_bytes(
    reading: &mut Reading,
    organisation: &str,
    sha256: &str,
) -> Result<Option<(String, String)>, Failure> {
    let sql = "SELECT id, key FROM firmware WHERE organisation = $1 AND sha256 = $2";
    Ok(sqlx::query_as(sql).bind(organisation).bind(sha256).fetch_optional(reading.connection()).await?)
}

/// Row id and SHA-256 of an image that this caller may change.
pub async fn managed(reading: &mut Reading, scope: &Scope, key: &str) -> Result<Option<(String, String)>, Failure> {
    let sql = "SELECT id, sha256 FROM firmware WHERE key = $1 AND organisation IN (SELECT value FROM json_each($2))";
    Ok(sqlx::query_as(sql).bind(key).bind(scope.json()).fetch_optional(reading.connection()).await?)
}

/// Does an open command still serve it?
pub async fn is_in_use(reading: &mut Reading, id: &str) -> Result<bool, Failure> {
    let sql = "SELECT EXISTS (SELECT 1 FROM links l JOIN commands m ON m.id = l.command WHERE l.firmware = $1 AND m.open = 1)";
    Ok(sqlx::query_scalar(sql).bind(id).fetch_one(reading.connection()).await?)
}

/// Removes an image from the library. Says whether its bytes are nobody's any more.
pub async fn remove(tx: &mut Tx, id: &str, sha256: &str) -> Result<bool, Failure> {
    sqlx::query("DELETE FROM links WHERE firmware = $1").bind(id).execute(tx.connection()).await?;
    sqlx::query("DELETE FROM firmware WHERE id = $1").bind(id).execute(tx.connection()).await?;
    Ok(!is_here(tx, sha256).await?)
}

/// SHA-256 of every image, for the sweep of the folder.
pub async fn contents(reading: &mut Reading) -> Result<Vec<String>, Failure> {
    Ok(sqlx::query_scalar("SELECT DISTINCT sha256 FROM firmware").fetch_all(reading.connection()).await?)
}

/// Bytes that an organisation's images take.
pub async fn bytes_of(reading: &mut Reading, organisation: &str) -> Result<i64, Failure> {
    let sql = "SELECT coalesce(sum(bytes), 0) FROM firmware WHERE organisation = $1";
    Ok(sqlx::query_scalar(sql).bind(organisation).fetch_one(reading.connection()).await?)
}

/// Has an organisation an image of this length?
pub async fn has_length(reading: &mut Reading, organisation: &str, bytes: u64) -> Result<bool, Failure> {
    let sql = "SELECT EXISTS (SELECT 1 FROM firmware WHERE organisation = $1 AND bytes = $2)";
    let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
    Ok(sqlx::query_scalar(sql).bind(organisation).bind(bytes).fetch_one(reading.connection()).await?)
}

/// Has anybody an image with these bytes?
pub async fn is_here(reading: &mut Reading, sha256: &str) -> Result<bool, Failure> {
    let sql = "SELECT EXISTS (SELECT 1 FROM firmware WHERE sha256 = $1)";
    Ok(sqlx::query_scalar(sql).bind(sha256).fetch_one(reading.connection()).await?)
}

/// An image that may be used for this charger: its organisation's, or one of those above.
pub async fn for_charger(reading: &mut Reading, charger: &str, key: &str) -> Result<Option<Image>, Failure> {
    let sql = format!(
        "{UPWARD} SELECT f.id, f.name, f.vendor, f.model, f.version, f.bytes, f.sha256, f.certificate, f.signature
         FROM firmware f JOIN upward ON upward.id = f.organisation WHERE f.key = $2"
    );
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(charger).bind(key).fetch_optional(reading.connection()).await?)
}

/// The image of a link.
pub async fn get(reading: &mut Reading, id: &str) -> Result<Option<Image>, Failure> {
    let sql =
        "SELECT id, name, vendor, model, version, bytes, sha256, certificate, signature FROM firmware WHERE id = $1";
    Ok(sqlx::query_as(sql).bind(id).fetch_optional(reading.connection()).await?)
}

/// The key in addresses; none: it was removed.
pub async fn key(reading: &mut Reading, id: &str) -> Result<Option<String>, Failure> {
    Ok(sqlx::query_scalar("SELECT key FROM firmware WHERE id = $1")
        .bind(id)
        .fetch_optional(reading.connection())
        .await?)
}

/// The organisations from a charger's own one upward.
const UPWARD: &str = "WITH RECURSIVE upward(id) AS (
        SELECT s.organisation FROM chargers c JOIN sites s ON s.id = c.site WHERE c.id = $1
        UNION ALL
        SELECT o.parent FROM organisations o JOIN upward ON o.id = upward.id WHERE o.parent IS NOT NULL
     ) ";

#[derive(FromRow)]
struct ChoiceRow {
    key: String,
    #[sqlx(flatten)]
    image: Image,
}

/// What can be chosen for a charger: what is meant for it first, the newest first.
pub async fn choices(
    reading: &mut Reading,
    charger: &str,
    make: (Option<&str>, Option<&str>),
    installed: Option<&str>,
    usable: impl Fn(Option<&Signing>) -> bool,
) -> Result<Vec<FirmwareChoice>, Failure> {
    let (vendor, model) = make;
    let sql = format!(
        "{UPWARD} SELECT f.key, f.id, f.name, f.vendor, f.model, f.version, f.bytes, f.sha256, f.certificate, f.signature
         FROM firmware f JOIN upward ON upward.id = f.organisation
         ORDER BY (f.vendor = $2 AND f.model = $3) DESC, f.created_at DESC, f.id DESC LIMIT {LISTED}"
    );
    let rows: Vec<ChoiceRow> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(charger)
        .bind(vendor.unwrap_or_default())
        .bind(model.unwrap_or_default())
        .fetch_all(reading.connection())
        .await?;
    let choice = |ChoiceRow { key, image }: ChoiceRow| FirmwareChoice {
        fits: image.fits(vendor, model),
        installed: installed == Some(image.version.as_str()),
        signed: image.signing().is_some(),
        usable: usable(image.signing().as_ref()),
        key: FirmwareKey(key),
        name: image.name,
        vendor: image.vendor,
        model: image.model,
        version: image.version,
        bytes: image.bytes,
    };
    Ok(rows.into_iter().map(choice).collect())
}

#[derive(FromRow)]
struct ListRow {
    key: String,
    organisation: String,
    organisation_name: String,
    name: String,
    vendor: String,
    model: String,
    version: String,
    notes: Option<String>,
    bytes: i64,
    sha256: String,
    md5: String,
    signed: bool,
    signer: Option<String>,
    by_name: String,
    created_at: i64,
    chargers: i64,
    behind: i64,
}

/// The images of the organisations that the caller sees, and of those above the caller's own, newest first.
pub async fn list(reading: &mut Reading, scope: &Scope, caller: &Caller) -> Result<Vec<Firmware>, Failure> {
    let own = caller.operator().map(|operator| operator.organisation_key.0.clone());
    let sql = format!(
        "WITH RECURSIVE upward(id) AS (
             SELECT id FROM organisations WHERE key = $2
             UNION ALL
             SELECT o.parent FROM organisations o JOIN upward ON o.id = upward.id WHERE o.parent IS NOT NULL
         ), seen(id) AS (SELECT value FROM json_each($1) UNION SELECT id FROM upward),
         fleet AS (
             SELECT c.vendor, c.model, c.firmware FROM chargers c JOIN sites s ON s.id = c.site
             WHERE s.organisation IN (SELECT value FROM json_each($1)) AND c.model IS NOT NULL)
         SELECT f.key, f.organisation, o.name AS organisation_name, f.name, f.vendor, f.model, f.version, f.notes, f.bytes,
                f.sha256, f.md5, f.signature IS NOT NULL AS signed, f.signer, f.by_name, f.created_at,
                (SELECT count(*) FROM fleet WHERE model = f.model COLLATE NOCASE AND vendor = f.vendor COLLATE NOCASE) AS chargers,
                (SELECT count(*) FROM fleet WHERE model = f.model COLLATE NOCASE AND vendor = f.vendor COLLATE NOCASE
                    AND firmware IS NOT f.version) AS behind
         FROM firmware f JOIN organisations o ON o.id = f.organisation
         WHERE f.organisation IN (SELECT id FROM seen) ORDER BY f.created_at DESC, f.id DESC LIMIT {LISTED}"
    );
    let rows: Vec<ListRow> =
        sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(scope.json()).bind(own).fetch_all(reading.connection()).await?;
    let firmware = |row: ListRow| Firmware {
        may_manage: caller.may_manage() && scope.holds(&row.organisation),
        key: FirmwareKey(row.key),
        organisation: row.organisation_name,
        name: row.name,
        vendor: row.vendor,
        model: row.model,
        version: row.version,
        notes: row.notes,
        bytes: row.bytes,
        sha256: row.sha256,
        md5: row.md5,
        signed: row.signed,
        signer: row.signer,
        by: row.by_name,
        uploaded: words::local_time::moment(row.created_at, ZONE),
        chargers: row.chargers,
        behind: row.behind,
    };
    Ok(rows.into_iter().map(firmware).collect())
}
