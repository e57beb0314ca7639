"""One place of a valid set of objects, changed. tests/oracles/README.md describes the files."""

import copy
import json
from pathlib import Path

MUTATIONS = Path(__file__).resolve().parent / "mutations"
BASE = MUTATIONS / "base"
FIELDS = {
    "why", "rules", "comment", "kind", "name", "set", "remove", "add",
    "text", "update", "before", "valid", "table", "kept_from",
}


def expanded(value):
    """{"$repeat": [text, count]} stands for a long text."""
    if isinstance(value, dict):
        if set(value) == {"$repeat"}:
            return value["$repeat"][0] * value["$repeat"][1]
        return {key: expanded(each) for key, each in value.items()}
    return [expanded(each) for each in value] if isinstance(value, list) else value


def place(thing, pointer):
    """(what holds the last step, the last step); objects on the way are made."""
    steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
    for step in steps[:-1]:
        if isinstance(thing, list):
            thing = thing[int(step)]
        else:
            thing = thing.setdefault(step, {})
    return thing, int(steps[-1]) if isinstance(thing, list) else steps[-1]


def changed(thing, settings, removals=()):
    """A copy of the object with the changes made."""
    thing = copy.deepcopy(thing)
    for pointer, value in settings.items():
        holder, step = place(thing, pointer)
        holder[step] = expanded(value)
    for pointer in removals:
        holder, step = place(thing, pointer)
        del holder[step]
    return thing


class Mutation:
    """One file of tests/oracles/mutations, applied to the base."""

    def __init__(self, path, base):
        self.name = path.stem
        self.spec = json.loads(path.read_text(encoding="utf-8"))
        unknown = set(self.spec) - FIELDS
        if unknown or not self.spec.get("why"):
            raise SystemExit(f"{path}: unknown fields {sorted(unknown)}, or no `why`")
        self.caught = {}
        self.broken = None
        self.subjects, self.set, self.old = [], None, None
        self.kind = next((each for each in ("text", "table") if each in self.spec), "objects")
        if self.kind == "objects":
            self.apply(base)

    def apply(self, base):
        """Makes the changed set, and notes which objects of it are changed."""
        self.set = [thing for _, thing in base]
        if "kind" in self.spec:
            at = [
                index for index, thing in enumerate(self.set)
                if thing["kind"] == self.spec["kind"] and thing["metadata"]["name"] == self.spec["name"]
            ]
            if len(at) != 1:
                self.broken = f"{len(at)} objects {self.spec['kind']} {self.spec['name']} in the base"
                return
            original = self.set[at[0]]
            try:
                self.old = changed(original, self.spec.get("before", {}))
                new = changed(original, self.spec.get("set", {}), self.spec.get("remove", ()))
            except (KeyError, IndexError, ValueError, TypeError) as error:
                self.broken = f"does not fit the base: {error!r}"
                return
            if new == self.old:
                self.broken = "changes nothing"
            self.set[at[0]] = new
            self.subjects.append(new)
        self.subjects += self.spec.get("add", [])
        self.set += self.spec.get("add", [])

    def note(self, oracle, message):
        """The oracle noticed; its first words are kept."""
        self.caught.setdefault(oracle, message)

    def text(self, folder):
        """The base files with one changed, in a folder."""
        spec = self.spec["text"]
        for file in BASE.iterdir():
            text = file.read_text(encoding="utf-8")
            if file.name == spec["file"]:
                if spec["find"] == "*":
                    text = spec["replace"]
                elif text.count(spec["find"]) == 1:
                    text = text.replace(spec["find"], spec["replace"])
                else:
                    self.broken = f"`{spec['find']}` stands {text.count(spec['find'])} times in {file.name}"
            Path(folder, file.name).write_text(text, encoding="utf-8")
