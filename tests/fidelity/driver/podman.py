"""The left side: each container by the `podman run` line of NixOS' oci-containers."""

import functools
import json
import os
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Semaphore, Thread

from machine import SCRATCH, Failed, ask, call, until
from systemd import Keeper, in_order, is_oneshot, starting, unit

# What a unit of NixOS does when it stops its container: by signal and podman's own 10 seconds.
STOP = ("podman", "stop")
# More starts at once would only wait for podman's locks.
STARTS = Semaphore(4)


def run_line(name, of):
    """The words that oci-containers gives to podman, in its order; the log goes to a file, there is no journal."""
    line = ["podman", *of.get("preRunExtraOptions", []), "run", f"--name={name}", "--log-driver=k8s-file"]
    line += [f"--{key}={of[key]}" for key in ("entrypoint", "hostname") if of.get(key) is not None]
    notify = of.get("podman", {}).get("sdnotify", "conmon")
    line += ["--cgroups=enabled", f"--sdnotify={notify}", "-d", "--replace"]
    for key, value in sorted(of.get("environment", {}).items()):
        line += ["-e", f"{key}={value}"]
    for key, flag in (("environmentFiles", "--env-file"), ("ports", "-p")):
        for value in of.get(key, []):
            line += [flag, value]
    if of.get("user") is not None:
        line += ["-u", of["user"]]
    for value in of.get("volumes", []):
        line += ["-v", value]
    for key, value in sorted(of.get("labels", {}).items()):
        line += ["-l", f"{key}={value}"]
    if of.get("workdir") is not None:
        line += ["-w", of["workdir"]]
    line += ["--privileged"] if of.get("privileged") else []
    # Without `--rm`: the log is read after a program that ends by itself.
    for flag, wanted in (("--cap-add", True), ("--cap-drop", False)):
        line += [f"{flag}={key}" for key, value in sorted(of.get("capabilities", {}).items()) if value is wanted]
    line += [f"--device={value}" for value in of.get("devices", [])]
    line += [f"--network={value}" for value in dict.fromkeys(of.get("networks", []))]
    pull = [] if of.get("pull") is None else ["--pull", of["pull"]]
    return line + [*pull, *of.get("extraOptions", []), of["image"], *of.get("cmd", [])]


def started(case, name):
    """The line in the environment that systemd gives it: a path, a socket to notify, and what the unit sets."""
    configuration = with_names() if case.default_network_has_names else os.environ["CONTAINERS_CONF_OVERRIDE"]
    rig = {"PATH": os.environ["PATH"], "CONTAINERS_CONF_OVERRIDE": configuration}
    given = {**rig, "NOTIFY_SOCKET": notify_socket(), **unit(case, name).get("environment", {})}
    return ["env", "-i", *(f"{key}={value}" for key, value in given.items()), *run_line(name, case.containers[name])]


@functools.cache
def with_names():
    """podman's configuration with another default network, one that resolves names: the machine's own has none."""
    call("podman", "network", "create", "--ignore", "default-with-names")
    path = SCRATCH / "with-names.conf"
    path.write_text(Path(os.environ["CONTAINERS_CONF_OVERRIDE"]).read_text() + '\n[network]\ndefault_network = "default-with-names"\n')
    return str(path)


@functools.cache
def notify_socket():
    """As systemd has one for a unit with `Type=notify`. What comes is read, or a writer would wait for ever."""
    path = str(SCRATCH / "notify")
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    listening.bind(path)

    def read():
        while True:
            listening.recv(4096)

    Thread(target=read, daemon=True).start()
    return path


def requiring(containers, name):
    """A container and all whose units require its unit, directly or not, in the order of their starts."""
    found = {name}
    while more := {n for n, of in containers.items() if found & set(of.get("dependsOn", []))} - found:
        found |= more
    return [each for each in in_order(containers) if each in found]


def shares(of):
    """Whether a container uses another one's network."""
    return any("container:" in each for each in [*of.get("extraOptions", []), *of.get("networks", [])])


