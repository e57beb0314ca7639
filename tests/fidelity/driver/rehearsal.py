"""A migration and the way back: podman, then Kubernetes with podman's containers stopped, then podman after `uninstall`.

All is laid out once. Each of the three is asked the case's steps, finds in the files of `journal` the names of those before
it, and adds its own; the last must answer as the first.
"""

from podman import Podman
from questions import events, seen_by


def run(podman, node, case):
    """What podman and the node saw, and what was wrong with the data or the way back."""
    again = Podman()
    again.name = "podman again"
    try:
        podman.start([case])
        left = seen_by(podman, [case])
        wrong = journal(podman, case, [])
        podman.stop(case, list(case.containers))
        node.start([case])
        right = seen_by(node, [case])
        wrong += journal(node, case, [podman.name])
        node.uninstall(case)
        again.start([case])
        back = seen_by(again, [case])
        wrong += journal(again, case, [podman.name, node.name])
    finally:
        node.clear()
        again.clear()
        podman.clear()
    wrong += [f"{again.name}: {why}" for why in again.errors.values()]
    first, last = left[case.name]["answers"], back[case.name]["answers"]
    for path in sorted(first.keys() | last.keys()):
        if first.get(path) != last.get(path):
            wrong.append(f"{path}: podman {first.get(path)}, after the way back {last.get(path)}")
    return left, right, wrong


def journal(side, case, before):
    """Whether each file has just the lines of those before; adds this one's."""
    wrong = []
    for name, path in case.journal.items():
        _, out, err = side.inside(case, name, "/probe", f"@read {path}; append {path} {side.name}")
        done = list(events(out))
        lines = done[0]["content"].splitlines() if done else [err]
        if lines != before or done[-1]["result"] != "ok":
            wrong.append(f"{name}:{path}: {side.name} finds {lines}, not {before}")
    return wrong
