//! An operator's order: checked, refused with a sentence or recorded, and returned before anything is sent.

use super::args::{Args, Purpose};
use super::life::{Evidence, Life, Progress};
use super::{Context, take};
use crate::destination::{Destination, Purpose as UrlPurpose};
use crate::keys::{SecretText, random_key};
use crate::local_time;
use crate::store::chargers::{self, Target};
use crate::store::commands::{self as rows, New};
use crate::store::events::{self, Kind};
use crate::store::scope::{Scope, id_list};
use crate::store::{sites, transactions};
use crate::{Caller, Csms, Failure};
use model::{
    ChargerKey, CommandKey, CommandKind, Delivery, IdempotencyKey, LocalTime, Order, Ordered, Reason, RebootKind,
    Refusal, RefusalCode, StepKind, Verdict,
};
use sqlx::sqlite::SqliteConnection;

/// An order whose inputs are good: what is kept, what it is called, and the secret that was cut out.
pub struct Checked {
    pub args: Args,
    pub subject: String,
    pub secret: Option<SecretText>,
}

/// What an order depends on, moved into the transaction that records it.
struct Asked {
    caller: Caller,
    charger: ChargerKey,
    order: Order,
    checked: Option<Checked>,
    reason: Reason,
    once: Option<IdempotencyKey>,
    connected: bool,
    open_commands: usize,
    queue_ms: i64,
    id: String,
    sealed: Option<Vec<u8>>,
}

/// Takes an order. It returns when the order is recorded; what becomes of it is told on its timeline.
pub async fn order(
    csms: &Csms,
    caller: &Caller,
    charger: &ChargerKey,
    order: Order,
    reason: Reason,
    once: Option<IdempotencyKey>,
) -> Result<Ordered, Failure> {
    if !caller.may_order() {
        return Ok(refused(RefusalCode::NotAllowed));
    }
    let target = {
        let mut reading = csms.store().read().await?;
        let scope = Scope::of(&mut reading, caller).await?;
        chargers::target(&mut reading, &scope, charger.as_str()).await?
    };
    let Some(target) = target else { return Ok(refused(RefusalCode::NotFound)) };
    let context = csms.context();
    let checked = match check(csms, &order, &target, context.now) {
        Ok(checked) => checked,
        Err(refusal) => return Ok(Ordered::Refused(refusal)),
    };
    let id = crate::store::new_id();
    let sealed = match checked.as_ref().and_then(|checked| checked.secret.as_ref()) {
        Some(secret) => Some(csms.keys().seal(&id, secret)?.0),
        None => None,
    };
    let connected = csms.registry().is_connected(&target.id);
    let asked = Asked {
        caller: caller.clone(),
        charger: charger.clone(),
        order,
        checked,
        reason,
        once,
        connected,
        open_commands: csms.config().limits.open_commands,
        queue_ms: i64::try_from(csms.config().deadlines.queue.as_millis()).unwrap_or(i64::MAX),
        id,
        sealed,
    };
    let ordered = csms
        .store()
        .write(move |connection| Box::pin(async move { record(connection, asked, &context).await }))
        .await?;
    if matches!(ordered, Ordered::Taken(_)) {
        csms.registry().bell(&target.id).ring();
        if connected && !csms.registry().is_connected(&target.id) {
            // It went between the check and the commit, and its going did not see this order.
            let (id, context) = (target.id, csms.context());
            csms.store()
                .write(move |connection| {
                    Box::pin(async move {
                        super::wire::give_up_queued(connection, &id, "the charger went offline first", &context).await
                    })
                })
                .await?;
        }
    }
    Ok(ordered)
}

fn refused(code: RefusalCode) -> Ordered {
    Ordered::Refused(Refusal::new(code, code.words()))
}

