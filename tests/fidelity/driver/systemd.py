"""systemd's part on the left side: which containers start by themselves, and which are started again when they end.

Without a unit in the case nothing starts a container again: what is asked then is what podman does by itself.
"""

from pathlib import Path
from threading import Thread

from logs import printed
from machine import ask, call

# Starts after which systemd gives a unit up, unless it says otherwise.
START_LIMIT = 5


def unit(case, name, kind="service"):
    """The unit of a container as the case has it, or an empty one."""
    base = case.containers[name].get("serviceName") or f"podman-{name}"
    return case.units.get(f"{base}.{kind}") or (case.units.get(base) if kind == "service" else None) or {}


def is_oneshot(case, name):
    """Whether it has started when it has ended."""
    return unit(case, name).get("serviceConfig", {}).get("Type") == "oneshot"


def in_order(containers, wanted=None):
    """Names as the units start them: what another one depends on first."""
    done = []

    def visit(name):
        if name not in done:
            for other in containers[name].get("dependsOn", []):
                visit(other)
            done.append(name)

    for name in containers if wanted is None else wanted:
        visit(name)
    return done


def starting(case):
    """What starts by itself or by its timer, whose time has come, and what that depends on."""

    def starts(name):
        idle = case.containers[name].get("autoStart") is False or unit(case, name).get("wantedBy") == []
        return not idle or bool(unit(case, name, "timer"))

    return in_order(case.containers, [name for name in case.containers if starts(name)])


def again(service, code):
    """Whether systemd starts a unit again that ended with an exit code: `service_shall_restart` of version 257."""

    def listed(key):
        words = service.get(key, [])
        return str(code) in map(str, words if isinstance(words, list) else str(words).split())

    policy = service.get("Restart", "no")
    if listed("RestartPreventExitStatus"):
        return False
    if policy == "always" or listed("RestartForceExitStatus"):
        return True
    well = code == 0 or listed("SuccessExitStatus")
    return policy == ("on-success" if well else "on-failure")


class Keeper:
    """Starts one container again as `Restart=` of its unit says, until it is released."""

    def __init__(self, case, name, line, started):
        """`started`: the container's id."""
        of = unit(case, name)
        self.name, self.line, self.id = name, line, started
        self.service = of.get("serviceConfig", {})
        self.most = of.get("unitConfig", {}).get("StartLimitBurst", START_LIMIT) or 1_000_000
        # What earlier runs have printed.
        self.earlier, self.starts, self.released = "", 1, False
        if self.service.get("Restart", "no") != "no" or "RestartForceExitStatus" in self.service:
            Thread(target=self.watch, daemon=True).start()

    def watch(self):
        while not self.released:
            failed, code, _ = ask("podman", "wait", self.name)
            wanted = not failed and again(self.service, int(code))
            if self.released or not wanted or self.starts >= self.most:
                return
            self.earlier += self.now()
            self.starts += 1
            self.id = call(*self.line).strip()

    def now(self):
        """What this run has printed, read where podman keeps it, unless the case has another place for it."""
        file = Path(f"/var/lib/containers/storage/overlay-containers/{self.id}/userdata/ctr.log")
        if file.exists():
            return "".join(f"{line}\n" for line in printed([file]))
        return ask("podman", "logs", self.name)[1]

    def log(self):
        return self.earlier + self.now()
