//! Releases of Kubernetes, and what a newer one has that an older one takes away, or refuses.

use std::{borrow::Cow, fmt};

use super::Breach;

/// The oldest Kubernetes that the manifests have to work on; they work on every newer one as well.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    serde::Deserialize,
    serde::Serialize,
)]
#[serde(try_from = "String", into = "String")]
pub enum Release {
    /// 1.34.
    #[default]
    V1_34,
    /// 1.35.
    V1_35,
    /// 1.36.
    V1_36,
    /// 1.37.
    V1_37,
}

impl Release {
    /// All of them, the oldest first.
    pub const ALL: [Self; 4] = [Self::V1_34, Self::V1_35, Self::V1_36, Self::V1_37];

    /// The rule as a sentence.
    pub const RULE: &'static str =
        "the Kubernetes that the manifests are for is one of `1.34`, `1.35`, `1.36`, `1.37`";

    /// Reads `1.36`.
    ///
    /// # Errors
    /// The rule, where the text is anything else.
    pub fn parse(text: &str) -> Result<Self, Breach> {
        let mut all = Self::ALL.into_iter();
        let found = all.find(|release| release.as_str() == text);
        found.ok_or_else(|| Breach::new(Self::RULE))
    }

    /// As it is written: `1.36`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V1_34 => "1.34",
            Self::V1_35 => "1.35",
            Self::V1_36 => "1.36",
            Self::V1_37 => "1.37",
        }
    }

    /// Whether every server of this release has it.
    #[must_use]
    pub fn has(self, newer: &Newer) -> bool {
        newer.from.is_some_and(|from| from <= self)
    }

    /// From which release on it is there, where this one lacks it.
    #[must_use]
    pub fn lacks(self, newer: &Newer) -> Option<Self> {
        newer.from.filter(|from| self < *from)
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl TryFrom<String> for Release {
    type Error = Breach;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Release> for String {
    fn from(release: Release) -> Self {
        release.as_str().to_owned()
    }
}

impl schemars::JsonSchema for Release {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Release".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "enum": Self::ALL.map(Self::as_str) })
    }
}

/// What the servers of some release have, and older ones take out of an object without a word, or refuse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Newer {
    /// The feature gate behind it; empty where there is none.
    pub gate: &'static str,
    /// Its fields as `Type.field`, in the names of Kubernetes' schema.
    pub fields: &'static [&'static str],
    /// The first release whose servers have it without being told; `None` where none of [`Release::ALL`] does.
    pub from: Option<Release>,
    /// Which flags of podman it serves, and how: `--hostname` with a domain.
    pub serves: &'static [(&'static str, &'static str)],
}

/// `hostname` as it is, with its domain.
pub const HOSTNAME_OVERRIDE: Newer = Newer {
    gate: "HostnameOverride",
    fields: &["PodSpec.hostnameOverride"],
    from: Some(Release::V1_35),
    serves: &[("--hostname", "a name with a domain, at most 63 characters")],
};

/// The files of an image as a volume.
pub const IMAGE_VOLUME: Newer = Newer {
    gate: "ImageVolume",
    fields: &["Volume.image"],
    from: Some(Release::V1_35),
    serves: &[("--mount", "`type=image`, read-only")],
};

/// A part of such a volume. The API takes it as long as the volume; containerd mounts the whole image before its version
/// 2.2 (`mutateImageMount`), and K3s 1.37 is the first that is known to bring a later one.
pub const IMAGE_SUB_PATH: Newer = Newer {
    gate: "",
    fields: &[],
    from: Some(Release::V1_37),
    serves: &[("--mount", "`type=image` with `subpath`")],
};

/// Names of Services that start with a digit.
pub const DIGIT_NAMES: Newer = Newer {
    gate: "RelaxedServiceNameValidation",
    fields: &[],
    from: Some(Release::V1_36),
    serves: &[
        (
            "--name",
            "a name that starts with a digit, as the name of a Service",
        ),
        ("--network-alias", "a name that starts with a digit"),
    ],
};

/// `memory.low` in the control group: the kubelet sets it where its own configuration says so.
pub const MEMORY_QOS: Newer = Newer {
    gate: "MemoryQoS",
    fields: &[],
    from: Some(Release::V1_37),
    serves: &[(
        "--memory-reservation",
        "protects the memory of the program, with `memoryReservationPolicy` of the kubelet",
    )],
};

