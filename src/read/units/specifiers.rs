//! Specifiers in values of a unit, as far as the unit itself says what they mean.

/// A text with its specifiers; those that only the host knows stay as they are.
///
/// systemd: <https://www.freedesktop.org/software/systemd/man/latest/systemd.unit.html#Specifiers>
#[must_use]
pub fn expanded(text: &str, unit: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        out.push_str(before);
        let specifier = after.chars().next();
        let meant = specifier.and_then(|specifier| meant(specifier, unit));
        rest = after;
        match (meant, specifier) {
            (Some(meant), Some(specifier)) => {
                out.push_str(&meant);
                rest = after.get(specifier.len_utf8()..).unwrap_or_default();
            }
            _ => out.push('%'),
        }
    }
    out.push_str(rest);
    out
}

/// What one means in a unit of the system.
fn meant(specifier: char, unit: &str) -> Option<String> {
    let stem = unit.rsplit_once('.').map_or(unit, |(stem, _)| stem);
    let (prefix, instance) = stem.split_once('@').unwrap_or((stem, ""));
    let text = match specifier {
        '%' => "%",
        'C' => "/var/cache",
        'E' => "/etc",
        'L' => "/var/log",
        'N' => stem,
        'S' => "/var/lib",
        'T' => "/tmp",
        'V' => "/var/tmp",
        'g' | 'u' => "root",
        'G' | 'U' => "0",
        'h' => "/root",
        'i' => instance,
        'n' => unit,
        'p' => prefix,
        't' => "/run",
        _ => return None,
    };
    Some(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::expanded;

    #[test]
    fn specifiers() {
        for (text, meant) in [
            ("%h/data", "/root/data"),
            ("50%% of %n", "50% of podman-web.service"),
            ("%H %", "%H %"),
            ("%p@%i é%t", "podman-web@ é/run"),
            ("%é", "%é"),
        ] {
            assert_eq!(expanded(text, "podman-web.service"), meant);
        }
    }
}
