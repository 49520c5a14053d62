//! What a charger of 2.1 may say, one frame a line.

#![no_main]

use libfuzzer_sys::fuzz_target;
use ocpp::Version;

fuzz_target!(|text: &str| fuzz::converse(Version::V21, text));
