//! Chargers' whole states, as lists and pages show them.

use super::super::scope::id_list;
use crate::failure::Failure;
use crate::store::tx::Reading;
use model::{
    Admission, Charger, ChargerKey, CommandKind, Connector, Oddities, OrganisationKey, Protocol, RebootNeeded,
    Refusals, SiteKey, SiteRef, Transaction, Treatment,
};
use sqlx::FromRow;
use std::collections::HashMap;
use words::Speaking;
use words::local_time::moment;

/// Charger, EVSE, id, status, error, info.
type ConnectorRow = (String, i64, i64, String, Option<String>, Option<String>);

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
    blocked: bool,
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
    security: bool,
    registered: Option<String>,
    known: String,
    admission: String,
    pinned: Option<String>,
    asked: bool,
    any_origin: bool,
    turned_away_day: Option<String>,
    turned_away: Option<i64>,
    turned_away_at: Option<i64>,
    turned_away_why: Option<String>,
    alerts: i64,
    oddities: i64,
    last_oddity: Option<String>,
    last_oddity_at: Option<i64>,
}

impl ChargerRow {
    /// How often it was turned away, if that was on this day of its site.
    fn turned_away_today(&self, now: i64) -> Option<Refusals> {
        let today = super::super::knocks::day(now, &self.time_zone);
        Some(Refusals {
            count: self.turned_away.filter(|_| self.turned_away_day.as_ref() == Some(&today))?,
            last: moment(self.turned_away_at?, &self.time_zone),
            why: self.turned_away_why.clone()?,
        })
    }

    fn speaking(&self) -> Speaking {
        Speaking {
            protocol: self.protocol.as_deref().and_then(Protocol::parse),
            security: self.security,
            registered: self.registered.as_deref().and_then(Admission::parse),
            known: super::speaking::known(&self.known),
        }
    }
}

/// A charger with the row ids that never leave the backend.
pub struct ChargerWithIds {
    pub id: String,
    /// Row id of the organisation it stands in.
    pub organisation: String,
    pub charger: Charger,
}

/// Whole states of chargers, in the order of the ids.
pub async fn load(reading: &mut Reading, ids: &[String]) -> Result<Vec<ChargerWithIds>, Failure> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let list = id_list(ids.iter().map(String::as_str));
    let rows: Vec<ChargerRow> = sqlx::query_as(
        "SELECT c.id, c.key, c.identity, c.name, s.key AS site_key, s.name AS site_name, s.organisation,
                o.name AS organisation_name, o.key AS organisation_key, s.time_zone, c.password IS NULL AS no_password,
                c.blocked_at IS NOT NULL AS blocked,
                c.vendor, c.model, c.serial, c.firmware, c.protocol, c.online, c.since, c.reboot_needed, m.at AS last_at, m.action AS last_action,
                c.security, c.registered, c.known, c.admission, c.pinned, c.asked, c.any_origin,
                t.day AS turned_away_day, t.count AS turned_away, t.last_at AS turned_away_at, t.why AS turned_away_why,
                c.oddities, c.last_oddity, c.last_oddity_at,
                (SELECT count(*) FROM security_events e INDEXED BY security_events_unseen
                 WHERE e.charger = c.id AND e.critical = 1 AND e.seen_by IS NULL) AS alerts
         FROM json_each($1) l JOIN chargers c ON c.id = l.value
         JOIN sites s ON s.id = c.site JOIN organisations o ON o.id = s.organisation
         LEFT JOIN last_messages m ON m.charger = c.id
         LEFT JOIN turned_away t ON t.charger = c.id ORDER BY l.key",
    )
    .bind(&list)
    .fetch_all(reading.connection())
    .await?;
    let mut connectors: HashMap<String, Vec<Connector>> = HashMap::new();
    let found: Vec<ConnectorRow> = sqlx::query_as(
        "SELECT charger, evse, id, status, error, info FROM connectors
         WHERE charger IN (SELECT value FROM json_each($1)) ORDER BY charger, evse, id",
    )
    .bind(&list)
    .fetch_all(reading.connection())
    .await?;
    for (charger, evse, id, status, error, info) in found {
        connectors.entry(charger).or_default().push(Connector { evse, id, status, error, info });
    }
    let zones: HashMap<&str, &str> = rows.iter().map(|row| (row.id.as_str(), row.time_zone.as_str())).collect();
    let mut transactions: HashMap<String, Vec<Transaction>> = HashMap::new();
    for running in super::super::transactions::running(reading, &list).await? {
        let zone = zones.get(running.charger.as_str()).copied().unwrap_or("UTC");
        transactions.entry(running.charger).or_default().push(Transaction {
            evse: running.evse,
            connector: running.connector,
            started: moment(running.started_at, zone),
            energy_wh: running.energy_wh,
            known_by: running.known_by,
        });
    }
    let mut open = super::super::commands::open_by_charger(reading, &list).await?;
    let mut updating = super::super::commands::updating(reading, &list).await?;
    let mut unsupported = unsupported_by_charger(reading, &list).await?;
    let now = reading.now();
    let learnt = super::super::learnt::by_charger(reading, &list).await?;
    rows.into_iter()
        .map(|row| {
            let speaking = row.speaking();
            let connectors = connectors.remove(&row.id).unwrap_or_default();
            let charger = Charger {
                abilities: dialect::abilities(&speaking, &connectors),
                protocol: speaking.protocol,
                security_extension: speaking.security,
                registered: speaking.registered,
                known: speaking.known,
                learnt_protocol: learnt.get(&row.id).copied(),
                treatment: Treatment {
                    admission: Admission::parse(&row.admission).unwrap_or_default(),
                    pinned: row.pinned.as_deref().and_then(Protocol::parse),
                    asked: row.asked,
                    any_origin: row.any_origin,
                },
                alerts: row.alerts,
                turned_away: row.turned_away_today(now),
                connectors,
                transactions: transactions.remove(&row.id).unwrap_or_default(),
                open: open.remove(&row.id).unwrap_or_default(),
                updating: updating.remove(&row.id).map(|since| moment(since, &row.time_zone)),
                unsupported: unsupported.remove(&row.id).unwrap_or_default(),
                since: row.since.map(|at| moment(at, &row.time_zone)),
                last_message: row.last_at.map(|at| (moment(at, &row.time_zone), row.last_action.unwrap_or_default())),
                oddities: row.last_oddity_at.map(|at| Oddities {
                    count: row.oddities,
                    last: row.last_oddity.unwrap_or_default(),
                    at: moment(at, &row.time_zone),
                }),
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
                online: row.online,
                no_password: row.no_password,
                blocked: row.blocked,
            };
            Ok(ChargerWithIds { id: row.id, organisation: row.organisation, charger })
        })
        .collect()
}

/// The actions whose newest settled command was answered with NotImplemented or NotSupported on the firmware still there.
async fn unsupported_by_charger(
    reading: &mut Reading,
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
    .fetch_all(reading.connection())
    .await?;
    let mut unsupported: HashMap<String, Vec<CommandKind>> = HashMap::new();
    for (charger, kind) in rows {
        // One message that it does not know says nothing of the others that it can be asked for.
        if let Some(kind) = CommandKind::parse(&kind).filter(|kind| !actions::facts(*kind).waits_for_notice) {
            unsupported.entry(charger).or_default().push(kind);
        }
    }
    Ok(unsupported)
}
