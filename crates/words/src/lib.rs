//! The words that the backend's rooms share, of no protocol version and no database: evidence, what a CALL is for.

#![deny(unreachable_pub, reason = "what is public is what other crates may use")]
#![cfg_attr(
    not(test),
    deny(clippy::wildcard_enum_match_arm, reason = "a new variant is looked at wherever it matters")
)]

mod evidence;
mod identity;
pub mod local_time;
mod printable;
mod profile;
mod purpose;
mod report;
mod secret_text;
mod speaking;
mod tokens;
pub mod version;

pub use evidence::{BootReason, Evidence, LeftProfile, Unheard};
pub use identity::{IDENTITY_MAX, check_identity};
pub use printable::{is_unprintable, printable};
pub use profile::{DroppedProfiles, HeldProfile, Profile};
pub use purpose::Purpose;
pub use report::Report;
pub use secret_text::SecretText;
pub use speaking::Speaking;
pub use tokens::{IdTag, TokenAnswer};
