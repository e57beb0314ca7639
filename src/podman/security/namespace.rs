//! Namespaces of processes, host name, control groups and IPC.

/// Where a container's namespace comes from: the value of `--pid`, `--uts` and `--cgroupns`.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub enum Namespace {
    /// It has its own.
    #[default]
    Private,
    /// It uses the host's.
    Host,
    /// It uses its pod's.
    Pod,
    /// It uses that of the container with this name or id.
    Container(String),
    /// It uses the one that this path of the host leads to.
    Path(String),
}

/// Where a container's IPC namespace comes from: the value of `--ipc`.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub enum IpcMode {
    /// It has its own, which other containers can join.
    #[default]
    Shareable,
    /// It has its own without `/dev/shm`.
    None,
    /// `private`, `host`, `pod`, `container:`, `ns:`.
    Namespace(Namespace),
}

impl Namespace {
    /// Reads `private`, `host`, `pod`, `container:NAME` or `ns:PATH`; nothing is `private`.
    ///
    /// # Errors
    /// Anything else, or nothing after the colon.
    pub fn parse(text: &str) -> Result<Self, String> {
        match text {
            "" | "private" => return Ok(Self::Private),
            "host" => return Ok(Self::Host),
            "pod" => return Ok(Self::Pod),
            _ => {}
        }
        match text.split_once(':') {
            Some(("container", "")) => Err("the name after `container:` is missing".to_owned()),
            Some(("ns", "")) => Err("the path after `ns:` is missing".to_owned()),
            Some(("container", name)) => Ok(Self::Container(name.to_owned())),
            Some(("ns", path)) => Ok(Self::Path(path.to_owned())),
            _ => Err(format!(
                "`{text}` is not a namespace: podman takes private, host, pod, container:NAME or ns:PATH"
            )),
        }
    }
}

impl IpcMode {
    /// Reads `shareable`, `none` or what [`Namespace::parse`] takes; nothing is `shareable`.
    ///
    /// # Errors
    /// Anything else, or nothing after the colon.
    pub fn parse(text: &str) -> Result<Self, String> {
        match text {
            "" | "shareable" => Ok(Self::Shareable),
            "none" => Ok(Self::None),
            _ => Namespace::parse(text).map(Self::Namespace),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn namespaces() {
        for (text, value) in [
            ("", Namespace::Private),
            ("private", Namespace::Private),
            ("host", Namespace::Host),
            ("pod", Namespace::Pod),
            ("container:vpn", Namespace::Container("vpn".to_owned())),
            (
                "ns:/proc/1/ns/pid",
                Namespace::Path("/proc/1/ns/pid".to_owned()),
            ),
        ] {
            assert_eq!(Namespace::parse(text), Ok(value), "{text}");
        }
        for text in [
            "container:",
            "ns:",
            "foo",
            "shareable",
            "none",
            "Host",
            "host:x",
        ] {
            assert!(Namespace::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn ipc() {
        assert_eq!(IpcMode::parse(""), Ok(IpcMode::Shareable));
        assert_eq!(IpcMode::parse("shareable"), Ok(IpcMode::Shareable));
        assert_eq!(IpcMode::parse("none"), Ok(IpcMode::None));
        assert_eq!(
            IpcMode::parse("host"),
            Ok(IpcMode::Namespace(Namespace::Host))
        );
        assert!(IpcMode::parse("foo").is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let _ = (Namespace::parse(&text), IpcMode::parse(&text));
        }
    }
}
