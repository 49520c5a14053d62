//! The vocabulary that the server and the browser share: plain data, safe for wasm, with the words operators read.

mod charger;
mod command;
mod event;
mod frame;
mod ids;
mod moment;
mod order;
mod people;
mod refusal;
mod steps;
mod verdict;

pub use charger::{
    Attention, Charger, ChargerPage, ChargerQuery, ChargerRow, Chargers, Connector, Knock, Knocks, RebootNeeded,
    SiteRef, Tone, Transaction,
};
pub use command::{Command, CommandKind, CommandQuery, Commands, Delivery, OpenCommand};
pub use event::{Event, Gone, LiveCommand};
pub use frame::{Direction, Exchange, Frame, FrameShape, Trace, TraceFilter};
pub use ids::{ChargerKey, CommandKey, IdempotencyKey, OrganisationKey, Seq, SiteKey, UserKey};
pub use moment::{Moment, describe_duration};
pub use order::{
    ClearProfiles, LocalTime, Order, ProfilePurpose, Reason, RebootKind, Retries, UrlText, parse_change_site,
    parse_clear_cache, parse_clear_profiles, parse_reboot, parse_request_diagnostics, parse_update_firmware,
};
pub use people::{Operator, OrganisationKind, Role, Setup, SignedIn};
pub use refusal::{Ordered, Refusal, RefusalCode};
pub use steps::{DiagnosticsStatus, FirmwareStatus, Limit, Outcome, Step, StepKind};
pub use verdict::Verdict;
