//! The pages: each asks for its data, keeps it with the live events, and lays out components.

mod action;
mod actions;
mod archive;
mod charger;
mod charger_actions;
mod chargers;
mod compare;
mod configuration;
mod files;
mod frame;
mod help;
mod knocking;
mod message;
mod more;
mod not_found;
mod setup;
mod sign_in;
mod tokens;

pub use action::ActionPage;
pub use actions::ActionsPage;
pub use archive::ArchivePage;
pub use charger::ChargerPage;
pub use charger_actions::ChargerActionsPage;
pub use chargers::ChargersPage;
pub use compare::ComparePage;
pub use configuration::ConfigurationPage;
pub use files::{AddressesPage, DiagnosticsPage, FirmwarePage};
pub use frame::{Frame, Me};
pub use help::HelpPage;
pub use knocking::KnockingPage;
pub use message::MessagePage;
pub use more::MorePage;
pub use not_found::NotFound;
pub use setup::SetupPage;
pub use sign_in::SignInPage;
pub use tokens::TokensPage;
