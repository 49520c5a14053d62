//! What operators order, and what became of it.

use super::backend::Backend;
use crate::caller::Caller;
use crate::failure::Failure;
use crate::random::random_key;
use crate::register::evidence::take_one;
use crate::register::order;
use crate::store::scope::Scope;
use crate::store::{chargers, commands as rows, events};
use actions::{Order, Reason};
use dialect::Spoken;
use model::{ChargerKey, CommandKey, CommandQuery, IdempotencyKey, Messages, Ordered, Refusal, RefusalCode};
use redact::Redactor;
use words::Evidence;
use words::Purpose;

/// Stands where the message id will be.
const FUTURE_ID: &str = "…";

pub struct Commands<'a>(pub(crate) &'a Backend);

impl Commands<'_> {
    /// Takes an order. It returns when the order is recorded; what becomes of it is told on its timeline.
    pub async fn order(
        &self,
        caller: &Caller,
        charger: &ChargerKey,
        order: Order,
        reason: Reason,
        once: Option<IdempotencyKey>,
    ) -> Result<Ordered, Failure> {
        order::order(&self.0.register, caller, charger, order, reason, once).await
    }

    /// Ends an open command as "Abandoned, outcome not seen", or as "Not sent". One that has ended already stays as it is.
    pub async fn stop_waiting(&self, caller: &Caller, command: &CommandKey) -> Result<Ordered, Failure> {
        let refused = |code: RefusalCode| Ok(Ordered::Refused(Refusal::new(code, code.words())));
        if !caller.may_order() {
            return refused(RefusalCode::NotAllowed);
        }
        let waits = self.0.register.waits();
        let evidence = Evidence::StoppedWaiting { by: caller.name().to_owned() };
        let (caller, key) = (caller.clone(), command.clone());
        let found = self
            .0
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    let scope = Scope::of(tx, &caller).await?;
                    let Some(id) = rows::id_by_key(tx, &scope, key.as_str()).await? else { return Ok(None) };
                    take_one(tx, &id, &evidence, None, waits).await?;
                    Ok(rows::get(tx, &id).await?.map(|row| row.charger))
                })
            })
            .await?;
        let Some(charger) = found else { return refused(RefusalCode::NotFound) };
        // Something else may have waited for this one to end.
        self.0.registry().bell(&charger).ring();
        Ok(Ordered::Taken(command.clone()))
    }

    pub async fn list(&self, caller: &Caller, query: &CommandQuery) -> Result<actions::Commands, Failure> {
        let mut reading = self.0.store().page().await?;
        let scope = Scope::of(&mut reading, caller).await?;
        let mut commands = rows::list(&mut reading, &scope, query).await?;
        commands.seq = events::newest(&mut reading).await?;
        Ok(commands)
    }

    /// The exact frames that the order would send, in their order, redacted; or why it would be refused for its inputs.
    pub async fn preview(
        &self,
        caller: &Caller,
        charger: &ChargerKey,
        order: &Order,
    ) -> Result<Result<Vec<String>, Refusal>, Failure> {
        let Some(about) = order::About::read(&self.0.register, caller, charger, order).await? else {
            return Ok(Err(Refusal::new(RefusalCode::NotFound, RefusalCode::NotFound.words())));
        };
        let checked = match order::check(&self.0.register, order, &about, self.0.register.clock().now()) {
            Ok(Some(checked)) => checked,
            Ok(None) => return Ok(Ok(Vec::new())),
            Err(refusal) => return Ok(Err(refusal)),
        };
        let purposes =
            (0..checked.parts.len() as i64).map(|n| if n == 0 { Purpose::Main } else { Purpose::Part { n } });
        // The URL is masked already; this is the net below.
        let hide = Redactor::new(Vec::new());
        let frames: Result<Vec<String>, String> = purposes
            .map(|purpose| {
                dialect::request(&about.target.speaking, &checked.args, &purpose, about.next_request, None).map(
                    |request| {
                        let frame = match &request.typed {
                            Some(typed) => ocpp::rpc::write_call(FUTURE_ID, &request.action, typed),
                            None => ocpp::rpc::write_call(FUTURE_ID, &request.action, &request.payload),
                        };
                        hide.redact(&frame)
                    },
                )
            })
            .collect();
        Ok(frames
            .map_err(|why| Refusal::new(RefusalCode::Impossible, format!("This charger cannot be told so: {why}."))))
    }

    /// Every request that can be written by hand to a charger, in its version. None: not there, or not for this person.
    pub async fn messages(&self, caller: &Caller, charger: &ChargerKey) -> Result<Option<Messages>, Failure> {
        if !caller.may_manage() {
            return Ok(None);
        }
        let mut reading = self.0.store().page().await?;
        let scope = Scope::of(&mut reading, caller).await?;
        let Some(target) = chargers::target(&mut reading, &scope, charger.as_str()).await? else { return Ok(None) };
        let Some(loaded) = chargers::load(&mut reading, &[target.id]).await?.pop() else { return Ok(None) };
        Ok(Some(Messages {
            charger: loaded.charger,
            protocol: dialect::protocol_of(target.speaking.version()),
            forms: dialect::forms(&target.speaking, rows::next_request(&mut reading).await?),
            seq: events::newest(&mut reading).await?,
            once: self.new_idempotency_key(),
        }))
    }

    /// A fresh key for a form being rendered.
    pub fn new_idempotency_key(&self) -> IdempotencyKey {
        IdempotencyKey(random_key())
    }
}
