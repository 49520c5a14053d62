//! The binary `chargehand`.

use std::process::ExitCode;

fn main() -> ExitCode {
    server::run::main()
}
