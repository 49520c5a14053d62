//! The vocabulary that the server and the browser share: plain data, safe for wasm, with the words operators read.

mod charger;
mod command;
mod configuration;
mod files;
mod frame;
mod hosting;
mod ids;
mod kind;
mod moment;
mod notice;
mod people;
mod protocol;
mod refusal;
mod search;
mod statuses;
mod steps;
mod tokens;
mod turned_away;

pub use charger::{
    Attention, BUSY_STATUSES, Charger, ChargerQuery, ChargerRow, Chargers, Connector, HeldHere, Knock, Knocks, KnownBy,
    Oddities, RebootNeeded, Refusals, SiteRef, Tone, Transaction, place,
};
pub use command::{CommandQuery, Delivery, ITSELF, OpenCommand};
pub use configuration::{Configuration, MessageField, MessageForm, Messages, SecurityEvent, Setting, Treatment};
pub use files::{
    ArchivePage, ArchiveRef, Archives, Change, Comparison, DifferenceRow, Door, DoorOutcome, Doors, FileDifference,
    FileProtocol, Firmware, FirmwareChoice, FirmwareFacts, FirmwareList, Hit, Hits, LineDifference, Member, Share,
    TextLine, TextPage, describe_bytes, percent, taken_into_library,
};
pub use frame::{Direction, Exchange, Frame, FrameShape, Trace, TraceFilter};
pub use hosting::{HostProtocols, HostTraffic, LearntProtocol};
pub use ids::{
    ArchiveKey, ChargerKey, CommandKey, FirmwareKey, IdempotencyKey, OrganisationKey, Seq, SiteKey, UserKey,
};
pub use kind::CommandKind;
pub use moment::{Moment, describe_duration};
pub use notice::{Notice, Topic};
pub use people::{Operator, OrganisationKind, Role, Setup, SignedIn};
pub use protocol::{Abilities, Admission, Known, LogKind, ProfilePurpose, Protocol, Room};
pub use refusal::{Ordered, Refusal, RefusalCode};
pub use search::Search;
pub use statuses::{DiagnosticsStatus, FirmwareStatus};
pub use steps::{Hold, Limit, Outcome, Step, StepKind, Stood, is_clear_no};
pub use tokens::{Token, TokenStatus, Tokens};
pub use turned_away::TurnedAway;
