//! Alerts about the disks below directories that hold data.
//!
//! A claim of K3s' local-path, or of a directory of the host, has no metric of its own (`kubelet_volume_stats_…` is for
//! drivers that count: <https://github.com/rancher/local-path-provisioner/issues/44>). What fills up is the file system of
//! the node that has the directory: the one that is mounted nearest above it.

use super::{Rule, Stack, words::fill};

/// The label `alertname` of all of them.
pub(super) const NAME: &str = "DataDiskSpaceLow";

/// A rule for each directory.
pub(super) fn rules(stack: &Stack) -> Vec<Rule> {
    let kept = stack.kept.iter();
    kept.map(|kept| {
        let path = no_template(&kept.path);
        let workloads: Vec<_> = kept.workloads.iter().map(String::as_str).collect();
        let of = match workloads.as_slice() {
            [] => String::new(),
            all => format!(" of {}", all.join(", ")),
        };
        Rule {
            name: NAME,
            expr: fill_percent(&free(&kept.path, kept.node.as_deref()), stack),
            hold: "5m".to_owned(),
            labels: vec![("path", path.clone())],
            severity: "warning",
            texts: [
                format!(
                    "the disk of {path} on {{{{ $labels.node }}}} has {{{{ printf \"%.0f\" $value }}}} % left"
                ),
                fill(
                    &format!("It holds the data{of}. Less than @volumeFreePercent % is free for five minutes."),
                    stack,
                ),
                format!(
                    "ssh {{{{ $labels.node }}}} 'df -h {path}; du -xh --max-depth=2 {path} | sort -h | tail'"
                ),
            ],
        }
    })
    .collect()
}

fn fill_percent(free: &str, stack: &Stack) -> String {
    format!(
        "min by (instance, node, device) ({free}) < {}",
        stack.alerts.thresholds.volume_free_percent
    )
}

/// Free percent of the nearest file system above a directory: `or on (instance)` passes over a node that an earlier operand has.
fn free(path: &str, node: Option<&str>) -> String {
    let node = node.map_or_else(String::new, |name| format!(",node={}", string(name)));
    let one = |mount: &str| {
        let of = format!(
            r#"{{job="node-exporter",mountpoint={}{node}}}"#,
            string(mount)
        );
        format!("100 * node_filesystem_avail_bytes{of} / node_filesystem_size_bytes{of}")
    };
    let all: Vec<_> = above(path).into_iter().map(one).collect();
    all.join(" or on (instance) ")
}

/// The directory and all above it.
fn above(path: &str) -> Vec<&str> {
    let mut rest = path.trim_end_matches('/');
    let mut out = Vec::new();
    while let Some(end) = rest.rfind('/') {
        out.push(rest);
        rest = rest.get(..end).unwrap_or_default();
    }
    out.push("/");
    out
}

/// A string of `PromQL`, whose escapes are those of Go: JSON has no others.
fn string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A text in which Go's templates see nothing of theirs.
fn no_template(text: &str) -> String {
    text.replace("{{", "{{ \"{{\" }}")
}
