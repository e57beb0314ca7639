//! What NixOS itself writes into the unit of every container: it says nothing about the container.

use super::create::commands;

/// Whether a command, or every line of a script, is one that NixOS writes: logging in, loading the
/// image, stopping and removing the container.
pub fn is_by_nixos(text: &str) -> bool {
    let lines = text.lines().map(str::trim);
    let mut lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.all(is_line_by_nixos)
}

/// Commands besides the one that runs the container; none where the unit runs none.
pub fn beside(scripts: &[String]) -> Vec<String> {
    let scripts = scripts
        .iter()
        .map(|script| script.trim_start_matches(['-', '+', '!', ':', '@', '|']));
    let all: Vec<Vec<String>> = scripts
        .flat_map(commands)
        .filter(|words| !words.is_empty())
        .collect();
    let runs = |words: &Vec<String>| {
        let program = words.first().and_then(|program| program.rsplit('/').next());
        matches!(program, Some("podman" | "docker")) && words.iter().any(|word| word == "run")
    };
    if !all.iter().any(runs) {
        return Vec::new();
    }
    // The file that NixOS makes of `script` is in `ExecStart=`.
    let own = |words: &Vec<String>| {
        let program = words.first().map(String::as_str).unwrap_or_default();
        program == "set"
            || (program.starts_with("/nix/store/") && program.contains("-unit-script-"))
    };
    let others = all.iter().filter(|words| !runs(words) && !own(words));
    others.map(|words| words.join(" ")).collect()
}

fn is_line_by_nixos(line: &str) -> bool {
    let command = line.trim_start_matches(['-', '+', '!', ':', '@']);
    let words: Vec<&str> = command.split_whitespace().collect();
    let program = words.first().copied().unwrap_or_default();
    let program = program.rsplit('/').next().unwrap_or_default();
    if command.starts_with("/nix/store/") && program.ends_with("pre-start") && words.len() == 1 {
        return true;
    }
    let loads = |text: &str| matches!(text.trim(), "podman load" | "docker load");
    if let Some((stream, engine)) = line.split_once('|')
        && stream.trim().starts_with("/nix/store/")
    {
        return loads(engine);
    }
    match (program, words.get(1).copied()) {
        ("podman" | "docker", Some("login" | "load" | "stop" | "rm")) => true,
        ("rm", Some("-f")) => words.get(2).is_some_and(|path| path.ends_with("ctr-id")),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_besides_the_container() {
        let found = |script: &str| beside(&[script.to_owned()]);
        let own =
            "set -e\nexec podman \\\n  run \\\n  --rm \\\n  --name=web \\\n  -e A='x; y' nginx";
        assert!(found(own).is_empty(), "{:?}", found(own));
        assert_eq!(
            found(&format!("mkdir -p /srv/web\n{own}")),
            ["mkdir -p /srv/web"]
        );
        assert_eq!(
            found("docker run app && curl -f http://localhost"),
            ["curl -f http://localhost"]
        );
        assert!(found("/usr/bin/true").is_empty());
    }

    #[test]
    fn lines_of_every_container() {
        for line in [
            "/nix/store/ar04q7y0mdlq34g9zy955857vdadwv61-pre-start/bin/pre-start",
            "docker rm -f plex || true",
            "podman rm -f --ignore --cidfile=/run/plex/ctr-id",
            "podman stop --ignore --cidfile=/run/plex/ctr-id",
            "podman login ghcr.io --username me --password-stdin < /run/pw",
            "podman load -i /nix/store/a.tar",
            "/nix/store/stream-a | podman load",
            "rm -f /run/podman-plex.ctr-id",
            "",
        ] {
            assert!(is_by_nixos(line), "{line}");
        }
        for line in [
            "mkdir -p /srv/plex",
            "podman network create lan",
            "docker rm -f plex || true\nmkdir -p /srv/plex",
            "/nix/store/abc-prepare/bin/prepare",
            "rm -f /srv/plex/lock",
        ] {
            assert!(!is_by_nixos(line), "{line}");
        }
    }
}
