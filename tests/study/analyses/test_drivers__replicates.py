"""Drivers under replicate weights that came with the answers."""

from __future__ import annotations

import csv
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from scipy.stats import t
from tests.study.analyses.test_poverty__replicates import SCHOOLS
from tests.study.declared.test_replicates import both_waves, designs, folder_of, numbers

from berdaya.study.analyses.changes import change_of, splits_of
from berdaya.study.analyses.drivers import DriversQuery, drivers_of
from berdaya.study.analyses.drivers_document import drivers_document
from berdaya.study.read import read_study

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Outside

    from berdaya.study.model import Study

EVERYTHING = DriversQuery(between="wave=before,after", leave_out=True)


def test_parts_have_the_errors_of_r(outside: Outside, tmp_path: Path) -> None:
    """Of three questions that weigh alike each adds a third of its mean, and of its change: svymean of a svrepdesign."""
    oracle = outside.folder("survey", 54)
    with (oracle / "expected.csv").open(encoding="utf-8", newline="") as lines:
        wanted = [row for row in csv.DictReader(lines) if row["stat"] == "mean" and row["domain"] in ("", "NA")]
    compared = 0
    for name, columns, weights, said in designs(oracle):
        rows = list(both_waves(columns, numbers(columns, "pw"), weights))
        found = drivers_of(read_study(folder_of(tmp_path / name, rows, said)), EVERYTHING)
        split, gap = found.drivers.contribution, found.gap
        assert gap is not None
        for row in (row for row in wanted if row["design"] == name):
            if row["y"] in ("api00", "enroll"):
                at = found.drivers.items.index({"api00": "api"}.get(row["y"], row["y"]))
                ours = [split.share[at], split.low[at], split.high[at]]
            else:
                ours = [gap.parts.share[0, 0], gap.parts.low[0, 0], gap.parts.high[0, 0]]
            theirs = [
                float(row[column]) / 3 for column in ("est", "ci_low", "ci_high") if row[column] not in ("", "NA")
            ]
            assert ours[: len(theirs)] == pytest.approx(theirs, rel=1e-9), (name, row["y"])
            compared += len(theirs)
    outside(compared)
    assert compared == 54


def studies(tmp_path: Path, **settings: Any) -> tuple[Study, list[Study]]:
    """A study, and those with each replicate's weights in the place of its own."""

    def one(name: str, rows: list[dict[str, Any]]) -> Study:
        study = read_study(folder_of(tmp_path / name, rows, "{columns: 'rw_*', kind: bootstrap, df: 7}"))
        return replace(study, settings=replace(study.settings, **settings))

    return one("all", SCHOOLS), [one(f"r{b}", [{**r, "weight": r[f"rw_{b}"]} for r in SCHOOLS]) for b in range(4)]


def as_spread(low: Any, high: Any) -> Any:
    return (np.asarray(high) - low) / 2 / t.ppf(0.975, 7)


def test_errors_are_the_spread_of_the_study_weighed_anew(tmp_path: Path) -> None:
    """By hand: each replicate as a study of its own."""
    study, others = studies(tmp_path)
    found, drawn = drivers_of(study, EVERYTHING), [drivers_of(one, EVERYTHING) for one in others]
    assert found.left_out is not None and found.gap is not None
    for mine, theirs in (
        (found.drivers.shortfall, [one.drivers.shortfall.share for one in drawn]),
        (found.left_out, [one.left_out.change for one in drawn if one.left_out]),
    ):
        assert as_spread(mine.low, mine.high) == pytest.approx(np.std(theirs, axis=0, ddof=1), rel=1e-9)
    parts = [np.append(one.gap.parts.share, one.gap.parts.total) for one in drawn if one.gap]
    kept = [0, 1, 2, 4]  # the three questions and the whole; nothing changes in coverage
    low, high = found.gap.parts.low[0, kept], found.gap.parts.high[0, kept]
    spread = np.std(parts, axis=0, ddof=1)
    assert as_spread(low, high)[spread > 1e-9] == pytest.approx(spread[spread > 1e-9], rel=1e-9)
    assert np.isnan(as_spread(low, high)[spread <= 1e-9]).all()
    assert found.influence.withheld


def test_the_split_of_a_change_is_the_same_gap(tmp_path: Path, shell: Any) -> None:
    study, _ = studies(tmp_path)
    gap = drivers_of(study, EVERYTHING).gap
    (split,) = splits_of(change_of(study), "overall")
    assert gap is not None
    assert (split.given, split.replicates) == (True, 4)
    assert np.isfinite(split.low[0, 0])
    np.testing.assert_array_equal(split.low, gap.parts.low[:, :-1])
    asked = ("change", study.folder, "--split")
    document = shell(*asked, "--json").json
    assert (document["seed"], document["replicates"]) == (None, 4)
    assert "by the spread over the study's own replicate weights" in shell(*asked, "--lang", "en").err


def test_units_first_too(tmp_path: Path) -> None:
    study, others = studies(tmp_path, mode="units_first")
    split = drivers_of(study, DriversQuery()).drivers.contribution
    drawn = [drivers_of(one, DriversQuery()).drivers.contribution.share for one in others]
    assert as_spread(split.low, split.high) == pytest.approx(np.std(drawn, axis=0, ddof=1), rel=1e-9)


def test_ranks_have_no_interval_and_the_command_says_how(tmp_path: Path, shell: Any) -> None:
    study, _ = studies(tmp_path)
    document = drivers_document(drivers_of(study, DriversQuery()), "en")
    assert (document["seed"], document["replicates"]) == (None, 4)
    assert all(row["rank_low"] is None for row in document["contribution"]["rows"])
    ran = shell("drivers", study.folder, "--lang", "en")
    assert "t, cut at what is possible, by the spread over the study's own 4 replicate weights" in ran.err
    assert "weights that came with the answers, leave the errors unknown" in ran.err


def test_what_differs_surely_is_told_apart(tmp_path: Path) -> None:
    rows = [
        {**row, "yes": 0, "enroll": 4000, **{f"rw_{b}": 10 + 0.001 * ((i + b) % 3) for b in range(4)}, "weight": 10}
        for i, row in enumerate(SCHOOLS)
    ]
    found = drivers_of(
        read_study(folder_of(tmp_path, rows, "{columns: 'rw_*', kind: bootstrap, df: 7}")), DriversQuery()
    )
    alike = found.drivers.contribution.alike
    assert alike is not None
    assert not alike[0, 1]
    assert alike.diagonal().all()
