//! Paths that the configuration names are other people's: behind one may be a network disk that is away, where a look never
//! ends, and whoever looks cannot even be killed. So another process looks (this program again, with `look`), is given
//! some seconds for each path, and is left behind when it does not answer. It has no file of ours open, hence no lock.

use std::{
    fs,
    io::{self, BufRead as _, BufReader, Write as _},
    os::unix::{
        fs::{FileTypeExt as _, MetadataExt as _},
        process::CommandExt as _,
    },
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
    sync::mpsc::{Receiver, RecvTimeoutError, channel},
    thread,
    time::Duration,
};

use serde::{Deserialize, Serialize};

use super::{
    child,
    facts::mounts::{self, Mount},
    read::{self, Trouble},
};

/// How long one look may take. A network disk that is slow, but there, answers within a second.
pub const LIMIT: Duration = Duration::from_secs(5);

/// What is looked at.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Question {
    /// What a path is, behind links.
    Path(PathBuf),
    /// Whether there is something in a directory.
    Filled(PathBuf),
    /// The content of a regular file of at most so many bytes.
    Read(PathBuf, u64),
    /// Where a path leads.
    Real(PathBuf),
    /// Which file of a directory, or of one in it, looks like a database.
    Database(PathBuf),
    /// Whether something is missing at a path below a directory that is there.
    Point {
        /// The directory.
        within: PathBuf,
        /// The path.
        path: PathBuf,
    },
}

/// What is seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// A path.
    Path(Seen),
    /// Whether it is so.
    Yes(bool),
    /// Content.
    Bytes(Vec<u8>),
    /// Another path; `None` where there is none.
    Other(Option<PathBuf>),
    /// A place to make: whether what is there of it stays in the directory; `None` where there is nothing to make.
    Point(Option<bool>),
}

/// What a path is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// Kubernetes' word; `None` for a FIFO, for which it has none.
    pub kind: Option<String>,
    /// Owner and group.
    pub owner: (u32, u32),
    /// When it was changed, in seconds of Unix.
    pub mtime: i64,
}

impl Question {
    fn path(&self) -> &Path {
        match self {
            Self::Path(path)
            | Self::Filled(path)
            | Self::Read(path, _)
            | Self::Real(path)
            | Self::Database(path) => path,
            Self::Point { within, .. } => within,
        }
    }

    /// Looks, for as long as it takes.
    ///
    /// # Errors
    /// It cannot be seen.
    pub fn answer(&self) -> Result<Answer, Trouble> {
        let trouble = |error: io::Error| Trouble::from(&error);
        match self {
            Self::Path(path) => fs::metadata(path)
                .map(|found| Answer::Path(seen(&found)))
                .map_err(trouble),
            Self::Filled(path) => {
                let mut entries = fs::read_dir(path).map_err(trouble)?;
                Ok(Answer::Yes(entries.next().is_some()))
            }
            Self::Read(path, most) => read::regular(path, *most).map(Answer::Bytes),
            Self::Real(path) => Ok(Answer::Other(path.canonicalize().ok())),
            Self::Database(path) => Ok(Answer::Other(database(path))),
            Self::Point { within, path } => {
                let missing = within.is_dir() && fs::symlink_metadata(path).is_err();
                Ok(Answer::Point(missing.then(|| stays_within(within, path))))
            }
        }
    }
}

fn seen(found: &fs::Metadata) -> Seen {
    let kind = found.file_type();
    let words = [
        (kind.is_dir(), "Directory"),
        (kind.is_file(), "File"),
        (kind.is_socket(), "Socket"),
        (kind.is_char_device(), "CharDevice"),
        (kind.is_block_device(), "BlockDevice"),
    ];
    let word = words.into_iter().find_map(|(is, word)| is.then_some(word));
    Seen {
        kind: word.map(str::to_owned),
        owner: (found.uid(), found.gid()),
        mtime: found.mtime(),
    }
}

/// Whether what exists of a path is in the directory that contains it: programs may write there, and put links.
fn stays_within(within: &Path, path: &Path) -> bool {
    let mut above = path.ancestors();
    let real = above.find_map(|path| path.canonicalize().ok());
    real.zip(within.canonicalize().ok())
        .is_some_and(|(real, within)| real.starts_with(within))
}

/// A file that looks like a database of `SQLite`: the path itself, in the directory that it is, or in
/// one below that.
fn database(path: &Path) -> Option<PathBuf> {
    let entries = |path: &Path| -> Vec<PathBuf> {
        let entries = fs::read_dir(path).into_iter().flatten().flatten();
        let mut entries: Vec<PathBuf> = entries.map(|entry| entry.path()).take(1000).collect();
        entries.sort();
        entries
    };
    let is = |path: &Path| {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .to_lowercase();
        [".db", ".sqlite", ".sqlite3", ".db-wal", ".db3"]
            .iter()
            .any(|end| name.ends_with(end))
    };
    if path.is_file() {
        return is(path).then(|| path.to_owned());
    }
    let top = entries(path);
    top.iter().find(|path| is(path)).cloned().or_else(|| {
        top.iter()
            .filter(|path| path.is_dir())
            .find_map(|path| entries(path).into_iter().find(|path| is(path)))
    })
}

