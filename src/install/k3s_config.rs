//! How K3s is run on this host: its configuration file and the command line of its unit.

use std::{collections::BTreeSet, fs, path::Path, process::Command};

use serde_json::Value;

/// What we have to know.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct K3s {
    /// Where it was found, for messages.
    pub place: String,
    /// Names that K3s disables.
    pub disabled: BTreeSet<String>,
    /// Whether Secrets are encrypted in the datastore.
    pub encrypted: bool,
    /// The option by which it has another container runtime than its own containerd.
    pub runtime: Option<&'static str>,
}

/// Options of K3s that choose another container runtime.
const RUNTIMES: [&str; 2] = ["--container-runtime-endpoint", "--docker"];

impl K3s {
    /// Reads `config.yaml`, and `config.yaml.d` next to it, as K3s does. What is not there says
    /// nothing.
    #[must_use]
    pub fn read(file: &Path) -> Self {
        let mut out = Self {
            place: file.display().to_string(),
            ..Self::default()
        };
        let folder = file.with_extension("yaml.d");
        let more = fs::read_dir(folder).into_iter().flatten().flatten();
        for path in std::iter::once(file.to_owned()).chain(more.map(|entry| entry.path())) {
            if let Ok(text) = fs::read_to_string(path) {
                out.file(&text);
            }
        }
        out
    }

    /// The command line of the running unit, where systemd tells; NixOS gives its options there.
    pub fn ask_systemd(&mut self) {
        let mut command = Command::new("systemctl");
        command.args(["show", "k3s.service", "--property=ExecStart", "--value"]);
        if let Ok(output) = command.output() {
            self.command_line(&String::from_utf8_lossy(&output.stdout));
        }
    }

    fn file(&mut self, text: &str) {
        let Ok(config) = serde_saphyr::from_str::<Value>(text) else {
            return;
        };
        for key in ["disable", "disable+"] {
            match config.get(key) {
                Some(Value::String(words)) => self.disable(words),
                Some(Value::Array(list)) => {
                    list.iter()
                        .filter_map(Value::as_str)
                        .for_each(|words| self.disable(words));
                }
                _ => {}
            }
        }
        let encrypted = config.get("secrets-encryption");
        self.encrypted |= encrypted.is_some_and(|v| *v == true || *v == "true");
        for option in RUNTIMES {
            let value = config.get(option.trim_start_matches('-'));
            if value.is_some_and(|v| *v == true || v.as_str().is_some_and(|v| v != "false")) {
                self.runtime = Some(option);
            }
        }
    }

    fn command_line(&mut self, text: &str) {
        let mut words = text.split_whitespace();
        while let Some(word) = words.next() {
            if let Some(names) = word.strip_prefix("--disable=") {
                self.disable(names);
            } else if word == "--disable" {
                self.disable(words.next().unwrap_or_default());
            }
            self.encrypted |= matches!(word, "--secrets-encryption" | "--secrets-encryption=true");
            let (option, value) = word.split_once('=').unwrap_or((word, ""));
            if let Some(option) = RUNTIMES
                .iter()
                .find(|known| **known == option && value != "false")
            {
                self.runtime = Some(option);
            }
        }
    }

    fn disable(&mut self, words: &str) {
        let words = words
            .split(',')
            .map(str::trim)
            .filter(|word| !word.is_empty());
        self.disabled.extend(words.map(str::to_owned));
    }
}

#[cfg(test)]
mod tests {
    use super::K3s;

    #[test]
    fn what_is_disabled() {
        let mut k3s = K3s::default();
        k3s.file("disable:\n  - traefik\n  - a,b\nsecrets-encryption: true\n");
        k3s.command_line(
            "{ path=/x/k3s ; argv[]=/x/k3s server --disable servicelb --disable=c,d ; }",
        );
        let words: Vec<&str> = k3s.disabled.iter().map(String::as_str).collect();
        assert_eq!(words, ["a", "b", "c", "d", "servicelb", "traefik"]);
        assert!(k3s.encrypted);
    }

    #[test]
    fn another_container_runtime() {
        let file = |text: &str| {
            let mut k3s = K3s::default();
            k3s.file(text);
            k3s.runtime
        };
        let line = |words: &str| {
            let mut k3s = K3s::default();
            k3s.command_line(words);
            k3s.runtime
        };
        let endpoint = Some("--container-runtime-endpoint");
        assert_eq!(file("docker: true\n"), Some("--docker"));
        assert_eq!(file("container-runtime-endpoint: /run/x.sock\n"), endpoint);
        assert_eq!(file("docker: false\ndisable: docker\n"), None);
        assert_eq!(line("k3s server --docker"), Some("--docker"));
        assert_eq!(line("k3s server --docker=false --docker-x"), None);
        assert_eq!(line("k3s agent --container-runtime-endpoint=/x"), endpoint);
        assert_eq!(line("k3s agent --container-runtime-endpoint /x"), endpoint);
    }
}
