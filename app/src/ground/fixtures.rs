//! A charger for tests of what forms and pages say.

use model::{
    Abilities, Charger, ChargerKey, Known, KnownBy, Moment, OrganisationKey, SiteKey, SiteRef, Transaction, Treatment,
};

/// Connected, of no version yet, with nothing on it.
pub fn charger() -> Charger {
    Charger {
        key: ChargerKey::from("k"),
        identity: "CP-1".to_owned(),
        name: "One".to_owned(),
        site: SiteRef {
            key: SiteKey::from("s"),
            name: "Kamppi".to_owned(),
            organisation: "Nordic".to_owned(),
            organisation_key: OrganisationKey::from("o"),
            time_zone: "Europe/Helsinki".to_owned(),
        },
        vendor: None,
        model: None,
        serial: None,
        firmware: None,
        protocol: None,
        security_extension: false,
        treatment: Treatment::default(),
        registered: None,
        abilities: Abilities::default(),
        known: Known::default(),
        learnt_protocol: None,
        alerts: 0,
        turned_away: None,
        online: true,
        since: Some(Moment::default()),
        no_password: false,
        blocked: false,
        connectors: Vec::new(),
        transactions: Vec::new(),
        last_message: None,
        oddities: None,
        reboot_needed: None,
        open: Vec::new(),
        updating: None,
        unsupported: Vec::new(),
    }
}

/// A session that runs, of which nothing has been told.
pub fn transaction(connector: i64) -> Transaction {
    Transaction { evse: 0, connector, started: Moment::default(), energy_wh: None, known_by: KnownBy::Start }
}
