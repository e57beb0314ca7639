//! Lists of containers.conf that are one with the container's own, in front of them.

use super::{At, Draft, Join, Namespace};
use crate::podman::{
    Container,
    network::{DnsServer, SearchDomain},
    security::{namespace::IpcMode, sysctl::Sysctl},
    storage::mount::Mount,
};

/// Gives a draft the values of a key that podman puts in front of those of the flag.
///
/// Podman: `podman v5.8.2 libpod/container_internal_common.go:2212` (`--dns`), `:2239` (`--dns-search`), `:2248`
/// (`--dns-option`), `pkg/specgen/generate/security_linux.go:227` (`--sysctl`), `pkg/specgen/generate/storage.go:62`
/// (`--volume`), `pkg/specgenutil/volumes.go:56` (`--mount`)
pub fn give(draft: &mut Draft<'_>, flag: &str, texts: &[At]) {
    let container = &mut draft.container;
    let mut servers = container.network.dns.iter();
    if flag.starts_with("--dns") && servers.any(|own| own.value == DnsServer::None) {
        return; // the image's file stays as it is
    }
    match flag {
        "--dns" => {
            let own = std::mem::take(&mut container.network.dns);
            give_all(draft, flag, texts);
            draft.container.network.dns.extend(own);
        }
        "--dns-search" => {
            let searches = &mut container.network.dns_search;
            if searches.iter().any(|own| own.value == SearchDomain::Clear) {
                return;
            }
            let own = std::mem::take(searches);
            give_all(draft, flag, texts);
            draft.container.network.dns_search.extend(own);
        }
        "--dns-option" => {
            let own = std::mem::take(&mut container.network.dns_options);
            give_all(draft, flag, texts);
            draft.container.network.dns_options.extend(own);
        }
        "--sysctl" => {
            let texts = filtered(texts, |text| {
                Sysctl::parse(text).map_or(true, |sysctl| !is_passed_over(container, &sysctl))
            });
            let own = std::mem::take(&mut container.security.sysctl);
            give_all(draft, flag, &texts);
            draft.container.security.sysctl.extend(own);
        }
        "--volume" | "--mount" => {
            let taken = container.storage.destinations();
            let texts = filtered(texts, |text| {
                let path = destination(flag, text);
                path.is_none_or(|path| !taken.contains(&path))
            });
            give_all(draft, flag, &texts);
        }
        _ => give_all(draft, flag, texts),
    }
}

fn give_all(draft: &mut Draft<'_>, flag: &str, texts: &[At]) {
    super::give(draft, flag, texts);
}

fn filtered(texts: &[At], keeps: impl Fn(&str) -> bool) -> Vec<At> {
    let texts = texts.iter().filter(|(_, text)| keeps(text));
    texts.cloned().collect()
}

/// Whether podman ignores a kernel parameter of the file: its namespace is not the container's own
/// (`pkg/specgen/generate/security_linux.go:221`).
fn is_passed_over(container: &Container, sysctl: &Sysctl) -> bool {
    let in_pod = super::in_pod(container);
    if sysctl.name.starts_with("net.") {
        let join = container.network.join.first().map(|given| &given.value);
        return match join {
            None => in_pod,
            Some(join) => matches!(join, Join::Host | Join::Container(_) | Join::Pod),
        };
    }
    let ipc = container.security.ipc.as_ref().map(|given| &given.value);
    sysctl.name.starts_with("fs.mqueue.")
        && match ipc {
            None => in_pod,
            Some(IpcMode::Namespace(Namespace::Private)) => false,
            Some(mode) => matches!(mode, IpcMode::Namespace(_)),
        }
}

/// Where a value of one of these flags is mounted.
fn destination(flag: &str, text: &str) -> Option<String> {
    if flag == "--mount" {
        return Mount::parse(text).ok()?.destination().map(str::to_owned);
    }
    let volume = crate::podman::storage::volume::Volume::parse(text).ok()?;
    Some(volume.destination)
}
