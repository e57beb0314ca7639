"""Each case under podman and converted on the node: every difference the program inside sees must be explained.

tests/fidelity/run [CASE...]      the cases; all of them without an argument
tests/fidelity/run --self-test    spoils the objects as mutations.tsv says; each must turn its case red and name the facet

A case in open.tsv differs where the ledger says "kept": a defect of the converter, named and counted as skipped until it is
put right. It must differ in just that.

Python, since it only starts programs and compares JSON, and the tree that `run` makes has it already.
"""

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor

import cases as all_cases
import page
import rehearsal
import selftest
import verdict
from machine import OUT, VIRTUAL, Failed
from node import Node, converted
from podman import Podman
from questions import seen_by

# So many cases run at once: more wait for one another less, and two processors start no more in the time that checks have.
AT_ONCE = 64
# So many that are red are asked again: a machine under load is late now and then, a defect is there both times.
AGAIN = 8


def run(side, cases):
    """Starts the cases on a side, asks, and clears it."""
    try:
        side.start(cases)
        return seen_by(side, cases)
    finally:
        side.clear()


def batches(cases):
    """Cases that run together: no two have a name, a port or a file in common."""
    together = [case for case in cases if not case.alone]
    return [together[n : n + AT_ONCE] for n in range(0, len(together), AT_ONCE)]


def sides(cases, made):
    """Batch, both sides, what each saw, and what else was wrong. podman is ahead by itself: both mostly wait."""
    with ThreadPoolExecutor(1) as ahead:
        parts = [(batch, podman := Podman(), ahead.submit(run, podman, batch)) for batch in batches(cases)]
        for batch, podman, left in parts:
            node = Node(made)
            yield batch, podman, node, left.result(), run(node, batch), []
    Node.gone()
    for case in (case for case in cases if case.alone):
        podman, node = Podman(), Node(made)
        if case.journal:
            yield [case], podman, node, *rehearsal.run(podman, node, case)
        else:
            yield [case], podman, node, run(podman, [case]), run(node, [case]), []
        Node.gone()


def both(cases, made, tables):
    """Verdict of each case."""
    verdicts, seen = [], {"podman": {}, "node": {}}
    for batch, podman, node, left, right, wrong in sides(cases, made):
        seen["podman"] |= left
        seen["node"] |= right
        (OUT / "worlds.json").write_text(json.dumps(seen, indent=1, sort_keys=True))
        for case in batch:
            errors = [f"{side.name}: {side.errors[case.name]}" for side in (podman, node) if case.name in side.errors]
            errors += wrong
            rows = made[case.name].rows
            verdicts.append(verdict.judge(case, left[case.name], right[case.name], rows, tables, errors))
    return verdicts


def twice(cases, made, tables):
    """Verdict of each case; a red one is asked once more, and what it was first is printed."""
    verdicts, known = both(cases, made, tables), {name for name, *_ in tables.open}
    red = [each for each in verdicts if each.red and each.case.name not in known]
    if not 0 < len(red) <= AGAIN:
        return verdicts
    for each in red:
        print(f"again {each.case.name}", *(f"\n      {line}" for line in each.red), sep="", flush=True)
    second = {each.case.name: each for each in both([each.case for each in red], made, tables)}
    return [second.get(each.case.name, each) for each in verdicts]


def report(ok, name, lines=()):
    print(f"{'pass' if ok else 'FAIL'}  {name}", *(f"\n      {line}" for line in lines), sep="", flush=True)
    return ok


def count(results, skipped):
    print(f"{results.count(True)} passed, {results.count(False)} failed, {skipped} skipped")
    return 0 if all(results) else 1


def main(arguments):
    known = all_cases.read([])
    if arguments[:1] == ["--self-test"]:
        return count([report(*each) for each in selftest.run(known, both, verdict.Tables())], 0)
    chosen = list(all_cases.read(arguments).values())
    tables, results, skipped, made = verdict.Tables(), [], 0, {}
    if not VIRTUAL:
        for case in [case for case in chosen if case.needs_machine]:
            print(f"skip  {case.name}: needs a virtual machine (--machine)", flush=True)
            chosen.remove(case)
            skipped += 1
    with ThreadPoolExecutor(4) as pool:
        converting = {case: pool.submit(converted, case) for case in chosen}
    for case, done in converting.items():
        try:
            made[case.name] = done.result()
        except Failed as why:
            results.append(report(False, case.name, [str(why)]))
            chosen.remove(case)
    verdicts = twice(chosen, made, tables)
    for each in sorted(verdicts, key=lambda v: (v.case.area, v.case.name)):
        defects = verdict.opened(each, tables)
        if defects:
            skipped += 1
            lines = [f"\n      {glob}: {why}" for _, glob, why in defects]
            print(f"open  {each.case.name}", *lines, sep="", flush=True)
        else:
            results.append(report(not each.red, each.case.name, each.red))
    if not arguments:
        rows = [row for each in made.values() for row in each.rows]
        results += [report(False, line) for line in verdict.of_all(verdicts, rows, tables)]
    changed = page.write(verdicts, known, tables)
    if changed and not os.environ.get("UPDATE"):
        results.append(report(False, "docs/fidelity.md is not what these cases show (UPDATE=1 writes it)", changed[:10]))
    return count(results, skipped)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except all_cases.Wrong as why:
        print(f"FAIL  {why}\n0 passed, 1 failed, 0 skipped")
        sys.exit(1)
