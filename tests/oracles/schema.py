#!/usr/bin/env python3
"""Judges manifests by the published OpenAPI schemas of one Kubernetes version, strictly.

    schema.py [--version 1.34] DIR|FILE...
    K3S_MIGRATE_CRDS=DIR       CustomResourceDefinitions, for kinds that Kubernetes does not have
    schema.py --lines          one JSON object a line; one {"ok":…,"errors":[…]} a line back

The package's own command passes a List whatever it holds, and a kind that it does not know with a
warning. Here Lists are unpacked, and an unknown kind is a failure.
"""

import argparse
import functools
import json
import os
import pathlib
import re
import sys

import jsonschema
import yaml
from kubernetes_validate import utils
from referencing import Registry, Resource

import objects


@functools.lru_cache(maxsize=None)
def definitions(version):
    """The types that all schemas of this version refer to."""
    folder = f"kubernetes-json-schema/v{version}-local-strict"
    return Resource.from_contents(utils.schema_contents(f"{folder}/_definitions.json", version))


@functools.lru_cache(maxsize=None)
def validator(version, api_version, kind):
    """The schema of one kind, or None."""
    group = re.sub(r"^([^./]*)(?:\.[^/]*)?/", r"\1-", api_version)
    folder = f"kubernetes-json-schema/v{version}-local-strict"
    try:
        schema = utils.schema_contents(f"{folder}/{kind.lower()}-{group}.json", version)
    except FileNotFoundError:
        return None
    registry = definitions(version) @ (Resource.from_contents(schema) @ Registry())
    return jsonschema.validators.Draft202012Validator(schema, registry=registry)


def strict(schema):
    """A structural schema that takes no field which it does not name, as `kubectl apply --validate=strict` does."""
    if isinstance(schema, list):
        return [strict(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    out = {key: strict(value) for key, value in schema.items() if key != "format"}
    if "properties" in out and not out.get("x-kubernetes-preserve-unknown-fields"):
        out.setdefault("additionalProperties", False)
    return out


@functools.lru_cache(maxsize=None)
def custom(api_version, kind):
    """The published schema of a custom resource, from the CustomResourceDefinitions in K3S_MIGRATE_CRDS."""
    folder = os.environ.get("K3S_MIGRATE_CRDS")
    for path in sorted(pathlib.Path(folder).glob("*.yaml")) if folder else []:
        for crd in yaml.safe_load_all(path.read_text()):
            if not crd or crd.get("kind") != "CustomResourceDefinition" or crd["spec"]["names"]["kind"] != kind:
                continue
            for version in crd["spec"]["versions"]:
                if f"{crd['spec']['group']}/{version['name']}" == api_version:
                    schema = strict(version["schema"]["openAPIV3Schema"])
                    schema["properties"]["metadata"] = {"type": "object"}
                    return jsonschema.validators.Draft202012Validator(schema)
    return None


def full_version(wanted):
    """1.34 -> 1.34.1, the newest that the package has of it."""
    fitting = [each for each in utils.all_versions() if utils.major_minor(each) == wanted]
    if not fitting:
        raise SystemExit(f"schema.py: no schemas of Kubernetes {wanted}")
    return fitting[-1]


def judge(thing, version):
    """[(pointer, message)] for one object."""
    if not isinstance(thing, dict):
        return [("", "not an object")]
    api_version, kind = thing.get("apiVersion"), thing.get("kind")
    if not isinstance(api_version, str) or not isinstance(kind, str):
        return [("", "apiVersion and kind must be strings")]
    schema = validator(version, api_version, kind) or custom(api_version, kind)
    if schema is None:
        return [("/kind", f"no schema for {api_version} {kind}: not judged")]
    found = []
    for error in schema.iter_errors(thing):
        # A value that fits no alternative: the alternatives' own complaints say more.
        for leaf in error.context or [error]:
            found.append((objects.to_pointer(leaf.absolute_path), leaf.message[:300]))
    return found


def answer_lines(version):
    """The protocol of the other oracles' --lines."""
    for line in sys.stdin:
        if not line.strip():
            continue
        found = []
        try:
            for pointer, thing in objects.unpack(json.loads(line)):
                found += [(pointer + at, message) for at, message in judge(thing, version)]
        except json.JSONDecodeError as error:
            found = [("", str(error))]
        errors = [{"field": at, "message": message} for at, message in found]
        print(json.dumps({"ok": not errors, "errors": errors}), flush=True)


def main():
    """Judges every root; one line a finding."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--version", default="1.34", help="Kubernetes version (default: %(default)s)")
    parser.add_argument("--lines", action="store_true")
    parser.add_argument("roots", nargs="*")
    arguments = parser.parse_args()
    version = full_version(arguments.version)
    if arguments.lines:
        answer_lines(version)
        return 0
    passed = failed = 0
    for root in arguments.roots:
        for file in objects.files(root):
            try:
                found = objects.read(file)
            except (OSError, ValueError) as error:
                print(f"{file} -/-/-: : {error}")
                failed += 1
                continue
            for pointer, thing in found:
                findings = judge(thing, version)
                for at, message in findings:
                    print(f"{file} {objects.name(thing)}: {pointer + at}: {message}")
                passed, failed = (passed, failed + 1) if findings else (passed + 1, failed)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
