//! Which targets of the monitoring stack are down, as its backend says.

use serde_json::Value;

use super::objects::parts;
use crate::bundle::index::METRICS;

/// How many targets a line names.
const NAMED: usize = 3;

/// The Service of the backend that a file brings, as the API names it: `namespace`, `name:port`. Only ours has a role of its own.
#[must_use]
pub fn service<'a>(ids: &(impl Iterator<Item = &'a String> + Clone)) -> Option<(String, String)> {
    let mut deployments = ids.clone().filter_map(|id| parts(id));
    deployments.find_map(|[_, kind, namespace, name]| {
        let (_, port) = METRICS.iter().find(|(known, _)| *known == name)?;
        let role = format!("k3s-migrate:{namespace}:{name}");
        let mut others = ids.clone().filter_map(|id| parts(id));
        let has_role = others.any(|[_, kind, _, name]| kind == "ClusterRole" && name == role);
        let found = kind == "Deployment" && has_role;
        found.then(|| (namespace.to_owned(), format!("{name}:{port}")))
    })
}

/// The path of the API by which the backend tells its targets.
#[must_use]
pub fn path((namespace, service): &(String, String)) -> String {
    format!("/api/v1/namespaces/{namespace}/services/{service}/proxy/api/v1/targets?state=active")
}

/// What is wrong with the targets; `None` where all are up, or none was scraped yet.
#[must_use]
pub fn down(answer: &Value) -> Option<String> {
    let targets = answer.pointer("/data/activeTargets")?.as_array()?;
    let text = |target: &Value, pointer: &str| {
        let text = target.pointer(pointer).and_then(Value::as_str);
        text.unwrap_or_default().to_owned()
    };
    let down: Vec<&Value> = targets
        .iter()
        .filter(|target| text(target, "/health") == "down")
        .collect();
    if down.is_empty() {
        return None;
    }
    let mut named: Vec<String> = down
        .iter()
        .take(NAMED)
        .map(|target| {
            let (job, instance) = (
                text(target, "/labels/job"),
                text(target, "/labels/instance"),
            );
            let error = text(target, "/lastError");
            let error = error.rsplit(": ").next().unwrap_or_default();
            format!("{job} {instance} ({error})")
        })
        .collect();
    if down.len() > NAMED {
        named.push(format!("{} more", down.len() - NAMED));
    }
    Some(format!(
        "{} of {} targets are down: {}",
        down.len(),
        targets.len(),
        named.join(", ")
    ))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn targets_that_are_down() {
        let target = |job: &str, health: &str| {
            json!({
                "labels": {"job": job, "instance": "192.0.2.1:1"}, "health": health,
                "lastError": "Get \"http://192.0.2.1:1/metrics\": dial tcp 192.0.2.1:1: connect: connection refused",
            })
        };
        let answer =
            |targets: &[Value]| json!({"status": "success", "data": {"activeTargets": targets}});
        for (targets, expected) in [
            (vec![], None),
            (vec![target("a", "up"), target("b", "unknown")], None),
            (
                vec![target("a", "up"), target("b", "down")],
                Some("1 of 2 targets are down: b 192.0.2.1:1 (connection refused)"),
            ),
            (
                vec![
                    target("a", "down"),
                    target("b", "down"),
                    target("c", "down"),
                    target("d", "down"),
                ],
                Some(
                    "4 of 4 targets are down: a 192.0.2.1:1 (connection refused), b 192.0.2.1:1 (connection refused), \
                     c 192.0.2.1:1 (connection refused), 1 more",
                ),
            ),
        ] {
            assert_eq!(down(&answer(&targets)).as_deref(), expected);
        }
        for odd in [json!({}), json!([]), json!({"data": {"activeTargets": 1}})] {
            assert_eq!(down(&odd), None);
        }
    }

    #[test]
    fn only_the_backend_of_the_stack_is_asked() {
        let of = |ids: &[&str]| {
            let ids: Vec<String> = ids.iter().map(|id| (*id).to_owned()).collect();
            service(&ids.iter()).map(|service| path(&service))
        };
        let role = "rbac.authorization.k8s.io/v1/ClusterRole/-/k3s-migrate:watch:prometheus";
        let deployment = "apps/v1/Deployment/watch/prometheus";
        assert_eq!(
            of(&[role, deployment]).as_deref(),
            Some(
                "/api/v1/namespaces/watch/services/prometheus:9090/proxy/api/v1/targets?state=active"
            )
        );
        assert_eq!(of(&[deployment]), None);
        assert_eq!(of(&[role, "apps/v1/Deployment/podman/prometheus"]), None);
        assert_eq!(of(&[role, "apps/v1/Deployment/watch/grafana"]), None);
    }
}
