//! `Service`.

use std::collections::BTreeMap;

use k8s_openapi::{
    api::core::v1::{Service, ServicePort, ServiceSpec},
    apimachinery::pkg::util::intstr::IntOrString,
};

use super::{Marks, Objects, metadata, selector};
use crate::{
    origin::Whys,
    plan::{self, ServiceKind, Workload},
    rules::reasons::Reason,
};

/// The Services of a workload.
pub fn objects(workload: &Workload, out: &mut Objects) {
    for service in &workload.services {
        out.add(&Whys::default(), |marks| object(workload, service, marks));
    }
}

fn object(workload: &Workload, service: &plan::Service, marks: &mut Marks) -> Service {
    let headless = service.kind == ServiceKind::Headless;
    Service {
        metadata: metadata(workload, service.name.as_str(), &service.from, [], marks),
        spec: Some(ServiceSpec {
            cluster_ip: headless
                .then(|| marks.fixed("/spec/clusterIP", "None", Reason::Headless))
                .flatten(),
            external_traffic_policy: marks.text(
                "/spec/externalTrafficPolicy",
                service.external_traffic_policy.as_ref(),
            ),
            ports: marks.list("/spec/ports", &service.ports, port),
            publish_not_ready_addresses: marks.take(
                "/spec/publishNotReadyAddresses",
                service.publish_not_ready.as_ref(),
            ),
            selector: Some(match &service.shared {
                None => selector(workload, "/spec/selector", marks),
                Some(label) => {
                    marks.at("/spec/selector", &service.from);
                    BTreeMap::from([(label.clone(), "true".to_owned())])
                }
            }),
            type_: marks.fixed("/spec/type", kind(service.kind), Reason::Reached),
            ..ServiceSpec::default()
        }),
        ..Service::default()
    }
}

fn kind(kind: ServiceKind) -> &'static str {
    match kind {
        ServiceKind::ClusterIp | ServiceKind::Headless => "ClusterIP",
        ServiceKind::LoadBalancer => "LoadBalancer",
        ServiceKind::NodePort => "NodePort",
    }
}

fn port(marks: &mut Marks, port: &plan::ServicePort) -> ServicePort {
    marks.here(&port.from);
    ServicePort {
        name: Some(port.name.clone()),
        node_port: port.node_port.map(i32::from),
        port: i32::from(port.port),
        protocol: Some(port.protocol.word().to_owned()),
        target_port: Some(IntOrString::Int(i32::from(port.target_port))),
        ..ServicePort::default()
    }
}
