"""The right side: what `convert` and `install` make of the same definitions, applied to the API server."""

import json
import re
from pathlib import Path

import api
from machine import CONVERTER, SCRATCH, Failed, ask, call, until
from podman import shares


class Converted:
    """Objects and ledger of a case, as they lie in K3s' manifests directory after `install`."""

    def __init__(self, case):
        at = SCRATCH / "converted" / case.name
        at.mkdir(parents=True, exist_ok=True)
        self.target, self.state, self.bundle = at / "manifests", at / "state", at / "bundle"
        self.target.mkdir(exist_ok=True)
        settings = {"namespace": case.namespace, **case.settings}
        for name, content in (("input", case.containers), ("units", case.units), ("settings", settings)):
            (at / f"{name}.json").write_text(json.dumps(content))
        words = [CONVERTER, "convert", str(at / "input.json"), "--layout", "k3s", "-o", str(self.bundle)]
        words += ["--settings", str(at / "settings.json"), "--message-format", "json"]
        if case.units:
            words += ["--units", str(at / "units.json")]
        code, _, said = ask(*words)
        if code:
            raise Failed(f"`{' '.join(words)}`: exit code {code}: {said[-1500:]}")
        self.rows = [json.loads(line) for line in (self.bundle / "ledger.jsonl").read_text().splitlines()]
        self.rows += told(said)
        self.objects = []
        self.install()

    def install(self):
        """Again, too: files that hold secrets are read anew."""
        words = ["--target", str(self.target), "--state", str(self.state), "--k3s-config", "/dev/null"]
        call(CONVERTER, "install", str(self.bundle), *words)
        self.objects = read(self.target / "k3s-migrate")

    def uninstall(self):
        """Objects that K3s deletes then: those that its files no longer have."""
        before = {named(each): each for each in self.objects}
        call(CONVERTER, "uninstall", "--target", str(self.target), "--state", str(self.state))
        self.objects = read(self.target / "k3s-migrate")
        return [before[name] for name in before.keys() - {named(each) for each in self.objects}]



def converted(case):
    """What the program under test makes of a case where its files lie."""
    case.prepare()
    return Converted(case)

def named(each):
    """Kind, namespace and name of an object."""
    return each["kind"], each["metadata"].get("namespace"), each["metadata"]["name"]


def told(said):
    """Diagnostics that name a loss, as rows: not all are about an option."""
    for line in said.splitlines():
        each = json.loads(line)
        if each.get("type") == "diagnostic" and each["lost"]:
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


