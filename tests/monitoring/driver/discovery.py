"""Who is scraped: real Prometheus and VictoriaMetrics find targets with our file and an API server that has our nodes; the targets
are held against the Services and Pods of the same bundle. Nothing is scraped here.
"""

import collections
import http.server
import re
import shutil
import socket
import subprocess
import threading
import urllib.parse

import api
from asked import fetch, wait
from pods import Pods

NODES = {"node-a": "192.0.2.21", "node-b": "192.0.2.22"}
SERVERS = {
    "prometheus": ("prometheus", "prometheus.yml", ["--config.file={config}", "--storage.tsdb.path={data}", "--web.listen-address=127.0.0.1:{port}"]),
    "victoriametrics": ("victoria-metrics", "scrape.yml", ["-promscrape.config={config}", "-storageDataPath={data}", "-httpListenAddr=127.0.0.1:{port}"]),
}
# What the cluster has besides our bundle: the kubelets, and the Service of its names.
CLUSTER = {("node", 10250), ("kube-dns.kube-system", 9153)}
# Jobs that ask one exporter for others.
ASKED = re.compile(r"^(probes-.*|tasmota)$")
LABELS = {
    "node": {"instance", "job", "node"},
    "stack": {"instance", "job"},
    "app": {"instance", "job", "app", "namespace"},
}
# Containers of found/input.json whose images show metrics, with the job of each.
WITH_METRICS = {
    "alertmanager": "alertmanager-migrated", "db-metrics": "postgres-exporter", "forgejo": "forgejo", "plug-1": "tasmota",
    "plug-2": "tasmota", "zredis": "redis-exporter",
}


def judge(given, texts, count):
    before = count.now()
    for backend in SERVERS:
        pods = Pods(texts / backend / "bundle")
        targets, strangers = found(given, backend, pods)
        one(backend, pods, targets, count)
        count.judge(f"{backend}: asks the API server for nodes alone", not strangers, str(strangers))
    count.tell("targets found", before)


def found(given, backend, pods):
    """The targets that the server has found, and paths of the API that it asked for besides nodes."""
    nodes, strangers = [api.node(*each) for each in NODES.items()], []

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            if not api.answer(self, nodes):
                strangers.append(self.path)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    program, name, words = SERVERS[backend]
    text = next(text for path, text in pods.pods[backend].files.items() if path.endswith(f"/{name}"))
    # There is no Pod, and so no account, and no rules.
    text = re.sub(r"( +)- role: node", rf"\g<0>\n\1  api_server: http://127.0.0.1:{server.server_address[1]}", text)
    work = given.work / f"found-{backend}"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    for path in ("token", "ca.crt"):
        text = re.sub(rf"/var/run/secrets/\S+/{path}", f"{work}/{path}", text)
    (work / "token").write_text("token")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x", "-keyout", work / "key", "-out", work / "ca.crt"], check=True, capture_output=True)
    config = work / name
    config.write_text(text)
    port = free()
    words = [each.format(config=config, data=work / "data", port=port) for each in words]
    jobs = set(re.findall(r"job_name: \"?([^\"\n]+)", text))
    with open(work / "log", "wb") as log:
        process = subprocess.Popen([given.programs / "bin" / program, *words], stdout=log, stderr=log)
    try:
        def targets():
            try:
                return fetch(f"http://127.0.0.1:{port}/api/v1/targets?state=active")["data"]["activeTargets"]
            except OSError:
                return []

        try:
            wait(lambda: process.poll() is not None or {each["labels"]["job"] for each in targets()} >= jobs, 30, "every job has a target")
        except TimeoutError:
            pass
        return targets(), strangers
    finally:
        process.kill()
        process.wait()
        server.shutdown()


def free():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def one(backend, pods, targets, count):
    """Each target is a port of a Pod of the bundle, and each Pod with metrics is the target of one job."""
    text = next(text for path, text in pods.pods[backend].files.items() if path.endswith(SERVERS[backend][1]))
    jobs = set(re.findall(r"job_name: \"?([^\"\n]+)", text))
    having = {target["labels"]["job"] for target in targets}
    count.judge(f"{backend}: no job is without a target", having == jobs, f"{sorted(jobs - having)}")
    owners = collections.defaultdict(set)
    for target in targets:
        job, labels = target["labels"]["job"], set(target["labels"])
        at = place(target)
        owner = owner_of(at, pods)
        count.judge(f"{backend}: {job}: {target['scrapeUrl']} is a port of a Pod", owner is not None, str(at))
        asked = bool(ASKED.match(job))
        kind = "node" if at[0] == "node" else "app" if asked or not owner or not owner.endswith((".monitoring", ".kube-system")) else "stack"
        count.judge(f"{backend}: {job} has the labels of a target of its kind", labels == LABELS[kind], f"{sorted(labels)}, not {sorted(LABELS[kind])}")
        if kind == "app" and not asked and owner != "host":
            said = ".".join(target["labels"].get(label, "") for label in ("app", "namespace"))
            count.judge(f"{backend}: {job} says of whom its series are", said == owner, f"{said}, not {owner}")
        # A node's target is one for each of them.
        key = (owner, urllib.parse.urlsplit(target["scrapeUrl"])[2:4], target["labels"]["instance"] if asked else "")
        owners[key].add(job)
    twice = {key: jobs for key, jobs in owners.items() if len(jobs) > 1}
    count.judge(f"{backend}: no target belongs to two jobs", not twice, str(twice))
    of_nodes = collections.Counter(target["labels"]["job"] for target in targets if target["labels"].get("node"))
    count.judge(f"{backend}: jobs of nodes have each node once", set(of_nodes.values()) == {len(NODES)}, str(of_nodes))
    scraped = {owner for owner, _, _ in owners}
    apps = {(target["labels"].get("app"), target["labels"]["job"]) for target in targets if not target["labels"]["job"].startswith("probes-")}
    with_metrics = set(WITH_METRICS.items()) | {("old", "prometheus-migrated" if backend == "prometheus" else "prometheus")}
    with_app = {each for each in apps if each[0]}
    count.judge(f"{backend}: containers with metrics are scraped, and no others", with_app == with_metrics, str(with_app ^ with_metrics))
    ours = {f"{name}.monitoring" for name in pods.pods}
    count.judge(f"{backend}: every program of the stack is scraped", ours <= scraped, f"{sorted(ours - scraped)}")


def place(target):
    """Name of a Service and its port, or `node` and the port of it."""
    url = urllib.parse.urlsplit(target["scrapeUrl"])
    if url.hostname in NODES.values():
        return "node", url.port
    if url.hostname.endswith(".svc"):
        return url.hostname.removesuffix(".svc"), url.port
    return url.hostname, url.port


def owner_of(at, pods):
    """The workload of the bundle whose Pod has that port, as `name.namespace`."""
    name, port = at
    if at in CLUSTER:
        return name
    if name == "node":
        return next((each for each, spec in pods.specs.items() if spec.get("hostNetwork") and port in ports(spec)), None)
    service = pods.ports.get(name)
    if service is None:
        # The address of a host, where podman or the network of the node has it.
        return "host" if name == "192.0.2.10" else None
    selector, known = service
    target = known.get(port, port if not known else None)
    behind = [each for each, labels in pods.labels.items() if selector.items() <= labels.items() and each.split(".")[1] == name.split(".")[1]]
    if len(behind) != 1:
        return None
    return behind[0] if target in ports(pods.specs[behind[0]]) or not ports(pods.specs[behind[0]]) else None


def ports(spec):
    return {port["containerPort"] for container in spec["containers"] for port in container.get("ports", [])}
