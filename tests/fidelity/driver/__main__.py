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

import cases as all_cases
import page
import rehearsal
import selftest
import verdict
from machine import OUT, VIRTUAL, Failed
from node import Converted, Node
from podman import Podman
from questions import seen_by

# So many cases run at once: more wait for one another less, and two processors start no more in the time that checks have.
AT_ONCE = 64


def run(side, cases):
    """Starts the cases on a side, asks, and clears it."""
    try:
        side.start(cases)
        return seen_by(side, cases)
    finally:
        side.clear()


def batches(cases):
    """Those that need the machine for themselves one by one, the others many at once."""
    together = [case for case in cases if not case.alone]
    yield from (together[n : n + AT_ONCE] for n in range(0, len(together), AT_ONCE))
    yield from ([case] for case in cases if case.alone)


def both(cases, made):
    """Verdict of each case."""
    tables, verdicts, seen = verdict.Tables(), [], {"podman": {}, "node": {}}
    for batch in batches(cases):
        podman, node = Podman(), Node(made)
        if batch[0].journal:
            left, right, wrong = rehearsal.run(podman, node, batch[0])
        else:
            left, right, wrong = run(podman, batch), run(node, batch), []
        seen["podman"] |= left
        seen["node"] |= right
        (OUT / "worlds.json").write_text(json.dumps(seen, indent=1, sort_keys=True))
        for case in batch:
            errors = [f"{side.name}: {side.errors[case.name]}" for side in (podman, node) if case.name in side.errors]
            errors += wrong
            rows = made[case.name].rows
            verdicts.append(verdict.judge(case, left[case.name], right[case.name], rows, tables, errors))
    return verdicts


def report(ok, name, lines=()):
    print(f"{'pass' if ok else 'FAIL'}  {name}", *(f"\n      {line}" for line in lines), sep="", flush=True)
    return ok


def count(results, skipped):
    print(f"{results.count(True)} passed, {results.count(False)} failed, {skipped} skipped")
    return 0 if all(results) else 1


def main(arguments):
    known = all_cases.read([])
    if arguments[:1] == ["--self-test"]:
        return count([report(*each) for each in selftest.run(known, both)], 0)
    chosen = [all_cases.read(arguments)[name] for name in (arguments or known)]
    results, skipped, made = [], 0, {}
    if not VIRTUAL:
        for case in [case for case in chosen if case.needs_machine]:
            print(f"skip  {case.name}: needs a virtual machine (--machine)", flush=True)
            chosen.remove(case)
            skipped += 1
    for case in list(chosen):
        try:
            case.prepare()
            made[case.name] = Converted(case)
        except Failed as why:
            results.append(report(False, case.name, [str(why)]))
            chosen.remove(case)
    verdicts, tables = both(chosen, made), verdict.Tables()
    for each in sorted(verdicts, key=lambda v: (v.case.area, v.case.name)):
        defects = verdict.opened(each, tables)
        if defects:
            skipped += 1
            lines = [f"\n      {glob}: {why}" for _, glob, why in defects]
            print(f"open  {each.case.name}", *lines, sep="", flush=True)
        else:
            results.append(report(not each.red, each.case.name, each.red))
    if not arguments:
        rows = [row for converted in made.values() for row in converted.rows]
        results += [report(False, line) for line in verdict.of_all(verdicts, rows, tables)]
    changed = page.write(verdicts, known)
    if changed and not os.environ.get("UPDATE"):
        results.append(report(False, "docs/fidelity.md is not what these cases show (UPDATE=1 writes it)", changed[:10]))
    return count(results, skipped)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except all_cases.Wrong as why:
        print(f"FAIL  {why}\n0 passed, 1 failed, 0 skipped")
        sys.exit(1)
