//! A program of the stack as a Workload: what all of them have in common.

use std::collections::BTreeMap;

use super::{Chosen, known};
use crate::{
    grammar::{
        AbsolutePath, ConfigKey, Label, Quantity, RelativePath, ResourceName, Size, Subdomain,
    },
    monitoring::{TextFile, parts::Part},
    origin::{Traced, Whys},
    plan::{
        Access, Account, Check, Claim, Config, ContainerPort, Controller, ControllerKind,
        EnvSource, EnvVar, NetworkPolicy, Pod, PodContainer, Probe, Protocol, SecurityContext,
        Service, ServiceKind, ServicePort, Volume, VolumeMount, VolumeSource, Workload, expansion,
    },
    rules::components::Component,
};

/// What one program is made of.
pub(super) struct Program {
    pub part: &'static Part,
    /// Port on which it listens.
    pub port: u16,
    pub args: Vec<Traced<String>>,
    pub env: Vec<(&'static str, Traced<String>)>,
    /// User, group and owner of its volumes.
    pub user: i64,
    /// What tells that it lives, and that it is ready.
    pub probes: [Check; 2],
    /// Folders with its files.
    pub files: Vec<Files>,
    /// Folder with its data: path, size and key of the size.
    pub data: Option<(&'static str, Size, &'static str)>,
    /// Folder with files of a Secret: path, name of the Secret.
    pub secret: Option<(&'static str, Subdomain)>,
    /// Folders that it may write to and that are empty at each start.
    pub scratch: &'static [&'static str],
    /// Folders of the node.
    pub host_paths: &'static [HostFolder],
    /// What it may ask the API.
    pub access: Vec<Access>,
    pub host_network: bool,
    /// Root with all rights on the node: only for what reads disks.
    pub privileged: bool,
    /// Ports besides that of its Service.
    pub ports: &'static [(&'static str, u16)],
    /// Seconds that it has to end.
    pub grace: i64,
}

/// A folder of a node: name of the volume, path, path in the container.
pub(super) type HostFolder = [&'static str; 3];

/// Files in a folder of the container.
#[allow(clippy::struct_field_names, reason = "it has files")]
pub(super) struct Files {
    /// Name of the ConfigMap.
    pub name: Subdomain,
    pub files: Vec<TextFile>,
    /// The folder, or for each file its path.
    pub at: At,
}

/// Where files are.
pub(super) enum At {
    /// All in one folder.
    Folder(String),
    /// Each at a path of its own, in the order of the files.
    Paths(&'static [&'static str]),
}

impl Program {
    /// One that only listens on the port of its part.
    pub fn new(part: &'static Part, user: i64, probes: [Check; 2]) -> Self {
        Self {
            part,
            port: part.service.1,
            args: Vec::new(),
            env: Vec::new(),
            user,
            probes,
            files: Vec::new(),
            data: None,
            secret: None,
            scratch: &[],
            host_paths: &[],
            access: Vec::new(),
            host_network: false,
            privileged: false,
            ports: &[],
            grace: 30,
        }
    }

    fn component(&self) -> Component {
        self.part.component
    }

    fn of<T>(&self, value: T) -> Traced<T> {
        Traced::new(value, self.component())
    }

    fn name(&self) -> Label {
        known(self.part.service.0)
    }

    /// Its workload, without the ways to it from outside.
    pub fn workload(self, chosen: &Chosen, policy: Option<NetworkPolicy>) -> Workload {
        let why = Whys::from(self.component());
        let mut volumes = Volumes::default();
        let configs = self.configs(&mut volumes);
        let claims = self.data_volume(chosen, &mut volumes);
        self.other_volumes(&mut volumes);
        let each_node = self.part.on_each_node;
        let kind = if each_node {
            ControllerKind::DaemonSet
        } else {
            ControllerKind::Deployment
        };
        let account = (!self.access.is_empty()).then(|| Account {
            name: self.name(),
            access: self.access.clone(),
            from: why.clone(),
        });
        let mut container = self.container(chosen);
        volumes.mounts.sort_by(|a, b| a.path.cmp(&b.path));
        container.mounts = std::mem::take(&mut volumes.mounts);
        let service = (!self.host_network).then(|| self.service());
        let owner = |id: i64| (!self.privileged).then(|| self.of(id));
        let mut pod = Pod {
            annotations: Config::annotation(&configs).into_iter().collect(),
            containers: vec![container],
            volumes: volumes.list,
            host_network: self.host_network.then(|| self.of(true)),
            service_account: account
                .as_ref()
                .map(|account| self.of(account.name.clone())),
            fs_group: owner(self.user).filter(|_| self.data.is_some() || self.secret.is_some()),
            grace_seconds: Some(self.of(self.grace)),
            ..Pod::default()
        };
        if each_node {
            pod.tolerates_all = why.clone();
        } else {
            pod.node_selector.clone_from(&chosen.node_selector);
            pod.avoided_nodes.clone_from(&chosen.avoided_nodes);
        }
        Workload {
            name_from: why.clone(),
            namespace_from: chosen.namespace_from.clone(),
            is_monitoring: true,
            controller: Controller {
                kind: self.of(kind),
                replicas: (!each_node).then(|| self.of(1)),
                ..Controller::default()
            },
            pod,
            services: service.into_iter().collect(),
            claims,
            account,
            configs,
            policies: policy.into_iter().collect(),
            ..Workload::new(
                self.name(),
                chosen.stack.namespace.clone(),
                // On every node, or on whichever has room: of the one host where there is one.
                if each_node {
                    String::new()
                } else {
                    chosen.host.clone()
                },
            )
        }
    }

