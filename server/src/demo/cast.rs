//! Who and what there is in the demo: organisations, people, sites, and a charger for each thing that can happen.

use charger_sim::{Behaviour, Protocol};
use model::{Role, TokenStatus};
use std::time::Duration;

pub const OPERATOR: &str = "Nordic Charge Oy";
pub const CUSTOMERS: [&str; 2] = ["Stadshem Fastigheter", "Blue Harbour Hotels"];
const STADSHEM: &str = CUSTOMERS[0];
const HARBOUR: &str = CUSTOMERS[1];

pub struct Person {
    pub email: &'static str,
    pub role: Role,
    pub organisation: &'static str,
}

pub struct DemoSite {
    pub name: &'static str,
    pub organisation: &'static str,
    pub time_zone: &'static str,
}

/// A charger of the demo and how it lives.
pub struct Part {
    pub identity: &'static str,
    pub name: &'static str,
    pub site: &'static str,
    pub vendor: &'static str,
    pub model: &'static str,
    pub serial: &'static str,
    pub firmware: &'static str,
    pub connectors: u32,
    pub no_password: bool,
    pub speaks: Protocol,
    pub life: Life,
}

/// What a charger does by itself and how it takes orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
    Idle,
    /// With a charging session on this connector.
    Charging(u32),
    /// With a fault on this connector.
    Faulted(u32),
    /// Comes up once and goes away.
    GoesOffline,
    NeverSeen,
    Behaves(Behaviour),
    /// The same with a charging session on this connector.
    ChargesAnd(Behaviour, u32),
    /// Answers a reset, and comes back without a BootNotification.
    ReconnectsWithoutBoot,
    /// Answers Clear Cache with NotImplemented, and fails to upload diagnostics.
    KnowsNoCache,
}

/// Longer than a charger has for its answer, so that it comes too late.
const LATE: Behaviour = Behaviour::Late(Duration::from_secs(35));

pub const PEOPLE: [Person; 4] = [
    Person { email: "admin@nordic.example", role: Role::Administrator, organisation: OPERATOR },
    Person { email: "desk@nordic.example", role: Role::Operator, organisation: OPERATOR },
    Person { email: "guest@nordic.example", role: Role::Viewer, organisation: OPERATOR },
    Person { email: "desk@stadshem.example", role: Role::Operator, organisation: STADSHEM },
];

pub const SITES: [DemoSite; 40] = [
    place("Kamppi P1", OPERATOR, "Europe/Helsinki"),
    place("Mall of Tripla", OPERATOR, "Europe/Helsinki"),
    place("Espoo depot", OPERATOR, "Europe/Helsinki"),
    place("Tampere central", OPERATOR, "Europe/Helsinki"),
    place("Turku harbour", OPERATOR, "Europe/Helsinki"),
    place("Oulu airport", OPERATOR, "Europe/Helsinki"),
    place("Tallinn Ülemiste", OPERATOR, "Europe/Tallinn"),
    place("Tartu Lõunakeskus", OPERATOR, "Europe/Tallinn"),
    place("Riga Spice", OPERATOR, "Europe/Riga"),
    place("Vilnius Akropolis", OPERATOR, "Europe/Vilnius"),
    place("Oslo airport P5", OPERATOR, "Europe/Oslo"),
    place("Bergen Bryggen", OPERATOR, "Europe/Oslo"),
    place("Trondheim Solsiden", OPERATOR, "Europe/Oslo"),
    place("Copenhagen Nordhavn", OPERATOR, "Europe/Copenhagen"),
    place("Aarhus Ø", OPERATOR, "Europe/Copenhagen"),
    place("Reykjavik Harpa", OPERATOR, "Atlantic/Reykjavik"),
    place("Berlin Alexanderplatz", OPERATOR, "Europe/Berlin"),
    place("Hamburg Altona", OPERATOR, "Europe/Berlin"),
    place("Munich Riem", OPERATOR, "Europe/Berlin"),
    place("Amsterdam Zuidas", OPERATOR, "Europe/Amsterdam"),
    place("Rotterdam Kop van Zuid", OPERATOR, "Europe/Amsterdam"),
    place("Brussels Midi", OPERATOR, "Europe/Brussels"),
    place("Vienna Praterstern", OPERATOR, "Europe/Vienna"),
    place("Warsaw Centralna", OPERATOR, "Europe/Warsaw"),
    place("Lisbon Oriente", OPERATOR, "Europe/Lisbon"),
    place("Solna depot", STADSHEM, "Europe/Stockholm"),
    place("Värtahamnen", STADSHEM, "Europe/Stockholm"),
    place("Hammarby sjöstad", STADSHEM, "Europe/Stockholm"),
    place("Kista galleria", STADSHEM, "Europe/Stockholm"),
    place("Gothenburg Lindholmen", STADSHEM, "Europe/Stockholm"),
    place("Malmö Västra hamnen", STADSHEM, "Europe/Stockholm"),
    place("Uppsala Resecentrum", STADSHEM, "Europe/Stockholm"),
    place("Umeå campus", STADSHEM, "Europe/Stockholm"),
    place("Hotel Harbour Helsinki", HARBOUR, "Europe/Helsinki"),
    place("Hotel Harbour Stockholm", HARBOUR, "Europe/Stockholm"),
    place("Hotel Harbour Dublin", HARBOUR, "Europe/Dublin"),
    place("Hotel Harbour London", HARBOUR, "Europe/London"),
    place("Hotel Harbour Lisbon", HARBOUR, "Europe/Lisbon"),
    place("Hotel Harbour Athens", HARBOUR, "Europe/Athens"),
    place("Hotel Harbour Azores", HARBOUR, "Atlantic/Azores"),
];

