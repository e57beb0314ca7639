//! Names that several programs of the stack must agree on, each once: jobs, Services, ports, paths in Pods.

/// Name and port of the Service of Prometheus.
pub const PROMETHEUS: (&str, u16) = ("prometheus", 9090);
/// Name and port of the Service of VictoriaMetrics.
pub const VICTORIA_METRICS: (&str, u16) = ("victoriametrics", 8428);
/// Name and port of the Service of vmalert.
pub const VMALERT: (&str, u16) = ("vmalert", 8880);
/// Name and port of the Service of Alertmanager.
pub const ALERTMANAGER: (&str, u16) = ("alertmanager", 9093);
/// Name and port of the Service of kube-state-metrics.
pub const KUBE_STATE_METRICS: (&str, u16) = ("kube-state-metrics", 8080);
/// Name and port (of every node) of node-exporter.
pub const NODE_EXPORTER: (&str, u16) = ("node-exporter", 9100);
/// Its port where that one is taken on some node.
pub const NODE_EXPORTER_ELSEWHERE: u16 = 9110;
/// Name and port (of every node) of the SMART exporter.
pub const SMARTCTL_EXPORTER: (&str, u16) = ("smartctl-exporter", 9633);
/// Name and port of the Service of the blackbox exporter.
pub const BLACKBOX_EXPORTER: (&str, u16) = ("blackbox-exporter", 9115);
/// Name and port of the Service of Grafana.
pub const GRAFANA: (&str, u16) = ("grafana", 3000);

/// The job of the kubelets: on a server of K3s the whole control plane.
pub const JOB_KUBELET: &str = "kubelet";
/// The job of containers' use of processor, memory, network and disk.
pub const JOB_CADVISOR: &str = "cadvisor";
/// The job of the cluster's DNS.
pub const JOB_COREDNS: &str = "coredns";
/// The job of an embedded etcd.
pub const JOB_ETCD: &str = "etcd";
/// The job of services that are asked from outside (`probe_success`).
pub const JOB_PROBES: &str = "probes";

/// The label of every series of a node: the name of the node. Jobs of nodes are the kubelets, [`JOB_CADVISOR`], the
/// exporters of nodes and of disks.
pub const NODE_LABEL: &str = "node";
/// The label of every series of a migrated container: the name of its Service.
pub const APP_LABEL: &str = "app";

/// The `uid` of Grafana's one data source, of the type `prometheus`.
pub const DATASOURCE: &str = "metrics";

/// The folder in Alertmanager's Pod that has a file for every credential.
pub const ALERTMANAGER_SECRETS: &str = "/etc/alertmanager/secrets";
/// The folder in the Pod of Prometheus or vmalert that has the files of rules.
pub const RULES: &str = "/etc/rules";
/// The folder in Grafana's Pod that has a folder for every dashboard.
pub const DASHBOARDS: &str = "/etc/grafana/dashboards";
