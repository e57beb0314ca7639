"""Judges the texts of the monitoring stack: `tests/monitoring/run` says how it is started."""

import argparse
import pathlib
import sys

from count import Count


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--programs", type=pathlib.Path, required=True)
    parser.add_argument("--schemas", required=True)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--live", action="store_true")
    parser.add_argument("--self-test", action="store_true")
    given = parser.parse_args()
    count = Count()
    print("programs: " + " ".join((given.programs / "versions").read_text().split()))
    if given.live:
        import live

        live.judge(given, count)
    elif given.self_test:
        import spoiled

        spoiled.judge(given, count)
    else:
        import checks

        for judge in checks.ALL:
            judge(given, given.work / "texts", count)
    print(count)
    return 1 if count.failed or not count.passed else 0


if __name__ == "__main__":
    sys.exit(main())
