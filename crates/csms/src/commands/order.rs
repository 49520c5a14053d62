//! An operator's order: checked, refused with a sentence or recorded, and returned before anything is sent.

mod check;
mod site;

use super::{Context, take};
use crate::keys::random_key;
use crate::store::chargers::{self, Target};
use crate::store::commands::{self as rows, New};
use crate::store::events::{self, Kind};
use crate::store::scope::{Scope, id_list};
use crate::store::{firmware, links, profiles, transactions};
use crate::{Caller, Csms, Failure};
use life::{Life, Progress};
use model::{
    Abilities, Admission, ChargerKey, CommandKey, CommandKind, Delivery, FileProtocol, FirmwareSource, ITSELF,
    IdempotencyKey, Order, Ordered, Reason, Reboot, RebootKind, Refusal, RefusalCode, StepKind, UpdateFirmware,
    Verdict,
};
use sqlx::sqlite::SqliteConnection;
use words::Evidence;
use words::SecretText;
use words::{Args, Purpose};

pub use check::check;

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
}

/// A one-time address to be recorded with its command.
pub struct Linked {
    pub protocol: FileProtocol,
    pub tag: String,
    pub name: String,
    /// The image's row id; none: the charger puts a file here.
    pub image: Option<String>,
    /// How long it counts, in milliseconds.
    pub counts_ms: i64,
}

impl Checked {
    /// Without secret, address or further CALLs.
    pub fn plain(args: Args, subject: String) -> Self {
        Self { args, subject, secret: None, parts: vec![String::new()], silence_ms: None, link: None, meant_for: None }
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
    if order.kind().is_for_administrators() && !caller.may_manage() {
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
    /// The longest silences of this model in what went well before; none where too little is known, or it reports none.
    silence_ms: Option<Option<i64>>,
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
        let silence_ms = match order.kind() {
            kind @ (CommandKind::UpdateFirmware | CommandKind::RequestDiagnostics) => {
                Some(rows::usual_silence(&mut reading, target.model.as_deref(), kind).await?)
            }
            _reports_no_progress => None,
        };
        let abilities = dialect::abilities(&target.speaking, &connectors);
        let next_request = rows::next_request(&mut reading).await?;
        Ok(Some(About { target, abilities, next_request, image, cleared, silence_ms }))
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
    let life = new_life(kind, &target, checked, Verdict::Pending, Delivery::Queued, deadline, context.now);
    let key = insert(connection, &asked, &target, checked, life, context).await?;
    if matches!(checked.args, Args::SendMessage { as_typed: true, .. }) {
        rows::insert_step(connection, &asked.id, 2, &StepKind::AsTyped, None, context.now).await?;
    }
    if let Some(meant_for) = checked.meant_for.clone() {
        rows::insert_step(connection, &asked.id, 2, &StepKind::MeantForOthers { meant_for }, None, context.now).await?;
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
        links::insert(connection, &links::New { link, tag: linked.tag.clone() }).await?;
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

/// Has a charger's settings read, by nobody's order; unless that is under way.
pub async fn read_configuration(
    connection: &mut SqliteConnection,
    charger: &str,
    context: &Context,
) -> Result<(), Failure> {
    if !rows::open_of_kind(connection, charger, CommandKind::ReadConfiguration).await?.is_empty() {
        return Ok(());
    }
    let target = chargers::target_by_id(connection, charger).await?;
    let args = Args::ReadConfiguration;
    let checked = Checked::plain(args.clone(), String::new());
    let deadline = context.now + context.waits.configuration;
    let kind = CommandKind::ReadConfiguration;
    let life = new_life(kind, &target, &checked, Verdict::Pending, Delivery::Queued, deadline, context.now);
    let new = New {
        id: crate::store::new_id(),
        key: random_key(),
        charger: target.id.clone(),
        site: target.site.clone(),
        subject: checked.subject,
        args,
        by_key: None,
        by_name: ITSELF.to_owned(),
        reason: None,
        once: None,
        life,
        sealed: None,
    };
    record_new(connection, &new, context).await?;
    enqueue(connection, &target.id, &new.id, 1, context.now).await
}

/// When what is ordered may begin.
fn starts_at(args: &Args, now: i64) -> i64 {
    match args {
        Args::UpdateFirmware { retrieve_at, .. } => now.max(*retrieve_at),
        _at_once => now,
    }
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

/// A Hard reboot ends charging sessions without ceremony: that wants a tick and a reason.
async fn session_in_the_way(
    connection: &mut SqliteConnection,
    asked: &Asked,
    target: &Target,
) -> Result<Option<Refusal>, Failure> {
    let Order::Reboot(Reboot { kind: RebootKind::Hard, when_idle: false, evse, end_session }) = &asked.order else {
        return Ok(None);
    };
    let mut running = transactions::running(connection, &id_list([target.id.as_str()])).await?;
    running.retain(|running| evse.is_none_or(|evse| running.evse == evse));
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
    } else if !asked.reason.is_enough() {
        Some(refusal(
            "reason",
            "Give a reason of 5 characters or more for ending the charging session. Nothing was sent.",
        ))
    } else {
        None
    })
}

/// Is one of its kind open that neither gives way to this one nor goes on beside it?
async fn one_is_open(
    connection: &mut SqliteConnection,
    asked: &Asked,
    checked: &Checked,
    target: &Target,
    context: &Context,
) -> Result<Option<Refusal>, Failure> {
    let kind = asked.order.kind();
    if kind.may_repeat() {
        return Ok(None);
    }
    let replaces = asked.replaces && dialect::may_replace(&target.speaking, &checked.args);
    for mut open in rows::open_of_kind(connection, &target.id, kind).await? {
        match (&checked.args, &open.args) {
            (
                Args::Reboot { kind: kind_now @ (RebootKind::Hard | RebootKind::Resume), .. },
                Args::Reboot { kind: RebootKind::Soft, .. },
            ) => {
                let by = format!("{} ({}) by {}", kind.label(), kind_now.as_str(), asked.caller.name());
                take(connection, &mut open, &Evidence::Superseded { by }, None, context).await?;
            }
            // The charger itself says whether it lets go of the first.
            (Args::UpdateFirmware { .. }, _) | (Args::RequestDiagnostics { .. }, _)
                if replaces && asked.order.may_replace() => {}
            _it_stays => {
                let mut refusal = already_open(connection, &open.id, kind).await?;
                if replaces && matches!(kind, CommandKind::UpdateFirmware | CommandKind::RequestDiagnostics) {
                    refusal.sentence = refusal.sentence.replace("Wait for", "Tick Replace the running one, wait for");
                    refusal.field = Some("replace".to_owned());
                }
                return Ok(Some(refusal));
            }
        }
    }
    Ok(None)
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
