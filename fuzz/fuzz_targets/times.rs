//! What a line of a log may say of its time.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|line: &str| {
    for near in [None, Some(1_795_165_200_000)] {
        archive::time_of(line, "Europe/Berlin", near);
    }
});
