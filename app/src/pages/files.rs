//! Files: firmware for chargers, and the diagnostics that chargers have put here.

mod addresses;
mod checksums;
mod diagnostics;
mod firmware;
mod newest;
mod removal;
mod rooms;
mod upload;

pub use addresses::AddressesPage;
pub use diagnostics::DiagnosticsPage;
pub use firmware::FirmwarePage;
