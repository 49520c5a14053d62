//! Who may charge.

use super::errand::{CALLER, ManagementError, finish, is_yes, open};
use crate::cli::{Token, TokenStatus};
use csms::NewToken;

pub async fn token(command: Token) -> Result<(), ManagementError> {
    match command {
        Token::Put { id, organisation, status, expires, group, note, folder } => {
            let (csms, _) = open(folder).await?;
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
        Token::Remove { id, organisation, folder } => {
            let (csms, _) = open(folder).await?;
            let removed = async {
                let organisation = csms.tokens().organisation(&CALLER, &organisation).await?;
                csms.tokens().remove(&CALLER, &organisation, &id).await
            }
            .await;
            finish(csms, removed.map(|()| vec![format!("removed token {id}")])).await
        }
        Token::Any { answer, organisation, folder } => {
            let (csms, _) = open(folder).await?;
            let set = async {
                let organisation = csms.tokens().organisation(&CALLER, &organisation).await?;
                csms.tokens().accept_any(&CALLER, &organisation, is_yes(answer)).await
            }
            .await;
            finish(csms, set.map(|()| vec![format!("organisation {organisation}")])).await
        }
    }
}
