//! The list of chargers: searched, filtered and paged by the database.

use super::super::scope::{Scope, id_list};
use super::load;
use crate::failure::Failure;
use crate::store::tx::Reading;
use model::{Attention, ChargerQuery, Chargers, Search, Seq, SiteKey};

/// Rows on one page.
const PAGE: i64 = 50;
/// Choices offered in a filter.
const CHOICES: i64 = 50;

/// One page of the list. Search words are each to be found in the charger's or its site's names.
pub async fn list(reading: &mut Reading, scope: &Scope, query: &ChargerQuery) -> Result<Chargers, Failure> {
    let now = reading.now();
    let search = Search::of(query.search.as_deref().unwrap_or_default());
    let after = query.after.as_deref().unwrap_or_default();
    let attention = query.attention;
    // One site's chargers are few, whoever asks.
    let join = if query.site.is_some() { "JOIN" } else { scope.join() };
    let sql = format!(
        "SELECT c.id, c.sort FROM chargers c {join} sites s ON s.id = c.site
         WHERE s.organisation IN (SELECT value FROM json_each($1))
           AND c.sort > $2
           AND NOT EXISTS (
               SELECT 1 FROM json_each($3) word WHERE instr(c.search, word.value) = 0 AND instr(s.search, word.value) = 0)
           AND ($4 IS NULL OR s.key = $4)
           AND ($5 IS NULL OR c.vendor || ' ' || c.model = $5)
           AND (NOT $6 OR c.faulted OR c.reboot_needed IS NOT NULL)
           AND (NOT $7 OR NOT c.online)
           AND (NOT $8 OR EXISTS (
               SELECT 1 FROM commands m INDEXED BY commands_open WHERE m.charger = c.id AND m.open = 1))
         ORDER BY c.sort LIMIT $9"
    );
    let rows: Vec<(String, String)> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(scope.json())
        .bind(after)
        .bind(id_list(search.words.iter().map(String::as_str)))
        .bind(query.site.as_ref().map(SiteKey::as_str))
        .bind(&query.model)
        .bind(attention == Some(Attention::Needed))
        .bind(attention == Some(Attention::Offline))
        .bind(attention == Some(Attention::Busy))
        .bind(PAGE + 1)
        .fetch_all(reading.connection())
        .await?;
    let next = (rows.len() as i64 > PAGE).then(|| rows[PAGE as usize - 1].1.clone());
    let ids: Vec<String> = rows.into_iter().take(PAGE as usize).map(|(id, _)| id).collect();
    let (total, connected, needing_attention): (i64, i64, i64) = sqlx::query_as(
        "SELECT count(*), coalesce(sum(c.online), 0), coalesce(sum(c.faulted OR c.reboot_needed IS NOT NULL), 0)
         FROM chargers c JOIN sites s ON s.id = c.site WHERE s.organisation IN (SELECT value FROM json_each($1))",
    )
    .bind(scope.json())
    .fetch_one(reading.connection())
    .await?;
    let busy: i64 = sqlx::query_scalar(
        "SELECT count(DISTINCT c.id) FROM commands m JOIN chargers c ON c.id = m.charger JOIN sites s ON s.id = c.site
         WHERE m.open = 1 AND s.organisation IN (SELECT value FROM json_each($1))",
    )
    .bind(scope.json())
    .fetch_one(reading.connection())
    .await?;
    let sites: Vec<(String, String)> = sqlx::query_as(
        "SELECT s.key, s.name FROM chargers c JOIN sites s ON s.id = c.site
         WHERE s.organisation IN (SELECT value FROM json_each($1))
         GROUP BY s.id ORDER BY s.key IS NOT $2, count(*) DESC, s.name LIMIT $3",
    )
    .bind(scope.json())
    .bind(query.site.as_ref().map(SiteKey::as_str))
    .bind(CHOICES)
    .fetch_all(reading.connection())
    .await?;
    let models: Vec<String> = sqlx::query_scalar(
        "SELECT c.vendor || ' ' || c.model AS make FROM chargers c JOIN sites s ON s.id = c.site
         WHERE s.organisation IN (SELECT value FROM json_each($1)) AND c.vendor IS NOT NULL AND c.model IS NOT NULL
         GROUP BY make ORDER BY count(*) DESC, make LIMIT $2",
    )
    .bind(scope.json())
    .bind(CHOICES)
    .fetch_all(reading.connection())
    .await?;
    Ok(Chargers {
        rows: load(reading, &ids).await?.into_iter().map(|loaded| loaded.charger).collect(),
        next,
        total,
        connected,
        needing_attention,
        offline: total - connected,
        busy,
        sites: sites.into_iter().map(|(key, name)| (SiteKey(key), name)).collect(),
        models,
        seq: Seq::default(),
        now,
    })
}

/// Chargers in all, for the rail.
pub async fn count(reading: &mut Reading, scope: &Scope) -> Result<i64, Failure> {
    Ok(sqlx::query_scalar(
        "SELECT count(*) FROM chargers c JOIN sites s ON s.id = c.site WHERE s.organisation IN (SELECT value FROM json_each($1))",
    )
    .bind(scope.json())
    .fetch_one(reading.connection())
    .await?)
}
