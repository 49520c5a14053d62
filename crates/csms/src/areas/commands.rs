//! What operators order, and what became of it.

use crate::commands::args::Purpose;
use crate::commands::life::Evidence;
use crate::commands::{order, take_one};
use crate::keys::random_key;
use crate::redact::Redactor;
use crate::store::scope::Scope;
use crate::store::{chargers, commands as rows, events, now_ms};
use crate::translate;
use crate::{Caller, Csms, Failure};
use model::{ChargerKey, CommandKey, CommandQuery, IdempotencyKey, Order, Ordered, Reason, Refusal, RefusalCode};

/// Stands where the message id will be.
const FUTURE_ID: &str = "…";

pub struct Commands<'a>(pub(crate) &'a Csms);

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
        order::order(self.0, caller, charger, order, reason, once).await
    }

    /// Ends an open command as "Abandoned, outcome not seen". One that has ended already stays as it is.
    pub async fn stop_waiting(&self, caller: &Caller, command: &CommandKey) -> Result<Ordered, Failure> {
        let refused = |code: RefusalCode| Ok(Ordered::Refused(Refusal::new(code, code.words())));
        if !caller.may_order() {
            return refused(RefusalCode::NotAllowed);
        }
        let context = self.0.context();
        let evidence = Evidence::StoppedWaiting { by: caller.name().to_owned() };
        let (caller, key) = (caller.clone(), command.clone());
        let found = self
            .0
            .store()
            .write(move |connection| {
                Box::pin(async move {
                    let scope = Scope::of(connection, &caller).await?;
                    let Some(id) = rows::id_by_key(connection, &scope, key.as_str()).await? else { return Ok(false) };
                    take_one(connection, &id, &evidence, None, &context).await?;
                    Ok(true)
                })
            })
            .await?;
        if found { Ok(Ordered::Taken(command.clone())) } else { refused(RefusalCode::NotFound) }
    }

    pub async fn list(&self, caller: &Caller, query: &CommandQuery) -> Result<model::Commands, Failure> {
        let mut reading = self.0.store().read().await?;
        let scope = Scope::of(&mut reading, caller).await?;
        let mut commands = rows::list(&mut reading, &scope, query, now_ms()).await?;
        commands.seq = events::newest(&mut reading).await?;
        Ok(commands)
    }

    /// The exact frame that the order would send, redacted; or why it would be refused for its inputs.
    pub async fn preview(
        &self,
        caller: &Caller,
        charger: &ChargerKey,
        order: &Order,
    ) -> Result<Result<String, Refusal>, Failure> {
        let target = {
            let mut reading = self.0.store().read().await?;
            let scope = Scope::of(&mut reading, caller).await?;
            chargers::target(&mut reading, &scope, charger.as_str()).await?
        };
        let Some(target) = target else {
            return Ok(Err(Refusal::new(RefusalCode::NotFound, RefusalCode::NotFound.words())));
        };
        Ok(order::check(self.0, order, &target, now_ms()).map(|checked| {
            let request = checked.and_then(|checked| translate::request(&checked.args, &Purpose::Main, None));
            match request {
                Some(request) => {
                    let frame = ocpp::rpc::write_call(FUTURE_ID, request.action, &request.payload);
                    // The URL is masked already; this is the net below.
                    Redactor::new(Vec::new()).redact(&frame)
                }
                None => "Nothing is sent to the charger.".to_owned(),
            }
        }))
    }

    /// A fresh key for a form being rendered.
    pub fn new_idempotency_key(&self) -> IdempotencyKey {
        IdempotencyKey(random_key())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::args::Args;

    #[test]
    fn change_site_has_no_frame() {
        let args = Args::ChangeSite { from: "a".to_owned(), to: "b".to_owned() };
        assert!(translate::request(&args, &Purpose::Main, None).is_none());
    }
}
