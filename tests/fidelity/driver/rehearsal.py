"""A migration and the way back: podman, then Kubernetes with podman's containers stopped, then podman after `uninstall`.

All is laid out once. Each of the three is asked the case's steps, finds in the files of `journal` the names of those before
it, and adds its own; the last must answer as the first.
"""

from podman import Podman
from questions import seen_by
from world import events


def run(podman, node):
    """What podman and the node saw, and what was wrong with the data or the way back."""
    case, again = podman.case, Podman(podman.case)
    again.name, case.laid_out = "podman again", False
    try:
        podman.start()
        left = seen_by(podman)
        wrong = journal(podman, [])
        podman.stop(list(case.containers))
        node.start()
        right = seen_by(node)
        wrong += journal(node, [podman.name])
        node.uninstall()
        again.start()
        back = seen_by(again)
        wrong += journal(again, [podman.name, node.name])
    finally:
        node.clear()
        again.clear()
        podman.clear()
    wrong += [f"{again.name}: {again.error}"] if again.error else []
    first, last = left["answers"], back["answers"]
    for path in sorted(first.keys() | last.keys()):
        if first.get(path) != last.get(path):
            wrong.append(f"{path}: podman {first.get(path)}, after the way back {last.get(path)}")
    return left, right, wrong


def journal(side, before):
    """Whether each file has just the lines of those before; adds this one's."""
    wrong = []
    for name, path in side.case.journal.items():
        _, out, err = side.inside(name, "/probe", f"@read {path}; append {path} {side.name}")
        done = list(events(out))
        lines = done[0]["content"].splitlines() if done else [err]
        if lines != before or done[-1]["result"] != "ok":
            wrong.append(f"{name}:{path}: {side.name} finds {lines}, not {before}")
    return wrong
