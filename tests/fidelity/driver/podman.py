"""The left side: each container by the `podman run` line of NixOS' oci-containers."""

import json
import os

from machine import Failed, ask, call

# What a unit of NixOS does when it stops its container: by signal and podman's own 10 seconds.
STOP = ("podman", "stop")


def run_line(name, of):
    """The words that oci-containers gives to podman, in its order; the log goes to a file, there is no journal."""
    line = ["podman", *of.get("preRunExtraOptions", []), "run", f"--name={name}", "--log-driver=k8s-file"]
    line += [f"--{key}={of[key]}" for key in ("entrypoint", "hostname") if of.get(key) is not None]
    line += ["--cgroups=enabled", "-d", "--replace"]
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
    """The line in the environment that systemd gives it: a path, and what the unit sets."""
    rig = {key: os.environ[key] for key in ("PATH", "CONTAINERS_CONF_OVERRIDE")}
    unit = case.units.get(f"podman-{name}", {}).get("environment", {})
    given = [f"{key}={value}" for key, value in {**rig, **unit}.items()]
    return ["env", "-i", *given, *run_line(name, case.containers[name])]


def in_order(containers):
    """Names as the units start them: what another one depends on first."""
    done = []

    def visit(name):
        if name not in done:
            for other in containers[name].get("dependsOn", []):
                visit(other)
            done.append(name)

    for name in containers:
        visit(name)
    return done


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
    """The containers of some cases under podman."""

    name = "podman"

    def __init__(self):
        self.started = []
        self.errors = {}

    def start(self, cases):
        for case in cases:
            try:
                case.prepare()
                for name in in_order(case.containers):
                    call(*started(case, name))
                    self.started.append(name)
            except Failed as why:
                self.errors[case.name] = str(why)

    def clear(self):
        """All at once, with those in namespaces of others, which podman refuses to remove before them."""
        if self.started:
            call("podman", "rm", "-f", "-i", "-v", "-t", "0", "--depend", *reversed(self.started))
        self.started = []

    def log(self, _case, name):
        return ask("podman", "logs", name)[1]

    def inside(self, _case, name, *words):
        return ask("podman", "exec", name, *words)

    def settle(self, _case):
        """There is nothing to wait for."""

    def addresses(self, case):
        """Address → container."""
        found = {}
        for name in (name for name in case.containers if not shares(case.containers[name])):
            code, out, _ = ask("podman", "inspect", name)
            for network in (json.loads(out)[0]["NetworkSettings"]["Networks"] or {} if code == 0 else {}).values():
                for key in ("IPAddress", "GlobalIPv6Address"):
                    if network.get(key):
                        found[network[key]] = f"<{name}>"
        return found

    def stop(self, case, names):
        """As systemd stops units: what depends on others first."""
        for name in reversed([n for n in in_order(case.containers) if n in names]):
            call(*STOP, name)

    def restart(self, case, name):
        """As `systemctl restart` does, with all that requires the unit: `ExecStop`, then `podman run --replace`."""
        units = requiring(case.containers, name)
        for each in reversed(units):
            call(*STOP, each)
            # A unit of NixOS runs with `--rm`.
            call("podman", "rm", each)
        for each in units:
            call(*started(case, each))

    def starts(self, case, name):
        """Whether it starts once more."""
        call(*STOP, name)
        return ask(*started(case, name))[0] == 0

    def install(self, case, names):
        """A start reads every file and secret."""
        return all([self.starts(case, name) for name in names])

    def state(self, _case, name):
        code, out, _ = ask("podman", "inspect", name)
        state = json.loads(out)[0]["State"] if code == 0 else {}
        # There is no systemd, whose timer runs the check.
        if state.get("Health") and state.get("Status") == "running":
            ask("podman", "healthcheck", "run", name)
        health = (state.get("Health") or {}).get("Status", "")
        ended = state.get("Status") in ("exited", "stopped") or state.get("RestartCount", 0) > 0
        return {"ended": ended, "healthy": not ended and health in ("", "healthy")}

    def run_now(self, case, name):
        """What a timer does when its time has come."""
        call(*started(case, name))
