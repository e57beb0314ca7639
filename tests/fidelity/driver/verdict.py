"""Joins the two sides with the ledger: a difference that neither a row nor the baseline explains is red."""

import fnmatch
import re

from machine import table

ABSENT = "absent"


class Tables:
    """What may differ, by whose word."""

    def __init__(self):
        self.baseline, self.facets, self.open = table("baseline.tsv"), table("facets.tsv"), table("open.tsv")


class Difference:
    """A facet that the two sides see differently, and who says so."""

    def __init__(self, path, podman, node, code="", glob=""):
        self.path, self.podman, self.node, self.code, self.glob = path, podman, node, code, glob

    def __str__(self):
        return f"{self.path}: podman {self.podman[:200]}, Kubernetes {self.node[:200]}"


class Verdict:
    """Of one case."""

    def __init__(self, case):
        self.case, self.red, self.told, self.used = case, [], [], set()
        # Codes of what the ledger says is dropped, seen or not.
        self.dropped = set()
        self.worlds = {}


def matches(path, glob):
    """A glob without a container's name means every container's."""
    return fnmatch.fnmatchcase(path, glob) or fnmatch.fnmatchcase(path.split(":", 1)[-1], glob)


def announced(path, podman, node, glob, rows):
    """Whether one of the rows tells of this difference: `{named}` of a glob is a variable that the row itself names, with
    the value that it announces."""
    *_, last = path.split("|")
    if "{named}" not in glob:
        return bool(rows) and matches(path, glob)
    rows = [row for row in rows if names(row, last)]
    return bool(rows) and matches(path, glob.replace("{named}", "*")) and renamed(podman, rows) in (None, node)


def names(row, variable):
    """Whether a row or a diagnostic names a variable: as its key, before its value, or in words (`-e PREFIX*`: by its beginning)."""
    said = re.findall(r"`([^`]+)`", row.get("message") or row.get("reason") or "")
    places = [place.rsplit("/", 1)[-1] for place in [*row.get("paths", ()), row.get("path") or ""]]
    given = (row.get("value") or "").split("=")[0]
    return variable in [*said, *places, given] or any(word.endswith("_") and variable.startswith(word) for word in said)


def renamed(value, rows):
    """A value with the new names that rows announce, where a host stands and nowhere else; none where they announce none."""
    said = [re.fullmatch(r"`.+` reaches `(.+)` as `(.+)`", row.get("reason") or "") for row in rows]
    for old, new in {found.groups() for found in said if found}:
        host = rf"(?:^|(?<=://)|(?<=[@,(])|(?<=host=)){re.escape(old)}(?=[:/,) ]|$)(?!:[^/@]*@)"
        value = re.sub(host, new, value)
    return value if any(said) else None


def lost(rows):
    """Rows and diagnostics that tell of a loss, by code."""
    found = {}
    for row in rows:
        if row["fate"] in ("changed", "dropped", "refused", "told"):
            found.setdefault(row["code"], []).append(row)
    return found


def explained(path, podman, node, case, told, tables):
    """The code that explains a difference (none: every container has it), the glob that says so, and the mark of its line."""
    for glob, code in case.differs.items():
        if matches(path, glob) and code in told:
            return code, glob, ("differs", glob)
    for code, glob, _ in tables.facets:
        if announced(path, podman, node, glob, told.get(code, ())):
            return code, glob, ("facets", code)
    for glob, was, now, *_ in tables.baseline:
        if matches(path, glob) and re.fullmatch(was, podman, re.S) and re.fullmatch(now, node, re.S):
            return "", glob, ("baseline", glob, was, now)
    return None


def judge(case, podman, node, rows, tables, errors=()):
    """`podman` and `node`: container (or `answers`) → flat map of what was seen."""
    verdict, told = Verdict(case), lost(rows)
    verdict.red += errors
    verdict.dropped = {row["code"] for row in rows if row["fate"] == "dropped"}
    several = len(case.containers) > 1
    for who in [*case.speaking(), "answers"]:
        mine, theirs = podman.get(who), node.get(who)
        if mine is None or theirs is None:
            silent = " and ".join(side for side, seen in (("podman", mine), ("the node", theirs)) if seen is None)
            verdict.red.append(f"{who}: no world from {silent}")
            continue
        for path in sorted(mine.keys() | theirs.keys()):
            one, other = mine.get(path, ABSENT), theirs.get(path, ABSENT)
            full = f"{who}:{path}" if several and who != "answers" else path
            verdict.worlds[full] = one, other
            if path.endswith("|failed"):
                verdict.red.append(f"{full}: {one if one != ABSENT else other}")
                continue
            if one == other:
                continue
            why = explained(full, one, other, case, told, tables)
            if why is None:
                verdict.red.append(str(Difference(full, one, other)))
            else:
                code, glob, mark = why
                verdict.used.add(mark)
                if code:
                    verdict.told.append(Difference(full, one, other, code, glob))
    for glob in case.differs:
        if ("differs", glob) not in verdict.used:
            verdict.red.append(f"{glob}: no longer differs; take it out of the case's `differs`")
    return verdict


def opened(verdict, tables):
    """Differences that a known defect makes are no longer red; one that no longer differs is."""
    mine = [line for line in tables.open if line[0] == verdict.case.name]
    left = [red for red in verdict.red if not any(matches(red.split(": ")[0], each[1]) for each in mine)]
    for _, glob, _ in mine:
        if not any(matches(red.split(": ")[0], glob) for red in verdict.red):
            left.append(f"{glob}: no longer differs; take it out of open.tsv")
    verdict.red = left
    return mine if not left else []


def of_all(verdicts, rows, tables):
    """Lines that say what the tables claim and no case has shown; only for a run of every case."""
    used = set().union(*(verdict.used for verdict in verdicts))
    own = {code for verdict in verdicts for code in verdict.case.differs.values()}
    known = {code for code, *_ in tables.facets} | own
    losses = {row["code"] for row in rows if row["fate"] in ("changed", "dropped")}
    for code in sorted(losses - known):
        yield f"{code}: facets.tsv does not say what it may change"
    for code in sorted({code for code, facet, _ in tables.facets if facet != "-"}):
        if ("facets", code) not in used:
            yield f"{code}: the ledger claims a loss that no case shows"
    versions = {values[0] for v in verdicts for path, values in v.worlds.items() if path.endswith("cgroup|version")}
    # Lines without a version were written where control groups are of version 1.
    for glob, was, now, _, *version in tables.baseline if versions == {"1"} else ():
        if not version and ("baseline", glob, was, now) not in used:
            yield f"baseline.tsv, {glob}: explains nothing"
