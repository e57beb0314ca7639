//! Variables of podman and Docker that say what they run, and where. All others are programs' own, and reach a container
//! only as proxies and by `--env NAME`.

use super::{
    Becomes::{Configuration, Default, Elsewhere, Store},
    Known, Table, converted, harmless, row,
};

pub const TABLE: Table = Table {
    attribute: "environment",
    title: "`environment`: variables of podman(1) and docker(1)",
    page: "https://docs.podman.io/en/stable/markdown/podman.1.html#environment-variables",
    docker: true,
    rows: ROWS,
};

const SETTINGS: &str = "settings of that file, such as DNS servers, capabilities, limits and volumes, do not reach the Pod";
const AS_OPTIONS: &str = "write what it sets for the container as its options";
const REGISTRIES: &str =
    "K3s does not read that file: it may find the image elsewhere, or not at all";
const FOR_K3S: &str = "configure the registry in `/etc/rancher/k3s/registries.yaml`";
const MACHINE: &str = "the container runs on another machine, with that machine's files";
const CONVERT_THERE: &str = "convert it with the containers of that machine";

#[rustfmt::skip]
const ROWS: &[Known] = &[
    harmless("*", "not a variable of podman: a container sees it by `--env NAME` and `--env-host` only, which have rows"),
    row("CONTAINERS_CONF", Configuration, SETTINGS).then(AS_OPTIONS),
    row("CONTAINERS_CONF_OVERRIDE", Configuration, SETTINGS).then(AS_OPTIONS),
    row("CONTAINERS_REGISTRIES_CONF", Configuration, REGISTRIES).then(FOR_K3S),
    row("CONTAINERS_STORAGE_CONF", Store, "podman may keep its volumes elsewhere than the host's other containers"),
    row("CONTAINER_CONNECTION", Elsewhere, MACHINE).then(CONVERT_THERE),
    row("CONTAINER_HOST", Elsewhere, MACHINE).then(CONVERT_THERE),
    row("DOCKER_CONFIG", Configuration, REGISTRIES).then(FOR_K3S),
    row("DOCKER_CONTEXT", Elsewhere, MACHINE).then(CONVERT_THERE).unless(&["default"]),
    row("DOCKER_HOST", Elsewhere, MACHINE).then(CONVERT_THERE),
    converted("FTP_PROXY", "podman hands it on to the container"),
    converted("HTTPS_PROXY", "podman hands it on to the container"),
    converted("HTTP_PROXY", "podman hands it on to the container"),
    converted("NO_PROXY", "podman hands it on to the container"),
    row("PODMAN_USERNS", Default("--userns"), "podman takes it for `--userns` of a container that is in no pod"),
    row("REGISTRY_AUTH_FILE", Configuration, REGISTRIES).then(FOR_K3S),
    converted("ftp_proxy", "podman hands it on to the container"),
    converted("http_proxy", "podman hands it on to the container"),
    converted("https_proxy", "podman hands it on to the container"),
    converted("no_proxy", "podman hands it on to the container"),
];
