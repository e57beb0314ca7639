//! Ports: lists that are merged by number alone.

use serde_json::{Value, json};

use crate::site::Site;

fn dns(ports: &Value) -> Value {
    json!({"dns": {"image": "docker.io/library/dns:1", "ports": ports}})
}

/// Each step is applied as it is written, whatever was there before.
fn steps(site: &mut Site, steps: &[Value]) {
    // Their selector has a checksum of the ports, so that they are replaced and not patched.
    site.replaced = vec!["Deployment"];
    for ports in steps {
        let bundle = site.convert(&dns(ports), json!({}));
        site.install(&bundle, &[]).ok();
        site.pass();
        site.check(&bundle);
        site.ready("dns");
    }
}

pub fn tcp_and_udp_on_one_number(site: &mut Site) {
    steps(
        site,
        &[
            json!(["1053:53"]),
            json!(["1053:53", "1053:53/udp"]),
            json!(["1054:53", "1053:53/udp"]),
            json!(["1054:53", "1055:53/udp"]),
            json!(["1055:53/udp"]),
            json!(["1055:53/udp", "1055:53"]),
            json!(["1055:54/udp", "1055:53"]),
            json!(["1055:53"]),
        ],
    );
}

pub fn ports_of_the_host_change(site: &mut Site) {
    steps(
        site,
        &[
            json!(["127.0.0.1:1080:80", "1443:443"]),
            json!(["127.0.0.1:1081:80", "1443:443"]),
            json!(["1443:443", "127.0.0.1:1081:80", "192.0.2.1:1081:80"]),
            json!(["1443:443", "192.0.2.1:1081:80"]),
            json!([]),
            json!(["1443:443"]),
        ],
    );
}
