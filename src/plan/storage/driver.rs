//! Options of a volume's driver: what podman's `local` driver mounts when a container uses the volume.

use std::collections::BTreeMap;

/// What a volume is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Made {
    /// A directory that podman keeps.
    Plain,
    /// Another directory of the host.
    Bound(String),
    /// A mount that is there only while podman has a container with it; what it is.
    Mount(String),
}

/// Reads driver and options of `podman volume create`, or those of `volume-opt`.
pub(super) fn made(driver: Option<&str>, options: &BTreeMap<String, String>) -> Made {
    let written: Vec<String> = options.iter().map(|(k, v)| format!("{k}={v}")).collect();
    match driver {
        None | Some("" | "local") => {}
        Some(other) => return Made::Mount(format!("driver {other}")),
    }
    // Options such as `o=uid=1000` on their own mount nothing.
    let option = |key: &str| options.get(key).map_or("", String::as_str);
    let (kind, device) = (option("type"), option("device"));
    if kind.is_empty() && device.is_empty() {
        return Made::Plain;
    }
    let bind = option("o")
        .split(',')
        .any(|word| matches!(word, "bind" | "rbind"));
    if bind && matches!(kind, "" | "none" | "bind") && device.starts_with('/') {
        return Made::Bound(device.to_owned());
    }
    Made::Mount(written.join(", "))
}

/// `volume-opt=KEY=VALUE`, as podman splits it.
pub(super) fn options(words: &[String]) -> BTreeMap<String, String> {
    let pair = |word: &String| {
        let (key, value) = word.split_once('=').unwrap_or((word, ""));
        (key.to_owned(), value.to_owned())
    };
    words.iter().map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drivers() {
        let bound = || Made::Bound("/srv/a".to_owned());
        for (driver, words, expected) in [
            (None, &[] as &[&str], Made::Plain),
            (Some("local"), &["o=uid=1000"], Made::Plain),
            (None, &["type=none", "device=/srv/a", "o=bind,ro"], bound()),
            (None, &["device=/srv/a", "o=bind"], bound()),
            (
                None,
                &["type=tmpfs", "device=tmpfs"],
                Made::Mount("device=tmpfs, type=tmpfs".to_owned()),
            ),
            (Some("image"), &[], Made::Mount("driver image".to_owned())),
        ] {
            let words: Vec<String> = words.iter().map(ToString::to_string).collect();
            assert_eq!(made(driver, &options(&words)), expected, "{words:?}");
        }
    }
}
