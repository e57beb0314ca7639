//! `Ingress`.

use k8s_openapi::api::networking::v1::{
    HTTPIngressPath, HTTPIngressRuleValue, Ingress, IngressBackend, IngressRule,
    IngressServiceBackend, IngressSpec, IngressTLS, ServiceBackendPort,
};

use super::{Marks, Objects, metadata};
use crate::{
    origin::Whys,
    plan::{self, Workload},
};

/// The Ingresses of a workload.
pub fn objects(workload: &Workload, out: &mut Objects) {
    for ingress in &workload.ingresses {
        out.add(&Whys::default(), |marks| object(workload, ingress, marks));
    }
}

fn object(workload: &Workload, ingress: &plan::Ingress, marks: &mut Marks) -> Ingress {
    let metadata = metadata(workload, ingress.name.as_str(), &Whys::default(), [], marks);
    marks.at("/spec", &ingress.chosen);
    marks.at("/spec/rules/0/http/paths/0/backend", &ingress.from);
    let backend = IngressBackend {
        service: Some(IngressServiceBackend {
            name: ingress.service.to_string(),
            port: Some(ServiceBackendPort {
                name: None,
                number: Some(i32::from(ingress.port)),
            }),
        }),
        resource: None,
    };
    let path = HTTPIngressPath {
        backend,
        path: Some(
            ingress
                .path
                .as_ref()
                .map_or("/", |path| path.as_str())
                .to_owned(),
        ),
        path_type: "Prefix".to_owned(),
    };
    let tls = |secret: String| {
        vec![IngressTLS {
            hosts: Some(vec![ingress.host.to_string()]),
            secret_name: Some(secret),
        }]
    };
    Ingress {
        metadata,
        spec: Some(IngressSpec {
            ingress_class_name: ingress.class.clone().map(String::from),
            rules: Some(vec![IngressRule {
                host: Some(ingress.host.to_string()),
                http: Some(HTTPIngressRuleValue { paths: vec![path] }),
            }]),
            tls: ingress.tls_secret.clone().map(String::from).map(tls),
            ..IngressSpec::default()
        }),
        ..Ingress::default()
    }
}
