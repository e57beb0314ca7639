//! The Pod template, in Kubernetes' words and without Kubernetes' types.

use std::{collections::BTreeMap, net::IpAddr};

use super::SecurityContext;
use crate::{
    grammar::{
        AbsolutePath, ConfigKey, Label, NodeName, Quantity, RelativePath, ResourceName,
        SearchDomain, Subdomain, SysctlName,
    },
    origin::{OriginId, Traced, Whys},
};

/// A Pod template. `None` and empty mean that nothing is written.
#[derive(Debug, Default)]
pub struct Pod {
    /// Labels besides `app.kubernetes.io/*`.
    pub labels: BTreeMap<String, Traced<String>>,
    /// Annotations.
    pub annotations: BTreeMap<String, Traced<String>>,
    /// Init containers that no container of podman became; they run to completion before all others.
    pub waits: Vec<PodContainer>,
    /// Containers of every role, in the order in which they start.
    pub containers: Vec<PodContainer>,
    /// Volumes; add with [`Pod::volume`].
    pub volumes: Vec<Volume>,
    /// `hostNetwork`.
    pub host_network: Option<Traced<bool>>,
    /// `hostPID`.
    pub host_pid: Option<Traced<bool>>,
    /// `hostIPC`.
    pub host_ipc: Option<Traced<bool>>,
    /// `hostUsers`.
    pub host_users: Option<Traced<bool>>,
    /// `shareProcessNamespace`.
    pub share_process_namespace: Option<Traced<bool>>,
    /// What its containers call themselves.
    pub hostname: Option<Traced<HostName>>,
    /// `dnsPolicy`.
    pub dns_policy: Option<Traced<&'static str>>,
    /// `dnsConfig.nameservers`.
    pub dns_nameservers: Vec<Traced<IpAddr>>,
    /// `dnsConfig.searches`.
    pub dns_searches: Vec<Traced<SearchDomain>>,
    /// `dnsConfig.options` as name and value.
    pub dns_options: Vec<Traced<(String, Option<String>)>>,
    /// `hostAliases`.
    pub host_aliases: Vec<HostAlias>,
    /// `terminationGracePeriodSeconds`; podman's 10 without an option.
    pub grace_seconds: Option<Traced<i64>>,
    /// `serviceAccountName`, with a token for the API; without one there is none.
    pub service_account: Option<Traced<Label>>,
    /// `restartPolicy`: `Always`, `OnFailure`, `Never`.
    pub restart_policy: Option<Traced<&'static str>>,
    /// `securityContext.fsGroup`.
    pub fs_group: Option<Traced<i64>>,
    /// `securityContext.supplementalGroups`.
    pub supplemental_groups: Vec<Traced<i64>>,
    /// `securityContext.supplementalGroupsPolicy`.
    pub supplemental_groups_policy: Option<Traced<&'static str>>,
    /// `securityContext.sysctls` as name and value.
    pub sysctls: Vec<Traced<(SysctlName, String)>>,
    /// `nodeSelector`.
    pub node_selector: BTreeMap<String, Traced<String>>,
    /// Nodes that it runs on only where it has to (`affinity`).
    pub avoided_nodes: Vec<Traced<NodeName>>,
    /// Why it runs on every node that it selects, whatever taints that has; empty where taints count.
    pub tolerates_all: Whys,
    /// `runtimeClassName`.
    pub runtime_class: Option<Traced<String>>,
    /// `priorityClassName`.
    pub priority_class: Option<Traced<Subdomain>>,
    /// `os.name`, which a stop signal demands.
    pub os: Option<Traced<&'static str>>,
    /// `imagePullSecrets`.
    pub pull_secrets: Vec<Traced<Subdomain>>,
}

impl Pod {
    /// The name of the volume with this source: an existing one, or a new one called after `base`.
    ///
    /// # Panics
    /// Never: [`label`] leaves room for a number.
    pub fn volume(&mut self, base: &str, source: VolumeSource, from: &[OriginId]) -> Label {
        if let Some(volume) = self
            .volumes
            .iter_mut()
            .find(|volume| volume.source == source)
        {
            volume.from.extend(from);
            return volume.name.clone();
        }
        let stem = label(base);
        let taken =
            |name: &Label, volumes: &[Volume]| volumes.iter().any(|volume| volume.name == *name);
        let mut name = stem.clone();
        let mut number = 2;
        while taken(&name, &self.volumes) {
            name = Label::parse(&format!("{stem}-{number}")).expect("a number fits behind it");
            number += 1;
        }
        self.volumes.push(Volume {
            name: name.clone(),
            source,
            from: from.into(),
        });
        name
    }
}

/// An RFC 1123 label made from any text, at most 50 characters, so that a number fits behind it.
pub(crate) fn label(text: &str) -> Label {
    let mut out = String::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        if c.is_ascii_alphanumeric() {
            out.push(c);
        } else if !out.ends_with('-') && !out.is_empty() {
            out.push('-');
        }
        if out.len() >= 50 {
            break;
        }
    }
    let name = match out.trim_end_matches('-') {
        "" => "data",
        name => name,
    };
    Label::parse(name).expect("it has only what a label takes")
}

