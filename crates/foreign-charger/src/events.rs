//! What happens, told to whoever started the charger: one JSON object per line on standard output.

use std::io::Write as _;

use serde_json::Value;

/// Nobody may be listening any more; the charger goes on.
pub fn tell(event: &Value) {
    let mut out = std::io::stdout().lock();
    let _nobody_listens = writeln!(out, "{event}").and_then(|()| out.flush());
}
