"""What the rig gives to the driver: its folders, its patience, and how programs are started."""

import os
import subprocess
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
SCRATCH, OUT = Path(os.environ["SCRATCH"]), Path(os.environ["OUT"])
CONVERTER, PROBE = os.environ["K3S_MIGRATE"], os.environ["PROBE"]
NODE_IP, LAN_IP = os.environ["NODE_IP"], os.environ["LAN_IP"]
VIRTUAL = bool(os.environ.get("FIDELITY_MACHINE"))
# A virtual machine is emulated: everything takes so much longer.
SLOWER = 15 if VIRTUAL else 1


class Failed(Exception):
    """A program ended with an error; the text says which, and what it said."""


def call(*words):
    """Standard output of a program."""
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode:
        raise Failed(f"`{' '.join(words)}`: exit code {done.returncode}: {done.stderr.strip()[-1500:]}")
    return done.stdout


def ask(*words):
    """Exit code and output of a program that may fail."""
    done = subprocess.run(words, capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr.strip()


def until(seconds, found):
    """What `found` returns as soon as it is true, or what it returned last; `seconds` on a real machine."""
    end = time.monotonic() + seconds * SLOWER
    while True:
        value = found()
        if value or time.monotonic() > end:
            return value
        time.sleep(0.2)


def table(name):
    """Lines of a table of ours, without comments."""
    lines = (HERE / name).read_text().splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]
