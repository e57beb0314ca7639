//! What a pass has in its hands: all that was read and decided so far, and the container that it looks at.

use super::{Plan, Pod, PodContainer, Workload};
use crate::{
    facts::{Facts, memory},
    ledger::{Ledger, Setting, Subject},
    origin::{OriginId, SettingId},
    podman::{Container, Host, Inventory, engine::Row},
    rules::Say,
    settings::{self, Exposure, Settings},
};

/// Every pass gets it, and so do the functions of a pass.
pub struct Cursor<'a> {
    /// What was read.
    pub inventory: &'a Inventory,
    /// What the operator chose.
    pub settings: &'a Settings,
    /// What is so before anything is decided.
    pub facts: &'a Facts<'a>,
    /// What is decided.
    pub plan: &'a mut Plan,
    /// What became of every option.
    pub ledger: &'a mut Ledger,
    /// The container at hand: its place in the inventory.
    pub index: usize,
}

#[expect(
    clippy::indexing_slicing,
    reason = "only `each` and the members of a workload move a cursor, and both are of the inventory"
)]
impl<'a> Cursor<'a> {
    /// The container at hand, in podman's words.
    pub fn container(&self) -> &'a Container {
        &self.inventory.containers[self.index]
    }
}

impl<'a> Cursor<'a> {
    /// Takes each container in hand, in order.
    pub fn each(&mut self, mut step: impl FnMut(&mut Self)) {
        for index in 0..self.inventory.containers.len() {
            self.index = index;
            step(self);
        }
    }

    /// Its name, for messages.
    pub fn name(&self) -> &'a str {
        &self.container().attribute
    }

    /// Its host.
    pub fn host(&self) -> Option<&'a Host> {
        self.inventory.hosts.get(&self.container().host)
    }

    /// Whether the NixOS module installs on its host.
    pub fn is_managed(&self) -> bool {
        self.host().is_some_and(|host| host.managed)
    }

    /// The engine of its host.
    pub fn engine(&self) -> &'static Row {
        self.inventory.engine(&self.container().host)
    }

    /// What the settings say of it.
    pub fn chosen(&self) -> Option<&'a settings::Container> {
        let container = self.container();
        self.settings
            .container(&container.host, &container.attribute)
    }

    /// A key of its settings, as the reason of a value.
    pub fn chosen_by(&mut self, key: &str) -> SettingId {
        let key = self.key(key);
        self.ledger.setting(key)
    }

    /// A key of its settings, as what a message is about.
    pub fn setting(&self, key: &str) -> Subject {
        setting(self.settings, self.key(key), vec![self.index])
    }

    /// What Kubernetes calls a host: as the settings say, else by its own name in lower case.
    pub fn node(&self, host: &str) -> String {
        let chosen = self.settings.hosts.get(host);
        let chosen = chosen.and_then(|host| host.node.as_ref());
        let known = self.inventory.hosts.get(host);
        let own = known.and_then(|host| host.host_name.as_deref());
        chosen.map_or_else(|| own.unwrap_or(host).to_lowercase(), ToString::to_string)
    }

    /// Whether the settings make routes of its labels.
    pub fn makes_routes(&self) -> bool {
        let container = self.container();
        let own = self
            .settings
            .exposure_of(&container.host, &container.attribute);
        own == Exposure::Labels
    }

    /// JSON Pointer of a key of its settings.
    pub fn key(&self, key: &str) -> String {
        let container = self.container();
        self.settings
            .key_of(&container.host, &container.attribute, key)
    }

    /// The workload that runs it.
    pub fn workload(&self) -> &Workload {
        self.plan.workload_of(self.index)
    }

    /// The workload that runs it.
    pub fn workload_mut(&mut self) -> &mut Workload {
        self.plan.workload_mut(self.index)
    }

    /// The Pod that runs it.
    pub fn pod_mut(&mut self) -> &mut Pod {
        &mut self.workload_mut().pod
    }

    /// The container of the Pod that it becomes.
    pub fn target(&self) -> &PodContainer {
        self.plan.container_of(self.index)
    }

    /// The container of the Pod that it becomes.
    pub fn target_mut(&mut self) -> &mut PodContainer {
        self.plan.container_mut(self.index)
    }

    /// Whether another container of its Pod has an IPC namespace of its own in podman: a Pod has one for all.
    pub fn shares_memory(&self) -> bool {
        let of = |index| memory::of(self.inventory, &self.facts.peers, index);
        let members = self.workload().members.iter();
        members.copied().any(|member| of(member) != of(self.index))
    }

    /// A message about it that decides no fate.
    pub fn say(&mut self, say: Say) {
        self.ledger.say(Subject::Container(self.index, None), say);
    }

    /// A message about an option that decides no fate.
    pub fn say_at(&mut self, origin: OriginId, say: Say) {
        self.ledger.say(Subject::Option(origin), say);
    }
}

/// A key of the settings, and the containers that it decides.
pub fn setting(settings: &Settings, pointer: String, containers: Vec<usize>) -> Subject {
    Subject::Setting(Box::new(Setting {
        place: settings.place(&pointer),
        pointer,
        containers,
    }))
}
