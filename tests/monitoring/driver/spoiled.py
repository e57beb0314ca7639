"""The judges themselves: every text that is spoiled on purpose must be seen by one of them."""

import re
import shutil

import cases
import checks
import defects
import discovery
import schemas
from count import Count, Seen

# Files, what is replaced, by what, and the judge that has to see it.
SPOILED = [
    ("*/rules/*.yml", r'job="node-exporter"', 'job="node"', cases.judge),
    ("*/rules/*.yml", r'mode="idle"', 'mode!="idle"', cases.judge),
    ("*/rules/*.yml", r' unless on \(namespace, pod\) kube_pod_owner\{[^}]*\}', "", cases.judge),
    ("*/rules/*.yml", r",fstype!~[^}]*", "", cases.judge),
    ("*/rules/*.yml", r" or on \(instance\) ", " or ", cases.judge),
    ("*/rules/*.yml", r"severity: critical", "severity: warning", cases.judge),
    ("*/rules/*.yml", r"\$labels\.node", "$labels.nodename", cases.judge),
    ("*/rules/*.yml", r"for: \"45s\"", 'for: "5m"', cases.judge),
    ("*/rules/*.yml", r"expr: 'up\{", "expr: 'up{{", checks.configurations),
    ("*/alertmanager.yml", r"receiver: webhook-0", "receiver: webhook-9", checks.configurations),
    ("*/alertmanager.yml", r"continue: true", "continue: false", checks.routes),
    ("*/alertmanager.yml", r'severity="critical"', 'severity="urgent"', checks.routes),
    ("*/prometheus.yml", r"scrape_configs", "scrape_config", checks.configurations),
    ("*/scrape.yml", r"^global:", "rule_files: [a.yml]\nglobal:", checks.configurations),
    ("*/bundle/manifests/*.json", r"alertmanager\.monitoring\.svc:9093", "alertmanager.monitoring.svc:9094", discovery.judge),
    ("*/bundle/manifests/*.json", r"kube-state-metrics\.monitoring\.svc:8080", "alertmanager.monitoring.svc:9093", discovery.judge),
    ("*/bundle/manifests/*.json", r"__meta_kubernetes_node_name", "__meta_kubernetes_node_label_name", discovery.judge),
    ("*/bundle/manifests/*.json", r"role: node", "role: pod", discovery.judge),
    ("*/bundle/manifests/*.json", r"app: plug-1", "room: plug-1", discovery.judge),
    ("*/dashboards/*.json", r"topk\(10,", "topk(10", checks.panels),
    ("*/dashboards/*.json", r'"editable": false', '"editable": "no"', schemas.judge),
    ("*/dashboards/*.json", r'"h": ', '"hh": ', schemas.judge),
    ("*/dashboards/*.json", r'"displayMode": "basic"', '"displayMode": "bold"', schemas.judge),
    ("*/dashboards/*.json", r'"showPoints": "never"', '"showPoints": "no"', schemas.judge),
    *defects.SPOILED,
]


def judge(given, count):
    texts = given.work / "texts"
    for pattern, word, instead, judge in SPOILED:
        spoiled = given.work / "spoiled"
        shutil.rmtree(spoiled, ignore_errors=True)
        spoiled.mkdir()
        for name in ("prometheus", "victoriametrics"):
            shutil.copytree(texts / name, spoiled / name)
        changed = 0
        for path in spoiled.glob(pattern):
            text = path.read_text()
            new = re.sub(word, lambda _: instead, text, flags=re.MULTILINE)
            changed += new != text
            path.write_text(new)
        name = f"{pattern}: {word!r} as {instead!r}"
        try:
            judge(given, spoiled, Count(one_is_enough=True))
            seen = None
        except Seen as failure:
            seen = failure
        print(f"{name}: seen by {seen}" if seen else f"{name}: not seen")
        count.judge(name, changed and seen, "nothing was changed" if not changed else "no judge saw it")
