//! Chargers as rows: who they are, how they are, and the list of them.

mod list;
mod load;
mod many;
mod speaking;

use super::scope::Scope;
use crate::failure::Failure;
use crate::store::tx::{Reading, Tx};
use model::{Connector, RebootNeeded};
use sqlx::FromRow;
use words::Speaking;

pub use list::{count, list};
pub use load::load;
pub use many::{
    booting, set_booted as set_booted_many, set_connectors, set_online as set_online_many, with_many_connectors,
};
pub use speaking::{
    admission, begin_asking, begin_asking_to_boot, boots_as_another, end_asking, forget_version, set_known,
    set_registered, set_security, speaking, to_be_asked, treat, without_settings,
};

/// Connectors kept of one charger; one that tells more is odd.
const CONNECTORS_MAX: i64 = 500;

/// What the door needs to know of a charger.
#[derive(Clone, FromRow)]
pub struct Credentials {
    pub id: String,
    pub password: Option<Vec<u8>>,
    /// The only version it may speak.
    pub pinned: Option<String>,
    /// Any origin is taken where it has no password.
    pub any_origin: bool,
    /// It is not let in, whatever it knows.
    pub blocked: bool,
    /// A socket that was let in under another count is closed.
    pub entry: i64,
}

pub async fn credentials(reading: &mut Reading, identity: &str) -> Result<Option<Credentials>, Failure> {
    Ok(sqlx::query_as(
        "SELECT id, password, pinned, any_origin, blocked_at IS NOT NULL AS blocked, entry FROM chargers
         WHERE identity = $1",
    )
    .bind(identity)
    .fetch_optional(reading.connection())
    .await?)
}

/// What an order needs to know of a charger.
#[derive(Clone, Debug)]
pub struct Target {
    pub id: String,
    pub name: String,
    pub site: String,
    pub site_name: String,
    pub time_zone: String,
    pub vendor: Option<String>,
    pub model: Option<String>,
    pub firmware: Option<String>,
    pub speaking: Speaking,
}

#[derive(FromRow)]
struct TargetRow {
    id: String,
    name: String,
    site: String,
    site_name: String,
    time_zone: String,
    vendor: Option<String>,
    model: Option<String>,
    firmware: Option<String>,
}

/// The charger behind a key, if it is for these eyes.
pub async fn target(reading: &mut Reading, scope: &Scope, key: &str) -> Result<Option<Target>, Failure> {
    let row: Option<TargetRow> = sqlx::query_as(
        "SELECT c.id, c.name, c.site, s.name AS site_name, s.time_zone, c.vendor, c.model, c.firmware
         FROM chargers c JOIN sites s ON s.id = c.site
         WHERE c.key = $1 AND s.organisation IN (SELECT value FROM json_each($2))",
    )
    .bind(key)
    .bind(scope.json())
    .fetch_optional(reading.connection())
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(with_speaking(reading, row).await?))
}

/// The charger behind a row id, for what Chargehand does by itself.
pub async fn target_by_id(reading: &mut Reading, id: &str) -> Result<Target, Failure> {
    let row: TargetRow = sqlx::query_as(
        "SELECT c.id, c.name, c.site, s.name AS site_name, s.time_zone, c.vendor, c.model, c.firmware
         FROM chargers c JOIN sites s ON s.id = c.site WHERE c.id = $1",
    )
    .bind(id)
    .fetch_one(reading.connection())
    .await?;
    with_speaking(reading, row).await
}

async fn with_speaking(reading: &mut Reading, row: TargetRow) -> Result<Target, Failure> {
    let speaking = speaking(reading, &row.id).await?;
    let TargetRow { id, name, site, site_name, time_zone, vendor, model, firmware } = row;
    Ok(Target { id, name, site, site_name, time_zone, vendor, model, firmware, speaking })
}

pub struct NewRow {
    pub key: String,
    pub identity: String,
    pub name: String,
    /// The site's row id.
    pub site: String,
    /// None: it connects without one.
    pub password: Option<Vec<u8>>,
}

/// Says whether the identity was free.
pub async fn insert(tx: &mut Tx, new: &NewRow) -> Result<bool, Failure> {
    let now = tx.now();
    let id = crate::random::new_id();
    let done = sqlx::query(
        "INSERT INTO chargers (id, key, identity, name, sort, search, site, password, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING",
    )
    .bind(&id)
    .bind(&new.key)
    .bind(&new.identity)
    .bind(&new.name)
    .bind(sort_text(&new.name, &new.identity))
    .bind(search_text(&new.name, &new.identity, &[]))
    .bind(&new.site)
    .bind(&new.password)
    .bind(now)
    .execute(tx.connection())
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    tx.touch_charger(&id);
    Ok(true)
}

