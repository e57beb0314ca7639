//! What is written, and what is left alone.

use std::fs;

use super::{GOOD, Place, list};

const LAYOUTS: [&str; 2] = ["yaml", "k3s"];

#[test]
fn what_others_put_there_is_left_alone() {
    let place = Place::new();
    for file in ["out/.git/HEAD", "out/podman/mine.yaml", "out/notes.txt"] {
        place.write(file, "mine");
    }
    place.write("out/good.json", GOOD);
    for layout in [LAYOUTS[0], LAYOUTS[1], LAYOUTS[0]] {
        let args = [
            "convert",
            "out/good.json",
            "-o",
            "out",
            "--layout",
            layout,
            "--force",
        ];
        let run = place.run(&args);
        assert_eq!(run.code, 0, "{}", run.stderr);
        for file in ["out/.git/HEAD", "out/podman/mine.yaml", "out/notes.txt"] {
            assert_eq!(place.read(file), "mine", "{layout}");
        }
        assert_eq!(place.read("out/good.json"), GOOD);
        let bundle = ["bundle.json", "ledger.jsonl", "manifests"];
        for name in bundle {
            let is_there = place.path("out").join(name).exists();
            assert_eq!(is_there, layout == "k3s", "{name} of {layout}");
        }
        assert_eq!(place.path("out/podman/web.yaml").exists(), layout == "yaml");
    }
}

