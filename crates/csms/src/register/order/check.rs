//! Checks an order's inputs against what the charger can do, before anything is recorded.

use super::about::About;
use super::terms::{CheckedOrder, NewLink};
use crate::address::{self, Address, Direction};
use crate::register::handle::Register;
use crate::store::firmware::Image;
use actions::{
    Args, FirmwareSource, Order, Receiver, RequestDiagnostics, SendMessage, SetConfiguration, SiteClock,
    UpdateFirmware, UrlText, request_diagnostics, restore_profiles, send_message, set_configuration, update_firmware,
};
use model::{FileProtocol, HostProtocols, Protocol, Refusal, RefusalCode};
use redact::destination::{Destination, Purpose as UrlPurpose};
use redact::hidden;

/// None for Change Site, whose site is looked up where it is recorded.
pub fn check(register: &Register, order: &Order, about: &About, now: i64) -> Result<Option<CheckedOrder>, Refusal> {
    if let Some(why) = about.abilities.obstacle(order.kind()) {
        return Err(Refusal::new(RefusalCode::Impossible, format!("{why} Nothing was sent.")));
    }
    let checked = match order {
        Order::Reboot(reboot) => {
            let (args, subject) = reboot.inputs(&about.abilities, about.updating)?;
            plain(args, subject)
        }
        Order::UpdateFirmware(update) => check_update(register, update, about, now)?,
        Order::RequestDiagnostics(request) => check_diagnostics(register, request, about, now)?,
        Order::SendMessage(message) => check_message(register, message, about)?,
        Order::SetConfiguration(setting) => check_setting(setting, about)?,
        Order::RestoreProfiles { .. } if about.cleared.is_empty() => {
            return Err(Refusal::new(
                RefusalCode::Invalid,
                "None of the profiles that it cleared was set from here, or they are back already. Nothing was sent.",
            ));
        }
        Order::RestoreProfiles { .. } => {
            let subject = about.cleared.iter().map(|held| held.label.clone()).collect::<Vec<_>>().join(", ");
            plain(Args::RestoreProfiles(restore_profiles::Inputs { profiles: about.cleared.clone() }), subject)
        }
        other => match other.plain(&about.abilities, about.target.speaking.protocol.unwrap_or(Protocol::V16)) {
            Some(inputs) => {
                let (args, subject) = inputs?;
                plain(args, subject)
            }
            None => return Ok(None),
        },
    };
    let parts = dialect::parts(&about.target.speaking, &checked.args);
    Ok(Some(CheckedOrder { parts, ..checked }))
}

fn plain(args: Args, subject: String) -> CheckedOrder {
    CheckedOrder::plain(args, subject)
}

fn check_update(
    register: &Register,
    update: &UpdateFirmware,
    about: &About,
    now: i64,
) -> Result<CheckedOrder, Refusal> {
    let (retrieve_at, install_at) = update.times(&about.abilities, &clock(about, now))?;
    if update.signing.is_some() && !about.abilities.signed {
        return Err(Refusal::field(
            "certificate",
            "This charger takes no signed firmware; leave certificate and signature empty.",
        ));
    }
    let retries = update.retries;
    let (key, by, anyway) = match &update.source {
        FirmwareSource::Url(url) => {
            let destination = destination(register, url, UrlPurpose::Firmware, about)?;
            if register.config().signers.is_some() && !about.abilities.signed {
                let sentence = "Only signed firmware is sent from here, and this charger takes no signature by itself. Take \
                                a signed file of the library.";
                return Err(Refusal::field("url", sentence));
            }
            if let Some(objection) = register.config().objection(update.signing.as_ref()) {
                return Err(Refusal::field("certificate", format!("{objection}. Nothing was sent.")));
            }
            let (url, signing) = (destination.public.clone(), update.signing.clone());
            let args = Args::UpdateFirmware(update_firmware::Inputs {
                url,
                retrieve_at,
                install_at,
                retries,
                signing,
                image: None,
            });
            return Ok(CheckedOrder { secret: destination.secret, ..plain(args, destination.public) });
        }
        FirmwareSource::Library { key: _, by, anyway } => (about.image.as_ref(), *by, *anyway),
    };
    let Some(image) = key else {
        return Err(Refusal::field("firmware", "This image is not in the library any more. Choose another one."));
    };
    let signing = image.signing();
    if let Some(objection) = register.config().objection(signing.as_ref()) {
        return Err(Refusal::field("firmware", format!("{objection}. Choose another file.")));
    }
    let meant_for = meant_for_others(image, about, anyway)?;
    let (protocol, address) = hosted(register, by, Direction::Fetch(&image.name), about)?;
    let signing = signing.filter(|_| about.abilities.signed).or_else(|| update.signing.clone());
    let image_id = Some(image.id.clone());
    let subject = format!("{} ({}) by {protocol}", image.name, image.version);
    let url = address.public.clone();
    let args = Args::UpdateFirmware(update_firmware::Inputs {
        url,
        retrieve_at,
        install_at,
        retries,
        signing,
        image: image_id.clone(),
    });
    let unnamed = unnamed(protocol, by, about);
    Ok(CheckedOrder { meant_for, unnamed, ..linked(register, args, subject, protocol, address, image_id) })
}

/// Whom an image is meant for, where it is not this charger, which must be overridden.
fn meant_for_others(image: &Image, about: &About, anyway: bool) -> Result<Option<String>, Refusal> {
    let (vendor, model) = (about.target.vendor.as_deref(), about.target.model.as_deref());
    if image.fits(vendor, model) {
        return Ok(None);
    }
    let meant_for = format!("{} {}", image.vendor, image.model);
    if anyway {
        return Ok(Some(meant_for));
    }
    let this = match (vendor, model) {
        (None, None) => "has not told its vendor and model yet".to_owned(),
        (vendor, model) => format!("is a {} {}", vendor.unwrap_or("?"), model.unwrap_or("?")),
    };
    Err(Refusal::field(
        "anyway",
        format!(
            "This file is meant for {meant_for}; this charger {this}. Tick Send it anyway and give a reason if that is \
             meant. Nothing was sent."
        ),
    ))
}

