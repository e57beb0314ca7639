"""Spoils what was converted, a field at a time, as a converter with a defect would; each must turn its case red."""

import json
from functools import partial

from cases import Wrong
from machine import table
from node import converted, pod_of
from verdict import matches

WORKLOADS = ("Deployment", "Job", "CronJob")


def spoil(objects, pointer, value):
    """Sets (JSON) or, with `-`, removes what a pointer names: `KIND:/…` of the first object of that kind, else of a Pod's spec."""
    kind, colon, path = pointer.partition(":")
    if colon:
        at = next(o for o in objects if o["kind"] == kind)
    else:
        at, path = pod_of(next(o for o in objects if o["kind"] in WORKLOADS))["spec"], pointer
    *steps, last = [int(p) if p.isdigit() else p for p in path.strip("/").split("/")]
    try:
        for step in steps:
            at = at[step]
        at[last]
    except (KeyError, IndexError) as missing:
        raise Wrong(f"mutations.tsv, {pointer}: there is no {missing}") from None
    if value == "-":
        del at[last]
    else:
        at[last] = json.loads(value)


def run(cases, both, tables):
    """For each mutation: whether it was caught, its name, and the lines that tell."""
    mutations = table("mutations.tsv")
    made = {name: converted(cases[name]) for name in sorted({case for case, *_ in mutations})}
    for case, pointer, value, _ in mutations:
        made[case].spoilt.append(partial(spoil, pointer=pointer, value=value))
    verdicts = {each.case.name: each for each in both([cases[name] for name in made], made, tables)}
    for case, pointer, value, facet in mutations:
        red = verdicts[case].red
        caught = any(matches(line.split(": ")[0], facet) for line in red)
        yield caught, f"{case}: {pointer} {value}", red[:3]
