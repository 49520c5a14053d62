//! What a caller may see: the organisations from the own one downward. Every query of every area goes through one.

use crate::{Caller, Failure};
use sqlx::sqlite::SqliteConnection;
use std::collections::HashSet;

/// The organisations a caller may see, resolved once per question.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    organisations: HashSet<String>,
    /// The same as a JSON array, to be bound where SQL says `json_each`.
    json: String,
}

impl Scope {
    pub async fn of(connection: &mut SqliteConnection, caller: &Caller) -> Result<Scope, Failure> {
        let ids: Vec<String> = match caller {
            Caller::CommandLine => sqlx::query_scalar("SELECT id FROM organisations").fetch_all(connection).await?,
            Caller::Person(operator) => {
                sqlx::query_scalar(
                    "WITH RECURSIVE below(id) AS (
                        SELECT id FROM organisations WHERE key = $1
                        UNION
                        SELECT o.id FROM organisations o JOIN below ON o.parent = below.id
                     ) SELECT id FROM below",
                )
                .bind(operator.organisation_key.as_str())
                .fetch_all(connection)
                .await?
            }
        };
        Ok(Scope::new(ids))
    }

    fn new(ids: Vec<String>) -> Scope {
        let json = serde_json::Value::from(ids.clone()).to_string();
        Scope { organisations: ids.into_iter().collect(), json }
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
