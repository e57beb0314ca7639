//! Programs of the host that are asked: none is waited for without an end.

use std::{
    io::Read as _,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// The longest that an answer may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a program prints; `None` where it is not there, fails, or does not answer.
pub fn ask(program: &str, args: &[&str]) -> Option<String> {
    let mut child = Command::new(program)
        .args(args)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let mut pipe = child.stdout.take()?;
    let reader = thread::spawn(move || {
        let mut text = Vec::new();
        pipe.read_to_end(&mut text).ok().map(|_| text)
    });
    let start = Instant::now();
    let status = loop {
        match child.try_wait().ok()? {
            Some(status) => break status,
            None if start.elapsed() > PATIENCE => {
                // It may be gone by now.
                let _ = child.kill();
                let _ = child.wait();
                return None;
            }
            None => thread::sleep(Duration::from_millis(20)),
        }
    };
    let text = reader.join().ok()??;
    status
        .success()
        .then(|| String::from_utf8_lossy(&text).into_owned())
}
