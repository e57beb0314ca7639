//! Users and groups.

use std::fmt;

/// Who a process is: the value of `--user`.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct User {
    /// The user; `None` is root when a group is given, and the image's user otherwise.
    pub user: Option<Who>,
    /// The primary group. `None` is the one that the image's `/etc/passwd` gives the user, or
    /// root's.
    pub group: Option<Who>,
    /// Whether a `:` follows the user. Without one, the user also gets the groups that the image's `/etc/group` lists.
    pub colon: bool,
}

/// A user or a group, by number or by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// By number, up to 2147483647.
    Id(u32),
    /// By name, which the image's `/etc/passwd` or `/etc/group` must have.
    Name(String),
}

/// What `--group-add` adds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GroupAdd {
    /// A group.
    Group(Who),
    /// `keep-groups`: the groups of the user who runs podman. Goes with no other group.
    KeepGroups,
}

impl User {
    /// Reads `USER[:GROUP]`.
    ///
    /// # Errors
    /// A number that no user can have, or a name with a `:` in it: podman takes both, but the
    /// container does not start.
    pub fn parse(text: &str) -> Result<Self, String> {
        let colon = text.contains(':');
        let (user, group) = text.split_once(':').unwrap_or((text, ""));
        let read = |text: &str| match text {
            "" => Ok(None),
            _ => Who::parse(text).map(Some),
        };
        Ok(Self {
            user: read(user)?,
            group: read(group)?,
            colon,
        })
    }
}

impl Who {
    /// Reads decimal digits as a number and anything else as a name.
    ///
    /// # Errors
    /// A number below zero or above 2147483647, an empty name, or a `:` in it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
        if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return text
                .parse::<i64>()
                .ok()
                .and_then(|id| u32::try_from(id).ok())
                .filter(|id| i32::try_from(*id).is_ok())
                .map(Self::Id)
                .ok_or_else(|| format!("`{text}` is not an id: from 0 to 2147483647"));
        }
        if text.is_empty() || text.contains([':', '\n', '\0']) {
            return Err(format!("`{text}` is not a name of a user or group"));
        }
        Ok(Self::Name(text.to_owned()))
    }

    /// The number, if it is one. `root` is always 0.
    #[must_use]
    pub fn id(&self) -> Option<u32> {
        match self {
            Self::Id(id) => Some(*id),
            Self::Name(name) => (name == "root").then_some(0),
        }
    }
}

impl GroupAdd {
    /// Reads a number, a name or `keep-groups`.
    ///
    /// # Errors
    /// As for [`Who::parse`].
    pub fn parse(text: &str) -> Result<Self, String> {
        match text {
            "keep-groups" => Ok(Self::KeepGroups),
            _ => Who::parse(text).map(Self::Group),
        }
    }
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Id(id) => write!(f, "{id}"),
            Self::Name(name) => f.write_str(name),
        }
    }
}

impl fmt::Display for User {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        if let Some(user) = &self.user {
            write!(f, "{user}")?;
        }
        if self.colon {
            f.write_str(":")?;
        }
        if let Some(group) = &self.group {
            write!(f, "{group}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn name(text: &str) -> Who {
        Who::Name(text.to_owned())
    }

    #[test]
    fn users() {
        for (text, user, group) in [
            ("", None, None),
            ("1000", Some(Who::Id(1000)), None),
            ("1000:", Some(Who::Id(1000)), None),
            ("1000:100", Some(Who::Id(1000)), Some(Who::Id(100))),
            (":100", None, Some(Who::Id(100))),
            ("010", Some(Who::Id(10)), None),
            ("+5", Some(Who::Id(5)), None),
            ("2147483647", Some(Who::Id(2_147_483_647)), None),
            ("postgres", Some(name("postgres")), None),
            ("postgres:db", Some(name("postgres")), Some(name("db"))),
            ("0x10", Some(name("0x10")), None),
        ] {
            let colon = text.contains(':');
            let wanted = User { user, group, colon };
            assert_eq!(User::parse(text), Ok(wanted), "{text}");
        }
        for text in [
            "-1",
            "2147483648",
            "4294967296",
            "99999999999999999999",
            "a:b:c",
            "1:-1",
        ] {
            assert!(User::parse(text).is_err(), "{text}");
        }
        assert_eq!(name("root").id(), Some(0));
    }

    #[test]
    fn groups() {
        assert_eq!(GroupAdd::parse("keep-groups"), Ok(GroupAdd::KeepGroups));
        assert_eq!(GroupAdd::parse("44"), Ok(GroupAdd::Group(Who::Id(44))));
        assert_eq!(GroupAdd::parse("video"), Ok(GroupAdd::Group(name("video"))));
        assert!(GroupAdd::parse("").is_err());
        assert!(GroupAdd::parse("-1").is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let _ = (User::parse(&text), GroupAdd::parse(&text));
        }

        #[test]
        fn printed_ones_come_back(text in "[a-z0-9]{0,4}(:[a-z0-9]{0,4})?") {
            if let Ok(user) = User::parse(&text) {
                prop_assert_eq!(User::parse(&user.to_string()), Ok(user));
            }
        }
    }
}
