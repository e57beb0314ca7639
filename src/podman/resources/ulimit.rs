//! Limits of a process.

const NAMES: &[&str] = &[
    "core",
    "cpu",
    "data",
    "fsize",
    "locks",
    "memlock",
    "msgqueue",
    "nice",
    "nofile",
    "nproc",
    "rss",
    "rtprio",
    "rttime",
    "sigpending",
    "stack",
];

/// `NAME=SOFT` or `NAME=SOFT:HARD`, or `host`. The name may have `RLIMIT_` before it, in any case
/// of letters; -1 is unlimited.
///
/// # Errors
/// An unknown name, no numbers, or a soft limit above the hard one.
///
/// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#ulimit-option>
pub fn ulimit(text: &str) -> Result<(), String> {
    if text == "host" {
        return Ok(());
    }
    let wrong = || format!("`{text}` is not a limit: `NAME=SOFT:HARD`, as in `nofile=1024:4096`");
    let lower = text.to_lowercase();
    let (name, values) = lower.split_once('=').ok_or_else(wrong)?;
    let name = name.strip_prefix("rlimit_").unwrap_or(name);
    if !NAMES.contains(&name) {
        return Err(format!("`{name}` is not a limit: {}", NAMES.join(", ")));
    }
    let (soft, hard) = values.split_once(':').unwrap_or((values, values));
    let soft: i64 = soft.parse().map_err(|_| wrong())?;
    let hard: i64 = hard.parse().map_err(|_| wrong())?;
    if hard != -1 && (soft == -1 || soft > hard) {
        return Err(format!("`{text}` has a soft limit above the hard one"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ulimits() {
        for text in [
            "host",
            "nofile=1024",
            "nofile=1024:4096",
            "memlock=-1",
            "memlock=-1:-1",
            "RLIMIT_NOFILE=5:5",
            "NOFILE=+5",
            "core=0:-1",
            "nofile=-5:5",
        ] {
            assert_eq!(ulimit(text), Ok(()), "{text}");
        }
        for text in [
            "",
            "nofile",
            "nofile=",
            "nofile=a",
            "nofile=1:2:3",
            "as=1",
            "files=1",
            "nofile=5:4",
            "nofile=-1:5",
            "Host",
            "nofile=1k",
            "nofile = 5",
        ] {
            assert!(ulimit(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "(nofile=|rlimit_|.{0,8})[-+:0-9]{0,24}") {
            let _ = ulimit(&text);
        }
    }
}