/// A card that is on the operator's list; others are accepted, too.
pub struct Card {
    pub id: &'static str,
    pub status: TokenStatus,
    pub group: &'static str,
    pub note: &'static str,
}

pub const TOKENS: [Card; 3] = [
    Card { id: "04A7C9E2", status: TokenStatus::Accepted, group: "POOL-7", note: "Pool car 7" },
    Card { id: "04B1D0F3", status: TokenStatus::Accepted, group: "POOL-7", note: "Pool car 7, spare card" },
    Card { id: "04C2E5A8", status: TokenStatus::Blocked, group: "POOL-9", note: "Lost in March" },
];

pub static CAST: [Part; 16] = [
    part("FI-KAM-01", "Kamppi 01", "Kamppi P1", ["ABB", "Terra 184", "T184-10293", "1.8.32"], 2, Life::Idle),
    part("FI-KAM-02", "Kamppi 02", "Kamppi P1", ["ABB", "Terra 184", "T184-10294", "1.8.30"], 2, Life::Charging(2)),
    part(
        "FI-KAM-03",
        "Kamppi 03",
        "Kamppi P1",
        ["Alfen", "Eve Double", "ACE0218841", "6.5.0"],
        2,
        Life::Behaves(Behaviour::Rejecting),
    ),
    Part {
        speaks: Protocol::V201,
        ..part(
            "FI-TRI-11",
            "Tripla north 11",
            "Mall of Tripla",
            ["Kempower", "S", "KS-4411", "3.1.4"],
            2,
            Life::GoesOffline,
        )
    },
    part(
        "FI-TRI-12",
        "Tripla north 12",
        "Mall of Tripla",
        ["Kempower", "S", "KS-4412", "3.1.4"],
        2,
        Life::ChargesAnd(Behaviour::DropsAtReset, 1),
    ),
    Part {
        speaks: Protocol::V16Security,
        ..part("SE-DEP-04", "Depot gate", "Solna depot", ["Zaptec", "Pro", "ZPR041220", "4.2.1"], 1, Life::Faulted(1))
    },
    part(
        "SE-HBR-02",
        "Harbour east 2",
        "Värtahamnen",
        ["ChargeAmps", "Dawn", "CAD-7702", "2.9"],
        1,
        Life::Behaves(Behaviour::LiesAboutFirmware),
    ),
    part(
        "SE-HBR-03",
        "Harbour east 3",
        "Värtahamnen",
        ["ChargeAmps", "Dawn", "CAD-7703", "2.9"],
        1,
        Life::Behaves(LATE),
    ),
    part(
        "NO-OSL-07",
        "Airport P5 07",
        "Oslo airport P5",
        ["Alpitronic", "HYC300", "HYC-30907", "2.4.1"],
        3,
        Life::ChargesAnd(Behaviour::NeverReboots, 1),
    ),
    Part {
        speaks: Protocol::V201,
        ..part(
            "NO-OSL-08",
            "Airport P5 08",
            "Oslo airport P5",
            ["Alpitronic", "HYC300", "HYC-30908", "2.4.1"],
            3,
            Life::Behaves(Behaviour::Silent),
        )
    },
    Part {
        no_password: true,
        speaks: Protocol::V201,
        ..part(
            "DE-BER-01",
            "Alexanderplatz 1",
            "Berlin Alexanderplatz",
            ["Compleo", "Duo", "CD-1188", "5.0.2"],
            2,
            Life::Idle,
        )
    },
    part("DE-MUC-02", "Riem 2", "Munich Riem", ["Compleo", "Duo", "CD-1191", "5.0.2"], 2, Life::NeverSeen),
    part(
        "NL-AMS-05",
        "Zuidas 5",
        "Amsterdam Zuidas",
        ["EVBox", "Troniq 100", "TQ-0005", "1.12.0"],
        2,
        Life::KnowsNoCache,
    ),
    part(
        "PT-LIS-03",
        "Oriente 3",
        "Lisbon Oriente",
        ["Efacec", "QC45", "QC45-221", "7.3.1"],
        2,
        Life::ReconnectsWithoutBoot,
    ),
    Part {
        speaks: Protocol::V21,
        ..part(
            "UK-LON-01",
            "Docklands 1",
            "Hotel Harbour London",
            ["Easee", "Charge", "EH-550121", "3.3.0"],
            1,
            Life::Charging(1),
        )
    },
    Part {
        speaks: Protocol::V21,
        ..part(
            "GR-ATH-01",
            "Piraeus 1",
            "Hotel Harbour Athens",
            ["Easee", "Charge", "EH-550187", "3.3.0"],
            1,
            Life::Idle,
        )
    },
];

const fn place(name: &'static str, organisation: &'static str, time_zone: &'static str) -> DemoSite {
    DemoSite { name, organisation, time_zone }
}

/// `plate` is vendor, model, serial number and firmware.
const fn part(
    identity: &'static str,
    name: &'static str,
    site: &'static str,
    plate: [&'static str; 4],
    connectors: u32,
    life: Life,
) -> Part {
    let [vendor, model, serial, firmware] = plate;
    Part {
        identity,
        name,
        site,
        vendor,
        model,
        serial,
        firmware,
        connectors,
        no_password: false,
        speaks: Protocol::V16,
        life,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_charger_stands_at_one_site_of_its_own_name() {
        let names: BTreeSet<&str> = SITES.iter().map(|site| site.name).collect();
        assert_eq!(names.len(), SITES.len());
        let identities: BTreeSet<&str> = CAST.iter().map(|part| part.identity).collect();
        assert_eq!(identities.len(), CAST.len());
        for part in &CAST {
            assert!(names.contains(part.site), "{}", part.site);
        }
    }
}
