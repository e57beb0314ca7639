//! Fields of each kind of object.

use super::Type::{self, Amount, Bytes, Flag, Int32, Int64, IntOrText, List, Map, Struct, Text};
use super::pod::{HOST_PATH, NFS, NODE_SELECTOR, RESOURCES, SELECTOR, TEMPLATE, TEXT_MAP, TEXTS};

const META: Type = Struct(&[
    ("annotations", TEXT_MAP),
    ("finalizers", TEXTS),
    ("labels", TEXT_MAP),
    ("name", Text),
    ("namespace", Text),
]);

/// The three fields of every object, then its own. A macro, as slices cannot be joined in a constant;
/// `apiVersion` and `kind` sort among the others, so each row of the table gives its own order.
macro_rules! object {
    ($($before:expr),* ; $($between:expr),* ; $($inner:expr),* ; $($after:expr),*) => {
        Struct(&[$($before,)* ("apiVersion", Text), $($between,)* ("kind", Text), $($inner,)* ("metadata", META), $($after),*])
    };
}

pub(in super::super) const NAMESPACE: Type = object!(;;;);

pub(in super::super) const SERVICE_ACCOUNT: Type =
    object!(; ("automountServiceAccountToken", Flag), ("imagePullSecrets", List(&Struct(&[("name", Text)]))) ;;);

const RULES: Type = List(&Struct(&[
    ("apiGroups", TEXTS),
    ("nonResourceURLs", TEXTS),
    ("resourceNames", TEXTS),
    ("resources", TEXTS),
    ("verbs", TEXTS),
]));
pub(in super::super) const ROLE: Type = object!(;;; ("rules", RULES));
pub(in super::super) const ROLE_BINDING: Type = object!(;;;
    ("roleRef", Struct(&[("apiGroup", Text), ("kind", Text), ("name", Text)])),
    ("subjects", List(&Struct(&[("apiGroup", Text), ("kind", Text), ("name", Text), ("namespace", Text)])))
);

pub(in super::super) const CONFIG_MAP: Type =
    object!(; ("binaryData", Map(&Bytes)), ("data", TEXT_MAP), ("immutable", Flag) ;;);
pub(in super::super) const SECRET: Type =
    object!(; ("data", Map(&Bytes)), ("immutable", Flag) ;; ("stringData", TEXT_MAP), ("type", Text));

pub(in super::super) const VOLUME: Type = object!(;;; ("spec", Struct(&[
    ("accessModes", TEXTS),
    ("capacity", Map(&Amount)),
    ("claimRef", Struct(&[("apiVersion", Text), ("kind", Text), ("name", Text), ("namespace", Text)])),
    ("hostPath", HOST_PATH),
    ("local", Struct(&[("fsType", Text), ("path", Text)])),
    ("mountOptions", TEXTS),
    ("nfs", NFS),
    ("nodeAffinity", Struct(&[("required", NODE_SELECTOR)])),
    ("persistentVolumeReclaimPolicy", Text),
    ("storageClassName", Text),
    ("volumeMode", Text),
])));

const CLAIM_SPEC: Type = Struct(&[
    ("accessModes", TEXTS),
    ("resources", RESOURCES),
    ("selector", SELECTOR),
    ("storageClassName", Text),
    ("volumeMode", Text),
    ("volumeName", Text),
]);
pub(in super::super) const CLAIM: Type = object!(;;; ("spec", CLAIM_SPEC));

pub(in super::super) const DEPLOYMENT: Type = object!(;;; ("spec", Struct(&[
    ("minReadySeconds", Int32),
    ("paused", Flag),
    ("progressDeadlineSeconds", Int32),
    ("replicas", Int32),
    ("revisionHistoryLimit", Int32),
    ("selector", SELECTOR),
    ("strategy", Struct(&[
        ("rollingUpdate", Struct(&[("maxSurge", IntOrText), ("maxUnavailable", IntOrText)])),
        ("type", Text),
    ])),
    ("template", TEMPLATE),
])));
pub(in super::super) const STATEFUL_SET: Type = object!(;;; ("spec", Struct(&[
    ("minReadySeconds", Int32),
    ("persistentVolumeClaimRetentionPolicy", Struct(&[("whenDeleted", Text), ("whenScaled", Text)])),
    ("podManagementPolicy", Text),
    ("replicas", Int32),
    ("revisionHistoryLimit", Int32),
    ("selector", SELECTOR),
    ("serviceName", Text),
    ("template", TEMPLATE),
    ("updateStrategy", Struct(&[("rollingUpdate", Struct(&[("partition", Int32)])), ("type", Text)])),
    ("volumeClaimTemplates", List(&CLAIM)),
])));
pub(in super::super) const DAEMON_SET: Type = object!(;;; ("spec", Struct(&[
    ("minReadySeconds", Int32),
    ("revisionHistoryLimit", Int32),
    ("selector", SELECTOR),
    ("template", TEMPLATE),
    ("updateStrategy", Struct(&[
        ("rollingUpdate", Struct(&[("maxSurge", IntOrText), ("maxUnavailable", IntOrText)])),
        ("type", Text),
    ])),
])));

