//! Process: command, environment, working directory, terminal, time zone, init.

use std::collections::BTreeMap;

use super::{Plan, VolumeMount, VolumeSource, each, expansion, renames::Renames};
use crate::{
    facts::names,
    ledger::{Ledger, Subject},
    origin::{Given, OriginId, Traced},
    podman::{
        Container, Inventory,
        process::{Entrypoint, Process, Timezone},
        security::namespace::Namespace,
        unit::Service,
    },
    rules::{process as rules, workload},
    settings::Settings,
};

mod environment;
mod proxies;

/// See [`super::PASSES`].
pub fn pass(inventory: &Inventory, _settings: &Settings, plan: &mut Plan, ledger: &mut Ledger) {
    let mut known: BTreeMap<String, Renames> = BTreeMap::new();
    for (index, container) in each(inventory) {
        let Process {
            entrypoint,
            command,
            env,
            env_merge,
            http_proxy,
            unset_env,
            workdir,
            interactive,
            tty,
            timezone,
            init,
        } = &container.process;
        let namespace = plan.workload_of(index).namespace.clone();
        let renames = known
            .entry(namespace)
            .or_insert_with_key(|namespace| Renames::of(inventory, plan, namespace));
        let service = inventory.unit(container).map(|unit| &unit.service);
        let pass = &mut Processes {
            index,
            container,
            service,
            renames,
            plan,
            ledger,
        };
        pass.command(entrypoint.as_ref(), command);
        pass.environment(env, env_merge, unset_env);
        pass.proxies(http_proxy.as_ref());
        if let Some(workdir) = workdir {
            pass.workdir(workdir);
        }
        if let Some(stdin) = interactive {
            pass.plan.container_mut(index).stdin = Some(stdin.traced());
            pass.ledger.kept(stdin.origin);
        }
        if let Some(tty) = tty {
            pass.plan.container_mut(index).tty = Some(tty.traced());
            pass.ledger.kept(tty.origin);
        }
        if let Some(zone) = timezone {
            pass.timezone(zone);
        }
        if let Some(init) = init {
            pass.init(init);
        }
    }
}

/// One container on its way through the pass.
struct Processes<'p> {
    index: usize,
    container: &'p Container,
    /// What is known of the unit that runs it.
    service: Option<&'p Service>,
    renames: &'p Renames,
    plan: &'p mut Plan,
    ledger: &'p mut Ledger,
}

