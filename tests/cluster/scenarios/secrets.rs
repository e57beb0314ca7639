//! Secrets, made on the host.

use std::{
    fs, thread,
    time::{Duration, Instant},
};

use serde_json::json;

use super::files::fleet;
use crate::{
    site::{Bundle, Site},
    world::PATIENCE,
};

fn with_file(site: &Site, image: &str, path: &str) -> Bundle {
    let mut all = fleet(image);
    all["app"] =
        json!({"image": format!("docker.io/library/app:{image}"), "environmentFiles": [path]});
    site.convert(&all, super::files::claim())
}

fn pods(site: &Site) -> Vec<String> {
    let list = site
        .world
        .get(&["-n", &site.ns, "-l", "app.kubernetes.io/name=app", "pods"]);
    let items = list["items"].as_array().unwrap().clone();
    items
        .iter()
        .map(|pod| pod["metadata"]["uid"].as_str().unwrap().to_owned())
        .collect()
}

/// Waits until none of these Pods is left; one that still ends would be counted later.
#[track_caller]
fn gone(site: &Site, before: &[String]) {
    let end = Instant::now() + PATIENCE;
    while pods(site).iter().any(|pod| before.contains(pod)) {
        assert!(Instant::now() < end, "the Pod has the old Secret");
        thread::sleep(Duration::from_millis(100));
    }
}

pub fn a_secret_rotates(site: &mut Site) {
    let path = site.file("app.env", "TOKEN=first\n");
    let one = with_file(site, "1", &path);
    site.put(&one);
    site.ready("app");
    let before = pods(site);
    fs::write(&path, "TOKEN=second\n").unwrap();
    site.install(&one, &[]).ok();
    site.pass();
    site.check(&one);
    site.ready("app");
    gone(site, &before);
    let secret = one
        .objects
        .keys()
        .find(|id| id.contains("/Secret/"))
        .unwrap();
    let name = secret.rsplit('/').next().unwrap();
    let content = site.object("secret", name)["data"].to_string();
    assert!(content.contains("c2Vjb25k"), "{content}");
    let before = pods(site);
    site.install(&one, &[]).ok();
    site.pass();
    assert_eq!(
        pods(site),
        before,
        "nothing changed, and the Pod is another one"
    );
    // Nobody uses it any more: it goes.
    let less = super::files::bundle(site, "1");
    site.put(&less);
}

pub fn a_secret_is_missing(site: &mut Site) {
    let path = site.file("app.env", "TOKEN=first\n");
    let one = with_file(site, "1", &path);
    site.put(&one);
    site.ready("app");
    fs::remove_file(&path).unwrap();
    let two = with_file(site, "2", &path);
    site.install(&two, &[]).fails("K3M910");
    site.pass();
    let image = |site: &Site, name: &str| {
        let object = site.object("deployment", name);
        object["spec"]["template"]["spec"]["containers"][0]["image"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(image(site, "app"), "docker.io/library/app:1");
    assert_eq!(image(site, "web"), "docker.io/library/web:2");
    site.nobody_is_harmed();
    fs::write(&path, "TOKEN=third\n").unwrap();
    site.put(&two);
}
