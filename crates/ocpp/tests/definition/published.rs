//! The tables against the published JSON schemas, both ways.
//!
//! The schemas are not ours to pass on, so they are read from the Python package `ocpp`: in the folder that `OCPP_SCHEMAS`
//! names, else in the virtual environment beside the workspace.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use ocpp::definition::{Definition, Edition, Field, Shape, requests};
use serde_json::Value;

/// What the schemas' folder holds besides requests of a central system: requests of chargers, which the tables leave out.
const OF_CHARGERS: &str = "Authorize BatterySwap BootNotification ClearedChargingLimit ClosePeriodicEventStream \
    DiagnosticsStatusNotification FirmwareStatusNotification Get15118EVCertificate GetCertificateChainStatus \
    GetCertificateStatus Heartbeat LogStatusNotification MeterValues NotifyChargingLimit NotifyCustomerInformation \
    NotifyDERAlarm NotifyDERStartStop NotifyDisplayMessages NotifyEVChargingNeeds NotifyEVChargingSchedule NotifyEvent \
    NotifyMonitoringReport NotifyPeriodicEventStream NotifyPriorityCharging NotifyReport NotifySettlement \
    OpenPeriodicEventStream PublishFirmwareStatusNotification PullDynamicScheduleUpdate ReportChargingProfiles \
    ReportDERControl ReservationStatusUpdate SecurityEventNotification SignCertificate \
    SignedFirmwareStatusNotification StartTransaction StatusNotification StopTransaction TransactionEvent \
    VatNumberValidation";

#[test]
fn definitions_agree_with_the_published_schemas() {
    let Some(folder) = schemas() else {
        let missing = "not compared: set OCPP_SCHEMAS to the folder of the Python package ocpp";
        assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "{missing}");
        // Not `eprintln!`, which is kept back where tests pass.
        writeln!(std::io::stderr(), "{missing}").expect("somebody reads what tests say");
        return;
    };
    let mut differences = Vec::new();
    for (edition, version) in [(Edition::V16Security, "v16"), (Edition::V201, "v201"), (Edition::V21, "v21")] {
        compare_edition(edition, &folder.join(version).join("schemas"), &mut differences);
    }
    assert!(differences.is_empty(), "{} differences:\n{}", differences.len(), differences.join("\n"));
}

/// The folder of the Python package.
fn schemas() -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os("OCPP_SCHEMAS") {
        return Some(PathBuf::from(folder));
    }
    let lib = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.venv/lib");
    let pythons = fs::read_dir(lib).ok()?.filter_map(Result::ok);
    pythons.map(|python| python.path().join("site-packages/ocpp")).find(|folder| folder.is_dir())
}

fn compare_edition(edition: Edition, folder: &Path, differences: &mut Vec<String>) {
    let suffix = if edition == Edition::V16Security { ".json" } else { "Request.json" };
    let files = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let of_chargers: BTreeSet<&str> = OF_CHARGERS.split_whitespace().collect();
    let published: BTreeSet<String> = files
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| Some(name.strip_suffix(suffix)?.to_owned()))
        .filter(|action| !action.ends_with("Response") && !of_chargers.contains(action.as_str()))
        .collect();
    let ours: BTreeSet<String> = requests(edition).map(|definition| definition.action.to_owned()).collect();
    differences.extend(published.difference(&ours).map(|action| format!("{edition:?} {action}: we do not have it")));
    differences.extend(ours.difference(&published).map(|action| format!("{edition:?} {action}: only we have it")));
    for definition in requests(edition).filter(|definition| published.contains(definition.action)) {
        let text = fs::read_to_string(folder.join(format!("{}{suffix}", definition.action))).unwrap();
        let schema: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).unwrap();
        let mut comparing = Comparer { definition, root: &schema, differences: Vec::new() };
        comparing.object("", definition.fields, &schema);
        differences.extend(comparing.differences.into_iter().map(|line| format!("{edition:?} {line}")));
    }
}

struct Comparer<'a> {
    definition: &'static Definition,
    root: &'a Value,
    differences: Vec<String>,
}

impl<'a> Comparer<'a> {
    fn differs(&mut self, path: &str, ours: impl std::fmt::Debug, theirs: impl std::fmt::Debug) {
        self.differences.push(format!("{}{path}: ours {ours:?}, published {theirs:?}", self.definition.action));
    }

    fn same<T: PartialEq + std::fmt::Debug>(&mut self, path: &str, ours: T, theirs: T) {
        if ours != theirs {
            self.differs(path, ours, theirs);
        }
    }

