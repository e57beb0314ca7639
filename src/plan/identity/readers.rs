//! Programs that read labels of containers from the engine's socket.

use crate::{origin::Given, podman::identity::Label};

/// A program that reads labels.
pub struct Reader {
    /// What the labels begin with.
    pub prefixes: &'static [&'static str],
    /// What people call it.
    pub name: &'static str,
    /// What will be observed.
    pub effect: &'static str,
    /// What to do instead.
    remedy: &'static str,
}

/// What Traefik is called.
const TRAEFIK: &str = "Traefik";

impl Reader {
    /// What to do instead; for Traefik with the host name that the labels give.
    pub fn remedy(&self, labels: &[Given<Label>]) -> String {
        let host = labels.iter().find_map(|label| traefik_host(&label.value));
        match host.filter(|_| self.name == TRAEFIK) {
            Some(host) => format!(
                "set `exposure = \"ingress\"` and `ingress.host = \"{host}\"` for the container: the Traefik of K3s reads Ingresses"
            ),
            None => self.remedy.to_owned(),
        }
    }
}

/// The first host name of a router's rule: ``Host(`web.example.org`)``.
fn traefik_host(label: &Label) -> Option<&str> {
    let router = label.key.strip_prefix("traefik.http.routers.")?;
    router.strip_suffix(".rule")?;
    let (_, rest) = label.value.split_once("Host(`")?;
    let (host, _) = rest.split_once('`')?;
    Some(host)
}

/// Who reads a label.
pub fn of(key: &str) -> Option<&'static Reader> {
    READERS.iter().find(|reader| {
        reader.prefixes.iter().any(|prefix| {
            key.strip_prefix(prefix).is_some_and(|rest| {
                prefix.ends_with('.') || rest.is_empty() || rest.starts_with(['.', '_'])
            })
        })
    })
}

/// Sorted by name.
const READERS: &[Reader] = &[
    Reader {
        prefixes: &["caddy"],
        name: "caddy-docker-proxy",
        effect: "caddy-docker-proxy reads labels from the container engine, so it no longer has a route to the container",
        remedy: "write the route into the Caddyfile, or set `exposure = \"ingress\"` and `ingress.host` for the container",
    },
    Reader {
        prefixes: &["diun."],
        name: "Diun",
        effect: "Diun reads labels from the container engine, so it no longer reports new images",
        remedy: "enable the `kubernetes` provider of Diun",
    },
    Reader {
        prefixes: &["flame.", "glance.", "homepage."],
        name: "a dashboard",
        effect: "the dashboard reads labels from the container engine, so the tile disappears",
        remedy: "write the tile into the dashboard's own configuration",
    },
    Reader {
        prefixes: &["ofelia."],
        name: "Ofelia",
        effect: "Ofelia reads labels from the container engine, so the job no longer runs",
        remedy: "write the job as a systemd timer, or as a CronJob",
    },
    Reader {
        prefixes: &["io.containers.autoupdate"],
        name: "`podman auto-update`",
        effect: "`podman auto-update` no longer updates the container",
        remedy: "set `pull = \"always\"`, and restart the workload for an update",
    },
    Reader {
        prefixes: &["traefik."],
        name: TRAEFIK,
        effect: "Traefik reads labels from the container engine, so it no longer has a route to the container",
        remedy: "set `exposure = \"ingress\"` and `ingress.host` for the container: the Traefik of K3s reads Ingresses",
    },
    Reader {
        prefixes: &["com.centurylinklabs.watchtower", "wud."],
        name: "an image updater",
        effect: "the updater reads labels from the container engine, so it no longer updates the container",
        remedy: "set `pull = \"always\"`, and restart the workload for an update",
    },
];

#[cfg(test)]
mod tests {
    use super::{Label, of, traefik_host};

    #[test]
    fn routers() {
        for (label, host) in [
            ("traefik.http.routers.x.rule=Host(`a.b`)", Some("a.b")),
            (
                "traefik.http.routers.x.rule=Host(`a.b`) && PathPrefix(`/x`)",
                Some("a.b"),
            ),
            ("traefik.http.routers.x.rule=PathPrefix(`/x`)", None),
            ("traefik.http.routers.x.tls=true", None),
            ("org.rule=Host(`a.b`)", None),
        ] {
            let parsed = Label::parse(label).ok();
            let found = parsed.as_ref().and_then(traefik_host);
            assert_eq!(found, host, "{label}");
        }
    }

    #[test]
    fn readers() {
        for (key, name) in [
            ("traefik.enable", Some("Traefik")),
            ("traefik", None),
            ("caddy", Some("caddy-docker-proxy")),
            ("caddy.reverse_proxy", Some("caddy-docker-proxy")),
            ("caddy_1", Some("caddy-docker-proxy")),
            ("caddyshack", None),
            ("io.containers.autoupdate", Some("`podman auto-update`")),
            (
                "com.centurylinklabs.watchtower.enable",
                Some("an image updater"),
            ),
            ("org.example", None),
        ] {
            assert_eq!(of(key).map(|reader| reader.name), name, "{key}");
        }
    }
}
