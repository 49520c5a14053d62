//! The definitions of requests: what they let through, what they say against the rest, and that the standard agrees.

mod checks;
mod published;
mod readable;
