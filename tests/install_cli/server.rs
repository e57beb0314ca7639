//! A bundle for a newer Kubernetes than that of the server.

use std::fs;

use super::{a, a_and_b, install, program, put, run};
use crate::common::install::Host;
use serde_json::json;

const OF_K3S: &str = "echo 'k3s version v1.36.3+k3s1 (0123abcd)'; echo 'go version go1.26.3'";

#[test]
fn a_bundle_is_not_newer_than_the_server() {
    let host = Host::new();
    program(&host, "k3s", OF_K3S);
    host.write_bundle(&a(), json!({"kubernetes": "1.37"}));
    install(&host, &[])
        .fails("K3M926")
        .says("the bundle is for Kubernetes 1.37, and K3s is of version 1.36")
        .says("kubernetes = \"1.36\"");
    install(&host, &["--dry-run"]).fails("K3M926");
    assert!(fs::read_dir(host.target()).unwrap().next().is_none());
    for wanted in ["1.36", "1.34"] {
        host.write_bundle(&a(), json!({"kubernetes": wanted}));
        install(&host, &[]).ok().never_says("K3M926");
    }
    // What is installed stays, and goes, whatever the server is.
    program(&host, "k3s", &OF_K3S.replace("1.36", "1.33"));
    install(&host, &[]).ok().never_says("K3M926");
    run(&host, &["uninstall"]).ok().never_says("K3M926");
}

#[test]
fn a_server_that_is_too_old_is_told_apart() {
    let host = Host::new();
    program(&host, "k3s", &OF_K3S.replace("1.36", "1.33"));
    host.write_bundle(&a(), json!({"kubernetes": "1.34"}));
    install(&host, &[])
        .fails("K3M926")
        .says("update K3s to 1.34 or later")
        .never_says("kubernetes = \"1.33\"");
}

/// Without K3s on the PATH the API server says it; where nobody answers, nothing is compared.
#[test]
fn the_api_server_says_its_version() {
    let host = Host::new();
    let answer = r#"case "$*" in
*"get --raw /version"*) echo '{"major":"1","minor":"35","gitVersion":"v1.35.4+k3s1"}' ;;
*) exit 1 ;;
esac"#;
    program(&host, "kubectl", answer);
    host.write_bundle(&a(), json!({"kubernetes": "1.36"}));
    install(&host, &[]).fails("K3M926").says("of version 1.35");
    program(&host, "kubectl", "echo 'connection refused' >&2; exit 1");
    install(&host, &[]).ok().never_says("K3M926");
    put(&host, &a_and_b()).ok().never_says("K3M926");
}
