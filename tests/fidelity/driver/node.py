"""The right side: what `convert` and `install` make of the same definitions, applied to the API server."""

import json
import re
from datetime import datetime, timedelta
from pathlib import Path

import api
from logs import printed
from machine import CONVERTER, SCRATCH, Failed, ask, call, until
from podman import shares

PODS = "/api/v1/pods"


class Converted:
    """Ledger of a case, and its objects as they lie in K3s' manifests directory after `install`."""

    def __init__(self, case):
        at = SCRATCH / "converted" / case.name
        at.mkdir(parents=True, exist_ok=True)
        self.target, self.state, self.bundle = at / "manifests", at / "state", at / "bundle"
        self.target.mkdir(exist_ok=True)
        settings = merged(case.usual_settings(), case.settings)
        units = {name if name.endswith(".timer") else f"{name.removesuffix('.service')}.service": of for name, of in case.units.items()}
        host = {"backend": "podman", "containers": case.containers, "units": units, **case.host}
        envelope = {"version": 1, "hosts": {"localhost": host}}
        read = envelope if case.host else case.containers
        for name, content in (("input", read), ("units", case.units), ("settings", settings)):
            (at / f"{name}.json").write_text(json.dumps(content))
        words = [CONVERTER, "convert", str(at / "input.json"), "--layout", "k3s", "-o", str(self.bundle)]
        words += ["--settings", str(at / "settings.json"), "--message-format", "json"]
        if case.units and not case.host:
            words += ["--units", str(at / "units.json")]
        code, _, said = ask(*words)
        if code:
            raise Failed(f"`{' '.join(words)}`: exit code {code}: {said[-1500:]}")
        lines = [json.loads(line) for line in (self.bundle / "ledger.jsonl").read_text().splitlines()]
        self.rows = [row for line in lines for row in line.get("rows", [])]
        self.rows += told(said)
        # The server is of 1.34 with what later ones have turned on: a bundle for one of those is not asked whose it is.
        self.alone = ["env", "KUBECONFIG=/dev/null"] if "kubernetes" in case.settings else []
        # What is done to the objects of an installation before they are applied.
        self.objects, self.spoilt, self.follows = [], [], case.follows

    def install(self):
        """Again, too: paths, and files that hold secrets, are looked at anew."""
        # podman runs the same containers at the same time, on what stands for another machine: none of its processes is seen.
        words = ["unshare", "--pid", "--fork", "--mount-proc"]
        words += [*self.alone, CONVERTER, "install", str(self.bundle), "--target", str(self.target), "--state", str(self.state)]
        words += ["--k3s-config", "/dev/null", "--create"]
        # A case may be of a host with a name of its own.
        hosts = json.loads((self.bundle / "bundle.json").read_text()).get("hosts", [])
        words += [f"--host={hosts[0]}"] if hosts else []
        follows, self.follows = self.follows, []
        if follows:
            follow(follows, *words)
        call(*words)
        self.objects = read(self.target / "k3s-migrate")
        for spoil in self.spoilt:
            spoil(self.objects)

    def uninstall(self):
        """Objects that K3s deletes then: those that its files no longer have."""
        before = {named(each): each for each in self.objects}
        call(CONVERTER, "uninstall", "--target", str(self.target), "--state", str(self.state))
        self.objects = read(self.target / "k3s-migrate")
        return [before[name] for name in before.keys() - {named(each) for each in self.objects}]


def follow(codes, *install):
    """What an operator does who reads why a workload waits: runs the command that the message has."""
    code, _, said = ask(*install, "--message-format", "json")
    waiting = [each for each in map(json.loads, said.splitlines()) if each.get("code") in codes]
    if not code or {each["code"] for each in waiting} != set(codes):
        raise Failed(f"`install` does not wait with {', '.join(codes)}: exit code {code}: {said[-1500:]}")
    for each in waiting:
        call("sh", "-eu", "-c", re.search("`(.+?)`", each["do"][0])[1])


def merged(usual, own):
    """Settings of the rig, and those of a case, which win."""
    if not (isinstance(usual, dict) and isinstance(own, dict)):
        return own
    return {key: merged(usual[key], own[key]) if key in usual and key in own else {**usual, **own}[key] for key in {**usual, **own}}


def converted(case):
    """What the program under test makes of a case where its files lie."""
    case.prepare()
    return Converted(case)


def named(each):
    """Kind, namespace and name of an object."""
    return each["kind"], each["metadata"].get("namespace"), each["metadata"]["name"]


def told(said):
    """Diagnostics that name a loss, as rows: not all are about an option, and of one option the row has the first."""
    for line in said.splitlines():
        each = json.loads(line)
        if each.get("type") == "diagnostic" and (each["effect"] or each["path"]):
            yield {**each, "fate": "told"}


def read(folder):
    """All objects of the files that K3s would read."""
    objects = []
    for file in sorted(Path(folder).glob("*.json")):
        objects += json.loads(file.read_text())["items"]
    return objects


