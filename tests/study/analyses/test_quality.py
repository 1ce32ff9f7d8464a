import csv
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pytest

from berdaya.errors import InputError
from berdaya.estimates.quality.model import KINDS, QualityRules
from berdaya.responses.interviews import COLUMNS
from berdaya.study.analyses import quality as module
from berdaya.study.analyses.quality import Quality, quality_document, quality_of
from berdaya.study.read import read_study

if TYPE_CHECKING:
    from tests.conftest import FieldStudy, SmallStudy


def planted(field: "FieldStudy") -> "FieldStudy":
    """A copied interview, a straight-liner, one too fast, one with much missing, and an enumerator who invents."""
    draw = np.random.default_rng(9)
    field.rows[150]["answers"] = list(field.rows[20]["answers"])
    field.rows[60]["answers"] = ["2"] * 24
    start = field.rows[100]["start"]
    field.rows[100]["end"] = str(np.datetime64(start.replace(" ", "T")) + np.timedelta64(6, "m"))
    field.rows[70]["answers"][:8] = [""] * 8
    for row in field.rows:
        if row["enumerator"] == "e5":
            row["answers"] = [str(one) for one in draw.integers(1, 3, 24)]
    return field


def test_every_planted_fault_is_found_with_its_row(field: "FieldStudy") -> None:
    found = quality_of(read_study(planted(field).write()))
    assert found.path is not None
    with found.path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    by_kind: dict[str, set[tuple[str, int, str]]] = {}
    for row in rows:
        by_kind.setdefault(row["kind"], set()).add((row["file"], int(row["row"]), row["respondent"]))

    def places(*at: int) -> set[tuple[str, int, str]]:
        return {("a.csv", one + 2, field.rows[one]["respondent"]) for one in at}

    assert by_kind["duplicate"] == places(20, 150)
    assert by_kind["same"] == by_kind["run"] == places(60)
    assert by_kind["fast"] == places(100)
    assert by_kind["missing"] == places(70)
    assert by_kind["enumerator"] == places(*(at for at in range(240) if field.rows[at]["enumerator"] == "e5"))
    assert set(by_kind) == {"duplicate", "same", "run", "fast", "missing", "enumerator"}
    assert {one.enumerator for one in found.found.enumerators.outliers} == {"e5"}
    assert dict(found.found.kinds) == {kind: len(by_kind.get(kind, ())) for kind in KINDS}
    assert [row["with_respondent"] for row in rows if row["kind"] == "duplicate"] == ["g15m0", "g02m0"]


def test_clean_studies_have_few_flags(fields: Callable[[int], "FieldStudy"]) -> None:
    """Rate of flagged interviews in studies without a fault: 1 in 1000 for what rows are flagged by, and of every 20 studies
    about one in which chance makes an enumerator differ (rules: chance 0.05).
    """
    kinds: Counter[str] = Counter()
    differing = 0
    for seed in range(100, 120):
        found = quality_of(read_study(fields(seed).write())).found
        kinds.update(found.kinds)
        differing += bool(found.enumerators.outliers)
    rows = 20 * 240
    assert sum(count for kind, count in kinds.items() if kind != "enumerator") / rows <= 0.001
    assert differing <= 3


def signature(found: Quality) -> set[tuple[str, str, float]]:
    who = found.interviews.text("respondent")
    return {(flag.kind, who[flag.at], round(flag.value, 9)) for flag in found.flags}


def test_the_order_of_rows_and_files_does_not_matter(field: "FieldStudy") -> None:
    own = quality_of(read_study(planted(field).write()))
    order = np.random.default_rng(1).permutation(240)
    field.rows = [field.rows[at] for at in order]
    other = quality_of(read_study(field.write()))
    assert signature(other) == signature(own)
    text = (field.path / "a.csv").read_text(encoding="utf-8").splitlines()
    (field.path / "a.csv").write_text("\n".join([text[0], *text[121:]]) + "\n", encoding="utf-8")
    (field.path / "b.csv").write_text("\n".join(text[:121]) + "\n", encoding="utf-8")
    study = (field.path / "study.yaml").read_text(encoding="utf-8")
    line = "  - {file: a.csv, columns: {start: start, end: end}}\n"
    (field.path / "study.yaml").write_text(study.replace(line, line + line.replace("a.csv", "b.csv")), encoding="utf-8")
    assert signature(quality_of(read_study(field.path))) == signature(own)


