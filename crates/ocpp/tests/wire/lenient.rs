//! Messages as real chargers write them: only what decides may refuse, everything else costs only itself.

use ocpp::{Version, decides, read_response_noting, v16, v201};
use serde_json::{Value, json};

use crate::samples;

/// A place in a payload.
type FieldPath = Vec<Step>;

#[derive(Clone, Debug, PartialEq)]
enum Step {
    Field(String),
    Item(usize),
}

/// Every place in a payload, the outer ones first.
fn places(value: &Value, here: &FieldPath, into: &mut Vec<FieldPath>) {
    let inside: Vec<(Step, &Value)> = match value {
        Value::Object(fields) => fields.iter().map(|(name, value)| (Step::Field(name.clone()), value)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(n, value)| (Step::Item(n), value)).collect(),
        _ => Vec::new(),
    };
    for (step, value) in inside {
        let mut place = here.clone();
        place.push(step);
        into.push(place.clone());
        places(value, &place, into);
    }
}

fn at<'a>(value: &'a mut Value, place: &[Step]) -> Option<&'a mut Value> {
    place.iter().try_fold(value, |value, step| match step {
        Step::Field(name) => value.get_mut(name.as_str()),
        Step::Item(n) => value.get_mut(*n),
    })
}

fn remove(value: &mut Value, place: &[Step]) -> Option<Value> {
    let (last, outer) = place.split_last()?;
    match (at(value, outer)?, last) {
        (Value::Object(fields), Step::Field(name)) => fields.remove(name),
        (Value::Array(items), Step::Item(n)) if *n < items.len() => Some(items.remove(*n)),
        _ => None,
    }
}

/// `transactionInfo.transactionId`, without the numbers of rows.
fn written(place: &[Step]) -> String {
    let names = place.iter().filter_map(|step| match step {
        Step::Field(name) => Some(name.as_str()),
        Step::Item(_) => None,
    });
    names.collect::<Vec<_>>().join(".")
}

/// Does changing this place touch what decides: the field itself, or what it stands in?
fn may_refuse(version: Version, action: &str, place: &[Step]) -> bool {
    let in_row = place.iter().any(|step| matches!(step, Step::Item(_)));
    let name = written(place);
    !in_row && decides(version, action).iter().any(|path| *path == name || path.starts_with(&format!("{name}.")))
}

/// What a change may cost beside the place itself: its row, or the object that is nothing without it.
fn region(place: &[Step]) -> &[Step] {
    match place.iter().rposition(|step| matches!(step, Step::Item(_))) {
        Some(row) => &place[..=row],
        None if place.len() > 1 => &place[..place.len() - 1],
        None => place,
    }
}

/// The same message without a region, and without what serde leaves out where it is empty.
fn without(mut payload: Value, region: &[Step]) -> Value {
    remove(&mut payload, region);
    prune(&mut payload);
    payload
}

fn prune(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.values_mut().for_each(prune);
            fields.retain(|_, value| !matches!(value, Value::Array(items) if items.is_empty()));
        }
        Value::Array(items) => items.iter_mut().for_each(prune),
        _ => {}
    }
}

/// Plays one change of one place of one message.
fn check(version: Version, action: &str, payload: &Value, place: &FieldPath, changed: Value, what: &str) {
    let (read, odd) = samples::read_noting(version, action, changed.clone());
    let may = may_refuse(version, action, place);
    let understood = match read {
        Err(error) if may => {
            assert!(error.description.len() < 200, "{error}");
            return;
        }
        Err(error) => panic!("{version:?} {action}: {} {what}: {error}", written(place)),
        Ok(understood) => understood,
    };
    assert!(odd.told().iter().all(|told| told.len() < 200), "{odd}");
    let whole = samples::read(version, action, payload.clone()).expect("samples are good");
    let region = region(place);
    let (rest, expected) = (without(understood.clone(), region), without(whole, region));
    // A row that is left out takes its place along; then nothing is to be taken away here.
    let left_out = without(understood, &[]);
    let (version, place) = (format!("{version:?}"), written(place));
    assert!(
        rest == expected || left_out == expected,
        "{version} {action}: {place} {what} costs more than itself: {left_out} of {expected}"
    );
}

