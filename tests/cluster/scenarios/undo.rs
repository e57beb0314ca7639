//! The ways back.

use serde_json::json;

use super::files::{bundle, claim, fleet};
use crate::site::Site;

pub fn a_rollback(site: &mut Site) {
    let one = bundle(site, "1");
    site.put(&one);
    let mut other = fleet("2");
    other["more"] = json!({"image": "docker.io/library/more:1"});
    let two = site.convert(&other, claim());
    site.put(&two);
    site.run(&["rollback"]).ok();
    site.pass();
    site.check(&one);
    site.run(&["rollback", "2"]).ok();
    site.pass();
    site.check(&two);
    site.ready("more");
}

pub fn an_uninstall(site: &mut Site) {
    let one = bundle(site, "1");
    site.put(&one);
    site.ready("db");
    site.run(&["uninstall"]).ok().says("K3M941").says("kubectl");
    site.pass();
    site.check(&one.lasting());
    // Its data is what it comes back to.
    site.put(&one);
    site.ready("db");
    site.run(&["uninstall", "--confirm", "--timeout", "60"])
        .ok();
    site.check(&one.lasting());
}
