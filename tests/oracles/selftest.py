#!/usr/bin/env python3
"""Changes one place of tests/oracles/mutations/base at a time and asks which oracles notice.

    selftest.py --validate P --references P [--kube-score P] [--podman P] [-v] [NAME...]

A mutation that gets through every oracle is a failure, and so is a valid one that is caught.
tests/oracles/README.md describes the files.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import objects
import schema
import score
from mutation import BASE, MUTATIONS, Mutation

HERE = Path(__file__).resolve().parent
TABLE = HERE / "samples" / "flags.md"
READERS = HERE / "yaml_readers.py"
# Both ends of what manifests are written for.
OLDEST, NEWEST = "1.34", "1.37"
# The API server's rules, numbered; each needs a mutation that breaks it.
RULES = {f"AV{number:03}" for number in range(1, 100)}


def ask_lines(program, requests):
    """One answer for each request."""
    if not requests:
        return []
    lines = "".join(json.dumps(request) + "\n" for request in requests)
    run = subprocess.run(program, input=lines, capture_output=True, text=True, check=False)
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    if len(answers) != len(requests):
        raise SystemExit(f"{program[0]}: {len(answers)} answers to {len(requests)} requests: {run.stderr[:500]}")
    return answers


def first(errors):
    """The first finding in words."""
    return f"{errors[0]['field']}: {errors[0]['message'][:160]}"


def ask_validate(oracle, program, mutations):
    """The API server's rules, for created and for updated objects."""
    created = [(each, thing) for each in mutations if not each.spec.get("update") for thing in each.subjects]
    updated = [(each, thing) for each in mutations if each.spec.get("update") for thing in each.subjects]
    answers = ask_lines([program, "--lines"], [thing for _, thing in created])
    answers += ask_lines([program, "--lines", "--update"], [{"old": each.old, "new": thing} for each, thing in updated])
    for (mutation, _), answer in zip(created + updated, answers):
        if answer["errors"]:
            mutation.note(oracle, first(answer["errors"]))
        elif answer.get("warnings"):
            mutation.note(f"{oracle} (warning)", first(answer["warnings"]))


def ask_references(program, mutations):
    """What objects say of each other."""
    for mutation, answer in zip(mutations, ask_lines([program, "--lines"], [each.set for each in mutations])):
        if answer["errors"]:
            mutation.note("references", first(answer["errors"]))


def ask_schema(mutations):
    """The published schemas."""
    version = schema.full_version(OLDEST)
    for mutation in mutations:
        for thing in mutation.subjects:
            found = schema.judge(thing, version)
            if found:
                mutation.note("schema", ": ".join(found[0])[:200])


def ask_score(program, mutations):
    """kube-score, one process for each set."""
    chosen = score.options(program)

    def ask(mutation):
        with tempfile.TemporaryDirectory() as folder:
            listed = {"apiVersion": "v1", "kind": "List", "items": mutation.set}
            Path(folder, "all.json").write_text(json.dumps(listed), encoding="utf-8")
            return score.judge(program, chosen, folder)[1]

    with ThreadPoolExecutor(max_workers=4) as pool:
        for mutation, found in zip(mutations, pool.map(ask, mutations)):
            if found:
                mutation.note("kube-score", found[0][3][:200])


def ask_text(arguments, mutation):
    """All oracles that read files, on a folder with one file changed."""
    with tempfile.TemporaryDirectory() as folder:
        mutation.text(folder)
        programs = {
            f"validate {OLDEST}": [arguments.validate, folder],
            f"validate {NEWEST}": [arguments.validate_newest, folder],
            "references": [arguments.references, folder],
            "schema": [sys.executable, str(HERE / "schema.py"), folder],
        }
        if arguments.kube_score:
            programs["kube-score"] = [sys.executable, str(HERE / "score.py"), "--kube-score", arguments.kube_score, folder]
        if READERS.exists():
            programs["yaml readers"] = [sys.executable, str(READERS), folder]
        for oracle, program in programs.items():
            run = subprocess.run(program, capture_output=True, text=True, check=False)
            # The readers say 2 when they cannot run.
            if run.returncode and (oracle != "yaml readers" or run.returncode == 1):
                said = (run.stdout.strip() or run.stderr.strip() or "no output").splitlines()[0]
                mutation.note(oracle, said.replace(folder + "/", "")[:200])


