//! The façade's small areas: every method begins with who is asking and speaks plain `model`.

mod access;
mod archives;
mod backend;
mod chargers;
mod commands;
mod firmware;
mod hosted;
mod members;
mod people;
mod sessions;
mod sites;
mod tokens;
mod trace;

pub use access::{Access, NewPassword};
pub use archives::Archives;
pub(crate) use backend::Backend;
pub use chargers::{AddedCharger, Chargers, NewCharger, Password};
pub use commands::Commands;
pub use firmware::{FirmwareLibrary, UploadOf};
pub use hosted::Hosted;
pub use members::MemberFile;
pub use people::{Entry, People, SignIn};
pub use sessions::{Session, Sessions};
pub use sites::Sites;
pub use tokens::{NewToken, Tokens};
pub use trace::Trace;