const JOB_SPEC: Type = Struct(&[
    ("activeDeadlineSeconds", Int64),
    ("backoffLimit", Int32),
    ("completions", Int32),
    ("parallelism", Int32),
    ("suspend", Flag),
    ("template", TEMPLATE),
    ("ttlSecondsAfterFinished", Int32),
]);
pub(in super::super) const JOB: Type = object!(;;; ("spec", JOB_SPEC));
pub(in super::super) const CRON_JOB: Type = object!(;;; ("spec", Struct(&[
    ("concurrencyPolicy", Text),
    ("failedJobsHistoryLimit", Int32),
    ("jobTemplate", Struct(&[("metadata", META), ("spec", JOB_SPEC)])),
    ("schedule", Text),
    ("startingDeadlineSeconds", Int64),
    ("successfulJobsHistoryLimit", Int32),
    ("suspend", Flag),
    ("timeZone", Text),
])));

pub(in super::super) const SERVICE: Type = object!(;;; ("spec", Struct(&[
    ("allocateLoadBalancerNodePorts", Flag),
    ("clusterIP", Text),
    ("externalIPs", TEXTS),
    ("externalName", Text),
    ("externalTrafficPolicy", Text),
    ("internalTrafficPolicy", Text),
    ("ipFamilies", TEXTS),
    ("ipFamilyPolicy", Text),
    ("loadBalancerClass", Text),
    ("loadBalancerIP", Text),
    ("loadBalancerSourceRanges", TEXTS),
    ("ports", List(&Struct(&[
        ("appProtocol", Text),
        ("name", Text),
        ("nodePort", Int32),
        ("port", Int32),
        ("protocol", Text),
        ("targetPort", IntOrText),
    ]))),
    ("publishNotReadyAddresses", Flag),
    ("selector", TEXT_MAP),
    ("sessionAffinity", Text),
    ("sessionAffinityConfig", Struct(&[("clientIP", Struct(&[("timeoutSeconds", Int32)]))])),
    ("trafficDistribution", Text),
    ("type", Text),
])));

pub(in super::super) const ENDPOINT_SLICE: Type = object!(("addressType", Text) ; ("endpoints", List(&Struct(&[
    ("addresses", TEXTS),
    ("conditions", Struct(&[("ready", Flag), ("serving", Flag), ("terminating", Flag)])),
    ("hostname", Text),
    ("nodeName", Text),
])))  ;; ("ports", List(&Struct(&[("appProtocol", Text), ("name", Text), ("port", Int32), ("protocol", Text)]))));

const PORTS: Type = List(&Struct(&[("endPort", Int32), ("port", IntOrText), ("protocol", Text)]));
const PEERS: Type = List(&Struct(&[
    ("ipBlock", Struct(&[("cidr", Text), ("except", TEXTS)])),
    ("namespaceSelector", SELECTOR),
    ("podSelector", SELECTOR),
]));
pub(in super::super) const NETWORK_POLICY: Type = object!(;;; ("spec", Struct(&[
    ("egress", List(&Struct(&[("ports", PORTS), ("to", PEERS)]))),
    ("ingress", List(&Struct(&[("from", PEERS), ("ports", PORTS)]))),
    ("podSelector", SELECTOR),
    ("policyTypes", TEXTS),
])));

const BACKEND: Type =
    Struct(&[("service", Struct(&[("name", Text), ("port", Struct(&[("name", Text), ("number", Int32)]))]))]);
pub(in super::super) const INGRESS: Type = object!(;;; ("spec", Struct(&[
    ("defaultBackend", BACKEND),
    ("ingressClassName", Text),
    ("rules", List(&Struct(&[
        ("host", Text),
        ("http", Struct(&[("paths", List(&Struct(&[("backend", BACKEND), ("path", Text), ("pathType", Text)])))])),
    ]))),
    ("tls", List(&Struct(&[("hosts", TEXTS), ("secretName", Text)]))),
])));

pub(in super::super) const AUTOSCALER: Type = object!(;;; ("spec", Struct(&[
    ("maxReplicas", Int32),
    ("metrics", List(&Struct(&[
        ("resource", Struct(&[
            ("name", Text),
            ("target", Struct(&[("averageUtilization", Int32), ("averageValue", Amount), ("type", Text)])),
        ])),
        ("type", Text),
    ]))),
    ("minReplicas", Int32),
    ("scaleTargetRef", Struct(&[("apiVersion", Text), ("kind", Text), ("name", Text)])),
])));

pub(in super::super) const PRIORITY_CLASS: Type =
    object!(; ("description", Text), ("globalDefault", Flag) ;; ("preemptionPolicy", Text), ("value", Int32));

pub(in super::super) const STORAGE_CLASS: Type = object!(("allowVolumeExpansion", Flag) ;;;
    ("mountOptions", TEXTS),
    ("parameters", TEXT_MAP),
    ("provisioner", Text),
    ("reclaimPolicy", Text),
    ("volumeBindingMode", Text)
);
