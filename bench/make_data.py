"""Make a synthetic study of a given size for measuring: a Parquet file of answers, an instrument, study.yaml.

    python bench/make_data.py FOLDER ROWS [--shuffled] [--mode units_first] [--items 36]

The same arguments make the same answers. 15 rows a PSU, 514 domains in 68 strata, 3 % of the answers missing; sorted by
domain and PSU unless shuffled.
"""

import argparse
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import parquet

SEED = 36
DOMAINS, PROVINCES = 514, 34
ROWS_A_PSU = 15
MISSING = 0.03
ROW_GROUP = 131_072
ANALYSES, VARIABLES = 3, 3


def item_keys(items: int) -> list[str]:
    """Return the questions' keys: a third of them in each analysis, a ninth in each variable (the last may hold more)."""
    places = [i * ANALYSES * VARIABLES // items for i in range(items)]
    return [f"a{p // VARIABLES + 1}_{'xyz'[p % VARIABLES]}{i + 1}" for i, p in enumerate(places)]


def answers(rows: int, items: int, shuffled: bool) -> pa.Table:
    """Return the table of answers."""
    rng = np.random.default_rng([SEED, rows, items])
    psus = -(-rows // ROWS_A_PSU)
    psu = np.arange(rows) // ROWS_A_PSU
    domain_of = np.arange(psus) * DOMAINS // psus
    stratum_of = domain_of * PROVINCES // DOMAINS * 2 + rng.integers(0, 2, psus)
    order = rng.permutation(rows) if shuffled else np.arange(rows)
    weight = np.exp(0.5 * rng.standard_normal(psus))[psu] * rng.uniform(0.5, 1.5, rows)
    columns = {
        "respondent": order,
        "group": psu[order],
        "psu": psu[order],
        "stratum": stratum_of[psu][order],
        "domain": domain_of[psu][order],
        "weight": weight[order],
    }
    effect = 0.4 * rng.standard_normal(psus)[psu] + rng.standard_normal(rows) * 0.5
    for key in item_keys(items):
        latent = effect + rng.standard_normal(rows, dtype=np.float32) + 0.4
        answer = (latent > -1).astype(np.uint8) + (latent > 0) + (latent > 1)
        columns[key] = pa.array(answer[order].astype(np.uint8), mask=rng.random(rows, dtype=np.float32) < MISSING)
    return pa.table(columns)


def instrument(items: int) -> str:
    """Return the instrument's YAML: overall, 3 analyses of 3 variables each, and the questions."""
    lines = [
        "instrument: bench",
        'version: "1"',
        "languages: [en]",
        "title: {en: Bench}",
        "scale: {min: 0, max: 3}",
        "roles: {member: {en: Member}}",
        "bands:",
        "  cuts: [1, 2]",
        "  owner: lower",
        "  labels:",
        '    - {key: low, en: low, colour: "#D17A00", ink: "#111111"}',
        '    - {key: medium, en: medium, colour: "#1F7078", ink: "#FFFFFF"}',
        '    - {key: high, en: high, colour: "#0B2F5B", ink: "#FFFFFF"}',
        "levels: [overall, analysis, variable, criterion]",
        "tree:",
        "  key: overall",
        "  label: {en: Overall}",
        "  children:",
    ]
    keys = item_keys(items)
    for a in range(1, ANALYSES + 1):
        lines += [f"    - key: a{a}", f"      label: {{en: Analysis {a}}}", "      children:"]
        for v in "xyz"[:VARIABLES]:
            lines += [f"        - key: a{a}_{v}", f"          label: {{en: Variable {a}{v}}}", "          children:"]
            for key in keys:
                if key.startswith(f"a{a}_{v}"):
                    lines.append(f"            - {{key: {key}, ask: [member], question: {{en: How much of {key}?}}}}")
    return "\n".join(lines) + "\n"


def study(mode: str) -> str:
    """Return study.yaml."""
    return f"""study: bench
title: {{en: Bench}}
instrument: instrument.yaml
synthetic: true
responses:
  - file: answers.parquet
    attributes: [domain, psu, stratum]
design:
  selection: random
  stages:
    - {{unit: psu, strata: [stratum]}}
  weight: weight
estimates: {{mode: {mode}}}
"""


def make(folder: Path, rows: int, *, items: int = 36, shuffled: bool = False, mode: str = "means_first") -> Path:
    """Write the study and return its folder; answers that stand there already are kept."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "instrument.yaml").write_text(instrument(items), encoding="utf-8")
    (folder / "study.yaml").write_text(study(mode), encoding="utf-8")
    target = folder / "answers.parquet"
    if not target.exists():
        table = answers(rows, items, shuffled)
        parquet.write_table(table, target, compression="zstd", row_group_size=ROW_GROUP)
    return folder


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("rows", type=int)
    parser.add_argument("--items", type=int, default=36)
    parser.add_argument("--shuffled", action="store_true")
    parser.add_argument("--mode", default="means_first")
    given = parser.parse_args()
    make(given.folder, given.rows, items=given.items, shuffled=given.shuffled, mode=given.mode)
