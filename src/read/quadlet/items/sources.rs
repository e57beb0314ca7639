//! Values that may name another unit, or a path below the folder of their own.

use super::{Item, Key, Leaf, Reader, Say, Style, What, named, rules, shown};
use crate::{
    podman::{engine::Engine, text::csv},
    read::quadlet::files::{File, extension},
};

impl Reader<'_> {
    pub(super) fn image(&mut self, key: &Key) {
        let Some((leaf, value)) = self.value(key) else {
            return;
        };
        let rootfs = self.unit.file.last(self.unit.section, "Rootfs");
        if rootfs.is_some_and(|rootfs| !rootfs.is_empty()) {
            self.refused(key, leaf, "`Rootfs=` is set as well");
            return;
        }
        if !matches!(extension(value), "build" | "image") {
            if let Some(value) = self.text(key, value, leaf) {
                self.push(What::Image(value), leaf);
            }
            return;
        }
        match named(self.unit, key, value) {
            Ok((_, name)) => self.push(What::Image(name.to_owned()), leaf),
            Err(say) => self.push(What::Wrong(value.to_owned(), say), leaf),
        }
    }

    pub(super) fn networks(&mut self, key: &Key) {
        for leaf in self.list(key) {
            let value = leaf.value().trim_end();
            let (name, options) = match value.split_once(':') {
                Some((name, options)) => (name, Some(options)),
                None => (value, None),
            };
            let of_container = extension(name) == "container";
            if !of_container && extension(name) != "network" {
                self.flag("--network", key, value, leaf);
                continue;
            }
            match (named(self.unit, key, name), options) {
                (Err(say), _) => self.push(What::Wrong(value.to_owned(), say), leaf),
                (Ok(_), Some(_)) if of_container => {
                    self.refused(key, leaf, "the network of a container takes no options");
                }
                (Ok((_, name)), None) if of_container => {
                    self.push(What::Flag("--network", format!("container:{name}")), leaf);
                }
                (Ok((_, name)), Some(options)) => {
                    self.flag("--network", key, &format!("{name}:{options}"), leaf);
                }
                (Ok((_, name)), None) => self.push(What::Flag("--network", name.to_owned()), leaf),
            }
        }
    }

    pub(super) fn pod(&mut self, key: &Key) {
        let Some((leaf, value)) = self.value(key) else {
            return;
        };
        if extension(value) != "pod" {
            self.refused(key, leaf, "this is not the name of a `.pod` file");
            return;
        }
        match named(self.unit, key, value) {
            Ok((_, name)) => self.push(What::Flag("--pod", name.to_owned()), leaf),
            Err(say) => self.push(What::Wrong(value.to_owned(), say), leaf),
        }
    }

    pub(super) fn volumes(&mut self, key: &Key) {
        for leaf in self.list(key) {
            let value = leaf.value().trim_end();
            let Some((source, rest)) = value
                .split_once(':')
                .filter(|(source, _)| !source.is_empty())
            else {
                // Without a source, options have no effect: podman's generator leaves them out.
                let path = value
                    .trim_start_matches(':')
                    .split(':')
                    .next()
                    .unwrap_or_default();
                self.flag("--volume", key, path, leaf);
                continue;
            };
            match self.source(key, source, leaf, &[".volume", ".artifact"]) {
                Ok(source) => self.flag("--volume", key, &format!("{source}:{rest}"), leaf),
                Err(say) => self.push(What::Wrong(shown(key, value), say), leaf),
            }
        }
    }

    pub(super) fn mounts(&mut self, key: &Key) {
        const WITH_SOURCE: [&str; 5] = ["volume", "bind", "glob", "image", "artifact"];
        for leaf in self.list(key) {
            for word in self.words(key, leaf, Style::Arguments) {
                let mut tokens = match csv(&word) {
                    Ok(tokens) => tokens,
                    Err(error) => {
                        self.refused(key, leaf, error);
                        continue;
                    }
                };
                let kind = tokens
                    .iter()
                    .find_map(|token| token.strip_prefix("type=").map(str::to_owned));
                let kind = kind.unwrap_or_else(|| "volume".to_owned());
                // podman 6 takes a volume without a source.
                let may_lack = kind == "volume" && self.unit.engine == Engine::Podman6;
                let has_source = WITH_SOURCE.contains(&kind.as_str());
                let mut resolved = Ok(());
                let mut found = !has_source || may_lack;
                for token in tokens.iter_mut().filter(|_| has_source) {
                    if let Some(("source" | "src", source)) = token.split_once('=') {
                        found |= !source.is_empty();
                        match self.source(key, source, leaf, &[".volume", ".artifact", ".image"]) {
                            Ok(source) => *token = format!("source={source}"),
                            Err(say) => resolved = Err(say),
                        }
                    }
                }
                if !found {
                    self.refused(key, leaf, "the source of the mount is missing");
                    continue;
                }
                match resolved {
                    Ok(()) => {
                        let tokens: Vec<String> =
                            tokens.iter().map(|token| quoted(token)).collect();
                        self.flag("--mount", key, &tokens.join(","), leaf);
                    }
                    Err(say) => self.push(What::Wrong(shown(key, &word), say), leaf),
                }
            }
        }
    }

    pub(super) fn env_files(&mut self, key: &Key) {
        for leaf in self.list(key) {
            for word in self.words(key, leaf, Style::Arguments) {
                let path = self.absolute(&word, leaf);
                self.flag("--env-file", key, &path, leaf);
            }
        }
    }

    /// The source of a volume: a unit's name for what it makes, a path absolute.
    fn source(
        &mut self,
        key: &Key,
        source: &str,
        leaf: &Leaf,
        units: &[&str],
    ) -> Result<String, Say> {
        if source.starts_with('.') {
            return Ok(self.absolute(source, leaf));
        }
        if !source.starts_with('/') && units.iter().any(|end| source.ends_with(end)) {
            let (_, name) = named(self.unit, key, source)?;
            return Ok(name.to_owned());
        }
        Ok(source.to_owned())
    }

    /// A path below the folder in which podman finds the unit.
    fn absolute(&mut self, path: &str, leaf: &Leaf) -> String {
        let specifier = path.starts_with('%') && !path.starts_with("%%");
        if path.starts_with('/') || specifier {
            return path.to_owned();
        }
        let taken = clean(&format!("{}/{path}", folder(self.unit.file)));
        let say = rules::relative_path(self.unit.called, path, &taken);
        let what = What::Said(say);
        let pointers = vec![leaf.pointer.clone()];
        self.out.push(Item { what, pointers });
        taken
    }
}

