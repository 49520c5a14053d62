//! Hands an order to the backend and answers it: a value for the page's script, a redirect for a plain form.

use crate::asking;
use leptos::prelude::*;
use model::{ChargerKey, CommandKey, CommandKind, IdempotencyKey, Order, Ordered, Reason, Refusal, RefusalCode};

/// The longest key that is led back to in an address.
const KEY_MAX: usize = 64;

/// What every order form sends beside its own fields.
pub struct Ordering {
    pub charger: Option<String>,
    pub once: Option<String>,
    pub reason: Option<String>,
}

/// Orders it. A refusal is a value; only what we could not do at all is an error.
pub async fn order(
    kind: CommandKind,
    ordering: Ordering,
    order: Result<Order, Refusal>,
) -> Result<Ordered, ServerFnError> {
    let plain_form = asking::is_plain_form();
    let charger = ordering.charger.clone().unwrap_or_default();
    let result = decide(ordering, order).await;
    if plain_form {
        asking::see_other(&next_page(&result, &charger, kind));
    }
    result
}

/// Stops waiting for an open command. The plain form leads back to the charger's page.
pub async fn stop_waiting(charger: Option<String>, command: Option<String>) -> Result<Ordered, ServerFnError> {
    let plain_form = asking::is_plain_form();
    let result = match (asking::caller(), command) {
        (None, _) => Ok(refused(RefusalCode::SignedOut)),
        (Some(_), None) => Ok(refused(RefusalCode::NotFound)),
        (Some(caller), Some(command)) => {
            let csms = asking::csms();
            let answer = csms.commands().stop_waiting(&caller, &CommandKey(command)).await;
            answer.map_err(|failure| asking::failed(&csms, &failure))
        }
    };
    if plain_form {
        let page = charger_page(&charger.unwrap_or_default());
        let place = match &result {
            Ok(Ordered::Taken(key)) => format!("{page}#command-{key}"),
            Ok(Ordered::Refused(_)) | Err(_) => page,
        };
        asking::see_other(&place);
    }
    result
}

async fn decide(ordering: Ordering, order: Result<Order, Refusal>) -> Result<Ordered, ServerFnError> {
    let Some(caller) = asking::caller() else { return Ok(refused(RefusalCode::SignedOut)) };
    let Some(charger) = ordering.charger.filter(|key| !key.is_empty()).map(ChargerKey) else {
        return Ok(refused(RefusalCode::NotFound));
    };
    let read = order.and_then(|order| Ok((order, Reason::parse(ordering.reason.as_deref())?)));
    let (order, reason) = match read {
        Ok(read) => read,
        Err(refusal) => return Ok(Ordered::Refused(refusal)),
    };
    let once = ordering.once.filter(|key| !key.is_empty()).map(IdempotencyKey);
    let csms = asking::csms();
    let answer = csms.commands().order(&caller, &charger, order, reason, once).await;
    answer.map_err(|failure| asking::failed(&csms, &failure))
}

fn refused(code: RefusalCode) -> Ordered {
    Ordered::Refused(Refusal::new(code, code.words()))
}

/// Where a plain form post goes on to.
fn next_page(result: &Result<Ordered, ServerFnError>, charger: &str, kind: CommandKind) -> String {
    let page = charger_page(charger);
    match result {
        Ok(Ordered::Taken(key)) => format!("{page}#command-{key}"),
        Ok(Ordered::Refused(refusal)) => match refusal.code {
            RefusalCode::SignedOut => "/sign-in".to_owned(),
            RefusalCode::NotFound => page,
            RefusalCode::NotAllowed
            | RefusalCode::Offline
            | RefusalCode::AlreadyOpen
            | RefusalCode::Invalid
            | RefusalCode::Confirm
            | RefusalCode::SessionRunning
            | RefusalCode::QueueFull
            | RefusalCode::SameSite
            | RefusalCode::NotStored => {
                let field = refusal.field.as_deref().map(|field| format!("&field={field}")).unwrap_or_default();
                format!("{page}/actions/{}?refused={}{field}", kind.slug(), refusal.code.as_str())
            }
        },
        Err(_) => format!("{page}/actions/{}?refused={}", kind.slug(), RefusalCode::NotStored.as_str()),
    }
}

/// The charger's page, if the key is one; it came in a form and goes into a header.
fn charger_page(key: &str) -> String {
    let is_key = !key.is_empty() && key.len() <= KEY_MAX && key.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if is_key { format!("/chargers/{key}") } else { "/chargers".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_form_leads_to_the_new_entry_or_back_to_the_form() {
        // F-17
        let check = |result: Result<Ordered, ServerFnError>, charger: &str, expected: &str| {
            assert_eq!(next_page(&result, charger, CommandKind::Reboot), expected);
        };
        check(Ok(Ordered::Taken(CommandKey::from("c1"))), "ab12", "/chargers/ab12#command-c1");
        check(
            Ok(Ordered::Refused(Refusal::field("kind", "Choose."))),
            "ab12",
            "/chargers/ab12/actions/reboot?refused=invalid&field=kind",
        );
        check(Ok(refused(RefusalCode::SignedOut)), "ab12", "/sign-in");
        check(Err(ServerFnError::new("x")), "ab12", "/chargers/ab12/actions/reboot?refused=not-stored");
    }

    #[test]
    fn a_forged_key_does_not_reach_the_address() {
        let check = |key: &str| assert_eq!(charger_page(key), "/chargers", "{key}");
        check("");
        check("../sign-out");
        check("a\r\nSet-Cookie: x=1");
        check(&"a".repeat(65));
    }
}