def test_the_rules_of_the_study_hold(field: "FieldStudy") -> None:
    rules = (
        "quality: {same: 1, run: 1, identical: 1, items: 30, fast: 0.1, missing: 0.5, chance: 0.001, within: group}\n"
    )
    found = quality_of(read_study(planted(field).write(rules)))
    assert found.found.rules == QualityRules(
        same=1, run=1, identical=1, items=30, fast=0.1, missing=0.5, chance=0.001, within="group"
    )
    assert {flag.kind for flag in found.flags} == set()
    assert found.path is None
    assert found.found.enumerators.alone == 8


def test_a_list_of_before_is_emptied(field: "FieldStudy") -> None:
    first = quality_of(read_study(planted(field).write())).path
    assert first is not None
    field.rows = field.rows[:50]
    strict = "quality: {same: 1, run: 1, identical: 1, items: 30, fast: 0, missing: 1, chance: 0}\n"
    assert quality_of(read_study(field.write(strict))).path == first
    assert first.read_text(encoding="utf-8-sig").splitlines() == [",".join(COLUMNS)]


def test_the_document(field: "FieldStudy") -> None:
    found = quality_of(read_study(planted(field).write()))
    document = quality_document(found, "en")
    assert document["rows"] == 240
    assert document["flagged"] == found.found.flagged == len({flag.at for flag in found.flags})
    assert len(document["flags"]) == len(found.flags)
    first = document["flags"][0]
    assert (first["kind"], first["row"], first["with"]["row"]) == ("duplicate", 22, 152)
    five = next(one for one in document["enumerators"] if one["enumerator"] == "e5")
    assert five["interviews"] == five["flagged"]["enumerator"] == 30
    assert five["differs"]
    assert document["missing"]["items"]["q00"]["asked"] == 240
    assert document["effects"][0]["unit"] == "group"


def test_in_public_nothing_of_single_rows_and_enumerators(field: "FieldStudy") -> None:
    study = read_study(planted(field).write("disclosure: {profile: public, threshold: 5}\n"))
    document = quality_document(quality_of(study), "en")
    assert document["flags"] is None
    assert document["enumerators"] is None
    assert set(document["missing"]) == {"items", "role", "together"}
    text = str(document)
    assert "g02m0" not in text
    assert "'e5'" not in text


def test_what_cannot_be_looked_at_is_left_out(small: "SmallStudy") -> None:
    found = quality_of(read_study(small.path))
    assert found.found.uniform.judged == 0
    assert found.found.pace.timed == 0
    assert found.found.enumerators.names == ()
    assert found.found.rows == 18


def test_digits_of_numbers(small: "SmallStudy") -> None:
    rows = [f"r{i},g1,member,L,{1 + i % 3},{5 * (1 + i % 19)},,\n" for i in range(120)]
    small.write("responses/a.csv", "respondent,group,role,sex,q1,q2,q3,q4\n" + "".join(rows))
    small.change("instrument.yaml", ("{key: q2,", "{key: q2, scale: {min: 0, max: 100},"))
    (row,) = quality_of(read_study(small.path)).found.digits
    assert (row.item, row.n, row.first) == ("q2", 120, None)
    assert row.last is not None
    assert row.last.fives == 1
    assert row.last.p < 1e-9


def test_bad_rules_are_told_with_their_places(field: "FieldStudy") -> None:
    folder = field.write("quality: {same: 2, items: 1, within: vilage, fats: 0.3}\n")
    with pytest.raises(InputError) as raised:
        read_study(folder)
    assert sorted((p.code, p.where.line, p.where.column) for p in raised.value.problems) == [
        ("entry.out-of-range", 7, 17),
        ("entry.out-of-range", 7, 27),
        ("entry.unknown", 7, 46),
        ("study.unknown-attribute", 7, 38),
    ]


def test_too_many_rows_leave_scores_out(field: "FieldStudy", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_ROWS", 100)
    effects = quality_of(read_study(field.write())).found.enumerators.effects
    assert {one.name for one in effects} == {"missing", "minutes"}
