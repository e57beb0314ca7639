//! References of images as podman takes and refuses them.

use super::{Reference, Repository};

const HEX: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

#[test]
fn repositories() {
    for (text, registry, path, tag) in [
        ("nginx", None, "nginx", None),
        ("nginx:1.27", None, "nginx", Some("1.27")),
        ("docker:dind", None, "docker", Some("dind")),
        ("linuxserver/plex", None, "linuxserver/plex", None),
        ("docker.io/nginx", Some("docker.io"), "nginx", None),
        (
            "quay.io/a/b/c:latest",
            Some("quay.io"),
            "a/b/c",
            Some("latest"),
        ),
        ("localhost/x", Some("localhost"), "x", None),
        ("host:5000/x", Some("host:5000"), "x", None),
        ("host:5000/x:1", Some("host:5000"), "x", Some("1")),
        ("GHCR.io/x", Some("GHCR.io"), "x", None),
        (
            "a/b.c/d__e-_f".replace("-_", "--").as_str(),
            None,
            "a/b.c/d__e--f",
            None,
        ),
        ("x:_T.-9", None, "x", Some("_T.-9")),
        ("bad_host.io/x", None, "bad_host.io/x", None),
    ] {
        let wanted = Repository {
            registry: registry.map(str::to_owned),
            path: path.to_owned(),
            tag: tag.map(str::to_owned),
            digest: None,
        };
        assert_eq!(
            Reference::parse(text),
            Ok(Reference::Repository(wanted)),
            "{text}"
        );
    }
}

#[test]
fn digests() {
    let parsed = Repository::parse(&format!("nginx:1@sha256:{HEX}"));
    assert_eq!(
        parsed.as_ref().map(|r| r.digest.clone()),
        Ok(Some(format!("sha256:{HEX}")))
    );
    assert_eq!(parsed.map(|r| r.moves()), Ok(false));
    for bad in [
        "nginx@".to_owned(),
        "nginx@sha256:abc".to_owned(),
        format!("nginx@md5:{HEX}"),
        format!("nginx@sha256:{}", HEX.to_uppercase()),
        format!("nginx@sha256:{HEX}@sha256:{HEX}"),
    ] {
        assert!(Reference::parse(&bad).is_err(), "{bad}");
    }
}

#[test]
fn ids_and_files() {
    for text in [HEX.to_owned(), format!("sha256:{HEX}")] {
        assert_eq!(
            Reference::parse(&text),
            Ok(Reference::Id(HEX.to_owned())),
            "{text}"
        );
    }
    assert_eq!(
        Reference::parse("docker-archive:/srv/a.tar:x:1"),
        Ok(Reference::File {
            transport: "docker-archive",
            path: "/srv/a.tar:x:1".to_owned()
        })
    );
}

#[test]
fn refused() {
    for bad in [
        "",
        "/",
        "nginx/",
        "/nginx",
        "Nginx",
        "library/Nginx",
        "ngin x",
        "nginx:",
        "nginx:a/b",
        "nginx::1",
        "a//b",
        "a___b",
        "a.-b",
        "a_.b",
        "-a",
        "a-",
        "https://docker.io/nginx",
        "docker://",
        "dir:",
        "oci-archive:",
        "sha256:",
        "sha256:abc",
        "sha256:xyz",
        "nginx:-1",
        "h:/x",
        "h:port/x",
        "[::1]:5000/x",
        "nginx:é",
        "/srv/rootfs",
    ] {
        assert!(Reference::parse(bad).is_err(), "{bad}");
    }
    assert!(Reference::parse(&"a".repeat(255 - "docker.io/library/".len())).is_ok());
    assert!(Reference::parse(&"a".repeat(256 - "docker.io/library/".len())).is_err());
    assert!(Reference::parse(&format!("nginx:{}", "a".repeat(129))).is_err());
}

#[test]
fn qualified_names() {
    for (text, full) in [
        ("nginx", "docker.io/library/nginx"),
        ("linuxserver/plex:1", "docker.io/linuxserver/plex:1"),
        ("index.docker.io/x", "docker.io/library/x"),
        ("docker.io/x", "docker.io/library/x"),
        ("quay.io/x", "quay.io/x"),
        ("localhost/x", "localhost/x"),
    ] {
        let name = Repository::parse(text).map(|r| r.qualified().to_string());
        assert_eq!(name, Ok(full.to_owned()), "{text}");
    }
    let docker = Reference::parse("docker://nginx").map(|r| r.to_string());
    assert_eq!(docker, Ok("docker.io/library/nginx".to_owned()));
}
