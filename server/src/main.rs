//! The binary `chargehand`.

use std::process::ExitCode;

fn main() -> ExitCode {
    server::cli::main()
}
