"""What is asked of either side while a case runs: its worlds, and the answers to its steps, as flat maps."""

import json
import re
import time
from pathlib import Path

from machine import LAN_IP, NODE_IP, PROBE, SLOWER, Failed, ask, until
from world import events, flat, world

ADDRESS = re.compile(r"(?<![\w.])(?!127\.|0\.0\.0\.0)\d{1,3}(?:\.\d{1,3}){3}(?!\.?\d)")
# Of either version; too much is no harm.
SOME_ADDRESS = re.compile(r"\d\.\d|[0-9a-f]:[0-9a-f:]*:")
# Ports that the kernel chose for a client.
EPHEMERAL = re.compile(r"(>|\d|\]):(?:3[2-9]|[45]\d|6[0-5])\d{3}\b")


def worlds(side):
    """World of each container as soon as it has been printed; those that stayed silent are missing."""
    wanted = side.case.speaking() if side.error is None else []
    found = {}

    def all_there():
        for name in wanted:
            if name not in found and (seen := world(side.log(name))):
                found[name] = {facet: value for facet, value in seen.items() if not elsewhere(facet, side.case)}
        return len(found) == len(wanted)

    until(120, all_there)
    return found


def elsewhere(facet, case):
    """Whether it tells of a device that another case has made: who may see them all sees those that are there just now."""
    return facet.startswith("devices|/dev/rig/") and not facet.startswith(f"devices|/dev/rig/{case.name}/")


def seen_by(side):
    """What a started case shows on a side: container (or `answers`) → flat map."""
    seen = worlds(side)
    return {**seen, "answers": Asker(side, seen).run()}


class Asker:
    """Carries out the steps of a case on one side."""

    def __init__(self, side, seen):
        self.side, self.case, self.answers = side, side.case, {}
        self.hostnames = {}
        self.name(seen)

    def name(self, seen):
        """Host names by what has them; of a shared one by its first container."""
        for name in (name for name in self.case.containers if name in seen):
            self.hostnames.setdefault(seen[name]["hostname"], f"<hostname of {name}>")

    def run(self):
        if self.case.steps:
            self.side.settle()
        for step in self.case.steps:
            try:
                self.step(step)
            except Failed as why:
                self.answers[f"{step.get('ask', 'step')}|failed"] = str(why)
        return self.answers

    def step(self, step):
        if "wait" in step:
            time.sleep(step["wait"] * SLOWER)
        elif "restart" in step:
            self.side.restart(step["restart"])
            again = worlds(self.side)
            self.side.settle()
            self.name(again)
        elif "crash" in step:
            self.side.crash(step["crash"])
        elif "sh" in step:
            self.host(step["sh"])
        elif "node" in step:
            if self.side.name == "Kubernetes":
                self.host(step["node"])
        elif "until" in step:
            until(step.get("within", 60), lambda: holds(self.answer(step), step["until"]))
            self.put(step["ask"], self.answer(step))
        else:
            self.put(step["ask"], self.answer(step))

    def host(self, script):
        code, _, err = ask("sh", "-eu", "-c", script)
        if code:
            raise Failed(f"`{script}`: exit code {code}: {err}")

    def put(self, name, answer):
        self.answers.update((f"answers|{name}|{path}" if path else f"answers|{name}", value) for path, value in flat(answer))

    def answer(self, step):
        if "in" in step:
            return self.said(self.side.inside(step["in"], "/probe", f"@{self.filled(step['script'])}"))
        if "run" in step:
            code, out, _ = self.side.inside(step["run"], *step["words"])
            return {"code": code, "output": self.plain(out)}
        if "from" in step:
            before = {"host": [], "lan": ["lan"]}[step["from"]]
            return self.said(ask(*before, PROBE, f"@{self.filled(step['script'])}"))
        if "log" in step:
            wanted = step.get("events", ["signal", "exit"])
            log = list(events(self.log(step["log"])))
            return [self.cleaned(each) for each in log if each["event"] in wanted]
        if "state" in step:
            return self.side.state(step["state"])
        if "stop" in step:
            return {"seconds": tens(self.side.stop(step["stop"]))}
        if "starts" in step:
            return {"starts": self.side.starts(step["starts"])}
        if "install" in step:
            return {"done": self.side.install(step["install"])}
        raise Failed(f"a step that nobody knows: {step}")

    def log(self, of):
        """Of a container, or a file of the host where the probe puts it too."""
        if of.startswith("/"):
            return Path(of).read_text() if Path(of).exists() else ""
        return self.side.log(of)

    def filled(self, script):
        return script.replace("{node}", NODE_IP).replace("{lan}", LAN_IP)

    def said(self, done):
        code, out, err = done
        found = [self.cleaned(each) for each in events(out)]
        return {str(n): each for n, each in enumerate(found)} or {"code": code, "said": self.plain(out + err)}

    def cleaned(self, event):
        """Without what is another one at every run."""
        return json.loads(self.plain(json.dumps(timeless(event))))

    def plain(self, text):
        known = self.side.addresses() if SOME_ADDRESS.search(text) else {}
        known |= {NODE_IP: "<node>", LAN_IP: "<lan>"}
        for value, word in sorted(known.items(), key=lambda each: -len(each[0])):
            text = re.sub(rf"(?<![\w.]){re.escape(value)}(?![\w.]?\d)", word, text)
        for value, word in sorted(self.hostnames.items(), key=lambda each: -len(each[0])):
            text = re.sub(rf"(?<![\w.<-]){re.escape(value)}(?![\w>-])", word, text)
        return EPHEMERAL.sub(r"\1:<port>", ADDRESS.sub("<address>", text))


def holds(answer, wanted):
    """Whether an answer has all that is wanted of it."""
    if isinstance(answer, dict) and isinstance(wanted, dict):
        return all(key in answer and holds(answer[key], value) for key, value in wanted.items())
    return answer == wanted


def timeless(event):
    """An event without its time; what another probe answered is an event, too."""
    event = {key: value for key, value in event.items() if key != "time"}
    if "remote" in event:
        # Whoever asks does so from a port that the kernel chose.
        event["remote"] = re.sub(r":\d+$", ":<port>", event["remote"])
    try:
        event["answer"] = timeless(json.loads(event["answer"]))
    except (KeyError, TypeError, ValueError, AttributeError):
        pass
    return event


def tens(seconds):
    """About how long, in steps of 10 seconds: each side has a moment of its own."""
    return f"about {10 * round(seconds / SLOWER / 10)}"
