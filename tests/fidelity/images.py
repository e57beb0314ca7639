#!/usr/bin/env python3
"""Writes the images of the fidelity cases as one archive that podman and containerd both load.

    images.py BUSYBOX PROBE DEVICE_PLUGIN ARCHIVE

README.md lists the images. The form is that of `docker save`: it alone carries a HEALTHCHECK.
The same inputs give the same bytes.
"""

import hashlib
import io
import json
import subprocess
import sys
import tarfile

APP, APP_GROUP = 1000, 1001
PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

DIRECTORIES = {
    # path: (mode, user, group)
    "bin": (0o755, 0, 0),
    "etc": (0o755, 0, 0),
    "dev": (0o755, 0, 0),
    "proc": (0o555, 0, 0),
    "sys": (0o555, 0, 0),
    "home": (0o755, 0, 0),
    "home/app": (0o700, APP, APP_GROUP),
    "root": (0o700, 0, 0),
    "run": (0o755, 0, 0),
    "run/of-the-image": (0o750, APP, APP_GROUP),
    "tmp": (0o1777, 0, 0),
    "var": (0o755, 0, 0),
    "var/tmp": (0o1777, 0, 0),
    "data": (0o750, APP, APP_GROUP),
    "config": (0o755, APP, APP_GROUP),
    "work": (0o755, APP, APP_GROUP),
}

FILES = {
    # path: (mode, user, group, content)
    "etc/passwd": (0o644, 0, 0, "root:x:0:0:root:/root:/bin/sh\napp:x:1000:1001:app:/home/app:/bin/sh\n"),
    "etc/group": (0o644, 0, 0, "root:x:0:\nvideo:x:44:app\napp:x:1001:\nextra:x:2000:\n"),
    "run/of-the-image/file": (0o640, APP, APP_GROUP, "run\n"),
    "tmp/of-the-image": (0o644, APP, APP_GROUP, "tmp\n"),
    "data/of-the-image": (0o640, APP, APP_GROUP, "data\n"),
    "config/of-the-image": (0o644, APP, APP_GROUP, "config\n"),
}

SECOND = 1_000_000_000
ENTRYPOINT = {"Entrypoint": ["/probe"]}
SCRIPT = ["@print; wait", "from the image"]

IMAGES = {
    "plain": ENTRYPOINT,
    "cmd": {"Cmd": ["/probe", *SCRIPT]},
    "entrypoint-cmd": {**ENTRYPOINT, "Cmd": SCRIPT},
    "user-number": {**ENTRYPOINT, "User": "1000"},
    "user-number-group": {**ENTRYPOINT, "User": "1000:2000"},
    "user-name": {**ENTRYPOINT, "User": "app"},
    "user-name-group": {**ENTRYPOINT, "User": "app:extra"},
    "user-unknown": {**ENTRYPOINT, "User": "4321"},
    "volume": {**ENTRYPOINT, "Volumes": {"/data": {}}},
    "stop-signal": {**ENTRYPOINT, "StopSignal": "SIGINT"},
    "health": {
        **ENTRYPOINT,
        "Healthcheck": {
            "Test": ["CMD", "/probe", "@exists /run/healthy"],
            "Interval": SECOND,
            "Timeout": SECOND,
            "Retries": 2,
        },
    },
    "env": {**ENTRYPOINT, "Env": [PATH, "FROM_IMAGE=1", "DOLLAR=a$b$(c)$$d"]},
    "workdir": {**ENTRYPOINT, "WorkingDir": "/work"},
    "workdir-missing": {**ENTRYPOINT, "WorkingDir": "/not/there", "User": "1000"},
    "expose": {**ENTRYPOINT, "ExposedPorts": {"8080/tcp": {}, "5353/udp": {}}},
    "label": {**ENTRYPOINT, "Labels": {"a": "b"}},
}


def add(archive, name, content=b"", mode=0o644, user=0, group=0, kind=tarfile.REGTYPE, target=""):
    entry = tarfile.TarInfo(name)
    entry.type, entry.mode, entry.uid, entry.gid, entry.linkname = kind, mode, user, group, target
    entry.size = len(content)
    archive.addfile(entry, io.BytesIO(content))


def layer(busybox, probe):
    """The one layer of all images, as the bytes of a tar."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for name, (mode, user, group) in DIRECTORIES.items():
            add(archive, name, mode=mode, user=user, group=group, kind=tarfile.DIRTYPE)
        for name, (mode, user, group, content) in FILES.items():
            add(archive, name, content.encode(), mode, user, group)
        with open(busybox, "rb") as file:
            add(archive, "bin/busybox", file.read(), 0o755)
        with open(probe, "rb") as file:
            add(archive, "probe", file.read(), 0o755)
        applets = subprocess.run([busybox, "--list"], check=True, capture_output=True, text=True).stdout.split()
        for applet in sorted(set(applets) - {"busybox"}):
            add(archive, f"bin/{applet}", kind=tarfile.SYMTYPE, mode=0o777, target="busybox")
    return buffer.getvalue()


def config(settings, identity):
    settings = {"Env": [PATH], **settings}
    return json.dumps(
        {
            "architecture": "amd64",
            "os": "linux",
            "created": "2026-01-01T00:00:00Z",
            "config": settings,
            "rootfs": {"type": "layers", "diff_ids": [identity]},
            "history": [{"created": "2026-01-01T00:00:00Z", "created_by": "tests/fidelity/images.py"}],
        },
        sort_keys=True,
    ).encode()


def alone(program):
    """A layer with a program and nothing else, as that of the real device plugin."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.GNU_FORMAT) as archive:
        with open(program, "rb") as file:
            add(archive, "device-plugin", file.read(), 0o755)
    return buffer.getvalue()


def main(busybox, probe, device_plugin, path):
    # The pause program of a Pod is the probe, waiting.
    named = {f"localhost/probe:{name}": settings for name, settings in IMAGES.items()}
    layers = {
        "layer.tar": (layer(busybox, probe), {**named, "localhost/pause:1": {"Entrypoint": ["/probe", "@wait"]}}),
        "device-plugin.tar": (alone(device_plugin), {"localhost/device-plugin:1": {"Entrypoint": ["/device-plugin"]}}),
    }
    manifest = []
    with tarfile.open(path, "w", format=tarfile.GNU_FORMAT) as archive:
        for name, (content, images) in layers.items():
            add(archive, name, content)
            identity = "sha256:" + hashlib.sha256(content).hexdigest()
            for tag, settings in images.items():
                described = config(settings, identity)
                file = hashlib.sha256(described).hexdigest() + ".json"
                add(archive, file, described)
                manifest.append({"Config": file, "RepoTags": [tag], "Layers": [name]})
        add(archive, "manifest.json", json.dumps(manifest).encode())


if __name__ == "__main__":
    main(*sys.argv[1:])
