"""Replicate weights through a study's folder: declared, read, laid over the rows, used by the commands, refused."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from berdaya.errors import InputError
from berdaya.report.compose import compose
from berdaya.study.analyse import analyse
from berdaya.study.analyses.attention import attention_of
from berdaya.study.analyses.changes import change_of
from berdaya.study.analyses.quality import quality_of
from berdaya.study.analyses.sensitivity import sensitivity_of
from berdaya.study.analyses.stages import stages_of
from berdaya.study.read import read_study
from berdaya.study.results import estimates_of, results_document

if TYPE_CHECKING:
    from tests.conftest import Outside, Ran, SmallStudy

Rows = list[dict[str, Any]]
# Per design 13 rows of R (the mean of two columns, as a whole and in five domains, and a share), the paired change; and scd.
FIGURES = 270
INSTRUMENT = """
instrument: api
version: "1"
languages: [en]
title: Schools
scale: {min: 0, max: 4000}
roles: {member: School}
bands: {cuts: [2000]}
tree:
  key: overall
  children:
    - {key: api, question: Index?, decimals: true}
    - {key: enroll, question: Pupils?, decimals: true}
    - {key: yes, question: Awarded?, scale: {min: 0, max: 1}}
"""
NODES = {"api00": "api", "enroll": "enroll", "awards=Yes": "yes"}
REPLICATES = "{columns: 'rw_*', kind: bootstrap}"


def folder_of(path: Path, rows: Rows, replicates: str, more: str = "") -> Path:
    """A study of the rows of a file: two waves of the same schools, each with its replicate weights."""
    path.mkdir(parents=True, exist_ok=True)
    (path / "instrument.yaml").write_text(INSTRUMENT, encoding="utf-8")
    with (path / "a.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    (path / "study.yaml").write_text(
        "study: api\ninstrument: instrument.yaml\nwaves: [before, after]\n"
        "responses:\n  - {file: a.csv, attributes: [stype, awards]}\n"
        f"design: {{selection: random, weight: weight, replicates: {replicates}{more}}}\n",
        encoding="utf-8",
    )
    return path


def both_waves(columns: dict[str, list[str]], base: Sequence[float], weights: Any) -> Iterator[dict[str, Any]]:
    for wave, of in (("before", "api99"), ("after", "api00")):
        for i, weight in enumerate(base):
            yield {
                "respondent": columns["cds"][i],
                "group": columns["dnum"][i] if "dnum" in columns else "all",
                "wave": wave,
                "weight": repr(float(weight)),
                "stype": columns["stype"][i],
                "awards": columns["awards"][i],
                "api": columns[of][i],
                "enroll": columns["enroll"][i],
                "yes": int(columns["awards"][i] == "Yes"),
                **{f"rw_{b:03d}": repr(float(one[i])) for b, one in enumerate(weights)},
            }


def read(path: Path) -> dict[str, list[str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return {name: [row[name] for row in rows] for name in rows[0]}


def numbers(columns: dict[str, list[str]], name: str) -> Any:
    return np.array([float(v) for v in columns[name]])


def jackknife(columns: dict[str, list[str]], psu: str, strata: str, fpc: str) -> tuple[Any, Any]:
    """Weights and factors of replicates that leave out one PSU each, and weigh up the others of its stratum."""
    base = numbers(columns, "pw")
    _, at = np.unique(columns[psu], return_inverse=True)
    of = np.unique(columns[strata], return_inverse=True)[1] if strata else np.zeros(len(base), int)
    size = numbers(columns, fpc) if fpc else np.full(len(base), np.inf)
    weights, rscales = [], []
    for p in range(at.max() + 1):
        here = of == of[at == p][0]
        n = len(np.unique(at[here]))
        weights.append(base * np.where(at == p, 0.0, np.where(here, n / (n - 1), 1.0)))
        rscales.append((n - 1) / n * (1 - n / size[at == p][0]))
    return weights, rscales


def designs(folder: Path) -> Iterator[tuple[str, dict[str, list[str]], Any, str]]:
    strat, clus = read(folder / "apistrat.csv"), read(folder / "apiclus1.csv")
    for name, columns, psu, strata in (("strat_jkn", strat, "cds", "stype"), ("clus1_jk1", clus, "dnum", "")):
        for fpc in ("", "fpc"):
            weights, rscales = jackknife(columns, psu, strata, fpc)
            said = f"{{columns: 'rw_*', kind: jkn, rscales: {[float(r) for r in rscales]}}}"
            if not strata:  # the same by its own name
                of_fpc = rscales[0] if fpc else None
                said = "{columns: 'rw_*', kind: jk1" + (f", scale: {float(of_fpc)!r}" if of_fpc else "") + "}"
            yield name + ("_fpc" if fpc else ""), columns, weights, said
    for name, file in (("clus1_raowu200", "apiclus1_raowu200"), ("strat_raowu100", "apistrat_raowu100")):
        columns = read(folder / f"{file}.csv")
        yield name, columns, [numbers(columns, c) for c in columns if c.startswith("rw")], REPLICATES


def agree(found: dict[str, Any], row: dict[str, str]) -> int:
    compared = 0
    for ours, theirs in (("value", "est"), ("se", "se"), ("df", "df"), ("low", "ci_low"), ("high", "ci_high")):
        if row[theirs] not in ("", "NA"):
            assert found[ours] == pytest.approx(float(row[theirs]), rel=1e-9), (row, ours)
            compared += 1
    return compared


def test_every_kind_agrees_with_r_survey(outside: Outside, tmp_path: Path) -> None:
    oracle = outside.folder("survey", FIGURES)
    with (oracle / "expected.csv").open(encoding="utf-8", newline="") as lines:
        wanted = list(csv.DictReader(lines))
    compared = 0
    for name, columns, weights, said in designs(oracle):
        rows = list(both_waves(columns, numbers(columns, "pw"), weights))
        study = read_study(folder_of(tmp_path / name, rows, said))
        own = [row for row in wanted if row["design"] == name]
        documents = {
            by: results_document(estimates_of(study, (by,) if by else ()), "en") for by in ("", "stype", "awards")
        }
        for row in own:
            by, key = row["domain"].replace("NA", ""), NODES.get(row["y"])
            if row["stat"] not in ("mean", "prop") or key is None:
                continue
            at = {by: row["level"]} if by else {}
            found = next(one for one in documents[by]["estimates"] if (one["node"], one["by"]) == (key, at))
            if key == "yes":  # on the instrument's scale
                found = found | {side: found[side] / 4000 for side in ("value", "se", "low", "high")}
            compared += agree(found, row)
        change = change_of(study).change
        (row,) = (one for one in own if one["y"] == "api00-api99")
        node = change.at("api")
        sides = ("value", "se", "df", "low", "high")
        ours = {key: float(getattr(change, key)[0, node]) for key in sides}
        compared += agree(ours, row)
    compared += _scd(oracle, tmp_path, wanted)
    assert compared == FIGURES
    outside(compared)


def _scd(oracle: Path, tmp_path: Path, wanted: list[dict[str, str]]) -> int:
    """Half-samples as factors: a ratio is the mean of alive / arrests where arrests weigh."""
    columns = read(oracle / "scd_brr.csv")
    compared = 0
    arrests, alive = numbers(columns, "arrests"), numbers(columns, "alive")
    for name, said in (("scd_brr", "{kind: brr, "), ("scd_fay0.3", "{kind: fay, fay: 0.3, ")):
        halves = [numbers(columns, f"brr{b}") for b in (1, 2, 3, 4)]
        if "fay" in name:
            halves = [np.where(half > 0, 1.7, 0.3) for half in halves]
        rows = [
            {"respondent": i, "group": columns["ESA"][i], "wave": "after", "weight": arrests[i], "stype": "", "awards": "",
             "api": repr(float(alive[i] / arrests[i])), "enroll": "", "yes": "",
             **{f"rw_{b}": half[i] for b, half in enumerate(halves)}}
            for i in range(len(arrests))
        ]  # fmt: skip
        place = folder_of(tmp_path / name, rows, f"{said} columns: 'rw_*', combined: false}}")
        document = results_document(estimates_of(read_study(place)), "en", "api")
        (row,) = (one for one in wanted if (one["design"], one["stat"]) == (name, "ratio"))
        compared += agree(document["estimates"][0], row)
    return compared


SCHOOLS: Rows = [
    {
        "respondent": f"r{i}", "group": f"g{i // 3}", "wave": wave, "weight": 1 + i % 3, "stype": "EHM"[i % 3], "awards": "Yes",
        "api": 100 * (i + 1) + 40 * (wave == "after") * (i % 2), "enroll": 50 + i, "yes": i % 2,
        **{f"rw_{b}": (1 + i % 3) * (2.0 if (i // 3 + b) % 2 else 0.0) for b in range(4)},
    }
    for wave in ("before", "after")
    for i in range(12)
]  # fmt: skip


def refused(path: Path, call: Any = lambda study: estimates_of(study)) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        call(read_study(path))
    return [(p.code, str(p.where)) for p in caught.value.problems if p.severity == "error"]


def test_what_is_missing_is_told_with_its_place_all_at_once(tmp_path: Path) -> None:
    place = folder_of(tmp_path, SCHOOLS, "{columns: 'rw_*', kind: jkn}")
    text = (place / "study.yaml").read_text(encoding="utf-8")
    wrong = text.replace("weight: weight, ", "").replace("kind: jkn", "kind: fay, scale: -1, fish: 2")
    (place / "study.yaml").write_text(wrong + "estimates: {count: groups}\n", encoding="utf-8")
    assert [code for code, _ in refused(place)] == [
        "entry.unknown",
        "design.replicates-fay",
        "design.replicates-weight",
        "entry.out-of-range",
        "design.replicates-groups",
    ]
    (place / "study.yaml").write_text(text, encoding="utf-8")
    assert refused(place) == [("design.replicates-jkn", "study.yaml:6:45")]


@pytest.mark.parametrize(
    ("said", "rows", "wanted"),
    [
        ("{columns: 'w_*', kind: brr}", SCHOOLS, [("responses.no-replicate-columns", "a.csv")]),
        ("{columns: 'rw_1', kind: brr}", SCHOOLS, [("design.replicates-few", "study.yaml:6:45")]),
        (
            "{columns: 'rw_*', kind: jkn, rscales: [1, 0.5]}",
            SCHOOLS,
            [("design.replicates-rscales", "study.yaml:6:45")],
        ),
        ("{columns: '*w*', kind: brr}", SCHOOLS, [("responses.replicates-overlap", "a.csv:1:3")]),
        (
            "{columns: 'rw_*', kind: brr}",
            [{**row, "rw_2": "-"} if i in (1, 3) else row for i, row in enumerate(SCHOOLS)],
            [("responses.replicate-not-a-number", "a.csv:3:12"), ("responses.replicate-not-a-number", "a.csv:5:12")],
        ),
        (
            "{columns: 'rw_*', kind: brr}",
            [{**row, "weight": 0} for row in SCHOOLS[:1]] + SCHOOLS[1:],
            [("design.replicates-of-zero", "study.yaml:6:45")],
        ),
    ],
)
def test_columns_that_cannot_be_used_are_refused(tmp_path: Path, said: str, rows: Rows, wanted: list[Any]) -> None:
    assert refused(folder_of(tmp_path, rows, said)) == wanted


def test_files_must_have_the_same_columns(tmp_path: Path) -> None:
    place = folder_of(tmp_path, SCHOOLS[:12], REPLICATES)
    (place / "b.csv").write_text(
        (place / "a.csv").read_text(encoding="utf-8").replace("rw_3", "rw_4"), encoding="utf-8"
    )
    text = (place / "study.yaml").read_text(encoding="utf-8")
    second = "awards]}\n  - {file: b.csv, attributes: [stype, awards], wave: after}\n"
    (place / "study.yaml").write_text(text.replace("awards]}\n", second), encoding="utf-8")
    assert refused(place) == [("responses.replicates-differ", "b.csv")]


def test_what_needs_no_errors_is_there_with_replicate_weights(tmp_path: Path) -> None:
    place = folder_of(tmp_path, SCHOOLS, REPLICATES)
    frame = sorted({str(row["group"]) for row in SCHOOLS})
    (place / "groups.csv").write_text("group,shop\n" + "".join(f"{g},yes\n" for g in frame), encoding="utf-8")
    rule = "title: s\nsource: s\nstages: [{key: grow, markers: [{key: shop, label: shop}]}]\n"
    (place / "rule.yaml").write_text(rule, encoding="utf-8")
    with (place / "study.yaml").open("a", encoding="utf-8") as stream:
        stream.write("groups: groups.csv\nstages: rule.yaml\n")
    study = read_study(place)
    assert quality_of(study).found.rows == len(SCHOOLS) // 2  # of the last wave
    assert {one.sure for one in stages_of(study).staged.groups} == {1}


def test_other_analyses_refuse_and_the_report_goes_without_them(tmp_path: Path) -> None:
    study = read_study(folder_of(tmp_path, SCHOOLS, REPLICATES))
    for call in (attention_of, lambda one: change_of(one, pairs=True), sensitivity_of):
        assert refused(study.folder, call) == [("design.replicates-not-here", "study.yaml:6:45")]
    findings, counted = analyse(study)
    assert findings.attention is None
    assert findings.whole.se[0, 1] == estimates_of(study).estimates[0].se[0, 1] > 0
    assert np.isnan(findings.group_shares.se).all()
    assert np.isfinite(findings.persons.se).any()
    assert np.isfinite(findings.drivers.contribution.low).all()
    assert np.isnan(findings.drivers.contribution.first).all()
    assert counted.tally.replicates is not None
    told = "\n".join(str(block) for block in compose(findings, "en").blocks)
    assert "over 4 further weightings of the sample" in told
    assert "cut at what is possible, by the spread over the 4 replicate weights" in told
    assert "rw_*: bootstrap (4)" in told
    assert "rw_1" not in counted.responses.attributes


def test_df_is_as_stated_else_of_the_stages_else_of_the_rank(tmp_path: Path) -> None:
    def df(said: str, more: str = "") -> float:
        return float(estimates_of(read_study(folder_of(tmp_path, SCHOOLS, said, more))).estimates[0].df[0, 0])

    assert df(REPLICATES) == 1  # two half-samples, each twice
    assert df("{columns: 'rw_*', kind: bootstrap, df: 7}") == 7
    assert df(REPLICATES, ", stages: [{unit: group}]") == 3


def test_the_settings_of_results_and_report_say_so(small: SmallStudy, shell: Any, tmp_path: Path) -> None:
    place = folder_of(tmp_path, SCHOOLS, "{columns: 'rw_*', kind: fay, fay: 0.5, centre: full}")
    ran: Ran = shell("estimate", place, "--json")
    said = ran.json["settings"]["design"]["replicates"]
    assert (ran.code, said["kind"], said["fay"], said["centre"], said["columns"]) == (0, "fay", 0.5, "full", "rw_*")
    assert "replicates" not in shell("estimate", small.path, "--json").json["settings"]["design"]


def test_a_domain_that_a_replicate_empties_has_no_error(tmp_path: Path) -> None:
    rows = [{**row, "rw_0": 0.0} if row["stype"] == "E" else row for row in SCHOOLS]
    document = results_document(
        estimates_of(read_study(folder_of(tmp_path, rows, REPLICATES)), ("stype",)), "en", "api"
    )
    first, second, _ = document["estimates"]
    assert (first["se"], first["note"]) == (None, "no error: in a replicate nobody who answered is left here")
    assert second["se"] > 0
