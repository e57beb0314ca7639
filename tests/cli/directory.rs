//! What is written, and what is left alone.

use std::fs;

use super::{GOOD, Place, list};

const LAYOUTS: [&str; 2] = ["yaml", "k3s"];

#[test]
fn a_directory_of_others_is_refused() {
    let place = Place::new();
    place.write("out/mine.txt", "mine");
    for layout in LAYOUTS {
        let run = place.run(&["convert", "good.json", "-o", "out", "--layout", layout]);
        assert_eq!(run.code, 2);
        assert!(
            run.stderr
                .contains("`out` holds files that k3s-migrate did not write"),
            "{}",
            run.stderr
        );
        assert_eq!(place.list("out"), ["mine.txt"]);
    }
}

#[test]
fn an_empty_directory_and_one_of_ours_are_replaced_whole() {
    let place = Place::new();
    fs::create_dir(place.path("out")).unwrap();
    assert_eq!(place.run(&["convert", "good.json", "-o", "out"]).code, 0);
    place.write("out/podman/stale.yaml", "stale");
    assert_eq!(place.run(&["convert", "good.json", "-o", "out"]).code, 0);
    assert_eq!(
        place.list("out"),
        [".k3s-migrate", "kustomization.yaml", "podman"]
    );
    assert_eq!(place.list("out/podman"), ["_namespace.yaml", "web.yaml"]);
    assert_eq!(
        place
            .run(&["convert", "good.json", "-o", "out", "--layout", "k3s"])
            .code,
        0
    );
    assert_eq!(
        place.list("out"),
        [".k3s-migrate", "bundle.json", "ledger.jsonl", "manifests"]
    );
    assert_eq!(
        place.list("."),
        ["bad.json", "good.json", "out"],
        "nothing staged is left"
    );
}

#[test]
fn an_error_leaves_everything_as_it_was() {
    let place = Place::new();
    assert_eq!(place.run(&["convert", "good.json", "-o", "out"]).code, 0);
    let before = place.read("out/podman/web.yaml");
    for extra in [&[][..], &["--layout", "k3s"]] {
        let args = [&["convert", "bad.json", "-o", "out"], extra].concat();
        assert_eq!(place.run(&args).code, 1);
        assert_eq!(place.list("out/podman"), ["_namespace.yaml", "web.yaml"]);
        assert_eq!(place.read("out/podman/web.yaml"), before);
    }
    let run = place.run(&["convert", "bad.json", "-o", "new"]);
    assert_eq!(run.code, 1);
    assert!(!place.path("new").exists());
    let run = place.run(&["convert", "bad.json", "-o", "-"]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
}

#[test]
fn what_has_no_error_is_written_on_request() {
    let place = Place::new();
    let run = place.run(&["convert", "bad.json", "-o", "out", "--keep-going"]);
    assert_eq!(run.code, 1);
    assert_eq!(place.list("out/podman"), ["_namespace.yaml", "web.yaml"]);
    assert!(
        run.stderr.contains("2 containers: 1 converted, 1 refused"),
        "{}",
        run.stderr
    );
}

/// A component is written with the workloads that it serves, and leaves with the last of them.
#[test]
fn a_device_plugin_goes_with_the_last_one_it_serves() {
    let place = Place::new();
    for (good, plugin) in [("/dev/dri", true), ("", false)] {
        let devices: Vec<&str> = [good].into_iter().filter(|good| !good.is_empty()).collect();
        let input = serde_json::json!({
            "bad": {"image": 5, "devices": ["/dev/fuse"]},
            "good": {"image": "docker.io/library/alpine:3", "devices": devices},
        });
        place.write("mixed.json", &input.to_string());
        for (layout, file) in [
            ("yaml", "k3s-migrate-devices/device-plugin-localhost.yaml"),
            (
                "k3s",
                "manifests/k3s-migrate-k3s-migrate-devices-device-plugin-localhost.json",
            ),
        ] {
            let args = ["convert", "mixed.json", "-o", "mixed", "--keep-going"];
            let run = place.run(&[&args[..], &["--layout", layout]].concat());
            assert_eq!(run.code, 1);
            assert_eq!(place.path("mixed").join(file).exists(), plugin, "{layout}");
            let namespaces = match layout {
                "yaml" => place
                    .path("mixed/k3s-migrate-devices/_namespace.yaml")
                    .exists(),
                _ => place
                    .read("mixed/manifests/k3s-migrate-00-namespaces.json")
                    .contains("k3s-migrate-devices"),
            };
            assert_eq!(namespaces, plugin, "{layout}");
        }
    }
}

#[test]
fn a_directory_deep_down_is_made() {
    let place = Place::new();
    assert_eq!(place.run(&["convert", "good.json", "-o", "a/b/c"]).code, 0);
    assert_eq!(place.list("a/b"), ["c"]);
}

#[cfg(unix)]
#[test]
fn a_link_leads_to_the_directory_that_is_replaced() {
    let place = Place::new();
    assert_eq!(place.run(&["convert", "good.json", "-o", "real"]).code, 0);
    place.write("real/podman/stale.yaml", "stale");
    std::os::unix::fs::symlink("real", place.path("link")).unwrap();
    assert_eq!(place.run(&["convert", "good.json", "-o", "link"]).code, 0);
    assert!(
        fs::symlink_metadata(place.path("link"))
            .unwrap()
            .is_symlink()
    );
    assert_eq!(place.list("real/podman"), ["_namespace.yaml", "web.yaml"]);
}

#[test]
fn a_file_in_the_way_is_an_error() {
    let place = Place::new();
    place.write("out", "a file");
    let run = place.run(&["convert", "good.json", "-o", "out"]);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr.starts_with("error: cannot write `out`"),
        "{}",
        run.stderr
    );
    assert_eq!(place.read("out"), "a file");
}

