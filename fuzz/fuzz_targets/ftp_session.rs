//! What a client of the file host may say over its control connection, in pieces of its own making: the first byte says how long
//! they are.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| fuzz::ftp::converse(bytes));
