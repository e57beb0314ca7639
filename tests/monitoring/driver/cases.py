"""The cases of rules.toml, judged by promtool and vmalert-tool."""

import json
import pathlib
import re
import tomllib

from count import run

HERE = pathlib.Path(__file__).resolve().parent.parent
# Severities as the guide promises them.
DOCUMENTED = dict(re.findall(r"^\| `(\w+)` \| (critical|warning|none) \|", (HERE.parent.parent / "docs/monitoring.md").read_text(), re.MULTILINE))
# Between two evaluations: as in the stack, or over days as often as there are samples.
STEPS = {"availability": "15s", "30s": "30s", "4m": "4m"}
TOOLS = {
    "promtool": ["test", "rules", "{path}"],
    "vmalert-tool": ["unittest", "--disableAlertgroupLabel", "--files={path}"],
}


def judge(given, texts, count):
    before = count.now()
    cases = tomllib.loads((HERE / "rules.toml").read_text())["case"]
    done = set()
    for backend in ("prometheus", "victoriametrics"):
        of = [case for case in cases if case.get("only", backend) == backend]
        known = {}
        for path in sorted((texts / backend / "rules").glob("*.yml")):
            some = alerts(path)
            known |= some
            # Most files are the same for both.
            if path.read_text() not in done:
                done.add(path.read_text())
                file(given, backend, path, some, of, count)
        covered(backend, known, of, count)
    count.tell("cases of alerts", before)


def file(given, backend, path, known, cases, count):
    """The cases of the alerts of one file."""
    for interval in ("30s", "4m"):
        some = [case for case in cases if case["alert"] in known and case.get("interval", "30s") == interval]
        tests = [test(known, interval, case) for case in some]
        step = STEPS.get(path.stem, STEPS[interval])
        for tool in TOOLS if tests else ():
            passed, said = judged(given, tool, path, step, tests)
            if not passed and count.one_is_enough:
                count.judge(f"{path.name}: {tool}", False, said)
            for each in tests:
                # One by one where they do not pass together: a program takes longer to start than to look.
                fine, said = (True, "") if passed else judged(given, tool, path, step, [each])
                alert = each["alert_rule_test"][0]["alertname"]
                count.judge(f"{backend}: {alert}, {each['name']}: {tool}", fine, said)


def alerts(path):
    """Texts of the alerts of a file, read as they were written: a line for each."""
    found = {}
    for block in re.split(r"\n      - alert: ", path.read_text())[1:]:
        name = block.split("\n", 1)[0]
        fields = dict(re.findall(r"\n {10}(\w+): (.*)", block))
        found[name] = {key: scalar(value) for key, value in fields.items()}
    return found


def scalar(text):
    if text.startswith("'"):
        return text[1:-1].replace("''", "'")
    return json.loads(text) if text.startswith('"') else text


def covered(backend, known, cases, count):
    """Each alert fires in a case, and is silent in another."""
    for name in known:
        of = [case for case in cases if case["alert"] == name]
        count.judge(f"{backend}: {name} fires in a case", any(case["fires"] for case in of))
        if name != "Watchdog":
            count.judge(f"{backend}: {name} is silent in a case", any(not case["fires"] for case in of))
    for case in cases:
        count.judge(f"{backend}: {case['alert']} is an alert", case["alert"] in known)


def test(known, interval, case):
    """A case as both programs read it."""
    alert = known.get(case["alert"], {})
    expected = []
    for labels in case["fires"]:
        labels = dict(labels)
        value = labels.pop("value", 1 if case["alert"] == "Watchdog" else 0)
        labels["severity"] = DOCUMENTED[case["alert"]]
        texts = {key: shown(alert.get(key, ""), labels, value) for key in ("summary", "description", "runbook")}
        expected.append({"exp_labels": labels, "exp_annotations": texts})
    return {
        "name": case["title"],
        "interval": interval,
        "input_series": [{"series": name, "values": values} for name, values in case["series"].items()],
        "alert_rule_test": [{"eval_time": case["at"], "alertname": case["alert"], "exp_alerts": expected}],
    }


def judged(given, tool, rules, step, tests):
    path = given.work / "case.yml"
    path.write_text(json.dumps({"rule_files": [str(rules)], "evaluation_interval": step, "tests": tests}))
    words = [word.format(path=path) for word in TOOLS[tool]]
    status, said = run(given.programs / "bin" / tool, *words, cwd=given.work)
    return status == 0, said


def shown(text, labels, value):
    """A template as both programs fill it in, as far as ours go."""

    def fill(found):
        word = found.group(1).strip()
        if word == '"{{"':
            return "{{"
        if word.startswith("$labels."):
            # A label that is not there is an empty text to both programs, and a mistake to us.
            return labels.get(word.removeprefix("$labels."), "no such label")
        if word == "$value":
            return f"{value:g}"
        if word.startswith("printf"):
            return re.match(r'printf "(.*)" \$value$', word).group(1) % value
        if word == "humanizeDuration $value":
            return duration(int(value))
        raise ValueError(f"an unknown template: {word}")

    return re.sub(r"\{\{(.*?)\}\}(?!\")", fill, text)


def duration(seconds):
    days, rest = divmod(seconds, 86400)
    hours, rest = divmod(rest, 3600)
    minutes, seconds = divmod(rest, 60)
    for words in (f"{days}d {hours}h {minutes}m {seconds}s", f"{hours}h {minutes}m {seconds}s", f"{minutes}m {seconds}s"):
        if not words.startswith("0"):
            return words
    return f"{seconds}s"
