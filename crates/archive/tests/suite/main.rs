//! Archives as chargers upload them, and as no charger should.

mod any_bytes;
mod bombs;
mod comparing;
mod formats;
mod hostile;
mod making;
mod moments;
mod packed;
mod reading;
mod texts;
mod wholeness;