class Podman:
    """The containers of a case under podman."""

    name = "podman"

    def __init__(self, case):
        self.case, self.error = case, None
        self.started, self.kept, self.began = [], {}, {}

    def start(self):
        try:
            self.case.prepare()
            failed = set()
            for name in starting(self.case):
                # A unit does not start without what it requires.
                if failed & set(self.case.containers[name].get("dependsOn", [])) or not self.up(name):
                    failed.add(name)
        except Failed as why:
            self.error = str(why)

    def up(self, name):
        """Starts its unit; whether those that require it can start. A oneshot has started when it has ended well."""
        self.run(name)
        if not is_oneshot(self.case, name) or requiring(self.case.containers, name) == [name]:
            return True
        return ask("podman", "wait", name)[1].strip() == "0"

    def run(self, name):
        """Starts its unit, and waits until that counts as started."""
        line = started(self.case, name)
        if name not in self.started:
            self.started.append(name)
        self.began.pop(name, None)
        if "--sdnotify=healthy" in line:
            started_id = self.run_until_healthy(name, line)
        else:
            with STARTS:
                started_id = call(*line)
        self.kept[name] = Keeper(self.case, name, line, started_id.strip())

    @staticmethod
    def run_until_healthy(name, line):
        """It returns when a check has succeeded, and there is no timer that runs one."""
        with ThreadPoolExecutor(1) as pool:
            running = pool.submit(call, *line)
            while not running.done():
                ask("podman", "healthcheck", "run", name)
                time.sleep(0.5)
            return running.result()

    def clear(self):
        """One after the other: of several at once that share a namespace, podman may leave one, or its ports."""
        for keeper in self.kept.values():
            keeper.released = True
        for name in reversed(self.started):
            call("podman", "rm", "-f", "-i", "-v", "-t", "0", "--depend", name)
        self.started = []

    def crash(self, name):
        """Kills its first process, and waits until its unit has started it again."""
        keeper = self.kept[name]
        before = keeper.starts
        call("podman", "kill", "--signal=KILL", name)
        if not until(60, lambda: keeper.starts > before and self.running(name)):
            raise Failed(f"the unit of `{name}` does not start it again")

    @staticmethod
    def running(name):
        return ask("podman", "inspect", "--format={{.State.Running}}", name)[1].strip() == "true"

    def log(self, name):
        return self.kept[name].log() if name in self.kept else ""

    def inside(self, name, *words):
        return ask("podman", "exec", name, *words)

    def settle(self):
        """There is nothing to wait for."""

    def addresses(self):
        """Address → container."""
        found = {}
        for name in (name for name, of in self.case.containers.items() if not shares(of)):
            code, out, _ = ask("podman", "inspect", name)
            for network in (json.loads(out)[0]["NetworkSettings"]["Networks"] or {} if code == 0 else {}).values():
                for key in ("IPAddress", "GlobalIPv6Address"):
                    if network.get(key):
                        found[network[key]] = f"<{name}>"
        return found

    def stop(self, names):
        """As systemd stops units: what depends on others first. Returns the seconds."""
        start = time.monotonic()
        for name in reversed([n for n in in_order(self.case.containers) if n in names and n in self.kept]):
            self.kept[name].released = True
            call(*STOP, name)
        return time.monotonic() - start

    def restart(self, name):
        """As `systemctl restart` does, with all that requires the unit: `ExecStop`, then `podman run --replace`."""
        units = [each for each in requiring(self.case.containers, name) if each in self.kept]
        for each in reversed(units):
            self.kept[each].released = True
            call(*STOP, each)
            # A unit of NixOS runs with `--rm`.
            call("podman", "rm", each)
        for each in units:
            self.run(each)

    def starts(self, name):
        """Whether it starts once more."""
        try:
            self.restart(name)
        except Failed:
            return False
        return True

    def install(self, names):
        """A start reads every file and secret."""
        return all([self.starts(name) for name in names])

    def state(self, name):
        code, out, _ = ask("podman", "inspect", name)
        seen = json.loads(out)[0] if code == 0 else {}
        state, checks = seen.get("State", {}), seen.get("Config", {}).get("Healthcheck") or {}
        # There is no systemd, whose timer runs the check; without an interval it has none.
        checked = bool(state.get("Health")) and checks.get("Interval", 0) > 0
        if checked and state["Status"] == "running":
            ask("podman", "healthcheck", "run", name)
        health = state["Health"].get("Status", "") if checked else ""
        again = name in self.kept and self.kept[name].starts > 1
        # podman counts what `--restart` asks for, not what a failed check does.
        again |= self.began.setdefault(name, state.get("StartedAt")) != state.get("StartedAt")
        ended = state.get("Status") in ("exited", "stopped") or state.get("RestartCount", 0) > 0 or again
        return {"ended": ended, "healthy": bool(state) and not ended and health in ("", "healthy")}
