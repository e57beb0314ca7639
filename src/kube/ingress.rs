//! `Ingress`.

use std::collections::BTreeMap;

use k8s_openapi::api::networking::v1::{
    HTTPIngressPath, HTTPIngressRuleValue, Ingress, IngressBackend, IngressRule,
    IngressServiceBackend, IngressSpec, IngressTLS, ServiceBackendPort,
};

use super::{Marks, Objects, metadata, some};
use crate::{
    origin::Whys,
    plan::{self, Route, Workload},
};

/// The Ingresses of a workload.
pub fn objects(workload: &Workload, out: &mut Objects) {
    for ingress in &workload.ingresses {
        out.add(&Whys::default(), |marks| object(workload, ingress, marks));
    }
}

fn object(workload: &Workload, ingress: &plan::Ingress, marks: &mut Marks) -> Ingress {
    let mut annotations = BTreeMap::new();
    for (key, value) in &ingress.annotations {
        marks.entry("/metadata/annotations", key, &value.from);
        annotations.insert((*key).to_owned(), value.value.clone());
    }
    let mut metadata = metadata(workload, ingress.name.as_str(), &Whys::default(), [], marks);
    metadata.annotations = some(annotations);
    let class = marks.take("/spec/ingressClassName", ingress.class.as_ref());
    let rules = rules(ingress, marks);
    let secret = marks.take("/spec/tls", ingress.tls_secret.as_ref());
    let tls = |secret: String| {
        let mut hosts: Vec<String> = ingress.rules.iter().filter_map(host).collect();
        hosts.dedup();
        vec![IngressTLS {
            hosts: some(hosts),
            secret_name: Some(secret),
        }]
    };
    Ingress {
        metadata,
        spec: Some(IngressSpec {
            ingress_class_name: class.map(String::from),
            rules: Some(rules),
            tls: secret.map(String::from).map(tls),
            ..IngressSpec::default()
        }),
        ..Ingress::default()
    }
}

/// A rule for each host, with all of its paths.
fn rules(ingress: &plan::Ingress, marks: &mut Marks) -> Vec<IngressRule> {
    let mut rules = Vec::new();
    for (number, routes) in ingress
        .rules
        .chunk_by(|one, next| one.host == next.host)
        .enumerate()
    {
        marks.below(&format!("/spec/rules/{number}"), |marks| {
            marks.here(&ingress.rules_from);
            let paths = routes.iter().enumerate().map(|(number, route)| {
                marks.at(&format!("/http/paths/{number}/backend"), &ingress.from);
                path(ingress, route)
            });
            let http = HTTPIngressRuleValue {
                paths: paths.collect(),
            };
            rules.push(IngressRule {
                host: routes.first().and_then(host),
                http: Some(http),
            });
        });
    }
    rules
}

fn host(route: &Route) -> Option<String> {
    route.host.as_ref().map(ToString::to_string)
}

fn path(ingress: &plan::Ingress, route: &Route) -> HTTPIngressPath {
    let path = route.path.as_ref();
    HTTPIngressPath {
        backend: IngressBackend {
            service: Some(IngressServiceBackend {
                name: ingress.service.to_string(),
                port: Some(ServiceBackendPort {
                    name: None,
                    number: Some(i32::from(ingress.port)),
                }),
            }),
            resource: None,
        },
        path: Some(path.map_or("/", |path| path.as_str()).to_owned()),
        path_type: if route.exact { "Exact" } else { "Prefix" }.to_owned(),
    }
}
