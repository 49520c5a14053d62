//! Names of fields that are spelt oddly: in other letter case, with separators, or as another version or vendor has it.

use std::collections::HashMap;

use serde_json::{Map, Value};

/// Longer names are none of the specification's, however they are spelt.
const LONGEST: usize = 64;

/// What the specification calls a field, and what else chargers call it, in small letters and without separators.
const ALIASES: [(&str, &[&str]); 15] = [
    ("chargePointVendor", &["vendor", "vendorname", "chargingstationvendor"]),
    ("chargePointModel", &["model", "modelname", "chargingstationmodel"]),
    ("chargePointSerialNumber", &["serialnumber", "serial"]),
    ("vendorName", &["vendor", "chargepointvendor"]),
    ("model", &["modelname", "chargepointmodel"]),
    ("serialNumber", &["serial", "chargepointserialnumber"]),
    ("firmwareVersion", &["firmware", "fwversion", "softwareversion"]),
    ("connectorId", &["connector", "connectornumber"]),
    ("connectorStatus", &["status"]),
    ("idTag", &["idtoken", "tagid", "tag"]),
    ("transactionId", &["txid", "transaction"]),
    ("meterValue", &["metervalues"]),
    ("sampledValue", &["sampledvalues"]),
    ("timestamp", &["time", "datetime"]),
    ("reason", &["stopreason", "stoppedreason", "bootreason"]),
];

/// The value of each field that is asked for, there or not. A name that is spelt oddly counts where nothing stands under the right
/// one, and is told.
pub(super) fn told(
    mut fields: Map<String, Value>,
    names: &'static [&'static str],
    mut misspelt: impl FnMut(&'static str, &str),
) -> Vec<(&'static str, Option<Value>)> {
    let mut told: Vec<(&'static str, Option<Value>)> = names.iter().map(|name| (*name, fields.remove(*name))).collect();
    let stands = |value: &Option<Value>| value.as_ref().is_some_and(|value| !value.is_null());
    if fields.is_empty() || told.iter().all(|(_, value)| stands(value)) {
        return told;
    }
    let mut others: HashMap<String, (String, Value)> = fields
        .into_iter()
        .filter(|(name, value)| name.len() <= LONGEST && !value.is_null())
        .map(|(name, value)| (plain(&name), (name, value)))
        .collect();
    for (name, value) in told.iter_mut().filter(|(_, value)| !stands(value)) {
        let aliases = ALIASES.iter().find(|(known, _)| known == name).map_or(&[][..], |(_, aliases)| aliases);
        let found = others.remove(&plain(name)).or_else(|| aliases.iter().find_map(|alias| others.remove(*alias)));
        if let Some((as_written, found)) = found {
            misspelt(name, &as_written);
            *value = Some(found);
        }
    }
    told
}

/// A name without letter case and separators.
fn plain(name: &str) -> String {
    name.chars().filter(|char| !matches!(char, '_' | '-' | ' ' | '.')).map(|char| char.to_ascii_lowercase()).collect()
}
