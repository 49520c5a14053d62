//! What a browser learns of an internal error: that something went wrong, and a reference under which the log holds the cause.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use csms::Failure;
use ring::rand::{SecureRandom, SystemRandom};
use std::error::Error;

/// An internal error, logged already; turns into a response that names its reference alone.
#[derive(Clone, Debug)]
pub struct Trouble {
    reference: String,
    /// What whoever asked can do about it.
    advice: Option<&'static str>,
}

/// Marks a response whose body is generic already.
#[derive(Clone, Copy)]
pub struct Generic;

impl Trouble {
    /// Logs the cause once under a new reference.
    pub fn because(cause: &(dyn Error + 'static)) -> Self {
        Self::noted(&with_sources(cause))
    }

    /// The same for a cause that is no error value. It must hold nothing secret.
    pub fn noted(cause: &str) -> Self {
        let reference = new_reference();
        tracing::error!(reference, cause, "a request failed");
        Self { reference, advice: None }
    }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self { advice: failure.advice(), ..Self::because(&failure) }
    }
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        let (status, text) = match self.advice {
            Some(advice) => (StatusCode::SERVICE_UNAVAILABLE, format!("{advice}\n")),
            None => {
                (StatusCode::INTERNAL_SERVER_ERROR, format!("Something went wrong, reference {}.\n", self.reference))
            }
        };
        let mut response = (status, text).into_response();
        response.extensions_mut().insert(Generic);
        response
    }
}

/// An error with everything below it, in one line.
pub fn with_sources(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut below = error.source();
    while let Some(source) = below {
        text.push_str(": ");
        text.push_str(&source.to_string());
        below = source.source();
    }
    text
}

fn new_reference() -> String {
    let mut bytes = [0; 4];
    SystemRandom::new().fill(&mut bytes).expect("the system has randomness");
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
