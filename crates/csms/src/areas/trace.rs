//! The trace: older stretches of it, and what happens now.

use super::backend::Backend;
use crate::caller::Caller;
use crate::failure::Failure;
use crate::publisher::Watch;
use crate::store::scope::Scope;
use crate::store::{chargers, trace};
use model::{ChargerKey, Seq, TraceFilter};

pub struct Trace<'a>(pub(crate) &'a Backend);

impl Trace<'_> {
    /// The stretch before a sequence number, newest first. None: no such charger for these eyes.
    pub async fn older(
        &self,
        caller: &Caller,
        charger: &ChargerKey,
        filter: &TraceFilter,
        before: Seq,
    ) -> Result<Option<model::Trace>, Failure> {
        let mut reading = self.0.store().page().await?;
        let scope = Scope::of(&mut reading, caller).await?;
        let Some(target) = chargers::target(&mut reading, &scope, charger.as_str()).await? else { return Ok(None) };
        trace::trace(&mut reading, &scope, &target.id, filter, Some(before)).await.map(Some)
    }

    /// Live events after a sequence number: states of everything the caller may see, frames of the named chargers (at
    /// most 32).
    pub async fn watch(&self, caller: &Caller, chargers: &[ChargerKey], after: Option<Seq>) -> Result<Watch, Failure> {
        Watch::begin(&self.0.publisher, caller, chargers, after).await
    }
}
