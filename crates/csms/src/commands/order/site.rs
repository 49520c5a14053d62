//! Change Site: recorded, done and settled in one transaction.

use super::{Asked, Checked, insert, new_life, refused};
use crate::Failure;
use crate::commands::Context;
use crate::store::chargers::{self, Target};
use crate::store::commands as rows;
use crate::store::events::{self, Kind};
use crate::store::scope::Scope;
use crate::store::sites;
use actions::{Args, Verdict, change_site};
use model::{CommandKind, Delivery, Ordered, Refusal, RefusalCode, StepKind};
use sqlx::sqlite::SqliteConnection;

/// Change Site touches no socket: it goes to its verdict in the transaction that records it.
pub(super) async fn change_site(
    connection: &mut SqliteConnection,
    asked: Asked,
    scope: &Scope,
    target: &Target,
    site: &str,
    context: &Context,
) -> Result<Ordered, Failure> {
    // A site of another organisation and one that never was answer alike.
    let Some(to) = sites::by_key(connection, scope, site).await? else {
        return Ok(Ordered::Refused(Refusal::field(
            "site",
            "There is no such site among those you may use. Nothing was changed.",
        )));
    };
    if to.id == target.site {
        return Ok(refused(RefusalCode::SameSite));
    }
    let to_id = to.id.clone();
    let to = to.site();
    let (from_name, to_name) = (target.site_name.clone(), to.name);
    let verdict = Verdict::ChangeSite(change_site::Verdict::Moved { from: from_name.clone(), to: to_name.clone() });
    let args = Args::ChangeSite(change_site::Inputs { from: target.site.clone(), to: to_id.clone() });
    let checked = Checked { parts: Vec::new(), ..Checked::plain(args, format!("{from_name} → {to_name}")) };
    let life =
        new_life(CommandKind::ChangeSite, target, &checked, verdict, Delivery::Answered, context.now, context.now);
    let key = insert(connection, &asked, target, &checked, life, context).await?;
    let step = StepKind::Moved { from: from_name, to: to_name };
    rows::insert_step(connection, &asked.id, 2, &step, None, context.now).await?;
    chargers::set_site(connection, &target.id, &to_id).await?;
    events::tell(connection, Kind::Moved, &target.id, None, &target.site, context.now).await?;
    // Told again, as it stands now: its earlier moves cannot be moved back from here any more.
    events::tell(connection, Kind::Command, &target.id, Some(&asked.id), "", context.now).await?;
    Ok(Ordered::Taken(key))
}
