//! The program from end to end: exit codes, what it prints and writes, and what it leaves alone.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may panic"
)]

#[path = "cli/contract.rs"]
mod contract;
#[path = "cli/diff.rs"]
mod diff;
#[path = "cli/directory.rs"]
mod directory;
#[path = "cli/init.rs"]
mod init;
#[path = "cli/mistakes.rs"]
mod mistakes;
#[path = "cli/next.rs"]
mod next;
#[path = "cli/text.rs"]
mod text;

#[path = "cli/wrong.rs"]
mod wrong;

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use tempfile::TempDir;

/// No error, one warning (K3M622).
const GOOD: &str = r#"{"web": {"image": "docker.io/library/nginx:1.27", "ports": ["8080:80"],
    "environment": {"DB_PASSWORD": "hunter2", "MODE": "yes"}, "extraOptions": ["--ulimit=nofile=1024"]}}"#;

/// One container without an error, one with K3M110.
const BAD: &str = r#"{"api": {"image": "docker.io/library/nginx:1.27", "extraOptions": ["--no-such-flag"]},
    "web": {"image": "docker.io/library/nginx:1.27"}}"#;

/// What a run left behind.
#[derive(Debug)]
struct Run {
    code: i32,
    stdout: String,
    stderr: String,
}

/// A folder of its own with the inputs, where the program runs.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        place.write("good.json", GOOD);
        place.write("bad.json", BAD);
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        fs::write(self.path(name), text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_k3s-migrate"));
        for variable in ["NO_COLOR", "CLICOLOR_FORCE", "CLICOLOR"] {
            command.env_remove(variable);
        }
        command.args(args).current_dir(self.0.path());
        command
    }

    fn run(&self, args: &[&str]) -> Run {
        self.run_with(args, "")
    }

    fn run_with(&self, args: &[&str], stdin: &str) -> Run {
        let mut child = self
            .command(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut pipe = child.stdin.take().unwrap();
        // A program that does not read its input has closed it.
        let _ = pipe.write_all(stdin.as_bytes());
        drop(pipe);
        let output = child.wait_with_output().unwrap();
        Run {
            code: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Names in a folder, sorted.
    fn list(&self, name: &str) -> Vec<String> {
        list(&self.path(name))
    }
}

fn list(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn exit_codes() {
    let place = Place::new();
    for (args, code) in [
        (&["convert", "good.json", "-o", "out"][..], 0),
        (&["convert", "bad.json", "-o", "out"], 1),
        (&["convert", "bad.json", "-o", "out", "--keep-going"], 1),
        (&["convert", "absent.json", "-o", "out"], 2),
        (&["convert", "good.json"], 2),
        (&["check", "good.json"], 0),
        (&["check", "good.json", "--deny", "warnings"], 1),
        (&["check", "good.json", "--deny", "K3M622"], 1),
        (&["check", "good.json", "--deny", "K3M100"], 2),
        (&["check", "bad.json"], 1),
        (&["ledger", "good.json"], 0),
        (&["ledger", "bad.json"], 1),
        (&["explain", "K3M622"], 0),
        (&["explain", "web.ports", "-f", "good.json"], 0),
        (&["explain", "web.ports"], 2),
        (&["explain"], 0),
        (&["explain", "K3M4"], 0),
        (&["init", "bad.json"], 0),
        (&["check", "bad.json", "--summary"], 1),
        (&["convert", "good.json", "-o", "-", "--layout", "k3s"], 2),
        (&["explain", "nobody", "-f", "good.json"], 2),
        (
            &["convert", "good.json", "-o", "bundle", "--layout", "k3s"],
            0,
        ),
        (&["explain", "web.ports", "-f", "bundle"], 0),
        (&["explain", "nobody", "-f", "bundle"], 2),
        (&["diff", "out", "out"], 0),
        (&["diff", "out", "absent"], 2),
        (&["--help"], 0),
        (&["--version"], 0),
        (&["nonsense"], 2),
        (&[], 2),
    ] {
        let run = place.run(args);
        assert_eq!(run.code, code, "{args:?}\n{}", run.stderr);
    }
}
