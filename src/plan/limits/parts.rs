//! Parts of K3s that a server is told to leave out, and workloads that need them.

use crate::{
    ledger::Subject,
    plan::{Cursor, ServiceKind, Workload},
    rules::{
        exposure as rules,
        parts::{self, Part},
    },
};

/// Which workloads need a part.
type Needs = fn(&Workload) -> bool;

#[rustfmt::skip]
const NEEDS: &[(&Part, Needs)] = &[
    (&parts::BALANCER,   |workload| has_service(workload, ServiceKind::LoadBalancer)),
    (&parts::ROUTES,     has_route),
    (&parts::ROUTES_IN,  has_route),
    (&parts::MIDDLEWARES, |workload| !workload.middlewares.is_empty()),
    (&parts::SCALING,    |workload| workload.autoscaler.is_some()),
    (&parts::CLAIMS,     has_claim),
    (&parts::NAMES,      asks_dns),
    (&parts::POLICIES,   |workload| !workload.policies.is_empty()),
    (&parts::ADDRESSES,  |workload| has_service(workload, ServiceKind::ClusterIp)),
    (&parts::HOST_PORTS, has_host_port),
];

/// One message for each part that a server leaves out, with the workloads that need it.
pub fn say(at: &mut Cursor<'_>) {
    for (host, known) in &at.inventory.hosts {
        let given = || known.left_out.iter().map(String::as_str);
        let options: Vec<&str> = given().collect();
        for (part, needs) in NEEDS {
            let Some(option) = part.left_out(options.iter().copied()) else {
                continue;
            };
            let names: Vec<String> = at
                .plan
                .workloads
                .iter()
                .filter(|workload| needs(workload))
                .map(|workload| format!("`{}`", workload.name))
                .collect();
            if !names.is_empty() {
                let names = names.join(", ");
                let say =
                    rules::left_out(host, option, part.what, names, part.effect, part.instead);
                at.ledger.say(Subject::Host(host.clone()), say);
            }
        }
    }
}

fn has_service(workload: &Workload, kind: ServiceKind) -> bool {
    workload.services.iter().any(|service| service.kind == kind)
}

fn has_route(workload: &Workload) -> bool {
    let mut all = workload.ingresses.iter();
    all.any(|ingress| ingress.class.is_none())
}

/// K3s' own class is called `local-path`.
fn has_claim(workload: &Workload) -> bool {
    workload.claims.iter().any(|claim| {
        let class = claim.class.as_ref();
        claim.volume.is_none() && class.is_none_or(|class| class.as_str() == "local-path")
    })
}

fn asks_dns(workload: &Workload) -> bool {
    let pod = &workload.pod;
    match &pod.dns_policy {
        Some(policy) => policy.value.starts_with("ClusterFirst"),
        None => pod.host_network.is_none(),
    }
}

fn has_host_port(workload: &Workload) -> bool {
    let containers = workload.pod.containers.iter();
    let mut ports = containers.flat_map(|container| &container.ports);
    ports.any(|port| port.host_port.is_some())
}
