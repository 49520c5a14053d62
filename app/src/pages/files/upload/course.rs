//! The course of one upload: what has left, how fast, where it broke off, and how it ended.

use crate::calls::firmware::{ImageForm, Intake, finish_firmware};
use crate::calls::reply::sentence_of;
use crate::calls::upload::{self, Answer, ChosenFile};
use crate::ground::fields::Fields;
use actions::Signing;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{describe_bytes, percent};
use web_sys::{File, XmlHttpRequest};

/// A rate is told from this time on.
const RATE_AFTER_MS: f64 = 500.0;
/// So often the server may ask to go on from another place before that is a mistake.
const ELSEWHERE_MAX: u32 = 3;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Idle,
    Sending,
    /// Broken off; it can go on.
    Paused,
    /// All of it is there, and is being looked at.
    Finishing,
}

#[derive(Clone, Copy)]
pub struct Course {
    pub stage: RwSignal<Stage>,
    /// Bytes that have left, of so many.
    pub sent: RwSignal<i64>,
    pub total: RwSignal<i64>,
    pub refused: RwSignal<Option<String>>,
    /// Bytes a second since it last began.
    rate: RwSignal<Option<i64>>,
    most_bytes: i64,
    /// Bytes in one piece, as far as is known of what lies on the way.
    piece: StoredValue<u64>,
    done: Callback<String>,
    /// The request under way. What is bound to the browser's thread is made there, never on the server.
    request: StoredValue<Option<StoredValue<XmlHttpRequest, LocalStorage>>>,
}

impl Course {
    pub fn new(most_bytes: i64, done: Callback<String>) -> Self {
        Self {
            stage: RwSignal::new(Stage::Idle),
            sent: RwSignal::new(0),
            total: RwSignal::new(0),
            refused: RwSignal::new(None),
            rate: RwSignal::new(None),
            most_bytes,
            piece: StoredValue::new(upload::PIECE),
            done,
            request: StoredValue::new(None),
        }
    }

    pub fn is_under_way(self) -> bool {
        matches!(self.stage.get(), Stage::Sending | Stage::Finishing)
    }

    /// Another file was chosen.
    pub fn forget(self) {
        self.stop();
        self.refused.set(None);
        self.stage.set(Stage::Idle);
    }

    pub fn pause(self) {
        self.stage.set(Stage::Paused);
        self.stop();
    }

    /// `12.4 MB of 20.0 MB, 62 %, 3.1 MB a second`.
    pub fn words(self) -> String {
        let (sent, total) = (self.sent.get(), self.total.get());
        let share = percent(sent, total);
        match self.stage.get() {
            Stage::Idle => String::new(),
            Stage::Sending => {
                let rate =
                    self.rate.get().map(|rate| format!(", {} a second", describe_bytes(rate))).unwrap_or_default();
                format!("{} of {}, {share} %{rate}", describe_bytes(sent), describe_bytes(total))
            }
            Stage::Paused => format!("Paused, {share} % are here. Go on, or choose the same file again later."),
            Stage::Finishing => "All of it is here; its checksums are being made.".to_owned(),
        }
    }

    /// Begins, or goes on where it broke off. The fields are read at the end, so that they can be written meanwhile.
    pub fn go(self, file: Option<File>, fields: impl Fn() -> Option<Fields> + 'static) {
        if self.stage.get_untracked() == Stage::Sending || self.stage.get_untracked() == Stage::Finishing {
            return;
        }
        let chosen = file.map(ChosenFile::of);
        if let Some(sentence) = self.objection(chosen.as_ref(), fields().as_ref()) {
            self.refused.set(Some(sentence));
            return;
        }
        let (Some(chosen), Ok(request)) = (chosen, XmlHttpRequest::new()) else { return };
        self.refused.set(None);
        self.total.set(chosen.bytes as i64);
        self.rate.set(None);
        self.stop();
        self.request.set_value(Some(StoredValue::new_local(request.clone())));
        self.stage.set(Stage::Sending);
        spawn_local(async move {
            match self.send(&chosen, &request).await {
                Answer::Have(_) => self.finish(&chosen, fields()).await,
                Answer::Refused(sentence) => self.refuse(sentence),
                Answer::Elsewhere(_) | Answer::TooLarge | Answer::Broken => {
                    if self.stage.try_get_untracked() == Some(Stage::Sending) {
                        self.stage.try_set(Stage::Paused);
                    }
                }
            }
        });
    }

