//! Chargers as rows: who they are, how they are, and the list of them.

mod list;

use super::scope::{Scope, id_list};
use crate::Failure;
use crate::local_time::moment;
use model::{
    Charger, ChargerKey, CommandKind, Connector, OrganisationKey, RebootNeeded, SiteKey, SiteRef, Transaction,
};
use sqlx::FromRow;
use sqlx::sqlite::SqliteConnection;
use std::collections::HashMap;

pub use list::{count, list};

/// What the door needs to know of a charger.
#[derive(Clone, FromRow)]
pub struct Credentials {
    pub id: String,
    pub password: Option<Vec<u8>>,
}

pub async fn credentials(connection: &mut SqliteConnection, identity: &str) -> Result<Option<Credentials>, Failure> {
    Ok(sqlx::query_as("SELECT id, password FROM chargers WHERE identity = $1")
        .bind(identity)
        .fetch_optional(connection)
        .await?)
}

/// What an order needs to know of a charger.
#[derive(Clone, Debug, FromRow)]
pub struct Target {
    pub id: String,
    pub name: String,
    pub site: String,
    pub site_name: String,
    pub time_zone: String,
    pub firmware: Option<String>,
}

/// The charger behind a key, if it is for these eyes.
pub async fn target(connection: &mut SqliteConnection, scope: &Scope, key: &str) -> Result<Option<Target>, Failure> {
    Ok(sqlx::query_as(
        "SELECT c.id, c.name, c.site, s.name AS site_name, s.time_zone, c.firmware
         FROM chargers c JOIN sites s ON s.id = c.site
         WHERE c.key = $1 AND s.organisation IN (SELECT value FROM json_each($2))",
    )
    .bind(key)
    .bind(scope.json())
    .fetch_optional(connection)
    .await?)
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
pub async fn insert(connection: &mut SqliteConnection, new: &NewRow, now: i64) -> Result<bool, Failure> {
    let id = super::new_id();
    let done = sqlx::query(
        "INSERT INTO chargers (id, key, identity, name, sort, search, site, password, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING",
    )
    .bind(&id)
    .bind(&new.key)
    .bind(&new.identity)
    .bind(&new.name)
    .bind(format!("{}\u{1}{}", new.name.to_lowercase(), new.identity.to_lowercase()))
    .bind(search_text(&new.name, &new.identity, &[]))
    .bind(&new.site)
    .bind(&new.password)
    .bind(now)
    .execute(&mut *connection)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    super::events::tell(connection, super::events::Kind::Charger, &id, None, "", now).await?;
    Ok(true)
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
pub struct Boot {
    pub vendor: String,
    pub model: String,
    pub serial: Option<String>,
    pub firmware: Option<String>,
}

/// Records a boot; the need for a reboot goes with it.
pub async fn set_booted(connection: &mut SqliteConnection, id: &str, boot: &Boot, now: i64) -> Result<(), Failure> {
    let (name, identity): (String, String) = sqlx::query_as("SELECT name, identity FROM chargers WHERE id = $1")
        .bind(id)
        .fetch_one(&mut *connection)
        .await?;
    let (vendor, model) = (Some(boot.vendor.clone()), Some(boot.model.clone()));
    let search = search_text(&name, &identity, &[&vendor, &model, &boot.serial, &boot.firmware]);
    sqlx::query(
        "UPDATE chargers SET vendor = $2, model = $3, serial = $4, firmware = $5, search = $6, booted_at = $7, reboot_needed = NULL
         WHERE id = $1",
    )
    .bind(id)
    .bind(vendor)
    .bind(model)
    .bind(&boot.serial)
    .bind(&boot.firmware)
    .bind(search)
    .bind(now)
    .execute(connection)
    .await?;
    Ok(())
}

pub async fn set_online(
    connection: &mut SqliteConnection,
    id: &str,
    online: bool,
    protocol: Option<&str>,
    now: i64,
) -> Result<(), Failure> {
    sqlx::query("UPDATE chargers SET online = $2, since = $3, protocol = coalesce($4, protocol) WHERE id = $1")
        .bind(id)
        .bind(online)
        .bind(now)
        .bind(protocol)
        .execute(&mut *connection)
        .await?;
    super::events::tell(connection, super::events::Kind::Charger, id, None, "", now).await?;
    Ok(())
}

/// After a start nobody is connected yet.
pub async fn set_all_offline(connection: &mut SqliteConnection, now: i64) -> Result<Vec<String>, Failure> {
    Ok(sqlx::query_scalar("UPDATE chargers SET online = 0, since = $1 WHERE online = 1 RETURNING id")
        .bind(now)
        .fetch_all(connection)
        .await?)
}

pub async fn set_reboot_needed(
    connection: &mut SqliteConnection,
    id: &str,
    needed: Option<RebootNeeded>,
) -> Result<(), Failure> {
    sqlx::query("UPDATE chargers SET reboot_needed = $2 WHERE id = $1")
        .bind(id)
        .bind(needed.map(RebootNeeded::as_str))
        .execute(connection)
        .await?;
    Ok(())
}

pub async fn set_site(connection: &mut SqliteConnection, id: &str, site: &str) -> Result<(), Failure> {
    sqlx::query("UPDATE chargers SET site = $2 WHERE id = $1").bind(id).bind(site).execute(connection).await?;
    Ok(())
}

pub async fn set_last_message(
    connection: &mut SqliteConnection,
    id: &str,
    at: i64,
    action: Option<&str>,
) -> Result<(), Failure> {
    sqlx::query("UPDATE chargers SET last_at = $2, last_action = coalesce($3, last_action) WHERE id = $1")
        .bind(id)
        .bind(at)
        .bind(action)
        .execute(connection)
        .await?;
    Ok(())
}

/// Records a connector's status and whether anything on the charger is faulted.
pub async fn set_connector(
    connection: &mut SqliteConnection,
    charger: &str,
    connector: &Connector,
    now: i64,
) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO connectors (charger, id, status, error, info, at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (charger, id) DO UPDATE
         SET status = excluded.status, error = excluded.error, info = excluded.info, at = excluded.at",
    )
    .bind(charger)
    .bind(connector.id)
    .bind(&connector.status)
    .bind(&connector.error)
    .bind(&connector.info)
    .bind(now)
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "UPDATE chargers SET faulted = EXISTS (SELECT 1 FROM connectors WHERE charger = $1 AND status = 'Faulted') WHERE id = $1",
    )
    .bind(charger)
    .execute(&mut *connection)
    .await?;
    super::events::tell(connection, super::events::Kind::Charger, charger, None, "", now).await?;
    Ok(())
}