/// A fresh address of our own host, by the protocol that was chosen or the one that fits.
fn hosted(
    register: &Register,
    by: Option<FileProtocol>,
    direction: Direction<'_>,
    about: &About,
) -> Result<(FileProtocol, Address), Refusal> {
    let (host, known) = (&register.config().host, &about.target.speaking.known.file_protocols);
    let hosting = host.hosting();
    let protocol = match by {
        Some(by) if !hosting.0.contains(&by) => {
            return Err(Refusal::field("by", format!("{by} is not offered here. Choose another protocol.")));
        }
        // What a charger names is often a default: a person may know better.
        Some(by) => by,
        None => hosting
            .choose(known, about.learnt)
            .ok_or_else(|| Refusal::field("by", hosting.objection(known, about.learnt).unwrap_or_default()))?,
    };
    let address = address::make(register.keys(), host, protocol, direction)
        .ok_or_else(|| Refusal::field("by", "The public address of the file host is too long for chargers."))?;
    Ok((protocol, address))
}

/// The protocol, where a person chose it and the charger names others only.
fn unnamed(protocol: FileProtocol, by: Option<FileProtocol>, about: &About) -> Option<FileProtocol> {
    by.and(HostProtocols::warning(protocol, &about.target.speaking.known.file_protocols)).map(|_| protocol)
}

fn linked(
    register: &Register,
    args: Args,
    subject: String,
    protocol: FileProtocol,
    address: Address,
    image: Option<String>,
) -> CheckedOrder {
    let counts_ms = i64::try_from(register.config().limits.link_age.as_millis()).unwrap_or(i64::MAX);
    let link = NewLink { protocol, tag: address.tag, login: address.login, name: address.name, image, counts_ms };
    CheckedOrder { secret: Some(address.secret), link: Some(link), ..plain(args, subject) }
}

fn check_diagnostics(
    register: &Register,
    request: &RequestDiagnostics,
    about: &About,
    now: i64,
) -> Result<CheckedOrder, Refusal> {
    let (from, to) = request.span(&clock(about, now))?;
    if !about.abilities.logs.contains(&request.log) {
        let words = request.log.words().to_lowercase();
        return Err(Refusal::field("log", format!("This charger has no {words}.")));
    }
    let (log, retries) = (request.log, request.retries);
    match &request.receiver {
        Receiver::Url(url) => {
            let destination = destination(register, url, UrlPurpose::Diagnostics, about)?;
            let url = destination.public.clone();
            let args =
                Args::RequestDiagnostics(request_diagnostics::Inputs { url, from, to, retries, log, here: false });
            Ok(CheckedOrder { secret: destination.secret, ..plain(args, destination.public) })
        }
        Receiver::Here { by } => {
            let (protocol, address) = hosted(register, *by, Direction::Put, about)?;
            let url = address.public.clone();
            let args =
                Args::RequestDiagnostics(request_diagnostics::Inputs { url, from, to, retries, log, here: true });
            let unnamed = unnamed(protocol, *by, about);
            Ok(CheckedOrder {
                unnamed,
                ..linked(register, args, format!("to Chargehand by {protocol}"), protocol, address, None)
            })
        }
    }
}

fn check_message(register: &Register, message: &SendMessage, about: &About) -> Result<CheckedOrder, Refusal> {
    let SendMessage { action, payload, as_typed } = message;
    if register.config().signers.is_some() && dialect::brings_firmware(action) {
        let sentence = "Only signed firmware is sent from here; use Update Firmware, which checks that.";
        return Err(Refusal::field("action", sentence));
    }
    dialect::check_message(&about.target.speaking, action, &payload.0, *as_typed)
        .map_err(|(field, sentence)| Refusal::field(field, sentence))?;
    let pieces = if *as_typed { Vec::new() } else { dialect::pieces(&about.target.speaking, action, &payload.0) };
    let (payload, secret) = hidden::cut(&payload.0);
    let args =
        Args::SendMessage(send_message::Inputs { message: action.clone(), payload, as_typed: *as_typed, pieces });
    Ok(CheckedOrder { secret, ..plain(args, action.clone()) })
}

fn check_setting(setting: &SetConfiguration, about: &About) -> Result<CheckedOrder, Refusal> {
    dialect::check_setting(&about.target.speaking, &setting.name, &setting.value.0)
        .map_err(|(field, sentence)| Refusal::field(field, sentence))?;
    let is_secret = hidden::is_secret_setting(&setting.name);
    let (value, secret) = if is_secret {
        (redact::MASK.to_owned(), Some(hidden::whole(&setting.value.0)))
    } else {
        hidden::cut(&setting.value.0)
    };
    let args = Args::SetConfiguration(set_configuration::Inputs { name: setting.name.clone(), value });
    Ok(CheckedOrder { secret, ..plain(args, setting.name.clone()) })
}

fn destination(register: &Register, url: &UrlText, purpose: UrlPurpose, about: &About) -> Result<Destination, Refusal> {
    let most = usize::try_from(about.abilities.url_max).unwrap_or(usize::MAX);
    Destination::parse(&url.0, purpose, &register.config().allow_url_hosts, most)
        .map_err(|sentence| Refusal::field("url", sentence))
}

fn clock(about: &About, now: i64) -> SiteClock<'_> {
    SiteClock { zone: &about.target.time_zone, now }
}
