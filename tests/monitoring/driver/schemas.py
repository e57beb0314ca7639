"""Dashboards and the options of their panels, judged by Grafana's own types."""

import json

import checks
from count import run

# Our kinds of panels and the files of their types.
KINDS = {"bargauge": "bargauge", "stat": "stat", "table": "table", "timeseries": "timeseries"}
RAW = "node_modules/grafana-{version}/dist/types/raw"
# A JSON text has strings where the types have members of an enum: they are widened to the members' values.
HEAD = """
type Plain<T> = 0 extends 1 & T ? any : T extends string ? `${T}` : T extends number | boolean | null | undefined ? T
  : T extends (infer E)[] ? Plain<E>[] : T extends object ? { [K in keyof T]: Plain<T[K]> } : T;
"""


def judge(given, texts, count):
    if not given.schemas:
        count.skip("schemas of Grafana", "npm is needed")
        return
    before = count.now()
    for version in ("12", "13"):
        folder = given.work / f"grafana-{version}"
        folder.mkdir(exist_ok=True)
        (folder / "boards.ts").write_text(source(version, given.schemas, checks.boards(texts)))
        (folder / "tsconfig.json").write_text(json.dumps(options(version, given.schemas)))
        status, words = run("node", f"{given.schemas}/node_modules/typescript/bin/tsc", "--project", folder)
        count.judge(f"schemas of Grafana {version}: tsc --strict", status == 0, words)
    count.tell("schemas of Grafana", before)


def options(version, schemas):
    index = f"{schemas}/node_modules/grafana-{version}/dist/types/index.d.ts"
    return {
        "compilerOptions": {
            "noEmit": True, "strict": True, "skipLibCheck": True, "module": "esnext", "moduleResolution": "bundler",
            "target": "es2020", "types": [], "paths": {"@grafana/schema": [index]},
        },
        "files": ["boards.ts"],
    }


def source(version, schemas, boards):
    raw = f"{schemas}/{RAW.format(version=version)}"
    out = [f'import type {{ Dashboard }} from "{raw}/dashboard/x/types.gen";']
    for kind, folder in KINDS.items():
        out.append(f'import type * as {kind} from "{raw}/composable/{folder}/panelcfg/x/types.gen";')
    out.append(HEAD)
    for index, board in enumerate(boards.values()):
        out.append(f"export const d{index}: Plain<Dashboard> = {json.dumps(board)};")
        for number, panel in enumerate(board["panels"]):
            kind = panel["type"]
            if kind not in KINDS or "options" not in panel:
                continue
            out.append(f"export const o{index}_{number}: Plain<Partial<{kind}.Options>> = {json.dumps(panel['options'])};")
            custom = panel["fieldConfig"]["defaults"].get("custom")
            if custom is not None:
                out.append(f"export const f{index}_{number}: Plain<Partial<{kind}.FieldConfig>> = {json.dumps(custom)};")
    return "\n".join(out)
