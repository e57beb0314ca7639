//! Programs that read labels of containers from the engine's socket.

use crate::{origin::Given, plan::Cursor, podman::identity::Label};

/// A program that reads labels.
pub struct Reader {
    /// What the labels begin with.
    pub prefixes: &'static [&'static str],
    /// What people call it.
    pub name: &'static str,
    /// What will be observed.
    pub effect: &'static str,
    /// What to do instead; `{restart}` is the command that pulls the image again.
    remedy: &'static str,
    /// The label, and its values, by which it leaves the container alone.
    off: &'static [(&'static str, &'static str)],
}

impl Reader {
    /// What to do instead, for the container at hand.
    pub fn remedy(&self, at: &Cursor<'_>) -> String {
        let namespace = &at.workload().namespace;
        let restart = format!("`kubectl -n {namespace} rollout restart deployment`");
        self.remedy.replace("{restart}", &restart)
    }

    /// Whether the labels tell it to leave the container alone: it misses nothing then.
    pub fn is_off(&self, labels: &[Given<Label>]) -> bool {
        let last = |key: &str| {
            let mut same = labels.iter().rev().map(|given| &given.value);
            same.find(|label| label.key == key)
        };
        self.off.iter().any(|(key, value)| {
            last(key).is_some_and(|label| label.value.trim().eq_ignore_ascii_case(value))
        })
    }
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

/// What replaces a program that updates images.
const RESTART: &str = "set `pull = \"always\"`, and run {restart} from a systemd timer: Pods start with the newest image";

/// Sorted by name.
const READERS: &[Reader] = &[
    Reader {
        prefixes: &["caddy"],
        name: "caddy-docker-proxy",
        effect: "caddy-docker-proxy reads labels from the container engine, so it no longer has a route to the container",
        remedy: "set `exposure = \"labels\"`: the labels become Ingresses",
        off: &[],
    },
    Reader {
        prefixes: &["diun."],
        name: "Diun",
        effect: "Diun reads labels from the container engine, so it no longer reports new images",
        remedy: "enable `providers.kubernetes` of Diun: it reads the same keys from the annotations of Pods",
        off: &[("diun.enable", "false")],
    },
    Reader {
        prefixes: &["flame.", "glance.", "homepage."],
        name: "a dashboard",
        effect: "the dashboard reads labels from the container engine, so the tile disappears",
        remedy: "write the tile into the dashboard's own configuration",
        off: &[("glance.hide", "true")],
    },
    Reader {
        prefixes: &["ofelia."],
        name: "Ofelia",
        effect: "Ofelia reads labels from the container engine, so the job no longer runs",
        remedy: "write the job as a systemd timer, or as a CronJob",
        off: &[("ofelia.enabled", "false")],
    },
    Reader {
        prefixes: &["io.containers.autoupdate"],
        name: "`podman auto-update`",
        effect: "`podman auto-update` no longer updates the container",
        remedy: RESTART,
        off: &[
            ("io.containers.autoupdate", "disabled"),
            ("io.containers.autoupdate", ""),
        ],
    },
    Reader {
        prefixes: &["traefik."],
        name: "Traefik",
        effect: "Traefik reads labels from the container engine, so it no longer has a route to the container",
        remedy: "set `exposure = \"labels\"`: the labels become Ingresses, which the Traefik of K3s reads",
        off: &[("traefik.enable", "false")],
    },
    Reader {
        prefixes: &["com.centurylinklabs.watchtower", "wud."],
        name: "an image updater",
        effect: "the updater reads labels from the container engine, so it no longer updates the container",
        remedy: RESTART,
        off: &[
            ("com.centurylinklabs.watchtower.enable", "false"),
            ("wud.watch", "false"),
        ],
    },
];

/// Whether only podman itself reads a label.
pub fn is_podmans(key: &str) -> bool {
    key.starts_with("io.containers.autoupdate")
}

#[cfg(test)]
mod tests {
    use super::{Label, of};
    use crate::origin::{Given, OriginId};

    #[test]
    fn those_that_are_off() {
        let labels = |texts: &[&str]| -> Vec<Given<Label>> {
            let parsed = texts.iter().filter_map(|text| Label::parse(text).ok());
            let origin = OriginId::new(0, 0);
            parsed.map(|value| Given { value, origin }).collect()
        };
        for (texts, off) in [
            (&["traefik.enable=False"][..], true),
            (&["traefik.enable=false", "traefik.enable=true"], false),
            (&["traefik.http.routers.x.rule=Host(`a.b`)"], false),
            (&["diun.enable=false"], false),
        ] {
            let reader = of("traefik.enable");
            assert_eq!(
                reader.is_some_and(|reader| reader.is_off(&labels(texts))),
                off,
                "{texts:?}"
            );
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
