//! Where this server is reached, and a try of the file host's doors.

#[cfg(feature = "ssr")]
use crate::calls::backend::{DoorsAt, answer, is_plain_form, see_other};
use crate::calls::reply::Reply;
use leptos::prelude::*;
use model::{DoorOutcome, Doors};

/// Where this server listens and how chargers reach its files. For administrators; for others it does not exist.
#[server(AskDoors, prefix = "/api", endpoint = "doors")]
pub async fn doors() -> Result<Reply<Doors>, ServerFnError> {
    let at = expect_context::<DoorsAt>();
    answer(|csms, caller| async move {
        Ok(caller.may_manage().then(|| Doors { examples: csms.hosted().examples(), doors: at.doors }))
    })
    .await
}

/// Goes to the file host by its public addresses, from here. For administrators.
#[server(TryDoors, prefix = "/api", endpoint = "try-doors")]
pub async fn try_doors() -> Result<Reply<Vec<DoorOutcome>>, ServerFnError> {
    let at = expect_context::<DoorsAt>();
    let reply = answer(|_, caller| async move {
        if !caller.may_manage() {
            return Ok(None);
        }
        Ok(Some((at.try_all)().await))
    });
    let reply = reply.await?;
    if matches!(reply, Reply::Here(_)) && is_plain_form() {
        see_other("/files/addresses");
    }
    Ok(reply)
}