fn each_place(mut check_one: impl FnMut(Version, &str, &Value, &FieldPath)) {
    for version in Version::ALL {
        for (action, payload) in samples::messages(version) {
            let mut all = Vec::new();
            places(&payload, &Vec::new(), &mut all);
            for place in &all {
                check_one(version, action, &payload, place);
            }
        }
    }
}

/// W-11, W-12, W-13, W-14, W-15: each field of each message is dropped, is null, is of every other type.
#[test]
fn only_what_decides_may_refuse() {
    each_place(|version, action, payload, place| {
        let mut dropped = payload.clone();
        remove(&mut dropped, place);
        check(version, action, payload, place, dropped, "dropped");
        let values = [
            json!(null),
            json!("nonsense"),
            json!("x".repeat(5_000)),
            json!(""),
            json!(-7),
            json!(1.5),
            json!(1e300),
            json!(18446744073709551615_u64),
            json!(true),
            json!([]),
            json!([[1]]),
            json!({}),
            json!({"a": {"b": []}}),
        ];
        for value in values {
            let mut odd = payload.clone();
            let what = format!("as {:.40}", value.to_string());
            *at(&mut odd, place).expect("it is there") = value;
            check(version, action, payload, place, odd, &what);
        }
    });
}

/// W-11: letter case, separators.
#[test]
fn a_misspelt_field_is_read_all_the_same() {
    each_place(|version, action, payload, place| {
        let Some((Step::Field(name), outer)) = place.split_last() else { return };
        // What a vendor puts into `data` has names of its own.
        if written(place).starts_with("data.") {
            return;
        }
        let whole = samples::read(version, action, payload.clone()).expect("samples are good");
        let snake: String =
            name.chars().flat_map(|char| if char.is_uppercase() { vec!['_', char] } else { vec![char] }).collect();
        for misspelt in [name.to_lowercase(), name.to_uppercase(), snake] {
            let mut odd = payload.clone();
            let value = remove(&mut odd, place).expect("it is there");
            let Some(Value::Object(fields)) = at(&mut odd, outer) else { panic!("a field is of an object") };
            fields.insert(misspelt.clone(), value);
            let (read, noted) = samples::read_noting(version, action, odd);
            assert_eq!(read.as_ref(), Ok(&whole), "{version:?} {action}: {misspelt}");
            assert_eq!(noted.is_empty(), misspelt == *name, "{version:?} {action}: {misspelt} is told");
        }
    });
}

#[test]
fn every_field_that_decides_does() {
    for version in Version::ALL {
        for (action, payload) in samples::messages(version) {
            for path in decides(version, action) {
                let place: FieldPath = path.split('.').map(|name| Step::Field(name.to_owned())).collect();
                let mut odd = payload.clone();
                assert!(remove(&mut odd, &place).is_some(), "{action}: the sample has {path}");
                assert!(samples::read(version, action, odd).is_err(), "{version:?} {action}: {path}");
            }
        }
    }
}

/// What is read of an odd payload, and what is said of it.
fn told(version: Version, action: &str, payload: Value, understood: Value, notes: &[&str]) {
    let (read, odd) = samples::read_noting(version, action, payload);
    assert_eq!(read, Ok(understood), "{action}");
    assert_eq!(odd.told(), notes, "{action}");
}

