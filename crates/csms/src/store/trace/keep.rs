//! Looks after the parts: folds their logs in, seals those that are full, and removes the oldest beyond the trace's age and size.

use super::catalog;
use super::part::{Lane, Part};
use crate::failure::Failure;
use crate::store::Store;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// A power cut takes what the trace was told since, at most.
const FOLD: Duration = Duration::from_secs(1);

/// Takes up the parts of before this start, so that everything is found in them, and the numbers go on behind theirs.
pub async fn take_up(store: &Store) -> Result<(), Failure> {
    let parts = store.parts().clone();
    tell_strangers(store).await;
    for lane in Lane::ALL {
        for (nth, part) in parts.of_lane(lane).into_iter().enumerate() {
            if part.is_sealed() {
                if !tokio::fs::try_exists(&part.file).await.unwrap_or(false) {
                    part.lose(&"its file is missing");
                }
                continue;
            }
            if let Err(error) = catalog::learn(&part).await {
                if !part.is_beyond_repair(&error) {
                    return Err(error);
                }
                part.lose(&error);
            } else if nth == 0 && lane != Lane::Before && part.bytes() < parts.part_bytes() {
                part.resume();
                let resumed = part.clone();
                store.write(move |tx| Box::pin(async move { tx.trace().resume(resumed).await })).await?;
            }
        }
    }
    if let Some(last) = parts.all().iter().filter(|part| part.has_known_end()).map(|part| part.last()).max() {
        store.write(move |tx| Box::pin(async move { catalog::number_behind(tx.connection(), last).await })).await?;
    }
    Ok(())
}

/// Files that no part is known of: of another state of the database, perhaps.
async fn tell_strangers(store: &Store) {
    let known = store.parts().all();
    let Ok(mut files) = tokio::fs::read_dir(store.parts().folder()).await else { return };
    while let Ok(Some(file)) = files.next_entry().await {
        let path = file.path();
        let is_part = path.extension().is_some_and(|end| end == "db");
        if is_part && !known.iter().any(|part| part.file == path) {
            let file = path.display();
            tracing::warn!(%file, "the database knows of no such part of the trace: it is left alone, and may be removed by hand");
        }
    }
}

/// Runs until the backend closes. Messages are kept for so long.
pub async fn run(store: Store, age: Duration, closing: CancellationToken) {
    let parts = store.parts().clone();
    let mut ticks = store.clock().ticks(FOLD);
    loop {
        tokio::select! {
            () = closing.cancelled() => return,
            () = parts.full.notified() => {}
            _ = ticks.tick() => {}
        }
        if let Err(error) = once(&store, age).await {
            tracing::error!(error = &error as &dyn std::error::Error, "the trace could not be looked after");
        }
    }
}

/// Does once what there is to do.
pub async fn once(store: &Store, age: Duration) -> Result<(), Failure> {
    let parts = store.parts().clone();
    for part in parts.all().iter().filter(|part| !part.is_lost()) {
        if part.is_full() && !part.is_sealed() && part.lane != Lane::Before {
            seal(store, part).await?;
        } else if let Err(error) = part.fold().await {
            tracing::warn!(error = &error as &dyn std::error::Error, "a part of the trace could not be folded in");
        }
    }
    while let Some(part) = first_to_go(store, age) {
        remove(store, &part).await?;
    }
    Ok(())
}

/// Gives a part its indexes, and keeps how it lies there. Where there is no room for them it stays as it is, until there is.
pub async fn seal(store: &Store, part: &Arc<Part>) -> Result<(), Failure> {
    if let Err(error) = part.seal().await {
        if part.is_beyond_repair(&error) {
            part.lose(&error);
        } else if !part.was_put_off.swap(true, Ordering::AcqRel) {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(error, "a part of the trace gets its indexes later; until then it takes memory");
        }
        return Ok(());
    }
    let sealed = part.clone();
    store.write(move |tx| Box::pin(async move { catalog::keep(tx.connection(), &sealed).await })).await
}

/// The part that goes next, if one must: too old, or the first where there is too much; of chargers beyond their share before any other.
fn first_to_go(store: &Store, age: Duration) -> Option<Arc<Part>> {
    let parts = store.parts();
    let oldest = store.clock().now().saturating_sub(i64::try_from(age.as_millis()).unwrap_or(i64::MAX));
    let is_beyond = parts.bytes() > parts.bound();
    let mut whole: Vec<Arc<Part>> = parts.all().into_iter().filter(|part| part.is_full()).collect();
    whole.sort_by_key(|part| (part.lane != Lane::Busy, part.first));
    if is_beyond && let Some(first) = whole.first() {
        return Some(first.clone());
    }
    whole.into_iter().find(|part| part.last_at() < oldest)
}

async fn remove(store: &Store, part: &Arc<Part>) -> Result<(), Failure> {
    let (id, last) = (part.id, part.last());
    store.parts().remove(id);
    store.write(move |tx| Box::pin(async move { catalog::forget(tx.connection(), id, last).await })).await?;
    part.remove().await;
    Ok(())
}