/// Nothing is written over what we did not write, or what was edited; `--force` overwrites it.
#[test]
fn what_is_in_the_way_is_named_and_nothing_is_written() {
    type Edit = (&'static str, fn(&Place), &'static [&'static str]);
    let edits: [Edit; 4] = [
        (
            "podman/web.yaml: edited since k3s-migrate wrote it",
            |place| place.write("out/podman/web.yaml", "edited"),
            &["good.json"],
        ),
        // One that would be removed, since the input no longer has the container.
        (
            "podman/web.yaml: edited since k3s-migrate wrote it",
            |place| place.write("out/podman/web.yaml", "edited"),
            &["other.json"],
        ),
        (
            "kustomization.yaml: not written by k3s-migrate",
            |place| {
                fs::remove_file(place.path("out/.k3s-migrate")).unwrap();
                place.write("out/kustomization.yaml", "resources: []");
            },
            &["good.json"],
        ),
        (
            "podman/web.yaml: edited since k3s-migrate wrote it",
            |place| {
                fs::remove_file(place.path("out/podman/web.yaml")).unwrap();
                std::os::unix::fs::symlink("/nowhere", place.path("out/podman/web.yaml")).unwrap();
            },
            &["good.json"],
        ),
    ];
    for (message, edit, input) in edits {
        let place = Place::new();
        place.write(
            "other.json",
            r#"{"api": {"image": "docker.io/library/nginx:1"}}"#,
        );
        assert_eq!(place.run(&["convert", "good.json", "-o", "out"]).code, 0);
        edit(&place);
        let before = snapshot(&place);
        let args = [&["convert"], input, &["-o", "out"]].concat();
        let run = place.run(&args);
        assert_eq!(run.code, 2, "{message}");
        assert!(run.stderr.contains(message), "{message}\n{}", run.stderr);
        assert!(
            run.stderr.ends_with("overwrite them with `--force`\n"),
            "{}",
            run.stderr
        );
        assert_eq!(snapshot(&place), before, "{message}");
        let run = place.run(&[&args[..], &["--force"]].concat());
        assert_eq!(run.code, 0, "{message}\n{}", run.stderr);
        assert_eq!(place.run(&args).code, 0, "{message}: ours again");
    }
}

/// Every path below the output folder, and what is there.
fn snapshot(place: &Place) -> Vec<(String, String)> {
    let mut out = Vec::new();
    let mut open = vec!["out".to_owned()];
    while let Some(dir) = open.pop() {
        for name in place.list(&dir) {
            let path = format!("{dir}/{name}");
            let kind = fs::symlink_metadata(place.path(&path)).unwrap();
            if kind.is_dir() {
                open.push(path);
            } else {
                let text = fs::read_to_string(place.path(&path)).unwrap_or_default();
                out.push((path, text));
            }
        }
    }
    out.sort();
    out
}

/// A folder is never overwritten, not even with `--force`.
#[test]
fn folders_and_files_at_the_wrong_place() {
    let place = Place::new();
    for (file, message) in [
        ("out/kustomization.yaml/x", "kustomization.yaml: a folder"),
        ("out/podman", "podman: not a folder"),
    ] {
        place.write(file, "mine");
        for force in [&[][..], &["--force"]] {
            let run = place.run(&[&["convert", "good.json", "-o", "out"], force].concat());
            assert_eq!(run.code, 2, "{file}");
            assert!(run.stderr.contains(message), "{}", run.stderr);
            assert!(
                run.stderr.ends_with("choose another directory\n"),
                "{}",
                run.stderr
            );
            assert_eq!(place.read(file), "mine");
        }
        fs::remove_dir_all(place.path("out")).unwrap();
    }
}

/// What is there already, byte by byte, is not in the way, and a file that is as it was is not written again.
#[test]
fn the_same_bytes_are_ours() {
    let place = Place::new();
    assert_eq!(place.run(&["convert", "good.json", "-o", "out"]).code, 0);
    let time = |name: &str| fs::metadata(place.path(name)).unwrap().modified().unwrap();
    let before = time("out/podman/web.yaml");
    fs::remove_file(place.path("out/.k3s-migrate")).unwrap();
    assert_eq!(place.run(&["convert", "good.json", "-o", "out"]).code, 0);
    assert_eq!(time("out/podman/web.yaml"), before);
}

/// A marker that was edited leads nowhere else.
#[test]
fn a_marker_names_only_what_is_below_it() {
    let place = Place::new();
    place.write("mine.txt", "mine");
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    place.write("victim", "");
    let outside = place.path("victim").display().to_string();
    place.write(
        "out/.k3s-migrate",
        &format!("{empty}  ../victim\n{empty}  {outside}\n{empty}  ./../victim\n"),
    );
    assert_eq!(place.run(&["convert", "good.json", "-o", "out"]).code, 0);
    assert!(place.path("victim").exists());
}

#[test]
fn an_empty_directory_and_what_we_wrote_are_replaced() {
    let place = Place::new();
    fs::create_dir(place.path("out")).unwrap();
    assert_eq!(
        place
            .run(&["convert", "bad.json", "-o", "out", "--keep-going"])
            .code,
        1
    );
    assert_eq!(
        place.list("out"),
        [".k3s-migrate", "kustomization.yaml", "podman"]
    );
    assert_eq!(place.list("out/podman"), ["_namespace.yaml", "web.yaml"]);
    place.write(
        "moved.json",
        r#"{"api": {"image": "docker.io/library/nginx:1"}}"#,
    );
    assert_eq!(place.run(&["convert", "moved.json", "-o", "out"]).code, 0);
    assert_eq!(place.list("out/podman"), ["_namespace.yaml", "api.yaml"]);
    assert_eq!(
        place
            .run(&[
                "convert",
                "good.json",
                "-o",
                "out",
                "--layout",
                "k3s",
                "--force"
            ])
            .code,
        0
    );
    assert_eq!(
        place.list("out"),
        [".k3s-migrate", "bundle.json", "ledger.jsonl", "manifests"]
    );
    assert_eq!(
        place.list("."),
        ["bad.json", "good.json", "moved.json", "out"],
        "nothing staged is left"
    );
}

/// A run that was killed half way left files of either run, and a marker that knows both.
#[test]
fn a_run_that_was_killed_is_taken_up() {
    let place = Place::new();
    assert_eq!(place.run(&["convert", "good.json", "-o", "out"]).code, 0);
    let (old, marker) = (
        place.read("out/podman/web.yaml"),
        place.read("out/.k3s-migrate"),
    );
    place.write("next.json", &GOOD.replace("1.27", "1.28"));
    assert_eq!(place.run(&["convert", "next.json", "-o", "out"]).code, 0);
    let new = place.read("out/.k3s-migrate");
    let lines = new.lines().filter(|line| !line.starts_with('#'));
    place.write(
        "out/.k3s-migrate",
        &lines.fold(marker, |all, line| format!("{all}{line}\n")),
    );
    place.write("out/podman/web.yaml", &old);
    let run = place.run(&["convert", "next.json", "-o", "out"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(place.read("out/podman/web.yaml").contains("1.28"));
    assert_eq!(place.read("out/.k3s-migrate"), new);
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
            ("yaml", "k3s-migrate-devices/device-plugin-mixed.yaml"),
            (
                "k3s",
                "manifests/k3s-migrate-k3s-migrate-devices-device-plugin-mixed.json",
            ),
        ] {
            let args = [
                "convert",
                "mixed.json",
                "-o",
                "mixed",
                "--keep-going",
                "--force",
            ];
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
    std::os::unix::fs::symlink("real", place.path("link")).unwrap();
    place.write(
        "moved.json",
        r#"{"api": {"image": "docker.io/library/nginx:1"}}"#,
    );
    assert_eq!(place.run(&["convert", "moved.json", "-o", "link"]).code, 0);
    assert!(
        fs::symlink_metadata(place.path("link"))
            .unwrap()
            .is_symlink()
    );
    assert_eq!(place.list("real/podman"), ["_namespace.yaml", "api.yaml"]);
}

#[test]
fn a_file_in_the_way_is_an_error() {
    let place = Place::new();
    place.write("out", "a file");
    let run = place.run(&["convert", "good.json", "-o", "out"]);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr
            .starts_with("error: `out` is a file, and this command writes a directory"),
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
    assert_eq!(
        kinds,
        ["Namespace", "Deployment", "Service", "NetworkPolicy"]
    );
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
            let args = [
                "convert",
                "good.json",
                "-o",
                name,
                "--layout",
                layout,
                "--force",
            ];
            let run = place.run(&args);
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
        assert!(run.stdout.contains("k3s-migrate"), "{shell}");
    }
    let page = place.read("pages/k3s-migrate-convert.1");
    assert!(
        page.contains("k3s\\-migrate convert storage.json"),
        "{page}"
    );
}

/// What a shell offers: commands, options, codes, containers of the inputs on the line and their options.
#[test]
fn completion_knows_codes_containers_and_options() {
    let place = Place::new();
    for (line, offered, not) in [
        (&["conv"][..], "convert", "check"),
        (&["check", "good.json", "--not"], "--notes", "--settings"),
        (
            &["check", "good.json", "--deny", "K3M62"],
            "K3M622",
            "K3M302",
        ),
        (&["explain", "K3M30"], "K3M302", "K3M622"),
        (&["explain", "-f", "good.json", "w"], "web", "K3M302"),
        (
            &["explain", "-f", "good.json", "web.p"],
            "web.ports",
            "web.image",
        ),
        (&["ledger", "bad.json", "--container", ""], "api", "K3M302"),
    ] {
        let mut command = place.command(&["--", "k3s-migrate"]);
        command.args(line);
        command.env("COMPLETE", "bash");
        command.env("_CLAP_COMPLETE_INDEX", line.len().to_string());
        command.env("_CLAP_IFS", "\n");
        let output = command.output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let words: Vec<&str> = text.lines().collect();
        assert!(
            words.contains(&offered) && !words.contains(&not),
            "{line:?}: {words:?}"
        );
    }
}
