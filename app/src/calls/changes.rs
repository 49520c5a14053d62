//! Changes that are no orders, since no charger is told: how a charger is treated, security events seen, a protocol forgotten.

#[cfg(feature = "ssr")]
use crate::calls::backend::{self, SIGNED_OUT, given};
#[cfg(feature = "ssr")]
use crate::ground::address::address;
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use model::{Admission, ChargerKey, Protocol, Treatment};
use serde::{Deserialize, Serialize};

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change {
    Done,
    Refused(String),
}

#[server(ChangeTreatment, prefix = "/api", endpoint = "treat")]
pub async fn treat(
    #[server(default)] charger: Option<String>,
    #[server(default)] admission: Option<String>,
    #[server(default)] pinned: Option<String>,
    #[server(default)] asked: Option<String>,
    #[server(default)] any_origin: Option<String>,
) -> Result<Change, ServerFnError> {
    let charger = given(charger).unwrap_or_default();
    let treatment = Treatment {
        admission: given(admission).and_then(|text| Admission::parse(&text)).unwrap_or_default(),
        pinned: given(pinned).and_then(|text| Protocol::parse(&text)),
        asked: given(asked).is_some(),
        any_origin: given(any_origin).is_some(),
    };
    change(&backend::charger_page(&charger), &[], |csms, caller| async move {
        csms.chargers().treat(&caller, &ChargerKey(charger), treatment).await
    })
    .await
}

/// Somebody has looked at this charger's security events.
#[server(ChangeSeen, prefix = "/api", endpoint = "seen")]
pub async fn seen(#[server(default)] charger: Option<String>) -> Result<Change, ServerFnError> {
    let charger = given(charger).unwrap_or_default();
    change(&backend::charger_page(&charger), &[], |csms, caller| async move {
        csms.chargers().seen(&caller, &ChargerKey(charger)).await
    })
    .await
}

/// By which protocol a charger's files went before counts no more.
#[server(ForgetProtocol, prefix = "/api", endpoint = "forget-protocol")]
pub async fn forget_protocol(#[server(default)] charger: Option<String>) -> Result<Change, ServerFnError> {
    let charger = given(charger).unwrap_or_default();
    change(&backend::charger_page(&charger), &[], |csms, caller| async move {
        csms.hosted().forget(&caller, &ChargerKey(charger)).await
    })
    .await
}

/// Does it for whoever asks. A plain form goes back to its page, which says where nothing was changed.
#[cfg(feature = "ssr")]
pub(crate) async fn change<D>(
    page: &str,
    place: &[(&str, Option<String>)],
    deed: impl FnOnce(csms::Csms, csms::Caller) -> D,
) -> Result<Change, ServerFnError>
where
    D: Future<Output = Result<(), csms::ChangeRefusal>>,
{
    let Some(caller) = backend::caller() else {
        if backend::is_plain_form() {
            let parts: Vec<_> = place.to_vec();
            backend::see_other(&address("/sign-in", &[("next", Some(address(page, &parts)))]));
        }
        return Ok(Change::Refused(SIGNED_OUT.to_owned()));
    };
    let csms = backend::csms();
    let result = deed(csms.clone(), caller).await;
    if backend::is_plain_form() {
        let unchanged = result.is_err().then(|| "no".to_owned());
        let parts: Vec<_> = place.iter().cloned().chain([("changed", unchanged)]).collect();
        backend::see_other(&address(page, &parts));
    }
    match result {
        Ok(()) => Ok(Change::Done),
        Err(refused) => backend::sentence_of_refusal(&csms, refused).map(Change::Refused),
    }
}
