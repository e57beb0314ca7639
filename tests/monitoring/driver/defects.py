"""What was wrong in the documents (D1 to D24 of docs/monitoring.md): none of it is in a bundle of ours.

A row is a question to a bundle, answered with what is wrong, and a change of its text that must make it answer so.
"""

import pathlib
import re

from pods import Pods

DOCUMENTED = re.findall(r"^\| (D\d+) \|", (pathlib.Path(__file__).resolve().parents[3] / "docs/monitoring.md").read_text(), re.MULTILINE)


class Bundle(Pods):
    def __init__(self, folder):
        super().__init__(folder)
        self.ours = {name.split(".")[0]: spec for name, spec in self.specs.items() if name.endswith(".monitoring")}
        self.backend = "prometheus" if "prometheus" in self.ours else "victoriametrics"
        self.texts = "\n".join(text for pod in self.pods.values() for text in pod.files.values())
        self.scrape = next(text for path, text in self.pods[self.backend].files.items() if path.endswith(("scrape.yml", "prometheus.yml")))

    def of(self, kind):
        return [each for each in self.objects if each["kind"] == kind]

    def job(self, name):
        """The lines of a job."""
        return next((part for part in self.scrape.split("- job_name: ")[1:] if part.startswith(f"{name}\n")), "")

    def args(self):
        return [arg for pod in self.pods.values() for arg in pod.args]

    def limit(self, name):
        return int(self.ours[name]["containers"][0]["resources"]["limits"]["memory"].removesuffix("Mi"))

    def env(self, name):
        return {each["name"]: each.get("value") for each in self.ours[name]["containers"][0].get("env", [])}


def config_is_there(b):
    named = [(name, arg.split("=", 1)[1]) for name, pod in b.pods.items() for arg in pod.args if re.match(r"--?(promscrape\.)?config(\.file)?=", arg)]
    return [path for name, path in named if path not in b.pods[name].files] or [] if named else ["no program is told its file"]


def plugs(b):
    job = b.job("tasmota")
    return [] if "metrics_path: /probe" in job and "__param_target" in job else [job or "no job"]


def images(b):
    found = [container["image"] for spec in b.ours.values() for container in spec["containers"]]
    return [image for image in found if not re.search(r":v?\d+\.\d+\.\d+(@sha256:[0-9a-f]{64})?$", image) or "grafana-oss" in image]


def groups(b):
    claims = {name: spec for name, spec in b.ours.items() if any("persistentVolumeClaim" in volume for volume in spec.get("volumes", []))}
    wrong = [name for name, spec in claims.items() if spec.get("securityContext", {}).get("fsGroup") != spec["containers"][0]["securityContext"]["runAsUser"]]
    return wrong if claims else ["no claim"]


def names_may_be_asked(b):
    policies = b.of("NetworkPolicy")
    closed = [each["metadata"]["name"] for each in policies if "Egress" in each["spec"]["policyTypes"] and '"port": 53' not in str(each["spec"].get("egress")).replace("'", '"')]
    return closed if policies else ["no policy"]


def one_of_each(b):
    many = [each["metadata"]["name"] for each in b.of("Deployment") if each["spec"].get("replicas", 1) != 1]
    requests = sum(int(spec["containers"][0]["resources"]["requests"]["memory"].removesuffix("Mi")) for spec in b.ours.values())
    return many + ([f"{requests} MiB"] if requests > 500 else [])


def collectors(b):
    args = b.pods["node-exporter"].args
    gone = [arg for arg in args if re.match(r"--no-collector\.(zfs|btrfs|pressure|nfs|nfsd|bonding)$", arg)]
    return gone + ([] if any("mount-points-exclude" in arg and "run/k3s" in arg for arg in args) else ["mounts of containers are disks"])


def closed(b):
    """Whatever a Pod or a role names is an object of the bundle."""
    have = {(each["kind"], each["metadata"].get("namespace"), each["metadata"]["name"]) for each in b.objects}
    wanted = set()
    for full, spec in b.specs.items():
        space = full.split(".")[1]
        if spec.get("serviceAccountName"):
            wanted.add(("ServiceAccount", space, spec["serviceAccountName"]))
        for volume in spec.get("volumes", []):
            if "configMap" in volume:
                wanted.add(("ConfigMap", space, volume["configMap"]["name"]))
            if "persistentVolumeClaim" in volume:
                wanted.add(("PersistentVolumeClaim", space, volume["persistentVolumeClaim"]["claimName"]))
    for each in b.of("ClusterRoleBinding"):
        wanted.add(("ClusterRole", None, each["roleRef"]["name"]))
        wanted |= {("ServiceAccount", subject["namespace"], subject["name"]) for subject in each["subjects"]}
    bound = {each["roleRef"]["name"] for each in b.of("ClusterRoleBinding")}
    unbound = [each["metadata"]["name"] for each in b.of("ClusterRole") if each["metadata"]["name"] not in bound]
    return sorted(map(str, wanted - have)) + unbound


def rules_are_mounted(b):
    pod = b.pods["prometheus" if b.backend == "prometheus" else "vmalert"]
    found = [path for path in pod.files if path.startswith("/etc/alert-rules/") or "rules" in path and path.endswith(".yml")]
    folder = {path.rsplit("/", 1)[0] for path in found}
    told = "\n".join(pod.args + list(pod.files.values()))
    return [] if len(found) >= 4 and all(f"{each}/*.yml" in told for each in folder) else found or ["no rules"]


def boards(b):
    found = [path for path in b.pods["grafana"].files if path.endswith(".json")]
    return [] if len(found) >= 5 else found or ["no dashboards"]


