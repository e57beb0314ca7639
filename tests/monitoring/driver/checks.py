"""The judges that need no running stack."""

import json

import cases
import defects
import discovery
import schemas
from count import run

# Who is told of what in the texts `prometheus` and `victoriametrics`, by labels of the alert.
ROUTES = [
    ({"alertname": "NodeDown", "severity": "critical"}, {"webhook-0", "email"}),
    ({"alertname": "NodeCPUHigh", "severity": "warning"}, {"webhook-0", "slack"}),
    ({"alertname": "Own", "severity": "info"}, {"webhook-0"}),
    ({"alertname": "Own"}, {"webhook-0"}),
]


def configurations(given, texts, count):
    """Every file is taken by the program that reads it."""
    bin, before = given.programs / "bin", count.now()
    folders = sorted(texts.iterdir())
    promtool, amtool, vmalert = bin / "promtool", bin / "amtool", bin / "vmalert"
    files = {folder.name: [folder / "prometheus.yml"] for folder in folders if (folder / "prometheus.yml").exists()}
    together(count, "promtool check config", [promtool, "check", "config", "--syntax-only"], files)
    rules = {folder.name: sorted((folder / "rules").glob("*.yml")) for folder in folders}
    together(count, "promtool check rules", [promtool, "check", "rules", "--lint=all", "--lint-fatal"], rules)
    flags = {folder.name: [f"-rule={folder}/rules/*.yml"] for folder in folders}
    together(count, "vmalert -dryRun", [vmalert, "-dryRun"], flags)
    files = {folder.name: [folder / "alertmanager.yml"] for folder in folders}
    together(count, "amtool check-config", [amtool, "check-config"], files)
    for folder in folders:
        scrape = folder / "scrape.yml"
        if scrape.exists():
            expect(count, f"{folder.name}: victoria-metrics -dryRun", bin / "victoria-metrics", "-dryRun", f"-promscrape.config={scrape}", cwd=given.work)
    count.tell("configurations", before)


def together(count, name, command, words):
    """All at once, and each by itself where they do not pass: a program takes longer to start than to look."""
    status, said = run(*command, *(word for some in words.values() for word in some))
    if status and count.one_is_enough:
        return count.judge(name, False, said)
    for folder, some in words.items():
        if status == 0:
            count.judge(f"{folder}: {name}", True)
        else:
            expect(count, f"{folder}: {name}", *command, *some)


def expect(count, name, *command, **more):
    status, words = run(*command, **more)
    count.judge(name, status == 0, words)


def routes(given, texts, count):
    """An alert reaches whom it is for, and nobody else."""
    before = count.now()
    for folder in sorted(texts.iterdir()):
        config = folder / "alertmanager.yml"
        expected = list(ROUTES) if folder.name in ("prometheus", "victoriametrics") else []
        always = "deadman" if "deadman" in config.read_text() else "none"
        expected.append(({"alertname": "Watchdog", "severity": "none"}, {always}))
        for labels, receivers in expected:
            words = [f"{key}={value}" for key, value in labels.items()]
            status, said = run(given.programs / "bin/amtool", "config", "routes", "test", f"--config.file={config}", *words)
            found = set((said.splitlines() or [""])[-1].split(","))
            count.judge(f"{folder.name}: {' '.join(words)} goes to {sorted(receivers)}", status == 0 and found == receivers, said)
    count.tell("routes", before)


def boards(texts):
    """All dashboards, each text once: name → JSON."""
    found = {}
    for path in sorted(texts.glob("*/dashboards/*.json")):
        text = path.read_text()
        found.setdefault(text, f"{path.parent.parent.name}/{path.name}")
    return {name: json.loads(text) for text, name in found.items()}


# What Grafana puts in the place of its variables.
VARIABLES = {
    "$__rate_interval": "2m",
    "$__range": "1h",
    "$price": "0.30",
    '"$node"': '".*"',
    '"$namespace"': '".*"',
    '"$app"': '".*"',
    '"$device"': '".*"',
}


def filled(expression):
    for variable, value in VARIABLES.items():
        expression = expression.replace(variable, value)
    return expression


def expressions(dashboards):
    """Every expression that a panel or a variable asks, with the place where it stands first."""
    found = {}
    for name, board in dashboards.items():
        for panel in board["panels"]:
            for target in panel.get("targets", []):
                found.setdefault(filled(target["expr"]), f"{name}: {panel.get('title')}")
    return found


def panels(given, texts, count):
    """Expressions are PromQL, for both readers of it."""
    before = count.now()
    asked = expressions(boards(texts))
    count.judge("there are expressions", len(asked) > 100, str(len(asked)))
    for expression, place in asked.items():
        count.judge(f"{place}: a variable is left", "$" not in expression, expression)
    rules = [{"record": f"panel:{index}", "expr": expression} for index, expression in enumerate(asked)]
    path = given.work / "panels.yml"
    path.write_text(json.dumps({"groups": [{"name": "panels", "rules": rules}]}))
    expect(count, "panels: promtool", given.programs / "bin/promtool", "check", "rules", path)
    expect(count, "panels: vmalert", given.programs / "bin/vmalert", "-dryRun", f"-rule={path}")
    count.tell(f"{len(asked)} expressions of panels", before)


ALL = [configurations, routes, panels, cases.judge, discovery.judge, defects.judge, schemas.judge]
