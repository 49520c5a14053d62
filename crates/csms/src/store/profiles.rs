//! Charging profiles of chargers: those set from here and those they reported.

use crate::failure::Failure;
use crate::store::tx::{Reading, Tx};
use model::HeldHere;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use words::{DroppedProfiles, HeldProfile, Profile};

/// Profiles told of one charger.
const SHOWN: i64 = 100;
/// Profiles kept of one charger; one that reports more is odd.
const MOST: i64 = 1_000;

/// The charger took a profile from here. One of the same purpose, place and level gives way to it.
pub async fn set(tx: &mut Tx, charger: &str, profile: &Profile, request: &str) -> Result<(), Failure> {
    let now = tx.now();
    sqlx::query(
        "DELETE FROM profiles WHERE charger = $1 AND id != $2 AND place = $3 AND purpose = $4 AND stack_level = $5
             AND cleared_by IS NULL",
    )
    .bind(charger)
    .bind(profile.id)
    .bind(profile.place)
    .bind(&profile.purpose)
    .bind(profile.stack_level)
    .execute(tx.connection())
    .await?;
    sqlx::query(
        "INSERT INTO profiles (charger, id, place, purpose, stack_level, amount, request, set_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (charger, id) DO UPDATE SET place = excluded.place, purpose = excluded.purpose,
             stack_level = excluded.stack_level, amount = excluded.amount, request = excluded.request, set_at = excluded.set_at,
             cleared_by = NULL",
    )
    .bind(charger)
    .bind(profile.id)
    .bind(profile.place)
    .bind(&profile.purpose)
    .bind(profile.stack_level)
    .bind(&profile.amount)
    .bind(request)
    .bind(now)
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// The charger reported that it holds these profiles. The last of one number counts.
pub async fn report(tx: &mut Tx, charger: &str, told: &[Profile]) -> Result<(), Failure> {
    let newest: BTreeMap<i64, &Profile> = told.iter().map(|profile| (profile.id, profile)).collect();
    if newest.is_empty() {
        return Ok(());
    }
    let list: Vec<_> =
        newest.values().map(|it| json!([it.id, it.place, it.purpose, it.stack_level, it.amount])).collect();
    let now = tx.now();
    sqlx::query(
        "WITH told AS MATERIALIZED (
             SELECT key AS nth, value ->> 0 AS id, value ->> 1 AS place, value ->> 2 AS purpose, value ->> 3 AS stack_level,
                    value ->> 4 AS amount FROM json_each($2)
         ), counted AS MATERIALIZED (
             SELECT *, sum(is_new) OVER (ORDER BY nth) AS news FROM (
                 SELECT told.*, NOT EXISTS (SELECT 1 FROM profiles p WHERE p.charger = $1 AND p.id = told.id) AS is_new FROM told)
         )
         INSERT INTO profiles (charger, id, place, purpose, stack_level, amount, reported_at)
         SELECT $1, id, place, purpose, stack_level, amount, $3 FROM counted
         WHERE NOT is_new OR news <= $4 - (SELECT count(*) FROM profiles WHERE charger = $1)
         ON CONFLICT (charger, id) DO UPDATE SET place = excluded.place, purpose = excluded.purpose,
             stack_level = excluded.stack_level, amount = excluded.amount, reported_at = excluded.reported_at, cleared_by = NULL",
    )
    .bind(charger)
    .bind(Value::from(list).to_string())
    .bind(now)
    .bind(MOST)
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// It has told all that it holds: what it told before, and not since, it does not hold any more.
pub async fn end_report(tx: &mut Tx, charger: &str, since: i64) -> Result<(), Failure> {
    sqlx::query("DELETE FROM profiles WHERE charger = $1 AND request IS NULL AND reported_at < $2")
        .bind(charger)
        .bind(since)
        .execute(tx.connection())
        .await?;
    sqlx::query("UPDATE profiles SET reported_at = NULL WHERE charger = $1 AND reported_at < $2")
        .bind(charger)
        .bind(since)
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// It holds none.
pub async fn none_left(tx: &mut Tx, charger: &str) -> Result<(), Failure> {
    sqlx::query("DELETE FROM profiles WHERE charger = $1 AND cleared_by IS NULL")
        .bind(charger)
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// The charger dropped profiles for a command; those set from here are remembered with it.
pub async fn drop_cleared(tx: &mut Tx, charger: &str, dropped: &DroppedProfiles, command: &str) -> Result<(), Failure> {
    sqlx::query(
        "UPDATE profiles SET cleared_by = $6, reported_at = NULL WHERE charger = $1 AND cleared_by IS NULL
           AND ($2 IS NULL OR id = $2) AND ($3 IS NULL OR place = $3)
           AND ($4 IS NULL OR purpose = $4) AND ($5 IS NULL OR stack_level = $5)",
    )
    .bind(charger)
    .bind(dropped.id)
    .bind(dropped.place)
    .bind(&dropped.purpose)
    .bind(dropped.stack_level)
    .bind(command)
    .execute(tx.connection())
    .await?;
    sqlx::query("DELETE FROM profiles WHERE charger = $1 AND cleared_by = $2 AND request IS NULL")
        .bind(charger)
        .bind(command)
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// What a command cleared of those set from here.
pub async fn cleared_by(reading: &mut Reading, charger: &str, command: &str) -> Result<Vec<HeldProfile>, Failure> {
    let rows: Vec<(i64, String, String)> = sqlx::query_as(
        "SELECT id, purpose, request FROM profiles
         WHERE charger = $3 AND cleared_by = $1 AND request IS NOT NULL ORDER BY id LIMIT $2",
    )
    .bind(command)
    .bind(SHOWN)
    .bind(charger)
    .fetch_all(reading.connection())
    .await?;
    Ok(rows
        .into_iter()
        .map(|(id, purpose, request)| HeldProfile { label: format!("profile {id} ({purpose})"), request })
        .collect())
}

/// The limits of the profiles that are known to have stood at a connector until this command cleared some: the charger's as a whole
/// count for each.
pub async fn amounts(
    reading: &mut Reading,
    charger: &str,
    connector: i64,
    command: &str,
) -> Result<Vec<String>, Failure> {
    Ok(sqlx::query_scalar(
        "SELECT amount FROM profiles WHERE charger = $1 AND place IN (0, $2) AND amount IS NOT NULL
           AND (cleared_by IS NULL OR cleared_by = $3) ORDER BY place DESC, stack_level DESC LIMIT $4",
    )
    .bind(charger)
    .bind(connector)
    .bind(command)
    .bind(SHOWN)
    .fetch_all(reading.connection())
    .await?)
}

/// Id, place, purpose, stack level, amount, set from here, reported.
type HeldRow = (i64, i64, String, i64, Option<String>, bool, bool);

/// The profiles a charger holds as far as is known.
pub async fn held(reading: &mut Reading, charger: &str) -> Result<Vec<HeldHere>, Failure> {
    let rows: Vec<HeldRow> = sqlx::query_as(
        "SELECT id, place, purpose, stack_level, amount, request IS NOT NULL, reported_at IS NOT NULL FROM profiles
         WHERE charger = $1 AND cleared_by IS NULL ORDER BY place, purpose, stack_level LIMIT $2",
    )
    .bind(charger)
    .bind(SHOWN)
    .fetch_all(reading.connection())
    .await?;
    Ok(rows
        .into_iter()
        .map(|(id, place, purpose, stack_level, amount, set_here, reported)| HeldHere {
            id,
            place,
            purpose,
            stack_level,
            amount,
            set_here,
            reported,
        })
        .collect())
}
