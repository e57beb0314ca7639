"""Reads the cases, `cases/AREA/NAME.json`, and refuses one that nobody could run; README.md lists the keys."""

import hashlib
import json
import os
import re
import shutil
from pathlib import Path

from machine import HERE, call

KEYS = {
    "why", "asks", "shows", "container", "containers", "units", "files", "before", "settings", "silent", "steps",
    "differs", "needs", "alone", "journal", "host", "follows",
}
NAME = re.compile(r"[a-z][a-z0-9-]{1,50}")


class Wrong(Exception):
    """A case that cannot be run."""


class Case:
    """What an operator writes, and what is asked of it."""

    def __init__(self, path):
        self.name, self.area = path.stem, path.parent.name
        read = json.loads(path.read_text())
        if unknown := read.keys() - KEYS:
            raise Wrong(f"{path}: unknown: {', '.join(sorted(unknown))}")
        if not NAME.fullmatch(self.name) or not read.get("why") or ("container" in read) == ("containers" in read):
            raise Wrong(f"{path}: a name of letters, `why`, and either `container` or `containers`")
        self.why, self.shows = read["why"], read.get("shows", [])
        self.containers = read.get("containers") or {self.name: read["container"]}
        self.asks = [*asked(self.containers.values()), *read.get("asks", [])]
        self.units, self.settings = read.get("units", {}), read.get("settings", {})
        self.files, self.before = read.get("files", {}), read.get("before", [])
        # Containers that print no world, since another program than the probe runs in them, or none.
        self.silent, self.steps = set(read.get("silent", [])), read.get("steps", [])
        self.differs = read.get("differs", {})
        # What an envelope says of the host beside its containers and units.
        self.host = read.get("host", {})
        # Codes of `install` whose commands are run.
        self.follows = read.get("follows", [])
        # A migration and the way back: container → a file in its data.
        self.journal, self.laid_out = read.get("journal", {}), False
        self.alone, self.needs_machine = read.get("alone", bool(self.journal)), read.get("needs") == "machine"

    @property
    def namespace(self):
        """A namespace of its own on the node, so that names of one case are no names of another."""
        return f"case-{self.name}"

    @property
    def default_network_has_names(self):
        """As on NixOS with `virtualisation.podman.defaultNetwork.settings.dns_enabled`."""
        return self.host.get("networks", {}).get("podman", {}).get("disableDns") is False

    @property
    def devices(self):
        """The namespace of its device plugin."""
        return f"devices-{self.name}"

    def usual_settings(self):
        """What keeps a case apart from the others; the device plugin is the rig's own."""
        found = {"namespace": self.namespace}
        if any(word.split("=")[0] == "--device" for of in self.containers.values() for word in words(of)):
            domain = f"rig-{hashlib.sha256(self.name.encode()).hexdigest()[:6]}"
            found["devices"] = {"plugin": {"image": "localhost/device-plugin:1", "namespace": self.devices, "domain": domain}}
        return found

    def speaking(self):
        """Containers whose world is compared."""
        return [name for name in self.containers if name not in self.silent]

    def prepare(self):
        """Files, volumes and networks as they are before anything starts; again before each side, but for a rehearsal."""
        if self.journal and self.laid_out:
            return
        self.laid_out = True
        for path, content in self.files.items():
            lay_out(Path(path), content)
        for line in self.before:
            call("sh", "-eu", "-c", line)


def words(of):
    """Options of a container; its key `devices` as they are."""
    return [*(f"--device={each}" for each in of.get("devices", [])), *of.get("extraOptions", [])]


def asked(containers):
    """Flags and keys that the definitions use, but those of every container and what only tells the probe what to do."""
    found = {}
    for of in containers:
        for key, value in of.items():
            names = value if key == "environment" else ()
            if key not in ("image", "extraOptions") and (not names or any(not n.startswith("PROBE_") for n in names)):
                found[key] = None
        for word in of.get("extraOptions", []):
            if word.startswith("-"):
                found[word.split("=")[0]] = None
    return list(found)


def lay_out(path, content):
    """A file (text, or `{text, mode, uid, gid}`), or a folder (`{mode, uid, gid}`), which is emptied."""
    of = {"text": content} if isinstance(content, str) else content
    path.parent.mkdir(parents=True, exist_ok=True)
    if "text" in of:
        path.write_text(of["text"])
    else:
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir()
    path.chmod(int(of.get("mode", "0644" if "text" in of else "0755"), 8))
    os.chown(path, of.get("uid", 0), of.get("gid", 0))


def read(names):
    """The cases of these names, or all; by name."""
    found = {}
    for path in sorted((HERE / "cases").glob("*/*.json")):
        if (other := found.setdefault(path.stem, path)) != path:
            raise Wrong(f"two cases of one name: {other}, {path}")
    if unknown := set(names) - found.keys():
        raise Wrong(f"no such case: {', '.join(sorted(unknown))}")
    cases = {name: Case(found[name]) for name in sorted(names or found)}
    owners = {}
    for case in cases.values():
        for container in case.containers:
            if (owner := owners.setdefault(container, case.name)) != case.name:
                raise Wrong(f"two cases have a container `{container}`: {owner}, {case.name}")
    return cases
