#!/usr/bin/env python3
"""Checks that independent YAML readers understand files alike.

    yaml_readers.py [--require-all] DIR...

Every *.yaml below DIR is read by each reader. Where a *.json with the same stem lies beside it, that is
what must be read; otherwise the readers must agree with each other. Mapping keys must be strings.
kubectl reads only files whose documents are all Kubernetes objects.

Exit code: 0 all agree, 1 some differ (the first differences are printed), 2 a reader is missing or
there is nothing to read. A reader that is missing but optional is reported as skipped; --require-all
makes it an error.
"""

import argparse
import json
import math
import pathlib
import shutil
import subprocess
import sys
import tempfile

try:
    import ruamel.yaml
    import yaml
except ImportError as missing:
    print(f"{missing}; run: pip install pyyaml ruamel.yaml", file=sys.stderr)
    sys.exit(2)

SHOWN = 10
BATCH = 200
MARK = "yaml-readers.invalid/read"


class Unreadable(Exception):
    """The reader refused the file."""


def read_with(load):
    """A reader that gives the list of a file's documents, without empty ones."""

    def read(path):
        try:
            with path.open(encoding="utf-8", newline="") as file:
                return [document for document in load(file.read()) if document is not None]
        # Readers also leak ValueError, OverflowError and others on odd scalars.
        except Exception as error:
            raise Unreadable(str(error)) from error

    return read


def python_readers():
    readers = {
        "PyYAML": read_with(lambda text: yaml.load_all(text, Loader=yaml.SafeLoader)),
        "ruamel.yaml 1.2": read_with(ruamel_load_all),
    }
    if yaml.__with_libyaml__:
        readers["libyaml"] = read_with(lambda text: yaml.load_all(text, Loader=yaml.CSafeLoader))
    return readers


def ruamel_load_all(text):
    reader = ruamel.yaml.YAML(typ="safe", pure=True)
    reader.version = (1, 2)
    return list(reader.load_all(text))


def kubectl(paths):
    """What kubectl makes of the objects in the files, in their order."""
    command = ["kubectl", "annotate", "--local", "--overwrite", "-o", "json", f"{MARK}=yes"]
    for path in paths:
        command += ["-f", str(path)]
    result = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    if result.returncode != 0:
        raise Unreadable(result.stderr.strip())
    decoder, objects, rest = json.JSONDecoder(), [], result.stdout.lstrip()
    while rest:
        value, end = decoder.raw_decode(rest)
        objects.append(value)
        rest = rest[end:].lstrip()
    for value in objects:
        del value["metadata"]["annotations"][MARK]
    return objects


def kubectl_works():
    """Whether this kubectl reads files without a server, as the API server's YAML 1.1 reader does."""
    if shutil.which("kubectl") is None:
        return False
    with tempfile.TemporaryDirectory() as directory:
        path = pathlib.Path(directory, "probe.yaml")
        path.write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: yes}\n")
        try:
            return kubectl([path])[0]["data"] == {"a": True}
        except Unreadable:
            return False


def is_object(value):
    return isinstance(value, dict) and "apiVersion" in value and "kind" in value


def objects_in(documents):
    """The documents as kubectl prints them: lists taken apart."""
    for document in documents:
        if document["kind"] == "List":
            yield from document.get("items") or []
        else:
            yield document


def without_empty_annotations(value):
    """kubectl makes `annotations` where there is none; absent and empty mean the same."""
    metadata = dict(value.get("metadata") or {})
    if not metadata.get("annotations"):
        metadata.pop("annotations", None)
    return {**value, "metadata": metadata}


def kubectl_results(expected):
    """kubectl's documents per path, or the error; a batch that fails is read file by file."""
    paths = [path for path, documents in expected.items() if documents and all(map(is_object, documents))]
    for start in range(0, len(paths), BATCH):
        batch = paths[start : start + BATCH]
        wanted = {path: [without_empty_annotations(o) for o in objects_in(expected[path])] for path in batch}
        try:
            read = kubectl(batch)
        except Unreadable:
            read = []
        whole = len(read) == sum(map(len, wanted.values()))
        for path in batch:
            try:
                count = len(wanted[path])
                objects, read = (read[:count], read[count:]) if whole else (kubectl([path]), read)
                yield path, wanted[path], [without_empty_annotations(o) for o in objects]
            except Unreadable as error:
                yield path, wanted[path], error


def difference(expected, read, where="$"):
    """The first place where the two differ, in words; None if they are the same value of the same type."""
    if isinstance(read, dict) and isinstance(expected, dict):
        odd = [key for key in read if not isinstance(key, str)]
        if odd:
            return f"{where}: key {odd[0]!r} is not a string"
        for key in sorted(set(expected) | set(read), key=repr):
            if key not in read or key not in expected:
                return f"{where}: key {key!r} is {'extra' if key in read else 'missing'}"
            found = difference(expected[key], read[key], f"{where}.{key!r}")
            if found:
                return found
        return None
    if isinstance(read, list) and isinstance(expected, list):
        if len(read) != len(expected):
            return f"{where}: {len(read)} items instead of {len(expected)}"
        pairs = enumerate(zip(expected, read))
        return next(filter(None, (difference(*pair, f"{where}[{at}]") for at, pair in pairs)), None)
    numbers = (int, float)
    kinds = [numbers if type(value) in numbers else type(value) for value in (expected, read)]
    both_nan = all(isinstance(value, float) and math.isnan(value) for value in (expected, read))
    if kinds[0] != kinds[1] or (expected != read and not both_nan):
        return f"{where}: expected {expected!r}, read {read!r}"
    return None


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--require-all", action="store_true", help="fail if a reader is missing")
    arguments.add_argument("directories", nargs="+", type=pathlib.Path, metavar="DIR")
    arguments = arguments.parse_args()

    paths = sorted(path for directory in arguments.directories for path in directory.rglob("*.yaml"))
    if not paths:
        print("nothing to read", file=sys.stderr)
        return 2
    readers, skipped = python_readers(), []
    if "libyaml" not in readers:
        skipped.append("libyaml (PyYAML was built without it)")
    with_kubectl = kubectl_works()
    if not with_kubectl:
        skipped.append("kubectl (not found, or it cannot read files without a server)")
    for reason in skipped:
        print(f"skipped: {reason}")
    if skipped and arguments.require_all:
        return 2

    counts, failures = {}, []

    def record(path, reader, found):
        passed, failed = counts.get(reader, (0, 0))
        counts[reader] = (passed + (not found), failed + bool(found))
        if found:
            failures.append(f"{path}: {reader}: {found}")

    expected = {}
    for path in paths:
        pair = path.with_suffix(".json")
        documents = None
        if pair.exists():
            value = json.loads(pair.read_text(encoding="utf-8"))
            documents = [] if value is None else [value]
        for reader, read in readers.items():
            try:
                found = read(path)
                # Without a pair the first reader that can read the file sets what the others must read.
                documents = found if documents is None else documents
                record(path, reader, difference(documents, found))
            except Unreadable as error:
                record(path, reader, str(error).replace("\n", " "))
        expected[path] = documents or []
    if with_kubectl:
        for path, wanted, found in kubectl_results(expected):
            refused = isinstance(found, Unreadable)
            record(path, "kubectl", str(found) if refused else difference(wanted, found))

    for failure in failures[:SHOWN]:
        print(failure)
    if len(failures) > SHOWN:
        print(f"and {len(failures) - SHOWN} more")
    for reader, (passed, failed) in counts.items():
        print(f"{reader}: {passed} passed, {failed} failed")
    print(f"{sum(passed for passed, _ in counts.values())} passed, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
