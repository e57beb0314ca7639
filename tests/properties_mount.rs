//! Mounts in their `key=value` form.

use k3s_migrate::podman::storage::{
    mount::Mount,
    options::{Propagation, PropagationKind, Relabel},
    tmpfs::TmpfsSize,
    volume::{Source, Volume},
};
use proptest::prelude::*;

fn volume(text: &str) -> Volume {
    match Mount::parse(text) {
        Ok(Mount::Volume(volume)) => volume,
        other => unreachable!("{text}: {other:?}"),
    }
}

#[test]
fn binds_and_volumes() {
    let host = |path: &str| Source::Host(path.to_owned());
    let named = |name: &str| Source::Named(name.to_owned());
    for (text, source, destination) in [
        ("type=bind,src=/srv/a,dst=/a/", host("/srv/a"), "/a"),
        ("source=/srv/a,type=bind,target=/a", host("/srv/a"), "/a"),
        ("type=bind,dst=/etc", host("/etc"), "/etc"),
        ("type=bind,src=etc,dest=/a", host("etc"), "/a"),
        ("type=bind,\"src=/srv/a,b\",dst=/a", host("/srv/a,b"), "/a"),
        ("type=volume,src=v,dst=/a", named("v"), "/a"),
        ("src=v,destination=/a", named("v"), "/a"),
        ("dst=/a", Source::Anonymous, "/a"),
    ] {
        let read = volume(text);
        assert_eq!(
            (read.source, read.destination.as_str()),
            (source, destination),
            "{text}"
        );
    }
    let read = volume("src=v,dst=/a,subpath=b,volume-opt=o=uid=1,volume-opt=type=nfs");
    assert_eq!(read.subpath.as_deref(), Some("b"));
    assert_eq!(read.driver_options, ["o=uid=1", "type=nfs"]);
}

// What podman makes of these was seen in /proc/mounts.
#[test]
fn read_only_has_odd_values() {
    for (word, read_only) in [
        ("ro", Some(true)),
        ("readonly", Some(true)),
        ("ro=TRUE", Some(true)),
        ("ro=false", Some(false)),
        ("ro=1", Some(false)),
        ("rw", Some(false)),
        ("rw=true", Some(false)),
        ("rw=false", Some(true)),
        ("rw=0", Some(false)),
        ("consistency=cached", None),
    ] {
        let read = volume(&format!("type=bind,src=/s,dst=/d,{word}"));
        assert_eq!(read.options.read_only, read_only, "{word}");
    }
}

#[test]
fn options_of_a_bind() {
    let read = volume(
        "type=bind,src=/s,dst=/d,bind-nonrecursive=false,bind-propagation=rshared,relabel=private,chown,idmap=uids=0-1-2,noexec",
    );
    let shared = Propagation {
        kind: PropagationKind::Shared,
        recursive: true,
    };
    assert_eq!(read.options.recursive, Some(false));
    assert_eq!(read.options.propagation, Some(shared));
    assert_eq!(read.options.relabel, Some(Relabel::Private));
    assert_eq!(read.options.idmap.as_deref(), Some("uids=0-1-2"));
    assert_eq!(read.options.exec, Some(false));
    assert!(read.options.chown);
    assert!(!volume("type=bind,src=/s,dst=/d,U=false").options.chown);
}

#[test]
fn other_types() {
    let Ok(Mount::Tmpfs(tmpfs)) =
        Mount::parse("type=tmpfs,dst=/a,tmpfs-size=1m,tmpfs-mode=0700,notmpcopyup,ro")
    else {
        unreachable!("a tmpfs");
    };
    assert_eq!(tmpfs.size, Some(TmpfsSize::Bytes(1 << 20)));
    assert_eq!((tmpfs.mode, tmpfs.copy_up), (Some(0o700), Some(false)));
    assert_eq!(tmpfs.options.read_only, Some(true));
    assert!(matches!(
        Mount::parse("type=ramfs,dst=/a,noexec"),
        Ok(Mount::Ramfs(_))
    ));
    let Ok(Mount::Image(image)) = Mount::parse("type=image,src=a,dst=/a,rw=true,subpath=/b") else {
        unreachable!("an image");
    };
    assert_eq!((image.image.as_str(), image.writable), ("a", true));
    assert_eq!(image.subpath.as_deref(), Some("/b"));
    let Ok(Mount::Glob(glob)) = Mount::parse("type=glob,src=/lib*") else {
        unreachable!("a pattern");
    };
    assert_eq!((glob.pattern.as_str(), glob.destination), ("/lib*", None));
    assert!(matches!(
        Mount::parse("type=devpts,dst=/a,max=3"),
        Ok(Mount::Devpts(_))
    ));
    assert!(matches!(
        Mount::parse("type=artifact,src=a,dst=/a,title=t"),
        Ok(Mount::Artifact(_))
    ));
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        let _ = Mount::parse(&text);
    }

    #[test]
    fn near_mounts_are_read_or_refused(
        kind in "(type=(bind|volume|tmpfs|ramfs|image|glob|devpts|artifact),)?",
        words in prop::collection::vec(
            "(src|dst|ro|rw|U|idmap|relabel|subpath|tmpfs-size|tmpfs-mode|title|noswap|z)(=[a-z/0-9,\"]{0,6})?",
            0..5,
        ),
    ) {
        let _ = Mount::parse(&format!("{kind}{}", words.join(",")));
    }

    #[test]
    fn order_does_not_matter(
        words in Just(vec!["type=bind", "src=/s", "dst=/d", "ro", "z", "rslave", "U", "noexec"]).prop_shuffle(),
    ) {
        let sorted = Mount::parse("type=bind,src=/s,dst=/d,ro,z,rslave,U,noexec");
        prop_assert_eq!(Mount::parse(&words.join(",")), sorted);
    }
}