def pod_of(workload):
    """The Pod template of a workload."""
    spec = workload["spec"]
    return (spec.get("jobTemplate", {}).get("spec") or spec)["template"]


def containers_of(pod):
    return pod["spec"].get("initContainers", []) + pod["spec"]["containers"]


def called(name):
    """A container's name in Kubernetes."""
    return re.sub("[^a-z0-9-]", "-", name.lower())


def statuses(pod):
    status = pod["status"]
    return [*status.get("initContainerStatuses", []), *status.get("containerStatuses", [])]


def rejected(pod):
    """Whether the kubelet has refused to start it, as it does while a device plugin is not there yet."""
    return pod["status"].get("reason") == "UnexpectedAdmissionError"


def begun(pod):
    """Whether each of its containers was started at least once."""
    found = statuses(pod)
    started = (each["restartCount"] > 0 or each["state"].keys() & {"running", "terminated"} for each in found)
    return bool(found) and bool(pod["status"].get("podIPs")) and all(started)


def ending(uid):
    """Seconds from the request until the last program of a Pod had ended: what the node does after that is its own."""
    found = until(20, lambda: api.watched(PODS).ending(uid))
    if not found:
        raise Failed("nothing was said of how the Pod ended")
    first, last = found
    meta = first["metadata"]
    if "deletionTimestamp" not in meta:
        raise Failed("the Pod went at once, without a time to end")
    asked = moment(meta["deletionTimestamp"]) - timedelta(seconds=meta["deletionGracePeriodSeconds"])
    ended = [each["state"].get("terminated", {}).get("finishedAt") for each in statuses(last)]
    if not any(ended):
        raise Failed("nothing was said of when its containers ended")
    return max((moment(end) - asked).total_seconds() for end in ended if end)


def moment(text):
    return datetime.fromisoformat(text)


def gone(cases):
    """Waits until nothing of these is left, such as of an earlier try."""
    namespaces = {name for case in cases for name in (case.namespace, case.devices)}

    def left():
        return namespaces & {each["metadata"]["name"] for each in api.items("/api/v1/namespaces")}

    if not until(300, lambda: not left()):
        raise Failed(f"does not go: {', '.join(sorted(left()))}")


