//! Sites: where chargers stand, whose they are, and what time it is there.

use super::scope::Scope;
use crate::failure::Failure;
use crate::store::tx::{Reading, Tx};
use model::{OrganisationKey, Search, SiteKey, SiteRef};
use sqlx::FromRow;

/// Most sites one search shows.
const SHOWN: i64 = 50;

#[derive(FromRow)]
pub struct SiteRow {
    pub id: String,
    key: String,
    name: String,
    organisation: String,
    organisation_key: String,
    time_zone: String,
}

impl SiteRow {
    pub fn site(self) -> SiteRef {
        SiteRef {
            key: SiteKey(self.key),
            name: self.name,
            organisation: self.organisation,
            organisation_key: OrganisationKey(self.organisation_key),
            time_zone: self.time_zone,
        }
    }
}

/// Sites of these organisations whose name or organisation holds every word, names beginning with the first word first.
pub async fn search(
    reading: &mut Reading,
    scope: &Scope,
    words: &str,
    besides: Option<&str>,
) -> Result<Vec<SiteRow>, Failure> {
    let search = Search::of(words);
    let first = search.words.first().map(String::as_str).unwrap_or_default();
    Ok(sqlx::query_as(
        "SELECT s.id, s.key, s.name, o.name AS organisation, o.key AS organisation_key, s.time_zone
         FROM sites s JOIN organisations o ON o.id = s.organisation
         WHERE s.organisation IN (SELECT value FROM json_each($1))
           AND s.id IS NOT $2
           AND NOT EXISTS (
               SELECT 1 FROM json_each($3) word
               WHERE instr(s.search, word.value) = 0 AND instr(lower(o.name), word.value) = 0)
         ORDER BY instr(s.search, $4) != 1, s.search LIMIT $5",
    )
    .bind(scope.json())
    .bind(besides)
    .bind(super::scope::id_list(search.words.iter().map(String::as_str)))
    .bind(first)
    .bind(SHOWN)
    .fetch_all(reading.connection())
    .await?)
}

pub async fn by_key(reading: &mut Reading, scope: &Scope, key: &str) -> Result<Option<SiteRow>, Failure> {
    Ok(sqlx::query_as(
        "SELECT s.id, s.key, s.name, o.name AS organisation, o.key AS organisation_key, s.time_zone
         FROM sites s JOIN organisations o ON o.id = s.organisation
         WHERE s.key = $1 AND s.organisation IN (SELECT value FROM json_each($2))",
    )
    .bind(key)
    .bind(scope.json())
    .fetch_optional(reading.connection())
    .await?)
}

/// Row ids of the sites with this name, in one organisation or in any of the scope.
pub async fn by_name(
    reading: &mut Reading,
    scope: &Scope,
    name: &str,
    organisation: Option<&str>,
) -> Result<Vec<String>, Failure> {
    Ok(sqlx::query_scalar(
        "SELECT s.id FROM sites s JOIN organisations o ON o.id = s.organisation
         WHERE s.name = $1 AND ($2 IS NULL OR o.name = $2) AND s.organisation IN (SELECT value FROM json_each($3)) LIMIT 2",
    )
    .bind(name)
    .bind(organisation)
    .bind(scope.json())
    .fetch_all(reading.connection())
    .await?)
}

/// Says whether the name was free in its organisation.
pub async fn insert(tx: &mut Tx, key: &str, organisation: &str, name: &str, time_zone: &str) -> Result<bool, Failure> {
    let now = tx.now();
    let done = sqlx::query(
        "INSERT INTO sites (id, key, organisation, name, search, time_zone, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
    )
    .bind(crate::random::new_id())
    .bind(key)
    .bind(organisation)
    .bind(name)
    .bind(name.to_lowercase())
    .bind(time_zone)
    .bind(now)
    .execute(tx.connection())
    .await?;
    Ok(done.rows_affected() == 1)
}
