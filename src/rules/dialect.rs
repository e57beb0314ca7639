//! How an input format spells the options that the rules speak of. A phrase names a flag of `podman run`, or a key of NixOS'
//! oci-containers; a host whose containers are written otherwise reads its own words.

/// How a format spells options.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialect {
    /// Flags of `podman run` (`--publish`) and the key that is the same; sorted by flag.
    pub flags: &'static [(&'static str, &'static str)],
    /// What stands between a key and its value: `=`, or `: `.
    pub joint: &'static str,
    /// Before a flag that has no key; empty where such a flag is written as it is.
    pub otherwise: &'static str,
    /// Other words in back-ticks, and what stands in their place: keys of NixOS (`dependsOn`). One with a space is a part
    /// of a sentence, outside of back-ticks.
    pub words: &'static [(&'static str, &'static str)],
}

/// NixOS' oci-containers, in whose words the rules are written.
pub const WRITTEN: Dialect = Dialect {
    flags: &[],
    joint: "=",
    otherwise: "",
    words: &[],
};

impl Dialect {
    /// Whether the rules are written in it.
    #[must_use]
    pub fn is_written(&self) -> bool {
        self.flags.is_empty() && self.words.is_empty()
    }

    /// Spells a value of a rule that is a flag, and nothing else.
    pub fn speak_of(&self, value: &mut String) {
        if let Some(key) = self.key(value) {
            key.clone_into(value);
        }
    }

    /// The key that a flag is in this format.
    #[must_use]
    pub fn key(&self, flag: &str) -> Option<&'static str> {
        let found = self.flags.binary_search_by(|(known, _)| known.cmp(&flag));
        found
            .ok()
            .and_then(|at| self.flags.get(at).map(|(_, key)| *key))
    }

    /// A text of a rule with its options as this format spells them.
    #[must_use]
    pub fn speak(&self, text: &str) -> String {
        if self.is_written() {
            return text.to_owned();
        }
        let mut out = String::with_capacity(text.len());
        for (number, part) in text.split('`').enumerate() {
            if number > 0 {
                out.push('`');
            }
            if number % 2 == 0 {
                let phrases = self
                    .words
                    .iter()
                    .filter(|(written, _)| written.contains(' '));
                let spoken = phrases.fold(part.to_owned(), |text, (written, own)| {
                    text.replace(written, own)
                });
                out.push_str(&spoken);
            } else {
                out.push_str(&self.code(part));
            }
        }
        out
    }

    /// What stands between two back-ticks. A command line stays as it is.
    fn code(&self, code: &str) -> String {
        if let Some((_, own)) = self.words.iter().find(|(written, _)| *written == code) {
            return (*own).to_owned();
        }
        if !code.starts_with("--") {
            return code.to_owned();
        }
        let end = code.find(['=', ' ']).unwrap_or(code.len());
        let (flag, value) = code.split_at(end);
        match self.key(flag) {
            Some(key) if value.is_empty() => key.to_owned(),
            Some(key) => format!("{key}{}{}", self.joint, value.get(1..).unwrap_or_default()),
            None => format!("{}{code}", self.otherwise),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_spelled_as_the_format_does() {
        let dialect = Dialect {
            flags: &[("--network", "network_mode"), ("--publish", "ports")],
            joint: ": ",
            otherwise: "x ",
            words: &[("dependsOn", "depends_on"), ("Nix store", "file")],
        };
        for (text, spoken) in [
            ("set `--publish`", "set `ports`"),
            ("`--network=host` of `web`", "`network_mode: host` of `web`"),
            ("`--network host`", "`network_mode: host`"),
            ("`--publisher` stays", "`x --publisher` stays"),
            ("--publish in a sentence", "--publish in a sentence"),
            ("`podman run --publish 1`", "`podman run --publish 1`"),
            ("`dependsOn` of", "`depends_on` of"),
            ("`dependsOnX`", "`dependsOnX`"),
            ("in the Nix store, `Nix store`", "in the file, `file`"),
        ] {
            assert_eq!(dialect.speak(text), spoken);
            assert_eq!(WRITTEN.speak(text), text);
        }
    }
}
