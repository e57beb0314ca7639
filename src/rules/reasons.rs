//! Why something is written that nobody asked for: each reason once, with the text that it comes from.

/// Makes the enum and its two tables in one.
macro_rules! reasons {
    ($($name:ident = $text:literal, $source:literal;)*) => {
        /// Why a value is there that no option and no setting decided.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Reason {
            $(#[doc = $text] $name,)*
        }

        impl Reason {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The reason in one sentence, as `explain` prints it.
            #[must_use]
            pub fn text(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }

            /// The text of podman, Kubernetes or K3s that it comes from; empty where it is our own decision.
            #[must_use]
            pub fn source(self) -> &'static str {
                match self {
                    $(Self::$name => $source,)*
                }
            }
        }
    };
}

reasons! {
    // Every object.
    Kind = "the kind of the object, and the version of its API",
        "https://kubernetes.io/docs/concepts/overview/working-with-objects/";
    Name = "made from the container's name", "";
    Namespace = "the namespace of the settings", "";
    Owner = "says whose object it is",
        "https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/";
    PodSecurity = "the strictest Pod Security level that all Pods of the namespace meet; it warns and audits, it enforces nothing",
        "https://kubernetes.io/docs/concepts/security/pod-security-standards/";
    Lasting = "K3s never prunes it: data outlives the file that made it",
        "https://github.com/k3s-io/k3s/blob/master/pkg/deploy/controller.go";
    // Controllers.
    OneOfEach = "podman runs one of each container", "";
    NothingStarts = "nothing starts the unit", "";
    FindsPods = "finds the Pods", "https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/";
    Recreate = "podman stops the old container before it starts the new one",
        "https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#recreate-deployment";
    RollingUpdate = "one node after the other",
        "https://kubernetes.io/docs/tasks/manage-daemon/update-daemon-set/";
    ServiceName = "the Service that names its Pods",
        "https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-network-id";
    NeverTwice = "systemd never starts a unit that still runs",
        "https://www.freedesktop.org/software/systemd/man/latest/systemd.timer.html";
    Timer = "the timer of the unit", "https://www.freedesktop.org/software/systemd/man/latest/systemd.timer.html";
    OnTime = "`Persistent=` of the timer",
        "https://www.freedesktop.org/software/systemd/man/latest/systemd.timer.html#Persistent=";
    Restart = "`Restart=` of the unit",
        "https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html#Restart=";
    Unit = "how the unit runs", "https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html#Type=";
    Ends = "it is a job, or another service waits for its end", "https://github.com/compose-spec/compose-spec/blob/main/05-services.md#depends_on";
    Job = "it is a job of a Compose project", "https://github.com/compose-spec/compose-go/blob/v2.16.2/types/jobs.go";
    // Policies.
    Apart = "podman's default network lets its own containers in, and everyone else on published ports only",
        "https://docs.podman.io/en/stable/markdown/podman-network.1.html";
    // Pods.
    NoToken = "podman gives no container a token for the API, and the mount would hide files of the image",
        "https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#opt-out-of-api-credential-automounting";
    NoServiceLinks = "podman sets no variables for neighbours; `POSTGRES_PORT=tcp://…` breaks programs that read it",
        "https://kubernetes.io/docs/tutorials/services/connect-applications-service/#environment-variables";
    Grace = "podman waits 10 seconds between TERM and KILL, Kubernetes 30",
        "https://docs.podman.io/en/stable/markdown/podman-run.1.html#stop-timeout-seconds";
    GraceOfGroup = "10 seconds each for those who share a network and, when they are gone, for its owner",
        "https://docs.podman.io/en/stable/markdown/podman-run.1.html#stop-timeout-seconds";
    DataOnHost = "its data lies on this host",
        "https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#nodeselector";
    Volume = "made from the volume's name or path", "";
    Ndots = "podman tries a name with a dot as it is first; a Pod would try the search domains of cluster and LAN before",
        "https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-dns-config";
    Platform = "the processor of the host", "https://kubernetes.io/docs/reference/labels-annotations-taints/#kubernetes-io-arch";
    // Containers.
    PullMissing = "podman pulls an image only when it is missing, `:latest` too",
        "https://docs.podman.io/en/stable/markdown/podman-run.1.html#pull-policy";
    Sidecar = "runs beside the others, and starts before them",
        "https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/";
    MoreThanPodman = "containerd gives it to every container, podman to none",
        "https://github.com/containers/common/blob/main/docs/containers.conf.5.md";
    Confined = "podman confines system calls, Kubernetes only when asked",
        "https://kubernetes.io/docs/tutorials/security/seccomp/";
    Variable = "the variable's name", "";
    Proxy = "a proxy variable of the systemd unit, which podman hands on",
        "https://docs.podman.io/en/stable/markdown/podman-run.1.html#http-proxy";
    Routed = "a Service of the settings leads to it", "";
    PortName = "made from number and protocol", "";
    Protocol = "the port's protocol", "";
    Mount = "the volume's name", "";
    CheckTimeout = "podman gives a check 30 seconds, Kubernetes 1",
        "https://docs.podman.io/en/stable/markdown/podman-run.1.html#health-timeout-timeout";
    CheckInterval = "podman checks every 30 seconds, Kubernetes every 10",
        "https://docs.podman.io/en/stable/markdown/podman-run.1.html#health-interval-interval";
    CheckRetries = "podman's number of tries, written out",
        "https://docs.podman.io/en/stable/markdown/podman-run.1.html#health-retries-retries";
    StartupForever = "podman's start-up check goes on until it succeeds",
        "https://docs.podman.io/en/stable/markdown/podman-run.1.html#health-startup-retries-retries";
    Gate = "containers that use its network wait until its check succeeds", "";
    NoReservation = "podman reserves nothing; without a request Kubernetes would reserve the limit",
        "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#requests-and-limits";
    // Services and policies.
    Headless = "headless: the name resolves to the Pod and every port is open, as on a podman network",
        "https://kubernetes.io/docs/concepts/services-networking/service/#headless-services";
    Reached = "how the ports are reached", "https://kubernetes.io/docs/concepts/services-networking/service/";
    Route = "the route of the settings leads to this port", "";
}

#[cfg(test)]
mod tests {
    use super::Reason;

    #[test]
    fn reasons_are_sentences_with_sources() {
        for reason in Reason::ALL {
            assert!(
                !reason.text().is_empty() && !reason.text().ends_with('.'),
                "{reason:?}"
            );
            let source = reason.source();
            assert!(
                source.is_empty() || source.starts_with("https://"),
                "{reason:?}"
            );
        }
        let mut texts: Vec<&str> = Reason::ALL.iter().map(|reason| reason.text()).collect();
        texts.sort_unstable();
        texts.dedup();
        assert_eq!(texts.len(), Reason::ALL.len(), "each reason once");
    }
}