def ask_table(arguments, mutations):
    """The flag table's oracle; what it says of the right table is no news. False: it cannot run."""
    program = [sys.executable, str(HERE / "podman_flags.py"), "--podman", arguments.podman]
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder, "flags.md")
        right = TABLE.read_text(encoding="utf-8")

        def say(text):
            table.write_text(text, encoding="utf-8")
            return subprocess.run([*program, str(table)], capture_output=True, text=True, check=False)

        known = say(right)
        if known.returncode == 77:
            print(known.stdout.strip().splitlines()[-1])
            return False
        for mutation in mutations:
            spec = mutation.spec["table"]
            if right.count(spec["find"]) != 1:
                mutation.broken = f"`{spec['find']}` stands {right.count(spec['find'])} times in the table"
                continue
            said = say(right.replace(spec["find"], spec["replace"])).stdout
            if spec["says"] in said and spec["says"] not in known.stdout:
                mutation.note("podman flags", spec["says"])
    return True


def ends(mutation):
    """What is wrong with what the two servers say: nothing, or a sentence.

    What the oldest server takes, the newest takes. It refuses as much, unless the mutation says from when on it is kept.
    """
    caught = [any(each.startswith(f"validate {end}") for each in mutation.caught) for end in (OLDEST, NEWEST)]
    if mutation.kind != "objects" or mutation.spec.get("valid"):
        return None
    wanted = not mutation.spec.get("kept_from")
    if caught[0] and caught[1] != wanted:
        return f"{NEWEST} {'takes' if wanted else 'does not take'} it, and `kept_from` says otherwise"
    if not caught[0] and "kept_from" in mutation.spec:
        return f"{OLDEST} takes it, so that it is not new"
    return None


def report(mutations, verbose):
    """One line a mutation; returns (passed, failed)."""
    passed = failed = 0
    counts, alone = {}, {}
    for mutation in mutations:
        valid = mutation.spec.get("valid", False)
        if mutation.broken:
            verdict = f"BROKEN: {mutation.broken}"
        elif valid and mutation.caught:
            verdict = "CAUGHT, though valid: " + "; ".join(f"{each}: {text}" for each, text in mutation.caught.items())
        elif not valid and not mutation.caught:
            verdict = "GOT THROUGH every oracle"
        else:
            verdict = ends(mutation)
        if verdict:
            failed += 1
            print(f"{mutation.name}: {verdict}")
            continue
        passed += 1
        for oracle in mutation.caught:
            counts[oracle] = counts.get(oracle, 0) + 1
            if len(mutation.caught) == 1:
                alone[oracle] = alone.get(oracle, 0) + 1
        print(f"{mutation.name}: {', '.join(mutation.caught) or 'valid'}")
        if verbose:
            for oracle, text in mutation.caught.items():
                print(f"    {oracle}: {text}")
    for oracle, count in sorted(counts.items(), key=lambda each: -each[1]):
        print(f"caught by {oracle}: {count}, by it alone: {alone.get(oracle, 0)}")
    return passed, failed


def main():
    """Judges every mutation, or those named."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--validate", required=True)
    parser.add_argument("--validate-newest", required=True)
    parser.add_argument("--references", required=True)
    parser.add_argument("--kube-score")
    parser.add_argument("--podman", default="podman")
    parser.add_argument("-v", "--verbose", action="store_true")
    parser.add_argument("names", nargs="*")
    arguments = parser.parse_args()

    base = [pair for file in objects.files(BASE) for pair in objects.read(file)]
    mutations = [Mutation(path, base) for path in sorted(MUTATIONS.glob("*.json"))]
    missing = RULES - {rule for each in mutations for rule in each.spec.get("rules", [])}
    if arguments.names:
        mutations = [each for each in mutations if each.name in arguments.names]
    sound = [each for each in mutations if each.kind == "objects" and not each.broken]
    # What an update does wrong only the two versions together can show.
    created = [each for each in sound if not each.spec.get("update")]
    ask_validate(f"validate {OLDEST}", arguments.validate, sound)
    ask_validate(f"validate {NEWEST}", arguments.validate_newest, sound)
    ask_references(arguments.references, created)
    ask_schema(created)
    if arguments.kube_score:
        ask_score(arguments.kube_score, created)
    with ThreadPoolExecutor(max_workers=4) as pool:
        list(pool.map(lambda each: ask_text(arguments, each), [each for each in mutations if each.kind == "text"]))
    tables = [each for each in mutations if each.kind == "table"]
    if tables and not ask_table(arguments, tables):
        mutations = [each for each in mutations if each.kind != "table"]
    passed, failed = report(mutations, arguments.verbose)
    for rule in sorted(missing):
        print(f"{rule}: no mutation breaks this rule")
    failed += len(missing)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
