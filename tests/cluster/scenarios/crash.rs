//! The installer stops before any of its changes, K3s looks at what is there, and the next run repairs.

use serde_json::{Value, json};

use super::files::{claim, fleet};
use crate::site::Site;

pub fn a_crash_at_every_change(site: &mut Site) {
    let mut other = fleet("2");
    other.as_object_mut().unwrap().remove("web");
    other["more"] = json!({"image": "docker.io/library/more:1"});
    let one = site.convert(&fleet("1"), claim());
    let two = site.convert(&other, claim());
    site.put(&one);
    let stays = site.uid("deployment", "db");
    let (mut from, mut to) = (one, two);
    let mut crashes = 0;
    loop {
        let number = crashes + 1;
        site.env
            .insert("K3S_MIGRATE_CRASH".to_owned(), number.to_string());
        let said = site.install(&to, &[]);
        site.env.clear();
        if said.code == Some(0) {
            break;
        }
        assert_eq!(said.code, None, "{}", said.text);
        crashes = number;
        site.pass();
        // What both have is there all the time.
        let there = site.marked();
        for id in from
            .objects
            .keys()
            .filter(|id| to.objects.contains_key(*id))
        {
            assert!(
                there.contains_key(id),
                "{id} is gone after a stop before change {number}"
            );
        }
        site.nobody_is_harmed();
        site.install(&to, &[]).ok();
        site.pass();
        site.check(&to);
        assert_eq!(
            site.uid("deployment", "db"),
            stays,
            "after a stop before change {number}"
        );
        std::mem::swap(&mut from, &mut to);
    }
    println!("        {crashes} places to stop at");
    assert!(
        crashes > 10,
        "only {crashes} places: is the feature `break` on?"
    );
    site.pass();
    site.check(&to);
    let _: Value = site.object("deployment", "db");
}
