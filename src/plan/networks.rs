//! Networks: labels of the Pod, the host's network, name resolution, `/etc/hosts`.

use std::collections::BTreeSet;

use super::{Plan, each, policy};
use crate::{
    facts::networks,
    ledger::Ledger,
    origin::{Given, OriginId, Traced, Whys},
    podman::{
        Container, Inventory,
        network::{Endpoint, Join, Network, UserSpace},
    },
    rules::{Say, network as rules},
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
        addresses::settle(seat, ip.as_ref());
        addresses::settle(seat, ip6.as_ref());
        addresses::settle(seat, mac.as_ref());
        addresses::say_podmans(seat);
        if resolver::is_the_pods(container) {
            resolver::ignore(seat, dns, dns_options, dns_search);
        } else {
            resolver::settle_servers(seat, &refused::others(dns, refused));
            resolver::settle_searches(seat, &refused::others(dns_search, refused));
            resolver::settle_options(seat, &refused::others(dns_options, refused));
        }
        hosts::settle_entries(seat, &refused::others(add_host, refused));
        hosts::settle_switches(seat, no_hosts.as_ref(), hosts_file.as_ref());
        hosts::add_gateway(seat);
    }
    unmade::say(inventory, ledger);
    for workload in &mut plan.workloads {
        hosts::add_members(inventory, workload);
        resolver::add_other_namespaces(inventory, settings, workload, ledger);
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

    /// An option, unless it is refused.
    fn unless_refused<'o, T>(&self, option: Option<&'o Given<T>>) -> Option<&'o Given<T>> {
        option.filter(|given| !self.refused.contains(&given.origin))
    }
}

fn settle_join(seat: &mut Seat<'_>, given: &Given<Join>) {
    let origin = given.origin;
    if networks::is_stranger(seat.container, &given.value) {
        let say = rules::member_network(seat.name());
        return seat.ledger.refused(origin, say);
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
            let say = rules::namespace_path(seat.name(), path);
            seat.ledger.refused(origin, say);
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
    let pod = container.network.pod.as_ref();
    pod.is_some_and(|given| given.value != Pod::None)
}

/// The default bridge is what every Pod has: an address of its own, a way out, no names promised.
fn settle_default(seat: &mut Seat<'_>, endpoint: &Endpoint, origin: OriginId) {
    if *endpoint == Endpoint::default() {
        seat.ledger.already_so(origin, &rules::PODMANS_DEFAULT);
        return;
    }
    let say = lost_options(seat, endpoint);
    seat.ledger.dropped(origin, say);
}

fn settle_network(seat: &mut Seat<'_>, name: &str, endpoint: &Endpoint, origin: OriginId) {
    let driver = networks::lan_driver(seat.inventory, seat.container, name);
    if let Some(driver) = driver {
        let say = rules::lan_network(seat.name(), name, driver);
        return seat.ledger.refused(origin, say);
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
        let say = lost_options(seat, endpoint);
        seat.ledger.changed(origin, say);
    } else if seat.settings.network_policies {
        seat.ledger.kept(origin);
    } else {
        let say = rules::network_open(seat.name(), name);
        seat.ledger.changed(origin, say);
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
        let say = rules::one_interface(seat.name(), networks.len());
        seat.ledger.changed(origin, say);
    }
}

fn lost_options(seat: &Seat<'_>, endpoint: &Endpoint) -> Say {
    if endpoint.addresses.is_empty() && endpoint.mac.is_none() {
        return rules::interface_options(seat.name(), endpoint);
    }
    let addresses = endpoint.addresses.iter().map(ToString::to_string);
    let fixed: Vec<String> = addresses
        .chain(endpoint.mac.iter().map(ToString::to_string))
        .collect();
    addresses::say(seat, &fixed.join("` and `"))
}

/// A Pod always has an interface. The nearest is a policy that lets nothing through.
fn settle_none(seat: &mut Seat<'_>, origin: OriginId) {
    if seat.ledger.accepted(origin, &rules::NO_NETWORK) && seat.settings.network_policies {
        seat.plan.workload_mut(seat.index).sealed = Some(origin);
        let say = rules::sealed(seat.name());
        seat.ledger.changed(origin, say);
    } else {
        let say = rules::no_network(seat.name());
        seat.ledger.refused(origin, say);
    }
}

fn settle_user_space(
    seat: &mut Seat<'_>,
    program: UserSpace,
    options: &[String],
    origin: OriginId,
) {
    let (name, program) = (seat.name(), program.name());
    let say = if options.is_empty() {
        rules::user_space_network(name, program)
    } else {
        rules::user_space_options(name, program, options.join(","))
    };
    seat.ledger.dropped(origin, say);
}
