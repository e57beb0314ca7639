#!/usr/bin/env python3
"""Asks a real podman about every row of the flag table, and the table about every flag of podman.

    podman_flags.py [--podman PROGRAM] TABLE.md

Each sample goes through podman's own parser: `podman run FLAG=SAMPLE ::invalid::` must fail on the
image and nothing else. That covers names, short forms, whether a value is taken, and what podman
parses before it looks at the image; values that it reads later are not checked.
Exit codes: 0, 1 on a failure, 77 when podman itself cannot run here (last line `skipped: REASON`).
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

COLUMNS = ["flag", "short", "takes", "repeatable", "since", "disposition", "becomes", "effect", "samples"]
IMAGE = "::invalid::"
# The image was reached, or the value was understood and this machine lacks what it names.
ACCEPTED = re.compile(
    r"invalid reference format"
    r"|^Error: no command or entrypoint provided"  # --rootfs: the name is a folder
    r"|file descriptor \d+ is not available"  # --preserve-fds
    r"|no sub[ug]id ranges found for user"
    r"|^Error: stat \S+: no such file or directory"  # --authfile: the value is a file of the host
    r"|^Run a command in a new container"  # --help
)
# Values that came later than their flag: (flag, text in the value, since).
NEWER_VALUES = [("--add-host", "host-gateway", (4, 7))]
NO_VALUE = {"", "-", "–", "—", "no", "n", "nothing", "none", "bool", "boolean", "switch"}
HELP_LINE = re.compile(r"^\s+(?:(-\w), )?\s*(--[a-z0-9][a-z0-9-]*)(?: (\S+))?(?:\s{2,}|\s*$)")


def cells(line):
    """The cells of a Markdown table row; `\\|` is no border."""
    parts = re.split(r"(?<!\\)\|", line.strip())
    return [part.strip().replace("\\|", "|") for part in parts[1:-1]]


def ticked(cell):
    """What stands in back-ticks; a run of two or more encloses text that has back-ticks itself."""
    return [text.strip() if len(ticks) > 1 else text for ticks, text in re.findall(r"(`+)(.+?)(?<!`)\1(?!`)", cell)]


def version(text):
    """(4, 3) of 4.3.1."""
    found = re.match(r"v?(\d+)\.(\d+)", text)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def rows(path):
    """The rows of all tables in the file that have the contract's columns."""
    found, header = [], None
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if not line.lstrip().startswith("|"):
                header = None
                continue
            values = cells(line)
            if header is None:
                names = [value.lower().strip("`* ") for value in values]
                header = names if set(COLUMNS) <= set(names) else []
                continue
            if not header or set("".join(values)) <= set("-: "):
                continue
            row = dict(zip(header, values))
            row["names"] = [name for name in ticked(row["flag"]) + ticked(row["short"]) if name.startswith("--")]
            row["line"] = number
            row["boolean"] = row["takes"].strip("` ").lower() in NO_VALUE
            letter = re.search(r"(?<![-\w])-?([A-Za-z])(?!\w)", row["short"])
            row["short"] = "-" + letter[1] if letter else ""
            row["samples"] = ticked(row["samples"])
            found.append(row)
    return found


class Podman:
    """The program, with a storage of its own, so that the machine's is not touched."""

    def __init__(self, program, folder):
        self.program = program
        self.options = ["--root", f"{folder}/root", "--runroot", f"{folder}/run", "--storage-driver", "vfs"]
        self.folder = folder
        self.environment = {**os.environ, "HOME": folder, "XDG_RUNTIME_DIR": folder, "LC_ALL": "C"}

    def says(self, *arguments):
        """Everything that it prints."""
        run = subprocess.run(
            [self.program, *self.options, *arguments],
            capture_output=True, text=True, check=False, timeout=60,
            cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
        )
        return (run.stdout + run.stderr).strip()

    def version(self):
        """(4, 3)"""
        return version(self.says("version", "--format", "{{.Client.Version}}").splitlines()[-1])

    def flags(self):
        """{flag: (short form or "", takes a value)} of `podman run --help`."""
        found = {}
        for line in self.says("run", "--help").splitlines():
            match = HELP_LINE.match(line)
            if match and match[2] != "--help":
                found[match[2]] = (match[1] or "", match[3] is not None)
        return found

    def accepts(self, *flags):
        """(accepted, podman's own words)"""
        answer = self.says("run", *flags, IMAGE)
        return bool(ACCEPTED.search(answer)), answer.splitlines()[0] if answer else "no answer"


def attempts(row, name, ours):
    """[(arguments, is the value newer than this podman)] for one row."""
    found = []
    for sample in row["samples"]:
        newer = any(name == flag and text in sample and since > ours for flag, text, since in NEWER_VALUES)
        found.append(([f"{name}={sample}"], newer))
        if not row["boolean"]:
            found.append(([name, sample], newer))
    if row["boolean"]:
        found.append(([name], False))
    if row["short"] and row["boolean"]:
        found.append(([row["short"]], False))
    elif row["short"] and row["samples"]:
        found.append(([row["short"], row["samples"][0]], False))
    return found


def main():
    """Judges the table; one line a finding."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--podman", default="podman")
    parser.add_argument("table")
    arguments = parser.parse_args()
    passed, failures, skipped = 0, [], []
    with tempfile.TemporaryDirectory() as folder:
        podman = Podman(arguments.podman, folder)
        try:
            works, words = podman.accepts()
        except (OSError, subprocess.TimeoutExpired) as error:
            works, words = False, str(error)
        if not works:
            print(f"skipped: podman does not run here: {words}")
            return 77
        ours, listed, table = podman.version(), podman.flags(), rows(arguments.table)
        known = {}
        work = []
        for row in table:
            place = f"{arguments.table}:{row['line']}"
            if not row["names"]:
                failures.append(f"{place}: no `--flag` in the first column")
            for name in row["names"]:
                if name in known:
                    failures.append(f"{place} {name}: stands in the table twice")
                known[name] = row
                if version(row["since"]) > ours:
                    if name in listed:
                        failures.append(f"{place} {name}: since {row['since']}, but podman {ours[0]}.{ours[1]} has it")
                    else:
                        skipped.append(name)
                    continue
                if name in listed:
                    short, takes = listed[name]
                    if short != row["short"]:
                        failures.append(f"{place} {name}: short form `{row['short']}`, podman says `{short}`")
                    if takes == row["boolean"]:
                        failures.append(f"{place} {name}: takes {'a' if takes else 'no'} value, the table says `{row['takes']}`")
                if len(row["samples"]) < 2:
                    failures.append(f"{place} {name}: {len(row['samples'])} samples, two are needed")
                for flags, newer in attempts(row, name, ours):
                    if newer:
                        skipped.append(" ".join(flags))
                    else:
                        work.append((place, flags))
        with ThreadPoolExecutor(max_workers=8) as pool:
            answers = list(pool.map(lambda each: podman.accepts(*each[1]), work))
        for (place, flags), (accepted, words) in zip(work, answers):
            if accepted:
                passed += 1
            else:
                failures.append(f"{place} {' '.join(flags)}: {words}")
        for name in sorted(listed.keys() - known.keys()):
            failures.append(f"{arguments.table} {name}: podman lists it, the table does not")
        passed += len(listed.keys() & known.keys())
    for failure in failures:
        print(failure)
    for name in skipped:
        print(f"skipped, newer than podman {ours[0]}.{ours[1]}: {name}")
    if skipped:
        print(f"{len(skipped)} skipped")
    print(f"{passed} passed, {len(failures)} failed")
    return 1 if failures or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
