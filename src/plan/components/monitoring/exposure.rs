//! How the pages of the stack are reached from outside the cluster.

use super::{key, page, say};
use crate::{
    grammar::{Label, Port},
    origin::{Traced, Why},
    plan::{Cursor, Ingress, Protocol, Route, Service, ServiceKind, ServicePort, Workload},
    rules::{components::Component, monitoring as rules, parts},
    settings::monitoring::{Exposure, Way},
};

/// Port of every node that Grafana has where the settings say nothing.
const GRAFANA: u16 = 30030;
/// What a Service of type `NodePort` may have.
/// <https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport>
const NODE_PORTS: std::ops::RangeInclusive<u16> = 30000..=32767;

/// How a page is reached; `None` for a program without one.
pub(super) fn of(at: &Cursor<'_>, component: Component) -> Option<Exposure> {
    let exposures = &at.settings.monitoring.exposure;
    let (chosen, usual) = match page(component)? {
        "grafana" => (&exposures.grafana, Way::NodePort),
        "alertmanager" => (&exposures.alertmanager, Way::None),
        _ => (&exposures.metrics, Way::None),
    };
    let usual = || Exposure {
        way: usual,
        port: Port::of(GRAFANA).ok().filter(|_| usual == Way::NodePort),
        host: None,
        class: None,
        tls_secret: None,
    };
    Some(chosen.clone().unwrap_or_else(usual))
}

/// Adds what leads to the page of a program.
pub(super) fn expose(at: &mut Cursor<'_>, component: Component, workload: &mut Workload) {
    let (Some(page), Some(exposure)) = (page(component), of(at, component)) else {
        return;
    };
    let is_chosen = match page {
        "grafana" => at.settings.monitoring.exposure.grafana.is_some(),
        _ => true,
    };
    let why: Why = if is_chosen && exposure.way != Way::None {
        at.ledger
            .setting(format!("/monitoring/exposure/{page}"))
            .into()
    } else {
        component.into()
    };
    let of = format!("exposure/{page}");
    let port = exposure.port.map(Port::get);
    let Some(service) = workload.services.first_mut() else {
        return;
    };
    let own = service.ports.first().map_or(0, |port| port.target_port);
    match exposure.way {
        Way::None => {}
        Way::NodePort => match port {
            None => say(at, &of, rules::needs_port(page)),
            Some(port) if !NODE_PORTS.contains(&port) => {
                say(at, &of, rules::no_node_port(page, port));
            }
            Some(port) => {
                service.kind = ServiceKind::NodePort;
                for each in &mut service.ports {
                    each.node_port = Some(port);
                    each.from.push(why);
                }
            }
        },
        Way::LoadBalancer => {
            if let Some(option) = parts::BALANCER.left_out(at.inventory.left_out()) {
                let option = option.to_owned();
                return say(at, &of, rules::no_balancer(page, option));
            }
            workload.services.push(balancer(
                workload.name.as_str(),
                port.unwrap_or(own),
                own,
                why,
            ));
        }
        Way::HostPort => {
            let Some(port) = port else {
                return say(at, &of, rules::needs_port(page));
            };
            let containers = workload.pod.containers.iter_mut();
            let ports = containers.flat_map(|container| &mut container.ports);
            for each in ports.filter(|each| each.port == own) {
                each.host_port = Some(Traced::new(port, why));
            }
        }
        Way::Ingress => ingress(at, page, &exposure, workload, why),
    }
}

/// A Service of its own: the one inside the cluster keeps its port.
fn balancer(name: &str, port: u16, target_port: u16, why: Why) -> Service {
    Service {
        name: Label::parse(&format!("{name}-external")).expect("names of ours are short"),
        shared: None,
        kind: ServiceKind::LoadBalancer,
        ports: vec![ServicePort {
            name: "http".to_owned(),
            port,
            target_port,
            node_port: None,
            protocol: Protocol::Tcp,
            from: why.into(),
        }],
        publish_not_ready: None,
        external_traffic_policy: None,
        from: why.into(),
    }
}

fn ingress(
    at: &mut Cursor<'_>,
    page: &str,
    exposure: &Exposure,
    workload: &mut Workload,
    why: Why,
) {
    let of = format!("exposure/{page}");
    let Some(host) = &exposure.host else {
        return say(at, &of, rules::needs_host(page));
    };
    if exposure.class.is_none()
        && let Some(option) = parts::ROUTES.left_out(at.inventory.left_out())
    {
        let say = rules::no_controller(page, option);
        let subject = key(at, &of);
        return at.ledger.say(subject, say);
    }
    let Some(service) = workload.services.first() else {
        return;
    };
    workload.ingresses.push(Ingress {
        name: workload.name.clone(),
        annotations: std::collections::BTreeMap::new(),
        class: (exposure.class.clone()).map(|class| Traced::new(class, why)),
        rules: vec![Route {
            host: Some(host.clone()),
            path: None,
            exact: false,
        }],
        rules_from: why.into(),
        service: service.name.clone(),
        port: service.ports.first().map_or(0, |port| port.port),
        from: why.into(),
        tls_secret: (exposure.tls_secret.clone()).map(|secret| Traced::new(secret, why)),
    });
}