/// Checks an order's inputs. None for Change Site, whose site is looked up where it is recorded.
pub fn check(csms: &Csms, order: &Order, target: &Target, now: i64) -> Result<Option<Checked>, Refusal> {
    let allowed = &csms.config().allow_url_hosts;
    let time = |field: &str, time: &Option<LocalTime>| match time {
        None => Ok(None),
        Some(time) => local_time::resolve(&time.0, &target.time_zone)
            .map(Some)
            .map_err(|sentence| Refusal::field(field, sentence)),
    };
    let plain = |args: Args, subject: String| Ok(Some(Checked { args, subject, secret: None }));
    match order {
        Order::Reboot { kind, .. } => plain(Args::Reboot { kind: *kind }, kind.as_str().to_owned()),
        Order::ClearCache => plain(Args::ClearCache, String::new()),
        Order::ClearChargingProfiles(criteria) => {
            plain(Args::ClearChargingProfiles { criteria: *criteria }, criteria.words())
        }
        Order::UpdateFirmware { url, fetch_from, retries } => {
            let destination = Destination::parse(&url.0, UrlPurpose::Firmware, allowed)
                .map_err(|sentence| Refusal::field("url", sentence))?;
            let retrieve_at = time("fetch_from", fetch_from)?.unwrap_or(now);
            let args = Args::UpdateFirmware { url: destination.public.clone(), retrieve_at, retries: *retries };
            Ok(Some(Checked { args, subject: destination.public, secret: destination.secret }))
        }
        Order::RequestDiagnostics { url, from, to, retries } => {
            let destination = Destination::parse(&url.0, UrlPurpose::Diagnostics, allowed)
                .map_err(|sentence| Refusal::field("url", sentence))?;
            let (from, to) = (time("from", from)?, time("to", to)?);
            if let (Some(from), Some(to)) = (from, to)
                && from >= to
            {
                return Err(Refusal::field("to", "To must be later than From."));
            }
            let args = Args::RequestDiagnostics { url: destination.public.clone(), from, to, retries: *retries };
            Ok(Some(Checked { args, subject: destination.public, secret: destination.secret }))
        }
        Order::ChangeSite { .. } => Ok(None),
    }
}

/// Records an order in one transaction, or says why not. Everything that can change between is looked at here.
async fn record(connection: &mut SqliteConnection, asked: Asked, context: &Context) -> Result<Ordered, Failure> {
    let scope = Scope::of(connection, &asked.caller).await?;
    let Some(target) = chargers::target(connection, &scope, asked.charger.as_str()).await? else {
        return Ok(refused(RefusalCode::NotFound));
    };
    let kind = asked.order.kind();
    if let Some(once) = &asked.once
        && let Some((key, by, charger, known_kind)) = rows::by_once(connection, once.as_str()).await?
    {
        // The same form again, by the same person: the same command.
        let same = by == asked.caller.name() && charger == target.id && known_kind == kind.slug();
        return Ok(if same {
            Ordered::Taken(CommandKey(key))
        } else {
            Ordered::Refused(Refusal::new(
                RefusalCode::Invalid,
                "This form was used already. Open the action again. Nothing was sent.",
            ))
        });
    }
    if let Order::ChangeSite { site } = &asked.order {
        let site = site.clone();
        return change_site(connection, asked, &scope, &target, site.as_str(), context).await;
    }
    let Some(checked) = &asked.checked else { return Ok(refused(RefusalCode::Invalid)) };
    if !asked.connected {
        return Ok(Ordered::Refused(Refusal::new(
            RefusalCode::Offline,
            format!("{} is offline, so it cannot be reached now. Nothing was sent.", target.name),
        )));
    }
    if let Some(refusal) = session_in_the_way(connection, &asked, &target).await? {
        return Ok(Ordered::Refused(refusal));
    }
    if let Some(mut open) = rows::open_of_kind(connection, &target.id, kind).await? {
        let replaces = matches!(
            (&checked.args, &open.args),
            (Args::Reboot { kind: RebootKind::Hard }, Args::Reboot { kind: RebootKind::Soft })
        );
        if !replaces {
            return Ok(Ordered::Refused(already_open(connection, &open.id, kind).await?));
        }
        let by = format!("{} (Hard) by {}", kind.label(), asked.caller.name());
        take(connection, &mut open, &Evidence::Superseded { by }, None, context).await?;
    }
    if rows::count_queued(connection, &target.id).await? >= asked.open_commands as i64 {
        return Ok(refused(RefusalCode::QueueFull));
    }
    let life = new_life(kind, &target, Verdict::Pending, Delivery::Queued, context.now + asked.queue_ms, context.now);
    let key = insert(connection, &asked, &target, checked, life, context).await?;
    rows::insert_call(connection, &target.id, &asked.id, &Purpose::Main, context.now).await?;
    Ok(Ordered::Taken(key))
}

