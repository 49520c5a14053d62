//! Change Site: recorded, done and settled in one transaction.

use super::entry::{insert, new_life};
use super::terms::{CheckedOrder, NotOrdered, OrderTerms};
use crate::store::chargers::{self, Target};
use crate::store::scope::Scope;
use crate::store::{Tx, commands as rows, sites};
use actions::{Args, Verdict, change_site};
use model::{CommandKey, CommandKind, Delivery, Refusal, RefusalCode, StepKind};

/// Change Site touches no socket: it goes to its verdict in the transaction that records it.
pub(super) async fn change_site(
    tx: &mut Tx,
    asked: OrderTerms,
    scope: &Scope,
    target: &Target,
    site: &str,
) -> Result<CommandKey, NotOrdered> {
    let now = tx.now();
    // A site of another organisation and one that never was answer alike.
    let Some(to) = sites::by_key(tx, scope, site).await? else {
        let sentence = "There is no such site among those you may use. Nothing was changed.";
        return Err(Refusal::field("site", sentence).into());
    };
    if to.id == target.site {
        return Err(NotOrdered::because(RefusalCode::SameSite));
    }
    let to_id = to.id.clone();
    let to = to.site();
    let (from_name, to_name) = (target.site_name.clone(), to.name);
    let verdict = Verdict::ChangeSite(change_site::Verdict::Moved { from: from_name.clone(), to: to_name.clone() });
    let args = Args::ChangeSite(change_site::Inputs { from: target.site.clone(), to: to_id.clone() });
    let checked = CheckedOrder { parts: Vec::new(), ..CheckedOrder::plain(args, format!("{from_name} → {to_name}")) };
    let life = new_life(CommandKind::ChangeSite, target, &checked, verdict, Delivery::Answered, now, now);
    let key = insert(tx, &asked, target, &checked, life).await?;
    let step = StepKind::Moved { from: from_name, to: to_name };
    rows::insert_step(tx, &asked.id, 2, &step, None).await?;
    chargers::set_site(tx, &target.id, &target.site, &to_id).await?;
    Ok(key)
}
