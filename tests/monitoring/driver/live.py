"""The stack as processes: real programs read our texts, a node ends, and a message arrives.

It runs in namespaces of its own, so that all addresses and paths are those of the Pods: names of Services are in /etc/hosts,
and the API server and the kubelet that the programs look for are `world.World`.
"""

import json
import time
import urllib.error

import checks
from asked import fetch, query, send, wait
from pods import Pods
from programs import Programs
from rooms import furnish
from world import World

NODE = "node-a"
# From the end of node-exporter to the message, at most.
LIMIT = 120
# Samples that programs made which are not to be had here; all other data is of real ones.
MADE = ("kube_", "container_", "kubelet_", "kubernetes_", "k3s_", "smartctl_", "tasmota_", "http_")


def judge(given, count):
    bundles = {backend: Pods(given.work / "bundles" / backend) for backend in ("prometheus", "victoriametrics")}
    furnish(given, {service for pods in bundles.values() for service in pods.services})
    for backend, pods in bundles.items():
        with World(given.work, NODE) as world, Programs(given, backend, pods.pods) as programs:
            try:
                one(backend, world, programs, boards(pods), count)
            except TimeoutError as error:
                count.judge(f"{backend}: {error}", False, programs.last_words())
            for name, size in programs.memory().items():
                print(f"{backend}: {name} uses {size} MiB")


def one(backend, world, programs, dashboards, count):
    started = time.monotonic()
    answers = programs.backend_url
    wait(lambda: programs.dead() or up(answers) >= 10, 90, "ten targets are up")
    count.judge(f"{backend}: all programs run", not programs.dead(), programs.last_words())
    down = [labels for labels, value in query(answers, "up") if value == 0]
    count.judge(f"{backend}: every target is up", not down, str(down))
    found = fetch(f"{answers}/api/v1/targets?state=active")["data"]["activeTargets"]
    addresses = [target["scrapeUrl"] for target in found]
    count.judge(f"{backend}: no target is scraped twice", len(addresses) == len(set(addresses)), str(sorted(addresses)))
    jobs = {target["labels"]["job"] for target in found}
    count.judge(f"{backend}: every job has a target", jobs == programs.jobs(), f"{sorted(jobs)} of {sorted(programs.jobs())}")
    # A rate needs two scrapes, and a range of two minutes has them.
    time.sleep(max(0, 150 - (time.monotonic() - started)))
    names = {message["labels"]["alertname"] for message in world.messages}
    count.judge(f"{backend}: the alert that always fires arrives", any(path == "/deadman" for path in world.paths))
    count.judge(f"{backend}: a healthy node sends nothing", not names - {"Watchdog"}, str(names))
    before = ask(answers, dashboards)

    killed = programs.end("node-exporter")
    wait(lambda: world.first("NodeDown"), LIMIT + 60, "a message arrives after the end of node-exporter")
    seconds = world.first("NodeDown") - killed
    print(f"{backend}: {seconds:.1f} s from the end of node-exporter to the message")
    count.judge(f"{backend}: the message arrives in less than {LIMIT} s", seconds < LIMIT, f"{seconds:.1f} s")
    inhibition(backend, count)
    panels(backend, before, ask(answers, dashboards), count)


def inhibition(backend, count):
    """A warning of the node that is down is held back; a silence holds back what it names."""
    manager = "http://alertmanager:9093/api/v2"
    send(f"{manager}/alerts", [
        {"labels": {"alertname": "NodeCPUHigh", "severity": "warning", "node": NODE}},
        {"labels": {"alertname": "NodeCPUHigh", "severity": "warning", "node": "node-b"}},
        {"labels": {"alertname": "Silenced", "severity": "warning"}},
    ])
    now = time.time()
    stamp = lambda at: time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))
    send(f"{manager}/silences", {
        "matchers": [{"name": "alertname", "value": "Silenced", "isRegex": False, "isEqual": True}],
        "startsAt": stamp(now), "endsAt": stamp(now + 600), "createdBy": "test", "comment": "test",
    })

    def states():
        alerts = fetch(f"{manager}/alerts")
        return {(a["labels"]["alertname"], a["labels"].get("node")): a["status"] for a in alerts}

    def settled():
        found = states()
        return found.get(("Silenced", None), {}).get("state") == "suppressed" and found.get(("NodeCPUHigh", "node-b"), {}).get("state") == "active"

    try:
        wait(settled, 60, "Alertmanager settles")
    except TimeoutError:
        pass
    found = states()
    held = found.get(("NodeCPUHigh", NODE), {})
    count.judge(f"{backend}: a warning of a node that is down is held back", bool(held.get("inhibitedBy")), str(found))
    count.judge(f"{backend}: one of another node is not", found.get(("NodeCPUHigh", "node-b"), {}).get("state") == "active", str(found))
    count.judge(f"{backend}: a silence holds back", bool(found.get(("Silenced", None), {}).get("silencedBy")), str(found))


def boards(pods):
    """The dashboards of a bundle, by name."""
    files = pods.pods["grafana"].files.items()
    return {path.rsplit("/", 1)[1]: json.loads(text) for path, text in files if path.endswith(".json")}


def ask(answers, dashboards):
    """What each expression of a panel answers: how many series, or the error."""
    found = {}
    for expression, place in checks.expressions(dashboards).items():
        try:
            found[place, expression] = len(query(answers, expression))
        except urllib.error.HTTPError as error:
            found[place, expression] = error.read().decode()
    return found


# What has no series while all is well, or on a machine like this one.
EMPTY = {
    "k3s-nodes.json: Temperature": "a virtual machine has no sensors",
}


def panels(backend, before, after, count):
    """Every panel is asked while all is well and while a node is down: one of both has an answer."""
    real, made, empty = 0, 0, set()
    for key, answer in before.items():
        place, expression = key
        best = answer if isinstance(answer, str) or answer else after[key]
        if isinstance(best, str):
            count.judge(f"{backend}: {place}: {expression}", False, best)
        elif not best and place in EMPTY:
            empty.add(place)
        else:
            count.judge(f"{backend}: {place}: {expression}", best > 0, "no series")
            if any(word in expression for word in MADE):
                made += 1
            else:
                real += 1
    print(f"{backend}: {real} expressions asked of real programs' data, {made} of samples that were made")
    for place in sorted(empty):
        print(f"{backend}: no answer: {place}: {EMPTY[place]}")


def up(answers):
    try:
        return sum(1 for _, value in query(answers, "up") if value == 1)
    except OSError:
        return 0
