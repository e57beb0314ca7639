"""Kubernetes objects of files and directories, Lists unpacked."""

import json
import os
from pathlib import Path

import yaml

# Files that stand among manifests and hold none.
SKIPPED = {"kustomization.yaml", "bundle.json"}
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def files(root):
    """The manifests below root, sorted; a file is taken as it is."""
    root = Path(root)
    if not root.is_dir():
        return [root]
    found = []
    for folder, _, names in os.walk(root, followlinks=False):
        for name in names:
            if name in SKIPPED or name.startswith("."):
                continue
            if name.endswith((".json", ".yaml", ".yml")):
                found.append(Path(folder) / name)
    return sorted(found)


def read(file):
    """[(pointer in the document, object)]; raises ValueError when the file holds no object."""
    text = Path(file).read_text(encoding="utf-8")
    try:
        if text.startswith("{"):
            documents = [json.loads(text)]
        else:
            documents = [each for each in yaml.load_all(text, Loader=LOADER) if each is not None]
    except (yaml.YAMLError, json.JSONDecodeError) as error:
        raise ValueError(f"unreadable: {error}") from error
    found = [pair for document in documents for pair in unpack(document)]
    if not found:
        raise ValueError("no object in this file")
    return found


def unpack(document, pointer=""):
    """An object as it is, a List as what it holds."""
    if isinstance(document, dict) and document.get("kind") == "List":
        for index, item in enumerate(document.get("items") or []):
            yield from unpack(item, f"{pointer}/items/{index}")
    else:
        yield pointer, document


def name(thing):
    """KIND/NAMESPACE/NAME, "-" for an absent part."""
    if not isinstance(thing, dict):
        return "-/-/-"
    metadata = thing.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    return "/".join(str(part or "-") for part in (thing.get("kind"), metadata.get("namespace"), metadata.get("name")))


def to_pointer(path):
    """A JSON Pointer from the keys and indices on the way."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)
