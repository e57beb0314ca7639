//! K3s itself, and the cluster that is asked.

use std::{env, fs, path::Path};

use super::{Finding, Patient, ask, by_user};
use crate::install::server;

const CONFIG: &str = "/etc/rancher/k3s/k3s.yaml";

/// Whether K3s is there, runs, is new enough, and reads the directory that is written to.
pub fn k3s(patient: &Patient) -> Vec<Finding> {
    const TOPIC: &str = "k3s";
    let Some(version) = version() else {
        return vec![
            Finding::fail(TOPIC, "K3s is not installed on this host")
                .then("set `services.k3s.enable = true`, or run this on the server"),
        ];
    };
    let mut out = Vec::new();
    out.push(
        match ask("systemctl", &["is-active", "k3s"])
            .as_deref()
            .map(str::trim)
        {
            Some("active" | "reloading") => Finding::ok(TOPIC, format!("K3s {version} runs")),
            _ => match ask("systemctl", &["is-system-running", "--quiet"]) {
                // Without systemd it may run in another way.
                None if ask("systemctl", &["--version"]).is_none() => Finding::unknown(
                    TOPIC,
                    format!("K3s {version} is there; systemd does not say whether it runs"),
                ),
                _ => Finding::fail(TOPIC, format!("K3s {version} does not run"))
                    .then("run `systemctl start k3s`, then `journalctl -u k3s -n 50`"),
            },
        },
    );
    if let Some(wanted) = patient
        .index()
        .and_then(|index| index.kubernetes.as_deref())
        && server::is_older(&version, wanted)
    {
        out.push(
            Finding::fail(
                TOPIC,
                format!("the bundle is for Kubernetes {wanted}, and this is {version}"),
            )
            .then("update K3s, or set `kubernetes` in the settings and convert again"),
        );
    }
    match patient
        .k3s
        .manifests()
        .filter(|read| *read != patient.target)
    {
        Some(read) => out.push(
            Finding::fail(
                TOPIC,
                format!(
                    "K3s reads {} and `install` writes to {}",
                    read.display(),
                    patient.target.display()
                ),
            )
            .then(format!("add `--target {}`", read.display())),
        ),
        None if patient.target.is_dir() => {
            out.push(Finding::ok(
                TOPIC,
                format!("it reads {}", patient.target.display()),
            ));
        }
        None => out.push(
            Finding::fail(
                TOPIC,
                format!("{} does not exist", patient.target.display()),
            )
            .then("start K3s as a server once: an agent has no such directory"),
        ),
    }
    out
}

/// The version of K3s that this host has: `v1.37.1+k3s1`.
fn version() -> Option<String> {
    let said = ask("k3s", &["--version"])?;
    let mut words = said
        .split_whitespace()
        .skip_while(|word| *word != "version");
    words.nth(1).map(str::to_owned)
}

/// Which cluster `status` and `install --confirm` ask.
pub fn asked(patient: &Patient) -> Vec<Finding> {
    const TOPIC: &str = "cluster";
    let chosen = env::var("KUBECONFIG").ok().filter(|path| !path.is_empty());
    let file = chosen.clone().unwrap_or_else(|| CONFIG.to_owned());
    let first = file.split(':').next().unwrap_or(CONFIG);
    let text = match fs::read_to_string(first) {
        Ok(text) => text,
        Err(error) => {
            let remedy = match chosen {
                Some(_) => "correct or unset KUBECONFIG".to_owned(),
                None => by_user(
                    "start K3s on this host, or run this on the server: K3s writes the file at its first start",
                    "run this as root on the server of K3s",
                ),
            };
            return vec![
                Finding::unknown(TOPIC, format!("{first} cannot be read: {error}")).then(remedy),
            ];
        }
    };
    let server = server_of(&text).unwrap_or("a server that it does not name");
    let from = if chosen.is_some() {
        "KUBECONFIG"
    } else {
        "K3s"
    };
    let is_own = ["127.0.0.1", "localhost", "[::1]"]
        .iter()
        .any(|own| server.contains(own));
    let mut out = vec![if is_own || chosen.is_none() {
        Finding::ok(TOPIC, format!("{server} is asked ({from}: {first})"))
    } else {
        Finding::warn(
            TOPIC,
            format!("{server} is asked ({from}: {first}), which is not this host"),
        )
        .then("unset KUBECONFIG, if you mean the K3s of this host")
    }];
    let (program, words): (&str, &[&str]) = match ask("kubectl", &["version", "--client"]) {
        Some(_) => ("kubectl", &[]),
        None => ("k3s", &["kubectl"]),
    };
    let config = format!("--kubeconfig={first}");
    let args = [
        words,
        &[
            "get",
            "nodes",
            "-o",
            "name",
            "--request-timeout=5s",
            &config,
        ],
    ]
    .concat();
    let Some(nodes) = ask(program, &args) else {
        out.push(
            Finding::unknown(TOPIC, "the cluster does not answer").then(by_user(
                "run `k3s kubectl get nodes`",
                "run `sudo k3s kubectl get nodes`",
            )),
        );
        return out;
    };
    let nodes: Vec<&str> = nodes
        .lines()
        .filter_map(|line| line.strip_prefix("node/"))
        .collect();
    let listed = nodes.join(", ");
    out.push(
        if nodes
            .iter()
            .any(|node| node.eq_ignore_ascii_case(&patient.host))
        {
            Finding::ok(TOPIC, format!("it has the nodes {listed}"))
        } else {
            Finding::fail(
                TOPIC,
                format!(
                    "it has the nodes {listed}, and none is called `{}`",
                    patient.host
                ),
            )
            .then(format!(
                "set `hosts.{}.node` in the settings to the name of this host's node",
                patient.host
            ))
        },
    );
    out
}

/// The first server that a kubeconfig names.
fn server_of(text: &str) -> Option<&str> {
    let mut lines = text.lines().map(str::trim);
    lines.find_map(|line| line.strip_prefix("server:").map(str::trim))
}

/// The folder that K3s has its data in, from that of its manifests.
pub fn data_dir(patient: &Patient) -> &Path {
    let above = patient.target.ancestors().nth(2);
    above.unwrap_or(&patient.target)
}

#[cfg(test)]
mod tests {
    use super::server_of;

    #[test]
    fn the_server_of_a_kubeconfig() {
        let text = "apiVersion: v1\nclusters:\n- cluster:\n    server: https://127.0.0.1:6443\n  name: default\n";
        assert_eq!(server_of(text), Some("https://127.0.0.1:6443"));
        assert_eq!(server_of(""), None);
    }
}
