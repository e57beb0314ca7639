//! Which images show metrics, where, and what has to be turned on.
//!
//! `Seen` rows were confirmed by running the program or by its own documentation, and become jobs. The other ones are
//! known by word of mouth, and are only suggested.

/// An image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// What it is: the name of the job.
    pub kind: &'static str,
    /// Repositories without the registry; a `/` in front stands for any owner.
    pub images: &'static [&'static str],
    /// How its metrics are had.
    pub metrics: Metrics,
    /// Whether that was confirmed.
    pub known: Known,
}

/// Whether a row was confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// By running it, or by its documentation.
    Seen,
    /// By word of mouth.
    Told,
}

/// How the metrics of an image are had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metrics {
    /// Always, on a port and a path.
    Always(u16, &'static str),
    /// Only where a switch is on.
    If(u16, &'static str, Switch),
    /// By asking for others: `/probe?target=`, with the variable that has the target.
    Asks(u16, &'static str),
    /// With a credential, which is not in the configuration of the container.
    Login(u16, &'static str),
    /// Only from an exporter of its own, which is this image.
    Exporter(&'static str),
    /// The stack has its own one.
    Ours,
}

/// What turns metrics on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Switch {
    /// A variable with any value but an empty one, `false` and `0`.
    Variable(&'static str),
    /// A word of the command that starts with this.
    Word(&'static str),
    /// A file of the program: its key.
    File(&'static str),
}

use Known::{Seen, Told};
use Metrics::{Always, Asks, Exporter, If, Login, Ours};

/// A row.
const fn row(
    kind: &'static str,
    images: &'static [&'static str],
    metrics: Metrics,
    known: Known,
) -> Row {
    Row {
        kind,
        images,
        metrics,
        known,
    }
}

/// All of them, by kind.
#[rustfmt::skip]
pub const ROWS: &[Row] = &[
    row("adguardhome", &["adguard/adguardhome"], Exporter("ghcr.io/henrywhitaker3/adguard-exporter"), Told),
    row("alertmanager", &["prom/alertmanager", "prometheus/alertmanager"], Always(9093, "/metrics"), Seen),
    row("apache-exporter", &["/apache-exporter", "/apache_exporter"], Always(9117, "/metrics"), Seen),
    row("authelia", &["authelia/authelia"], If(9959, "/metrics", Switch::Variable("AUTHELIA_TELEMETRY_METRICS_ENABLED")), Seen),
    row("authentik", &["goauthentik/server"], Always(9300, "/metrics"), Seen),
    row("bind-exporter", &["prometheuscommunity/bind-exporter"], Always(9119, "/metrics"), Seen),
    row("caddy", &["caddy", "library/caddy"], If(2019, "/metrics", Switch::File("admin 0.0.0.0:2019")), Seen),
    row("cadvisor", &["cadvisor/cadvisor", "google/cadvisor"], Ours, Seen),
    row("cloudflared", &["cloudflare/cloudflared"], If(20241, "/metrics", Switch::Variable("TUNNEL_METRICS")), Seen),
    row("crowdsec", &["crowdsecurity/crowdsec"], Always(6060, "/metrics"), Seen),
    row("elasticsearch-exporter", &["prometheuscommunity/elasticsearch-exporter"], Always(9114, "/metrics"), Seen),
    row("exportarr", &["onedr0p/exportarr"], Always(9707, "/metrics"), Seen),
    row("forgejo", &["forgejo/forgejo", "forgejo"], If(3000, "/metrics", Switch::Variable("FORGEJO__metrics__ENABLED")), Seen),
    row("frigate", &["blakeblackshear/frigate"], Always(5000, "/api/metrics"), Told),
    row("gitea", &["gitea/gitea"], If(3000, "/metrics", Switch::Variable("GITEA__metrics__ENABLED")), Seen),
    row("grafana", &["grafana/grafana", "grafana/grafana-oss"], Always(3000, "/metrics"), Told),
    row("haproxy-exporter", &["prom/haproxy-exporter"], Always(9101, "/metrics"), Seen),
    row("headscale", &["headscale/headscale"], Always(9090, "/metrics"), Told),
    row("home-assistant", &["home-assistant/home-assistant", "homeassistant/home-assistant", "linuxserver/homeassistant"], Login(8123, "/api/prometheus"), Seen),
    row("immich", &["immich-app/immich-server"], If(8081, "/metrics", Switch::Variable("IMMICH_TELEMETRY_INCLUDE")), Seen),
    row("influxdb", &["influxdb", "library/influxdb"], Always(8086, "/metrics"), Told),
    row("ipmi-exporter", &["prometheuscommunity/ipmi-exporter"], Always(9290, "/metrics"), Seen),
    row("jellyfin", &["jellyfin/jellyfin", "linuxserver/jellyfin", "hotio/jellyfin"], If(8096, "/metrics", Switch::File("EnableMetrics in system.xml")), Seen),
    row("keycloak", &["keycloak/keycloak"], If(9000, "/metrics", Switch::Variable("KC_METRICS_ENABLED")), Told),
    row("kopia", &["kopia/kopia"], If(51516, "/metrics", Switch::Word("--metrics-listen-addr")), Told),
    row("loki", &["grafana/loki"], Always(3100, "/metrics"), Told),
    row("mariadb", &["mariadb", "library/mariadb", "bitnami/mariadb", "linuxserver/mariadb"], Exporter("docker.io/prom/mysqld-exporter"), Seen),
    row("miniflux", &["miniflux/miniflux"], If(8080, "/metrics", Switch::Variable("METRICS_COLLECTOR")), Told),
    row("minio", &["minio/minio"], If(9000, "/minio/v2/metrics/cluster", Switch::Variable("MINIO_PROMETHEUS_AUTH_TYPE")), Told),
    row("mongodb", &["mongo", "library/mongo", "bitnami/mongodb"], Exporter("docker.io/percona/mongodb_exporter"), Told),
    row("mongodb-exporter", &["percona/mongodb_exporter"], Always(9216, "/metrics"), Told),
    row("mysqld-exporter", &["prom/mysqld-exporter"], Always(9104, "/metrics"), Seen),
    row("navidrome", &["deluan/navidrome"], If(4533, "/metrics", Switch::Variable("ND_PROMETHEUS_ENABLED")), Seen),
    row("netdata", &["netdata/netdata"], Always(19999, "/api/v1/allmetrics?format=prometheus"), Told),
    row("nextcloud-exporter", &["xperimental/nextcloud-exporter"], Always(9205, "/metrics"), Told),
    row("nginx", &["nginx", "library/nginx", "bitnami/nginx", "linuxserver/nginx", "nginxinc/nginx-unprivileged"], Exporter("docker.io/nginx/nginx-prometheus-exporter"), Seen),
    row("nginx-exporter", &["nginx/nginx-prometheus-exporter"], Always(9113, "/metrics"), Seen),
    row("node-exporter", &["prom/node-exporter", "prometheus/node-exporter"], Ours, Seen),
    row("ntfy", &["binwiederhier/ntfy"], If(80, "/metrics", Switch::Variable("NTFY_ENABLE_METRICS")), Told),
    row("pgbouncer-exporter", &["prometheuscommunity/pgbouncer-exporter"], Always(9127, "/metrics"), Seen),
    row("photoprism", &["photoprism/photoprism"], Login(2342, "/api/v1/metrics"), Told),
    row("php-fpm-exporter", &["hipages/php-fpm_exporter"], Always(9253, "/metrics"), Seen),
    row("pihole-exporter", &["ekofr/pihole-exporter"], Always(9617, "/metrics"), Seen),
    row("plex-exporter", &["jsclayton/prometheus-plex-exporter"], Always(9000, "/metrics"), Seen),
    row("postfix-exporter", &["/postfix-exporter", "/postfix_exporter"], Always(9154, "/metrics"), Seen),
    row("postgres", &["postgres", "library/postgres", "bitnami/postgresql", "tensorchord/pgvecto-rs", "immich-app/postgres"], Exporter("quay.io/prometheuscommunity/postgres-exporter"), Seen),
    row("postgres-exporter", &["prometheuscommunity/postgres-exporter"], Always(9187, "/metrics"), Seen),
    row("process-exporter", &["ncabatoff/process-exporter"], Always(9256, "/metrics"), Seen),
    row("prometheus", &["prom/prometheus", "prometheus/prometheus"], Always(9090, "/metrics"), Seen),
    row("qbittorrent", &["linuxserver/qbittorrent", "hotio/qbittorrent", "qbittorrentofficial/qbittorrent-nox"], Exporter("ghcr.io/martabal/qbittorrent-exporter"), Seen),
    row("qbittorrent-exporter", &["martabal/qbittorrent-exporter"], Always(8090, "/metrics"), Seen),
    row("rabbitmq", &["rabbitmq", "library/rabbitmq"], Always(15692, "/metrics"), Told),
    row("redis", &["redis", "library/redis", "valkey/valkey", "bitnami/redis"], Exporter("docker.io/oliver006/redis_exporter"), Seen),
    row("redis-exporter", &["oliver006/redis_exporter"], Always(9121, "/metrics"), Seen),
    row("rest-server", &["restic/rest-server"], If(8000, "/metrics", Switch::Word("--prometheus")), Told),
    row("scraparr", &["thecfu/scraparr"], Always(7100, "/metrics"), Seen),
    row("script-exporter", &["/script-exporter", "/script_exporter"], Always(9469, "/metrics"), Seen),
    row("slskd", &["slskd/slskd"], If(5030, "/metrics", Switch::Variable("SLSKD_METRICS")), Told),
    row("smartctl-exporter", &["prometheuscommunity/smartctl-exporter"], Ours, Seen),
    row("sql-exporter", &["/sql-exporter", "/sql_exporter"], Always(9237, "/metrics"), Seen),
    row("synapse", &["matrixdotorg/synapse", "element-hq/synapse"], If(9000, "/_synapse/metrics", Switch::File("a listener of `type: metrics`")), Told),
    row("syncthing", &["syncthing/syncthing", "linuxserver/syncthing"], Login(8384, "/metrics"), Seen),
    row("systemd-exporter", &["prometheuscommunity/systemd-exporter"], Always(9558, "/metrics"), Seen),
    row("tasmota", &["astr0n8t/tasmota-power-exporter"], Asks(8000, "DEVICE_IP"), Seen),
    row("traefik", &["traefik", "library/traefik"], If(8080, "/metrics", Switch::Word("--metrics.prometheus")), Told),
    row("unpoller", &["unpoller/unpoller", "unifi-poller/unifi-poller"], Always(9130, "/metrics"), Seen),
    row("uptime-kuma", &["louislam/uptime-kuma"], Login(3001, "/metrics"), Seen),
    row("victorialogs", &["victoriametrics/victoria-logs"], Always(9428, "/metrics"), Seen),
    row("victoriametrics", &["victoriametrics/victoria-metrics"], Always(8428, "/metrics"), Seen),
    row("vmalert", &["victoriametrics/vmalert"], Always(8880, "/metrics"), Seen),
];

impl Row {
    /// The port on which it listens, as far as its metrics tell.
    #[must_use]
    pub fn port(&self) -> Option<u16> {
        match self.metrics {
            Always(port, _) | If(port, ..) | Asks(port, _) | Login(port, _) => Some(port),
            Ours => match self.kind {
                "node-exporter" => Some(super::names::NODE_EXPORTER.1),
                "smartctl-exporter" => Some(super::names::SMARTCTL_EXPORTER.1),
                _ => None,
            },
            Exporter(_) => None,
        }
    }
}

/// The row of an image.
#[must_use]
pub fn row_of(image: &str) -> Option<&'static Row> {
    let repository = repository(image);
    ROWS.iter().find(|row| {
        row.images
            .iter()
            .any(|known| match known.strip_prefix('/') {
                Some(name) => repository.rsplit('/').next() == Some(name),
                None => *known == repository,
            })
    })
}

/// An image's name without registry, tag and digest.
fn repository(image: &str) -> &str {
    let image = image.split('@').next().unwrap_or(image);
    let first = image.split('/').next().unwrap_or(image);
    let is_registry = first.contains(['.', ':']) || first == "localhost";
    let path = match image.split_once('/') {
        Some((_, rest)) if is_registry => rest,
        _ => image,
    };
    path.split(':').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_table_is_unique() {
        let kinds: BTreeSet<&str> = ROWS.iter().map(|row| row.kind).collect();
        assert_eq!(kinds.len(), ROWS.len());
        let images: Vec<&str> = ROWS.iter().flat_map(|row| row.images).copied().collect();
        let unique: BTreeSet<&str> = images.iter().copied().collect();
        assert_eq!(unique.len(), images.len());
    }

    #[test]
    fn images_are_found_by_repository() {
        for (image, kind) in [
            ("docker.io/library/postgres:16", Some("postgres")),
            ("postgres", Some("postgres")),
            (
                "quay.io/prometheuscommunity/postgres-exporter:v0.1@sha256:ab",
                Some("postgres-exporter"),
            ),
            ("localhost:5000/prom/node-exporter", Some("node-exporter")),
            (
                "ghcr.io/astr0n8t/tasmota-power-exporter:latest",
                Some("tasmota"),
            ),
            (
                "ghcr.io/somebody/script_exporter:1",
                Some("script-exporter"),
            ),
            ("example.org/postgres-exporter-of-mine", None),
            ("ghcr.io/postgres/other", None),
            ("", None),
        ] {
            assert_eq!(row_of(image).map(|row| row.kind), kind, "{image}");
        }
    }
}