/// podman's own folder for a unit.
const SYSTEM: &str = "containers/systemd";

/// The folder in which podman finds a unit: that of the path, as far as it is one of podman's folders.
fn folder(file: &File) -> String {
    let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let below = ["/etc/", "/run/", "/usr/share/"].iter().find_map(|top| {
        let path = format!("/{folder}");
        let at = path.find(&format!("{top}{SYSTEM}"))?;
        path.get(at..).map(str::to_owned)
    });
    let home = file.home.as_ref().and_then(|home| home.path.as_ref());
    let in_home = home.map(|home| format!("{home}/.config/{SYSTEM}"));
    below
        .or(in_home)
        .unwrap_or_else(|| format!("/etc/{SYSTEM}"))
}

/// A path without `.` and `..`.
fn clean(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}

/// A value of a comma list.
fn quoted(value: &str) -> String {
    if value.contains([',', '"', '\n', '\r']) || value.starts_with(' ') {
        format!("\"{}\"", value.replace('"', "\"\""))
    } else {
        value.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_and_paths() {
        for (path, wanted) in [
            ("web.container", "/etc/containers/systemd"),
            (
                "host/etc/containers/systemd/a/web.container",
                "/etc/containers/systemd/a",
            ),
            (
                "/usr/share/containers/systemd/web.container",
                "/usr/share/containers/systemd",
            ),
        ] {
            let file = File {
                name: "web.container".to_owned(),
                path: path.to_owned(),
                home: None,
                lines: Vec::new(),
            };
            assert_eq!(folder(&file), wanted, "{path}");
        }
        assert_eq!(clean("/a/./b/../../../c"), "/c");
        assert_eq!(quoted("a,b\""), "\"a,b\"\"\"");
    }
}
