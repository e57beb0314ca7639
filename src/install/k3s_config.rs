//! How K3s is run on this host: its configuration files and the command line of its unit.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

use super::{
    child::{self, DEADLINE},
    read,
};

/// What we have to know.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct K3s {
    /// Where it was found, for messages.
    pub place: String,
    /// Options by their name without dashes, each with all its values.
    options: BTreeMap<String, Vec<String>>,
}

/// Options that may be given several times: those of the command line are added to those of the files.
const SEVERAL: [&str; 2] = ["disable", "node-taint"];

/// Options of K3s that choose another container runtime.
const RUNTIMES: [&str; 2] = ["--container-runtime-endpoint", "--docker"];

impl K3s {
    /// Reads `config.yaml`, and what is in `config.yaml.d` next to it, as K3s does: files that end in `.yaml` or
    /// `.yml`, by name; a key of a later file replaces the same key of an earlier one, unless it ends in `+`. What is
    /// not there says nothing.
    ///
    /// K3s: <https://docs.k3s.io/installation/configuration#multiple-config-files>
    #[must_use]
    pub fn read(file: &Path) -> Self {
        let mut out = Self {
            place: file.display().to_string(),
            ..Self::default()
        };
        let folder = fs::read_dir(file.with_extension("yaml.d"));
        let folder = folder.into_iter().flatten().flatten();
        let mut more: Vec<PathBuf> = folder.map(|entry| entry.path()).collect();
        more.retain(|path| {
            path.extension()
                .is_some_and(|end| end == "yaml" || end == "yml")
        });
        more.sort();
        for path in std::iter::once(file.to_owned()).chain(more) {
            if let Ok(text) = read::text(&path) {
                out.file(&text);
            }
        }
        out
    }

    /// The command line of the running unit, where systemd tells; NixOS gives its options there.
    pub fn ask_systemd(&mut self) {
        let mut command = Command::new("systemctl");
        command.args(["show", "k3s.service", "--property=ExecStart", "--value"]);
        if let Ok(output) = child::ask(&mut command, DEADLINE) {
            self.command_line(&String::from_utf8_lossy(&output.stdout));
        }
    }

    /// Names that K3s disables.
    #[must_use]
    pub fn disabled(&self) -> BTreeSet<&str> {
        let words = self.all("disable").flat_map(|words| words.split(','));
        words
            .map(str::trim)
            .filter(|word| !word.is_empty())
            .collect()
    }

    /// Options by which it leaves parts out, as they are written on its command line.
    #[must_use]
    pub fn left_out(&self) -> Vec<String> {
        let parts = self.disabled();
        let parts = parts.into_iter().map(|part| format!("--disable={part}"));
        let others = self.options.keys();
        let others = others.filter(|option| option.starts_with("disable-") && self.is_on(option));
        let others = others.map(|option| format!("--{option}"));
        parts.chain(others).collect()
    }

    /// Name of this host as a node, where an option says it.
    #[must_use]
    pub fn node_name(&self) -> Option<&str> {
        let values = self.options.get("node-name")?;
        values.last().map(String::as_str)
    }

    /// Whether Secrets are encrypted in the datastore.
    #[must_use]
    pub fn encrypts(&self) -> bool {
        self.is_on("secrets-encryption")
    }

    /// The option by which it has another container runtime than its own containerd.
    #[must_use]
    pub fn runtime(&self) -> Option<&'static str> {
        let mut all = RUNTIMES.into_iter();
        all.find(|option| self.is_on(option.trim_start_matches('-')))
    }

    /// The manifests directory, where K3s has another `data-dir` than its usual one.
    #[must_use]
    pub fn manifests(&self) -> Option<PathBuf> {
        let folder = self.last("data-dir").filter(|path| !path.is_empty());
        folder.map(|path| Path::new(path).join("server/manifests"))
    }

    /// The option by which K3s enforces no `NetworkPolicy`.
    #[must_use]
    pub fn without_policies(&self) -> Option<&'static str> {
        let off = self.is_on("disable-network-policy");
        off.then_some("--disable-network-policy")
    }

    /// Whether Pods get their network from another program than K3s.
    #[must_use]
    pub fn has_other_network(&self) -> bool {
        self.last("flannel-backend") == Some("none")
    }

    /// Taints of this node that keep Pods away.
    pub fn taints(&self) -> impl Iterator<Item = &str> {
        let away = |taint: &&str| taint.ends_with(":NoExecute") || taint.ends_with(":NoSchedule");
        self.all("node-taint").filter(away)
    }

    /// The value of an option, if it is given.
    #[must_use]
    pub fn value(&self, option: &str) -> Option<&str> {
        self.last(option)
    }

    fn all(&self, option: &str) -> impl Iterator<Item = &str> {
        let values = self.options.get(option);
        values.into_iter().flatten().map(String::as_str)
    }

    fn last(&self, option: &str) -> Option<&str> {
        self.all(option).last()
    }

    /// Whether an option is given, and not as `false`.
    fn is_on(&self, option: &str) -> bool {
        self.last(option).is_some_and(|value| value != "false")
    }

    fn file(&mut self, text: &str) {
        let Ok(Value::Object(config)) = serde_saphyr::from_str::<Value>(text) else {
            return;
        };
        for (key, value) in config {
            let values = match value {
                Value::Array(list) => list.iter().map(word).collect(),
                one => vec![word(&one)],
            };
            match key.strip_suffix('+') {
                Some(key) => self
                    .options
                    .entry(key.to_owned())
                    .or_default()
                    .extend(values),
                None => {
                    self.options.insert(key, values);
                }
            }
        }
    }

    fn command_line(&mut self, text: &str) {
        let mut words = text.split_whitespace().peekable();
        while let Some(word) = words.next() {
            let Some(word) = word.strip_prefix("--") else {
                continue;
            };
            let (option, value) = match word.split_once('=') {
                Some((option, value)) => (option, value),
                None => (
                    word,
                    words
                        .next_if(|next| !next.starts_with(['-', ';']))
                        .unwrap_or_default(),
                ),
            };
            let values = self.options.entry(option.to_owned()).or_default();
            if !SEVERAL.contains(&option) {
                values.clear();
            }
            values.push(value.to_owned());
        }
    }
}

