//! Names of mount units.

/// The path that a `*.mount` or `*.automount` unit mounts: `mnt-my\x2ddisk.mount` is
/// `/mnt/my-disk`. `None` for other units, and for names that stand for no path.
///
/// systemd: <https://www.freedesktop.org/software/systemd/man/latest/systemd.unit.html#String%20Escaping%20for%20Inclusion%20in%20Unit%20Names>
pub fn mount_point(unit: &str) -> Option<String> {
    let (name, _) = unit
        .rsplit_once('.')
        .filter(|(_, suffix)| matches!(*suffix, "mount" | "automount"))?;
    if name == "-" {
        return Some("/".to_owned());
    }
    let mut path = vec![b'/'];
    let mut rest = name.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match (first, after) {
            (b'-', _) => path.push(b'/'),
            (b'\\', [b'x', high, low, after @ ..]) => {
                let digits = [*high, *low];
                let digits = std::str::from_utf8(&digits).ok()?;
                path.push(u8::from_str_radix(digits, 16).ok()?);
                rest = after;
            }
            (b'\\', _) => return None,
            (other, _) => path.push(*other),
        }
    }
    String::from_utf8(path).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    // What systemd-escape --unescape --path says.
    #[test]
    fn mount_points() {
        for (unit, path) in [
            ("mnt-storage.mount", Some("/mnt/storage")),
            ("mnt-my\\x2ddisk.mount", Some("/mnt/my-disk")),
            ("srv-\\xc3\\xa4.automount", Some("/srv/ä")),
            ("-.mount", Some("/")),
            ("mnt-storage.service", None),
            ("mnt-\\y.mount", None),
            ("mnt-\\xzz.mount", None),
            ("mount", None),
        ] {
            assert_eq!(mount_point(unit).as_deref(), path, "{unit}");
        }
    }
}
