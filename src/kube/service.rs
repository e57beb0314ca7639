//! `Service`.

use std::collections::BTreeMap;

use k8s_openapi::{
    api::core::v1::{Service, ServicePort, ServiceSpec},
    apimachinery::pkg::util::intstr::IntOrString,
};

use super::{Marks, Object, metadata, selector};
use crate::plan::{self, ServiceKind, Workload};

/// The Services of a workload.
pub fn objects(workload: &Workload, index: usize) -> Vec<Object> {
    workload
        .services
        .iter()
        .map(|service| object(workload, service, index))
        .collect()
}

fn object(workload: &Workload, service: &plan::Service, index: usize) -> Object {
    let marks = &mut Marks::default();
    marks.at("/metadata/name", &service.from);
    if service.shared.is_some() {
        marks.at("/spec/selector", &service.from);
    }
    let headless = service.kind == ServiceKind::Headless;
    let object = Service {
        metadata: metadata(workload, &service.name),
        spec: Some(ServiceSpec {
            cluster_ip: headless.then(|| "None".to_owned()),
            external_traffic_policy: marks.text(
                "/spec/externalTrafficPolicy",
                service.external_traffic_policy.as_ref(),
            ),
            ports: marks.list("/spec/ports", &service.ports, port),
            publish_not_ready_addresses: marks.take(
                "/spec/publishNotReadyAddresses",
                service.publish_not_ready.as_ref(),
            ),
            selector: Some(service.shared.as_ref().map_or_else(
                || selector(workload),
                |label| BTreeMap::from([(label.clone(), "true".to_owned())]),
            )),
            type_: Some(kind(service.kind).to_owned()),
            ..ServiceSpec::default()
        }),
        ..Service::default()
    };
    Object::new(&object, Some(index), std::mem::take(marks))
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
