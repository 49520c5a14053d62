//! Hands an order to the backend and answers it: a value for the page's script, a redirect for a plain form.

use crate::calls::backend::{self, charger_page};
use crate::calls::stands::stand_of;
use crate::ground::address::address;
use actions::OrderForm;
use leptos::prelude::*;
use model::{ChargerKey, CommandKey, CommandKind, IdempotencyKey, Ordered, Refusal, RefusalCode};

/// The longest name of a message or a setting that is led back with.
const ABOUT_MAX: usize = 500;

/// Orders it. A refusal is a value; only what we could not do at all is an error.
pub async fn order(kind: CommandKind, form: OrderForm) -> Result<Ordered, ServerFnError> {
    let plain_form = backend::is_plain_form();
    let result = decide(kind, &form).await;
    if plain_form {
        backend::see_other(&next_page(&result, &form, kind));
    }
    result
}

/// Stops waiting for an open command. The plain form leads back to the charger's page.
pub async fn stop_waiting(charger: Option<String>, command: Option<String>) -> Result<Ordered, ServerFnError> {
    let plain_form = backend::is_plain_form();
    let result = match (backend::caller(), command) {
        (None, _) => Ok(refused(RefusalCode::SignedOut)),
        (Some(_), None) => Ok(refused(RefusalCode::NotFound)),
        (Some(caller), Some(command)) => {
            let csms = backend::csms();
            let answer = csms.commands().stop_waiting(&caller, &CommandKey(command)).await;
            answer.map_err(|failure| backend::failed(&csms, &failure))
        }
    };
    if plain_form {
        let page = charger_page(&charger.unwrap_or_default());
        let place = match &result {
            Ok(Ordered::Taken(key)) => format!("{page}#command-{key}"),
            Ok(Ordered::Refused(_)) | Err(_) => page,
        };
        backend::see_other(&place);
    }
    result
}

async fn decide(kind: CommandKind, form: &OrderForm) -> Result<Ordered, ServerFnError> {
    let Some(caller) = backend::caller() else { return Ok(refused(RefusalCode::SignedOut)) };
    let given = |text: &Option<String>| text.clone().filter(|key| !key.is_empty());
    let Some(charger) = given(&form.charger).map(ChargerKey) else { return Ok(refused(RefusalCode::NotFound)) };
    let (order, reason) = match form.order(kind).and_then(|order| Ok((order, form.reason()?))) {
        Ok(read) => read,
        Err(refusal) => return Ok(Ordered::Refused(refusal)),
    };
    let once = given(&form.once).map(IdempotencyKey);
    let csms = backend::csms();
    let answer = csms.commands().order(&caller, &charger, order, reason, once).await;
    answer.map_err(|failure| backend::failed(&csms, &failure))
}

fn refused(code: RefusalCode) -> Ordered {
    Ordered::Refused(Refusal::new(code, code.words()))
}

/// Where a plain form post goes on to.
fn next_page(result: &Result<Ordered, ServerFnError>, form: &OrderForm, kind: CommandKind) -> String {
    let page = charger_page(form.charger.as_deref().unwrap_or_default());
    match result {
        Ok(Ordered::Taken(key)) => format!("{page}#command-{key}"),
        Ok(Ordered::Refused(refusal)) => match refusal.code {
            // Back to the form; what was written into it is not carried along, since it may hold a secret.
            RefusalCode::SignedOut => address("/sign-in", &[("next", Some(form_address(&page, form, kind, &[])))]),
            RefusalCode::NotFound => page,
            RefusalCode::NotAllowed
            | RefusalCode::Offline
            | RefusalCode::AlreadyOpen
            | RefusalCode::Invalid
            | RefusalCode::Confirm
            | RefusalCode::SessionRunning
            | RefusalCode::UpdateRunning
            | RefusalCode::QueueFull
            | RefusalCode::SameSite
            | RefusalCode::NotStored
            | RefusalCode::Impossible => form_page(&page, form, kind, refusal.code, refusal.field.as_deref()),
        },
        Err(_) => form_page(&page, form, kind, RefusalCode::NotStored, None),
    }
}

/// The page that the form stands on, told why it was refused.
fn form_page(page: &str, form: &OrderForm, kind: CommandKind, code: RefusalCode, field: Option<&str>) -> String {
    let refused = ("refused", Some(code.as_str().to_owned()));
    form_address(page, form, kind, &[refused, ("field", field.map(str::to_owned))])
}

fn form_address(page: &str, form: &OrderForm, kind: CommandKind, parts: &[(&str, Option<String>)]) -> String {
    let Some(stand) = stand_of(kind) else { return address(page, parts) };
    // What was written is not carried along: it may hold a secret. Which message or setting it was for, is.
    let about = stand.about.map(|(name, of)| (name, of(form).filter(|value| value.len() <= ABOUT_MAX)));
    let parts: Vec<_> = parts.iter().cloned().chain(about).collect();
    address(&format!("{page}{}", stand.path), &parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_form_leads_to_the_new_entry_or_back_to_the_form() {
        // F-17
        let check = |result: Result<Ordered, ServerFnError>, kind: CommandKind, expected: &str| {
            let form = OrderForm {
                charger: Some("ab12".to_owned()),
                action: Some("Reset".to_owned()),
                name: Some("Ctrlr.A B".to_owned()),
                ..OrderForm::default()
            };
            assert_eq!(next_page(&result, &form, kind), expected);
        };
        let wrong = |field: &str| Ok(Ordered::Refused(Refusal::field(field, "Choose.")));
        check(Ok(Ordered::Taken(CommandKey::from("c1"))), CommandKind::Reboot, "/chargers/ab12#command-c1");
        check(wrong("kind"), CommandKind::Reboot, "/chargers/ab12/actions/reboot?refused=invalid&field=kind");
        // K-17
        let signed_out = || Ok(refused(RefusalCode::SignedOut));
        check(signed_out(), CommandKind::Reboot, "/sign-in?next=%2Fchargers%2Fab12%2Factions%2Freboot");
        check(signed_out(), CommandKind::SendMessage, "/sign-in?next=%2Fchargers%2Fab12%2Fmessage%3Faction%3DReset");
        check(Err(ServerFnError::new("x")), CommandKind::Reboot, "/chargers/ab12/actions/reboot?refused=not-stored");
        check(
            wrong("payload"),
            CommandKind::SendMessage,
            "/chargers/ab12/message?refused=invalid&field=payload&action=Reset",
        );
        check(
            wrong("value"),
            CommandKind::SetConfiguration,
            "/chargers/ab12/configuration?refused=invalid&field=value&set=Ctrlr.A%20B",
        );
        check(
            Ok(refused(RefusalCode::Offline)),
            CommandKind::ReadConfiguration,
            "/chargers/ab12/configuration?refused=offline",
        );
        check(Ok(refused(RefusalCode::Offline)), CommandKind::RestoreProfiles, "/chargers/ab12?refused=offline");
    }
}
