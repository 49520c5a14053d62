//! What a charger of 1.6 may say, one frame a line.

#![no_main]

use libfuzzer_sys::fuzz_target;
use ocpp::Version;

fuzz_target!(|text: &str| fuzz::converse(Version::V16, text));
