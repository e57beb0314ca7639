"""What a bundle has for the programs of the stack: arguments, files, names of Services."""

import json
import pathlib


class Pods:
    def __init__(self, bundle):
        objects = []
        for path in sorted((bundle / "manifests").glob("*.json")):
            value = json.loads(path.read_text())
            objects += value["items"] if value["kind"] == "List" else [value]
        self.objects = objects
        self.services = [
            (each["metadata"]["name"], each["metadata"]["namespace"]) for each in objects if each["kind"] == "Service"
        ]
        # By `name.namespace`: what a Pod is made of, its labels, and of a Service its selector and ports.
        workloads = {full(each): each["spec"]["template"] for each in objects if each["kind"] in ("Deployment", "DaemonSet", "StatefulSet")}
        self.specs = {name: template["spec"] for name, template in workloads.items()}
        self.labels = {name: template["metadata"]["labels"] for name, template in workloads.items()}
        self.ports = {
            full(each): (each["spec"].get("selector"), {port["port"]: port.get("targetPort", port["port"]) for port in each["spec"].get("ports", [])})
            for each in objects
            if each["kind"] == "Service"
        }
        self.images = {container["image"] for spec in self.specs.values() for container in spec["containers"]}
        configs = {each["metadata"]["name"]: each["data"] for each in objects if each["kind"] == "ConfigMap"}
        self.pods = {
            each["metadata"]["name"]: Pod(each["spec"]["template"]["spec"], configs)
            for each in objects
            if each["kind"] in ("Deployment", "DaemonSet") and each["metadata"]["namespace"] == "monitoring"
        }


def full(each):
    return f"{each['metadata']['name']}.{each['metadata']['namespace']}"


class Pod:
    def __init__(self, spec, configs):
        container = spec["containers"][0]
        volumes = {volume["name"]: volume for volume in spec.get("volumes", [])}
        self.args = container.get("args", [])
        # Path → text, and folders that are written to.
        self.files, self.folders, self.host = {}, [], []
        for mount in container.get("volumeMounts", []):
            volume, path = volumes[mount["name"]], mount["mountPath"]
            if "configMap" in volume:
                data = configs[volume["configMap"]["name"]]
                if "subPath" in mount:
                    self.files[path] = data[mount["subPath"]]
                else:
                    self.files |= {f"{path}/{name}": text for name, text in data.items()}
            elif "hostPath" in volume:
                self.host.append((path, volume["hostPath"]["path"]))
            elif "secret" not in volume:
                self.folders.append(path)

    def arguments(self, data):
        """As the container has them, with folders below `data`, and the host's where they are on the host."""
        return [self.moved(each, data) for each in self.args]

    def moved(self, argument, data):
        for path in self.folders:
            argument = argument.replace(f"={path}", f"={data}{path}")
        for path, host in self.host:
            argument = argument.replace(f"={path}/", f"={host.rstrip('/')}/")
            if argument.endswith(f"={path}"):
                argument = argument.removesuffix(path) + host
        return argument

    def write(self):
        for path, text in self.files.items():
            path = pathlib.Path(path)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