#[test]
fn standard_input_and_standard_output() {
    let place = Place::new();
    let run = place.run_with(&["convert", "-", "-o", "-"], GOOD);
    assert_eq!(run.code, 0);
    assert!(
        run.stdout.starts_with("apiVersion: v1\nkind: Namespace\n"),
        "{}",
        run.stdout
    );
    let kinds: Vec<&str> = run
        .stdout
        .lines()
        .filter_map(|line| line.strip_prefix("kind: "))
        .collect();
    assert_eq!(kinds, ["Namespace", "Deployment", "Service"]);
    assert!(
        run.stderr
            .ends_with("0 errors; written to standard output\n"),
        "{}",
        run.stderr
    );
    assert_eq!(place.list("."), ["bad.json", "good.json"]);
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let place = Place::new();
    for layout in LAYOUTS {
        for name in ["one", "two"] {
            let run = place.run(&["convert", "good.json", "-o", name, "--layout", layout]);
            assert_eq!(run.code, 0);
        }
        let mut open = vec![String::new()];
        let mut files = 0;
        while let Some(dir) = open.pop() {
            let (one, two) = (place.path("one").join(&dir), place.path("two").join(&dir));
            assert_eq!(list(&one), list(&two));
            for name in list(&one) {
                if one.join(&name).is_dir() {
                    open.push(format!("{dir}{name}/"));
                } else {
                    files += 1;
                    assert_eq!(
                        fs::read(one.join(&name)).unwrap(),
                        fs::read(two.join(&name)).unwrap()
                    );
                }
            }
        }
        assert!(files > 2);
    }
}

#[test]
fn man_pages_and_completions() {
    let place = Place::new();
    assert_eq!(place.run(&["man", "pages"]).code, 0);
    let pages = place.list("pages");
    assert!(
        pages.contains(&"k3s-migrate.1".to_owned())
            && pages.contains(&"k3s-migrate-convert.1".to_owned())
    );
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let run = place.run(&["completions", shell]);
        assert_eq!(run.code, 0);
        assert!(run.stdout.contains("keep-going"), "{shell}");
    }
}
