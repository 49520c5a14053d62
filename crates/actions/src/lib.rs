//! What can be ordered, what comes of it, and how that is told. Pure: no clock, no database, no protocol.

mod advice;
mod args;
mod command;
mod event;
mod life;
mod order;
mod page;
mod verdict;

pub use args::Args;
pub use command::{Command, Commands};
pub use event::{Event, Gone, LiveCommand};
pub use life::{Doubted, Effects, Life, PartAnswer, Progress, StepChange, Waits};
pub use order::{
    ClearProfiles, FirmwareSource, LocalTime, MessageText, Order, OrderForm, Reason, Reboot, RebootKind, Receiver,
    RequestDiagnostics, Retries, SendMessage, SetConfiguration, Signing, UpdateFirmware, UrlText,
};
pub use page::ChargerPage;
pub use verdict::Verdict;
