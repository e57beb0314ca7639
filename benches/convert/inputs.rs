//! The inputs that are measured.

use serde_json::{Map, Value, json};

/// A bare oci-containers input with containers as people write them: media, databases, a
/// reverse proxy, something with a health check; every tenth with flags in `extraOptions`.
pub fn fleet(size: usize) -> Value {
    named(size, |n| {
        let port = 1_024 + n % 60_000;
        let mut object = json!({
            "autoStart": true,
            "cmd": [],
            "dependsOn": [],
            "entrypoint": null,
            "environment": { "PGID": "1000", "PUID": "1000", "TZ": "Europe/Berlin", "URL": format!("https://app-{n}.example.org") },
            "environmentFiles": [],
            "extraOptions": [],
            "hostname": null,
            "image": format!("ghcr.io/example/app-{n}:1.{n}"),
            "labels": {},
            "log-driver": "journald",
            "ports": [format!("127.0.0.1:{port}:8080")],
            "serviceName": format!("podman-app-{n}"),
            "user": null,
            "volumes": [format!("/srv/app-{n}:/config"), "/mnt/media:/media:ro", format!("app-{n}-data:/data")],
            "workdir": null,
        });
        if n.is_multiple_of(10) {
            object["extraOptions"] = json!([
                "--memory=512m",
                "--health-cmd=curl -f http://localhost:8080",
                "--cap-drop=ALL",
                "--network=apps"
            ]);
        }
        if n % 10 == 3 {
            object["environmentFiles"] = json!([format!("/run/secrets/app-{n}.env")]);
        }
        object
    })
}

/// What a service of [`services`] and of [`compose`] has: 6 variables, 2 ports, 3 binds, a health
/// check and a limit of memory.
struct Service {
    environment: Value,
    image: String,
    ports: [String; 2],
    volumes: [String; 3],
}

const HEALTH: &str = "curl -f http://localhost:8080";
const MEMORY: &str = "512m";

fn service(n: usize) -> Service {
    let port = 11_000 + 2 * (n % 9_000); // above what K3s needs itself
    Service {
        environment: json!({
            "LOG_LEVEL": "info",
            "PGID": "1000",
            "PUID": "1000",
            "TZ": "Europe/Berlin",
            "URL": format!("https://app-{n}.example.org"),
            "WORKERS": "4",
        }),
        image: format!("ghcr.io/example/app-{n}:1.{n}"),
        ports: [
            format!("127.0.0.1:{port}:8080"),
            format!("127.0.0.1:{}:9090", port + 1),
        ],
        volumes: [
            format!("/srv/app-{n}/config:/config"),
            format!("/srv/app-{n}/data:/data"),
            "/mnt/media:/media:ro".to_owned(),
        ],
    }
}

/// The service that one waits for: chains of five.
fn before(n: usize) -> Option<String> {
    (!n.is_multiple_of(5)).then(|| format!("app-{}", n - 1))
}

/// Containers of one kind, in chains of five.
pub fn services(size: usize) -> Value {
    named(size, |n| {
        let service = service(n);
        json!({
            "dependsOn": before(n).into_iter().collect::<Vec<_>>(),
            "environment": service.environment,
            "extraOptions": [format!("--memory={MEMORY}"), format!("--health-cmd={HEALTH}")],
            "image": service.image,
            "ports": service.ports,
            "volumes": service.volumes,
        })
    })
}

/// The same services as a Compose file, which podlet reads.
pub fn compose(size: usize) -> Value {
    let services = named(size, |n| {
        let service = service(n);
        json!({
            "depends_on": before(n).into_iter().collect::<Vec<_>>(),
            "environment": service.environment,
            "healthcheck": { "test": HEALTH },
            "image": service.image,
            "mem_limit": MEMORY,
            "ports": service.ports,
            "volumes": service.volumes,
        })
    });
    json!({ "services": services })
}

/// One container that publishes a range of this many ports, none of which K3s needs itself.
pub fn range(size: usize) -> Value {
    let ports = format!("11000-{}", 11_000 + size - 1);
    json!({ "web": { "image": "docker.io/library/nginx:1", "ports": [format!("{ports}:{ports}")] } })
}

/// Containers that each need the one before; the last one alone starts by itself.
pub fn chain(size: usize) -> Value {
    named(size, |n| {
        let needs = n.checked_sub(1).map(|n| format!("app-{n}"));
        json!({
            "autoStart": n + 1 == size,
            "dependsOn": needs.into_iter().collect::<Vec<_>>(),
            "image": "docker.io/library/nginx:1",
        })
    })
}

fn named(size: usize, one: impl Fn(usize) -> Value) -> Value {
    let all: Map<String, Value> = (0..size).map(|n| (format!("app-{n}"), one(n))).collect();
    Value::Object(all)
}
