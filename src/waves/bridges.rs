//! What a wave opens: a name that one side does not know any more, and the port of the host that replaces it until the other
//! one has moved.

use serde::Serialize;

use super::Need;
use crate::{
    Compiled,
    podman::{Container, ports::Publish},
};

/// Who has moved, of two that talk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// A container that stays calls one that has moved.
    IntoCluster,
    /// A Pod calls a container that stays.
    OutOfCluster,
}

/// A name that does not work between two waves.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Bridge {
    /// The wave that opens it.
    pub from_wave: usize,
    /// The wave that closes it.
    pub until_wave: usize,
    /// Who calls: the name of its attribute.
    pub container: String,
    /// Who is called.
    pub needs: String,
    /// By which name.
    pub name: String,
    /// Who has moved.
    pub direction: Direction,
    /// Where the name is written: a JSON Pointer into the container that calls.
    pub path: String,
    /// The port behind the name, where it is known.
    pub port: Option<u16>,
    /// The port of the host by which it is reached meanwhile; `None` where it publishes none for all addresses.
    pub host_port: Option<u16>,
}

/// The bridges of a host, by the wave that opens them.
pub fn of(compiled: &Compiled, needs: &[Need], wave: impl Fn(usize) -> usize) -> Vec<Bridge> {
    let bridges = needs.iter().filter_map(|need| {
        let (by, of) = (wave(need.pair.0), wave(need.pair.1));
        let called = compiled.inventory.containers.get(need.pair.1)?;
        (by != of).then(|| Bridge {
            from_wave: by.min(of),
            until_wave: by.max(of),
            container: need.container.clone(),
            needs: need.needs.clone(),
            name: need.name.clone(),
            direction: if of < by {
                Direction::IntoCluster
            } else {
                Direction::OutOfCluster
            },
            path: need.path.clone(),
            port: need.port,
            host_port: host_port(called, need.port),
        })
    });
    let mut bridges: Vec<Bridge> = bridges.collect();
    bridges.sort_by_key(|bridge| (bridge.from_wave, bridge.until_wave));
    bridges
}

/// The port of the host under which a port of a container is published for others than the host itself: that of the only
/// one where it is not known which is asked.
fn host_port(container: &Container, port: Option<u16>) -> Option<u16> {
    let published = container.ports.publish.iter().map(|given| &given.value);
    let mut open = published.filter(|publish| {
        let address = publish.address;
        address.is_none_or(|address| !address.is_loopback())
    });
    if let Some(port) = port {
        return open.find_map(|publish| at(publish, port));
    }
    let first = open.next()?;
    let only = first.container.span() == 1 && open.next().is_none();
    only.then(|| at(first, first.container.first())).flatten()
}

fn at(publish: &Publish, port: u16) -> Option<u16> {
    let mut pairs = publish.container.ports().zip(publish.host?.ports());
    pairs
        .find(|(inside, _)| *inside == port)
        .map(|(_, host)| host)
}
