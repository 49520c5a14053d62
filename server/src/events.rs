//! The live stream `/events`: what happens, as server-sent events, to one browser that may see it.

use crate::console::Console;
use crate::console::permits::StreamPermit;
use crate::sign_in::store::kept_name;
use crate::sign_in::{self, SignedInAs};
use crate::trouble::Trouble;
use axum::body::Body;
use axum::extract::{Query, State};
use axum::http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Extension, http};
use bytes::Bytes;
use csms::{CHARGERS_MAX, Caller, PublishedEvent, Watch};
use futures::stream;
use model::{ChargerKey, Operator, Seq};
use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, MissedTickBehavior, interval_at};
use tower_sessions::Session;

/// A comment in so long, so that proxies and browsers know the stream alive.
const HEARTBEAT: Duration = Duration::from_secs(10);
/// How often is looked whether the person is still signed in.
const RECHECK: Duration = Duration::from_secs(5);
/// A browser that takes nothing for so long is let go; it comes back with Last-Event-ID.
const READER_PATIENCE: Duration = Duration::from_secs(30);
/// Events waiting for the browser here; the backend's own queue before it is bounded too.
const AHEAD: usize = 16;

/// The name of the event after which a page reads its data again.
const SNAPSHOT: &str = "snapshot";

/// Written first and at once, so that the browser knows the stream open.
const OPENING: &[u8] = b"retry: 1000\n: live\n\n";
const BEAT: &[u8] = b": \n\n";

/// A stream's life: where events come from, where they go, and who reads.
struct Pump {
    console: Console,
    /// The session's name in the backend.
    session: String,
    signed_in: SignedInAs,
    /// As they were when the stream began: with another role or organisation it begins anew.
    caller: Operator,
    seen: Seq,
    out: mpsc::Sender<Bytes>,
    /// Held as long as the stream lives.
    _permit: StreamPermit,
}

/// The next event together with the watch it came from, so that waiting for it survives other things happening.
type NextEvent = Pin<Box<dyn Future<Output = (Watch, Option<PublishedEvent>)> + Send>>;

/// `GET /events?charger=KEY&charger=KEY&after=SEQ`.
pub async fn events(
    State(console): State<Console>,
    caller: Option<Extension<Caller>>,
    session: Session,
    Query(query): Query<Vec<(String, String)>>,
    headers: HeaderMap,
) -> Result<Response, Trouble> {
    let Some((Extension(caller), id)) = caller.zip(session.id()) else {
        return Ok((StatusCode::UNAUTHORIZED, "Not signed in.\n").into_response());
    };
    let Some((signed_in, operator)) = sign_in::signed_in(&session).await?.zip(caller.operator().cloned()) else {
        return Ok(StatusCode::UNAUTHORIZED.into_response());
    };
    let chargers: Vec<ChargerKey> = query
        .iter()
        .filter(|(name, value)| name == "charger" && !value.is_empty())
        .map(|(_, value)| ChargerKey(value.clone()))
        .collect();
    if chargers.len() > CHARGERS_MAX {
        return Ok((StatusCode::BAD_REQUEST, format!("At most {CHARGERS_MAX} chargers.\n")).into_response());
    }
    let session = kept_name(&id);
    let Some(permit) = console.permits.take(&session) else {
        return Ok((StatusCode::TOO_MANY_REQUESTS, "Too many live streams.\n").into_response());
    };
    let after = after(&headers, &query);
    // First the ear, then the look, so that no change falls between them.
    let changes = console.csms.access().people_changed();
    let watch = console.csms.trace().watch(&caller, &chargers, after).await?;
    let (out, taken) = mpsc::channel(AHEAD);
    let pump = Pump {
        console: console.clone(),
        session,
        signed_in,
        caller: operator,
        seen: after.unwrap_or_default(),
        out,
        _permit: permit,
    };
    console.tasks.spawn(pump.run(watch, changes));
    Ok(answer(taken))
}

