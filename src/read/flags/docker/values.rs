//! Values that Docker writes, or reads, in a way of its own.

use crate::podman::{
    health::Check,
    security::option::{Label, Profile, SecurityOption},
    storage::tmpfs::Tmpfs,
    text::{csv, switch},
};

/// `--health-cmd`: a line for the shell, whatever it looks like.
///
/// Docker: <https://github.com/docker/cli/blob/v28.5.2/cli/command/container/opts.go#L564>
pub fn check(line: &str) -> Check {
    if line.is_empty() {
        return Check::Unset;
    }
    Check::Shell(line.to_owned())
}

/// GPUs that `--gpus` gives.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Gpus {
    /// `all`, numbers, identifiers.
    pub names: Vec<String>,
    /// `capabilities=`, besides `gpu`.
    pub capabilities: Vec<String>,
}

/// Reads `all`, a number of GPUs, or `"device=0,1",capabilities=utility`. A number stands for the first ones.
///
/// # Errors
/// A key that Docker does not have, or a number that is none.
///
/// Docker: <https://github.com/docker/cli/blob/v28.5.2/opts/gpus.go#L36>
pub fn gpus(text: &str) -> Result<Gpus, String> {
    let (mut gpus, mut count) = (Gpus::default(), None);
    for field in csv(text)? {
        let (key, value) = field.split_once('=').unwrap_or(("count", &field));
        let list = || {
            value
                .split(',')
                .filter(|part| !part.is_empty())
                .map(str::to_owned)
        };
        match key {
            "count" if value == "all" => count = Some(None),
            "count" => {
                let number: usize = value
                    .parse()
                    .map_err(|_| format!("`{value}` is neither `all` nor a number of GPUs"))?;
                count = Some(Some(number));
            }
            "device" => gpus.names.extend(list()),
            "capabilities" => gpus
                .capabilities
                .extend(list().filter(|name| name != "gpu")),
            "driver" | "options" => {}
            _ => return Err(format!("`{key}` is not a key of `--gpus`")),
        }
    }
    match count {
        Some(None) => gpus.names = vec!["all".to_owned()],
        Some(Some(number)) if number > 64 => return Err(format!("{number} GPUs are too many")),
        Some(Some(number)) => gpus
            .names
            .extend((0..number).map(|number| number.to_string())),
        None if gpus.names.is_empty() => gpus.names.push("0".to_owned()),
        None => {}
    }
    Ok(gpus)
}

/// `--publish` as podman writes it: `published=8080,target=80,protocol=udp,mode=host` is the long form.
///
/// # Errors
/// A key that Docker does not have, or no target.
///
/// Docker: <https://github.com/docker/go-connections/blob/v0.6.0/nat/nat.go>, and `convertToStandardNotation` of
/// `cli/command/container/opts.go`
pub fn publish(text: &str) -> Result<String, String> {
    if !text.contains('=') {
        return Ok(text.to_owned());
    }
    let (mut published, mut target, mut protocol) =
        (String::new(), String::new(), "tcp".to_owned());
    for field in text.split(',') {
        let (key, value) = field
            .split_once('=')
            .ok_or_else(|| format!("`{field}` has no `=`"))?;
        match key {
            "published" => value.clone_into(&mut published),
            "target" => value.clone_into(&mut target),
            "protocol" => value.clone_into(&mut protocol),
            "mode" => {}
            _ => return Err(format!("`{key}` is not a key of `--publish`")),
        }
    }
    if target.is_empty() {
        return Err("`target=` is missing".to_owned());
    }
    let colon = if published.is_empty() { "" } else { ":" };
    Ok(format!("{published}{colon}{target}/{protocol}"))
}

/// `writable-cgroups`, and whether it is on; `None` for another option.
pub fn writable_cgroups(text: &str) -> Option<Result<bool, String>> {
    let rest = text.strip_prefix("writable-cgroups")?;
    Some(match rest.strip_prefix(['=', ':']) {
        Some(value) => switch(value),
        None if rest.is_empty() => Ok(true),
        None => return None,
    })
}

