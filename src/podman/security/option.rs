//! Options of `--security-opt`.

use crate::podman::text;

/// One `--security-opt`.
///
/// Podman: <https://docs.podman.io/en/stable/markdown/podman-run.1.html#security-opt-option>
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecurityOption {
    /// `no-new-privileges`: no program can give more rights than the process has. The last wins.
    NoNewPrivileges(bool),
    /// `seccomp=`: which system calls pass. The last wins.
    Seccomp(Profile),
    /// `apparmor=`: the `AppArmor` profile. The last wins.
    AppArmor(Profile),
    /// `label=`: `SELinux`.
    Label(Label),
    /// `mask=`: paths that are hidden; podman leaves out those that are not absolute.
    Mask(Vec<String>),
    /// `unmask=`, `systempaths=unconfined`: paths that podman would hide or protect, as patterns;
    /// `ALL` in any case is all of them.
    Unmask(Vec<String>),
    /// `proc-opts=`: options of the `/proc` mount. The last wins.
    ProcOptions(Vec<String>),
}

/// A profile that confines a container.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub enum Profile {
    /// podman's own.
    #[default]
    Default,
    /// None.
    Unconfined,
    /// A file (seccomp) or a loaded profile (`AppArmor`).
    Named(String),
}

/// What `label=` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Label {
    /// `disable`: the container is not confined by `SELinux`.
    Disable,
    /// `nested`: `SELinux` can be used inside.
    Nested,
    /// `user:`, `role:`, `type:`, `level:` or `filetype:` with its value.
    Part(LabelPart, String),
}

/// A part of an `SELinux` label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LabelPart {
    /// `user:`.
    User,
    /// `role:`.
    Role,
    /// `type:`.
    Type,
    /// `level:`.
    Level,
    /// `filetype:`, of the files in the container.
    FileType,
}

impl SecurityOption {
    /// Reads `KEY=VALUE`, or `KEY:VALUE` when there is no `=` at all.
    ///
    /// # Errors
    /// A key that podman does not have, or a value that the key does not take.
    pub fn parse(text: &str) -> Result<Self, String> {
        let separator = if text.contains('=') { '=' } else { ':' };
        let (key, value) = match text.split_once(separator) {
            Some((key, value)) => (key, Some(value)),
            None => (text, None),
        };
        if key == "no-new-privileges" {
            return value
                .map_or(Ok(true), text::switch)
                .map(Self::NoNewPrivileges);
        }
        let value =
            value.ok_or_else(|| format!("`{text}` needs a value, as in `seccomp=unconfined`"))?;
        let parts = |separator: char| value.split(separator).map(str::to_owned).collect();
        match key {
            "seccomp" => Ok(Self::Seccomp(Profile::read(value))),
            "apparmor" => Ok(Self::AppArmor(Profile::read(value))),
            "label" => Label::parse(value).map(Self::Label),
            "mask" => Ok(Self::Mask(parts(':'))),
            "unmask" => Ok(Self::Unmask(parts(':'))),
            "systempaths" if value == "unconfined" => Ok(Self::Unmask(vec!["ALL".to_owned()])),
            "systempaths" => Err("`systempaths` takes `unconfined` only".to_owned()),
            "proc-opts" => Ok(Self::ProcOptions(parts(','))),
            _ => Err(format!(
                "`{key}` is not a security option: apparmor, label, mask, no-new-privileges, proc-opts, seccomp, systempaths or unmask"
            )),
        }
    }
}

impl Profile {
    fn read(value: &str) -> Self {
        match value {
            "" => Self::Default,
            "unconfined" => Self::Unconfined,
            _ => Self::Named(value.to_owned()),
        }
    }
}

impl Label {
    fn parse(value: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "`{value}` is not a label: disable, nested, or one of user, role, type, level and filetype with `:` and a value"
            )
        };
        match value {
            "disable" => return Ok(Self::Disable),
            "nested" => return Ok(Self::Nested),
            _ => {}
        }
        let (part, value) = value.split_once(':').ok_or_else(wrong)?;
        let part = match part {
            "user" => LabelPart::User,
            "role" => LabelPart::Role,
            "type" => LabelPart::Type,
            "level" => LabelPart::Level,
            "filetype" => LabelPart::FileType,
            _ => return Err(wrong()),
        };
        Ok(Self::Part(part, value.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn options() {
        let named = |name: &str| Profile::Named(name.to_owned());
        let part = |part, value: &str| SecurityOption::Label(Label::Part(part, value.to_owned()));
        for (text, value) in [
            ("no-new-privileges", SecurityOption::NoNewPrivileges(true)),
            (
                "no-new-privileges:true",
                SecurityOption::NoNewPrivileges(true),
            ),
            (
                "no-new-privileges=F",
                SecurityOption::NoNewPrivileges(false),
            ),
            (
                "seccomp=unconfined",
                SecurityOption::Seccomp(Profile::Unconfined),
            ),
            (
                "seccomp:unconfined",
                SecurityOption::Seccomp(Profile::Unconfined),
            ),
            ("seccomp=", SecurityOption::Seccomp(Profile::Default)),
            (
                "seccomp=/etc/p.json",
                SecurityOption::Seccomp(named("/etc/p.json")),
            ),
            (
                "apparmor=my=profile",
                SecurityOption::AppArmor(named("my=profile")),
            ),
            ("label=disable", SecurityOption::Label(Label::Disable)),
            ("label:disable", SecurityOption::Label(Label::Disable)),
            ("label=nested", SecurityOption::Label(Label::Nested)),
            ("label=level:s0:c1,c2", part(LabelPart::Level, "s0:c1,c2")),
            ("label:type:spc_t", part(LabelPart::Type, "spc_t")),
            ("mask=/a:/b", SecurityOption::Mask(words(&["/a", "/b"]))),
            ("unmask=ALL", SecurityOption::Unmask(words(&["ALL"]))),
            (
                "systempaths=unconfined",
                SecurityOption::Unmask(words(&["ALL"])),
            ),
            (
                "proc-opts=hidepid=2,gid=3",
                SecurityOption::ProcOptions(words(&["hidepid=2", "gid=3"])),
            ),
        ] {
            assert_eq!(SecurityOption::parse(text), Ok(value), "{text}");
        }
        for text in [
            "",
            "foo",
            "foo=bar",
            "seccomp",
            "no-new-privileges=",
            "no-new-privileges=x",
            "label=foo",
            "label=",
            "systempaths=foo",
            "writable-cgroups=true",
        ] {
            assert!(SecurityOption::parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let _ = SecurityOption::parse(&text);
        }

        #[test]
        fn near_ones_are_read_or_refused(text in "(label|mask|seccomp|proc-opts)[=:][a-z:,=/]{0,16}") {
            let _ = SecurityOption::parse(&text);
        }
    }
}
