//! The vocabulary that the server and the browser share: plain data, safe for wasm, with the words operators read.

mod advice;
mod charger;
mod command;
mod configuration;
mod event;
mod files;
mod frame;
mod hosting;
mod ids;
mod moment;
mod order;
mod people;
mod protocol;
mod refusal;
mod statuses;
mod steps;
mod tokens;
mod turned_away;
mod verdict;

pub use charger::{
    Attention, BUSY_STATUSES, Charger, ChargerPage, ChargerQuery, ChargerRow, Chargers, Connector, HeldHere, Knock,
    Knocks, KnownBy, Oddities, RebootNeeded, Refusals, SiteRef, Tone, Transaction, place,
};
pub use command::{Command, CommandKind, CommandQuery, Commands, Delivery, ITSELF, OpenCommand};
pub use configuration::{Configuration, MessageField, MessageForm, Messages, SecurityEvent, Setting, Treatment};
pub use event::{Event, Gone, LiveCommand};
pub use files::{
    ArchivePage, ArchiveRef, Archives, Change, Comparison, DifferenceRow, Door, DoorTried, Doors, FileDifference,
    FileProtocol, Firmware, FirmwareChoice, FirmwareFacts, FirmwareList, Hit, Hits, LineDifference, Member, Share,
    TextLine, TextPage, describe_bytes, percent, taken_into_library,
};
pub use frame::{Direction, Exchange, Frame, FrameShape, Trace, TraceFilter};
pub use hosting::{Hosted, Hosting, LearntProtocol};
pub use ids::{
    ArchiveKey, ChargerKey, CommandKey, FirmwareKey, IdempotencyKey, OrganisationKey, Seq, SiteKey, UserKey,
};
pub use moment::{Moment, describe_duration};
pub use order::{
    ClearProfiles, FirmwareSource, LocalTime, MessageText, Order, OrderForm, Reason, Reboot, RebootKind, Receiver,
    RequestDiagnostics, Retries, SendMessage, SetConfiguration, Signing, UpdateFirmware, UrlText,
};
pub use people::{Operator, OrganisationKind, Role, Setup, SignedIn};
pub use protocol::{Abilities, Admission, Known, LogKind, ProfilePurpose, Protocol, Room};
pub use refusal::{Ordered, Refusal, RefusalCode};
pub use statuses::{DiagnosticsStatus, FirmwareStatus};
pub use steps::{Hold, Limit, Outcome, Step, StepKind, Stood};
pub use tokens::{Token, TokenStatus, Tokens};
pub use turned_away::TurnedAway;
pub use verdict::{Verdict, is_clear_no};
