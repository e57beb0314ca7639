//! Who a Pod is for the API, and what it may do there.

use crate::{grammar::Label, origin::Whys};

/// A `ServiceAccount` with a `ClusterRole` of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its name in the namespace of its workload; role and binding have the namespace in front.
    pub name: Label,
    /// What it may do, each kind of object once.
    pub access: Vec<Access>,
    /// Why it is there.
    pub from: Whys,
}

/// What an account may do with objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Access {
    /// `apiGroups`: one, `""` for the core.
    pub group: &'static str,
    /// `resources`, in the plural.
    pub resources: &'static [&'static str],
    /// `verbs`.
    pub verbs: &'static [&'static str],
}
