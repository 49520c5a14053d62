//! Readings of meters: what a session has drawn, and that something runs where nobody reported a start.

use super::plugs::FREE;
use crate::failure::Failure;
use crate::store::tx::{Reading, Tx};
use model::BUSY_STATUSES;

/// A meter that rose holds its plug for so long, in milliseconds: readings come at most a quarter of an hour apart.
const RISEN_MS: i64 = 15 * 60 * 1000;

/// A reading of a meter, as far as the charger says what it is of.
#[derive(Clone, Debug)]
pub struct MeterReading {
    /// The session that it names.
    pub number: Option<i64>,
    /// 0 on 1.6.
    pub evse: i64,
    /// None: it does not say.
    pub connector: Option<i64>,
    /// None: the message holds no energy.
    pub wh: Option<i64>,
}

/// A session that a reading may be of.
#[derive(sqlx::FromRow)]
struct Session {
    id: i64,
    evse: i64,
    connector: i64,
    meter_start: i64,
    meter_last: Option<i64>,
    meter_open: bool,
    running: bool,
    stopped: bool,
    seen: Option<String>,
}

const SESSION: &str = "SELECT id, evse, connector, meter_start, meter_last, meter_open, stopped_at IS NULL AS running,
         stop_digest IS NOT NULL AS stopped, seen FROM transactions";

/// Takes a meter's newest reading in.
pub async fn meter(tx: &mut Tx, charger: &str, reading: &MeterReading) -> Result<(), Failure> {
    let named = match reading.number {
        Some(number) => named(tx, charger, number).await?,
        None => None,
    };
    // The meter of the whole charger belongs to no plug.
    let told = reading.connector.filter(|connector| *connector > 0).map(|connector| (reading.evse, connector));
    let plug = match (told, &named) {
        (Some(plug), _) => Some(plug),
        (None, Some(session)) => Some((session.evse, session.connector)),
        (None, None) if reading.connector.is_none() => only_plug(tx, charger).await?,
        (None, None) => None,
    };
    let Some(plug) = plug else { return Ok(()) };
    let rises = match reading.wh {
        Some(wh) => set(tx, charger, plug, wh).await?,
        None => false,
    };
    // A number whose session was stopped says nothing any more.
    let named = named.filter(|session| !session.stopped);
    let session = match named {
        Some(session) => Some(session),
        None => newest_at(tx, charger, plug).await?.filter(|session| !session.stopped),
    };
    match session {
        Some(session) if session.running => add(tx, charger, &session, reading.wh, rises).await,
        Some(session) if goes_on(&session, reading.wh) => {
            sqlx::query("UPDATE transactions SET stopped_at = NULL WHERE id = $1")
                .bind(session.id)
                .execute(tx.connection())
                .await?;
            add(tx, charger, &session, reading.wh, rises).await
        }
        Some(_) | None => see(tx, charger, plug, reading, rises).await,
    }
}

/// The session that a number names: one that was begun here, or one that was seen under it.
async fn named(from: &mut Reading, charger: &str, number: i64) -> Result<Option<Session>, Failure> {
    let sql = format!(
        "{SESSION} WHERE charger = $1 AND ((id = $2 AND seen IS NULL) OR their_number = $2)
         ORDER BY stopped_at IS NULL DESC, id DESC LIMIT 1"
    );
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(charger).bind(number).fetch_optional(from.connection()).await?)
}

/// The session that runs at a plug, else the last one there. An EVSE has one meter, whichever of its connectors is used.
async fn newest_at(
    from: &mut Reading,
    charger: &str,
    (evse, connector): (i64, i64),
) -> Result<Option<Session>, Failure> {
    let sql = format!(
        "{SESSION} WHERE charger = $1 AND evse = $2 AND (evse > 0 OR connector = $3)
         ORDER BY stopped_at IS NULL DESC, id DESC LIMIT 1"
    );
    let session = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(charger).bind(evse).bind(connector);
    Ok(session.fetch_optional(from.connection()).await?)
}

/// Where there is but one plug, or but one session, a reading that does not say where it is of is of that.
async fn only_plug(from: &mut Reading, charger: &str) -> Result<Option<(i64, i64)>, Failure> {
    let running: Vec<(i64, i64)> = sqlx::query_as(
        "SELECT DISTINCT evse, connector FROM transactions WHERE charger = $1 AND stopped_at IS NULL LIMIT 2",
    )
    .bind(charger)
    .fetch_all(from.connection())
    .await?;
    let plugs: Vec<(i64, i64)> =
        sqlx::query_as("SELECT evse, id FROM connectors WHERE charger = $1 AND id > 0 LIMIT 2")
            .bind(charger)
            .fetch_all(from.connection())
            .await?;
    Ok(match (running.as_slice(), plugs.as_slice()) {
        ([plug], _) | ([], [plug]) => Some(*plug),
        _several => None,
    })
}

/// A session that was presumed to have ended goes on where its meter has risen since.
fn goes_on(session: &Session, wh: Option<i64>) -> bool {
    session.meter_last.is_some_and(|last| wh.is_some_and(|wh| wh > last))
        || (session.meter_last.is_none() && !session.meter_open && wh.is_some_and(|wh| wh > session.meter_start))
}

