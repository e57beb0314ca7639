//! Networks: labels of the Pod, the host's network, name resolution, `/etc/hosts`.

use std::collections::BTreeSet;

use super::{Plan, each, last, policy};
use crate::{
    facts::networks,
    ledger::Ledger,
    origin::{Given, Last, OriginId, Traced, Whys},
    podman::{
        Container, Inventory,
        network::{Endpoint, Join, Network, UserSpace},
    },
    rules::{OldSay, network as rules},
    settings::Settings,
};

mod addresses;
mod hosts;
mod refused;
mod resolver;
mod unmade;

/// See [`super::PASSES`].
pub fn pass(inventory: &Inventory, settings: &Settings, plan: &mut Plan, ledger: &mut Ledger) {
    for (index, container) in each(inventory) {
        let Network {
            join,
            aliases: _, // Services: the pass `exposure` makes them
            ip,
            ip6,
            mac,
            dns,
            dns_options,
            dns_search,
            add_host,
            no_hosts,
            hosts_file,
            pod: _,         // settled by the pass `grouping`
            pod_id_file: _, // settled by the pass `grouping`
        } = &container.network;
        let refused = &refused::settle(container, ledger);
        let seat = &mut Seat {
            inventory,
            settings,
            container,
            plan,
            ledger,
            index,
            refused,
        };
        for given in join {
            settle_join(seat, given);
        }
        settle_further(seat, join);
        addresses::settle(seat, ip, "an address");
        addresses::settle(seat, ip6, "an address");
        addresses::settle(seat, mac, "a hardware address");
        addresses::say_podmans(seat);
        if resolver::is_the_pods(container) {
            resolver::ignore(seat, dns, dns_options, dns_search);
        } else {
            resolver::settle_servers(seat, &refused::others(dns, refused));
            resolver::settle_searches(seat, &refused::others(dns_search, refused));
            resolver::settle_options(seat, &refused::others(dns_options, refused));
        }
        hosts::settle_entries(seat, &refused::others(add_host, refused));
        hosts::settle_switches(seat, no_hosts, hosts_file);
        hosts::add_gateway(seat);
    }
    unmade::say(inventory, ledger);
    for workload in &mut plan.workloads {
        hosts::add_members(inventory, workload);
        resolver::add_other_namespaces(inventory, settings, workload);
        resolver::add_ndots(&mut workload.pod);
    }
}

/// A container on its way into its Pod.
struct Seat<'a> {
    inventory: &'a Inventory,
    settings: &'a Settings,
    container: &'a Container,
    plan: &'a mut Plan,
    ledger: &'a mut Ledger,
    index: usize,
    refused: &'a BTreeSet<OriginId>,
}

impl Seat<'_> {
    fn pod(&mut self) -> &mut super::Pod {
        self.plan.pod_mut(self.index)
    }

    fn name(&self) -> &str {
        &self.container.attribute
    }

    /// The one that counts, unless it is refused; settles those that it overrides.
    fn last<'o, T>(&mut self, option: &'o Last<T>) -> Option<&'o Given<T>> {
        last(option, self.ledger).filter(|given| !self.refused.contains(&given.origin))
    }
}

fn settle_join(seat: &mut Seat<'_>, given: &Given<Join>) {
    let origin = given.origin;
    if networks::is_stranger(seat.container, &given.value) {
        let say = OldSay::new(format!(
            "`{}` is in a pod and has a network of its own; the containers of a Pod share one",
            seat.name()
        ))
        .lost("either its pod or its network")
        .remedy("take it out of the pod")
        .remedy("leave `--network` out: the pod has a network");
        seat.ledger.refused_by(origin, &rules::MEMBER_NETWORK, say);
        return;
    }
    match &given.value {
        Join::Private => seat.ledger.already_so(origin, &rules::PODMANS_DEFAULT),
        Join::Bridge(endpoint) => settle_default(seat, endpoint, origin),
        Join::Networks(networks) => {
            for (name, endpoint) in networks {
                if networks::is_default(seat.inventory, seat.container, name) {
                    settle_default(seat, endpoint, origin);
                } else {
                    settle_network(seat, name, endpoint, origin);
                }
            }
        }
        Join::None => settle_none(seat, origin),
        Join::Host => {
            seat.pod().host_network = Some(Traced::new(true, origin));
            seat.pod().dns_policy = Some(Traced::new("ClusterFirstWithHostNet", origin));
            seat.ledger.kept(origin);
        }
        Join::Namespace(path) => {
            let say = OldSay::new(format!(
                "`{}` joins the network namespace `{path}`, which no Pod can",
                seat.name()
            ))
            .lost("whatever that namespace leads to: a VPN, another routing table")
            .remedy("run what makes the namespace as a container, and join it with `--network=container:NAME`");
            seat.ledger.refused_by(origin, &rules::NAMESPACE_PATH, say);
        }
        Join::Pod if in_pod(seat.container) => {
            seat.ledger.already_so(origin, &rules::PODMANS_DEFAULT);
        }
        // Settled by the pass `grouping`, and refused by `refused`.
        Join::Container(_) | Join::Pod => {}
        Join::UserSpace(program, options) => settle_user_space(seat, *program, options, origin),
    }
}

/// Whether it is a member of a pod.
fn in_pod(container: &Container) -> bool {
    use crate::podman::network::Pod;
    let pod = container.network.pod.get();
    pod.is_some_and(|given| given.value != Pod::None)
}

