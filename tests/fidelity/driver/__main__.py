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
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cases as all_cases
import page
import rehearsal
import selftest
import verdict
from machine import OUT, VIRTUAL, Failed
from node import Node, converted, gone
from podman import Podman, notify_socket, with_names
from questions import seen_by

# So many cases run at once: enough that two processors never wait, few enough that no case waits long for them.
AT_ONCE = 20
# So many that are red are asked again, few at once: a machine under load is late now and then, a defect is there both times.
AGAIN, AGAIN_AT_ONCE = 16, 2


class Seen:
    """What both sides of a case saw, and what was wrong beside that."""

    def __init__(self, case, left, right, wrong):
        self.case, self.left, self.right, self.wrong = case, left, right, wrong


def run(side):
    """Starts a case on a side, asks, and clears it."""
    try:
        side.start()
        return {"answers": {}} if side.error else seen_by(side)
    except Failed as why:
        side.error = str(why)
        return {"answers": {}}
    finally:
        side.clear()


def ask_both(case, made):
    """What goes wrong with one case, also in the driver, is no other's business."""
    try:
        return asked(case, made)
    except Exception as why:
        where = traceback.extract_tb(why.__traceback__)[-1]
        lines = [f"the driver, {Path(where.filename).name}:{where.lineno}: {why!r}"]
        return Seen(case, {"answers": {}}, {"answers": {}}, lines)


def asked(case, made):
    """podman first: both sides have the same files and ports."""
    podman, node = Podman(case), Node(case, made)
    gone([case])
    if case.journal:
        left, right, wrong = rehearsal.run(podman, node)
    else:
        left, right, wrong = run(podman), run(node), []
    return Seen(case, left, right, wrong + [f"{side.name}: {side.error}" for side in (podman, node) if side.error])


def both(cases, made, tables, at_once=AT_ONCE):
    """Verdict of each case. No two have a name, a port or a file in common, so that all but a few may run at once."""
    # One for all, before several of them ask for it at once.
    notify_socket()
    if any(case.default_network_has_names for case in cases):
        with_names()
    together = [case for case in cases if not case.alone]
    with ThreadPoolExecutor(at_once) as pool:
        seen = list(pool.map(lambda case: ask_both(case, made[case.name]), together))
    for case in (case for case in cases if case.alone):
        gone(cases)
        seen.append(ask_both(case, made[case.name]))
    worlds = {side: {each.case.name: getattr(each, at) for each in seen} for side, at in (("podman", "left"), ("node", "right"))}
    (OUT / "worlds.json").write_text(json.dumps(worlds, indent=1, sort_keys=True))
    return [verdict.judge(each.case, each.left, each.right, made[each.case.name].rows, tables, each.wrong) for each in seen]


def twice(cases, made, tables):
    """Verdict of each case; a red one is asked once more, and what it was first is printed."""
    verdicts, known = both(cases, made, tables), {name for name, *_ in tables.open}
    red = [each for each in verdicts if each.red and each.case.name not in known]
    if not 0 < len(red) <= AGAIN:
        return verdicts
    for each in red:
        print(f"again {each.case.name}", *(f"\n      {line}" for line in each.red), sep="", flush=True)
        # What a case does may have changed what it is made of.
        made[each.case.name] = converted(each.case)
    second = {each.case.name: each for each in both([each.case for each in red], made, tables, AGAIN_AT_ONCE)}
    other = [each.case.name for each in red if second[each.case.name].red != each.red]
    print(f"answered otherwise when asked again: {len(other)} of {len(red)}", *other, sep="\n      ", flush=True)
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
    other = page.of_another_machine(verdicts)
    new, changed = page.write(verdicts, known, tables, not arguments)
    for name in () if os.environ.get("UPDATE") else new:
        print(f"new   {name}: not on docs/fidelity.md yet (UPDATE=1 writes its row)", flush=True)
    if other:
        print(f"skip  docs/fidelity.md: it tells of {other}", flush=True)
        skipped += 1
    elif changed and not os.environ.get("UPDATE"):
        results.append(report(False, "docs/fidelity.md is not what these cases show (UPDATE=1 writes it)", changed[:10]))
    return count(results, skipped)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (all_cases.Wrong, Failed) as why:
        print(f"FAIL  {why}\n0 passed, 1 failed, 0 skipped")
        sys.exit(1)