    /// What is plain before a byte has left.
    fn objection(self, chosen: Option<&ChosenFile>, fields: Option<&Fields>) -> Option<String> {
        let Some(chosen) = chosen else { return Some("Choose a file first.".to_owned()) };
        if chosen.bytes == 0 {
            return Some("The file is empty.".to_owned());
        }
        if chosen.bytes as i64 > self.most_bytes {
            return Some(format!("The file is larger than {}.", describe_bytes(self.most_bytes)));
        }
        let text = |name: &str| fields.and_then(|fields| fields.get(name)).unwrap_or_default();
        for (name, label) in [("vendor", "Vendor"), ("model", "Model"), ("version", "Version")] {
            if text(name).trim().is_empty() {
                return Some(format!("{label}: say which one the image is for."));
            }
        }
        Signing::read(Some(&text("certificate")), Some(&text("signature"))).err().map(|refusal| refusal.sentence)
    }

    async fn send(self, chosen: &ChosenFile, request: &XmlHttpRequest) -> Answer {
        let mut have = match chosen.ask(request).await {
            Answer::Have(have) => have,
            other => return other,
        };
        let (began, from) = (js_sys::Date::now(), have as i64);
        let told = move |sent: i64| {
            self.sent.try_set(sent);
            let spent = js_sys::Date::now() - began;
            if spent >= RATE_AFTER_MS {
                self.rate.try_set(Some(((sent - from) as f64 * 1000.0 / spent) as i64));
            }
        };
        told(from);
        let mut elsewhere = 0;
        while have < chosen.bytes {
            if self.stage.try_get_untracked() != Some(Stage::Sending) {
                return Answer::Broken;
            }
            let (offset, total) = (have as i64, chosen.bytes as i64);
            let piece = self.piece.try_get_value().unwrap_or(upload::PIECE);
            let answer = chosen.send(request, have, piece, move |sent| told((offset + sent as i64).min(total))).await;
            have = match answer {
                Answer::Have(have) => have,
                // The same place again, with less.
                Answer::TooLarge => match upload::smaller(piece) {
                    Ok(less) => {
                        self.piece.try_set_value(less);
                        have
                    }
                    Err(sentence) => return Answer::Refused(sentence),
                },
                Answer::Elsewhere(have) if elsewhere < ELSEWHERE_MAX => {
                    elsewhere += 1;
                    have
                }
                other => return other,
            };
            told(have as i64);
        }
        Answer::Have(have)
    }

    async fn finish(self, chosen: &ChosenFile, fields: Option<Fields>) {
        self.stage.try_set(Stage::Finishing);
        let text = |name: &str| fields.as_ref().and_then(|fields| fields.get(name)).unwrap_or_default();
        let taken = finish_firmware(ImageForm {
            name: chosen.name.clone(),
            bytes: chosen.bytes.to_string(),
            modified: chosen.modified.clone(),
            vendor: text("vendor"),
            model: text("model"),
            version: text("version"),
            notes: text("notes"),
            certificate: text("certificate"),
            signature: text("signature"),
        });
        match taken.await {
            Ok(Intake::Done(sentence)) => {
                self.stage.try_set(Stage::Idle);
                self.done.run(sentence);
            }
            Ok(Intake::Refused(sentence)) => self.refuse(sentence),
            Err(error) => self.refuse(sentence_of(&error)),
        }
    }

    fn refuse(self, sentence: String) {
        self.refused.try_set(Some(sentence));
        self.stage.try_set(Stage::Idle);
    }

    fn stop(self) {
        if let Some(request) = self.request.try_update_value(Option::take).flatten() {
            // One that has ended cannot be given up, which is as well.
            request.try_with_value(|request| request.abort().is_ok());
            request.dispose();
        }
    }
}
