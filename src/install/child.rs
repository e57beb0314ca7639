//! Programs of the host, asked with a deadline: one that hangs keeps nobody waiting, and is left behind if it cannot even
//! be ended. None of them gets the lock: files of this program are closed in every program that it starts.

use std::{
    fmt, io,
    io::Read,
    os::unix::process::CommandExt as _,
    process::{Child, Command, Stdio},
    sync::mpsc::{Receiver, RecvTimeoutError, channel},
    thread,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process_group};

/// How long a program of this host may take that answers from what it has.
pub const DEADLINE: Duration = Duration::from_secs(10);
/// What is read of an answer.
const MOST: u64 = 64 << 20;
/// How long is waited for a program to be gone that was ended.
const GRACE: Duration = Duration::from_millis(500);

/// What a program said.
#[derive(Debug)]
pub struct Answer {
    /// Whether its exit code is 0.
    pub success: bool,
    /// What it printed.
    pub stdout: Vec<u8>,
    /// What it printed as errors.
    pub stderr: String,
}

/// Why a program did not answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// It is not on the PATH.
    Missing,
    /// It cannot be started.
    Unstarted(io::ErrorKind),
    /// It said nothing for so long.
    Silent(Duration),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("it is not on the PATH"),
            Self::Unstarted(kind) => write!(f, "it cannot be started: {kind}"),
            Self::Silent(limit) => write!(f, "it did not answer within {} s", limit.as_secs()),
        }
    }
}

/// Runs a program to its end, without input.
///
/// # Errors
/// It is missing, cannot be started, or takes longer than it may; then it is ended.
pub fn ask(command: &mut Command, limit: Duration) -> Result<Answer, Failure> {
    let end = Instant::now() + limit;
    command.stdin(Stdio::null()).stdout(Stdio::piped());
    command.stderr(Stdio::piped()).process_group(0);
    let mut child = command.spawn().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Failure::Missing,
        kind => Failure::Unstarted(kind),
    })?;
    let stdout = child.stdout.take().map(read);
    let stderr = child.stderr.take().map(read);
    let answer = until(&mut child, stdout, stderr, end);
    answer.ok_or_else(|| {
        stop(&mut child);
        Failure::Silent(limit)
    })
}

fn until(
    child: &mut Child,
    stdout: Option<Receiver<Vec<u8>>>,
    stderr: Option<Receiver<Vec<u8>>>,
    end: Instant,
) -> Option<Answer> {
    let wait = |all: Option<Receiver<Vec<u8>>>| {
        let left = end.saturating_duration_since(Instant::now());
        match all.map(|all| all.recv_timeout(left)) {
            Some(Err(RecvTimeoutError::Timeout)) => None,
            Some(Ok(bytes)) => Some(bytes),
            _ => Some(Vec::new()),
        }
    };
    let stdout = wait(stdout)?;
    let stderr = String::from_utf8_lossy(&wait(stderr)?).into_owned();
    let success = ended(child, end)?;
    Some(Answer {
        success,
        stdout,
        stderr,
    })
}

/// Reads to the end, in a thread of its own: a program that the child started may keep it open.
fn read(from: impl Read + Send + 'static) -> Receiver<Vec<u8>> {
    let (tell, told) = channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = from.take(MOST).read_to_end(&mut bytes);
        // Nobody listens any more once the deadline is over.
        let _ = tell.send(bytes);
    });
    told
}

fn ended(child: &mut Child, end: Instant) -> Option<bool> {
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status.success()),
            Ok(None) if Instant::now() < end => thread::sleep(Duration::from_millis(2)),
            _ => return None,
        }
    }
}

/// Ends a program with all that it started. One that waits for a dead disk does not end: it is left behind.
pub fn stop(child: &mut Child) {
    let id = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    if let Some(id) = id {
        let _ = kill_process_group(id, Signal::KILL);
    }
    let _ = child.kill();
    ended(child, Instant::now() + GRACE);
}

#[cfg(test)]
mod tests {
    use std::{
        process::Command,
        time::{Duration, Instant},
    };

    use super::{Failure, ask};

    #[test]
    fn a_program_that_hangs_is_ended_with_what_it_started() {
        let limit = Duration::from_millis(300);
        let start = Instant::now();
        for script in [
            "sleep 60",
            "sleep 60 & exit 0",
            "exec sleep 60 >/dev/null 2>&1",
        ] {
            let said = ask(Command::new("sh").args(["-c", script]), limit);
            assert_eq!(said.err(), Some(Failure::Silent(limit)), "{script}");
        }
        assert!(start.elapsed() < Duration::from_secs(10));
        let said = ask(
            Command::new("sh").args(["-c", "echo a; echo b >&2; exit 3"]),
            limit * 20,
        );
        let said = said.map(|said| (said.success, said.stdout, said.stderr));
        assert_eq!(said, Ok((false, b"a\n".to_vec(), "b\n".to_owned())));
        let said = ask(&mut Command::new("no-such-program-here"), limit);
        assert_eq!(said.err(), Some(Failure::Missing));
    }
}
