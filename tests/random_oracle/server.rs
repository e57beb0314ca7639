//! The API server's own rules: the program of `tests/oracles/cmd/validate`, a question a line.

use std::{
    ffi::OsStr,
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use serde::Deserialize;

/// A running judge.
pub struct Server {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

/// What the server says of one object, or of a List.
#[derive(Debug, Deserialize)]
pub struct Verdict {
    /// Why it is refused.
    #[serde(default)]
    pub errors: Vec<Problem>,
    /// What it warns of, or drops without a word.
    #[serde(default)]
    pub warnings: Vec<Problem>,
}

/// A place in an object, and what is wrong there.
#[derive(Debug, Deserialize)]
pub struct Problem {
    /// JSON Pointer.
    pub field: String,
    /// In the server's words.
    pub message: String,
}

impl Server {
    pub fn start(program: &OsStr) -> Self {
        let mut child = Command::new(program)
            .arg("--lines")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("K3S_MIGRATE_VALIDATE names a program");
        Self {
            input: child.stdin.take().unwrap(),
            output: BufReader::new(child.stdout.take().unwrap()),
            child,
        }
    }

    /// The verdicts about these documents, in order.
    pub fn judge(&mut self, documents: &[String]) -> Vec<Verdict> {
        let (input, output) = (&mut self.input, &mut self.output);
        std::thread::scope(|scope| {
            // What is written while nobody reads the answers would wait for ever.
            scope.spawn(move || {
                for document in documents {
                    assert!(!document.contains('\n'), "one document a line");
                    writeln!(input, "{document}").unwrap();
                }
                input.flush().unwrap();
            });
            let mut line = String::new();
            documents
                .iter()
                .map(|_| {
                    line.clear();
                    output.read_line(&mut line).unwrap();
                    serde_json::from_str(&line).expect("one verdict a line")
                })
                .collect()
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It ends with its input, which nothing needs to wait for.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
