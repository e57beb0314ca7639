//! What becomes of workloads that come, change and go.

use serde_json::{Value, json};

use crate::site::{Bundle, Site};

/// A web server and a database with a claim.
pub fn fleet(image: &str) -> Value {
    json!({
        "web": {"image": format!("docker.io/library/web:{image}"), "ports": ["127.0.0.1:18080:80"], "dependsOn": ["db"]},
        "db": {"image": "docker.io/library/db:1", "volumes": ["data:/data"], "extraOptions": ["--stop-timeout=2"]},
    })
}

/// The settings that give the database its claim.
pub fn claim() -> Value {
    json!({"containers": {"db": {"volumes": {"data": {"claim": {"size": "1Gi"}}}}}})
}

/// The fleet, converted.
pub fn bundle(site: &Site, image: &str) -> Bundle {
    site.convert(&fleet(image), claim())
}

fn with(more: &Value) -> Value {
    let mut all = fleet("1");
    let more = more.as_object().unwrap().clone();
    all.as_object_mut().unwrap().extend(more);
    all
}

fn extra() -> Value {
    json!({"extra": {"image": "docker.io/library/extra:1", "ports": ["18081:81"], "volumes": ["more:/more"]}})
}

fn claims() -> Value {
    let volume = json!({"claim": {"size": "1Gi"}});
    json!({"containers": {"db": {"volumes": {"data": volume}}, "extra": {"volumes": {"more": volume}}}})
}

pub fn everything_comes_and_is_ready(site: &mut Site) {
    let one = bundle(site, "1");
    site.put(&one);
    site.ready("db");
    site.ready("web");
}

pub fn a_workload_comes(site: &mut Site) {
    let one = bundle(site, "1");
    site.put(&one);
    let before = (
        site.uid("deployment", "web"),
        site.object("deployment", "web")["metadata"]["generation"].clone(),
    );
    let two = site.convert(&with(&extra()), claims());
    site.put(&two);
    site.ready("extra");
    assert_eq!(site.uid("deployment", "web"), before.0);
    assert_eq!(
        site.object("deployment", "web")["metadata"]["generation"],
        before.1
    );
}

pub fn a_workload_changes(site: &mut Site) {
    let one = bundle(site, "1");
    site.put(&one);
    let (deployment, service) = (site.uid("deployment", "web"), site.uid("service", "web"));
    let two = bundle(site, "2");
    site.put(&two);
    site.ready("web");
    assert_eq!(site.uid("deployment", "web"), deployment);
    assert_eq!(site.uid("service", "web"), service);
}

pub fn a_workload_goes(site: &mut Site) {
    let two = site.convert(&with(&extra()), claims());
    site.put(&two);
    site.ready("extra");
    let before = site.uid("deployment", "web");
    let one = bundle(site, "1");
    site.install(&one, &[]).ok().says("tombstone");
    site.pass();
    // Its claim stays.
    site.check(&one.with(&two.lasting()));
    assert_eq!(site.uid("deployment", "web"), before);
    // And it comes back to its data.
    site.put(&two);
    site.ready("extra");
}

pub fn a_workload_is_renamed(site: &mut Site) {
    let one = site.convert(&with(&extra()), claims());
    site.put(&one);
    let mut other = extra();
    let extra = other["extra"].take();
    // A volume that podman has not made yet would hold the workload back.
    let mut settings = claim();
    settings["containers"]["another"] = json!({"volumes": {"more": {"hostPath": "/usr"}}});
    let two = site.convert(&with(&json!({"another": extra})), settings);
    site.install(&two, &[]).ok();
    site.pass();
    site.check(&two.with(&one.lasting()));
    site.ready("another");
}

pub fn a_workload_goes_and_stays_running(site: &mut Site) {
    let two = site.convert(&with(&extra()), claims());
    site.put(&two);
    let before = site.uid("deployment", "extra");
    let one = bundle(site, "1");
    site.install(&one, &["--prune", "keep"]).ok();
    site.pass();
    site.check(&two);
    assert_eq!(site.uid("deployment", "extra"), before);
}

/// K3s deletes and makes anew what it cannot patch.
pub fn a_job_and_a_selector_change(site: &mut Site) {
    site.replaced = vec!["Job"];
    let job = |image: &str| {
        let mut all = fleet("1");
        all["once"] = json!({"image": format!("docker.io/library/once:{image}")});
        all
    };
    let settings = |kind: &str| {
        let mut all = claim();
        all["containers"]["once"] = json!({"kind": kind});
        all
    };
    let one = site.convert(&job("1"), settings("Job"));
    site.put(&one);
    let before = site.uid("job", "once");
    let two = site.convert(&job("2"), settings("Job"));
    site.install(&two, &[]).ok().says("K3M931");
    site.pass();
    site.check(&two);
    assert_ne!(site.uid("job", "once"), before);
    // A Job becomes a Deployment in one file.
    let three = site.convert(&job("2"), settings("Deployment"));
    site.put(&three);
    site.ready("once");
}

pub fn k3s_restarts(site: &mut Site) {
    let two = site.convert(&with(&extra()), claims());
    site.put(&two);
    site.world.say("pause");
    let one = bundle(site, "2");
    site.install(&one, &[]).ok();
    assert_eq!(site.world.say("restart"), "ok");
    site.check(&one.with(&two.lasting()));
    // Tombstones are applied again, and delete nothing more.
    assert_eq!(site.world.say("restart"), "ok");
    site.check(&one.with(&two.lasting()));
}

pub fn nothing_to_do(site: &mut Site) {
    let one = bundle(site, "1");
    site.put(&one);
    let versions = |site: &Site| -> Vec<String> {
        let marked = site.marked();
        let deployments = marked
            .iter()
            .filter(|(id, _)| id.contains("/Deployment/") || id.contains("/Service/"));
        deployments
            .map(|(id, object)| format!("{id} {}", object["metadata"]["generation"]))
            .collect()
    };
    let before = versions(site);
    site.install(&one, &[]).ok().says("nothing to do");
    site.pass();
    site.check(&one);
    assert_eq!(versions(site), before);
}
