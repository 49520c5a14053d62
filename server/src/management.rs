//! The command line's changes to organisations, sites, people and chargers, beside a running server or without one.

use crate::cli::{Admission, Answer, Charger, Ocpp, Organisation, Place, Role, Site, Token, TokenStatus, User, print};
use crate::config::{Config, ConfigError};
use crate::serve::chargers_address;
use csms::{Caller, ChangeRefused, Csms, NewCharger, NewToken, OpenError, Password};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// The longest password read from standard input, in bytes.
const PASSWORD_MAX: u64 = 1024;
/// The largest file imported: 100,000 long rows fit in easily.
const IMPORT_MAX: u64 = 64 * 1024 * 1024;

#[derive(Debug, Error)]
pub enum ManagementError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Refused(#[from] ChangeRefused),
    #[error("{0}")]
    Password(&'static str),
    #[error("{path} cannot be read: {why}")]
    Import { path: PathBuf, why: String },
    #[error("standard input or output failed")]
    Pipe(#[from] io::Error),
}

/// The one who asks: whoever can read the data folder may do everything.
const CALLER: Caller = Caller::CommandLine;

pub async fn organisation(command: Organisation) -> Result<(), ManagementError> {
    match command {
        Organisation::Add { name, parent, accept_any_token, place } => {
            let (csms, _) = open(place).await?;
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
        Site::Add { name, organisation, time_zone, place } => {
            let (csms, _) = open(place).await?;
            let added = csms.sites().add(&CALLER, &name, &organisation, time_zone.as_deref()).await;
            finish(csms, added.map(|_| vec![format!("site {name}")])).await
        }
        Site::Import { csv, place } => {
            let rows = read_import(&csv)?;
            let (csms, _) = open(place).await?;
            let taken = csms.sites().import(&CALLER, &rows).await;
            finish(csms, taken.map(|taken| vec![format!("imported {taken} sites")])).await
        }
    }
}

pub async fn user(command: User) -> Result<(), ManagementError> {
    match command {
        User::Add { email, role, organisation, password_stdin: _, place } => {
            let password = read_password()?;
            let (csms, _) = open(place).await?;
            let added = csms.people().add(&CALLER, &email, model_role(role), &organisation, password).await;
            finish(csms, added.map(|()| vec![format!("user {email}")])).await
        }
    }
}

pub async fn charger(command: Charger) -> Result<(), ManagementError> {
    match command {
        Charger::Add { identity, site, organisation, name, password_stdin, no_password, place } => {
            let password = match (password_stdin, no_password) {
                (true, _) => Password::Given(read_password()?),
                (false, true) => Password::None,
                (false, false) => Password::Make,
            };
            let (csms, config) = open(place).await?;
            let new = NewCharger { identity, name, site, organisation, password };
            let added = csms.chargers().add(&CALLER, new).await;
            let lines = added.map(|added| {
                let address = chargers_address(config.chargers_url.as_deref(), config.csms.chargers);
                let mut lines = vec![format!("address {address}{}", added.identity_in_address)];
                lines.extend(added.password.map(|password| format!("password {password}")));
                lines
            });
            finish(csms, lines).await
        }
        Charger::Treat { identity, admission, ocpp, asked, place } => {
            let (csms, _) = open(place).await?;
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
        Charger::Import { csv, organisation, place } => {
            let rows = read_import(&csv)?;
            let (csms, _) = open(place).await?;
            let import = csms.chargers().import(&CALLER, &rows, organisation.as_deref()).await;
            finish(csms, import.map(|import| vec![format!("imported {} chargers", import.taken)])).await
        }
    }
}

pub async fn token(command: Token) -> Result<(), ManagementError> {
    match command {
        Token::Put { id, organisation, status, expires, group, note, place } => {
            let (csms, _) = open(place).await?;
            let status = match status {
                TokenStatus::Accepted => model::TokenStatus::Accepted,
                TokenStatus::Blocked => model::TokenStatus::Blocked,
                TokenStatus::Expired => model::TokenStatus::Expired,
                TokenStatus::Invalid => model::TokenStatus::Invalid,
            };
            let lines = vec![format!("token {id}")];
            let put = async {
                let organisation = csms.tokens().organisation(&CALLER, &organisation).await?;
                csms.tokens().put(&CALLER, &organisation, NewToken { id, status, expires, group, note }).await
            }
            .await;
            finish(csms, put.map(|()| lines)).await
        }
        Token::Remove { id, organisation, place } => {
            let (csms, _) = open(place).await?;
            let removed = async {
                let organisation = csms.tokens().organisation(&CALLER, &organisation).await?;
                csms.tokens().remove(&CALLER, &organisation, &id).await
            }
            .await;
            finish(csms, removed.map(|()| vec![format!("removed token {id}")])).await
        }
        Token::Any { answer, organisation, place } => {
            let (csms, _) = open(place).await?;
            let set = async {
                let organisation = csms.tokens().organisation(&CALLER, &organisation).await?;
                csms.tokens().accept_any(&CALLER, &organisation, is_yes(answer)).await
            }
            .await;
            finish(csms, set.map(|()| vec![format!("organisation {organisation}")])).await
        }
    }
}

fn is_yes(answer: Answer) -> bool {
    match answer {
        Answer::Yes => true,
        Answer::No => false,
    }
}

async fn open(place: Place) -> Result<(Csms, Config), ManagementError> {
    let config = place.settle()?;
    let csms = Csms::open(config.csms.clone()).await?;
    Ok((csms, config))
}

/// Closes the backend whatever came of it, so that everything is written, and then tells.
async fn finish(csms: Csms, lines: Result<Vec<String>, ChangeRefused>) -> Result<(), ManagementError> {
    csms.close().await;
    Ok(print(&lines?)?)
}

/// All of standard input but its last line break.
fn read_password() -> Result<String, ManagementError> {
    let mut bytes = Vec::new();
    io::stdin().lock().take(PASSWORD_MAX + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > PASSWORD_MAX {
        return Err(ManagementError::Password("the password on standard input is longer than 1024 bytes"));
    }
    let text = String::from_utf8(bytes)
        .map_err(|_| ManagementError::Password("the password on standard input is not UTF-8"))?;
    let password = text.strip_suffix('\n').map_or(text.as_str(), |line| line.strip_suffix('\r').unwrap_or(line));
    if password.is_empty() {
        return Err(ManagementError::Password("there is no password on standard input"));
    }
    Ok(password.to_owned())
}

fn read_import(path: &Path) -> Result<Vec<u8>, ManagementError> {
    let error = |why: String| ManagementError::Import { path: path.to_owned(), why };
    let file = std::fs::File::open(path).map_err(|e| error(e.to_string()))?;
    let mut bytes = Vec::new();
    file.take(IMPORT_MAX + 1).read_to_end(&mut bytes).map_err(|e| error(e.to_string()))?;
    if bytes.len() as u64 > IMPORT_MAX {
        return Err(error("it is larger than 64 MiB".to_owned()));
    }
    Ok(bytes)
}

fn model_role(role: Role) -> model::Role {
    match role {
        Role::Admin => model::Role::Administrator,
        Role::Operator => model::Role::Operator,
        Role::Viewer => model::Role::Viewer,
    }
}
