//! A charger's trace as its page shows it: each CALL with its answer, in stretches.

use super::part::{Lane, Part};
use super::read::{ask, by_numbers};
use super::row::{Names, Row, Sites};
use super::spelling::{direction_text, shape_text};
use crate::failure::Failure;
use crate::store::scope::Scope;
use crate::store::tx::Reading;
use model::{Exchange, Frame, FrameShape, Seq, Trace, TraceFilter};
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;

/// Most exchanges in one stretch.
const STRETCH: usize = 50;
/// Rows looked through at a time at first, and at most.
const LOOK: usize = 64;
const LOOK_MOST: usize = 8192;
/// CALLs whose actions the filter offers.
const SEEN: usize = 2000;
/// An answer is looked for in parts that begin so long after its CALL at most, in milliseconds.
const ANSWERS_COME: i64 = 60 * 60 * 1000;

/// A stretch of a charger's trace before a sequence number, newest first, each CALL with its answer.
pub async fn trace(
    reading: &mut Reading,
    scope: &Scope,
    charger: &str,
    filter: &TraceFilter,
    before: Option<Seq>,
) -> Result<Trace, Failure> {
    let (mut exchanges, older) = exchanges(reading, scope, charger, filter, before, STRETCH).await?;
    let more = exchanges.len() > STRETCH;
    exchanges.truncate(STRETCH);
    let last = exchanges.last().map(|exchange| exchange.call.seq);
    Ok(Trace { exchanges, older: if more { last } else { older } })
}

/// The newest CALL of a charger with its answer; routine ones only if asked for.
pub async fn last_exchange(
    reading: &mut Reading,
    scope: &Scope,
    charger: &str,
    routine_too: bool,
) -> Result<Option<Exchange>, Failure> {
    let filter = TraceFilter { hide_routine: !routine_too, ..TraceFilter::default() };
    let mut before = None;
    loop {
        let (found, older) = exchanges(reading, scope, charger, &filter, before, 1).await?;
        before = found.last().map(|exchange| exchange.call.seq).or(older);
        if let Some(call) = found.into_iter().find(|exchange| exchange.call.is_call()) {
            return Ok(Some(call));
        }
        if before.is_none() {
            return Ok(None);
        }
    }
}

/// The actions seen in a charger's newest messages, for the filter.
pub async fn actions_seen(reading: &mut Reading, scope: &Scope, charger: &str) -> Result<Vec<String>, Failure> {
    const NAMES: usize = 40;
    let mut parts = reading.parts().all();
    parts.sort_by_key(|part| std::cmp::Reverse(part.last()));
    let (mut actions, mut left, mut sites) = (HashSet::new(), SEEN, Sites::new(scope));
    for part in parts {
        if left == 0 {
            break;
        }
        let by_heart = part.hot().as_ref().map(|hot| hot.before(charger, i64::MAX, left));
        let seen: Vec<(Option<String>, String, i64)> = match by_heart {
            Some(numbers) => {
                let list = serde_json::Value::from(numbers).to_string();
                ask(
                    reading,
                    &part,
                    "SELECT action, site, count(*) FROM frames
                     WHERE seq IN (SELECT value FROM json_each($1)) AND shape = $2 GROUP BY action, site",
                    |query| query.bind(list).bind(shape_text(FrameShape::Call)),
                )
                .await?
            }
            None => ask(
                reading,
                &part,
                "SELECT action, site, count(*) FROM (SELECT action, site FROM frames WHERE charger = $1 AND shape = $2
                     ORDER BY seq DESC LIMIT $3) GROUP BY action, site",
                |query| query.bind(charger.to_owned()).bind(shape_text(FrameShape::Call)).bind(left as i64),
            )
            .await?,
        };
        sites.ask(reading, seen.iter().map(|(_, site, _)| site.as_str())).await?;
        for (action, site, count) in seen {
            left = left.saturating_sub(usize::try_from(count).unwrap_or(0));
            if sites.admit(&site) {
                actions.extend(action);
            }
        }
    }
    let mut actions: Vec<String> = actions.into_iter().collect();
    actions.sort();
    actions.truncate(NAMES);
    Ok(actions)
}

