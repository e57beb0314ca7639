"""What passed, what failed, and what could not run."""

import subprocess


class Seen(Exception):
    """A failure, where one is enough."""


class Count:
    def __init__(self, one_is_enough=False):
        self.passed = self.failed = self.skipped = 0
        self.one_is_enough = one_is_enough

    def judge(self, name, fine, words=""):
        if fine:
            self.passed += 1
            return
        if self.one_is_enough:
            raise Seen(name)
        self.failed += 1
        print(f"FAILED {name}")
        for line in words.strip().splitlines()[-20:]:
            print(f"    {line}")

    def tell(self, name, before):
        """One line for all that a judge saw since `before`, a pair of counts."""
        passed, failed = self.passed - before[0], self.failed - before[1]
        if not self.one_is_enough:
            print(f"{name}: {passed} passed, {failed} failed")

    def now(self):
        return self.passed, self.failed

    def skip(self, name, why):
        self.skipped += 1
        print(f"skipped {name}: {why}")

    def __str__(self):
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def run(*command, **more):
    """Exit code and everything that was said."""
    words = [str(each) for each in command]
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **more)
    return done.returncode, done.stdout