fn new_life(
    kind: CommandKind,
    target: &Target,
    verdict: Verdict,
    delivery: Delivery,
    deadline_at: i64,
    now: i64,
) -> Life {
    let open = verdict.is_pending();
    Life {
        kind,
        delivery,
        verdict,
        ordered_at: now,
        sent_at: None,
        settled_at: (!open).then_some(now),
        deadline_at: open.then_some(deadline_at),
        check_at: None,
        starts_at: now,
        firmware_before: target.firmware.clone(),
        progress: Progress::default(),
        last_step: 1,
    }
}

async fn insert(
    connection: &mut SqliteConnection,
    asked: &Asked,
    target: &Target,
    checked: &Checked,
    life: Life,
    context: &Context,
) -> Result<CommandKey, Failure> {
    let key = random_key();
    let new = New {
        id: asked.id.clone(),
        key: key.clone(),
        charger: target.id.clone(),
        site: target.site.clone(),
        subject: checked.subject.clone(),
        args: checked.args.clone(),
        by_key: asked.caller.operator().map(|operator| operator.key.0.clone()),
        by_name: asked.caller.name().to_owned(),
        reason: asked.reason.0.clone(),
        once: asked.once.as_ref().map(|once| once.0.clone()),
        life,
        sealed: asked.sealed.clone(),
    };
    rows::insert(connection, &new).await?;
    rows::insert_step(connection, &new.id, 1, &StepKind::Ordered, None, context.now).await?;
    events::tell(connection, Kind::Command, &target.id, Some(&new.id), "", context.now).await?;
    super::tell_charger(connection, &target.id, context.now).await?;
    Ok(CommandKey(key))
}

/// A Hard reboot ends charging sessions without ceremony: that wants a tick and a reason.
async fn session_in_the_way(
    connection: &mut SqliteConnection,
    asked: &Asked,
    target: &Target,
) -> Result<Option<Refusal>, Failure> {
    let Order::Reboot { kind: RebootKind::Hard, end_session } = &asked.order else { return Ok(None) };
    let running = transactions::running(connection, &id_list([target.id.as_str()])).await?;
    if running.is_empty() {
        return Ok(None);
    }
    let refusal = |field: &str, sentence: &str| Refusal {
        code: RefusalCode::SessionRunning,
        sentence: sentence.to_owned(),
        field: Some(field.to_owned()),
    };
    Ok(if !end_session {
        Some(refusal(
            "end_session",
            "A charging session is running. Tick End the charging session if it may be cut off. Nothing was sent.",
        ))
    } else if !asked.reason.is_enough_for_sessions() {
        Some(refusal(
            "reason",
            "Give a reason of 5 characters or more for ending the charging session. Nothing was sent.",
        ))
    } else {
        None
    })
}

async fn already_open(connection: &mut SqliteConnection, id: &str, kind: CommandKind) -> Result<Refusal, Failure> {
    let open = rows::load(connection, &[id.to_owned()]).await?.pop();
    let sentence = match open {
        Some(open) => {
            let command = open.command;
            format!(
                "{} by {} of {} is still open ({}). Wait for its verdict or stop waiting for it. Nothing was sent.",
                command.title(),
                command.by,
                command.ordered.clock(),
                command.standing().to_lowercase(),
            )
        }
        None => format!("{} is already running on this charger. Nothing was sent.", kind.label()),
    };
    Ok(Refusal::new(RefusalCode::AlreadyOpen, sentence))
}

/// Change Site touches no socket: it goes to its verdict in the transaction that records it.
async fn change_site(
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
    let verdict = Verdict::Moved { from: from_name.clone(), to: to_name.clone() };
    let checked = Checked {
        args: Args::ChangeSite { from: target.site.clone(), to: to_id.clone() },
        subject: format!("{from_name} → {to_name}"),
        secret: None,
    };
    let life = new_life(CommandKind::ChangeSite, target, verdict, Delivery::Answered, context.now, context.now);
    let key = insert(connection, &asked, target, &checked, life, context).await?;
    let step = StepKind::Moved { from: from_name, to: to_name };
    rows::insert_step(connection, &asked.id, 2, &step, None, context.now).await?;
    chargers::set_site(connection, &target.id, &to_id).await?;
    events::tell(connection, Kind::Moved, &target.id, None, &target.site, context.now).await?;
    // Told again, as it stands now: its earlier moves cannot be moved back from here any more.
    events::tell(connection, Kind::Command, &target.id, Some(&asked.id), "", context.now).await?;
    Ok(Ordered::Taken(key))
}