/// What the containers of a Pod call themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HostName {
    /// `hostname`: one label.
    Label(Label),
    /// `hostnameOverride`: with its domain.
    Whole(Subdomain),
    /// `hostname` and `subdomain`, with `setHostnameAsFQDN`: `LABEL.SUBDOMAIN.NAMESPACE.svc.cluster.local`.
    Below(Label, Label),
}

/// Names for one address in `/etc/hosts`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostAlias {
    /// Address.
    pub ip: IpAddr,
    /// Names of it.
    pub names: Vec<Traced<Subdomain>>,
    /// Options that the address came from.
    pub from: Whys,
}

/// A container of the Pod.
#[derive(Debug)]
pub struct PodContainer {
    /// Its name, unique in the Pod.
    pub name: Label,
    /// Options that put it in this Pod under this name.
    pub from: Whys,
    /// When it runs.
    pub role: Role,
    /// Options that decided when it runs.
    pub role_from: Whys,
    /// `image`.
    pub image: Option<Traced<String>>,
    /// `imagePullPolicy`; podman's `missing` without an option.
    pub pull_policy: Option<Traced<&'static str>>,
    /// `command`, word by word.
    pub command: Vec<Traced<String>>,
    /// `args`, word by word.
    pub args: Vec<Traced<String>>,
    /// `workingDir`.
    pub working_dir: Option<Traced<String>>,
    /// `stdin`.
    pub stdin: Option<Traced<bool>>,
    /// `tty`.
    pub tty: Option<Traced<bool>>,
    /// `env`, sorted by name, each once.
    pub env: Vec<EnvVar>,
    /// `envFrom`, in order.
    pub env_from: Vec<EnvFrom>,
    /// `ports`.
    pub ports: Vec<ContainerPort>,
    /// `volumeMounts`, sorted by mount path.
    pub mounts: Vec<VolumeMount>,
    /// `securityContext`.
    pub security: SecurityContext,
    /// `resources.limits`.
    pub limits: BTreeMap<ResourceName, Traced<Quantity>>,
    /// `resources.requests`.
    pub requests: BTreeMap<ResourceName, Traced<Quantity>>,
    /// `livenessProbe`.
    pub liveness: Option<Probe>,
    /// `readinessProbe`.
    pub readiness: Option<Probe>,
    /// `startupProbe`.
    pub startup: Option<Probe>,
    /// `terminationMessagePath`.
    pub termination_message: Option<Traced<&'static str>>,
    /// `lifecycle.postStart.exec.command`; not expanded by Kubernetes either.
    pub post_start: Option<Traced<Vec<String>>>,
    /// `lifecycle.stopSignal`.
    pub stop_signal: Option<Traced<String>>,
    /// `lifecycle.preStop.exec.command`; not expanded by Kubernetes, so `$` stays as it is.
    pub pre_stop: Option<Traced<Vec<String>>>,
}

impl PodContainer {
    /// One of which nothing but its name is known.
    pub fn new(name: Label) -> Self {
        Self {
            name,
            from: Whys::default(),
            role: Role::default(),
            role_from: Whys::default(),
            image: None,
            pull_policy: None,
            command: Vec::new(),
            args: Vec::new(),
            working_dir: None,
            stdin: None,
            tty: None,
            env: Vec::new(),
            env_from: Vec::new(),
            ports: Vec::new(),
            mounts: Vec::new(),
            security: SecurityContext::default(),
            limits: BTreeMap::new(),
            requests: BTreeMap::new(),
            liveness: None,
            readiness: None,
            startup: None,
            termination_message: None,
            post_start: None,
            stop_signal: None,
            pre_stop: None,
        }
    }

    /// Whether its Pod waits for a check of it before it is ready.
    #[must_use]
    pub fn has_gate(&self) -> bool {
        self.readiness.is_some() || self.startup.is_some()
    }
}

/// When a container of a Pod runs.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// With the others, for as long as the Pod lives.
    #[default]
    Main,
    /// Started before the mains and running next to them: an init container with `restartPolicy: Always`.
    Sidecar,
    /// Runs to completion before the mains.
    Init,
}

/// A variable of `env`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvVar {
    /// Name.
    pub name: String,
    /// Where the value comes from.
    pub source: EnvSource,
    /// Options that it came from.
    pub from: Whys,
}

/// Where a variable's value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EnvSource {
    /// Written in the manifest, `$` already escaped for Kubernetes' expansion.
    Literal(String),
    /// A key of a Secret.
    SecretKey {
        /// Name of the Secret.
        secret: Subdomain,
        /// Key in it.
        key: ConfigKey,
    },
    /// A field of the Pod (`status.hostIP`).
    Field(&'static str),
}

/// An entry of `envFrom`: all keys of a Secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvFrom {
    /// Name of the Secret.
    pub secret: Subdomain,
    /// Options that it came from.
    pub from: Whys,
}

/// Transport protocol of a port.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Protocol {
    /// TCP.
    Tcp,
    /// UDP.
    Udp,
    /// SCTP.
    Sctp,
}

