//! Chargers: registered, treated, put out and let in.

use super::errand::{CALLER, ManagementError, finish, imported, is_yes, lines, open, read_import, read_password};
use crate::addresses::{self, chargers_address};
use crate::cli::{Admission, Charger, FolderConfig, Ocpp};
use csms::{Csms, NewCharger, Password};

pub async fn charger(command: Charger) -> Result<(), ManagementError> {
    match command {
        Charger::Add { identity, site, organisation, name, password_stdin, no_password, folder } => {
            let password = match (password_stdin, no_password) {
                (true, _) => Password::Given(read_password()?),
                (false, true) => Password::None,
                (false, false) => Password::Make,
            };
            let (csms, settled) = open(folder).await?;
            let new = NewCharger { identity, name, site, organisation, password };
            let added = csms.chargers().add(&CALLER, new).await;
            let told = added.map(|added| {
                let address = address_for_chargers(&csms, &settled);
                lines(format!("address {address}{}", added.identity_in_address), added.password)
            });
            finish(csms, told).await
        }
        Charger::Treat { identity, admission, ocpp, asked, folder } => {
            let (csms, _) = open(folder).await?;
            let treated = async {
                let (key, mut treatment) = csms.chargers().by_identity(&CALLER, &identity).await?;
                if let Some(admission) = admission {
                    treatment.admission = match admission {
                        Admission::Accepted => model::Admission::Accepted,
                        Admission::Pending => model::Admission::Pending,
                        Admission::Rejected => model::Admission::Rejected,
                    };
                }
                if let Some(ocpp) = ocpp {
                    treatment.pinned = match ocpp {
                        Ocpp::Any => None,
                        Ocpp::V16 => Some(model::Protocol::V16),
                        Ocpp::V201 => Some(model::Protocol::V201),
                        Ocpp::V21 => Some(model::Protocol::V21),
                    };
                }
                if let Some(asked) = asked {
                    treatment.asked = is_yes(asked);
                }
                csms.chargers().treat(&CALLER, &key, treatment).await?;
                Ok(vec![format!("charger {identity}")])
            }
            .await;
            finish(csms, treated).await
        }
        Charger::Password { identity, password_stdin, folder } => {
            let password = if password_stdin { Password::Given(read_password()?) } else { Password::Make };
            let (csms, _) = open(folder).await?;
            let done = csms.access().set_charger_password(&CALLER, &identity, password).await;
            finish(csms, done.map(|made| lines(format!("charger {identity}"), made))).await
        }
        Charger::Block { identity, folder } => {
            let (csms, _) = open(folder).await?;
            let done = csms.access().set_blocked(&CALLER, &identity, true).await;
            finish(csms, done.map(|()| vec![format!("blocked charger {identity}")])).await
        }
        Charger::Unblock { identity, folder } => {
            let (csms, _) = open(folder).await?;
            let done = csms.access().set_blocked(&CALLER, &identity, false).await;
            finish(csms, done.map(|()| vec![format!("unblocked charger {identity}")])).await
        }
        Charger::Rename { identity, name, folder } => {
            let (csms, _) = open(folder).await?;
            let done = csms.access().rename(&CALLER, &identity, &name).await;
            finish(csms, done.map(|()| vec![format!("renamed charger {identity}")])).await
        }
        Charger::Import { csv, organisation, folder } => {
            let rows = read_import(&csv)?;
            let (csms, _) = open(folder).await?;
            let import = csms.chargers().import(&CALLER, &rows, organisation.as_deref()).await;
            finish(csms, import.map(|import| imported(&import, "chargers"))).await
        }
    }
}

/// The address to enter in a charger, up to its identity: as somebody has said, or as the server has it that runs.
fn address_for_chargers(csms: &Csms, settled: &FolderConfig) -> String {
    let config = &settled.config;
    let running = (!settled.chargers_named && csms.is_served())
        .then(|| addresses::find(&config.csms.data, "chargers"))
        .flatten()
        .and_then(|address| address.strip_suffix("{identity}").map(str::to_owned));
    running.unwrap_or_else(|| chargers_address(config.chargers_url.as_deref(), config.csms.chargers))
}
