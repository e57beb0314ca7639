#!/usr/bin/env python3
"""Judges each directory as one cluster with kube-score, by the structural checks of kube-score.json.

    score.py --kube-score PROGRAM DIR...
"""

import argparse
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import objects

CONFIG = Path(__file__).with_name("kube-score.json")


def options(program):
    """kube-score has no "only these checks": all others are ignored by name."""
    wanted = set(json.loads(CONFIG.read_text(encoding="utf-8"))["checks"])
    listed = subprocess.run([program, "list"], capture_output=True, text=True, check=True).stdout
    known = {line.split(",")[0]: line.rsplit(",", 1)[1] for line in listed.splitlines() if line}
    missing = wanted - known.keys()
    if missing:
        raise SystemExit(f"score.py: this kube-score lacks {', '.join(sorted(missing))}")
    found = ["--kubernetes-version", "v1.34", "--disable-ignore-checks-annotations"]
    for check, default in sorted(known.items()):
        if check not in wanted:
            found += ["--ignore-test", check]
        elif default == "optional":
            found += ["--enable-optional-test", check]
    return found


def judge(program, chosen, root):
    """(objects judged, [(file, object, path, message)]) for one directory."""
    names = [str(file) for file in objects.files(root)]
    if not names:
        return 0, []
    run = subprocess.run(
        [program, "score", "-o", "json", *chosen, *names], capture_output=True, text=True, check=False
    )
    try:
        scored = json.loads(run.stdout) or []
    except json.JSONDecodeError:
        return 0, [(str(root), "-/-/-", "", (run.stderr or run.stdout).strip()[:500] or f"exit {run.returncode}")]
    found = []
    for thing in scored:
        for check in thing["checks"]:
            if check["skipped"] or check["grade"] >= 10:
                continue
            for comment in check["comments"] or [{"path": "", "summary": "", "description": ""}]:
                text = f"{check['check']['id']}: {comment['summary']} {comment['description']}".strip()
                found.append((thing.get("file_name") or str(root), thing["object_name"], comment["path"], text))
    return len(scored), found


def main():
    """Judges every root; one line a finding."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kube-score", required=True, dest="program")
    parser.add_argument("roots", nargs="+")
    arguments = parser.parse_args()
    chosen = options(arguments.program)
    passed = failed = 0
    with ThreadPoolExecutor(max_workers=4) as pool:
        results = list(pool.map(lambda root: judge(arguments.program, chosen, root), arguments.roots))
    for judged, found in results:
        for file, thing, path, text in found:
            print(f"{file} {thing}: {path}: {text}")
        bad = len({(file, thing) for file, thing, _, _ in found})
        passed, failed = passed + max(judged - bad, 0), failed + bad
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