impl Protocol {
    /// Kubernetes' word: `TCP`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Tcp => "TCP",
            Self::Udp => "UDP",
            Self::Sctp => "SCTP",
        }
    }

    /// For names of ports: `tcp`.
    #[must_use]
    pub fn suffix(self) -> &'static str {
        match self {
            Self::Tcp => "tcp",
            Self::Udp => "udp",
            Self::Sctp => "sctp",
        }
    }
}

impl From<crate::podman::ports::Protocol> for Protocol {
    fn from(protocol: crate::podman::ports::Protocol) -> Self {
        use crate::podman::ports::Protocol as Podman;
        match protocol {
            Podman::Tcp => Self::Tcp,
            Podman::Udp => Self::Udp,
            Podman::Sctp => Self::Sctp,
        }
    }
}

/// A port of a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContainerPort {
    /// Its name: at most 15 characters, unique in the Pod.
    pub name: String,
    /// `containerPort`.
    pub port: u16,
    /// Protocol.
    pub protocol: Protocol,
    /// `hostPort`.
    pub host_port: Option<Traced<u16>>,
    /// `hostIP`.
    pub host_ip: Option<Traced<IpAddr>>,
    /// Options that it came from.
    pub from: Whys,
}

/// A mount of a volume.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VolumeMount {
    /// Name of the volume.
    pub volume: Label,
    /// `mountPath`.
    pub path: String,
    /// `subPath`.
    pub sub_path: Option<Traced<RelativePath>>,
    /// `readOnly`.
    pub read_only: Option<Traced<bool>>,
    /// `recursiveReadOnly`: `IfPossible`, `Enabled`.
    pub recursive_read_only: Option<Traced<&'static str>>,
    /// `mountPropagation`: `HostToContainer`, `Bidirectional`.
    pub propagation: Option<Traced<&'static str>>,
    /// Options that it came from.
    pub from: Whys,
}

/// A volume of the Pod.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Volume {
    /// Its name, unique in the Pod.
    pub name: Label,
    /// What it is.
    pub source: VolumeSource,
    /// Options that it came from.
    pub from: Whys,
}

/// What a volume is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VolumeSource {
    /// A path of the node.
    HostPath {
        /// Where.
        path: AbsolutePath,
        /// `Directory`, `DirectoryOrCreate`, `File`, `FileOrCreate`, `Socket`, `CharDevice`,
        /// `BlockDevice`, or empty for no check.
        kind: &'static str,
    },
    /// An empty directory that lives as long as the Pod.
    EmptyDir {
        /// `medium: Memory`.
        memory: bool,
        /// `sizeLimit`.
        size: Option<Quantity>,
        /// Tells two empty directories of one Pod apart: where it is mounted.
        key: String,
    },
    /// A claim of the same namespace.
    Claim(Subdomain),
    /// All entries of a `ConfigMap`, as files.
    Config(Subdomain),
    /// An entry of a `ConfigMap`, as a file of its name.
    ConfigFile {
        /// Name of the `ConfigMap`.
        config: Subdomain,
        /// The key.
        key: ConfigKey,
        /// Mode of the file.
        mode: i32,
    },
    /// All keys of a Secret, as files.
    SecretFiles {
        /// Name of the Secret.
        secret: Subdomain,
        /// Mode of the files.
        mode: i32,
    },
    /// A key of a Secret, as a file of its name.
    Secret {
        /// Name of the Secret.
        secret: Subdomain,
        /// The key.
        key: ConfigKey,
        /// Mode of the file.
        mode: i32,
    },
    /// The content of an image.
    Image {
        /// Image reference.
        reference: String,
        /// `pullPolicy`.
        pull_policy: &'static str,
    },
}

/// A probe of a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    /// What is tried.
    pub check: Check,
    /// `initialDelaySeconds`: time from the start in which it does not run.
    pub initial_delay_seconds: Option<Traced<i32>>,
    /// `periodSeconds`; podman's 30 without an option.
    pub period_seconds: Traced<i32>,
    /// `timeoutSeconds`; podman's 30 without an option.
    pub timeout_seconds: Traced<i32>,
    /// `failureThreshold`; podman's 3 without an option.
    pub failure_threshold: Traced<i32>,
    /// Options that it exists by.
    pub from: Whys,
}

/// What a probe tries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Check {
    /// `exec.command`, `$` already escaped for Kubernetes' expansion.
    Exec(Vec<String>),
    /// `httpGet`: an answer between 200 and 399.
    Http {
        /// `path`.
        path: &'static str,
        /// `port`.
        port: u16,
    },
    /// `tcpSocket`: a connection.
    Tcp(u16),
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::label;
    use crate::grammar::Label;

    proptest! {
        #[test]
        fn names_of_volumes_are_labels(text in ".*|[a-zA-Z0-9/_.-]{40,70}", number in 2_u32..9_999) {
            let name = label(&text);
            let counted = format!("{name}-{number}");
            prop_assert!(Label::is(&counted), "{}", counted);
        }
    }
}
