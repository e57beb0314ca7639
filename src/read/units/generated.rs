//! What NixOS itself writes into the unit of every container: it says nothing about the container.

/// Whether a command, or every line of a script, is one that NixOS writes: logging in, loading the
/// image, stopping and removing the container.
pub fn is_by_nixos(text: &str) -> bool {
    let lines = text.lines().map(str::trim);
    let mut lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.all(is_line_by_nixos)
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
