//! Fields of a Pod template.

use super::Struct as Fields;
use super::Type::{self, Amount, Flag, Int32, Int64, IntOrText, List, Map, Struct, Text};

pub(super) const TEXTS: Type = List(&Text);
pub(super) const TEXT_MAP: Type = Map(&Text);
const NAME: Type = Struct(&[("name", Text)]);

pub(super) const TEMPLATE: Type = Struct(&[
    ("metadata", Struct(&[("annotations", TEXT_MAP), ("labels", TEXT_MAP)])),
    ("spec", Struct(POD)),
]);

const POD: Fields = &[
    ("activeDeadlineSeconds", Int64),
    ("affinity", AFFINITY),
    ("automountServiceAccountToken", Flag),
    ("containers", List(&Struct(CONTAINER))),
    ("dnsConfig", Struct(&[
        ("nameservers", TEXTS),
        ("options", List(&Struct(&[("name", Text), ("value", Text)]))),
        ("searches", TEXTS),
    ])),
    ("dnsPolicy", Text),
    ("enableServiceLinks", Flag),
    ("hostAliases", List(&Struct(&[("hostnames", TEXTS), ("ip", Text)]))),
    ("hostIPC", Flag),
    ("hostNetwork", Flag),
    ("hostPID", Flag),
    ("hostUsers", Flag),
    ("hostname", Text),
    ("imagePullSecrets", List(&NAME)),
    ("initContainers", List(&Struct(CONTAINER))),
    ("nodeName", Text),
    ("nodeSelector", TEXT_MAP),
    ("priorityClassName", Text),
    ("restartPolicy", Text),
    ("runtimeClassName", Text),
    ("schedulerName", Text),
    ("securityContext", Struct(POD_SECURITY)),
    ("serviceAccountName", Text),
    ("setHostnameAsFQDN", Flag),
    ("shareProcessNamespace", Flag),
    ("subdomain", Text),
    ("terminationGracePeriodSeconds", Int64),
    ("tolerations", List(&Struct(&[
        ("effect", Text),
        ("key", Text),
        ("operator", Text),
        ("tolerationSeconds", Int64),
        ("value", Text),
    ]))),
    ("topologySpreadConstraints", List(&Struct(&[
        ("labelSelector", SELECTOR),
        ("maxSkew", Int32),
        ("topologyKey", Text),
        ("whenUnsatisfiable", Text),
    ]))),
    ("volumes", List(&Struct(VOLUME))),
];

const CONTAINER: Fields = &[
    ("args", TEXTS),
    ("command", TEXTS),
    ("env", List(&Struct(&[("name", Text), ("value", Text), ("valueFrom", Struct(&[
        ("configMapKeyRef", KEY_REF),
        ("fieldRef", FIELD_REF),
        ("resourceFieldRef", RESOURCE_REF),
        ("secretKeyRef", KEY_REF),
    ]))]))),
    ("envFrom", List(&Struct(&[
        ("configMapRef", OPTIONAL_NAME),
        ("prefix", Text),
        ("secretRef", OPTIONAL_NAME),
    ]))),
    ("image", Text),
    ("imagePullPolicy", Text),
    ("lifecycle", Struct(&[("postStart", HANDLER), ("preStop", HANDLER)])),
    ("livenessProbe", PROBE),
    ("name", Text),
    ("ports", List(&Struct(&[
        ("containerPort", Int32),
        ("hostIP", Text),
        ("hostPort", Int32),
        ("name", Text),
        ("protocol", Text),
    ]))),
    ("readinessProbe", PROBE),
    ("resources", RESOURCES),
    ("restartPolicy", Text),
    ("securityContext", Struct(SECURITY)),
    ("startupProbe", PROBE),
    ("stdin", Flag),
    ("stdinOnce", Flag),
    ("terminationMessagePath", Text),
    ("terminationMessagePolicy", Text),
    ("tty", Flag),
    ("volumeMounts", List(&Struct(&[
        ("mountPath", Text),
        ("mountPropagation", Text),
        ("name", Text),
        ("readOnly", Flag),
        ("recursiveReadOnly", Text),
        ("subPath", Text),
        ("subPathExpr", Text),
    ]))),
    ("workingDir", Text),
];

const KEY_REF: Type = Struct(&[("key", Text), ("name", Text), ("optional", Flag)]);
const FIELD_REF: Type = Struct(&[("apiVersion", Text), ("fieldPath", Text)]);
const RESOURCE_REF: Type = Struct(&[("containerName", Text), ("resource", Text)]);
const OPTIONAL_NAME: Type = Struct(&[("name", Text), ("optional", Flag)]);

pub(super) const RESOURCES: Type = Struct(&[("limits", Map(&Amount)), ("requests", Map(&Amount))]);

const EXEC: Type = Struct(&[("command", TEXTS)]);
const HTTP_GET: Type = Struct(&[
    ("host", Text),
    ("httpHeaders", List(&Struct(&[("name", Text), ("value", Text)]))),
    ("path", Text),
    ("port", IntOrText),
    ("scheme", Text),
]);
const TCP_SOCKET: Type = Struct(&[("host", Text), ("port", IntOrText)]);

const HANDLER: Type = Struct(&[
    ("exec", EXEC),
    ("httpGet", HTTP_GET),
    ("sleep", Struct(&[("seconds", Int64)])),
    ("tcpSocket", TCP_SOCKET),
]);