/// `--security-opt`.
///
/// # Errors
/// An option that Docker does not have, or a value that it does not take.
///
/// Docker: `moby v28.5.2 daemon/daemon_unix.go:215`; `systempaths` is of the command line (`cli/command/container/opts.go`)
pub fn security_option(text: &str) -> Result<SecurityOption, String> {
    if text == "disable" {
        return Ok(SecurityOption::Label(Label::Disable));
    }
    let option = SecurityOption::parse(text)?;
    let named =
        |profile: &Profile, own: &str| matches!(profile, Profile::Named(name) if name == own);
    match option {
        SecurityOption::Seccomp(profile) if named(&profile, "builtin") => {
            Ok(SecurityOption::Seccomp(Profile::Default))
        }
        SecurityOption::AppArmor(profile) if named(&profile, "docker-default") => {
            Ok(SecurityOption::AppArmor(Profile::Default))
        }
        SecurityOption::Unmask(_) if text.starts_with("systempaths") => Ok(option),
        SecurityOption::Mask(_)
        | SecurityOption::Unmask(_)
        | SecurityOption::ProcOptions(_)
        | SecurityOption::Label(Label::Nested) => {
            Err("it is an option that only podman has".to_owned())
        }
        option => Ok(option),
    }
}

/// Words of mount(8) that Docker lets a tmpfs have and that change nothing that a program of the Pod sees.
///
/// Docker: `moby v28.5.2 pkg/mount`, and <https://docs.kernel.org/filesystems/tmpfs.html>
const IDLE: [&str; 20] = [
    "async",
    "atime",
    "defaults",
    "diratime",
    "dirsync",
    "huge",
    "mand",
    "mpol",
    "nodiratime",
    "nomand",
    "norelatime",
    "nostrictatime",
    "nr_blocks",
    "nr_inodes",
    "private",
    "relatime",
    "rprivate",
    "strictatime",
    "sync",
    "remount",
];

/// `--tmpfs`: unlike podman's, it may have an owner.
///
/// # Errors
/// See [`Tmpfs::parse`].
pub fn tmpfs(text: &str) -> Result<Tmpfs, String> {
    let (path, words) = text.split_once(':').unwrap_or((text, ""));
    let mut owned = false;
    let kept = words.split(',').filter(|word| {
        let name = word.split('=').next().unwrap_or_default();
        owned |= matches!(name, "uid" | "gid");
        !word.is_empty() && !matches!(name, "uid" | "gid") && !IDLE.contains(&name)
    });
    let kept: Vec<&str> = kept.collect();
    let podmans = ["tmpcopyup", "notmpcopyup", "noswap", "U"];
    if let Some(word) = kept.iter().find(|word| podmans.contains(word)) {
        return Err(format!("`{word}` is an option that only podman has"));
    }
    let colon = if kept.is_empty() { "" } else { ":" };
    let mut tmpfs = Tmpfs::parse(&format!("{path}{colon}{}", kept.join(",")))?;
    tmpfs.options.chown = owned;
    Ok(tmpfs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn graphics() {
        for (text, names, capabilities) in [
            ("all", &["all"] as &[&str], &[] as &[&str]),
            ("2", &["0", "1"], &[]),
            ("device=GPU-1", &["GPU-1"], &[]),
            (
                "\"device=0,2\",\"capabilities=utility,video\"",
                &["0", "2"],
                &["utility", "video"],
            ),
            ("capabilities=gpu", &["0"], &[]),
        ] {
            let found = gpus(text).unwrap_or_default();
            assert_eq!(
                (found.names, found.capabilities),
                (
                    names.iter().map(ToString::to_string).collect(),
                    capabilities.iter().map(ToString::to_string).collect()
                ),
                "{text}"
            );
        }
        assert!(gpus("some").is_err() && gpus("gpu=1").is_err());
    }

    #[test]
    fn long_ports() {
        assert_eq!(
            publish("published=8080,target=80").as_deref(),
            Ok("8080:80/tcp")
        );
        assert_eq!(
            publish("target=53,protocol=udp,mode=host").as_deref(),
            Ok("53/udp")
        );
        assert!(publish("published=8080").is_err());
    }

    #[test]
    fn options() {
        assert_eq!(
            security_option("seccomp=builtin"),
            Ok(SecurityOption::Seccomp(Profile::Default))
        );
        assert!(security_option("systempaths=unconfined").is_ok());
        assert!(security_option("unmask=ALL").is_err() && security_option("mask=/proc").is_err());
        assert!(
            tmpfs("/run:rw,size=64m,uid=1000,gid=100,nr_inodes=10k")
                .is_ok_and(|tmpfs| tmpfs.options.chown)
        );
        assert!(tmpfs("/run:tmpcopyup").is_err());
    }
}
