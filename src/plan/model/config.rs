//! Files that a Pod reads from the cluster.

use std::collections::BTreeMap;

use crate::{
    grammar::{ConfigKey, Subdomain},
    origin::{Traced, Whys},
};

/// A `ConfigMap`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Its name.
    pub name: Subdomain,
    /// Its entries.
    pub data: BTreeMap<ConfigKey, Traced<String>>,
    /// Why it is there.
    pub from: Whys,
}
