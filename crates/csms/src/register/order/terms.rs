//! What is ordered: as it was asked, and once its inputs are found good.

use crate::caller::Caller;
use crate::failure::Failure;
use actions::{Args, Order, Reason};
use model::{ChargerKey, FileProtocol, IdempotencyKey, Ordered, Refusal, RefusalCode};
use words::SecretText;

/// An order whose inputs are good: what is kept, what it is called, and the secret that was cut out.
pub struct CheckedOrder {
    pub args: Args,
    pub subject: String,
    pub secret: Option<SecretText>,
    /// CALLs it takes.
    pub parts: Vec<String>,
    /// A silence of so long is more than this model usually takes, where it reports progress.
    pub silence_ms: Option<i64>,
    /// The one-time address, where the file goes through our own host.
    pub link: Option<NewLink>,
    /// The image is meant for another vendor or model, and that is overridden.
    pub meant_for: Option<String>,
    /// The charger names other protocols than the one that a person chose for its file.
    pub unnamed: Option<FileProtocol>,
}

/// A one-time address to be recorded with its command.
pub struct NewLink {
    pub protocol: FileProtocol,
    pub tag: String,
    /// What its user alone is recognised by, over FTP.
    pub login: Option<String>,
    pub name: String,
    /// The image's row id; none: the charger puts a file here.
    pub image: Option<String>,
    /// How long it counts, in milliseconds.
    pub counts_ms: i64,
}

impl CheckedOrder {
    /// Without secret, address or further CALLs.
    pub fn plain(args: Args, subject: String) -> Self {
        Self {
            args,
            subject,
            secret: None,
            parts: vec![String::new()],
            silence_ms: None,
            link: None,
            meant_for: None,
            unnamed: None,
        }
    }
}

/// What an order depends on, moved into the transaction that records it.
pub struct OrderTerms {
    pub caller: Caller,
    pub charger: ChargerKey,
    pub order: Order,
    pub checked: Option<CheckedOrder>,
    pub reason: Reason,
    pub once: Option<IdempotencyKey>,
    pub connected: bool,
    pub open_commands: usize,
    pub queue_ms: i64,
    /// A second request for firmware or diagnostics can replace the first on this charger.
    pub replaces: bool,
    pub id: String,
    pub sealed: Option<Vec<u8>>,
}

pub fn refused(code: RefusalCode) -> Ordered {
    Ordered::Refused(Refusal::new(code, code.words()))
}

/// Why an order was not recorded.
pub enum NotOrdered {
    Refused(Refusal),
    Failed(Failure),
}

impl NotOrdered {
    pub fn because(code: RefusalCode) -> NotOrdered {
        NotOrdered::Refused(Refusal::new(code, code.words()))
    }
}

impl From<Refusal> for NotOrdered {
    fn from(refusal: Refusal) -> NotOrdered {
        NotOrdered::Refused(refusal)
    }
}

impl From<Failure> for NotOrdered {
    fn from(failure: Failure) -> NotOrdered {
        NotOrdered::Failed(failure)
    }
}
