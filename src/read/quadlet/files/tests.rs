//! Which files are read, and what becomes one unit.

use super::*;

fn source(name: &str, text: &str) -> Source {
    Source {
        name: name.to_owned(),
        text: text.to_owned(),
    }
}

fn images(sources: &[(&str, &str)]) -> Vec<String> {
    let sources: Vec<Source> = sources
        .iter()
        .map(|(name, text)| source(name, text))
        .collect();
    let files = read(&sources).unwrap_or_default();
    let units = files.units.values();
    let units = units.map(|file| {
        format!(
            "{}: {}",
            file.name,
            file.last("Container", "Image").unwrap_or("-")
        )
    });
    let hidden = files
        .hidden
        .iter()
        .map(|hidden| format!("{} hidden by {}", hidden.path, hidden.by));
    units.chain(hidden).collect()
}

#[test]
fn the_first_of_a_name_counts() {
    let found = images(&[
        (
            "host/usr/share/containers/systemd/a.container",
            "[Container]\nImage=usr",
        ),
        (
            "host/etc/containers/systemd/z/a.container",
            "[Container]\nImage=below",
        ),
        (
            "host/etc/containers/systemd/a.container",
            "[Container]\nImage=etc",
        ),
        (
            "host/etc/containers/systemd/x.d/b.container",
            "[Container]\nImage=no",
        ),
        ("host/etc/containers/systemd/notes.txt", "no"),
    ]);
    let hidden = |path: &str| {
        format!("host/{path}/a.container hidden by host/etc/containers/systemd/a.container")
    };
    let wanted = [
        "a.container: etc".to_owned(),
        hidden("etc/containers/systemd/z"),
        hidden("usr/share/containers/systemd"),
    ];
    assert_eq!(found, wanted);
}

#[test]
fn drop_ins() {
    let found = images(&[
        ("q/a-b.container", "[Container]\nImage=a"),
        ("q/container.d/10.conf", "[Container]\nImage=type"),
        ("q/a-.container.d/10.conf", "[Container]\nImage=start"),
        ("q/sub/a-b.container.d/05.conf", "[Container]\nImage=own"),
        ("q/c.container", "[Container]\nImage=c"),
    ]);
    assert_eq!(found, ["a-b.container: start", "c.container: type"]);
    let folders = drop_in_folders("a-b-c@x.container");
    let wanted = [
        "a-b-c@x.container.d",
        "a-b-c@.container.d",
        "a-b-@.container.d",
        "a-b-.container.d",
        "a-@.container.d",
        "a-.container.d",
        "container.d",
    ];
    assert_eq!(folders, wanted);
}

#[test]
fn templates_and_several_units() {
    let found = images(&[
        (
            "q/app@.container",
            "[Container]\nImage=%i\n[Install]\nDefaultInstance=one",
        ),
        ("q/app@two.container", "[Container]\nImage=two"),
        (
            "q/all.quadlets",
            "\n# FileName=web\n[Container]\nImage=w\n[Unit]\nWants=app@three.service\n---\n#FileName=data\n[Volume]\n",
        ),
    ]);
    let wanted = [
        "app@.container: %i",
        "app@one.container: %i",
        "app@three.container: %i",
        "app@two.container: two",
        "data.volume: -",
        "web.container: w",
    ];
    assert_eq!(found, wanted);
    let place = |text: &str| match read(&[source("q/all.quadlets", text)]) {
        Err(Error::Syntax { line, .. }) => Some(line),
        _ => None,
    };
    assert_eq!(
        place("# FileName=a\n[Volume]\n---\n# FileName=b\n[Container]\nImage"),
        Some(6)
    );
    assert_eq!(place("# FileName=a\n[Volume]\n---\n[Container]\n"), Some(4));
    assert_eq!(place("# FileName=a\n[Unit]\n"), Some(1));
}

#[test]
fn users() {
    let of = |path: &str| home(path).map(|home| (home.user, home.path.unwrap_or_default()));
    let wanted = |user: &str, path: &str| Some((user.to_owned(), path.to_owned()));
    assert_eq!(
        of("/home/ann/.config/containers/systemd/a.container"),
        wanted("ann", "/home/ann")
    );
    assert_eq!(
        of("ann/.config/containers/systemd/a.container"),
        wanted("ann", "")
    );
    assert_eq!(
        of("/etc/containers/systemd/users/1000/a.container"),
        wanted("1000", "")
    );
    assert_eq!(
        of("/etc/containers/systemd/users/a.container"),
        wanted("", "")
    );
    assert_eq!(of("/etc/containers/systemd/a.container"), None);
}