/// How people call it.
pub async fn rename(tx: &mut Tx, id: &str, name: &str) -> Result<(), Failure> {
    type Nameplate = (String, Option<String>, Option<String>, Option<String>, Option<String>);
    let (identity, vendor, model, serial, firmware): Nameplate =
        sqlx::query_as("SELECT identity, vendor, model, serial, firmware FROM chargers WHERE id = $1")
            .bind(id)
            .fetch_one(tx.connection())
            .await?;
    sqlx::query("UPDATE chargers SET name = $2, sort = $3, search = $4 WHERE id = $1")
        .bind(id)
        .bind(name)
        .bind(sort_text(name, &identity))
        .bind(search_text(name, &identity, &[&vendor, &model, &serial, &firmware]))
        .execute(tx.connection())
        .await?;
    tx.touch_charger(id);
    Ok(())
}

/// By what a list is in order: the name, then the identity.
fn sort_text(name: &str, identity: &str) -> String {
    format!("{}\u{1}{}", name.to_lowercase(), identity.to_lowercase())
}

fn search_text(name: &str, identity: &str, more: &[&Option<String>]) -> String {
    let mut text = format!("{name}\n{identity}");
    for part in more.iter().filter_map(|part| part.as_deref()) {
        text.push('\n');
        text.push_str(part);
    }
    text.to_lowercase()
}

/// What a charger says of itself at boot.
#[derive(Clone, Debug)]
pub struct Boot {
    pub vendor: Option<String>,
    pub model: Option<String>,
    pub serial: Option<String>,
    pub firmware: Option<String>,
}

/// Records a boot; the need for a reboot goes with it.
pub async fn set_booted(tx: &mut Tx, id: &str, boot: &Boot, asked: bool) -> Result<(), Failure> {
    let now = tx.now();
    let (name, identity): (String, String) =
        sqlx::query_as("SELECT name, identity FROM chargers WHERE id = $1").bind(id).fetch_one(tx.connection()).await?;
    let search = search_text(&name, &identity, &[&boot.vendor, &boot.model, &boot.serial, &boot.firmware]);
    // A boot that is told on a connection from before the need, or because we asked, is none that would meet it.
    sqlx::query(
        "UPDATE chargers SET vendor = $2, model = $3, serial = $4, firmware = $5, search = $6, booted_at = $7,
             reboot_needed = CASE WHEN NOT $8 AND since >= coalesce(reboot_needed_at, 0) THEN NULL ELSE reboot_needed END,
             updating_since = CASE WHEN NOT $8 AND since > coalesce(updating_told, 0) THEN NULL ELSE updating_since END
         WHERE id = $1",
    )
    .bind(id)
    .bind(&boot.vendor)
    .bind(&boot.model)
    .bind(&boot.serial)
    .bind(&boot.firmware)
    .bind(search)
    .bind(now)
    .bind(asked)
    .execute(tx.connection())
    .await?;
    tx.touch_charger(id);
    Ok(())
}

pub async fn set_online(tx: &mut Tx, id: &str, online: bool, protocol: Option<&str>) -> Result<(), Failure> {
    let now = tx.now();
    sqlx::query("UPDATE chargers SET online = $2, since = $3, protocol = coalesce($4, protocol) WHERE id = $1")
        .bind(id)
        .bind(online)
        .bind(now)
        .bind(protocol)
        .execute(tx.connection())
        .await?;
    tx.touch_charger(id);
    Ok(())
}

/// After a start nobody is connected yet.
pub async fn set_all_offline(tx: &mut Tx) -> Result<(), Failure> {
    let now = tx.now();
    let were_online: Vec<String> =
        sqlx::query_scalar("UPDATE chargers SET online = 0, since = $1 WHERE online = 1 RETURNING id")
            .bind(now)
            .fetch_all(tx.connection())
            .await?;
    for charger in &were_online {
        tx.touch_charger(charger);
    }
    Ok(())
}