/// W-11, W-12, W-13, W-14: as they were seen.
#[test]
fn what_was_odd_is_told_in_words() {
    told(
        Version::V16,
        "BootNotification",
        json!({"chargePointVendor": null, "chargePointModel": "M"}),
        json!({"chargePointModel": "M"}),
        &["chargePointVendor is null; read as unknown"],
    );
    told(
        Version::V16,
        "BootNotification",
        json!({"chargepointVendor": "V", "chargePointModel": null}),
        json!({"chargePointVendor": "V"}),
        &["chargePointVendor is spelt chargepointVendor", "chargePointModel is null; read as unknown"],
    );
    told(
        Version::V16,
        "StopTransaction",
        json!({"transactionId": 7, "timestamp": null}),
        json!({"transactionId": 7}),
        &["meterStop is missing; read as unknown", "timestamp is null; read as unknown"],
    );
    told(
        Version::V201,
        "TransactionEvent",
        json!({"eventType": "ended", "timestamp": "t", "seqNo": 1, "transactionInfo": {"transactionId": "1"}}),
        json!({"eventType": "Ended", "timestamp": "t", "seqNo": 1, "transactionInfo": {"transactionId": "1"}}),
        &["triggerReason is missing; read as unknown"],
    );
    told(
        Version::V16,
        "MeterValues",
        json!({"connectorId": 1, "meterValue": {"timestamp": "t", "sampledValue": [{"value": "1"}, {}, 5]}}),
        json!({"connectorId": 1, "meterValue": [{"timestamp": "t", "sampledValue": [{"value": "1"}]}]}),
        &[
            "meterValue is no array; read as its only row",
            "meterValue[0].sampledValue[1].value is missing; the row is left out",
            "meterValue[0].sampledValue[2] must be an object; the row is left out",
        ],
    );
}

/// W-15: each row of a report costs only itself, and only as far as it is odd.
#[test]
fn a_row_costs_only_itself() {
    let row = |name: &str, characteristics: Value| {
        json!({
            "component": {"name": "C"}, "variable": {"name": name}, "variableAttribute": [{"value": "1"}],
            "variableCharacteristics": characteristics,
        })
    };
    let good = json!({"dataType": "integer", "supportsMonitoring": false});
    let mut bare = row("D", good.clone());
    bare.as_object_mut().unwrap().remove("variableAttribute");
    let nameless = json!({"component": {}, "variable": {"name": "E"}, "variableAttribute": []});
    let report = json!({
        "requestId": 1, "generatedAt": "t", "seqNo": 0,
        "reportData": [row("A", good.clone()), row("B", good.clone()), row("C", json!({"dataType": "integer"})), bare, nameless],
    });
    let (read, odd) = samples::read_noting(Version::V201, "NotifyReport", report);
    let read = read.unwrap();
    let names: Vec<&Value> =
        read["reportData"].as_array().unwrap().iter().map(|row| &row["variable"]["name"]).collect();
    assert_eq!(names, ["A", "B", "C", "D"]);
    assert_eq!(read["reportData"][2]["variableCharacteristics"], json!({"dataType": "integer"}));
    assert_eq!(
        odd.told(),
        [
            "reportData[2].variableCharacteristics.supportsMonitoring is missing; read as unknown",
            "reportData[3].variableAttribute is missing; read as empty",
            "reportData[4].component.name is missing; the row is left out",
        ]
    );
}

/// A message that is odd in thousands of places is told in a few words.
#[test]
fn oddities_are_bounded() {
    let rows: Vec<Value> = (0..20_000).map(|_| json!({})).collect();
    let report = json!({"requestId": 1, "generatedAt": "t", "seqNo": 0, "reportData": rows});
    let (read, odd) = samples::read_noting(Version::V201, "NotifyReport", report);
    assert!(read.is_ok());
    assert!(odd.to_string().ends_with("And 19992 more") && odd.to_string().len() < 1_000, "{odd}");
}

#[test]
fn answers_are_read_as_leniently() {
    let payload = json!({
        "configurationKey": [{"key": "A", "readonly": null, "value": 5}, {"value": "x"}, 7, {"KEY": "B", "readOnly": "true"}],
        "unknownKey": "none",
    });
    let mut odd = ocpp::Oddities::default();
    let read = read_response_noting::<v16::GetConfigurationRequest>(payload, &mut odd).unwrap();
    let keys: Vec<&str> = read.configuration_key.iter().map(|told| told.key.as_str()).collect();
    assert_eq!(keys, ["A", "B"]);
    assert_eq!((read.configuration_key[0].readonly, read.configuration_key[1].readonly), (None, Some(true)));
    assert_eq!(odd.told().len(), 6, "{odd}");
    let payload = json!({"status": "accepted ", "statusInfo": {"additionalInfo": "x"}});
    let read = read_response_noting::<v201::ResetRequest>(payload, &mut odd).unwrap();
    assert_eq!(read.status, v201::ResetStatusEnumType::Accepted);
    assert_eq!(read.status_info.unwrap().additional_info.as_deref(), Some("x"));
}
