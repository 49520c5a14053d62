//! The requests of OCPP 2.0.1 and 2.1, by area; each entry says what it is in both.

mod authorization;
mod availability;
mod certificates;
mod common;
mod cost;
mod diagnostics;
mod display;
mod energy_resources;
mod firmware;
mod provisioning;
mod remote_control;
mod smart_charging;
mod v201;
mod v21;

use super::entry::Entry;

static AREAS: &[&[Entry]] = &[
    provisioning::REQUESTS,
    authorization::REQUESTS,
    remote_control::REQUESTS,
    availability::REQUESTS,
    smart_charging::REQUESTS,
    firmware::REQUESTS,
    certificates::REQUESTS,
    diagnostics::REQUESTS,
    display::REQUESTS,
    cost::REQUESTS,
    energy_resources::REQUESTS,
];

pub(super) fn entries() -> impl Iterator<Item = &'static Entry> {
    AREAS.iter().copied().flatten()
}