    fn service(&self) -> Service {
        Service {
            name: self.name(),
            shared: None,
            kind: ServiceKind::ClusterIp,
            ports: vec![ServicePort {
                name: "http".to_owned(),
                port: self.part.service.1,
                target_port: self.part.service.1,
                node_port: None,
                protocol: Protocol::Tcp,
                from: self.component().into(),
            }],
            publish_not_ready: None,
            external_traffic_policy: None,
            from: self.component().into(),
        }
    }

    fn container(&self, chosen: &Chosen) -> PodContainer {
        let profile = chosen.stack.profile;
        let mib = |amount: u64| self.of(Quantity::of_bytes(amount << 20));
        let cpu = Quantity::of_millicores(self.part.millicores.of(profile));
        let [live, ready] = self.probes.clone();
        // What answers slowly leaves its Service; only what accepts no connection is started again.
        let live = if live == ready {
            Check::Tcp(self.port)
        } else {
            live
        };
        let probe = |check: Check, period: i32, timeout: i32, failures: i32| Probe {
            check,
            initial_delay_seconds: None,
            period_seconds: self.of(period),
            timeout_seconds: self.of(timeout),
            failure_threshold: self.of(failures),
            from: self.component().into(),
        };
        let ports = [("http", self.port)].into_iter();
        let ports = ports.chain(self.ports.iter().copied());
        PodContainer {
            from: self.component().into(),
            image: Some(chosen.image(self.part)),
            args: (self.args.iter())
                .map(|arg| arg.clone().map(|text| expansion::literal(&text)))
                .collect(),
            env: (self.env.iter())
                .map(|(name, value)| EnvVar {
                    name: (*name).to_owned(),
                    source: EnvSource::Literal(expansion::literal(&value.value)),
                    from: value.from.clone(),
                })
                .collect(),
            ports: ports
                .map(|(name, port)| ContainerPort {
                    name: name.to_owned(),
                    port,
                    protocol: Protocol::Tcp,
                    host_port: None,
                    host_ip: None,
                    from: self.component().into(),
                })
                .collect(),
            security: self.security(),
            requests: BTreeMap::from([
                (ResourceName::cpu(), self.of(cpu)),
                (ResourceName::memory(), mib(self.part.request.of(profile))),
            ]),
            limits: BTreeMap::from([(ResourceName::memory(), mib(self.part.limit.of(profile)))]),
            // What has data may take minutes to read it at the start.
            startup: self.data.is_some().then(|| probe(live.clone(), 5, 5, 120)),
            liveness: Some(probe(live, 30, 10, 3)),
            readiness: Some(probe(ready, 10, 5, 3)),
            ..PodContainer::new(self.name())
        }
    }

    fn security(&self) -> SecurityContext {
        if self.privileged {
            return SecurityContext {
                privileged: Some(self.of(true)),
                run_as_user: Some(self.of(0)),
                read_only_root: Some(self.of(true)),
                ..SecurityContext::default()
            };
        }
        SecurityContext {
            run_as_non_root: Some(self.of(true)),
            run_as_user: Some(self.of(self.user)),
            run_as_group: Some(self.of(self.user)),
            read_only_root: Some(self.of(true)),
            allow_privilege_escalation: Some(self.of(false)),
            cap_drop: vec![self.of("ALL".to_owned())],
            seccomp: Some(self.of(("RuntimeDefault", None))),
            ..SecurityContext::default()
        }
    }