/// Keeps what a charger says of an update, by whosever order it is made.
pub async fn set_updating(tx: &mut Tx, id: &str, under_way: bool) -> Result<(), Failure> {
    let now = tx.now();
    sqlx::query(
        "UPDATE chargers SET updating_since = CASE WHEN $2 THEN coalesce(updating_since, $3) END, updating_told = $3 WHERE id = $1",
    )
    .bind(id)
    .bind(under_way)
    .bind(now)
    .execute(tx.connection())
    .await?;
    Ok(())
}

pub async fn set_reboot_needed(tx: &mut Tx, id: &str, needed: Option<RebootNeeded>) -> Result<(), Failure> {
    let now = tx.now();
    sqlx::query("UPDATE chargers SET reboot_needed = $2, reboot_needed_at = $3 WHERE id = $1")
        .bind(id)
        .bind(needed.map(RebootNeeded::as_str))
        .bind(now)
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Stands at another site from now on.
pub async fn set_site(tx: &mut Tx, id: &str, before: &str, site: &str) -> Result<(), Failure> {
    sqlx::query("UPDATE chargers SET site = $2 WHERE id = $1").bind(id).bind(site).execute(tx.connection()).await?;
    tx.touch_moved(id, before);
    Ok(())
}

/// Counts an odd message, and keeps what was odd about the last one.
pub async fn add_oddity(tx: &mut Tx, id: &str, odd: &str, at: i64) -> Result<(), Failure> {
    sqlx::query("UPDATE chargers SET oddities = oddities + 1, last_oddity = $2, last_oddity_at = $3 WHERE id = $1")
        .bind(id)
        .bind(odd)
        .bind(at)
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Records a connector's status and whether anything on the charger is faulted.
pub async fn set_connector(tx: &mut Tx, charger: &str, connector: &Connector) -> Result<(), Failure> {
    let now = tx.now();
    sqlx::query(
        "INSERT INTO connectors (charger, evse, id, status, error, info, at, since)
         SELECT $1, $7, $2, $3, $4, $5, $6, $6 WHERE (SELECT count(*) FROM connectors WHERE charger = $1) < $8
             OR EXISTS (SELECT 1 FROM connectors WHERE charger = $1 AND evse = $7 AND id = $2)
         ON CONFLICT (charger, evse, id) DO UPDATE
         SET since = CASE WHEN status = excluded.status THEN coalesce(since, at) ELSE excluded.at END,
             status = excluded.status, error = excluded.error, info = excluded.info, at = excluded.at",
    )
    .bind(charger)
    .bind(connector.id)
    .bind(&connector.status)
    .bind(&connector.error)
    .bind(&connector.info)
    .bind(now)
    .bind(connector.evse)
    .bind(CONNECTORS_MAX)
    .execute(tx.connection())
    .await?;
    sqlx::query(
        "UPDATE chargers SET faulted = EXISTS (SELECT 1 FROM connectors WHERE charger = $1 AND status = 'Faulted') WHERE id = $1",
    )
    .bind(charger)
    .execute(tx.connection())
    .await?;
    tx.touch_charger(charger);
    Ok(())
}

/// The time zone of a charger's site.
pub async fn time_zone(reading: &mut Reading, id: &str) -> Result<String, Failure> {
    Ok(sqlx::query_scalar("SELECT s.time_zone FROM chargers c JOIN sites s ON s.id = c.site WHERE c.id = $1")
        .bind(id)
        .fetch_one(reading.connection())
        .await?)
}

/// EVSE, id, status, error, info.
type ConnectorRow = (i64, i64, String, Option<String>, Option<String>);

/// A charger's connectors.
pub async fn connectors(reading: &mut Reading, charger: &str) -> Result<Vec<Connector>, Failure> {
    let rows: Vec<ConnectorRow> = sqlx::query_as(
        "SELECT evse, id, status, error, info FROM connectors WHERE charger = $1 ORDER BY evse, id LIMIT 1000",
    )
    .bind(charger)
    .fetch_all(reading.connection())
    .await?;
    Ok(rows.into_iter().map(|(evse, id, status, error, info)| Connector { evse, id, status, error, info }).collect())
}

/// The ids of a charger's connectors proper.
pub async fn plugs(reading: &mut Reading, charger: &str) -> Result<Vec<i64>, Failure> {
    Ok(sqlx::query_scalar("SELECT id FROM connectors WHERE charger = $1 AND id > 0 ORDER BY id LIMIT 32")
        .bind(charger)
        .fetch_all(reading.connection())
        .await?)
}
