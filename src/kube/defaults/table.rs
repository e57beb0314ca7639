//! The rows of [`super::Default`].

use super::Default;

/// All rows; the first that answers counts.
pub const DEFAULTS: &[Default] = &[
    // What every object has.
    row("*", "/apiVersion", "*", "the kind's version"),
    row("*", "/kind", "*", "the kind"),
    row("*", "/metadata/name", "*", "made from the container's name"),
    row(
        "*",
        "/metadata/namespace",
        "*",
        "the namespace of the settings",
    ),
    row(
        "*",
        "/metadata/labels/app.kubernetes.io~1*",
        "*",
        "says whose object it is",
    ),
    row(
        "Namespace",
        "/metadata/labels/pod-security.kubernetes.io~1*",
        "*",
        "the strictest Pod Security level that all Pods of the namespace meet; it warns and audits, it enforces nothing",
    ),
    row(
        "Namespace PersistentVolumeClaim PersistentVolume",
        "/metadata/labels/objectset.rio.cattle.io~1prune",
        "\"false\"",
        "K3s never prunes it: data outlives the file that made it",
    ),
    // Controllers.
    row(
        "Deployment",
        "/spec/replicas",
        "1",
        "podman runs one of each container",
    ),
    row(
        "StatefulSet",
        "/spec/replicas",
        "1",
        "podman runs one of each container",
    ),
    row(
        "Deployment StatefulSet",
        "/spec/replicas",
        "0",
        "nothing starts the unit",
    ),
    row("Job", "/spec/suspend", "true", "nothing starts the unit"),
    row(
        "Deployment StatefulSet",
        "/spec/replicas",
        "*",
        "chosen in the settings",
    ),
    row(
        "*",
        "/spec/selector/matchLabels/app.kubernetes.io~1name",
        "*",
        "finds the Pods",
    ),
    row(
        "Deployment",
        "/spec/strategy/type",
        "\"Recreate\"",
        "podman stops the old container before it starts the new one",
    ),
    row(
        "DaemonSet",
        "/spec/updateStrategy/type",
        "\"RollingUpdate\"",
        "one node after the other",
    ),
    row(
        "StatefulSet",
        "/spec/serviceName",
        "*",
        "the Service that names its Pods",
    ),
    row(
        "CronJob",
        "/spec/concurrencyPolicy",
        "\"Forbid\"",
        "systemd never starts a unit that still runs",
    ),
    row(
        "CronJob",
        "/spec/jobTemplate/metadata/labels/app.kubernetes.io~1*",
        "*",
        "says whose object it is",
    ),
    row(
        "CronJob",
        "/spec/schedule",
        "*",
        "the timer of the unit, or the settings",
    ),
    row(
        "CronJob",
        "/spec/timeZone",
        "*",
        "the timer of the unit, or the settings",
    ),
    row(
        "CronJob",
        "/spec/startingDeadlineSeconds",
        "*",
        "`Persistent=` of the timer",
    ),
    row(
        "Job CronJob",
        "/spec/backoffLimit",
        "*",
        "`Restart=` of the unit",
    ),
    row(
        "CronJob",
        "/spec/jobTemplate/spec/backoffLimit",
        "*",
        "`Restart=` of the unit",
    ),
    row(
        "*",
        "TEMPLATE/metadata/labels/app.kubernetes.io~1*",
        "*",
        "says whose Pod it is",
    ),
    // Pods.
    row(
        "*",
        "POD/automountServiceAccountToken",
        "false",
        "podman gives no container a token for the API, and the mount would hide files of the image",
    ),
    row(
        "*",
        "POD/enableServiceLinks",
        "false",
        "podman sets no variables for neighbours; `POSTGRES_PORT=tcp://…` breaks programs that read it",
    ),
    row(
        "*",
        "POD/terminationGracePeriodSeconds",
        "10",
        "podman waits 10 seconds between TERM and KILL, Kubernetes 30",
    ),
    row(
        "*",
        "POD/terminationGracePeriodSeconds",
        "20",
        "10 seconds each for those who share a network and, when they are gone, for its owner",
    ),
    row(
        "*",
        "POD/nodeSelector/kubernetes.io~1hostname",
        "*",
        "its data lies on this host",
    ),
    row("*", "POD/restartPolicy", "*", "`Restart=` of the unit"),
    row("*", "POD/priorityClassName", "*", "chosen in the settings"),
    row(
        "*",
        "POD/volumes/*/name",
        "*",
        "made from the volume's name or path",
    ),
    row(
        "*",
        "POD/dnsConfig/options/*/name",
        "\"ndots\"",
        "podman tries a name with a dot as it is first; a Pod would try the search domains of cluster and LAN before",
    ),
    row(
        "*",
        "POD/dnsConfig/options/*/value",
        "\"1\"",
        "podman tries a name with a dot as it is first; a Pod would try the search domains of cluster and LAN before",
    ),
    // Containers.
    row("*", "CONTAINER/name", "*", "made from the container's name"),
    row(
        "*",
        "CONTAINER/imagePullPolicy",
        "\"IfNotPresent\"",
        "podman pulls an image only when it is missing, `:latest` too",
    ),
    row(
        "*",
        "POD/initContainers/*/restartPolicy",
        "\"Always\"",
        "runs beside the others, and starts before them",
    ),
    row(
        "*",
        "CONTAINER/securityContext/capabilities/drop/*",
        "\"AUDIT_WRITE\"",
        "containerd gives it to every container, podman to none",
    ),
    row(
        "*",
        "CONTAINER/securityContext/capabilities/drop/*",
        "\"MKNOD\"",
        "containerd gives it to every container, podman to none",
    ),
    row(
        "*",
        "CONTAINER/securityContext/capabilities/drop/*",
        "\"NET_RAW\"",
        "containerd gives it to every container, podman to none",
    ),
    row(
        "*",
        "CONTAINER/securityContext/seccompProfile/type",
        "\"RuntimeDefault\"",
        "podman confines system calls, Kubernetes only when asked",
    ),
    row(
        "*",
        "CONTAINER/securityContext/seccompProfile/*",
        "*",
        "chosen in the settings",
    ),
    row("*", "CONTAINER/env/*/name", "*", "the variable's name"),
    row(
        "*",
        "CONTAINER/env/*/value",
        "*",
        "a proxy variable of the systemd unit, which podman hands on",
    ),
    row(
        "*",
        "CONTAINER/ports/*/containerPort",
        "*",
        "a Service of the settings leads to it",
    ),
    row(
        "*",
        "CONTAINER/ports/*/name",
        "*",
        "made from number and protocol",
    ),
    row(
        "*",
        "CONTAINER/ports/*/protocol",
        "*",
        "the port's protocol",
    ),
    row(
        "*",
        "CONTAINER/volumeMounts/*/name",
        "*",
        "the volume's name",
    ),
    row(
        "*",
        "CONTAINER/*Probe/timeoutSeconds",
        "30",
        "podman gives a check 30 seconds, Kubernetes 1",
    ),
    row(
        "*",
        "CONTAINER/*Probe/periodSeconds",
        "30",
        "podman checks every 30 seconds, Kubernetes every 10",
    ),
    row(
        "*",
        "CONTAINER/*Probe/failureThreshold",
        "3",
        "podman's number of tries, written out",
    ),
    row(
        "*",
        "CONTAINER/startupProbe/failureThreshold",
        "2147483647",
        "podman's start-up check goes on until it succeeds",
    ),
    row(
        "*",
        "CONTAINER/resources/requests/cpu",
        "\"1m\"",
        "podman reserves nothing; without a request Kubernetes would reserve the limit",
    ),
    row(
        "*",
        "CONTAINER/resources/requests/memory",
        "\"1Mi\"",
        "podman reserves nothing; without a request Kubernetes would reserve the limit",
    ),
    row("*", "CONTAINER/resources/**", "*", "chosen in the settings"),
    // Services.
    row(
        "Service",
        "/spec/clusterIP",
        "\"None\"",
        "headless: the name resolves to the Pod and every port is open, as on a podman network",
    ),
    row("Service", "/spec/type", "*", "how the ports are reached"),
    row(
        "Service",
        "/spec/ports/**",
        "*",
        "the route of the settings leads to this port",
    ),
    row(
        "Service",
        "/spec/selector/app.kubernetes.io~1name",
        "*",
        "finds the Pods",
    ),
    // Network policies.
    row(
        "NetworkPolicy",
        "/spec/podSelector/matchLabels/app.kubernetes.io~1name",
        "*",
        "finds the Pods",
    ),
    // Ingresses.
    row("Ingress", "/spec/**", "*", "chosen in the settings"),
    // Autoscalers.
    row(
        "HorizontalPodAutoscaler",
        "/spec/**",
        "*",
        "chosen in the settings",
    ),
    // Claims.
    row(
        "PersistentVolumeClaim PersistentVolume",
        "/spec/**",
        "*",
        "chosen in the settings",
    ),
];

const fn row(
    kind: &'static str,
    pointer: &'static str,
    value: &'static str,
    reason: &'static str,
) -> Default {
    Default {
        kind,
        pointer,
        value,
        reason,
    }
}