class Node:
    """The converted workloads of a case on the node."""

    name = "Kubernetes"

    def __init__(self, case, made):
        self.case, self.made, self.error = case, made, None
        self.pods, self.hidden, self.applied = [], set(), []

    def start(self):
        self.case.prepare()
        try:
            self.made.install()
            self.apply()
        except Failed as why:
            self.error = str(why)
            return
        for cron in (o for o in self.made.objects if o["kind"] == "CronJob"):
            self.run_now(cron["metadata"]["name"])

    def apply(self):
        """What is as it was is left alone, as K3s does."""
        for each in sorted(self.made.objects, key=lambda each: each["kind"] != "Namespace"):
            if each not in self.applied:
                api.apply(each)
        self.applied = self.made.objects

    def clear(self):
        """Takes it away, which may take a while after this: nobody else has its names and ports."""
        for each in self.made.objects:
            if each["kind"] in api.CLUSTER_WIDE:
                api.delete(each)

    def look(self):
        """All its Pods that are not on their way out, nor rejected by the kubelet, newest first."""
        items = [pod for pod in api.watched(PODS).all() if pod["metadata"]["namespace"] == self.case.namespace]
        here = [pod for pod in items if "deletionTimestamp" not in pod["metadata"] and not rejected(pod)]
        self.pods = sorted(here, key=lambda pod: pod["metadata"]["creationTimestamp"], reverse=True)

    def where(self, name):
        """Pod and container that a container of podman has become."""
        for pod in self.pods:
            if pod["metadata"]["uid"] not in self.hidden:
                for container in containers_of(pod):
                    if container["name"] == called(name):
                        return pod, container
        return None, None

    def log(self, name):
        """From the first start on, read where the kubelet keeps it."""
        pod, container = self.where(name)
        if pod is None:
            self.look()
            return ""
        meta = pod["metadata"]
        folder = Path(f"/var/log/pods/{meta['namespace']}_{meta['name']}_{meta['uid']}/{container['name']}")
        files = sorted(folder.glob("*.log"), key=lambda file: int(file.stem.split(".")[0]))
        if not files:
            # It may have been rejected since.
            self.look()
        return "\n".join(printed(files))

    def inside(self, name, *words):
        self.look()
        pod, container = self.where(name)
        if pod is None:
            return 1, "", "no Pod"
        meta = pod["metadata"]
        return ask("kubectl", "exec", "-n", meta["namespace"], meta["name"], "-c", container["name"], "--", *words)

    def settle(self):
        """Waits until all has begun, and its Services know their Pods: a name is there a moment after the program is."""
        own = [o for o in self.made.objects if o["metadata"].get("namespace") == self.case.namespace]
        workloads = [o for o in own if o["kind"] in ("Deployment", "StatefulSet", "DaemonSet", "Job")]
        wanted = sum(o["spec"].get("replicas", 1) for o in workloads)

        def known():
            self.look()
            all_services = api.items(f"/api/v1/namespaces/{self.case.namespace}/services")
            services = [o["metadata"]["name"] for o in all_services if o["spec"].get("selector")]
            all_slices = api.items(f"/apis/discovery.k8s.io/v1/namespaces/{self.case.namespace}/endpointslices")
            slices = [o for o in all_slices if o.get("endpoints")]
            ready = {o["metadata"]["labels"]["kubernetes.io/service-name"] for o in slices}
            return len(self.pods) >= wanted and all(map(begun, self.pods)) and all(name in ready for name in services)

        until(20, known)

    def addresses(self):
        """Address → Service or container."""
        self.look()
        found = {}
        for service in api.items(f"/api/v1/namespaces/{self.case.namespace}/services"):
            for address in service["spec"].get("clusterIPs", []):
                found[address] = f"<Service {service['metadata']['name']}>"
        for name, of in self.case.containers.items():
            if not shares(of):
                pod, _ = self.where(name)
                for each in (pod or {}).get("status", {}).get("podIPs", []):
                    found[each["ip"]] = f"<{name}>"
        return found

    def workload(self, name):
        for each in self.made.objects:
            if each["kind"] in ("Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"):
                if any(container["name"] == called(name) for container in containers_of(pod_of(each))):
                    return each
        raise Failed(f"nothing runs `{name}`")

    def stop(self, names):
        """Pods end together, since they are one another's peers; a workload without Pods is stopped. Returns the seconds."""
        names = {called(name) for name in names}
        self.look()
        stopped = [pod for pod in self.pods if any(container["name"] in names for container in containers_of(pod))]
        workloads = {w["metadata"]["name"]: w["kind"].lower() for w in map(self.workload, names)}
        for name, kind in workloads.items():
            call("kubectl", "scale", "-n", self.case.namespace, f"{kind}/{name}", "--replicas=0")
        self.look_until_gone(names)
        if workloads and not stopped:
            raise Failed("there was no Pod to stop")
        return max((ending(pod["metadata"]["uid"]) for pod in stopped), default=0)

    def look_until_gone(self, names):
        def gone():
            items = api.items(f"/api/v1/namespaces/{self.case.namespace}/pods")
            return not any(container["name"] in names for pod in items for container in containers_of(pod))

        if not until(120, gone):
            raise Failed("the Pods do not end")

    def restart(self, name):
        """Its Pod anew, as after a change."""
        self.look()
        pod, _ = self.where(name)
        if pod is None:
            raise Failed(f"`{name}` has no Pod")
        self.hidden.add(pod["metadata"]["uid"])
        call("kubectl", "delete", "pod", "-n", self.case.namespace, pod["metadata"]["name"])

    def crash(self, name):
        """Kills its first process, and waits until the kubelet has started it again."""
        before = self.status(name)
        call("ctr", "-n", "k8s.io", "tasks", "kill", "-s", "SIGKILL", before["containerID"].removeprefix("containerd://"))

        def again():
            now = self.status(name)
            return now["restartCount"] > before["restartCount"] and "running" in now["state"]

        if not until(60, again):
            raise Failed(f"the kubelet does not start `{name}` again")

    def starts(self, name):
        """Whether the Pod that follows runs; one that may not start says so within a moment, and tries again."""
        self.restart(name)

        def runs():
            self.look()
            pod, _ = self.where(name)
            states = (pod or {}).get("status", {}).get("containerStatuses", [])
            return any(each["name"] == name and "running" in each["state"] for each in states)

        return until(10, runs)

    def install(self, _names):
        """What changed on the host comes with the next `install`, to the Pods that use it."""
        try:
            self.made.install()
        except Failed:
            return False
        self.apply()
        return True

    def uninstall(self):
        """As K3s does it, and waits for the Pods."""
        for each in self.made.uninstall():
            api.delete(each)
        self.look_until_gone(set(self.case.containers))

    def status(self, name):
        """What the kubelet says of its container; none before it says anything."""
        self.look()
        pod, container = self.where(name)
        said = statuses(pod) if pod else []
        return next((each for each in said if each["name"] == container["name"]), None)

    def state(self, name):
        each = self.status(name)
        if each is None:
            return {"ended": False, "healthy": False}
        ended = each["restartCount"] > 0 or "terminated" in each["state"]
        return {"ended": ended, "healthy": not ended and each["ready"]}

    def run_now(self, name):
        """What a CronJob does when its time has come."""
        number = len(api.items(f"/apis/batch/v1/namespaces/{self.case.namespace}/jobs"))
        job = f"{name}-now-{number}"
        call("kubectl", "create", "job", "-n", self.case.namespace, f"--from=cronjob/{name}", job)