    fn configs(&self, volumes: &mut Volumes) -> Vec<Config> {
        let mut out = Vec::new();
        for files in &self.files {
            let why = Whys::from(self.component());
            let volume = volumes.add(
                files.name.as_str(),
                VolumeSource::Config(files.name.clone()),
                &why,
            );
            match &files.at {
                At::Folder(path) => volumes.mount(&volume, path, None, true, &why),
                At::Paths(paths) => {
                    for (file, path) in files.files.iter().zip(*paths) {
                        let of = RelativePath::parse(&file.name).ok();
                        let of = of.map(|name| self.of(name));
                        volumes.mount(&volume, path, of, true, &why);
                    }
                }
            }
            let key = |file: &TextFile| {
                let key =
                    ConfigKey::parse(&file.name).expect("names of files of the stack are keys");
                let text = Traced {
                    value: file.text.clone(),
                    from: file.from.clone(),
                };
                (key, text)
            };
            out.push(Config {
                name: files.name.clone(),
                data: files.files.iter().map(key).collect(),
                from: why,
            });
        }
        out
    }

    fn data_volume(&self, chosen: &Chosen, volumes: &mut Volumes) -> Vec<Claim> {
        let Some((path, size, key)) = &self.data else {
            return Vec::new();
        };
        let own = Whys::from(self.component());
        let name = known(&format!("{}-data", self.part.service.0));
        if let Some((folder, from)) = &chosen.host_path {
            let path_of = format!("{folder}/{}", self.part.service.0);
            let source = VolumeSource::HostPath {
                path: AbsolutePath::parse(&path_of)
                    .expect("a name without `..` below a path is one"),
                kind: "Directory",
            };
            let volume = volumes.add("data", source, from);
            volumes.mount(&volume, path, None, false, &own);
            return Vec::new();
        }
        let claim = Subdomain::parse(name.as_str()).expect("a label is a subdomain");
        let volume = volumes.add("data", VolumeSource::Claim(claim), &own);
        volumes.mount(&volume, path, None, false, &own);
        let mut from = chosen.sizes.get(key).cloned().unwrap_or(own.clone());
        from.extend(chosen.class.iter().flat_map(|class| class.from.iter()));
        vec![Claim {
            name,
            class: chosen.class.as_ref().map(|class| class.value.clone()),
            size: size.clone(),
            access_mode: "ReadWriteOnce",
            volume: None,
            chosen: from,
            from: own,
        }]
    }

    fn other_volumes(&self, volumes: &mut Volumes) {
        let why = Whys::from(self.component());
        if let Some((path, secret)) = &self.secret {
            let source = VolumeSource::SecretFiles {
                secret: secret.clone(),
                mode: 0o440,
            };
            let volume = volumes.add("secret", source, &why);
            volumes.mount(&volume, path, None, true, &why);
        }
        for path in self.scratch {
            let source = VolumeSource::EmptyDir {
                memory: false,
                size: Some(Quantity::of_bytes(64 << 20)),
                key: (*path).to_owned(),
            };
            let volume = volumes.add(path, source, &why);
            volumes.mount(&volume, path, None, false, &why);
        }
        for [name, path, target] in self.host_paths {
            let source = VolumeSource::HostPath {
                path: AbsolutePath::parse(path).expect("paths of the table are absolute"),
                kind: "Directory",
            };
            let volume = volumes.add(name, source, &why);
            volumes.mount(&volume, target, None, true, &why);
            // What is mounted later on the node is seen, too.
            if let Some(mount) = volumes.mounts.last_mut() {
                mount.propagation = Some(self.of("HostToContainer"));
            }
        }
    }
}

/// Volumes of a Pod with their mounts.
#[derive(Default)]
struct Volumes {
    list: Vec<Volume>,
    mounts: Vec<VolumeMount>,
}

impl Volumes {
    fn add(&mut self, base: &str, source: VolumeSource, from: &Whys) -> Label {
        let name = crate::plan::model::pod::label(base);
        self.list.push(Volume {
            name: name.clone(),
            source,
            from: from.clone(),
        });
        name
    }

    fn mount(
        &mut self,
        volume: &Label,
        path: &str,
        sub_path: Option<Traced<RelativePath>>,
        read_only: bool,
        from: &Whys,
    ) {
        self.mounts.push(VolumeMount {
            volume: volume.clone(),
            path: path.to_owned(),
            sub_path,
            read_only: read_only.then(|| Traced {
                value: true,
                from: from.clone(),
            }),
            recursive_read_only: None,
            propagation: None,
            from: from.clone(),
        });
    }
}
