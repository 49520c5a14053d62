//! What is known of a charger where something is ordered of it.

use crate::caller::Caller;
use crate::failure::Failure;
use crate::register::handle::Register;
use crate::register::holds;
use crate::store::chargers::{self, Target};
use crate::store::scope::Scope;
use crate::store::{commands as rows, firmware, learnt, profiles};
use actions::{FirmwareSource, Order, UpdateFirmware};
use model::{Abilities, ChargerKey, LearntProtocol};

/// What an order's inputs are checked against.
pub struct About {
    pub target: Target,
    pub abilities: Abilities,
    /// The request id that comes next.
    pub next_request: i64,
    /// The image of the library that is ordered, if the charger may have it.
    pub image: Option<firmware::Image>,
    /// What Restore sends again.
    pub cleared: Vec<words::HeldProfile>,
    /// Firmware is fetched or installed there.
    pub updating: bool,
    /// The longest silences of this model in what went well before; none where too little is known, or it reports none.
    pub silence_ms: Option<Option<i64>>,
    /// By which protocol files went before.
    pub learnt: Option<LearntProtocol>,
}

impl About {
    /// None: not there, or not for these eyes.
    pub async fn read(
        register: &Register,
        caller: &Caller,
        charger: &ChargerKey,
        order: &Order,
    ) -> Result<Option<About>, Failure> {
        let mut reading = register.store().read().await?;
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
        let updating = holds::update(&mut reading, &target.id).await?.is_some();
        Ok(Some(About { target, abilities, next_request, image, cleared, updating, silence_ms, learnt }))
    }
}
