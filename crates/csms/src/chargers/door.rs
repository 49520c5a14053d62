//! What stands behind the chargers' door: the register, the file host, and whether the database answers.

use crate::files::Host;
use crate::readiness::Readiness;
use crate::register::Register;
use std::sync::Arc;

/// The chargers' door. Cheap to clone.
#[derive(Clone)]
pub struct Door {
    pub register: Register,
    pub host: Arc<Host>,
    pub readiness: Arc<Readiness>,
}
