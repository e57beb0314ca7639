//! What waits for K3s, and what K3s says.

use std::fs;

use serde_json::{Value, json};

use super::files::{bundle, claim, fleet};
use crate::site::{Bundle, Site};

/// The fleet with a follower that shares the network of the VPN, or has one of its own. Its Service
/// is in the file of the Pod it runs in.
fn follower(site: &Site, name: &str, together: bool) -> Bundle {
    let mut all = fleet("1");
    all["vpn"] = json!({"image": "docker.io/library/vpn:1"});
    all[name] = json!({"image": "docker.io/library/follower:1", "ports": ["18090:90"]});
    if together {
        all["vpn"]["ports"] = json!(["18090:90"]);
        all[name] = json!({"image": "docker.io/library/follower:1", "extraOptions": ["--network=container:vpn"]});
    }
    all["user"] = json!({"image": "docker.io/library/user:1", "environment": {"PEER": format!("http://{name}:90")}});
    site.convert(&all, claim())
}

fn file_of(bundle: &Bundle, kind: &str, name: &str) -> Option<String> {
    let index: Value =
        serde_json::from_str(&fs::read_to_string(bundle.path.join("bundle.json")).unwrap())
            .unwrap();
    let end = format!("/{kind}/");
    let files = index["files"].as_array().unwrap().clone();
    let holds = |file: &Value| {
        let objects = file["objects"].as_array().unwrap();
        objects.iter().any(|id| {
            let id = id.as_str().unwrap();
            id.contains(&end) && id.ends_with(&format!("/{name}"))
        })
    };
    files
        .iter()
        .find(|file| holds(file))
        .map(|file| file["path"].as_str().unwrap().to_owned())
}

fn moves(site: &mut Site, name: &str) -> (Bundle, Bundle) {
    let (one, two) = (follower(site, name, false), follower(site, name, true));
    let (from, to) = (
        file_of(&one, "Service", name),
        file_of(&two, "Service", name),
    );
    assert!(
        from.is_some() && to.is_some() && from != to,
        "the Service does not move: {from:?} {to:?}"
    );
    site.put(&one);
    (one, two)
}

pub fn a_service_moves_to_an_earlier_file(site: &mut Site) {
    let (_, two) = moves(site, "watcher");
    let before = site.uid("service", "watcher");
    site.install(&two, &[]).ok();
    site.pass();
    site.check(&two);
    assert_eq!(site.uid("service", "watcher"), before);
}

pub fn a_service_moves_to_a_later_file(site: &mut Site) {
    let (one, two) = moves(site, "arr");
    let before = site.uid("service", "arr");
    site.install(&two, &[]).ok().says("K3M940");
    site.pass();
    site.check(&two);
    assert_eq!(site.uid("service", "arr"), before);
    site.install(&two, &["--confirm", "--timeout", "60"]).ok();
    site.pass();
    site.check(&two);
    assert_eq!(site.uid("service", "arr"), before);
    // And back again.
    site.install(&one, &["--confirm", "--timeout", "60"]).ok();
    site.pass();
    site.check(&one);
    assert_eq!(site.uid("service", "arr"), before);
}

fn ours(site: &Site) -> Vec<String> {
    let entries = fs::read_dir(site.world.manifests.join("k3s-migrate")).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

pub fn tombstones_go_when_confirmed(site: &mut Site) {
    let one = bundle(site, "1");
    site.put(&one);
    let mut less = fleet("1");
    less["db"]["image"] = json!("docker.io/library/db:2");
    less.as_object_mut().unwrap().remove("web");
    let two = site.convert(&less, claim());
    site.install(&two, &[]).ok().says("K3M944");
    let tombstone = format!("k3s-migrate-{}-web.json", site.ns);
    assert!(ours(site).contains(&tombstone));
    site.install(&two, &["--confirm", "--timeout", "60"]).ok();
    assert!(!ours(site).contains(&tombstone), "{:?}", ours(site));
    let add_ons = site.world.get(&["-n", "kube-system", "addons"]);
    assert!(
        !add_ons
            .to_string()
            .contains(&format!("k3s-migrate-{}-web\"", site.ns))
    );
    site.check(&two);
}

pub fn k3s_does_not_answer_in_time(site: &mut Site) {
    site.world.say("pause");
    let one = bundle(site, "1");
    site.install(&one, &["--confirm", "--timeout", "2"])
        .fails("K3M943");
    site.world.say("resume");
    site.install(&one, &["--confirm", "--timeout", "60"]).ok();
    site.check(&one);
}

fn row(said: &str, file: &str) -> Value {
    let rows = said
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut rows = rows.filter(|row| row["file"] == file);
    rows.next()
        .unwrap_or_else(|| panic!("no row of {file} in\n{said}"))
}

pub fn status_tells_the_truth(site: &mut Site) {
    let one = bundle(site, "1");
    site.put(&one);
    site.ready("web");
    site.ready("db");
    let file = format!("k3s-migrate-{}-web.json", site.ns);
    let said = site.run(&["status", "--message-format", "json"]).ok();
    let web = row(&said.text, &file);
    assert_eq!(
        (&web["applied"], &web["ready"]),
        (&json!(true), &json!(true)),
        "{web}"
    );

    // A Pod that waits for a Secret that nobody makes, by hand of somebody.
    let ns = site.ns.clone();
    let patch = json!({"spec": {"template": {"spec": {"containers": [
        {"name": "web", "envFrom": [{"secretRef": {"name": "nowhere"}}]}]}}}});
    site.world.kubectl(&[
        "-n",
        &ns,
        "patch",
        "deployment",
        "web",
        "-p",
        &patch.to_string(),
    ]);
    site.world
        .until("the Deployment has no Pod that is ready", |world| {
            world.get(&["-n", &ns, "deployment", "web"])["status"]["readyReplicas"].is_null()
        });
    let said = site.run(&["status", "--message-format", "json"]).fails("");
    let web = row(&said.text, &file);
    assert_eq!(
        (&web["applied"], &web["ready"]),
        (&json!(true), &json!(false)),
        "{web}"
    );
    assert!(web["why"].is_string(), "{web}");

    // K3s is stopped, and a file changes.
    site.world.say("pause");
    let two = bundle(site, "2");
    site.install(&two, &[]).ok();
    let said = site.run(&["status", "--message-format", "json"]).fails("");
    assert_eq!(row(&said.text, &file)["applied"], json!(false));
    site.world.say("resume");
    site.pass();
    site.check(&two);
}
