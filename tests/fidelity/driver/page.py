"""Writes docs/fidelity.md: a row for each case, from what was seen when it last ran."""

import json
import os
import platform
import re

from machine import HERE, OUT, VIRTUAL

PAGE = HERE.parent.parent / "docs/fidelity.md"
HEAD = """# Measured: what a program sees under podman and on Kubernetes

Made by `UPDATE=1 tests/fidelity/run` from what each case showed: podman 5.8 on one side, a real kubelet with containerd on
the other, with the objects that `convert` and `install` made of the same definition. A run without `UPDATE` fails where this
page says something else. *the same*: no difference but those of every container, at the end of this page. A code is the row of
the ledger that tells the difference before you deploy (`k3s-migrate explain CODE`). What a case says to need a machine (limits,
OOM, privileged) is asked in a virtual one, with Debian's kernel and control groups of version 2.
"""
# Two kernels do not answer every question alike.
KERNEL = re.compile(r"^Measured on (Linux \d+\.\d+)\.$", re.M)
ROW = re.compile(r"^\| \[([a-z0-9-]+)\]")


# What is another one at the next run or on the next machine, and what stands for it.
UNSTEADY = (
    (re.compile(r"-[0-9a-f]{8,10}-[0-9a-z]{5}\b"), "-…"),
    (re.compile(r"\b0-\d+\b"), "all"),
    (re.compile(r"\b\d{10}\.\d+\b"), "TIME"),
    (re.compile(r"\b\d{7,}(?=k?\b)"), "N"),
    (re.compile(r"\b[0-9a-f]{12,64}\b"), "ID"),
    (re.compile(r"^(btrfs|ext4|xfs|zfs)$"), "the disk's"),
    # The Pods' network is 10.42.0.0/22: only its first address ends in 0 and is nobody's.
    (re.compile(r"\b10\.(?:(?:42|43|88|89)\.\d+\.[1-9]\d*|42\.[1-9]\d*\.0)\b"), "ADDRESS"),
    (re.compile(r"\b[0-9a-f]{2}(?::[0-9a-f]{2}){5}\b"), "MAC"),
)


def plain(text, written=""):
    """A value without what is not steady, and short; what the case has `written` stays."""
    for form, word in UNSTEADY:
        text = form.sub(lambda found: found[0] if found[0] in written else word, text)
    text = text if len(text) <= 70 else text[:69] + "…"
    return text.replace("|", "\\|").replace("`", "'").replace("\n", "⏎")


def cell(pairs, written):
    return "<br>".join(f"{facet.replace('|', ' ')}: `{plain(value, written)}`" for facet, value in pairs) or "the same"


def row(verdict, opened):
    """`opened`: lines of open.tsv."""
    case = verdict.case
    shown = [(path, *values) for path, values in verdict.worlds.items() if path in case.shows]
    # Of the many facets that one line explains, the first.
    first = {(d.code, d.glob): d for d in reversed(verdict.told)}
    told = [(d.path, d.podman, d.node) for d in reversed(first.values())]
    lines = (told + [line for line in shown if line not in told])[:4]
    codes = sorted({d.code for d in verdict.told})
    asks = " ".join(f"`{each}`" for each in case.asks)
    link = f"[{case.name}](../tests/fidelity/cases/{case.area}/{case.name}.json)"
    defects = [why for name, _, why in opened if name == case.name]
    said = f"differs: {', '.join(codes)}" if told else "the same"
    unseen = sorted(verdict.dropped - set(codes))
    said += f"; {', '.join(unseen)} tells of what it did not see" if unseen else ""
    said = f"**not told:** {'; '.join(defects)}" if defects else said
    written = json.dumps(case.containers)
    left, right = cell(((p, a) for p, a, _ in lines), written), cell(((p, b) for p, _, b in lines), written)
    return f"| {link} | {asks} | {case.why} | {left} | {right} | {said} |"


def ours(verdict):
    """Whether this machine is the one that the page tells of: control groups of version 1, but 2 where a case needs a virtual one."""
    versions = {values[0] for path, values in verdict.worlds.items() if path.endswith("cgroup|version")}
    return not versions or versions == {"2" if verdict.case.needs_machine else "1"}


def of_another_machine(verdicts):
    """What the page tells of that this machine has not, so that they cannot be compared; a virtual one always can."""
    if VIRTUAL:
        return None
    if not all(map(ours, verdicts)):
        return "control groups of version 1, and these are of version 2"
    told = told_kernel(read())
    return f"{told}, and this is {kernel()}" if told != kernel() and not os.environ.get("UPDATE") else None


def read():
    return PAGE.read_text() if PAGE.exists() else ""


def told_kernel(page):
    """The kernel that a page tells of; this one where it tells of none."""
    found = KERNEL.search(page)
    return found[1] if found else kernel()


def kernel():
    return "Linux " + ".".join(platform.release().split(".")[:2])


def write(verdicts, cases, tables, whole):
    """The page with the rows of this run, and the old ones of cases that did not run; returns which cases had no row, and
    what differs from the page.

    `whole`: whether every case ran. Where some were chosen, one without a row is no difference.
    """
    old = read()
    rows = {found[1]: line for line in old.splitlines() if (found := ROW.match(line))}
    new = [verdict.case.name for verdict in verdicts if verdict.case.name not in rows]
    rows = {name: line for name, line in rows.items() if name in cases}
    rows |= {verdict.case.name: row(verdict, tables.open) for verdict in verdicts if ours(verdict)}
    parts = [HEAD, f"\nMeasured on {told_kernel(old) if VIRTUAL or not whole else kernel()}.\n"]
    for area in sorted({case.area for case in cases.values()}):
        parts.append(f"\n## {area.replace('-', ' ').capitalize()}\n\n| case | setting | asked | podman | Kubernetes | verdict |\n|---|---|---|---|---|---|\n")
        parts += [f"{rows[name]}\n" for name in sorted(rows) if cases[name].area == area]
    parts.append("\n## Every container\n\n| facet | podman | Kubernetes | why |\n|---|---|---|---|\n")
    lines = [[each.replace("|", "\\|") for each in line] for line in tables.baseline]
    parts += [f"| {facet} | `{was}` | `{now}` | {why} |\n" for facet, was, now, why, *_ in lines]
    page = "".join(parts)
    (OUT / "fidelity.md").write_text(page)
    was, now = set(old.splitlines()), set(page.splitlines())
    if not whole:
        now -= {rows[name] for name in new if name in rows}
    return new, [f"- {line}" for line in sorted(was - now)] + [f"+ {line}" for line in sorted(now - was)]
