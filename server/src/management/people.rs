//! People, and what they may.

use super::errand::{CALLER, ManagementError, finish, lines, open, read_password};
use crate::cli::{Role, User};
use csms::NewPassword;

pub async fn user(command: User) -> Result<(), ManagementError> {
    match command {
        User::Add { email, role, organisation, password_stdin: _, folder } => {
            let password = read_password()?;
            let (csms, _) = open(folder).await?;
            let added = csms.people().add(&CALLER, &email, model_role(role), &organisation, password).await;
            finish(csms, added.map(|()| vec![format!("user {email}")])).await
        }
        User::Disable { email, folder } => {
            let (csms, _) = open(folder).await?;
            let done = csms.access().set_disabled(&CALLER, &email, true).await;
            finish(csms, done.map(|()| vec![format!("disabled user {email}")])).await
        }
        User::Enable { email, folder } => {
            let (csms, _) = open(folder).await?;
            let done = csms.access().set_disabled(&CALLER, &email, false).await;
            finish(csms, done.map(|()| vec![format!("enabled user {email}")])).await
        }
        User::Role { email, role, folder } => {
            let (csms, _) = open(folder).await?;
            let role = model_role(role);
            let done = csms.access().set_role(&CALLER, &email, role).await;
            finish(csms, done.map(|()| vec![format!("user {email} {}", role.as_str())])).await
        }
        User::Password { email, password_stdin, folder } => {
            let password = if password_stdin { NewPassword::Given(read_password()?) } else { NewPassword::Make };
            let (csms, _) = open(folder).await?;
            let done = csms.access().set_password(&CALLER, &email, password).await;
            finish(csms, done.map(|made| lines(format!("user {email}"), made))).await
        }
    }
}

fn model_role(role: Role) -> model::Role {
    match role {
        Role::Admin => model::Role::Administrator,
        Role::Operator => model::Role::Operator,
        Role::Viewer => model::Role::Viewer,
    }
}
