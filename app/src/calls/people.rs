//! What pages ask of whoever looks at them: who is signed in, and whether a one-time link is still good.

#[cfg(feature = "ssr")]
use crate::calls::backend::{answer, csms, failed, given};
use crate::calls::reply::Reply;
use leptos::prelude::*;
use model::{Setup, SignedIn};

#[server(AskSignedIn, prefix = "/api", endpoint = "signed-in")]
pub async fn signed_in() -> Result<Reply<SignedIn>, ServerFnError> {
    let reply = answer(|csms, caller| async move {
        let Some(operator) = caller.operator() else { return Ok(None) };
        csms.people().signed_in(operator).await.map(Some)
    });
    Ok(match reply.await? {
        // Whoever is no operator is nobody here.
        Reply::NotFound => Reply::SignedOut,
        reply => reply,
    })
}

/// Is this one-time link still good? Asked by the page that stands behind it, by nobody signed in.
#[server(AskSetup, prefix = "/api", endpoint = "setup")]
pub async fn setup(#[server(default)] token: Option<String>) -> Result<Setup, ServerFnError> {
    let csms = csms();
    let token = given(token).unwrap_or_default();
    csms.people().setup(&token).await.map_err(|failure| failed(&csms, &failure))
}