fn answer(taken: mpsc::Receiver<Bytes>) -> Response {
    let body = stream::unfold(taken, |mut taken| async move {
        let bytes = taken.recv().await?;
        Some((Ok::<_, Infallible>(bytes), taken))
    });
    let headers: [(HeaderName, HeaderValue); 2] = [
        (CONTENT_TYPE, HeaderValue::from_static("text/event-stream")),
        (HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no")),
    ];
    (headers, Body::from_stream(body)).into_response()
}

impl Pump {
    async fn run(mut self, watch: Watch, mut changes: watch::Receiver<i64>) {
        if !self.write(Bytes::from_static(OPENING)).await {
            return;
        }
        let stop = self.console.stop.clone();
        let now = Instant::now();
        let mut beat = interval_at(now + HEARTBEAT, HEARTBEAT);
        // The first look at once: something may have changed since the request was let through.
        let mut recheck = interval_at(now, RECHECK);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        recheck.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut next = wait_for_next(watch);
        loop {
            // In this order: somebody signed out gets no event that was waiting for them.
            let goes_on = tokio::select! {
                biased;
                () = stop.cancelled() => false,
                () = self.out.closed() => false,
                Ok(()) = changes.changed() => self.is_signed_in().await || self.say_bye().await,
                _ = recheck.tick() => self.is_signed_in().await || self.say_bye().await,
                (watch, published) = &mut next => match published {
                    Some(published) => {
                        next = wait_for_next(watch);
                        self.publish(&published).await
                    }
                    None => self.say_bye().await,
                },
                _ = beat.tick() => self.write(Bytes::from_static(BEAT)).await,
            };
            if !goes_on {
                return;
            }
        }
    }

    /// Still the same session, and still the same somebody?
    async fn is_signed_in(&self) -> bool {
        let csms = &self.console.csms;
        let there = async {
            Ok::<_, csms::Failure>(
                csms.sessions().load(&self.session).await?.is_some()
                    && self.signed_in.caller(csms).await?.is_some_and(|now| now.operator() == Some(&self.caller)),
            )
        };
        there.await.unwrap_or_else(|failure| {
            Trouble::because(&failure);
            false
        })
    }

    async fn publish(&mut self, published: &PublishedEvent) -> bool {
        let PublishedEvent { seq, name, json } = published;
        // A state that was held back for its pace must not send the browser back to before what it has had; a snapshot
        // says where it stands now.
        self.seen = if *name == SNAPSHOT { *seq } else { self.seen.max(*seq) };
        let id = self.seen;
        self.write(Bytes::from(format!("id: {id}\nevent: {name}\ndata: {json}\n\n"))).await
    }

    /// The last event of a stream whose reader has to read the page again. Ends it.
    async fn say_bye(&self) -> bool {
        let text = format!("event: bye\ndata: {{\"kind\":\"bye\",\"seq\":{}}}\n\n", self.seen);
        self.write(Bytes::from(text)).await;
        false
    }

    /// Says whether the browser takes it in time.
    async fn write(&self, bytes: Bytes) -> bool {
        self.out.send_timeout(bytes, READER_PATIENCE).await.is_ok()
    }
}

fn wait_for_next(mut watch: Watch) -> NextEvent {
    Box::pin(async move {
        let published = watch.next().await;
        (watch, published)
    })
}

/// Where the browser stopped reading: what it remembers itself wins over what its page asked for.
fn after(headers: &http::HeaderMap, query: &[(String, String)]) -> Option<Seq> {
    let remembered = headers.get("last-event-id").and_then(|id| id.to_str().ok()?.parse().ok());
    let asked = || query.iter().find(|(name, _)| name == "after").and_then(|(_, value)| value.parse().ok());
    remembered.or_else(asked).map(Seq)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_browser_remembers_wins() {
        let check = |id: Option<&str>, asked: Option<&str>, expected: Option<i64>| {
            let mut headers = HeaderMap::new();
            if let Some(id) = id {
                headers.insert("last-event-id", id.parse().unwrap());
            }
            let query: Vec<_> = asked.map(|after| ("after".to_owned(), after.to_owned())).into_iter().collect();
            assert_eq!(after(&headers, &query), expected.map(Seq));
        };
        check(Some("7"), Some("3"), Some(7));
        check(None, Some("3"), Some(3));
        check(Some(""), Some("3"), Some(3));
        check(Some("x"), Some("y"), None);
        check(None, None, None);
    }
}