/// What a running session has drawn by now.
async fn add(tx: &mut Tx, charger: &str, session: &Session, wh: Option<i64>, rises: bool) -> Result<(), Failure> {
    let now = tx.now();
    let Some(wh) = wh else { return Ok(()) };
    if session.meter_open {
        sqlx::query("UPDATE transactions SET meter_start = $2, meter_last = $2, meter_open = 0 WHERE id = $1")
            .bind(session.id)
            .bind(wh)
            .execute(tx.connection())
            .await?;
    } else {
        sqlx::query("UPDATE transactions SET meter_last = $2 WHERE id = $1 AND $2 >= meter_start")
            .bind(session.id)
            .bind(wh)
            .execute(tx.connection())
            .await?;
    }
    // One that is known by its energy alone ends when that flows no longer.
    let busy = session.seen.as_deref() == Some("Energy")
        && status_at(tx, charger, (session.evse, session.connector))
            .await?
            .is_some_and(|status| BUSY_STATUSES.contains(&status.as_str()));
    sqlx::query("UPDATE transactions SET rose_at = $2 WHERE id = $1")
        .bind(session.id)
        .bind(if rises || busy { now } else { 0 })
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Energy or a number where no session is known: one runs there that was begun elsewhere, or of which the start was lost.
async fn see(tx: &mut Tx, charger: &str, plug: (i64, i64), reading: &MeterReading, rises: bool) -> Result<(), Failure> {
    let now = tx.now();
    let number = match reading.number.filter(|number| *number > 0) {
        Some(number) if !was_stopped(tx, charger, number).await? => Some(number),
        _none_that_says_something => None,
    };
    let free = status_at(tx, charger, plug).await?.is_some_and(|status| FREE.contains(&status.as_str()));
    let seen = match (rises, number) {
        (_, Some(_)) if !free => "Number",
        (true, _) => "Energy",
        (false, _) => return Ok(()),
    };
    let (evse, connector) = plug;
    sqlx::query(
        "INSERT INTO transactions (charger, site, evse, connector, id_tag, started_at, started_text, meter_start, meter_last,
             meter_open, start_digest, seen, their_number, rose_at)
         SELECT c.id, c.site, $2, $3, '', $4, '', coalesce($5, 0), $5, $5 IS NULL, 'seen ' || lower(hex(randomblob(8))), $6, $7, $4
         FROM chargers c WHERE c.id = $1",
    )
    .bind(charger)
    .bind(evse)
    .bind(connector)
    .bind(now)
    .bind(reading.wh)
    .bind(seen)
    .bind(number)
    .execute(tx.connection())
    .await?;
    tx.touch_charger(charger);
    Ok(())
}

/// Has a session of this number ended as its charger reported?
async fn was_stopped(from: &mut Reading, charger: &str, number: i64) -> Result<bool, Failure> {
    Ok(named(from, charger, number).await?.is_some_and(|session| session.stopped))
}

async fn status_at(
    from: &mut Reading,
    charger: &str,
    (evse, connector): (i64, i64),
) -> Result<Option<String>, Failure> {
    Ok(sqlx::query_scalar("SELECT status FROM connectors WHERE charger = $1 AND evse = $2 AND id = $3")
        .bind(charger)
        .bind(evse)
        .bind(connector)
        .fetch_optional(from.connection())
        .await?)
}

/// Keeps a plug's newest reading; says whether it is higher than the one before.
pub(super) async fn set(tx: &mut Tx, charger: &str, plug: (i64, i64), wh: i64) -> Result<bool, Failure> {
    let before = read(tx, charger, plug).await?;
    write(tx, charger, plug, wh).await?;
    Ok(before.is_some_and(|before| wh > before))
}

/// A session's last reading is its meter's, so that the same once more is no rise.
pub(super) async fn raise(tx: &mut Tx, charger: &str, plug: (i64, i64), wh: i64) -> Result<(), Failure> {
    let before = read(tx, charger, plug).await?;
    write(tx, charger, plug, before.unwrap_or(wh).max(wh)).await
}

/// A plug's newest reading.
async fn read(from: &mut Reading, charger: &str, (evse, connector): (i64, i64)) -> Result<Option<i64>, Failure> {
    let wh = sqlx::query_scalar("SELECT wh FROM readings WHERE charger = $1 AND evse = $2 AND connector = $3");
    Ok(wh.bind(charger).bind(evse).bind(connector).fetch_optional(from.connection()).await?)
}

async fn write(tx: &mut Tx, charger: &str, (evse, connector): (i64, i64), wh: i64) -> Result<(), Failure> {
    let now = tx.now();
    sqlx::query(
        "INSERT INTO readings (charger, evse, connector, wh, at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (charger, evse, connector) DO UPDATE SET wh = excluded.wh, at = excluded.at",
    )
    .bind(charger)
    .bind(evse)
    .bind(connector)
    .bind(wh)
    .bind(now)
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// Ends what is known by its energy alone and draws none any more. Gives the chargers.
pub async fn end_still(tx: &mut Tx) -> Result<Vec<String>, Failure> {
    let now = tx.now();
    let chargers: Vec<String> = sqlx::query_scalar(
        "UPDATE transactions SET stopped_at = $1 WHERE stopped_at IS NULL AND seen = 'Energy' AND rose_at < $2 RETURNING charger",
    )
    .bind(now)
    .bind(now - RISEN_MS)
    .fetch_all(tx.connection())
    .await?;
    for charger in &chargers {
        tx.touch_charger(charger);
    }
    Ok(chargers)
}

/// Is there any such?
pub async fn any_still(from: &mut Reading) -> Result<bool, Failure> {
    let now = from.now();
    Ok(sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM transactions WHERE stopped_at IS NULL AND seen = 'Energy' AND rose_at < $1)",
    )
    .bind(now - RISEN_MS)
    .fetch_one(from.connection())
    .await?)
}
