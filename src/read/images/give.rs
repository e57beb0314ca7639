//! One container, and what its image says: each value goes the way of the flag that it stands for.

use super::{AT, Check, Image};
use crate::{
    podman::{engine::Engine, labels, process::Entrypoint, storage::ImageVolumes},
    read::{
        draft::{Draft, Written},
        flags::{self, lexer::Name, positional::COMMAND},
        leaves::child,
    },
};

/// Gives a draft everything that its own options leave open.
pub fn all(image: &Image, draft: &mut Draft<'_>) {
    let config = &image.config;
    if image.known.has_numeric_user() && !draft.has("--user") {
        give(draft, "--user", &config.user, "/Config/User");
    }
    command(image, draft);
    if let Some(check) = &image.check {
        self::check(check, draft);
    }
    let given = draft.container.ports.expose.len();
    for port in config.exposed_ports.iter().flat_map(|ports| ports.keys()) {
        give(
            draft,
            "--expose",
            port,
            &child("/Config/ExposedPorts", port),
        );
    }
    for exposed in draft.container.ports.expose.iter_mut().skip(given) {
        exposed.value.of_image = true;
    }
    for (key, value) in config.labels.iter().flatten() {
        let mut own = draft.container.identity.labels.iter();
        if labels::proxy(key).is_some() && !own.any(|label| label.value.key == *key) {
            let at = child("/Config/Labels", key);
            give(draft, "--label", &format!("{key}={value}"), &at);
        }
    }
    variables(image, draft);
    volumes(image, draft);
}

/// `--image-volume=tmpfs`: one for each volume at which nothing is mounted.
fn volumes(image: &Image, draft: &mut Draft<'_>) {
    let storage = &draft.container.storage;
    let mode = storage.image_volumes.as_ref();
    if !mode.is_some_and(|mode| mode.value == ImageVolumes::Tmpfs) {
        return;
    }
    let taken = storage.destinations();
    for path in &image.known.volumes {
        if !taken.contains(path) {
            give(draft, "--tmpfs", path, &child("/Config/Volumes", path));
        }
    }
}

fn give(draft: &mut Draft<'_>, flag: &str, value: &str, pointer: &str) {
    if let Some(row) = flags::find_of(draft.engine, Name::Long(flag)) {
        let written = Written::new(Some(row.name), value, [format!("{AT}{pointer}")]);
        draft.flag(row, written);
    }
}

/// The image's command, where the container takes only its entry point away.
fn command(image: &Image, draft: &mut Draft<'_>) {
    let process = &draft.container.process;
    let entrypoint = process.entrypoint.as_ref();
    let only = entrypoint.is_some_and(|given| given.value == Entrypoint::NothingBeforeCmd);
    if !only || !process.command.is_empty() {
        return;
    }
    for (number, word) in image.config.cmd.iter().flatten().enumerate() {
        let at = format!("{AT}/Config/Cmd/{number}");
        draft.set(None, COMMAND, Written::new(None, word, [at]));
    }
}

/// The image's check. podman reads how a check runs only next to `--health-cmd`: without one all of it is the image's. Docker
/// takes each part from the container first.
///
/// Podman: `podman v6 pkg/specgenutil/specgen.go:352`, `pkg/specgen/generate/container.go:66`;
/// Docker: `moby v28.5.2 daemon/commit.go` (`merge`)
fn check(check: &Check, draft: &mut Draft<'_>) {
    let Some(test) = check.test.as_ref().filter(|test| !test.is_empty()) else {
        return;
    };
    let health = &draft.container.health;
    let is_off = health.disabled.as_ref().is_some_and(|off| off.value);
    if is_off || draft.has("--health-cmd") || test.first().is_some_and(|word| word == "NONE") {
        return;
    }
    let shown = serde_json::Value::from(test.as_slice()).to_string();
    give(draft, "--health-cmd", &shown, "/Healthcheck/Test");
    let podmans = draft.engine != Engine::Docker;
    for (flag, key, nanoseconds) in [
        ("--health-interval", "Interval", check.interval),
        ("--health-timeout", "Timeout", check.timeout),
        ("--health-start-period", "StartPeriod", check.start_period),
    ] {
        if nanoseconds > 0 && (podmans || !draft.has(flag)) {
            let at = format!("/Healthcheck/{key}");
            give(draft, flag, &format!("{nanoseconds}ns"), &at);
        }
    }
    if check.retries > 0 && (podmans || !draft.has("--health-retries")) {
        let retries = check.retries.to_string();
        give(draft, "--health-retries", &retries, "/Healthcheck/Retries");
    }
}

/// Variables that are built from those of the image, as far as that takes no shell.
fn variables(image: &Image, draft: &mut Draft<'_>) {
    let env = &image.known.env;
    for merge in &mut draft.container.process.env_merge {
        if let Some(value) = expanded(&merge.value, env) {
            merge.value = value;
        }
    }
}

/// A text with `$NAME` and `${NAME}` filled in; `None` for one that says more than that.
fn expanded(text: &str, env: &[(String, String)]) -> Option<String> {
    let value = |name: &str| {
        let mut known = env.iter().filter(|(known, _)| known == name);
        known.next_back().map_or("", |(_, value)| value.as_str())
    };
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let (name, behind) = match after.strip_prefix('{') {
            Some(braced) => braced.split_once('}')?,
            None => after.split_at(after.find(|c| !is_word(c)).unwrap_or(after.len())),
        };
        if name.is_empty() || !name.chars().all(is_word) {
            return None;
        }
        out.push_str(value(name));
        rest = behind;
    }
    out.push_str(rest);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_of_the_image() {
        let env = [("PATH", "/bin"), ("A", "1"), ("A", "2")];
        let env = env.map(|(name, value)| (name.to_owned(), value.to_owned()));
        for (text, wanted) in [
            ("PATH=${PATH}:/app", Some("PATH=/bin:/app")),
            ("X=$PATH/$A", Some("X=/bin/2")),
            ("X=$MISSING.", Some("X=.")),
            ("X=${A:-1}", None),
            ("X=$", None),
            ("X=${A", None),
        ] {
            assert_eq!(expanded(text, &env).as_deref(), wanted, "{text}");
        }
    }
}