/// All of it, sorted by the gate. Fields without `from` are behind a gate that is off, and are never written: K3s would have
/// to be told on every node. Rows without a constant have no use for podman's options yet; they say from when it would be
/// possible. `ContainerRestartRules` could keep a container stopped that ended, but that leaves its Pod unready, and one
/// that has no other container is made again by its controller.
/// `tests/releases.rs` compares this table with the published schemas, `.ci/oracles` the gates with the API server's.
///
/// Kubernetes: <https://kubernetes.io/docs/reference/command-line-tools-reference/feature-gates/>
#[rustfmt::skip]
pub const NEWER: &[Newer] = &[
    IMAGE_SUB_PATH,
    unused("AtomicWriteVolumeUserFields", &["ClusterTrustBundleProjection.user", "ConfigMapVolumeSource.defaultUser", "DownwardAPIVolumeFile.user", "DownwardAPIVolumeSource.defaultUser", "KeyToPath.user", "PodCertificateProjection.user", "ProjectedVolumeSource.defaultUser", "SecretVolumeSource.defaultUser", "ServiceAccountTokenProjection.user"], None),
    unused("ContainerRestartRules", &["Container.restartPolicyRules"], Some(Release::V1_35)),
    unused("ContainerStopSignals", &["Lifecycle.stopSignal"], None),
    unused("EmptyDirVolumeMode", &["EmptyDirVolumeSource.mode"], None),
    unused("EnvFiles", &["EnvVarSource.fileKeyRef"], Some(Release::V1_35)),
    unused("EvictionRequestAPI", &["PodSpec.evictionResponders"], None),
    unused("GRPCContainerProbeTLS", &["GRPCAction.mode"], None),
    unused("GenericWorkload", &["PodSpec.schedulingGroup"], None),
    unused("H2CContainerProbe", &["HTTPGetAction.protocol"], None),
    unused("HPAConfigurableTolerance", &["HPAScalingRules.tolerance"], Some(Release::V1_35)),
    HOSTNAME_OVERRIDE,
    IMAGE_VOLUME,
    unused("MaxUnavailableStatefulSet", &["RollingUpdateStatefulSetStrategy.maxUnavailable"], Some(Release::V1_37)),
    MEMORY_QOS,
    unused("PodCertificateRequest", &["PodCertificateProjection.userAnnotations", "VolumeProjection.podCertificate"], Some(Release::V1_37)),
    DIGIT_NAMES,
    unused("VolumeBindMountOptions", &["VolumeMount.bindMountOptions"], None),
    unused("WorkloadWithJob", &["JobSpec.scheduling"], None),
];

const fn unused(
    gate: &'static str,
    fields: &'static [&'static str],
    from: Option<Release>,
) -> Newer {
    Newer {
        gate,
        fields,
        from,
        serves: &[],
    }
}

#[cfg(test)]
mod tests {
    use super::{NEWER, Release};

    #[test]
    fn releases() {
        for release in Release::ALL {
            assert_eq!(Release::parse(release.as_str()), Ok(release));
        }
        for bad in [
            "",
            "1.33",
            "1.38",
            "1.40",
            "v1.35",
            "1.35.2",
            "1.35+k3s1",
            " 1.35",
            "1,35",
        ] {
            assert!(Release::parse(bad).is_err(), "{bad}");
        }
        assert!(Release::ALL.is_sorted());
        assert_eq!(Release::default(), Release::V1_34);
    }

    #[test]
    fn the_table_is_sorted_and_says_nothing_twice() {
        assert!(NEWER.is_sorted_by_key(|newer| newer.gate));
        let mut fields: Vec<&str> = NEWER
            .iter()
            .flat_map(|newer| newer.fields)
            .copied()
            .collect();
        let all = fields.len();
        fields.sort_unstable();
        fields.dedup();
        assert_eq!(fields.len(), all);
        for newer in NEWER {
            assert!(newer.serves.is_empty() || newer.from.is_some(), "{newer:?}");
            assert!(newer.from != Some(Release::V1_34), "{newer:?} is not newer");
        }
    }
}
