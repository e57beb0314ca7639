//! What Grafana reads when it starts: where the metrics are, and where the dashboards are.

use super::{
    Stack, TextFile, names,
    yaml::{Yaml, map},
};
use crate::rules::components::Component;

/// Folder with the files of its Secret.
pub const SECRETS: &str = "/etc/grafana/secrets";

/// Where each file of [`provisioning`] is.
pub const PATHS: [&str; 2] = [
    "/etc/grafana/provisioning/datasources/metrics.yml",
    "/etc/grafana/provisioning/dashboards/files.yml",
];

/// The files, in the order of [`PATHS`].
#[must_use]
pub fn provisioning(stack: &Stack) -> Vec<TextFile> {
    let (name, port) = stack.metrics();
    let source = map([
        ("name", "Metrics".into()),
        ("uid", names::DATASOURCE.into()),
        ("type", "prometheus".into()),
        ("access", "proxy".into()),
        ("url", format!("http://{name}:{port}").into()),
        ("isDefault", true.into()),
        ("editable", false.into()),
        (
            "jsonData",
            map([
                ("timeInterval", Yaml::from(format!("{}s", stack.interval))),
                ("httpMethod", "POST".into()),
            ]),
        ),
    ]);
    let sources = map([
        ("apiVersion", 1_i64.into()),
        ("datasources", Yaml::List(vec![source])),
    ]);
    let provider = map([
        ("name", "k3s-migrate".into()),
        ("type", "file".into()),
        ("allowUiUpdates", false.into()),
        ("disableDeletion", true.into()),
        (
            "options",
            map([
                ("path", names::DASHBOARDS.into()),
                ("foldersFromFilesStructure", false.into()),
            ]),
        ),
    ]);
    let providers = map([
        ("apiVersion", 1_i64.into()),
        ("providers", Yaml::List(vec![provider])),
    ]);
    let of = |name: &str, text: &Yaml| TextFile::of(Component::Grafana, name, text.document());
    vec![
        of("datasources.yml", &sources),
        of("dashboards.yml", &providers),
    ]
}

/// Settings that are the same everywhere: it tells its maker nothing, fetches nothing, and writes its log to the console.
pub const ENVIRONMENT: [(&str, &str); 6] = [
    ("GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES", "false"),
    ("GF_ANALYTICS_CHECK_FOR_UPDATES", "false"),
    ("GF_ANALYTICS_REPORTING_ENABLED", "false"),
    ("GF_LOG_MODE", "console"),
    ("GF_PLUGINS_PREINSTALL_DISABLED", "true"),
    ("GF_USERS_ALLOW_SIGN_UP", "false"),
];
