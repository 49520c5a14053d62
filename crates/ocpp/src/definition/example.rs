//! A payload to start from: what must be there, with values that read like a real message.

use serde_json::{Map, Value};

use super::{Definition, Field, Shape};

/// A time long past, so that what is ordered for it begins at once.
const PAST: &str = "2026-01-01T00:00:00Z";
/// A time that is far away, for ends.
const FUTURE: &str = "2035-12-31T23:59:59Z";
const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
/// The SHA-256 of nothing.
const HASH: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

impl Definition {
    /// The required fields with values that pass [`Definition::check`]; optional ones are left out.
    pub fn example(&self) -> Value {
        object(self.action, self.fields)
    }
}

fn object(parent: &str, fields: &[Field]) -> Value {
    let required = fields.iter().filter(|field| field.required);
    let members = required.map(|field| (field.name.to_owned(), value(parent, field.name, &field.shape)));
    Value::Object(members.collect::<Map<_, _>>())
}

fn value(parent: &str, name: &str, shape: &Shape) -> Value {
    match shape {
        Shape::Text { max } => text(parent, name).chars().take(*max).collect::<String>().into(),
        Shape::DateTime => if is_end(name) { FUTURE } else { PAST }.into(),
        Shape::Uri => text(parent, name).into(),
        Shape::Boolean => matches!(name, "report" | "activate" | "excitation").into(),
        Shape::Integer { min, max } => whole(name).clamp(*min, *max).into(),
        Shape::Number { min, max } => number(name).clamp(*min, *max).into(),
        Shape::Tenths => number(name).into(),
        Shape::Word(words) => words.first().copied().unwrap_or_default().into(),
        Shape::Object(fields) => object(name, fields),
        Shape::List { of, min, .. } => Value::Array((0..(*min).max(1)).map(|_| value(parent, name, of)).collect()),
        Shape::Anything => "anything".into(),
    }
}

fn is_end(name: &str) -> bool {
    ["expiry", "validTo", "end"].iter().any(|start| name.starts_with(start))
}

fn text(parent: &str, name: &str) -> &'static str {
    match (parent, name) {
        ("GetDiagnostics", "location") | (_, "remoteLocation") => "https://files.example.com/uploads/",
        (_, "location") => "https://files.example.com/firmware.bin",
        ("ChangeConfiguration", "key") | ("variable", "name") => "HeartbeatInterval",
        ("component", "name") => "OCPPCommCtrlr",
        ("ChangeConfiguration", "value") | (_, "attributeValue") => "300",
        (_, "idTag" | "idToken") => "04A1B2C3D4E5F6",
        ("idToken", "type") => "ISO14443",
        (_, "transactionId" | "controlId") => "7f1d3c52-8a0e-4b6c-9d41-2e5f60718293",
        (_, "vendorId") => "com.example",
        (_, "certificate" | "certificateChain" | "signingCertificate") => CERTIFICATE,
        (_, "signature") => "c2lnbmF0dXJl",
        (_, "issuerNameHash" | "issuerKeyHash") => HASH,
        (_, "serialNumber") => "1a2b3c4d5e6f",
        (_, "checksum") => "d41d8cd98f00b204e9800998ecf8427e",
        (_, "content") => "Out of service until noon",
        (_, "ocppCsmsUrl") => "wss://csms.example.com/ocpp",
        (_, "tariffId") => "TARIFF-1",
        (_, "currency") => "EUR",
        (_, _) => "example",
    }
}

fn whole(name: &str) -> i64 {
    match name {
        "duration" => 3_600,
        "stackLevel" | "startPeriod" | "signal" | "priority" => 0,
        "messageTimeout" | "timeout" => 60,
        "severity" => 5,
        "securityProfile" => 2,
        _ => 1,
    }
}

/// Whole numbers are written without a point.
fn number(name: &str) -> Amount {
    Amount(match name {
        "limit" => 16.0,
        "totalCost" => 12.5,
        "value" => 80.0,
        _ => 1.0,
    })
}

struct Amount(f64);

impl Amount {
    fn clamp(self, min: f64, max: f64) -> Amount {
        Amount(self.0.clamp(min, max))
    }
}

impl From<Amount> for Value {
    fn from(amount: Amount) -> Value {
        if amount.0.fract() == 0.0 { Value::from(amount.0 as i64) } else { Value::from(amount.0) }
    }
}
