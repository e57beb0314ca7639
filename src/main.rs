//! The command: parse arguments, run, return the exit code.
//!
//! 0: done, no errors · 1: at least one error, nothing written unless `--keep-going` · 2: nothing
//! could be done (usage, unreadable input, I/O).

use std::process::ExitCode;

/// A conversion is many small strings, made and thrown away on several threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    k3s_migrate::cli::main()
}
