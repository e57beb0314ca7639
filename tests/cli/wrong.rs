//! Wrong inputs, one of each kind: each has a message with a place and a next step, and nothing is written.

use std::fs;

use super::Place;

/// A mistake.
struct Wrong {
    /// The files of the folder, besides `good.json` and `bad.json`.
    files: &'static [(&'static str, &'static [u8])],
    /// What is typed.
    args: &'static [&'static str],
    code: i32,
    /// Parts of what is answered: where it is, and what to do.
    says: [&'static str; 2],
}

const fn wrong(
    files: &'static [(&'static str, &'static [u8])],
    args: &'static [&'static str],
    code: i32,
    says: [&'static str; 2],
) -> Wrong {
    Wrong {
        files,
        args,
        code,
        says,
    }
}

/// One file as the input.
const fn input(text: &'static [(&'static str, &'static [u8])], says: [&'static str; 2]) -> Wrong {
    wrong(text, &["convert", "x.json", "-o", "out"], 2, says)
}

/// One file as the settings of a good input.
const fn settings(
    text: &'static [(&'static str, &'static [u8])],
    code: i32,
    says: [&'static str; 2],
) -> Wrong {
    wrong(
        text,
        &["convert", "good.json", "-o", "out", "--settings", "s.json"],
        code,
        says,
    )
}

/// Arguments alone.
const fn typed(args: &'static [&'static str], says: [&'static str; 2]) -> Wrong {
    wrong(&[], args, 2, says)
}

#[rustfmt::skip]
const ALL: &[Wrong] = &[
    // Files that are not an input.
    input(&[("x.json", b"")], ["x.json is empty", "did the command that wrote it fail?"]),
    input(&[("x.json", b"\xef\xbb\xbf\n")], ["x.json is empty", "did the command that wrote it fail?"]),
    input(&[("x.json", b"{\"web\": {\"image\": ")], ["x.json:1:", "EOF while parsing"]),
    input(&[("x.json", b"{\n  \"web\": {\n    \"image\": \"a\",\n  }\n}\n")], ["x.json:4:3: ", "trailing comma"]),
    input(&[("x.json", br#"{"web": {"image": "a"}, "web": {"image": "b"}}"#)], ["x.json:1:", "the key `web` appears twice"]),
    input(&[("x.json", b"[]")], ["x.json: this is a list", "containers by their names"]),
    input(&[("x.json", b"null")], ["x.json: this is `null`", "--from"]),
    input(&[("x.json", b"5")], ["x.json: this is one value", "containers by their names"]),
    input(&[("x.json", b"{\"a\": \"\xe9\"}")], ["cannot read `x.json`", "write the file as UTF-8"]),
    input(&[("x.json", b"\xff\xfe{\0}\0")], ["cannot read `x.json`", "PowerShell"]),
    input(&[("x.json", b"error: attribute 'x' missing\n")], ["x.json:1:1: this is an error of `nix eval`", "it has to print JSON first"]),
    input(&[("x.json", b"{ config, ... }: {\n}\n")], ["x.json:1:", "evaluate it with `nix eval --json`"]),
    input(&[("x.json", b"# Host\n\nText.\n")], ["x.json:1:1: this is Markdown", "name a file of evaluated definitions"]),
    input(&[("x.json", b"// Settings.\n{\n  // \"namespace\": \"a\",\n}\n")], ["x.json:1:1: these are settings", "name the file with `--settings`"]),
    input(&[("x.json", b"podman run -d nginx\n")], ["x.json:1:1: this is a command line", "put the container into"]),
    input(&[("x.json", b"apiVersion: v1\nkind: Pod\n")], ["x.json:1:1: ", "a Kubernetes object already"]),
    input(&[("x.json", br#"{"apiVersion": "v1", "kind": "Pod"}"#)], ["x.json: ", "a Kubernetes object already"]),
    input(&[("x.json", br#"{"virtualisation": {"oci-containers": {"containers": {}}}}"#)], ["x.json: this is a whole configuration", "evaluate `config.virtualisation.oci-containers.containers`"]),
    input(&[("x.json", br#"{"podman-web": {"serviceConfig": {}}}"#)], ["x.json", "units"]),
    input(&[("x.json", br#"{"image": "docker.io/library/nginx:1", "ports": ["1:1"]}"#)], ["x.json: this is one container", "an input has containers by their names"]),
    input(&[("x.json", br#"{"accept": ["K3M302"]}"#)], ["x.json: these are settings", "name the file with `--settings`"]),
    input(&[("x.json", br#"[{"Names": ["web"]}]"#)], ["x.json: this is a list of containers without", "give what `podman inspect $(podman ps --all --quiet)` prints"]),
    input(&[("x.json", br#"[{"Id": "a", "RepoTags": ["nginx:1"], "Config": {}}]"#)], ["x.json: this is what podman says of images", "give what `podman inspect $(podman ps --all --quiet)` prints"]),
    input(&[("x.json", br#"{"version": 2, "hosts": {}}"#)], ["x.json: at `/version`", "this program reads version 1"]),
    input(&[("x.json", br#"{"version": 1, "hosts": {"a": {"containers": []}}}"#)], ["x.json: at `/hosts/a/containers`", "expected a map"]),
    // Names of files.
    typed(&["convert", "absent.json", "-o", "out"], ["cannot read `absent.json`", "No such file"]),
    typed(&["convert", ".#storage", "-o", "out"], ["cannot read `.#storage`", "evaluate it with `nix eval --json`"]),
    typed(&["convert", ".", "-o", "out"], [".: no format is recognised in this folder", "name a file of evaluated definitions"]),
    typed(&["convert", r#"{"web": {}}"#, "-o", "out"], ["cannot read `{\"web\"", "a file is expected here"]),
    wrong(&[("b/bundle.json", b"{}")], &["check", "b"], 2, ["error: b: this is a bundle", "`explain -f`, `diff` and `install` take it"]),
    typed(&["check", "good.json", "good.json"], ["good.json: the host `good` is in good.json already", "`--host`"]),
    // Options of the input.
    typed(&["check", "good.json", "--from", "xml"], ["unknown format `xml`", "the formats are compose, "]),
    wrong(&[("e.json", br#"{"version": 1, "hosts": {}}"#)], &["check", "e.json", "--host", "a"], 2, ["`--host` is for", "an envelope names its hosts"]),
    wrong(&[("u.json", br#"{"podman-other": {}}"#)], &["check", "good.json", "--units", "u.json"], 2, ["u.json has no unit of a container", "write `config.systemd.services` of the same host"]),
    typed(&["check", "good.json", "--units", "bad.json"], ["bad.json: at `/api`", "not a systemd unit"]),
    wrong(&[("u.json", b"")], &["check", "good.json", "--units", "u.json"], 2, ["u.json is empty", "did the command that wrote it fail?"]),
    typed(&["check", "good.json", "--source", "nowhere"], ["`nowhere` is not a folder", "`--source` names the one with the Nix files"]),
    typed(&["check", "good.json", "--deny", "K3M625"], ["`K3M625` is only in the ledger", "`k3s-migrate ledger` shows its options"]),
    typed(&["doctor", "--settings", "s.json"], ["`--settings` means nothing to `doctor`", "leave it out"]),
    typed(&["explain", "K3M302", "--settings", "s.json"], ["`--settings` means nothing to `explain`", "leave it out"]),
    typed(&["schema", "settings", "--deny", "K3M302"], ["`--deny` means nothing to `schema`", "leave it out"]),
    typed(&["init", "good.json", "--message-format", "json"], ["`--message-format json` means nothing to `init`", "leave it out"]),
    typed(&["install", "nope"], ["`nope` is not a bundle", "--layout k3s -o FOLDER"]),
    typed(&["check", "good.json", "--engine", "lxc"], ["'lxc'", "possible values: podman-5"]),
    // Settings.
    settings(&[("s.json", b"accept: []")], 2, ["s.json:1:1: ", "settings are JSON, comments are allowed"]),
    settings(&[("s.json", b"// none\n")], 2, ["s.json:1:1: the file is empty", "settings are JSON"]),
    settings(&[("s.json", b"[]")], 1, ["--> s.json:1:1", "have to be an object"]),
    settings(&[("s.json", b"{\n  \"namspace\": \"a\"}")], 1, ["--> s.json:2:3", "write `namespace`"]),
    settings(&[("s.json", b"{\"hosts\": {\"good\": {\"address\": \"127.0.0.1\"}}}")], 1, ["--> s.json:1:32", "a Pod has to reach the host there"]),
    settings(&[("s.json", b"{\"hosts\": {\"good\": {\"address\": \"CHOOSE: the address of this host\"}}}")], 1, ["--> s.json:1:32", "an IP address is "]),
    settings(&[("s.json", b"{\"namespace\": \"kube-system\"}")], 0, ["K3M817", "choose a namespace that only they have"]),
    wrong(&[("d/x", b"")], &["check", "good.json", "--settings", "d"], 2, ["`d` is a folder", "name the file of settings in it"]),
    settings(&[("s.json", b"{\"accept\": 5}")], 1, ["--> s.json:1:12", "has to be a list"]),
    settings(&[("s.json", b"{\"exposure\": \"all\"}")], 1, ["--> s.json:1:14", "has to be one of `hostPort`"]),
    settings(&[("s.json", b"{\"namespace\": \"A_b\"}")], 1, ["--> s.json:1:15", "`namespace` of the settings is"]),
    settings(&[("s.json", b"{\"containers\": {\"web\": {\"volumes\": {\"/d\": {\"hostPath\": \"a/b\"}}}}}")], 1, ["--> s.json:1:56", "starts with `/`"]),
    settings(&[("s.json", b"{\"accept\": [\"K3M44O\"]}")], 1, ["--> s.json:1:13", "did you mean `K3M440`?"]),
    settings(&[("s.json", b"{\"accept\": [],\n \"accept\": []}")], 1, ["--> s.json:2:2", "remove one of the two"]),
    settings(&[("s.json", br#"{"web": {"image": "a"}}"#)], 2, ["`s.json`: this file has containers", "name it without `--settings`"]),
    settings(&[("s.json", br#"{"containers.web.replicas": 1}"#)], 1, ["--> s.json:1:2", r#"write `"containers": { "web": { "replicas": 1 } }`"#]),
    settings(&[], 2, ["cannot read `s.json`", "No such file"]),
    settings(&[("s.json", b"{\"containers\": {\"wbe\": {\"kind\": \"Job\"}}}")], 0, ["K3M130", "correct the name"]),
    // Words of the command line.
    typed(&["check", "good.json", "--deny", "K3M62"], ["unknown code `K3M62`", "did you mean `K3M62"]),
    typed(&["check", "good.json", "--setings", "x"], ["'--setings'", "'--settings'"]),
    typed(&["chek", "good.json"], ["'chek'", "'check'"]),
    typed(&["convert", "good.json"], ["--output <DIR|->", "For more information, try '--help'"]),
    typed(&["convert", "good.json", "-o", "-", "--layout", "k3s"], ["--layout k3s", "name one with `-o`"]),
    wrong(&[("f", b"a file")], &["convert", "good.json", "-o", "f"], 2, ["`f` is a file", "name another one"]),
    wrong(&[("f", b"a file")], &["man", "f"], 2, ["`f` is a file", "name another one"]),
    wrong(&[("o/kustomization.yaml", b"mine")], &["convert", "good.json", "-o", "o"], 2, ["kustomization.yaml: not written by k3s-migrate", "`--force`"]),
    typed(&["explain", "K3M44O"], ["`K3M44O` is not a code", "did you mean `K3M440`?"]),
    typed(&["explain", "wbe.ports", "-f", "good.json"], ["`wbe.ports` is not", "did you mean `web.ports`?"]),
    typed(&["ledger", "good.json", "--container", "wbe"], ["no container `wbe`", "did you mean `web`?"]),
    typed(&["explain", "-f", "good.json"], ["`explain` with an input (`-f`) needs a container", "`k3s-migrate check --summary`"]),
    wrong(&[("b/kustomization.yaml", b"")], &["explain", "web", "-f", "b"], 2, ["`b`: this folder has `--layout yaml`", "convert with `--layout k3s`"]),
    wrong(&[("b/kustomization.yaml", b"")], &["install", "b"], 2, ["`b`: this folder has `--layout yaml`", "convert with `--layout k3s`"]),
    wrong(&[("b/kustomization.yaml", b"")], &["doctor", "b"], 2, ["`b`: this folder has `--layout yaml`", "convert with `--layout k3s`"]),
    wrong(&[("s.json", b"{}")], &["init", "good.json", "-o", "s.json"], 2, ["`s.json` exists already", "name another file"]),
    typed(&["uninstall", "--state", "no", "--target", "none"], ["nothing is installed", "`no`"]),
    typed(&["inventory", "nowhere"], ["cannot read `nowhere`: No such file", "`nowhere`"]),
    typed(&["check", "good.json", "--deny", "warning"], ["unknown code `warning`", "did you mean `warnings`? It takes that word"]),
    wrong(&[("b/x", b"")], &["explain", "web", "-f", "b"], 2, ["b: no format is recognised in this folder", "name a file of evaluated definitions"]),
    typed(&["diff", "good.json", "absent"], ["good.json: this is not a Kubernetes object", "apiVersion"]),
    typed(&["uninstall", "--profiles"], ["`--profiles` means nothing to `uninstall`", "leave it out"]),
    typed(&["install", "b", "--generations", "0"], ["--generations <N>", "1 or more generations have to be kept"]),
    typed(&["inventory", "good.json"], ["`good.json` has no Nix file, no Compose project", "name a file that ends in `.nix`"]),
    wrong(&[("t/x.txt", b"")], &["inventory", "t"], 2, ["`t` has no Nix file", "the folder of your configuration"]),
    // Two projects of one host with a service of one name.
    wrong(&[("one/compose.yaml", b"services: {web: {image: a}}"), ("two/compose.yaml", b"services: {web: {image: b}}")], &["check", "one", "two"], 2, ["two/compose.yaml: the container `web` is in one/compose.yaml already", "convert them one by one"]),
    // Containers.
    typed_container(&["convert", "bad.json", "-o", "out"], ["--> container api on bad, option extraOptions[0]", "podman-run(1)"]),
    wrong(&[("x.json", br#"{"web": {"ports": []}, "db": {"image": "i:1"}}"#)], &["convert", "x.json", "-o", "out"], 1, ["--> container web on x", "set `virtualisation.oci-containers.containers.web.image`"]),
    wrong(&[("x.json", br#"{"web": {"image": 5}, "db": {"image": "i:1"}}"#)], &["convert", "x.json", "-o", "out"], 1, ["--> container web on x, option image", "generate the JSON again"]),
    wrong(&[("x.json", br#"{"web": [], "db": {"image": "i:1"}}"#)], &["convert", "x.json", "-o", "out"], 1, ["--> container web on x", "generate the JSON again"]),
];

/// A mistake in a container, which is told as a diagnostic.
const fn typed_container(args: &'static [&'static str], says: [&'static str; 2]) -> Wrong {
    wrong(&[], args, 1, says)
}

#[test]
fn each_kind_has_a_place_and_a_next_step() {
    assert!(ALL.len() >= 40);
    for Wrong {
        files,
        args,
        code,
        says,
    } in ALL
    {
        let place = Place::new();
        for (name, bytes) in *files {
            place.write(name, "");
            fs::write(place.path(name), bytes).unwrap();
        }
        let before = place.list(".");
        let run = place.run(args);
        assert_eq!(run.code, *code, "{args:?} {files:?}\n{}", run.stderr);
        for part in says {
            assert!(
                run.stderr.contains(part),
                "{args:?}: {part}\n{}",
                run.stderr
            );
        }
        if *code != 0 {
            assert_eq!(run.stdout, "", "{args:?}");
            assert_eq!(place.list("."), before, "{args:?}");
        }
        assert!(!run.stderr.contains("panicked"), "{}", run.stderr);
    }
}

/// What is near enough to be meant is taken.
#[test]
fn what_is_taken_as_it_is() {
    let place = Place::new();
    let container = r#"{"web": {"image": "docker.io/library/nginx:1"}}"#;
    for (name, text, host) in [
        ("storage.json", container.to_owned(), "storage"),
        ("deep/er/nas-2.json", container.to_owned(), "nas-2"),
        ("containers.json", container.to_owned(), "localhost"),
        ("5.json", container.to_owned(), "localhost"),
        ("mark.json", format!("\u{feff}{container}"), "mark"),
        (
            "around.json",
            format!(r#"{{"backend": "podman", "containers": {container}}}"#),
            "around",
        ),
        (
            "only.json",
            format!(r#"{{"containers": {container}}}"#),
            "only",
        ),
        (
            "null.json",
            format!(r#"{{"backend": null, "containers": {container}}}"#),
            "null",
        ),
    ] {
        place.write(name, &text);
        let run = place.run(&["ledger", name]);
        assert_eq!(run.code, 0, "{name}\n{}", run.stderr);
        assert!(
            run.stdout.starts_with(&format!("web on {host}\n")),
            "{name}\n{}",
            run.stdout
        );
    }
    place.write(
        "docker.json",
        &format!(r#"{{"backend": "docker", "containers": {container}}}"#),
    );
    let run = place.run(&["check", "docker.json", "--notes"]);
    assert!(
        run.code == 0 && !run.stderr.contains("podman"),
        "{}",
        run.stderr
    );
    let run = place.run_with(&["ledger", "-"], container);
    assert!(
        run.stdout.starts_with("web on localhost\n"),
        "{}",
        run.stdout
    );
    // A container may have any name, also one of these.
    place.write(
        "odd.json",
        r#"{"backend": {"image": "i:1"}, "containers": {"image": "i:1"}}"#,
    );
    let run = place.run(&["check", "odd.json", "--summary"]);
    assert!(
        run.stdout.contains("\nbackend ") && run.stdout.contains("\ncontainers "),
        "{}",
        run.stdout
    );
}