/// Who looks.
#[derive(Debug, Default)]
pub struct Looker {
    /// This program; looks are made in this process where there is none.
    program: Option<PathBuf>,
    mounts: Vec<Mount>,
    /// Mounts and paths that did not answer.
    dead: Vec<PathBuf>,
    helper: Option<Helper>,
}

#[derive(Debug)]
struct Helper {
    child: Child,
    ask: ChildStdin,
    told: Receiver<String>,
}

impl Looker {
    /// One that starts `program look` for what it is asked.
    #[must_use]
    pub fn new(program: Option<PathBuf>) -> Self {
        let mounts = fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
        Self {
            program,
            mounts: mounts::parse(&mounts),
            ..Self::default()
        }
    }

    /// One that looks in this process, among these mounts.
    #[cfg(test)]
    pub fn with(mounts: Vec<Mount>) -> Self {
        Self {
            mounts,
            ..Self::default()
        }
    }

    /// The mounts of this host.
    #[must_use]
    pub fn mounts(&self) -> &[Mount] {
        &self.mounts
    }

    /// Looks.
    ///
    /// # Errors
    /// It cannot be seen, or did not answer in time; then nothing else on the same mount is asked.
    pub fn ask(&mut self, question: &Question) -> Result<Answer, Trouble> {
        let Some(program) = self.program.clone() else {
            return question.answer();
        };
        if self
            .dead
            .iter()
            .any(|dead| question.path().starts_with(dead))
        {
            return Err(Trouble::Silent(LIMIT));
        }
        // It may have ended for a reason of its own: another one is asked once.
        for _ in 0..2 {
            let mut helper = match self.helper.take() {
                Some(helper) => helper,
                None => Helper::start(&program).map_err(|error| Trouble::from(&error))?,
            };
            let line = serde_json::to_string(question);
            let mut line = line.map_err(|error| Trouble::System(error.to_string()))?;
            line.push('\n');
            if helper.ask.write_all(line.as_bytes()).is_err() {
                continue;
            }
            match helper.told.recv_timeout(LIMIT) {
                Ok(line) => {
                    self.helper = Some(helper);
                    let answer = serde_json::from_str(&line);
                    return answer.unwrap_or_else(|error| Err(Trouble::System(error.to_string())));
                }
                Err(RecvTimeoutError::Timeout) => {
                    self.dead.push(self.mount(question.path()));
                    return Err(Trouble::Silent(LIMIT));
                }
                Err(RecvTimeoutError::Disconnected) => child::stop(&mut helper.child),
            }
        }
        Err(Trouble::System(
            "the process that looks at it has ended".to_owned(),
        ))
    }

    /// The mount that a path is on; the path itself where that is the root, which answers.
    fn mount(&self, path: &Path) -> PathBuf {
        let mount = mounts::of(path, &self.mounts).map(|mount| mount.at.clone());
        mount
            .filter(|at| at != Path::new("/"))
            .unwrap_or_else(|| path.to_owned())
    }
}

impl Drop for Helper {
    fn drop(&mut self) {
        child::stop(&mut self.child);
    }
}

impl Helper {
    fn start(program: &Path) -> io::Result<Self> {
        let mut command = Command::new(program);
        command
            .arg("look")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        command.stderr(Stdio::null()).process_group(0);
        let mut child = command.spawn()?;
        let (Some(ask), Some(out)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(io::Error::other("it has no input or output"));
        };
        let (tell, told) = channel();
        thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                if tell.send(line).is_err() {
                    break;
                }
            }
        });
        Ok(Self { child, ask, told })
    }
}

/// Answers questions, a line each, until there are no more: what `look` does.
///
/// # Errors
/// A question cannot be read, or nobody reads the answer.
pub fn serve() -> io::Result<()> {
    for line in io::stdin().lines() {
        let question: Question = serde_json::from_str(&line?).map_err(io::Error::other)?;
        let mut answer = serde_json::to_string(&question.answer()).map_err(io::Error::other)?;
        answer.push('\n');
        let mut out = io::stdout();
        out.write_all(answer.as_bytes())?;
        out.flush()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]

    use std::{fs, os::unix::fs::PermissionsExt as _, time::Instant};

    use super::{LIMIT, Looker, Question, Trouble};

    /// Who looks at a disk that is away never answers, and neither does this program.
    #[test]
    fn what_never_answers_is_asked_once() {
        let top = tempfile::tempdir().unwrap();
        let program = top.path().join("look");
        fs::write(&program, "#!/bin/sh\nsleep 600 & cat\n").unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        // It says something that is no answer, then nothing.
        let mut look = Looker::new(Some(program.clone()));
        let path = Question::Path("/away/a".into());
        assert!(matches!(look.ask(&path), Err(Trouble::System(_))));
        fs::write(&program, "#!/bin/sh\nsleep 600\n").unwrap();
        let mut look = Looker::new(Some(program.clone()));
        let start = Instant::now();
        for question in [path, Question::Path("/away/a/b".into())] {
            assert_eq!(look.ask(&question), Err(Trouble::Silent(LIMIT)));
        }
        assert!(start.elapsed() >= LIMIT && start.elapsed() < LIMIT * 2);
        // One that ends is started again, once.
        fs::write(&program, "#!/bin/sh\nexit 1\n").unwrap();
        let mut look = Looker::new(Some(program));
        let other = look.ask(&Question::Path("/other".into()));
        assert!(matches!(other, Err(Trouble::System(_))), "{other:?}");
    }
}