/// A value as K3s hands it to its command line.
fn word(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]

    use std::{fs, path::Path};

    use super::K3s;

    fn file(text: &str) -> K3s {
        let mut k3s = K3s::default();
        k3s.file(text);
        k3s
    }

    fn line(words: &str) -> K3s {
        let mut k3s = K3s::default();
        k3s.command_line(words);
        k3s
    }

    #[test]
    fn what_is_disabled() {
        let mut k3s = file("disable:\n  - traefik\n  - a,b\nsecrets-encryption: true\n");
        k3s.command_line(
            "{ path=/x/k3s ; argv[]=/x/k3s server --disable servicelb --disable=c,d ; }",
        );
        let words: Vec<&str> = k3s.disabled().into_iter().collect();
        assert_eq!(words, ["a", "b", "c", "d", "servicelb", "traefik"]);
        assert!(k3s.encrypts());
    }

    #[test]
    fn later_files_replace_or_add() {
        let folder = tempfile::tempdir().unwrap();
        let more = folder.path().join("config.yaml.d");
        fs::create_dir(&more).unwrap();
        let write = |path: &Path, text: &str| fs::write(path, text).unwrap();
        write(
            &folder.path().join("config.yaml"),
            "disable: [k3s-migrate]\nnode-taint: [a=b:NoExecute]\n",
        );
        write(
            &more.join("20.yml"),
            "node-taint+: c=d:NoSchedule\ndata-dir: /late\n",
        );
        write(
            &more.join("10.yaml"),
            "disable: [traefik]\ndata-dir: /early\n",
        );
        write(&more.join("30.yaml.bak"), "disable: [k3s-migrate]\n");
        let k3s = K3s::read(&folder.path().join("config.yaml"));
        assert_eq!(k3s.disabled().into_iter().collect::<Vec<_>>(), ["traefik"]);
        let taints: Vec<&str> = k3s.taints().collect();
        assert_eq!(taints, ["a=b:NoExecute", "c=d:NoSchedule"]);
        assert_eq!(
            k3s.manifests().unwrap(),
            Path::new("/late/server/manifests")
        );
    }

    #[test]
    fn the_network() {
        assert_eq!(
            file("disable-network-policy: true\n").without_policies(),
            Some("--disable-network-policy")
        );
        assert_eq!(
            file("disable-network-policy: false\n").without_policies(),
            None
        );
        assert!(
            line("k3s server --disable-network-policy --flannel-backend=none").has_other_network()
        );
        assert!(
            line("k3s server --flannel-backend none --disable-network-policy")
                .without_policies()
                .is_some()
        );
        assert!(!file("flannel-backend: vxlan\n").has_other_network());
    }

    #[test]
    fn another_container_runtime() {
        let endpoint = Some("--container-runtime-endpoint");
        assert_eq!(file("docker: true\n").runtime(), Some("--docker"));
        assert_eq!(
            file("container-runtime-endpoint: /run/x.sock\n").runtime(),
            endpoint
        );
        assert_eq!(file("docker: false\ndisable: docker\n").runtime(), None);
        assert_eq!(line("k3s server --docker").runtime(), Some("--docker"));
        assert_eq!(line("k3s server --docker=false --docker-x").runtime(), None);
        assert_eq!(
            line("k3s agent --container-runtime-endpoint=/x").runtime(),
            endpoint
        );
        assert_eq!(
            line("k3s agent --container-runtime-endpoint /x").runtime(),
            endpoint
        );
    }
}
