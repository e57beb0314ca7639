"""Whether our reader of Compose files sees the project that compose-go sees.

Each project is converted twice: as it is written, and as compose-go resolves it. The objects have to be the same. A case
that Docker Compose refuses (its name ends with `mistakes`) has to be refused by compose-go as well.

    compose.py --k3s-migrate PROGRAM --compose PROGRAM ROOT

With --self-test one key of what compose-go resolved is lost or changed at a time, as a reader with a fault would see it, and
the objects must not be the same.

The last line is "N passed, N failed".
"""

import argparse
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

MISTAKES = "mistakes"

# Keys of a service that a reader with a fault loses, or reads another value of.
LOST = ("cap_add", "command", "environment", "healthcheck", "image", "ports", "volumes")
CHANGED = {
    "command": lambda words: words + ["more"],
    "environment": lambda pairs: {name: f"{value}x" for name, value in pairs.items()},
    "image": lambda image: image + "x",
    "ports": lambda ports: [port | {"target": port["target"] + 1} for port in ports],
    "volumes": lambda volumes: [volume | {"target": volume["target"] + "x"} for volume in volumes],
}


class Project:
    def __init__(self, name, folder, files=(), profiles=(), env_files=(), settings=None):
        self.name, self.folder, self.files = name, folder, list(files)
        self.profiles, self.env_files, self.settings = list(profiles), list(env_files), settings


def case(folder):
    """The project of a case, by its `args`; None where it is no raw project."""
    words = iter((folder / "args").read_text().split()) if (folder / "args").exists() else iter(())
    files, profiles, env_files = [], [], []
    for word in words:
        if word == "--profile":
            profiles.append(next(words))
        elif word == "--env-file":
            env_files.append(str(folder / next(words)))
        elif word in ("--engine", "--deny", "--project-name"):
            next(words)
        elif not word.startswith("--"):
            files.append(word)
    raw = [name for name in files if name.endswith((".yaml", ".yml"))]
    if not raw or raw != files:
        return None
    settings = folder / "settings.json"
    return Project(folder.name, folder, files, profiles, env_files, settings if settings.exists() else None)


def variables(text):
    """A value for each variable that has no default."""
    values = {}
    for name in sorted(set(re.findall(r"\$\{?([A-Za-z_][A-Za-z0-9_]*)", text))):
        if "PORT" in name:
            values[name] = str(20000 + len(values))
        elif re.search(r"BIND|_IP$|^IP_", name):
            values[name] = "192.0.2.1"
        elif re.search(r"UID|GID|THREADS|SIZE|COUNT|TIMEOUT", name):
            values[name] = "1000"
        elif re.search(r"DIR|PATH|FOLDER|STORAGE|ROOT|MEDIA", name):
            values[name] = f"/srv/{name.lower()}"
        else:
            values[name] = f"dummy-{name.lower()}"
    return values


def fixtures(work):
    """The raw stacks of the fixtures, each in a folder of its own, with variables."""
    top = os.environ.get("K3S_MIGRATE_FIXTURES")
    folder = pathlib.Path(top or "/nonexistent") / "compose"
    for raw in sorted(folder.glob("*.json")):
        if raw.name.endswith(".config.json"):
            continue
        own = work / raw.stem
        own.mkdir()
        text = raw.read_text()
        (own / "compose.yaml").write_text(text)
        lines = [f"{name}={value}\n" for name, value in variables(text).items()]
        (own / ".env").write_text("".join(lines))
        yield Project(raw.stem, own, ["compose.yaml"], ["*"])


def convert(program, project, inputs, options, out):
    words = [program, "convert", "--keep-going", "-o", str(out), *options, *map(str, inputs)]
    if project.settings:
        words += ["--settings", str(project.settings)]
    return subprocess.run(words, capture_output=True, text=True, cwd=project.folder)


def faults():
    """Each as its words and what it does with a service; true where the service has the key."""

    def lose(key):
        return lambda service: service.pop(key, None) is not None

    def change(key):
        def changed(service):
            if not service.get(key):
                return False
            service[key] = CHANGED[key](service[key])
            return True

        return changed

    yield from ((f"`{key}` is lost", lose(key)) for key in LOST)
    yield from ((f"`{key}` is changed", change(key)) for key in CHANGED)


def spoiled(text, fault):
    """A resolved project with the fault in the first service that can have it; None where there is none."""
    project = json.loads(text)
    for service in project["services"].values():
        if fault(service):
            return json.dumps(project)
    return None


def self_test(arguments, root, work):
    """Whether each fault is seen in some case."""
    cases = [case(folder) for folder in sorted((root / "tests/cases").iterdir())]
    cases = [found for found in cases if found and not found.name.endswith(MISTAKES)]
    passed = failed = 0
    for words, fault in faults():
        seen = None
        for project in cases:
            seen = seen or judge(arguments, project, work, fault)
        passed, failed = passed + bool(seen), failed + (not seen)
        print(f"{words}: {seen.splitlines()[0] if seen else 'nobody saw it'}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


def judge(arguments, project, work, fault=None):
    """What is wrong with a project; None for nothing, or where it cannot have the fault."""
    words = [arguments.compose]
    for profile in project.profiles:
        words += ["-profile", profile]
    for file in project.env_files:
        words += ["-env-file", file]
    resolved = subprocess.run([*words, str(project.folder), *project.files], capture_output=True, text=True)
    if project.name.endswith(MISTAKES):
        return None if resolved.returncode else "compose-go takes a project that is meant to be wrong"
    if resolved.returncode:
        return f"compose-go: {resolved.stderr.strip()}"
    text = spoiled(resolved.stdout, fault) if fault else resolved.stdout
    if text is None:
        return None
    file = work / f"{project.name}.resolved.json"
    file.write_text(text)
    options = [word for profile in project.profiles for word in ("--profile", profile)]
    options += [word for file in project.env_files for word in ("--env-file", file)]
    # What is resolved still names the variables of `configs`, and has no values of them.
    own = project.folder / ".env"
    values = ["--env-file", str(own)] if own.exists() else []
    both = []
    inputs = project.files or [project.folder]
    for name, given in (("raw", inputs), ("resolved", [file])):
        out = work / f"{project.name}.{name}"
        shutil.rmtree(out, ignore_errors=True)
        done = convert(arguments.k3s_migrate, project, given, options if name == "raw" else ["--profile", "*", *values], out)
        if done.returncode > 1 or not out.is_dir():
            return f"{name}: exit code {done.returncode}: {done.stderr.strip()[-400:]}"
        both.append(out)
    done = subprocess.run([arguments.k3s_migrate, "diff", *map(str, both)], capture_output=True, text=True)
    return None if done.returncode == 0 else done.stdout.strip()[:4000]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--k3s-migrate", required=True)
    parser.add_argument("--compose", required=True)
    parser.add_argument("--self-test", action="store_true")
    parser.add_argument("root", type=pathlib.Path)
    arguments = parser.parse_args()
    arguments.k3s_migrate = os.path.abspath(arguments.k3s_migrate)
    passed = failed = 0
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        root = arguments.root.resolve()
        if arguments.self_test:
            return self_test(arguments, root, work)
        projects = [found for folder in sorted((root / "tests/cases").iterdir()) if (found := case(folder))]
        for folder in sorted((root / "examples").iterdir()):
            if (folder / "compose.yaml").exists():
                projects.append(Project(folder.name + "-example", folder, settings=folder / "settings.json"))
        projects += fixtures(work)
        for project in projects:
            wrong = judge(arguments, project, work)
            if wrong:
                failed += 1
                print(f"{project.name}: {wrong}")
            else:
                passed += 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
