//! What is so before anything is decided: who has which name, who is on which network, who mentions whom.
//! Nothing here is a choice, and nothing here changes once it is read.

use crate::podman::Inventory;

pub mod addresses;
pub mod called;
pub mod directories;
pub mod memory;
pub mod mentions;
pub mod names;
pub mod networks;
pub mod peers;
pub mod proxies;
pub mod starters;
pub mod texts;

/// What takes a walk over all containers to find, found once.
#[derive(Debug)]
pub struct Facts<'a> {
    /// What was read.
    pub inventory: &'a Inventory,
    /// Who mentions whom.
    pub mentions: mentions::Mentions,
    /// Who is called what.
    pub peers: peers::Peers<'a>,
    /// Who is on which network.
    pub members: networks::Members<'a>,
    /// Which addresses mean something on podman's networks only.
    pub addresses: addresses::Addresses<'a>,
    /// Which labels proxies of the input read.
    pub proxies: proxies::Proxies<'a>,
    /// Which paths of the hosts are directories.
    pub directories: directories::Directories<'a>,
}

impl<'a> Facts<'a> {
    /// Those of an inventory.
    #[must_use]
    pub fn of(inventory: &'a Inventory) -> Self {
        Self {
            inventory,
            mentions: mentions::Mentions::new(inventory),
            peers: peers::Peers::of(inventory),
            members: networks::Members::of(inventory),
            addresses: addresses::Addresses::of(inventory),
            proxies: proxies::Proxies::of(inventory),
            directories: directories::Directories::of(inventory),
        }
    }
}