const PROBE: Type = Struct(&[
    ("exec", EXEC),
    ("failureThreshold", Int32),
    ("grpc", Struct(&[("port", Int32), ("service", Text)])),
    ("httpGet", HTTP_GET),
    ("initialDelaySeconds", Int32),
    ("periodSeconds", Int32),
    ("successThreshold", Int32),
    ("tcpSocket", TCP_SOCKET),
    ("terminationGracePeriodSeconds", Int64),
    ("timeoutSeconds", Int32),
]);

const PROFILE: Type = Struct(&[("localhostProfile", Text), ("type", Text)]);
const SELINUX: Type = Struct(&[("level", Text), ("role", Text), ("type", Text), ("user", Text)]);

const SECURITY: Fields = &[
    ("allowPrivilegeEscalation", Flag),
    ("appArmorProfile", PROFILE),
    ("capabilities", Struct(&[("add", TEXTS), ("drop", TEXTS)])),
    ("privileged", Flag),
    ("procMount", Text),
    ("readOnlyRootFilesystem", Flag),
    ("runAsGroup", Int64),
    ("runAsNonRoot", Flag),
    ("runAsUser", Int64),
    ("seLinuxOptions", SELINUX),
    ("seccompProfile", PROFILE),
];

const POD_SECURITY: Fields = &[
    ("appArmorProfile", PROFILE),
    ("fsGroup", Int64),
    ("fsGroupChangePolicy", Text),
    ("runAsGroup", Int64),
    ("runAsNonRoot", Flag),
    ("runAsUser", Int64),
    ("seLinuxOptions", SELINUX),
    ("seccompProfile", PROFILE),
    ("supplementalGroups", List(&Int64)),
    ("supplementalGroupsPolicy", Text),
    ("sysctls", List(&Struct(&[("name", Text), ("value", Text)]))),
];

const ITEMS: Type = List(&Struct(&[("key", Text), ("mode", Int32), ("path", Text)]));
const DOWNWARD_ITEMS: Type = List(&Struct(&[
    ("fieldRef", FIELD_REF),
    ("mode", Int32),
    ("path", Text),
    ("resourceFieldRef", RESOURCE_REF),
]));
const PROJECTION: Type = Struct(&[("items", ITEMS), ("name", Text), ("optional", Flag)]);

pub(super) const HOST_PATH: Type = Struct(&[("path", Text), ("type", Text)]);
pub(super) const NFS: Type = Struct(&[("path", Text), ("readOnly", Flag), ("server", Text)]);

const VOLUME: Fields = &[
    ("configMap", Struct(&[("defaultMode", Int32), ("items", ITEMS), ("name", Text), ("optional", Flag)])),
    ("downwardAPI", Struct(&[("defaultMode", Int32), ("items", DOWNWARD_ITEMS)])),
    ("emptyDir", Struct(&[("medium", Text), ("sizeLimit", Amount)])),
    ("hostPath", HOST_PATH),
    ("image", Struct(&[("pullPolicy", Text), ("reference", Text)])),
    ("name", Text),
    ("nfs", NFS),
    ("persistentVolumeClaim", Struct(&[("claimName", Text), ("readOnly", Flag)])),
    ("projected", Struct(&[("defaultMode", Int32), ("sources", List(&Struct(&[
        ("configMap", PROJECTION),
        ("downwardAPI", Struct(&[("items", DOWNWARD_ITEMS)])),
        ("secret", PROJECTION),
        ("serviceAccountToken", Struct(&[("audience", Text), ("expirationSeconds", Int64), ("path", Text)])),
    ])))])),
    ("secret", Struct(&[("defaultMode", Int32), ("items", ITEMS), ("optional", Flag), ("secretName", Text)])),
];

const EXPRESSIONS: Type = List(&Struct(&[("key", Text), ("operator", Text), ("values", TEXTS)]));
pub(super) const SELECTOR: Type = Struct(&[("matchExpressions", EXPRESSIONS), ("matchLabels", TEXT_MAP)]);

const NODE_TERM: Type = Struct(&[("matchExpressions", EXPRESSIONS), ("matchFields", EXPRESSIONS)]);
pub(super) const NODE_SELECTOR: Type = Struct(&[("nodeSelectorTerms", List(&NODE_TERM))]);

const POD_TERM: Type = Struct(&[
    ("labelSelector", SELECTOR),
    ("namespaceSelector", SELECTOR),
    ("namespaces", TEXTS),
    ("topologyKey", Text),
]);
const POD_TERMS: Type = Struct(&[
    ("preferredDuringSchedulingIgnoredDuringExecution", List(&Struct(&[("podAffinityTerm", POD_TERM), ("weight", Int32)]))),
    ("requiredDuringSchedulingIgnoredDuringExecution", List(&POD_TERM)),
]);

const AFFINITY: Type = Struct(&[
    ("nodeAffinity", Struct(&[
        ("preferredDuringSchedulingIgnoredDuringExecution", List(&Struct(&[("preference", NODE_TERM), ("weight", Int32)]))),
        ("requiredDuringSchedulingIgnoredDuringExecution", NODE_SELECTOR),
    ])),
    ("podAffinity", POD_TERMS),
    ("podAntiAffinity", POD_TERMS),
]);
