//! Keys that podman's generator reads in ways of their own.

use super::{Item, Key, Reader, Special, Style, Verdict, What, is_true, process, rules, unquoted};

impl Reader<'_> {
    pub(super) fn special(&mut self, key: &Key, special: Special) {
        match special {
            Special::Image => self.image(key),
            Special::Rootfs => {
                if let Some((leaf, value)) = self.value(key)
                    && let Some(value) = self.text(key, value, leaf)
                {
                    self.push(What::Rootfs(value), leaf);
                }
            }
            Special::Command => self.command(key),
            Special::Network => self.networks(key),
            Special::Volume => self.volumes(key),
            Special::Mount => self.mounts(key),
            Special::Pod => self.pod(key),
            Special::User => self.user(key),
            Special::Group => self.group(key),
            Special::Notify => {
                let Some(leaf) = self.last(key) else { return };
                let value = unquoted(leaf.value());
                let how = match value {
                    value if value.eq_ignore_ascii_case("healthy") => "healthy",
                    value if is_true(value) => "container",
                    _ => "conmon",
                };
                self.push(What::Flag("--sdnotify", how.to_owned()), leaf);
            }
            Special::Device => self.devices(key),
            Special::EnvFile => self.env_files(key),
            Special::AutoUpdate => {
                if let Some((leaf, value)) = self.value(key) {
                    self.flag("--label", key, &format!("{AUTO_UPDATE}={value}"), leaf);
                }
            }
            Special::VolatileTmp => {
                let Some(leaf) = self.last(key) else { return };
                let read_only = self.unit.file.last(self.unit.section, "ReadOnly");
                if is_true(unquoted(leaf.value())) && !read_only.is_some_and(is_true) {
                    self.push(What::Flag("--tmpfs", VOLATILE.to_owned()), leaf);
                } else {
                    let same = Verdict::Same(&process::NO_EFFECT);
                    self.push(What::Settled(leaf.value().to_owned(), same), leaf);
                }
            }
            Special::Remap => self.remap(key),
            Special::PodmanArgs => self.args(key, false),
            Special::GlobalArgs => self.args(key, true),
            Special::ServiceName => {
                if let Some(leaf) = self.last(key) {
                    self.push(What::Service(unquoted(leaf.value()).to_owned()), leaf);
                }
            }
            Special::Name => {
                if let Some(leaf) = self.last(key) {
                    let shown = leaf.value().to_owned();
                    self.push(
                        What::Settled(shown, Verdict::Same(&rules::OF_A_NAMED_UNIT)),
                        leaf,
                    );
                }
            }
        }
    }

    /// The words of the last line.
    fn command(&mut self, key: &Key) {
        let Some(leaf) = self.last(key) else { return };
        let words = self.words(key, leaf, Style::Arguments);
        if words.is_empty() && leaf.value().is_empty() {
            self.push(
                What::Settled(String::new(), Verdict::Same(&rules::EMPTIED)),
                leaf,
            );
        }
        for word in words {
            let expanded = self.unit.service.specifiers(&word);
            match expanded.and_then(|word| self.unit.service.arguments(&word)) {
                Ok(words) => {
                    for word in words {
                        self.push(What::Command(word), leaf);
                    }
                }
                Err(unknown) => self.unknown(key, &unknown, leaf),
            }
        }
    }

    fn args(&mut self, key: &Key, global: bool) {
        for leaf in self.list(key) {
            let mut all = Vec::new();
            for word in self.words(key, leaf, Style::Arguments) {
                let expanded = self.unit.service.specifiers(&word);
                match expanded.and_then(|word| self.unit.service.arguments(&word)) {
                    Ok(words) => all.extend(words),
                    Err(unknown) => self.unknown(key, &unknown, leaf),
                }
            }
            if !all.is_empty() {
                self.push(What::Words(all, global), leaf);
            }
        }
    }

    fn user(&mut self, key: &Key) {
        let Some((leaf, user)) = self.value(key) else {
            return;
        };
        let group = self.lines("Group").into_iter().next_back();
        let group = group
            .map(|leaf| (leaf, unquoted(leaf.value())))
            .filter(|(_, group)| !group.is_empty());
        let text = match group {
            Some((_, group)) => format!("{user}:{group}"),
            None => user.to_owned(),
        };
        if let Some(value) = self.text(key, &text, leaf) {
            let mut pointers = vec![leaf.pointer.clone()];
            pointers.extend(group.map(|(leaf, _)| leaf.pointer.clone()));
            let what = What::Flag("--user", value);
            self.out.push(Item { what, pointers });
        }
    }

    /// It has a row with `User=`, unless that is missing.
    fn group(&mut self, key: &Key) {
        let Some((leaf, _)) = self.value(key) else {
            return;
        };
        let user = self.unit.file.last(self.unit.section, "User");
        if user.is_none_or(str::is_empty) {
            self.refused(key, leaf, "`User=` is missing");
        }
    }

    fn devices(&mut self, key: &Key) {
        for leaf in self.list(key) {
            for word in self.words(key, leaf, Style::List) {
                let device = word.strip_prefix('-').unwrap_or(&word);
                if device.len() < word.len() {
                    let path = device.split(':').next().unwrap_or_default();
                    let say = rules::optional_device(self.unit.called, path);
                    self.push(What::Said(say), leaf);
                }
                self.flag("--device", key, device, leaf);
            }
        }
    }
}

/// The label that `podman auto-update` reads.
const AUTO_UPDATE: &str = "io.containers.autoupdate";
/// What `VolatileTmp=` mounts.
const VOLATILE: &str = "/tmp:rw,size=512M,mode=1777";
