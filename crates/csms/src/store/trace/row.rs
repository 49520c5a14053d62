//! A frame as it lies in a part, and as it is shown: with the names that the state gives to what it belongs to.

use super::spelling::{direction_text, parse_shape};
use crate::failure::Failure;
use crate::store::scope::{Scope, id_list};
use crate::store::tx::Reading;
use model::{ChargerKey, CommandKey, CommandKind, Direction, Frame, Seq};
use sqlx::FromRow;
use std::collections::{HashMap, HashSet};
use words::local_time::moment;

/// A frame, and the answer to it where that came at once.
#[derive(Debug, FromRow)]
pub struct Row {
    pub seq: i64,
    pub at: i64,
    pub charger: String,
    pub site: String,
    pub direction: String,
    pub shape: String,
    pub action: Option<String>,
    pub plain: String,
    pub body: String,
    pub pair: Option<i64>,
    pub latency_ms: Option<i64>,
    pub late: bool,
    pub command: Option<String>,
    pub answer_seq: Option<i64>,
    pub answer_at: Option<i64>,
    pub answer_shape: Option<String>,
    pub answer_plain: Option<String>,
    pub answer_body: Option<String>,
    pub answer_latency_ms: Option<i64>,
}

impl Row {
    fn direction(&self) -> Direction {
        if self.direction == direction_text(Direction::FromCharger) {
            Direction::FromCharger
        } else {
            Direction::ToCharger
        }
    }

    /// It and its answer, in their order; nothing of a charger that is not there any more.
    pub fn frames(&self, names: &Names) -> Result<Vec<Frame>, Failure> {
        let Some((key, zone)) = names.chargers.get(&self.charger) else { return Ok(Vec::new()) };
        let command = self.command.as_ref().and_then(|id| names.commands.get(id)).cloned();
        let mut frames = vec![Frame {
            seq: Seq(self.seq),
            charger: key.clone(),
            at: moment(self.at, zone),
            direction: self.direction(),
            shape: parse_shape(&self.shape)?,
            action: self.action.clone(),
            plain: self.plain.clone(),
            text: self.body.clone(),
            pair: self.pair.map(Seq),
            latency_ms: self.latency_ms,
            late: self.late,
            command,
        }];
        if let (Some(seq), Some(shape)) = (self.answer_seq, &self.answer_shape) {
            frames.push(Frame {
                seq: Seq(seq),
                charger: key.clone(),
                at: moment(self.answer_at.unwrap_or(self.at), zone),
                direction: match self.direction() {
                    Direction::FromCharger => Direction::ToCharger,
                    Direction::ToCharger => Direction::FromCharger,
                },
                shape: parse_shape(shape)?,
                action: self.action.clone(),
                plain: self.answer_plain.clone().unwrap_or_default(),
                text: self.answer_body.clone().unwrap_or_default(),
                pair: Some(Seq(self.seq)),
                latency_ms: self.answer_latency_ms,
                late: false,
                command: None,
            });
        }
        Ok(frames)
    }
}

/// What the state calls the chargers and commands of some rows.
#[derive(Default)]
pub struct Names {
    /// By row id: the key, and the time zone where it stands.
    chargers: HashMap<String, (ChargerKey, String)>,
    commands: HashMap<String, (CommandKey, CommandKind)>,
}

impl Names {
    pub async fn of<'a>(reading: &mut Reading, rows: impl Iterator<Item = &'a Row>) -> Result<Names, Failure> {
        let (mut chargers, mut commands) = (HashSet::new(), HashSet::new());
        for row in rows {
            chargers.insert(row.charger.as_str());
            commands.extend(row.command.as_deref());
        }
        if chargers.is_empty() {
            return Ok(Names::default());
        }
        let chargers: Vec<(String, String, String)> = sqlx::query_as(
            "SELECT c.id, c.key, s.time_zone FROM chargers c JOIN sites s ON s.id = c.site
             WHERE c.id IN (SELECT value FROM json_each($1))",
        )
        .bind(id_list(chargers))
        .fetch_all(reading.connection())
        .await?;
        let chargers = chargers.into_iter().map(|(id, key, zone)| (id, (ChargerKey(key), zone))).collect();
        if commands.is_empty() {
            return Ok(Names { chargers, commands: HashMap::new() });
        }
        let found: Vec<(String, String, String)> =
            sqlx::query_as("SELECT id, key, kind FROM commands WHERE id IN (SELECT value FROM json_each($1))")
                .bind(id_list(commands))
                .fetch_all(reading.connection())
                .await?;
        let mut commands = HashMap::new();
        for (id, key, kind) in found {
            let parsed = CommandKind::parse(&kind).ok_or_else(|| Failure::Stored(format!("command kind {kind}")))?;
            commands.insert(id, (CommandKey(key), parsed));
        }
        Ok(Names { chargers, commands })
    }
}

/// Which sites' frames a caller may see, as far as that was asked.
pub struct Sites<'a> {
    scope: &'a Scope,
    known: HashMap<String, bool>,
}

impl<'a> Sites<'a> {
    pub fn new(scope: &'a Scope) -> Sites<'a> {
        Sites { scope, known: HashMap::new() }
    }

    /// Asks for those that are not known yet.
    pub async fn ask<'r>(
        &mut self,
        reading: &mut Reading,
        sites: impl Iterator<Item = &'r str>,
    ) -> Result<(), Failure> {
        let unknown: HashSet<&str> = sites.filter(|site| !self.known.contains_key(*site)).collect();
        if unknown.is_empty() {
            return Ok(());
        }
        let found: Vec<(String, String)> =
            sqlx::query_as("SELECT id, organisation FROM sites WHERE id IN (SELECT value FROM json_each($1))")
                .bind(id_list(unknown.iter().copied()))
                .fetch_all(reading.connection())
                .await?;
        self.known.extend(unknown.into_iter().map(|site| (site.to_owned(), false)));
        for (site, organisation) in found {
            self.known.insert(site, self.scope.holds(&organisation));
        }
        Ok(())
    }

    pub fn admit(&self, site: &str) -> bool {
        self.known.get(site).copied().unwrap_or(false)
    }
}

/// Row ids of the organisations in which these sites are.
pub async fn organisations(
    reading: &mut Reading,
    sites: impl Iterator<Item = &str>,
) -> Result<HashMap<String, String>, Failure> {
    let sites: HashSet<&str> = sites.collect();
    if sites.is_empty() {
        return Ok(HashMap::new());
    }
    let found: Vec<(String, String)> =
        sqlx::query_as("SELECT id, organisation FROM sites WHERE id IN (SELECT value FROM json_each($1))")
            .bind(id_list(sites))
            .fetch_all(reading.connection())
            .await?;
    Ok(found.into_iter().collect())
}
