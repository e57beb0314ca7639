//! Whether the server is as new as the Kubernetes that the bundle is for.

use super::preflight::say;
use crate::{bundle::index::Index, ledger::Ledger, rules::install as rules};

/// The oldest Kubernetes that bundles are written for.
const OLDEST: (u32, u32) = (1, 34);

/// Says that the server (`v1.36.3+k3s1`) is older. What cannot be read is not compared: bundles of older versions of this
/// program do not say what they are for.
pub fn check(index: &Index, server: Option<&str>, ledger: &mut Ledger) {
    let (Some(wanted), Some(server)) = (index.kubernetes.as_deref(), server) else {
        return;
    };
    let (Some(least), Some(own)) = (minor(wanted), minor(server)) else {
        return;
    };
    if own >= least {
        return;
    }
    let version = format!("{}.{}", own.0, own.1);
    let text = if own < OLDEST {
        rules::server_too_old(wanted, version)
    } else {
        rules::newer_than_server(wanted, version)
    };
    say(ledger, "bundle.json", text);
}

/// Whether a server (`v1.36.3+k3s1`) is older than a Kubernetes (`1.37`); not where either cannot be read.
pub(super) fn is_older(server: &str, wanted: &str) -> bool {
    let both = minor(server).zip(minor(wanted));
    both.is_some_and(|(server, wanted)| server < wanted)
}

/// `1.36` of `v1.36.3+k3s1` and of `1.36`.
fn minor(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.trim_start_matches('v').split('.');
    let major = parts.next()?.parse().ok()?;
    let digits = parts.next()?;
    let end = digits.find(|c: char| !c.is_ascii_digit());
    let digits = digits.split_at(end.unwrap_or(digits.len())).0;
    Some((major, digits.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::{bundle::index::Index, ledger::Ledger};

    #[test]
    fn what_is_older() {
        for (wanted, server, refused) in [
            (Some("1.34"), Some("v1.34.1+k3s1"), false),
            (Some("1.34"), Some("v1.33.5+k3s1"), true),
            (Some("1.37"), Some("v1.36.3+k3s1"), true),
            (Some("1.37"), Some("v1.37.0-rc1+k3s1"), false),
            (Some("1.36"), Some("v1.40.0"), false),
            (Some("1.36"), Some("v2.0.0"), false),
            (Some("1.37"), Some("v1.9"), true),
            (Some("1.36"), Some("v1.35+"), true),
            (Some("1.36"), Some("head"), false),
            (Some("1.36"), None, false),
            (None, Some("v1.20.0"), false),
        ] {
            let index = Index {
                kubernetes: wanted.map(str::to_owned),
                ..Index::default()
            };
            let mut ledger = Ledger::default();
            check(&index, server, &mut ledger);
            let said = ledger
                .diagnostics()
                .iter()
                .any(|d| d.say.rule.code == "K3M926");
            assert_eq!(said, refused, "{wanted:?} on {server:?}");
        }
    }
}
