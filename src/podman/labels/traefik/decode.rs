//! Labels that Traefik cannot decode: it then skips the container with all its routes.
//!
//! Traefik: `traefik v3.7.9 pkg/provider/docker/config.go` (`DecodeConfiguration`), `pkg/config/dynamic/http_config.go`

use super::{Traefik, switch};
use crate::{
    origin::Given,
    podman::{identity::Label, labels::middleware},
};

/// What a router has, in lower case: what is in front of the first dot.
const ROUTER: [&str; 9] = [
    "entrypoints",
    "middlewares",
    "observability",
    "parentrefs",
    "priority",
    "rule",
    "rulesyntax",
    "service",
    "tls",
];

/// What a service is.
const SERVICE: [&str; 5] = [
    "failover",
    "highestrandomweight",
    "loadbalancer",
    "mirroring",
    "weighted",
];

/// What a service with servers has.
const LOAD_BALANCER: [&str; 9] = [
    "healthcheck",
    "passhostheader",
    "passivehealthcheck",
    "responseforwarding",
    "server",
    "servers",
    "serverstransport",
    "sticky",
    "strategy",
];

impl<'a> Traefik<'a> {
    /// The first label that Traefik cannot decode.
    #[must_use]
    pub fn undecodable(&self) -> Option<&'a Given<Label>> {
        let routers = self.routers.values().flatten();
        let services = self.services.values().flatten();
        let middlewares = self.middlewares.values().flatten();
        let mut wrong = routers
            .filter(|(option, given)| !is_of_router(option, &given.value.value))
            .chain(services.filter(|(option, given)| !is_of_service(option, &given.value.value)))
            .chain(middlewares.filter(|(option, _)| !middleware::is_kind(option)));
        wrong.next().map(|(_, given)| *given)
    }
}

fn first(option: &str) -> (&str, &str) {
    option.split_once('.').unwrap_or((option, ""))
}

fn is_of_router(option: &str, value: &str) -> bool {
    let (name, rest) = first(option);
    match name {
        "priority" => value.trim().parse::<i64>().is_ok(),
        "tls" if rest.is_empty() => switch(value).is_some(),
        "tls" => {
            let (name, _) = first(rest);
            matches!(name, "certresolver" | "options") || name.starts_with("domains")
        }
        _ => {
            ROUTER.contains(&name)
                && (rest.is_empty() || name == "observability" || name == "parentrefs")
        }
    }
}

fn is_of_service(option: &str, value: &str) -> bool {
    let (name, rest) = first(option);
    if name != "loadbalancer" {
        return SERVICE.contains(&name);
    }
    let (name, _) = first(rest);
    // Lists have their number in brackets.
    let name = name.split('[').next().unwrap_or_default();
    match name {
        "" => true,
        "passhostheader" => switch(value).is_some(),
        _ => LOAD_BALANCER.contains(&name),
    }
}

#[cfg(test)]
mod tests {
    use super::{is_of_router, is_of_service};

    #[test]
    fn options() {
        for (option, value) in [
            ("rule", "Host(`a`)"),
            ("tls", "true"),
            ("tls.certresolver", "le"),
            ("tls.domains[0].main", "a"),
            ("observability.metrics", "false"),
            ("priority", "10"),
        ] {
            assert!(is_of_router(option, value), "{option}");
        }
        for (option, value) in [
            ("rul", "Host(`a`)"),
            ("tls", "yes"),
            ("priority", "high"),
            ("tls.certresolvr", "le"),
            ("middleware", "a"),
        ] {
            assert!(!is_of_router(option, value), "{option}");
        }
        assert!(is_of_service("loadbalancer.server.port", "80"));
        assert!(is_of_service("loadbalancer.servers[0].url", "http://a"));
        assert!(!is_of_service("loadbalancer.port", "80"));
        assert!(!is_of_service("loadbalancers.server.port", "80"));
    }
}