/// Somewhat more than so many exchanges that pass, newest first, and from where on there may be older ones.
async fn exchanges(
    reading: &mut Reading,
    scope: &Scope,
    charger: &str,
    filter: &TraceFilter,
    before: Option<Seq>,
    wanted: usize,
) -> Result<(Vec<Exchange>, Option<Seq>), Failure> {
    let before = match before {
        Some(before) => before.0,
        // The trace may be a commit ahead of the state; what is there is told to the page as it happens.
        None => sqlx::query_scalar::<_, i64>("SELECT newest + 1 FROM sequence").fetch_one(reading.connection()).await?,
    };
    let cursors = Lane::ALL.into_iter().map(|lane| Cursor::new(reading, lane, charger, filter, before));
    let mut cursors: Vec<Cursor> = cursors.collect();
    let (mut found, mut sites, mut look) = (Vec::new(), Sites::new(scope), wanted + 1);
    loop {
        let mut rows = Vec::new();
        while rows.len() < look {
            let Some(row) = next(reading, &mut cursors).await? else { break };
            rows.push(row);
        }
        let Some(last) = rows.last().map(|row| Seq(row.seq)) else { return Ok((found, None)) };
        sites.ask(reading, rows.iter().map(|row| row.site.as_str())).await?;
        rows.retain(|row| sites.admit(&row.site));
        let mut paired = pair_up(reading, &mut sites, charger, rows).await?;
        paired.retain(|exchange| filter.admits(exchange));
        found.append(&mut paired);
        if found.len() > wanted || reading.is_nearly_due() {
            return Ok((found, Some(last)));
        }
        look = (look * 2).clamp(LOOK, LOOK_MOST);
    }
}

/// The newest row of all lanes.
async fn next(reading: &mut Reading, cursors: &mut [Cursor]) -> Result<Option<Row>, Failure> {
    for cursor in cursors.iter_mut() {
        cursor.fill(reading).await?;
    }
    let newest = cursors.iter_mut().max_by_key(|cursor| cursor.rows.front().map(|row| row.seq));
    Ok(newest.and_then(|cursor| cursor.rows.pop_front()))
}

/// Goes back through the parts of one lane.
struct Cursor {
    /// The next one last.
    parts: Vec<Arc<Part>>,
    charger: String,
    direction: Option<&'static str>,
    action: Option<String>,
    hide_routine: bool,
    errors_only: bool,
    before: i64,
    look: usize,
    rows: VecDeque<Row>,
}

/// What is shown in a line of its own, as far as a row tells by itself.
const SHOWN: &str = "(shape = 'call' OR pair IS NULL) AND shape != 'no-answer'
    AND ($1 IS NULL OR direction = $1) AND ($2 IS NULL OR action = $2)
    AND (NOT $3 OR action IS NULL OR action NOT IN ('Heartbeat', 'MeterValues'))
    AND (NOT $4 OR answer_seq IS NULL OR answer_shape != 'result')";

impl Cursor {
    fn new(reading: &Reading, lane: Lane, charger: &str, filter: &TraceFilter, before: i64) -> Cursor {
        let mut parts = reading.parts().of_lane(lane);
        parts.reverse();
        parts.retain(|part| part.first < before);
        Cursor {
            parts,
            charger: charger.to_owned(),
            direction: filter.direction.map(direction_text),
            action: filter.action.clone(),
            hide_routine: filter.hide_routine,
            errors_only: filter.errors_only,
            before,
            look: LOOK,
            rows: VecDeque::new(),
        }
    }

    async fn fill(&mut self, reading: &mut Reading) -> Result<(), Failure> {
        while self.rows.is_empty() {
            let Some(part) = self.parts.last().cloned() else { return Ok(()) };
            if reading.is_nearly_due() && self.look > LOOK {
                return Ok(());
            }
            let (rows, next) = self.ask(reading, &part).await?;
            self.rows = rows.into();
            match next {
                Some(next) => self.before = next,
                None => {
                    self.parts.pop();
                }
            }
            self.look = (self.look * 2).min(LOOK_MOST);
        }
        Ok(())
    }

