//! The command: parse arguments, run, return the exit code.
//!
//! 0: done, no errors · 1: at least one error, nothing written unless `--keep-going` · 2: nothing
//! could be done (usage, unreadable input, I/O).

use std::process::ExitCode;

fn main() -> ExitCode {
    k3s_migrate::cli::main()
}
