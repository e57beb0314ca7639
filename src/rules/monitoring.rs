//! 75x–77x: the monitoring stack.

use super::rules;

rules! {
    STACK = "K3M750", Note, "a monitoring stack comes along" {
        stack(namespace, count, expected, request) => "the settings add a monitoring stack of {count} programs in the namespace `{namespace}`",
            effect: "a node with all of it is expected to give {expected} MiB of memory, and reserves {request} MiB",
            do: "`k3s-migrate explain monitoring -f INPUT --settings FILE`: shows the figures of each program";
    },
    "`monitoring.enable` of the settings adds metrics, alerts and dashboards: ordinary workloads, without an operator and \
     without kinds of their own. podman had no such thing. The kubelets of K3s show the metrics of the whole control plane, so \
     they are scraped once, with a list of what is kept. `docs/monitoring.md` has the options, the jobs and the figures.\n\n\
     https://docs.k3s.io/reference/metrics";
    BUDGET = "K3M751", Error, "the monitoring stack is too large for its nodes" {
        lean(expected, most) => "the lean profile is expected to use {expected} MiB of memory, and may use {most} MiB",
            effect: "a node with 2 GiB of memory would have too little left for K3s and your containers",
            do: "`monitoring.grafana.enable = false`, or turn off an exporter", "`monitoring.profile = \"standard\"`, for nodes with 4 GiB";
        node(request, node) => "the monitoring stack reserves {request} MiB of memory, and the node has {node} MiB, of which K3s takes about 512 MiB",
            effect: "Pods would stay Pending",
            do: "`monitoring.profile = \"lean\"`", "`monitoring.nodeMemory`: set it to the memory of your smallest node";
    },
    "Every program of the stack has a figure of the memory that it is expected to use, and says whether that was measured, \
     reported by others or guessed. The lean profile is for nodes with 2 GiB and may be expected to use 500 MiB on one node. What \
     is reserved must fit into `monitoring.nodeMemory` together with K3s. `k3s-migrate explain monitoring` shows the sum.";
    TAKEN = "K3M752", Error, "a name or port of the monitoring stack is taken" {
        name_taken(kind, name, namespace) => "the monitoring stack has a {kind} `{name}` in the namespace `{namespace}`, and so has a container",
            effect: "K3s would apply one of them over the other",
            do: "`monitoring.namespace`: name another namespace";
        port_taken(program, port, by) => "`{program}` listens on port {port} of every node, and {by} has that port",
            effect: "one of the two would not start",
            do: "`monitoring.exporters.node = \"host\"`: scrapes what listens there", "publish the other one on another port";
        page_port_taken(page, port, by) => "`monitoring.exposure.{page}` takes port {port} of the node, and {by} has that port",
            effect: "one of the two would not be reached",
            do: "`monitoring.exposure.{page}.port`: set it to another one";
    },
    "Two objects of one kind and name in one namespace are one object to Kubernetes, and a port of a node belongs to one program. \
     Where a container or a service of the host has what the stack needs, the stack is not written.";
    NFS = "K3M753", Error, "Prometheus on NFS" {
        nfs(class) => "`monitoring.storage.class` is `{class}`, which is NFS by its name, and Prometheus does not support NFS",
            effect: "its data can be damaged beyond repair",
            do: "`monitoring.storage.class`: name a class on local disks", "`monitoring.storage.acceptNfsRisk = true`, if the data may be lost";
    },
    "Prometheus keeps its data in files that need the guarantees of a local file system. Its documentation says that NFS is not \
     supported and that unrecoverable corruption happens.\n\n\
     https://prometheus.io/docs/prometheus/latest/storage/#operational-aspects";
    NFS_RISK = "K3M754", Warning, "metrics on NFS" {
        nfs_risk(class) => "`monitoring.storage.class` is `{class}`, which is NFS by its name",
            effect: "metrics may be damaged or slow to query after an interruption of the network",
            do: "`monitoring.storage.class`: name a class on local disks";
    },
    "VictoriaMetrics works on NFS, with known trouble after interruptions. Prometheus does not support it at all (K3M753).\n\n\
     https://docs.victoriametrics.com/victoriametrics/single-server-victoriametrics/";
    EXPOSURE = "K3M755", Error, "a page of monitoring cannot be reached as the settings say" {
        needs_host(page) => "`monitoring.exposure.{page}` is an Ingress without a host name",
            effect: "no route would lead to the page",
            do: "`monitoring.exposure.{page}.host`: set it to the page's host name";
        no_controller(page, option) => "`monitoring.exposure.{page}` is an Ingress without a class, and K3s has `{option}`",
            effect: "no program would serve the route",
            do: "`monitoring.exposure.{page}.class`: name the class of your ingress controller", "`monitoring.exposure.{page}.type = \"nodePort\"`";
        no_balancer(page, option) => "`monitoring.exposure.{page}` is a LoadBalancer, and K3s has `{option}`",
            effect: "the external address would stay `<pending>`",
            do: "`monitoring.exposure.{page}.type = \"nodePort\"`", "let K3s have its load balancer";
        no_node_port(page, port) => "`monitoring.exposure.{page}.port` is {port}, and ports of nodes are 30000 to 32767",
            effect: "the API server refuses the Service",
            do: "`monitoring.exposure.{page}.port`: set it to a port of 30000 to 32767", "`monitoring.exposure.{page}.type = \"hostPort\"`: opens any port of one node";
        needs_port(page) => "`monitoring.exposure.{page}` is a port of the node, without its number",
            effect: "Kubernetes would choose one, and no one would know it",
            do: "`monitoring.exposure.{page}.port`: set it to the port";
    },
    "`monitoring.exposure` says for Grafana, Alertmanager and the metrics how they are reached from outside: `none`, `nodePort`, \
     `loadBalancer`, `hostPort` or `ingress`. Parts of K3s that are turned off cannot serve them.\n\n\
     https://kubernetes.io/docs/concepts/services-networking/";
    TWO_OWNERS = "K3M756", Error, "one target in two scrape jobs" {
        owned_twice(target, jobs) => "the jobs {jobs} scrape the same target `{target}`",
            effect: "its series would be there twice: sums would be wrong, and alerts would come twice",
            do: "remove it from one of them";
    },
    "A target that two jobs scrape has each series twice, with another `job`. Sums over the cluster count it twice, and every alert \
     about it fires twice. Node exporters that are found by an annotation and by a job of their own are the usual case.";
    OPT_IN = "K3M757", Note, "a container could show metrics" {
        opt_in(name, kind, switch) => "`{name}` ({kind}) shows metrics only with {switch}, and is not scraped",
            effect: "it has no series of its own; its use of processor and memory is measured",
            do: "turn its metrics on: the next conversion makes a job of it";
        needs_login(name, kind, path) => "`{name}` ({kind}) shows metrics at `{path}` only with a credential, and is not scraped",
            effect: "it has no series of its own; its use of processor and memory is measured",
            do: "`monitoring.scrape.importFrom`: a job of your own may name a file with the credential";
        exporter(name, kind, image) => "`{name}` ({kind}) has no metrics of its own; an exporter such as `{image}` shows them",
            effect: "it has no series of its own; its use of processor and memory is measured",
            do: "run the exporter as a container: the next conversion makes a job of it";
        unreached(name, kind, port) => "`{name}` ({kind}) shows metrics on port {port}, to which no Service leads",
            effect: "it is not scraped",
            do: "put it in a network of podman with a name, or publish the port";
    },
    "A catalogue of images says which programs show metrics. Those that always do are scraped. Those that have to be told, or want a \
     login, are not scraped until then: a target that answers with an error would be an alert.";
    UNVERIFIED = "K3M758", Note, "an image that is said to have metrics" {
        unverified(name, kind, port, path) => "`{name}` ({kind}) is said to show metrics on port {port} at `{path}`, which is not confirmed; it is not scraped",
            effect: "it has no series of its own; its use of processor and memory is measured",
            do: "`monitoring.scrape.extra`: add `SERVICE.NAMESPACE.svc:{port}` when you have seen that it answers";
    },
    "Some rows of the catalogue of images are known by word of mouth only. They become suggestions, not jobs.";
    UNHEARD = "K3M759", Warning, "alerts that reach no one" {
        unheard() => "`monitoring.notify` names no receiver",
            effect: "alerts are only shown, on the pages of Alertmanager and Grafana",
            do: "`monitoring.notify.webhooks`, `.slack` or `.email`: name a receiver", "`monitoring.alerts.enable = false`: leaves rules and Alertmanager out";
    },
    "Alertmanager groups alerts and tells receivers: webhooks, Slack, mail. Without any, alerts are evaluated and shown, and no one is \
     told.";
    ALONE = "K3M760", Note, "no one notices when monitoring itself ends" {
        no_deadman() => "`monitoring.notify.deadman` is not set",
            effect: "when the node with Alertmanager fails, no alert tells of it",
            do: "`monitoring.notify.deadman.urlFile`: the push address of a service outside the cluster, which alerts when it is told nothing any more";
    },
    "The alert `Watchdog` always fires. A dead man's switch outside of the cluster gets it all the time, and tells you when it does \
     not. On one node the whole chain of alerts ends together with the node, so this is the only alert that can tell of it.";
    SAME = "K3M761", Warning, "a container that does what the monitoring stack does" {
        same_work(name, program) => "`{name}` measures what {program} of the monitoring stack measures; it is not scraped",
            effect: "it runs without use",
            do: "remove `{name}` from the configuration when the stack runs";
    },
    "The kubelet has cAdvisor in it, and the stack brings a node exporter. A container that measures the same would give every series \
     twice, so it gets no job.";
    UNRESOLVED = "K3M762", Error, "a scrape target that does not exist after the migration" {
        unreadable(file, what) => "`{file}` cannot be read as the configuration of Prometheus: {what}",
            effect: "its jobs would be missing",
            do: "correct the file: `promtool check config` shows what is wrong";
        unresolved(job, target, reason) => "the job `{job}` scrapes `{target}`: {reason}",
            effect: "the target would be down",
            do: "correct the target, or remove it";
        inline_secret(job, key) => "the job `{job}` has a credential in its text (`{key}`)",
            effect: "the credential would be in a ConfigMap, which everybody in the cluster may read",
            do: "`{key}_file`: name a file of the Pod";
    },
    "`monitoring.scrape.importFrom` takes over the jobs of a `prometheus.yml`. Names of containers become names of Services, ports that \
     podman published become the ports of containers, and services of the host stay where they are. A target that cannot be found is an \
     error, because a job without it would look complete.";
    IMPORTED = "K3M763", Note, "scrape jobs that were taken over" {
        imported(file, job, account) => "`{file}`: the job `{job}` goes on: {account}";
        left_behind(file, key, reason) => "`{file}`: `{key}` is not taken over: {reason}";
    },
    "The account of a `prometheus.yml` that was taken over, line by line: the old target, the new one, and why.";
    OPEN = "K3M764", Warning, "a page of monitoring is open to everybody" {
        open_grafana(way) => "everybody who reaches {way} sees the dashboards of Grafana without a login",
            effect: "names and loads of all containers are public in your network",
            do: "`monitoring.grafana.adminPasswordFile`: a file with the password of `admin`", "`monitoring.exposure.grafana.type = \"none\"`: use `kubectl port-forward`";
        open_grafana_by_choice(way) => "everybody who reaches {way} sees the dashboards of Grafana without a login",
            effect: "names and loads of all containers are public in your network",
            do: "`monitoring.grafana.anonymous = false`: viewers need the login of `admin`", "`accept = [ \"K3M764\" ]`, if that is what you want";
        open_page(page, way) => "everybody who reaches {way} may use {page}, which has no login",
            effect: "they read everything, and may silence alerts or delete data",
            do: "`monitoring.exposure`: use type `none` and `kubectl port-forward`", "put a login in front of the Ingress";
    },
    "Prometheus, VictoriaMetrics and Alertmanager have no login. Grafana has one where `monitoring.grafana.adminPasswordFile` is set; \
     without it no administrator is made, and everybody is a viewer.";
    ADDRESS = "K3M765", Error, "a receiver without an address" {
        one_address(key) => "`{key}` needs `url` or `urlFile`, and not both",
            effect: "Alertmanager would not start",
            do: "`{key}.urlFile`: a file of the host with the address";
        bad_address(key, what) => "`{key}` is not an address that Alertmanager takes: {what}",
            effect: "Alertmanager would not start",
            do: "`{key}`: write it as `https://host/path`";
        no_password(key) => "`{key}` names a user without a password",
            effect: "the mail server would refuse the login",
            do: "`{key}.passwordFile`: a file of the host with the password";
    },
    "A receiver of alerts is told at an address. Addresses with a secret in them belong in a file of the host, which `install` puts into \
     a Secret: no manifest has it.";
    NOWHERE = "K3M766", Error, "monitoring data in a folder of which node" {
        which_node(path) => "`monitoring.storage.hostPath` is `{path}`, and the settings name no node for it",
            effect: "a Pod that starts on another node would have no data there",
            do: "`monitoring.placement.nodeSelector.\"kubernetes.io/hostname\"`: name the node with the folder";
    },
    "A folder of a node is only on that node. With several nodes the Pods must be tied to the one that has the data.";
    CLOSED = "K3M767", Warning, "Pods have to reach ports of the nodes" {
        closed(ports) => "the stack scrapes the ports {ports} of every node from a Pod",
            effect: "where a firewall of the nodes is closed for them, all targets of nodes are down",
            do: "`networking.firewall.interfaces.cni0.allowedTCPPorts = [ {ports} ];` on each NixOS node, and the interface of the LAN where there are several nodes: Pods reach other nodes through it";
    },
    "The kubelets and the exporters of nodes listen on the nodes themselves. The firewall of NixOS drops what comes from Pods unless the \
     ports are open. Hosts with the module open them for Pods of their own.";
    SPAN = "K3M768", Error, "a time or a share that the monitoring stack cannot use" {
        too_short(key, least) => "`{key}` is less than {least}",
            effect: "the program would not start",
            do: "`{key}`: set it to {least} or more";
        too_long(key, most) => "`{key}` is more than {most}",
            effect: "alerts and panels look back five minutes, and would miss what happens",
            do: "`{key}`: set it to {most} or less";
        no_percent(key, value) => "`{key}` is {value}, and more than 100 percent",
            effect: "the alert would always fire, or never",
            do: "`{key}`: set it to a number from 1 to 100";
    },
    "Metrics are kept a day at least, because VictoriaMetrics takes no shorter time, and scrapes are five seconds to two minutes apart: \
     alerts and panels look back five minutes. A share has at most 100 percent.";
    NO_SIZE = "K3M769", Warning, "VictoriaMetrics knows no size of its data" {
        no_size() => "`monitoring.retention.metricsSize` is set, and VictoriaMetrics has no such limit",
            effect: "data is kept for `monitoring.retention.metrics`, however much that is",
            do: "`monitoring.retention.metrics`: shorten the time", "`monitoring.backend = \"prometheus\"`";
    },
    "Prometheus deletes the oldest data when a size is reached. VictoriaMetrics deletes by time only, and stops writing when the disk \
     is almost full.\n\nhttps://docs.victoriametrics.com/victoriametrics/single-server-victoriametrics/#retention";
    FILE = "K3M770", Error, "a file for monitoring that cannot be used" {
        too_large(file, size, most) => "`{file}` has {size} bytes, and at most {most} fit into one ConfigMap",
            effect: "the API server, or `kubectl apply`, would refuse it",
            do: "split it, or remove panels";
        bad_file(file, what) => "`{file}` cannot be used: {what}",
            effect: "the program would not start, or would not show it",
            do: "correct the file";
    },
    "Files of your own (rules, dashboards) become ConfigMaps. An annotation of `kubectl apply` holds 256 KiB, so one has at most 200 KB.";
    FOREIGN = "K3M771", Warning, "a dashboard of your own with what the stack does not have" {
        plugins(file, plugins) => "`{file}` has panels of plugins: {plugins}",
            effect: "these panels stay empty: Grafana of the stack fetches no plugins",
            do: "use panels that Grafana brings", "`monitoring.images`: an image of Grafana with these plugins";
        sources(file, sources) => "`{file}` queries other data sources than Prometheus: {sources}",
            effect: "these panels stay empty until you add such a data source",
            do: "remove these panels";
    },
    "A dashboard that Grafana exported names its data source by an id of that Grafana. Queries of Prometheus get the data source of the \
     stack. Other data sources, and panels of plugins, are not there.";
}