    /// The next rows of a part, and before which number to go on; none where it has no more.
    async fn ask(&self, reading: &mut Reading, part: &Part) -> Result<(Vec<Row>, Option<i64>), Failure> {
        let by_heart = part.hot().as_ref().map(|hot| hot.before(&self.charger, self.before, self.look));
        let most = i64::try_from(self.look).unwrap_or(i64::MAX);
        let (sql, list) = match &by_heart {
            Some(numbers) if numbers.is_empty() => return Ok((Vec::new(), None)),
            Some(numbers) => (
                format!("SELECT * FROM frames WHERE seq IN (SELECT value FROM json_each($5)) AND {SHOWN} ORDER BY seq DESC"),
                serde_json::Value::from(numbers.as_slice()).to_string(),
            ),
            // Of those that were answered well, the index by pair tells.
            None => (
                format!(
                    "SELECT * FROM frames f WHERE charger = $5 AND seq < $6 AND {SHOWN}
                     AND (NOT $4 OR shape = 'odd' OR NOT EXISTS (SELECT 1 FROM frames a WHERE a.pair = f.seq AND a.shape = 'result'))
                     ORDER BY seq DESC LIMIT $7"
                ),
                self.charger.clone(),
            ),
        };
        let rows: Vec<Row> = ask(reading, part, &sql, |query| {
            let query = query
                .bind(self.direction)
                .bind(self.action.clone())
                .bind(self.hide_routine)
                .bind(self.errors_only)
                .bind(list);
            if by_heart.is_some() { query } else { query.bind(self.before).bind(most) }
        })
        .await?;
        let next = match by_heart {
            Some(numbers) => numbers.last().copied().filter(|_| numbers.len() == self.look),
            None => rows.last().map(|row| row.seq).filter(|_| rows.len() == self.look),
        };
        Ok((rows, next))
    }
}

/// Each CALL with those of its answers that may be seen.
async fn pair_up(
    reading: &mut Reading,
    sites: &mut Sites<'_>,
    charger: &str,
    calls: Vec<Row>,
) -> Result<Vec<Exchange>, Failure> {
    // What is no CALL may have been refused.
    let open: Vec<&Row> = calls.iter().filter(|row| row.answer_seq.is_none()).collect();
    let numbers: Vec<i64> = open.iter().map(|row| row.seq).collect();
    let mut answers: Vec<Row> = Vec::new();
    if let (Some(oldest), Some(newest_at)) = (numbers.iter().min(), open.iter().map(|row| row.at).max()) {
        let mut parts = reading.parts().all();
        parts.retain(|part| part.last() > *oldest && part.first_at <= newest_at + ANSWERS_COME);
        for part in parts {
            let by_heart = part.hot().as_ref().map(|hot| hot.answers(charger, &numbers));
            let found = match by_heart {
                Some(numbers) if numbers.is_empty() => continue,
                Some(numbers) => by_numbers(reading, &part, &numbers).await?,
                None => {
                    let list = serde_json::Value::from(numbers.as_slice()).to_string();
                    ask(
                        reading,
                        &part,
                        "SELECT * FROM frames WHERE pair IN (SELECT value FROM json_each($1))",
                        |query| query.bind(list),
                    )
                    .await?
                }
            };
            answers.extend(found);
        }
    }
    sites.ask(reading, answers.iter().map(|row| row.site.as_str())).await?;
    answers.retain(|row| sites.admit(&row.site));
    answers.sort_by_key(|row| row.seq);
    let names = Names::of(reading, calls.iter().chain(&answers)).await?;
    let mut by_call: HashMap<Seq, Vec<Frame>> = HashMap::new();
    for row in &answers {
        for frame in row.frames(&names)? {
            if let Some(pair) = frame.pair {
                by_call.entry(pair).or_default().push(frame);
            }
        }
    }
    let mut exchanges = Vec::with_capacity(calls.len());
    for row in &calls {
        let mut frames = row.frames(&names)?.into_iter();
        let Some(call) = frames.next() else { continue };
        let mut exchange = Exchange::alone(call);
        let late = by_call.remove(&exchange.call.seq).unwrap_or_default();
        for frame in frames.chain(late) {
            exchange.take(&frame);
        }
        exchanges.push(exchange);
    }
    Ok(exchanges)
}
