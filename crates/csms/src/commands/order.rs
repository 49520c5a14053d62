//! An operator's order: checked, refused with a sentence or recorded, and returned before anything is sent.

mod by_itself;
mod check;
mod guards;
mod site;

use super::{Context, holds};
use crate::keys::random_key;
use crate::store::chargers::{self, Target};
use crate::store::commands::{self as rows, New};
use crate::store::events::{self, Kind};
use crate::store::scope::Scope;
use crate::store::{firmware, learnt, links, profiles};
use crate::{Caller, Csms, Failure};
use actions::{Args, FirmwareSource, Life, Order, Progress, Reason, UpdateFirmware, Verdict, send_message};
use model::{
    Abilities, Admission, ChargerKey, CommandKey, CommandKind, Delivery, FileProtocol, IdempotencyKey, LearntProtocol,
    Ordered, Refusal, RefusalCode, StepKind,
};
use sqlx::sqlite::SqliteConnection;
use words::{Purpose, SecretText};

pub use by_itself::{ask_to_boot, read_configuration, settings_due};
pub use check::check;
use guards::{one_is_open, session_in_the_way, update_in_the_way};

/// An order whose inputs are good: what is kept, what it is called, and the secret that was cut out.
pub struct Checked {
    pub args: Args,
    pub subject: String,
    pub secret: Option<SecretText>,
    /// CALLs it takes.
    pub parts: Vec<String>,
    /// A silence of so long is more than this model usually takes, where it reports progress.
    pub silence_ms: Option<i64>,
    /// The one-time address, where the file goes through our own host.
    pub link: Option<Linked>,
    /// The image is meant for another vendor or model, and that is overridden.
    pub meant_for: Option<String>,
    /// The charger names other protocols than the one that a person chose for its file.
    pub unnamed: Option<FileProtocol>,
}

/// A one-time address to be recorded with its command.
pub struct Linked {
    pub protocol: FileProtocol,
    pub tag: String,
    /// What its user alone is recognised by, over FTP.
    pub login: Option<String>,
    pub name: String,
    /// The image's row id; none: the charger puts a file here.
    pub image: Option<String>,
    /// How long it counts, in milliseconds.
    pub counts_ms: i64,
}

