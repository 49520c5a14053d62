//! Who sits at the console: roles, organisations and the person signed in.

use crate::{OrganisationKey, UserKey};
use serde::{Deserialize, Serialize};

/// What a person may do within the own organisation and those below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Reads.
    Viewer,
    /// Reads and orders the six actions.
    Operator,
    /// Also manages people, chargers and sites.
    #[serde(rename = "admin")]
    Administrator,
}

impl Role {
    pub const ALL: [Role; 3] = [Role::Viewer, Role::Operator, Role::Administrator];

    /// The word used on the command line and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Viewer => "viewer",
            Role::Operator => "operator",
            Role::Administrator => "admin",
        }
    }

    pub fn words(self) -> &'static str {
        match self {
            Role::Viewer => "Viewer",
            Role::Operator => "Operator",
            Role::Administrator => "Administrator",
        }
    }

    pub fn parse(text: &str) -> Option<Role> {
        match text {
            "administrator" => Some(Role::Administrator),
            other => Role::ALL.into_iter().find(|role| role.as_str() == other),
        }
    }

    /// May this role order the six actions?
    pub fn may_order(self) -> bool {
        self >= Role::Operator
    }

    /// May this role manage people, chargers and sites?
    pub fn may_manage(self) -> bool {
        self >= Role::Administrator
    }
}

/// A charge point operator, or a customer whose chargers it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OrganisationKind {
    Cpo,
    Customer,
}

/// The person signed in, as the browser may know them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operator {
    pub key: UserKey,
    pub email: String,
    pub role: Role,
    pub organisation: String,
    pub organisation_key: OrganisationKey,
    pub organisation_kind: OrganisationKind,
}

impl Operator {
    /// "Knocking" is for administrators of the charge point operator.
    pub fn sees_knocking(&self) -> bool {
        self.role.may_manage() && self.organisation_kind == OrganisationKind::Cpo
    }
}

/// What the frame around every page needs to know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedIn {
    pub operator: Operator,
    pub chargers: i64,
    pub open_commands: i64,
    pub knocking: i64,
    /// The console or the charger port is reached over plaintext from outside this machine.
    pub plaintext: bool,
    /// The newest event at the time of reading; live updates start after it.
    pub seq: crate::Seq,
    /// The server's clock, milliseconds since 1970.
    pub now: i64,
}

/// The state of a one-time setup link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Setup {
    /// The link is good: no administrator exists yet.
    Open,
    /// Used, replaced by a newer one, or never valid.
    Closed,
}