class Node:
    """The converted workloads of some cases on the node."""

    name = "Kubernetes"

    def __init__(self, made):
        self.made, self.namespaces, self.errors = made, [], {}
        self.pods, self.hidden = [], set()

    def start(self, cases):
        for case in cases:
            case.prepare()
            self.namespaces.append(case.namespace)
        try:
            self.apply(cases)
        except Failed:
            # Again one by one, to see whose objects are refused.
            for case in cases:
                try:
                    self.apply([case])
                except Failed as why:
                    self.errors[case.name] = str(why)
        for case in cases:
            for cron in (o for o in self.made[case.name].objects if o["kind"] == "CronJob"):
                self.run_now(case, cron["metadata"]["name"])

    def apply(self, cases):
        objects = [each for case in cases for each in self.made[case.name].objects]
        objects.sort(key=lambda each: each["kind"] != "Namespace")
        call("kubectl", "apply", "-f", "-", given=json.dumps({"apiVersion": "v1", "kind": "List", "items": objects}))

    def clear(self):
        """Takes its namespaces away and waits for nothing: nobody else has their names and ports."""
        if self.namespaces:
            call("kubectl", "delete", "namespace", "--ignore-not-found", "--wait=false", *self.namespaces)
        self.namespaces = []

    @staticmethod
    def gone():
        """Waits until nothing of any case is left."""

        def left():
            return [o for o in api.items("/api/v1/namespaces") if o["metadata"]["name"].startswith("case-")]

        if not until(300, lambda: not left()):
            raise Failed("the namespaces of the cases do not go")

    def look(self):
        """All Pods that are not on their way out, newest first."""
        items = api.items("/api/v1/pods")
        here = [pod for pod in items if "deletionTimestamp" not in pod["metadata"]]
        self.pods = sorted(here, key=lambda pod: pod["metadata"]["creationTimestamp"], reverse=True)

    def where(self, case, name):
        """Pod and container that a container of podman has become."""
        for pod in self.pods:
            if pod["metadata"]["namespace"] == case.namespace and pod["metadata"]["uid"] not in self.hidden:
                for container in containers_of(pod):
                    if container["name"] == called(name):
                        return pod, container
        return None, None

    def log(self, case, name):
        """From the first start on, read where the kubelet keeps it."""
        pod, container = self.where(case, name)
        if pod is None:
            self.look()
            return ""
        meta = pod["metadata"]
        folder = Path(f"/var/log/pods/{meta['namespace']}_{meta['name']}_{meta['uid']}/{container['name']}")
        lines, part = [], ""
        for file in sorted(folder.glob("*.log"), key=lambda file: int(file.stem.split(".")[0])):
            for line in file.read_text(errors="replace").splitlines():
                _, stream, tag, text = (line.split(" ", 3) + [""])[:4]
                part += text
                if tag == "F":
                    lines.append(part)
                    part = ""
        return "\n".join(lines)

    def inside(self, case, name, *words):
        self.look()
        pod, container = self.where(case, name)
        if pod is None:
            return 1, "", "no Pod"
        meta = pod["metadata"]
        return ask("kubectl", "exec", "-n", meta["namespace"], meta["name"], "-c", container["name"], "--", *words)

    def settle(self, case):
        """Waits until its Services know their Pods: a name is there a moment after the program is."""

        def known():
            self.look()
            all_services = api.items(f"/api/v1/namespaces/{case.namespace}/services")
            services = [o["metadata"]["name"] for o in all_services if o["spec"].get("selector")]
            all_slices = api.items(f"/apis/discovery.k8s.io/v1/namespaces/{case.namespace}/endpointslices")
            slices = [o for o in all_slices if o.get("endpoints")]
            ready = {o["metadata"]["labels"]["kubernetes.io/service-name"] for o in slices}
            here = [pod for pod in self.pods if pod["metadata"]["namespace"] == case.namespace]
            return all(name in ready for name in services) and all(pod["status"].get("podIPs") for pod in here)

        until(20, known)

    def addresses(self, case):
        self.look()
        found = {}
        for service in api.items(f"/api/v1/namespaces/{case.namespace}/services"):
            for address in service["spec"].get("clusterIPs", []):
                found[address] = f"<Service {service['metadata']['name']}>"
        for name, of in case.containers.items():
            if not shares(of):
                pod, _ = self.where(case, name)
                for each in (pod or {}).get("status", {}).get("podIPs", []):
                    found[each["ip"]] = f"<{name}>"
        return found

    def workload(self, case, name):
        for each in self.made[case.name].objects:
            if each["kind"] in ("Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"):
                if any(container["name"] == called(name) for container in containers_of(pod_of(each))):
                    return each
        raise Failed(f"nothing runs `{name}`")

    def stop(self, case, names):
        """Pods end together, since they are one another's peers; a workload without Pods is stopped."""
        workloads = {w["metadata"]["name"]: w["kind"].lower() for w in (self.workload(case, name) for name in names)}
        for name, kind in workloads.items():
            call("kubectl", "scale", "-n", case.namespace, f"{kind}/{name}", "--replicas=0")
        self.look_until_gone(case, {called(name) for name in names})

    def look_until_gone(self, case, names):
        def gone():
            items = api.items(f"/api/v1/namespaces/{case.namespace}/pods")
            return not any(container["name"] in names for pod in items for container in containers_of(pod))

        if not until(120, gone):
            raise Failed("the Pods do not end")

    def restart(self, case, name):
        """Its Pod anew, as after a change."""
        self.look()
        pod, _ = self.where(case, name)
        self.hidden.add(pod["metadata"]["uid"])
        call("kubectl", "delete", "pod", "-n", case.namespace, pod["metadata"]["name"])

    def starts(self, case, name):
        """Whether the Pod that follows runs; one that may not start says so within a moment, and tries again."""
        self.restart(case, name)

        def runs():
            self.look()
            pod, _ = self.where(case, name)
            states = (pod or {}).get("status", {}).get("containerStatuses", [])
            return any(each["name"] == name and "running" in each["state"] for each in states)

        return until(10, runs)

    def install(self, case, _names):
        """What changed on the host comes with the next `install`, to the Pods that use it."""
        try:
            self.made[case.name].install()
        except Failed:
            return False
        self.apply([case])
        return True

    def uninstall(self, case):
        """As K3s does it, and waits for the Pods."""
        gone = self.made[case.name].uninstall()
        given = json.dumps({"apiVersion": "v1", "kind": "List", "items": gone})
        call("kubectl", "delete", "--ignore-not-found", "-f", "-", given=given)
        self.look_until_gone(case, set(case.containers))

    def state(self, case, name):
        self.look()
        pod, container = self.where(case, name)
        if pod is None:
            return {"ended": False, "healthy": False}
        status = pod["status"]
        for each in status.get("initContainerStatuses", []) + status.get("containerStatuses", []):
            if each["name"] == container["name"]:
                ended = each["restartCount"] > 0 or "terminated" in each["state"]
                return {"ended": ended, "healthy": not ended and each["ready"]}
        return {"ended": False, "healthy": False}

    def run_now(self, case, name):
        """What a CronJob does when its time has come."""
        number = len(api.items(f"/apis/batch/v1/namespaces/{case.namespace}/jobs"))
        job = f"{name}-now-{number}"
        call("kubectl", "create", "job", "-n", case.namespace, f"--from=cronjob/{name}", job)
