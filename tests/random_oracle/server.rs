//! The API server's own rules, of the oldest and of the newest release: the programs of `tests/oracles/cmd/validate`, a question
//! a line.

use std::{
    ffi::OsStr,
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use k3s_migrate::grammar::Release;
use serde::Deserialize;

/// Both ends of what the manifests are for.
pub struct Servers {
    oldest: Server,
    newest: Server,
}

impl Servers {
    pub fn start(oldest: &OsStr, newest: &OsStr) -> Self {
        Self {
            oldest: Server::start(oldest),
            newest: Server::start(newest),
        }
    }

    /// The verdicts about these documents, in order. The oldest server is asked only what it has to take.
    pub fn judge(&mut self, documents: &[(Release, String)]) -> Vec<Verdict> {
        let all = documents.iter().map(|(_, document)| document.as_str());
        let newest = self.newest.judge(&all.collect::<Vec<_>>());
        let is_old = |(release, _): &&(Release, String)| *release == Release::default();
        let old = documents.iter().filter(is_old);
        let old: Vec<&str> = old.map(|(_, document)| document.as_str()).collect();
        let mut oldest = self.oldest.judge(&old).into_iter();
        let both = documents.iter().zip(newest);
        both.map(|(document, mut verdict)| {
            if is_old(&document) {
                verdict.add(oldest.next().unwrap());
            }
            verdict
        })
        .collect()
    }
}

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

impl Verdict {
    /// What another server says as well.
    fn add(&mut self, other: Self) {
        self.errors.extend(other.errors);
        self.warnings.extend(other.warnings);
    }
}

impl Server {
    fn start(program: &OsStr) -> Self {
        let mut child = Command::new(program)
            .arg("--lines")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the variable names a program");
        Self {
            input: child.stdin.take().unwrap(),
            output: BufReader::new(child.stdout.take().unwrap()),
            child,
        }
    }

    /// The verdicts about these documents, in order.
    fn judge(&mut self, documents: &[&str]) -> Vec<Verdict> {
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
