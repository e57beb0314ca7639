"""The programs of the stack, with the arguments and the files of their Pods."""

import pathlib
import re
import subprocess
import time

# Workloads whose programs are to be had here.
BINARIES = {
    "alertmanager": "prometheus-alertmanager",
    "blackbox-exporter": "prometheus-blackbox-exporter",
    "node-exporter": "prometheus-node-exporter",
    "prometheus": "prometheus",
    "victoriametrics": "victoria-metrics",
    "vmalert": "vmalert",
}
URLS = {"prometheus": "http://prometheus:9090", "victoriametrics": "http://victoriametrics:8428"}
# What `install` would make of credentials: all lead to the hub.
CREDENTIALS = {"api_url_file": "http://127.0.0.1:9099/slack", "url_file": "http://127.0.0.1:9099/hub"}


class Programs:
    def __init__(self, given, backend, pods):
        self.bin, self.data = given.programs / "bin", given.work / f"data-{backend}"
        self.backend_url = URLS[backend]
        self.pods = {name: pod for name, pod in pods.items() if name in BINARIES}
        self.running, self.ended = {}, {}

    def __enter__(self):
        for name, pod in self.pods.items():
            pod.write()
            for path, text in pod.files.items():
                for key, secret in re.findall(r"(\w*url_file): (/\S+)", text) if name == "alertmanager" else ():
                    path = pathlib.Path(secret)
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_text(CREDENTIALS[key])
            for folder in pod.folders:
                (self.data / folder.lstrip("/")).mkdir(parents=True, exist_ok=True)
        self.data.mkdir(exist_ok=True)
        for name, pod in self.pods.items():
            log = open(self.data / f"{name}.log", "wb")
            words = [self.bin / BINARIES[name], *pod.arguments(self.data)]
            self.running[name] = subprocess.Popen(words, stdout=log, stderr=log, cwd=self.data)
        return self

    def __exit__(self, *_):
        for process in self.running.values():
            process.kill()
            process.wait()

    def jobs(self):
        """The jobs of the backend's file."""
        texts = (text for pod in self.pods.values() for text in pod.files.values())
        return {name.strip('"') for text in texts for name in re.findall(r"job_name: (\S+)", text)}

    def dead(self):
        return [name for name, process in self.running.items() if process.poll() is not None]

    def end(self, name):
        """Ends a program at once; when that was."""
        self.ended[name] = resident(self.running[name])
        process = self.running.pop(name)
        process.kill()
        process.wait()
        return time.monotonic()

    def last_words(self):
        return "\n".join(
            f"{path.stem}: {line}" for path in sorted(self.data.glob("*.log")) for line in path.read_text().splitlines()[-6:]
        )

    def memory(self):
        """Resident MiB of each."""
        return self.ended | {name: resident(process) for name, process in self.running.items() if process.poll() is None}


def resident(process):
    lines = pathlib.Path(f"/proc/{process.pid}/status").read_text().splitlines()
    return int(dict(line.split(":", 1) for line in lines)["VmRSS"].split()[0]) // 1024