impl Checked {
    /// Without secret, address or further CALLs.
    pub fn plain(args: Args, subject: String) -> Self {
        Self {
            args,
            subject,
            secret: None,
            parts: vec![String::new()],
            silence_ms: None,
            link: None,
            meant_for: None,
            unnamed: None,
        }
    }
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
    /// A second request for firmware or diagnostics can replace the first on this charger.
    replaces: bool,
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
    if actions::facts(order.kind()).for_administrators && !caller.may_manage() {
        return Ok(refused(RefusalCode::NotAllowed));
    }
    let Some(about) = About::read(csms, caller, charger, &order).await? else {
        return Ok(refused(RefusalCode::NotFound));
    };
    let target = &about.target;
    let context = csms.context();
    let mut checked = match check(csms, &order, &about, context.now) {
        Ok(checked) => checked,
        Err(refusal) => return Ok(Ordered::Refused(refusal)),
    };
    if let Some(checked) = &mut checked {
        checked.silence_ms = about.silence_ms.map(|usual| csms.config().deadlines.silence(usual));
    }
    if checked.as_ref().is_some_and(|checked| checked.meant_for.is_some()) && !reason.is_enough() {
        let sentence =
            "Give a reason of 5 characters or more for a file that is meant for another charger. Nothing was sent.";
        return Ok(Ordered::Refused(Refusal::field("reason", sentence)));
    }
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
        replaces: about.abilities.replaces,
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
            let (id, context) = (target.id.clone(), csms.context());
            csms.store()
                .write(move |connection| {
                    Box::pin(async move {
                        super::line::give_up_queued(connection, &id, "the charger went offline first", &context).await
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

/// What an order's inputs are checked against.
pub struct About {
    pub target: Target,
    pub abilities: Abilities,
    /// The request id that comes next.
    pub next_request: i64,
    /// The image of the library that is ordered, if the charger may have it.
    pub image: Option<firmware::Image>,
    /// What Restore sends again.
    cleared: Vec<words::HeldProfile>,
    /// Firmware is fetched or installed there.
    pub updating: bool,
    /// The longest silences of this model in what went well before; none where too little is known, or it reports none.
    silence_ms: Option<Option<i64>>,
    /// By which protocol files went before.
    pub learnt: Option<LearntProtocol>,
}

impl About {
    /// None: not there, or not for these eyes.
    pub async fn read(
        csms: &Csms,
        caller: &Caller,
        charger: &ChargerKey,
        order: &Order,
    ) -> Result<Option<About>, Failure> {
        let mut reading = csms.store().read().await?;
        let scope = Scope::of(&mut reading, caller).await?;
        let Some(target) = chargers::target(&mut reading, &scope, charger.as_str()).await? else { return Ok(None) };
        let connectors = chargers::connectors(&mut reading, &target.id).await?;
        let cleared = match order {
            Order::RestoreProfiles { cleared } => {
                match rows::id_by_key(&mut reading, &scope, cleared.as_str()).await? {
                    Some(command) => profiles::cleared_by(&mut reading, &target.id, &command).await?,
                    None => Vec::new(),
                }
            }
            _no_profiles => Vec::new(),
        };
        let image = match order {
            Order::UpdateFirmware(UpdateFirmware { source: FirmwareSource::Library { key, .. }, .. }) => {
                firmware::for_charger(&mut reading, &target.id, key.as_str()).await?
            }
            _no_image => None,
        };
        let kind = order.kind();
        let silence_ms = match actions::facts(kind).reports_progress {
            true => Some(rows::usual_silence(&mut reading, target.model.as_deref(), kind).await?),
            false => None,
        };
        let abilities = dialect::abilities(&target.speaking, &connectors);
        let next_request = rows::next_request(&mut reading).await?;
        let learnt = learnt::of_charger(&mut reading, &target.id).await?;
        let updating = holds::update(&mut reading, &target.id, csms.context().now).await?.is_some();
        Ok(Some(About { target, abilities, next_request, image, cleared, updating, silence_ms, learnt }))
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
        return site::change_site(connection, asked, &scope, &target, site.as_str(), context).await;
    }
    let Some(checked) = &asked.checked else { return Ok(refused(RefusalCode::Invalid)) };
    if !asked.connected {
        return Ok(Ordered::Refused(Refusal::new(
            RefusalCode::Offline,
            format!("{} is offline, so it cannot be reached now. Nothing was sent.", target.name),
        )));
    }
    if target.speaking.registered == Some(Admission::Rejected) {
        return Ok(Ordered::Refused(Refusal::new(
            RefusalCode::Impossible,
            format!("{} is turned away, so nothing is sent to it. Let it in first.", target.name),
        )));
    }
    if let Some(refusal) = session_in_the_way(connection, &asked, &target).await? {
        return Ok(Ordered::Refused(refusal));
    }
    if let Some(refusal) = update_in_the_way(connection, &asked, checked, &target, context).await? {
        return Ok(Ordered::Refused(refusal));
    }
    if let Some(refusal) = one_is_open(connection, &asked, checked, &target, context).await? {
        return Ok(Ordered::Refused(refusal));
    }
    if let Order::UpdateFirmware(UpdateFirmware { source: FirmwareSource::Library { key, .. }, .. }) = &asked.order
        && firmware::for_charger(connection, &target.id, key.as_str()).await?.is_none()
    {
        let sentence = "This image is not in the library any more. Choose another one.";
        return Ok(Ordered::Refused(Refusal::field("firmware", sentence)));
    }
    if rows::count_queued(connection, &target.id).await? + checked.parts.len() as i64 > asked.open_commands as i64 {
        return Ok(refused(RefusalCode::QueueFull));
    }
    let wait = if checked.args.waits_for_sessions() { context.waits.sessions } else { asked.queue_ms };
    let deadline = context.now.saturating_add(wait);
    let life = new_life(kind, &target, checked, Verdict::PENDING, Delivery::Queued, deadline, context.now);
    let key = insert(connection, &asked, &target, checked, life, context).await?;
    if matches!(checked.args, Args::SendMessage(send_message::Inputs { as_typed: true, .. })) {
        rows::insert_step(connection, &asked.id, 2, &StepKind::AsTyped, None, context.now).await?;
    }
    let meant_for = checked.meant_for.clone().map(|meant_for| StepKind::MeantForOthers { meant_for });
    let unnamed = checked.unnamed.map(|protocol| StepKind::NotNamed { protocol });
    for (n, step) in meant_for.into_iter().chain(unnamed).enumerate() {
        rows::insert_step(connection, &asked.id, 2 + n as i64, &step, None, context.now).await?;
    }
    if let Some(linked) = &checked.link {
        let link = links::Link {
            command: asked.id.clone(),
            charger: target.id.clone(),
            protocol: linked.protocol,
            firmware: linked.image.clone(),
            name: linked.name.clone(),
            // One that is fetched later counts from then on.
            expires_at: starts_at(&checked.args, context.now).saturating_add(linked.counts_ms),
        };
        links::insert(connection, &links::New { link, tag: linked.tag.clone(), login: linked.login.clone() }).await?;
    }
    enqueue(connection, &target.id, &asked.id, checked.parts.len(), context.now).await?;
    Ok(Ordered::Taken(key))
}

/// Puts a command's CALLs into the register.
async fn enqueue(
    connection: &mut SqliteConnection,
    charger: &str,
    command: &str,
    parts: usize,
    now: i64,
) -> Result<(), Failure> {
    rows::insert_call(connection, charger, command, &Purpose::Main, now).await?;
    for n in 1..parts as i64 {
        rows::insert_call(connection, charger, command, &Purpose::Part { n }, now).await?;
    }
    Ok(())
}

/// When what is ordered may begin.
fn starts_at(args: &Args, now: i64) -> i64 {
    args.begins_at().map_or(now, |at| now.max(at))
}

fn new_life(
    kind: CommandKind,
    target: &Target,
    checked: &Checked,
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
        progress: Progress {
            parts: checked.parts.clone(),
            silence_ms: checked.silence_ms,
            evse: checked.args.evse(),
            hosted: checked.args.is_hosted(),
            protocol: checked.link.as_ref().map(|link| link.protocol),
            ..Progress::default()
        },
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
    record_new(connection, &new, context).await?;
    Ok(CommandKey(key))
}

async fn record_new(connection: &mut SqliteConnection, new: &New, context: &Context) -> Result<(), Failure> {
    rows::insert(connection, new).await?;
    rows::insert_step(connection, &new.id, 1, &StepKind::Ordered, None, context.now).await?;
    events::tell(connection, Kind::Command, &new.charger, Some(&new.id), "", context.now).await?;
    super::tell_charger(connection, &new.charger, context.now).await
}
