//! Random fleets: any flags beside each other, any networks between containers, any settings. Nothing
//! panics, the ledger's laws hold, and what is written is what the API server takes.

#![allow(clippy::unwrap_used, reason = "tests may panic")]

use std::collections::BTreeSet;

use k3s_migrate::{
    Compiled, Deny,
    bundle::Layout,
    compile,
    ledger::Fate,
    read::{
        Options, Source,
        flags::{TABLES, Takes},
    },
    report, rules,
    settings::Settings,
};
use proptest::prelude::*;
use serde_json::{Value, json};

const NAMES: [&str; 6] = ["vpn", "web", "db_1", "2fa", "Cache", "a.b"];

/// What the API server would refuse, and no pass has foreseen.
const CHECKS: [&str; 2] = ["K3M801", "K3M802"];

/// Values that make containers meet.
const MEETINGS: [&str; 26] = [
    "--network=container:vpn",
    "--network=container:web",
    "--network=container:db_1",
    "--network=host",
    "--network=none",
    "--network=back",
    "--network=front:alias=db,ip=10.89.0.9",
    "--network-alias=db",
    "--network-alias=cache,My_Db",
    "--pod=new:group",
    "--pod=group",
    "--publish=8080:80",
    "--publish=8080:80/udp",
    "--publish=127.0.0.1:8081:80",
    "--publish=53:53,54:53/udp",
    "--publish=[::1]:90:90",
    "--publish=81",
    "--publish=6443:1",
    "--expose=80,90-92/sctp",
    "--dns=192.0.2.1,192.0.2.2,192.0.2.3",
    "--add-host=x:192.0.2.1,Y:192.0.2.1",
    "--add-host=h:host-gateway",
    "--env=URL=http://db_1:5432/vpn",
    "--env=H=host.containers.internal",
    "--health-cmd=true",
    "--requires=vpn",
];

/// Any flag of the tables with one of its samples.
fn flag() -> impl Strategy<Value = String> {
    let rows: Vec<(&str, Takes, [&str; 2])> = TABLES
        .iter()
        .flat_map(|table| table.iter())
        .map(|flag| (flag.name, flag.takes, flag.samples))
        .collect();
    let meeting = prop::sample::select(MEETINGS.to_vec()).prop_map(str::to_owned);
    let row =
        (prop::sample::select(rows), any::<bool>()).prop_map(|((name, _, samples), second)| {
            format!("{name}={}", if second { samples[1] } else { samples[0] })
        });
    prop_oneof![2 => meeting, 1 => row]
}

fn container() -> impl Strategy<Value = Value> {
    let depends = prop::collection::vec(prop::sample::select(NAMES.to_vec()), 0..2);
    (prop::collection::vec(flag(), 0..5), depends).prop_map(|(flags, depends)| {
        json!({"image": "docker.io/library/busybox:1.37", "extraOptions": flags, "dependsOn": depends})
    })
}

fn fleet() -> impl Strategy<Value = Value> {
    let host =
        || prop::collection::btree_map(prop::sample::select(NAMES.to_vec()), container(), 1..5);
    let network = json!({"internal": true});
    (host(), prop::option::of(host()), any::<bool>()).prop_map(move |(first, second, internal)| {
        let networks = if internal {
            json!({"back": network})
        } else {
            json!({})
        };
        let mut hosts = json!({"one": {"containers": first, "networks": networks}});
        if let Some(second) = second {
            let parts = json!({"containers": second});
            hosts
                .as_object_mut()
                .unwrap()
                .insert("two".to_owned(), parts);
        }
        json!({"version": 1, "hosts": hosts})
    })
}

fn settings() -> impl Strategy<Value = Settings> {
    let exposures = ["hostPort", "loadBalancer", "nodePort", "ingress", "none"];
    let all = rules::all().map(|rule| rule.code);
    let codes: Vec<&str> = all.filter(|code| !CHECKS.contains(code)).collect();
    let accept = prop_oneof![Just(Vec::new()), Just(codes)];
    let exposure = prop::sample::select(exposures.to_vec());
    (accept, exposure, any::<bool>(), any::<bool>()).prop_map(
        |(accept, exposure, policies, known)| {
            let hosts = if known {
                json!({"one": {"address": "192.0.2.9"}})
            } else {
                json!({})
            };
            let text = json!({
                "accept": accept,
                "exposure": exposure,
                "networkPolicies": policies,
                "hosts": hosts,
                "containers": {
                    "web": {"ingress": {"host": "web.example.org"}},
                    "db_1": {"namespace": "data"},
                    "two/vpn": {"namespace": "second"},
                },
            });
            Settings::parse("settings.json", &text.to_string()).unwrap()
        },
    )
}

/// What the laws say about one compiled fleet.
fn broken(compiled: &Compiled) -> Vec<String> {
    let mut broken = Vec::new();
    let all = report::targets(compiled);
    for (entry, targets) in compiled.ledger.entries().zip(&all) {
        let name = format!("{:?} {:?}", entry.origin.flag, entry.origin.value);
        let Some(settled) = &entry.settled else {
            broken.push(format!("{name} is unsettled"));
            continue;
        };
        let wrong = match settled.fate {
            Fate::Kept if targets.is_empty() && settled.rule.is_none() => {
                "is kept, and not written"
            }
            Fate::Changed if targets.is_empty() => "is changed, and not written",
            Fate::Dropped if !targets.is_empty() => "is dropped, and written",
            _ => continue,
        };
        let code = settled.rule.map_or("-", |rule| rule.code);
        broken.push(format!("{name} {wrong} ({code}): {targets:?}"));
    }
    let written = compiled.written();
    let ids: BTreeSet<&str> = written.iter().map(|object| object.id.as_ref()).collect();
    if ids.len() < written.len() {
        broken.push(format!("two objects of one name among {ids:?}"));
    }
    for object in &compiled.objects {
        let leaves = &object.faults;
        broken.extend(
            leaves
                .iter()
                .map(|leaf| format!("{} {leaf} comes from nowhere", object.id)),
        );
    }
    let said = compiled.ledger.diagnostics().iter();
    let unforeseen = said.filter(|diagnostic| CHECKS.contains(&diagnostic.say.rule.code));
    broken.extend(unforeseen.map(|d| format!("{}: {}", d.say.message(), d.say.effect())));
    broken
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn any_fleet_obeys_the_laws(fleet in fleet(), settings in settings()) {
        let source = Source { name: "fleet.json".to_owned(), text: fleet.to_string() };
        let options = Options::default();
        let compiled = compile(&[source], &options, &settings, &Deny::default(), Layout::K3s);
        let compiled = compiled.map_err(|error| TestCaseError::fail(error.to_string()))?;
        let broken = broken(&compiled);
        prop_assert!(broken.is_empty(), "{}", broken.join("\n"));
    }
}