/// The ids of a charger's connectors proper.
pub async fn plugs(connection: &mut SqliteConnection, charger: &str) -> Result<Vec<i64>, Failure> {
    Ok(sqlx::query_scalar("SELECT id FROM connectors WHERE charger = $1 AND id > 0 ORDER BY id LIMIT 32")
        .bind(charger)
        .fetch_all(connection)
        .await?)
}

/// Charger, id, status, error, info.
type ConnectorRow = (String, i64, String, Option<String>, Option<String>);

#[derive(FromRow)]
struct ChargerRow {
    id: String,
    key: String,
    identity: String,
    name: String,
    site_key: String,
    site_name: String,
    organisation: String,
    organisation_name: String,
    organisation_key: String,
    time_zone: String,
    no_password: bool,
    vendor: Option<String>,
    model: Option<String>,
    serial: Option<String>,
    firmware: Option<String>,
    protocol: Option<String>,
    online: bool,
    since: Option<i64>,
    reboot_needed: Option<String>,
    last_at: Option<i64>,
    last_action: Option<String>,
}

/// A charger with the row ids that never leave the backend.
pub struct Loaded {
    pub id: String,
    /// Row id of the organisation it stands in.
    pub organisation: String,
    pub charger: Charger,
}

/// Whole states of chargers, in the order of the ids.
pub async fn load(connection: &mut SqliteConnection, ids: &[String]) -> Result<Vec<Loaded>, Failure> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let list = id_list(ids.iter().map(String::as_str));
    let rows: Vec<ChargerRow> = sqlx::query_as(
        "SELECT c.id, c.key, c.identity, c.name, s.key AS site_key, s.name AS site_name, s.organisation,
                o.name AS organisation_name, o.key AS organisation_key, s.time_zone, c.password IS NULL AS no_password,
                c.vendor, c.model, c.serial, c.firmware, c.protocol, c.online, c.since, c.reboot_needed, c.last_at, c.last_action
         FROM json_each($1) l JOIN chargers c ON c.id = l.value
         JOIN sites s ON s.id = c.site JOIN organisations o ON o.id = s.organisation ORDER BY l.key",
    )
    .bind(&list)
    .fetch_all(&mut *connection)
    .await?;
    let mut connectors: HashMap<String, Vec<Connector>> = HashMap::new();
    let found: Vec<ConnectorRow> = sqlx::query_as(
        "SELECT charger, id, status, error, info FROM connectors
         WHERE charger IN (SELECT value FROM json_each($1)) ORDER BY charger, id",
    )
    .bind(&list)
    .fetch_all(&mut *connection)
    .await?;
    for (charger, id, status, error, info) in found {
        connectors.entry(charger).or_default().push(Connector { id, status, error, info });
    }
    let zones: HashMap<&str, &str> = rows.iter().map(|row| (row.id.as_str(), row.time_zone.as_str())).collect();
    let mut transactions: HashMap<String, Vec<Transaction>> = HashMap::new();
    for (charger, connector, started_at, meter_start, meter_last) in
        super::transactions::running(connection, &list).await?
    {
        let started = moment(started_at, zones.get(charger.as_str()).copied().unwrap_or("UTC"));
        let energy_wh = meter_last.map(|last| (last - meter_start).max(0));
        transactions.entry(charger).or_default().push(Transaction { connector, started, energy_wh });
    }
    let mut open = super::commands::open_by_charger(connection, &list).await?;
    let mut unsupported = unsupported_by_charger(connection, &list).await?;
    rows.into_iter()
        .map(|row| {
            let charger = Charger {
                connectors: connectors.remove(&row.id).unwrap_or_default(),
                transactions: transactions.remove(&row.id).unwrap_or_default(),
                open: open.remove(&row.id).unwrap_or_default(),
                unsupported: unsupported.remove(&row.id).unwrap_or_default(),
                since: row.since.map(|at| moment(at, &row.time_zone)),
                last_message: row.last_at.map(|at| (moment(at, &row.time_zone), row.last_action.unwrap_or_default())),
                reboot_needed: row.reboot_needed.as_deref().and_then(RebootNeeded::parse),
                site: SiteRef {
                    key: SiteKey(row.site_key),
                    name: row.site_name,
                    organisation: row.organisation_name,
                    organisation_key: OrganisationKey(row.organisation_key),
                    time_zone: row.time_zone,
                },
                key: ChargerKey(row.key),
                identity: row.identity,
                name: row.name,
                vendor: row.vendor,
                model: row.model,
                serial: row.serial,
                firmware: row.firmware,
                protocol: row.protocol,
                online: row.online,
                no_password: row.no_password,
            };
            Ok(Loaded { id: row.id, organisation: row.organisation, charger })
        })
        .collect()
}

/// The actions whose newest settled command was answered with NotImplemented or NotSupported on the firmware still there.
async fn unsupported_by_charger(
    connection: &mut SqliteConnection,
    list: &str,
) -> Result<HashMap<String, Vec<CommandKind>>, Failure> {
    // The plus signs keep SQLite from walking all settled commands there are.
    let rows: Vec<(String, String)> = sqlx::query_as(
        "SELECT c.id, m.kind FROM json_each($1) l JOIN chargers c ON c.id = l.value
         JOIN commands m ON m.charger = c.id AND +m.open = 0 AND m.firmware IS c.firmware
         WHERE m.verdict ->> 'code' IN ('NotImplemented', 'NotSupported')
           AND NOT EXISTS (SELECT 1 FROM commands n WHERE n.charger = c.id AND n.kind = m.kind AND +n.open = 0 AND n.ordered_at > m.ordered_at)",
    )
    .bind(list)
    .fetch_all(connection)
    .await?;
    let mut unsupported: HashMap<String, Vec<CommandKind>> = HashMap::new();
    for (charger, kind) in rows {
        if let Some(kind) = CommandKind::parse(&kind) {
            unsupported.entry(charger).or_default().push(kind);
        }
    }
    Ok(unsupported)
}