/// The default bridge is what every Pod has: an address of its own, a way out, no names promised.
fn settle_default(seat: &mut Seat<'_>, endpoint: &Endpoint, origin: OriginId) {
    if *endpoint == Endpoint::default() {
        seat.ledger.already_so(origin, &rules::PODMANS_DEFAULT);
        return;
    }
    let (rule, say) = lost_options(seat, endpoint);
    seat.ledger.dropped_by(origin, rule, say);
}

fn settle_network(seat: &mut Seat<'_>, name: &str, endpoint: &Endpoint, origin: OriginId) {
    let driver = networks::lan_driver(seat.inventory, seat.container, name);
    if let Some(driver) = driver {
        let say = OldSay::new(format!(
            "`{}` has an address of the LAN on `{name}`, a {driver} network",
            seat.name()
        ))
        .lost("that address: neighbours in the LAN, multicast, DHCP")
        .remedy("use `--network=host`, where the program may listen on the node's own address")
        .remedy("publish its ports, and set `exposure = \"loadBalancer\"` for an address in front")
        .remedy("accept K3M306 to give it the Pod network alone");
        seat.ledger.refused_by(origin, &rules::LAN_NETWORK, say);
        return;
    }
    let value = policy::network_value(&seat.container.host);
    let labels = &mut seat.pod().labels;
    let label = labels.entry(policy::network_label(name));
    label
        .or_insert_with(|| Traced {
            value,
            from: Whys::default(),
        })
        .from
        .push(origin);
    let without_alias = Endpoint {
        aliases: Vec::new(),
        ..endpoint.clone()
    };
    if without_alias != Endpoint::default() {
        let (rule, say) = lost_options(seat, endpoint);
        seat.ledger.changed_by(origin, rule, say);
    } else if seat.settings.network_policies {
        seat.ledger.kept(origin);
    } else {
        let say = OldSay::new(format!(
            "`{}` is on `{name}`, which keeps nobody out any more",
            seat.name()
        ))
        .lost("separation: every Pod of the cluster reaches it")
        .remedy("leave `networkPolicies` at `true`");
        seat.ledger.changed_by(origin, &rules::NETWORK_OPEN, say);
    }
}

/// podman makes an interface for each network, a Pod has one.
fn settle_further(seat: &mut Seat<'_>, join: &[Given<Join>]) {
    let (inventory, container) = (seat.inventory, seat.container);
    let joins = join
        .iter()
        .filter(|given| !networks::is_stranger(container, &given.value));
    let networks: Vec<OriginId> = joins
        .flat_map(|given| {
            let names = match &given.value {
                Join::Networks(networks) => networks.as_slice(),
                _ => &[],
            };
            let in_pod = names
                .iter()
                .filter(|(name, _)| networks::lan_driver(inventory, container, name).is_none());
            in_pod.map(|_| given.origin)
        })
        .collect();
    let further: BTreeSet<OriginId> = networks.iter().skip(1).copied().collect();
    for origin in further {
        let say = OldSay::new(format!(
            "`{}` is on {} networks, and its Pod has one interface",
            seat.name(),
            networks.len()
        ))
        .lost("an interface and an address for each network: programs that listen on one of them alone, or tell networks apart by them")
        .remedy("let the program listen on all addresses; policies let in only who shares a network with it");
        seat.ledger.changed_by(origin, &rules::ONE_INTERFACE, say);
    }
}

fn lost_options(seat: &Seat<'_>, endpoint: &Endpoint) -> (&'static crate::rules::Rule, OldSay) {
    if endpoint.addresses.is_empty() && endpoint.mac.is_none() {
        let say = OldSay::new(format!(
            "`{}` asks for options of a network interface that no Pod has",
            seat.name()
        ))
        .lost(format!(
            "`{endpoint}`: the interface of a Pod is called eth0"
        ));
        return (&rules::INTERFACE_OPTIONS, say);
    }
    let addresses = endpoint.addresses.iter().map(ToString::to_string);
    let fixed: Vec<String> = addresses
        .chain(endpoint.mac.iter().map(ToString::to_string))
        .collect();
    (
        &rules::FIXED_ADDRESS,
        addresses::say(seat, &fixed.join("` and `"), "an address"),
    )
}

/// A Pod always has an interface. The nearest is a policy that lets nothing through.
fn settle_none(seat: &mut Seat<'_>, origin: OriginId) {
    let message = format!("`{}` has no network; a Pod always has one", seat.name());
    let lost = "the certainty that nothing gets in or out";
    let rule = &rules::NO_NETWORK;
    if seat.ledger.accepted(origin, rule) && seat.settings.network_policies {
        let say = OldSay::new(message).lost(
            "isolation from the node, and in the moment before the policy counts: it lets nothing else through",
        );
        seat.plan.workload_mut(seat.index).sealed = Some(origin);
        seat.ledger.changed_by(origin, rule, say);
    } else {
        let say = OldSay::new(message)
            .lost(lost)
            .remedy("keep it in podman")
            .remedy("accept K3M303: a NetworkPolicy then lets nothing in and nothing out");
        seat.ledger.refused_by(origin, rule, say);
    }
}

fn settle_user_space(
    seat: &mut Seat<'_>,
    program: UserSpace,
    options: &[String],
    origin: OriginId,
) {
    let message = format!(
        "`{}` had its network from {}; it gets the Pod network",
        seat.name(),
        program.name()
    );
    if options.is_empty() {
        let say = OldSay::new(message).lost("the host's own address as its address");
        seat.ledger
            .dropped_by(origin, &rules::USER_SPACE_NETWORK, say);
    } else {
        let say = OldSay::new(message).lost(format!("`{}`", options.join(",")));
        seat.ledger
            .dropped_by(origin, &rules::INTERFACE_OPTIONS, say);
    }
}