def frames(b):
    # The settings of one of the two bundles ask for them.
    wanted = "true" if b.backend == "victoriametrics" else None
    found = b.env("grafana").get("GF_SECURITY_ALLOW_EMBEDDING")
    return [] if found == wanted else [str(found)]


def recreated(b):
    with_data = [each for each in b.of("Deployment") if any("persistentVolumeClaim" in volume for volume in each["spec"]["template"]["spec"].get("volumes", []))]
    return [each["metadata"]["name"] for each in with_data if each["spec"]["strategy"]["type"] != "Recreate"] if with_data else ["no claim"]


def not_open(b):
    service = next(each for each in b.of("Service") if each["metadata"]["name"] == b.backend and each["metadata"]["namespace"] == "monitoring")
    return [arg for arg in b.args() if "lifecycle" in arg or "admin-api" in arg] + ([] if service["spec"]["type"] == "ClusterIP" else [service["spec"]["type"]])


def least(b):
    given = {(resource, verb) for each in b.of("ClusterRole") for rule in each["rules"] for resource in rule["resources"] for verb in rule["verbs"]}
    wrong = [f"{verb} of {resource}" for resource, verb in given if resource in ("nodes/proxy", "secrets", "configmaps", "*") or verb not in ("get", "list", "watch")]
    return wrong + [line for line in b.scrape.splitlines() if "/api/v1/nodes" in line]


def counted(b):
    told = next(arg for arg in b.pods["kube-state-metrics"].args if arg.startswith("--resources="))
    kinds = set(told.split("=", 1)[1].split(","))
    wrong = kinds & {"secrets", "configmaps", "endpoints", "leases"}
    return sorted(wrong) + [arg for arg in b.args() if "allowlist" in arg]


def only_what_it_takes(b):
    keys = [line for line in b.scrape.splitlines() if re.match(r"(alerting|rule_files|remote_write):| +evaluation_interval:", line)]
    return keys if b.backend == "victoriametrics" else []


def memory_of_grafana(b):
    image = b.ours["grafana"]["containers"][0]["image"]
    least = 320 if ":12." in image else 512
    return [] if b.limit("grafana") >= least else [f"{b.limit('grafana')} of {least}"]


def words(pattern, of=lambda b: b.texts):
    """What of a text must not be there."""
    return lambda b: re.findall(pattern, of(b))


# The defect, the question, and how a bundle is spoiled: what is replaced, and by what.
ALL = {
    "D1": (config_is_there, r"/prometheus\.yml\"", '/prometheus.yaml"'),
    "D2": (plugs, r"metrics_path: /probe", "metrics_path: /metrics"),
    "D3": (images, r"prom/alertmanager:v0\.35\.0", "prom/alertmanager:latest"),
    "D4": (groups, r'"fsGroup":65534', '"fsGroup":1'),
    "D5": (lambda b: [] if "node-exporter" in b.ours and b.job("node-exporter") else ["no node-exporter"], r"job_name: node-exporter", "job_name: nodes"),
    "D6": (names_may_be_asked, r'"port":53,', '"port":54,'),
    "D7": (words(r"promtail|grafana/agent", lambda b: str(b.images)), r"docker\.io/prom/alertmanager:v0\.3", "docker.io/grafana/promtail:v0.3"),
    "D8": (words(r"eviction-hard"), r"scrape_timeout", "eviction-hard"),
    "D9": (words(r"(?m)^\t.*", lambda b: b.scrape), r"\\n  - job_name: kubelet\\n", "\\n\\t- job_name: kubelet\\n"),
    "D10": (one_of_each, r'"replicas":1', '"replicas":2'),
    "D11": (words(r":2381", lambda b: b.scrape), r"\$1:9100", "$1:2381"),
    "D12": (words(r"prometheus\.io/(?:scrape|port)", lambda b: str(b.objects)), r"k3s-migrate/config", "prometheus.io/scrape"),
    "D13": (collectors, r"--no-collector\.tapestats", "--no-collector.zfs"),
    "D14": (closed, r'"serviceAccountName":"(prometheus|victoriametrics)"', '"serviceAccountName":"nobody"'),
    "D15": (rules_are_mounted, r"/\*\.yml", "/*.yaml"),
    "D16": (boards, r"k3s-[a-z]+\.json", "board.txt"),
    "D17": (frames, r"GF_SECURITY_ALLOW_EMBEDDING", "GF_SECURITY_EMBEDDING"),
    "D18": (recreated, r'"strategy":\{"type":"Recreate"\}', '"strategy":{"type":"RollingUpdate"}'),
    "D19": (not_open, r"--storage\.path=", "--web.enable-lifecycle="),
    "D20": (least, r'"nodes/metrics"', '"nodes/proxy"'),
    "D21": (words(r"role: endpoints?\b", lambda b: b.scrape), r"role: node", "role: endpoints"),
    "D22": (counted, r"--resources=", "--resources=secrets,"),
    "D23": (only_what_it_takes, r"scrape_configs:\\n", "rule_files: [a]\\nscrape_configs:\\n"),
    "D24": (memory_of_grafana, r'"memory":"320Mi"', '"memory":"256Mi"'),
}


def judge(given, texts, count):
    before = count.now()
    count.judge("each documented defect has a question", list(ALL) == DOCUMENTED, str(set(ALL) ^ set(DOCUMENTED)))
    for backend in ("prometheus", "victoriametrics"):
        bundle = Bundle(texts / backend / "bundle")
        for name, (question, *_) in ALL.items():
            wrong = question(bundle)
            count.judge(f"{backend}: {name}", not wrong, "\n".join(map(str, wrong)))
    count.tell("defects of the documents", before)


SPOILED = [("*/bundle/manifests/*.json", word, instead, judge) for _, word, instead in ALL.values()]
