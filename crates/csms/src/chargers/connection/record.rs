//! What goes into the trace: every frame, redacted before it is handed over.

use crate::failure::Failure;
use crate::keys::Sealed;
use crate::register::Register;
use crate::store::{NewFrame, SeqSlot, commands};
use dialect::{Fault, Said, plain};
use model::{Direction, FrameShape};
use ocpp::exchange::RemoteError;
use ocpp::{Oddities, Version};
use redact::Redactor;
use redact::hidden;
use serde_json::Value;
use std::sync::Arc;
use words::SecretText;
use words::printable;

/// Characters of an action's name that are kept.
const ACTION_MAX: usize = 64;
/// Characters of a plain line.
const PLAIN_MAX: usize = 200;
/// Characters of what is told of a message's oddities; beside its plain line, and as the charger's last.
const ODD_MAX: usize = 300;

/// A frame as it came or went, not yet redacted.
pub struct RawFrame {
    direction: Direction,
    shape: FrameShape,
    action: Option<String>,
    plain: String,
    text: String,
    slot: SeqSlot,
    pair: Option<SeqSlot>,
    pub latency_ms: Option<i64>,
    pub late: bool,
    pub command: Option<String>,
    odd: Option<String>,
}

impl RawFrame {
    fn new(direction: Direction, shape: FrameShape, action: Option<&str>, plain: String, text: &str) -> RawFrame {
        RawFrame {
            direction,
            shape,
            action: action.map(str::to_owned),
            plain,
            text: text.to_owned(),
            slot: SeqSlot::default(),
            pair: None,
            latency_ms: None,
            late: false,
            command: None,
            odd: None,
        }
    }

    pub fn call(version: Version, direction: Direction, action: &str, payload: &Value, text: &str) -> RawFrame {
        let plain = plain::plain(version, direction, action, payload);
        RawFrame::new(direction, FrameShape::Call, Some(action), plain, text)
    }

    pub fn answer(
        version: Version,
        direction: Direction,
        action: &str,
        result: &Result<Value, RemoteError>,
        text: &str,
        pair: SeqSlot,
    ) -> RawFrame {
        let shape = if result.is_ok() { FrameShape::Result } else { FrameShape::Error };
        let result = result.as_ref().map_err(|error| (error.code.as_str(), error.description.as_str()));
        let mut told =
            RawFrame::new(direction, shape, Some(action), plain::plain_answer(version, action, result), text);
        told.pair = Some(pair);
        told
    }

    /// Our answer to a frame that was no good CALL.
    pub fn answer_to(shape: FrameShape, plain: &str, text: &str, pair: SeqSlot) -> RawFrame {
        let mut told = RawFrame::new(Direction::ToCharger, shape, None, plain.to_owned(), text);
        told.pair = Some(pair);
        told
    }

    pub fn odd(why: &str, text: &str) -> RawFrame {
        RawFrame::new(Direction::FromCharger, FrameShape::Odd, None, why.to_owned(), text)
    }

    /// A marker: whoever was to answer, from this side or that, did not, and why that is certain now.
    pub fn no_answer(direction: Direction, action: &str, why: &str, pair: SeqSlot) -> RawFrame {
        let mut told = RawFrame::new(direction, FrameShape::NoAnswer, Some(action), why.to_owned(), "");
        told.pair = Some(pair);
        told
    }

    /// What was odd about it is told beside its plain line, and counted.
    pub fn with_odd(mut self, odd: &Oddities) -> RawFrame {
        self.odd = (!odd.is_empty()).then(|| printable(&odd.to_string(), ODD_MAX));
        self
    }

    /// The frame's sequence number will stand there.
    pub fn at(mut self, slot: &SeqSlot) -> RawFrame {
        self.slot = slot.clone();
        self
    }
}

/// Redacts one charger's frames and hands them to the store.
pub struct Recorder {
    register: Register,
    charger: Arc<str>,
    version: Version,
    secrets: Vec<String>,
    redactor: Arc<Redactor>,
}

impl Recorder {
    pub async fn new(register: &Register, charger: Arc<str>, version: Version) -> Result<Recorder, Failure> {
        let sealed = {
            let mut reading = register.store().read().await?;
            commands::sealed_of_charger(&mut reading, &charger).await?
        };
        let mut recorder = Recorder {
            register: register.clone(),
            charger,
            version,
            secrets: Vec::new(),
            redactor: Arc::new(Redactor::new(Vec::new())),
        };
        for (command, sealed) in sealed {
            let secret = register.keys().open(&command, &Sealed(sealed))?;
            recorder.hide(&hidden::secrets_to_hide(&secret));
        }
        Ok(recorder)
    }

    /// Masks these from now on, in both directions.
    pub fn hide(&mut self, secrets: &[SecretText]) {
        let new: Vec<&str> = secrets
            .iter()
            .map(SecretText::expose)
            .filter(|secret| !self.secrets.iter().any(|known| known == secret))
            .collect();
        if new.is_empty() {
            return;
        }
        let new: Vec<String> = new.into_iter().map(str::to_owned).collect();
        self.secrets.extend(new);
        self.redactor = Arc::new(Redactor::new(self.secrets.clone()));
    }

    pub fn redactor(&self) -> Arc<Redactor> {
        self.redactor.clone()
    }

    /// What a CALL or a SEND of the charger's means.
    pub fn read(&self, action: &str, payload: Value, odd: &mut Oddities) -> Result<Said, Fault> {
        dialect::said(self.version, action, payload, &self.redactor, odd)
    }

    pub async fn record(&self, told: RawFrame) -> Result<SeqSlot, Failure> {
        let slot = told.slot.clone();
        let plain = printable(&self.redactor.redact(&told.plain), PLAIN_MAX);
        let frame = NewFrame {
            at: self.register.clock().now(),
            charger: self.charger.clone(),
            direction: told.direction,
            shape: told.shape,
            // Cut after redacting: half a secret would not be recognised.
            action: told.action.map(|action| printable(&self.redactor.redact(&action), ACTION_MAX)),
            plain: match &told.odd {
                Some(odd) => format!("{plain} · {odd}"),
                None => plain,
            },
            text: self.redactor.redact(&told.text),
            slot: slot.clone(),
            pair: told.pair,
            latency_ms: told.latency_ms,
            late: told.late,
            command: told.command,
            odd: told.odd,
        };
        self.register.store().append(frame).await?;
        Ok(slot)
    }
}