    fn resolved(&self, schema: &'a Value) -> &'a Value {
        match schema["$ref"].as_str() {
            Some(name) => {
                let name = name.strip_prefix("#/definitions/").expect("schemas refer to their own definitions");
                self.resolved(&self.root["definitions"][name])
            }
            None => schema,
        }
    }

    fn object(&mut self, path: &str, fields: &[Field], schema: &'a Value) {
        self.same(&format!("{path} (open)"), Some(false), schema["additionalProperties"].as_bool());
        let properties = schema["properties"].as_object();
        let has_custom_data = properties.is_some_and(|properties| properties.contains_key("customData"));
        self.same(&format!("{path}.customData"), self.definition.custom_data, has_custom_data);
        let required: BTreeSet<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        for name in properties.into_iter().flat_map(|properties| properties.keys()).filter(|name| *name != "customData")
        {
            if !fields.iter().any(|field| field.name == name) {
                self.differs(&format!("{path}.{name}"), "nothing", "a field");
            }
        }
        for field in fields {
            let path = format!("{path}.{}", field.name);
            match properties.and_then(|properties| properties.get(field.name)) {
                Some(schema) => {
                    self.same(&format!("{path} (required)"), field.required, required.contains(field.name));
                    self.shape(&path, &field.shape, self.resolved(schema));
                }
                None => self.differs(&path, "a field", "nothing"),
            }
        }
        if fields.iter().map(|field| field.name).collect::<BTreeSet<_>>().len() != fields.len() {
            self.differs(path, "a field twice", "once");
        }
    }

    fn shape(&mut self, path: &str, shape: &Shape, schema: &'a Value) {
        // What the shape is in the schema's words; any keyword that is not accounted for is a difference.
        let mut known = vec!["type", "description", "javaType", "default", "additionalProperties", "additionalItems"];
        let kind = match shape {
            Shape::Text { .. } | Shape::DateTime | Shape::Uri | Shape::Word(_) => Some("string"),
            Shape::Boolean => Some("boolean"),
            Shape::Integer { .. } => Some("integer"),
            Shape::Number { .. } | Shape::Tenths => Some("number"),
            Shape::Object(_) => Some("object"),
            Shape::List { .. } => Some("array"),
            Shape::Anything => None,
        };
        self.same(&format!("{path} (type)"), kind, schema["type"].as_str());
        let size = |name: &str| schema[name].as_u64();
        let limit = |max: usize| (max != usize::MAX).then_some(max as u64);
        match shape {
            Shape::Text { max } => {
                known.push("maxLength");
                self.same(&format!("{path} (length)"), limit(*max), size("maxLength"));
            }
            Shape::DateTime | Shape::Uri => {
                known.push("format");
                let format = if matches!(shape, Shape::Uri) { "uri" } else { "date-time" };
                self.same(&format!("{path} (format)"), Some(format), schema["format"].as_str());
            }
            Shape::Word(words) => {
                known.push("enum");
                let theirs: BTreeSet<&str> =
                    schema["enum"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
                self.same(&format!("{path} (words)"), words.iter().copied().collect(), theirs);
            }
            Shape::Integer { min, max } => {
                known.extend(["minimum", "maximum"]);
                let min = Some(*min).filter(|min| *min != i64::from(i32::MIN)).map(|min| min as f64);
                let max = Some(*max).filter(|max| *max != i64::from(i32::MAX)).map(|max| max as f64);
                self.same(
                    &format!("{path} (range)"),
                    (min, max),
                    (schema["minimum"].as_f64(), schema["maximum"].as_f64()),
                );
            }
            Shape::Number { min, max } => {
                known.extend(["minimum", "maximum"]);
                let ours = (Some(*min).filter(|min| min.is_finite()), Some(*max).filter(|max| max.is_finite()));
                self.same(&format!("{path} (range)"), ours, (schema["minimum"].as_f64(), schema["maximum"].as_f64()));
            }
            Shape::Tenths => {
                known.push("multipleOf");
                self.same(&format!("{path} (step)"), Some(0.1), schema["multipleOf"].as_f64());
            }
            Shape::Object(fields) => {
                known.extend(["properties", "required"]);
                self.object(path, fields, schema);
            }
            Shape::List { of, min, max } => {
                known.extend(["items", "minItems", "maxItems"]);
                self.same(&format!("{path} (least)"), *min as u64, size("minItems").unwrap_or_default());
                self.same(&format!("{path} (most)"), limit(*max), size("maxItems"));
                self.shape(&format!("{path}[]"), of, self.resolved(&schema["items"]));
            }
            Shape::Boolean | Shape::Anything => {}
        }
        let unknown: Vec<&String> = schema
            .as_object()
            .into_iter()
            .flat_map(|schema| schema.keys())
            .filter(|key| !known.contains(&key.as_str()))
            .collect();
        if !unknown.is_empty() {
            self.differs(path, "no such rule", unknown);
        }
    }
}
