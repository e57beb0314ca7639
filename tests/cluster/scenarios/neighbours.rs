//! Other people's files in the manifests directory.

use std::{fs, os::unix::fs::symlink};

use serde_json::{Value, json};

use super::files::{bundle, claim, fleet};
use crate::site::Site;

fn theirs(name: &str, value: &str) -> Value {
    json!({
        "apiVersion": "v1", "kind": "ConfigMap", "data": {"key": value},
        "metadata": {"name": name, "namespace": "elsewhere", "labels": {"whose": "theirs"}},
    })
}

pub fn a_file_of_the_user_beside_ours(site: &mut Site) {
    let object = theirs("beside", "1");
    for place in ["user.yaml", "k3s-migrate/of-the-user.yaml"] {
        let path = site.world.manifests.join(place);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let name = place.replace(['/', '.'], "-");
        let mut object = object.clone();
        object["metadata"]["name"] = json!(name);
        fs::write(&path, object.to_string()).unwrap();
        site.pass();
        site.keep_applied(&object);
    }
    let one = bundle(site, "1");
    site.put(&one);
    let two = site.convert(&json!({"db": fleet("1")["db"]}), claim());
    site.put(&two);
    site.install(&two, &["--confirm", "--timeout", "60"]).ok();
    site.run(&["uninstall", "--confirm", "--timeout", "60"])
        .ok();
    site.check(&two.lasting());
    assert!(site.world.manifests.join("user.yaml").exists());
    assert!(
        site.world
            .manifests
            .join("k3s-migrate/of-the-user.yaml")
            .exists()
    );
}

pub fn an_object_of_a_neighbour(site: &mut Site) {
    let one = bundle(site, "1");
    let (_, deployment) = one
        .objects
        .iter()
        .find(|(id, _)| id.ends_with("/web") && id.contains("/Deployment/"))
        .unwrap();
    let path = site.world.manifests.join("neighbour.json");
    fs::write(&path, deployment.to_string()).unwrap();
    site.install(&one, &[]).fails("K3M905");
    assert!(!site.world.manifests.join("k3s-migrate").exists());
    fs::remove_file(path).unwrap();
    site.put(&one);
}

pub fn a_file_of_our_name(site: &mut Site) {
    let name = format!("k3s-migrate-{}-web.json", site.ns);
    let object = theirs("of-our-name", "1");
    let path = site.world.manifests.join("k3s-migrate").join(&name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, object.to_string()).unwrap();
    site.pass();
    let one = bundle(site, "1");
    site.install(&one, &[]).fails("K3M902");
    site.pass();
    assert_eq!(fs::read_to_string(&path).unwrap(), object.to_string());
    // Handed over, K3s deletes what it held.
    site.install(&one, &["--adopt", &name]).ok();
    site.pass();
    site.check(&one);
    let left = site.world.kubectl(&[
        "-n",
        "elsewhere",
        "get",
        "configmap",
        "of-our-name",
        "--ignore-not-found",
    ]);
    assert_eq!(left, "");
}

pub fn a_brake(site: &mut Site) {
    let one = bundle(site, "1");
    site.put(&one);
    let file = format!("k3s-migrate-{}-web.json", site.ns);
    let brake = site.world.manifests.join(format!("{file}.skip"));
    fs::write(&brake, "").unwrap();
    let two = bundle(site, "2");
    site.install(&two, &[]).ok().says("K3M907");
    site.pass();
    let image = |site: &Site| {
        let object = site.object("deployment", "web");
        object["spec"]["template"]["spec"]["containers"][0]["image"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(image(site), "docker.io/library/web:1");
    site.nobody_is_harmed();
    assert!(brake.exists());
    fs::remove_file(brake).unwrap();
    site.pass();
    site.check(&two);
}

pub fn a_neighbour_that_cannot_be_read(site: &mut Site) {
    let path = site.world.manifests.join("broken.yaml");
    fs::write(&path, "kind: [\n").unwrap();
    let one = bundle(site, "1");
    site.install(&one, &[]).ok().says("K3M908");
    assert!(site.world.say("pass").contains("broken.yaml"));
    site.check(&one);
    let two = bundle(site, "2");
    site.install(&two, &[]).ok();
    assert!(site.world.say("pass").contains("broken.yaml"));
    site.check(&two);
    assert_eq!(fs::read_to_string(path).unwrap(), "kind: [\n");
}

pub fn a_dangling_link(site: &mut Site) {
    let one = bundle(site, "1");
    site.put(&one);
    let link = site.world.manifests.join("gone.yaml");
    symlink("/nowhere", &link).unwrap();
    let two = bundle(site, "2");
    site.install(&two, &[]).fails("K3M901");
    site.check(&one);
    fs::remove_file(link).unwrap();
    site.put(&two);
}
