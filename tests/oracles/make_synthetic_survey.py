"""Write synthetic_survey.csv (our own invented data) and expected.csv (its figures by svy).

Run once by hand: `python tests/oracles/make_synthetic_survey.py`. The tests read the files only.
"""

import csv
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import svy

HERE = Path(__file__).resolve().parent
SEED = 20261123
POPULATION = {"coast": 40, "hill": 25, "plain": 30, "town": 4}  # PSUs in each stratum; town is taken whole
DRAWN = {"coast": 6, "hill": 5, "plain": 4, "town": 4}


def people() -> list[dict[str, object]]:
    """Draw PSUs in each stratum and 3-6 people of 12-40 in each."""
    rng = np.random.default_rng(SEED)
    rows: list[dict[str, object]] = []
    for h, (stratum, psus) in enumerate(POPULATION.items()):
        for i in range(DRAWN[stratum]):
            size, drawn = int(rng.integers(12, 41)), int(rng.integers(3, 7))
            level = 1.5 + 0.2 * h + 0.3 * rng.standard_normal()
            for j in range(drawn):
                effort = float(np.round(rng.uniform(1, 5), 3))
                score = float(np.round(np.clip(level + 0.5 * rng.standard_normal(), 0, 3), 3))
                rows.append(
                    {
                        "stratum": stratum,
                        "psu": f"{stratum}{i + 1}",
                        "person": f"{stratum}{i + 1}.{j + 1}",
                        "psus": psus,
                        "people": size,
                        "weight": repr(psus / DRAWN[stratum] * size / drawn),
                        "sex": "FM"[int(rng.integers(2))],
                        "score": score,
                        "effort": effort,
                        "member": int(rng.uniform() < 0.3 + 0.2 * score),
                    }
                )
    return rows


def write(path: Path, rows: list[dict[str, object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def figures(design: str, sample: svy.Sample) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for by in ("", "sex"):
        part: Any = {"by": by} if by else {}
        found: Any = {
            ("mean", "score", ""): sample.estimation.mean("score", **part),
            ("total", "score", ""): sample.estimation.total("score", **part),
            ("ratio", "score", "effort"): sample.estimation.ratio("score", "effort", **part),
            ("prop", "member=1", ""): sample.estimation.prop("member", **part),
        }
        for (stat, y, x), estimate in found.items():
            for one in estimate.to_polars().to_dicts():
                if stat == "prop" and str(one["member"]) not in ("1", "1.0"):
                    continue
                rows.append(
                    {
                        "design": design,
                        "stat": stat,
                        "y": y,
                        "x": x,
                        "domain": by,
                        "level": one.get(by, "") if by else "",
                    }
                    | {"est": repr(one["est"]), "se": repr(one["se"])}
                )
    return rows


def main() -> None:
    write(HERE / "synthetic_survey.csv", people())
    frame = pl.read_csv(HERE / "synthetic_survey.csv")
    base: Any = {"stratum": "stratum", "psu": "psu", "ssu": "person", "wgt": "weight"}
    two_stage = svy.Sample(frame, svy.Design(**base, pop_size=svy.PopSize("psus", "people")))
    replaced = svy.Sample(frame, svy.Design(**base))
    write(HERE / "expected.csv", figures("two_stage", two_stage) + figures("with_replacement", replaced))


if __name__ == "__main__":
    main()