impl Processes<'_> {
    fn name(&self) -> &str {
        &self.container.attribute
    }

    /// podman runs entrypoint and command as one list of words. With an entrypoint of its own it
    /// forgets the image's `CMD`, as Kubernetes does with a `command`.
    fn command(&mut self, entrypoint: Option<&Given<Entrypoint>>, command: &[Given<String>]) {
        let words = self.words(command);
        let container = self.plan.container_mut(self.index);
        let Some(entrypoint) = entrypoint else {
            container.args = words;
            return;
        };
        let origin = entrypoint.origin;
        match &entrypoint.value {
            Entrypoint::Image => {
                container.args = words;
                self.ledger.already_so(origin, &workload::ANY_WAY);
            }
            Entrypoint::Words(front) => {
                container.args = words;
                let front = front
                    .iter()
                    .map(|word| Given {
                        value: word.clone(),
                        origin,
                    })
                    .collect::<Vec<_>>();
                let front = self.words(&front);
                self.plan.container_mut(self.index).command = front;
            }
            Entrypoint::Nothing | Entrypoint::NothingBeforeCmd if !words.is_empty() => {
                container.command = words.into_iter().map(|word| word.and(origin)).collect();
                self.ledger.kept(origin);
            }
            Entrypoint::Nothing => {
                let say = rules::nothing_to_run(self.name());
                self.ledger.refused(origin, say);
            }
            Entrypoint::NothingBeforeCmd => {
                let say = rules::cmd_of_image(self.name());
                self.ledger.refused(origin, say);
            }
        }
    }

    /// Words as Kubernetes has to be given them, settled.
    fn words(&mut self, words: &[Given<String>]) -> Vec<Traced<String>> {
        let mut about = "";
        let mut out = Vec::new();
        for word in words {
            let text = self.follow(about, &word.value, word.origin);
            out.push(Traced::new(expansion::literal(&text), word.origin));
            about = &word.value;
        }
        out
    }

    /// A text with the names of peers as they are reached in the cluster; settles its option.
    fn follow(&mut self, about: &str, text: &str, origin: OriginId) -> String {
        let looked_at = self.renames.apply(about, text);
        let own = names::podman_name(self.container);
        for (old, new) in looked_at.mentioned.iter().filter(|(old, _)| *old != own) {
            let say = workload::peer_mentioned(self.name(), old, new);
            self.ledger.say(Subject::Option(origin), say);
        }
        if looked_at.replaced.is_empty() {
            self.ledger.kept(origin);
        }
        for (old, new) in &looked_at.replaced {
            let say = workload::peer_renamed(self.name(), old, new);
            self.ledger.changed(origin, say);
        }
        looked_at.text
    }

    fn workdir(&mut self, workdir: &Given<String>) {
        let origin = workdir.origin;
        let path = workdir.value.as_str();
        if path.is_empty() {
            return self.ledger.already_so(origin, &workload::ANY_WAY);
        }
        let container = self.plan.container_mut(self.index);
        if path.starts_with('/') {
            container.working_dir = Some(workdir.traced());
            self.ledger.kept(origin);
        } else {
            container.working_dir = Some(Traced::new(format!("/{path}"), origin));
            let say = rules::relative_workdir(self.name(), path);
            self.ledger.changed(origin, say);
        }
    }

    /// podman copies the zone's file, or links to the image's; it sets no `TZ`, and neither do we:
    /// in an image without zone files `TZ` would mean UTC.
    fn timezone(&mut self, zone: &Given<Timezone>) {
        const LOCALTIME: &str = "/etc/localtime";
        let origin = zone.origin;
        let source = match &zone.value {
            Timezone::Image => return self.ledger.already_so(origin, &workload::ANY_WAY),
            Timezone::Host => LOCALTIME.to_owned(),
            Timezone::Zone(zone) => format!("/etc/zoneinfo/{zone}"),
        };
        let container = self.plan.container_mut(self.index);
        if container.mounts.iter().any(|mount| mount.path == LOCALTIME) {
            let say = rules::time_zone_mounted(self.name());
            return self.ledger.dropped(origin, say);
        }
        let source = VolumeSource::HostPath {
            path: source,
            kind: "File",
        };
        let volume = self
            .plan
            .pod_mut(self.index)
            .volume("localtime", source, &[origin]);
        let mounts = &mut self.plan.container_mut(self.index).mounts;
        mounts.push(VolumeMount {
            volume,
            path: LOCALTIME.to_owned(),
            sub_path: None,
            read_only: Some(Traced::new(true, origin)),
            recursive_read_only: None,
            propagation: None,
            from: origin.into(),
        });
        mounts.sort_by(|a, b| a.path.cmp(&b.path));
        let say = rules::time_zone(self.name());
        self.ledger.changed(origin, say);
    }

    /// The pause process of a Pod with one process namespace reaps orphaned processes.
    fn init(&mut self, init: &Given<bool>) {
        let origin = init.origin;
        if !init.value {
            return self.ledger.already_so(origin, &workload::ANY_WAY);
        }
        if self.plan.workload_of(self.index).members.len() > 1 {
            let say = rules::no_init_in_group(self.name());
            return self.ledger.dropped(origin, say);
        }
        let pid = self.container.security.pid.as_ref();
        if pid.is_some_and(|pid| pid.value != Namespace::Private) {
            let say = rules::no_init_with_pid(self.name());
            return self.ledger.dropped(origin, say);
        }
        let pod = self.plan.pod_mut(self.index);
        pod.share_process_namespace = Some(Traced::new(true, origin));
        let say = rules::init(self.name());
        self.ledger.changed(origin, say);
    }
}
