//! What a caller may see: the organisations from the own one downward. Every query of every area goes through one.

use crate::caller::Caller;
use crate::failure::Failure;
use crate::store::tx::Reading;
use std::collections::HashSet;

/// The organisations a caller may see, resolved once per question.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    organisations: HashSet<String>,
    /// The same as a JSON array, to be bound where SQL says `json_each`.
    json: String,
    /// These are all there are.
    is_whole: bool,
}

impl Scope {
    pub async fn of(reading: &mut Reading, caller: &Caller) -> Result<Scope, Failure> {
        let ids: Vec<String> = match caller {
            Caller::CommandLine => {
                sqlx::query_scalar("SELECT id FROM organisations").fetch_all(reading.connection()).await?
            }
            Caller::Person(operator) => {
                sqlx::query_scalar(
                    "WITH RECURSIVE below(id) AS (
                        SELECT id FROM organisations WHERE key = $1
                        UNION
                        SELECT o.id FROM organisations o JOIN below ON o.parent = below.id
                     ) SELECT id FROM below",
                )
                .bind(operator.organisation_key.as_str())
                .fetch_all(reading.connection())
                .await?
            }
        };
        let all: i64 = sqlx::query_scalar("SELECT count(*) FROM organisations").fetch_one(reading.connection()).await?;
        let json = serde_json::Value::from(ids.clone()).to_string();
        Ok(Scope { is_whole: ids.len() as i64 == all, organisations: ids.into_iter().collect(), json })
    }

    /// How a list joins what the organisation hangs on. Who sees everything finds a page soonest in the list's own order,
    /// which a cross join keeps; who sees little, by way of the own sites, which SQLite finds itself.
    pub fn join(&self) -> &'static str {
        if self.is_whole { "CROSS JOIN" } else { "JOIN" }
    }

    pub fn json(&self) -> &str {
        &self.json
    }

    pub fn holds(&self, organisation: &str) -> bool {
        self.organisations.contains(organisation)
    }
}

/// A list of ids as a JSON array, for `json_each`.
pub fn id_list<'a>(ids: impl IntoIterator<Item = &'a str>) -> String {
    serde_json::Value::from(ids.into_iter().collect::<Vec<_>>()).to_string()
}
