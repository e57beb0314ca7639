//! A Pod template: what its containers share.

use serde_json::Value;

use super::report::Report;
use super::value::{Fields, text};
use super::{container, metadata, names, scheduling, security, volume};
use crate::grammar::Address;

/// Seconds between the stop signal and the kill, when nothing is said.
const GRACE_PERIOD: i64 = 30;

/// What a controller may ask of its Pods.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Owner {
    /// Deployment, `StatefulSet`, `DaemonSet`: Pods that never end.
    Forever,
    /// Job: Pods that end.
    Job,
}

/// The `template` of `parent`. `claims` are the claim templates of a `StatefulSet`: each is a
/// volume, and takes the place of one with its name; there, the controller sets the host name.
pub(super) fn template(
    report: &mut Report,
    parent: &Value,
    owner: Owner,
    claims: &[Value],
    set: bool,
) {
    let template = parent.at("template");
    let pod = template.at("spec");
    metadata::labels(report, template.at("metadata"), "labels");
    metadata::annotations(report, template.at("metadata"));
    if !template.has("spec") {
        let (parent, key) = if parent.has("template") {
            (template, "spec")
        } else {
            (parent, "template")
        };
        report.field("AV018", parent, key, "must have at least one container");
        return;
    }
    lifetime(report, pod, owner);
    volume::check(report, pod, claims);
    container::all(
        report,
        pod,
        claims,
        pod.number("terminationGracePeriodSeconds")
            .unwrap_or(GRACE_PERIOD),
    );
    security::pod(report, pod);
    scheduling::check(report, pod);
    dns(report, pod);
    let not_overwritten = if set
        && (!pod.text("subdomain").is_empty()
            || !pod.text("hostname").is_empty()
            || !claims.is_empty())
    {
        &[][..]
    } else {
        &["hostname", "subdomain"]
    };
    named(
        report,
        pod,
        not_overwritten,
        names::is_label,
        names::LABEL,
        "AV001",
    );
    named(
        report,
        pod,
        &["serviceAccountName", "nodeName", "priorityClassName"],
        names::is_subdomain,
        names::SUBDOMAIN,
        "AV116",
    );
    if pod.has("runtimeClassName") && !names::is_subdomain(pod.text("runtimeClassName")) {
        report.field("AV116", pod, "runtimeClassName", names::SUBDOMAIN);
    }
}

fn named(
    report: &mut Report,
    pod: &Value,
    keys: &[&str],
    good: fn(&str) -> bool,
    message: &str,
    rule: &'static str,
) {
    for key in keys {
        let name = pod.text(key);
        if !name.is_empty() && !good(name) {
            report.field(rule, pod, key, message);
        }
    }
}

fn lifetime(report: &mut Report, pod: &Value, owner: Owner) {
    match (owner, pod.text("restartPolicy")) {
        (Owner::Forever, "" | "Always") | (Owner::Job, "OnFailure" | "Never") => {}
        (Owner::Forever, _) => report.field("AV014", pod, "restartPolicy", "must be `Always`"),
        (Owner::Job, _) => report.field(
            "AV105",
            pod,
            "restartPolicy",
            "must be `OnFailure` or `Never`",
        ),
    }
    if let Some(seconds) = pod.number("activeDeadlineSeconds") {
        if owner == Owner::Forever {
            report.field(
                "AV017",
                pod,
                "activeDeadlineSeconds",
                "must not be given: the Pods never end",
            );
        } else if !(1..=i64::from(i32::MAX)).contains(&seconds) {
            report.field(
                "AV116",
                pod,
                "activeDeadlineSeconds",
                "must be between 1 and 2147483647",
            );
        }
    }
}

fn dns(report: &mut Report, pod: &Value) {
    let policy = pod.text("dnsPolicy");
    let config = pod.at("dnsConfig");
    let servers = config.items("nameservers");
    let searches = config.items("searches");
    if !matches!(
        policy,
        "" | "ClusterFirst" | "ClusterFirstWithHostNet" | "Default" | "None"
    ) {
        report.field(
            "AV062",
            pod,
            "dnsPolicy",
            "must be `ClusterFirst`, `ClusterFirstWithHostNet`, `Default` or `None`",
        );
    }
    if policy == "None" && servers.is_empty() {
        report.field(
            "AV062",
            pod,
            "dnsConfig",
            "must name a server when the policy is `None`",
        );
    }
    if servers.len() > 3 {
        report.field("AV063", config, "nameservers", "must be at most 3");
    }
    for server in servers.iter().filter(|server| !Address::is(text(server))) {
        report.value("AV063", server, "must be an IP address");
    }
    let length: usize = searches.iter().map(|search| text(search).len() + 1).sum();
    if searches.len() > 32 || length > 2049 {
        report.field(
            "AV063",
            config,
            "searches",
            "must be at most 32, and 2048 bytes in all",
        );
    }
    for search in searches {
        let domain = text(search);
        if !names::is_search_domain(domain) {
            report.value("AV063", search, "must be a domain name");
        }
    }
    for option in config
        .items("options")
        .iter()
        .filter(|option| option.text("name").is_empty())
    {
        report.field("AV063", option, "name", "must not be empty");
    }
    for alias in pod.items("hostAliases") {
        if !Address::is(alias.text("ip")) {
            report.field("AV064", alias, "ip", "must be an IP address");
        }
        for host in alias
            .items("hostnames")
            .iter()
            .filter(|host| !names::is_subdomain(text(host)))
        {
            report.value("AV064", host, names::SUBDOMAIN);
        }
    }
}
