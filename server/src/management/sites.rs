//! Organisations and their sites.

use super::errand::{CALLER, ManagementError, finish, imported, open, read_import};
use crate::cli::{Organisation, Site};

pub async fn organisation(command: Organisation) -> Result<(), ManagementError> {
    match command {
        Organisation::Add { name, parent, accept_any_token, folder } => {
            let (csms, _) = open(folder).await?;
            let added = async {
                let key = csms.sites().add_organisation(&CALLER, &name, parent.as_deref()).await?;
                if accept_any_token {
                    csms.tokens().accept_any(&CALLER, &key, true).await?;
                }
                Ok(vec![format!("organisation {name}")])
            }
            .await;
            finish(csms, added).await
        }
    }
}

pub async fn site(command: Site) -> Result<(), ManagementError> {
    match command {
        Site::Add { name, organisation, time_zone, folder } => {
            let (csms, _) = open(folder).await?;
            let added = csms.sites().add(&CALLER, &name, &organisation, time_zone.as_deref()).await;
            finish(csms, added.map(|_| vec![format!("site {name}")])).await
        }
        Site::Import { csv, folder } => {
            let rows = read_import(&csv)?;
            let (csms, _) = open(folder).await?;
            let import = csms.sites().import(&CALLER, &rows).await;
            finish(csms, import.map(|import| imported(&import, "sites"))).await
        }
    }
}
