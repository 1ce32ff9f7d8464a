import math
from typing import TYPE_CHECKING

import pytest

from berdaya.errors import InputError
from berdaya.study.analyse import analyse
from berdaya.study.analyses.changes import (
    change_document,
    change_of,
    change_rows,
    few_psus_of,
    pair_rows,
    pairs_of,
    split_rows,
    splits_of,
)
from berdaya.study.read import read_study
from berdaya.study.start import start_demo
from berdaya.words import hint, message

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import SmallStudy


def test_the_same_as_in_the_report(tmp_path: "Path") -> None:
    start_demo(tmp_path)
    study = read_study(tmp_path)
    changed, (findings, _) = change_of(study), analyse(study)
    assert findings.change is not None
    assert changed.change.waves == ("before", "after") == findings.change.waves
    at = changed.change.at("a3")
    for name in ("value", "se", "df", "low", "high"):
        assert getattr(changed.change, name)[0, at] == getattr(findings.change, name)[0, at]
    (row,) = change_rows(changed.change, "a3")
    assert (row["direction"], row["by"], row["exact"]) == ("up", {}, False)
    assert row["value"] == pytest.approx(0.516209828)
    (empty,) = change_rows(changed.change, "a1")
    assert [empty[name] for name in ("value", "se", "low", "direction")] == [None] * 4


def test_by_attributes_and_between_any_waves(small: "SmallStudy") -> None:
    text = (small.path / "responses/a.csv").read_text()
    for wave in ("b", "c"):
        small.write(f"responses/{wave}.csv", text.replace(",1,", ",2,"))
    files = "".join(f"  - {{file: responses/{wave}.csv, attributes: [sex], wave: {wave}}}\n" for wave in "abc")
    small.change(
        "study.yaml",
        ("  - {file: responses/a.csv, attributes: [sex]}\n", files),
        ("design:", "waves: [a, b, c]\ndesign:"),
    )
    study = read_study(small.path)
    document = change_document(change_of(study, ("village",), since="a"), "en", "overall")
    assert (document["since"], document["wave"]) == ("a", "c")
    assert [row["by"] for row in document["changes"]] == [{"village": "Koto Tuo"}, {"village": "Salo"}]
    assert change_of(study).change.waves == ("b", "c")
    assert change_of(study, wave="b").change.waves == ("a", "b")
    assert not math.isnan(change_of(study, since="a").change.value[0, 0])


@pytest.mark.parametrize(("wave", "since"), [("a", ""), ("b", "b")])
def test_a_change_needs_two_waves(small: "SmallStudy", wave: str, since: str) -> None:
    small.change(
        "study.yaml", ("attributes: [sex]", "attributes: [sex], wave: b"), ("design:", "waves: [a, b]\ndesign:")
    )
    with pytest.raises(InputError) as caught:
        change_of(read_study(small.path), wave=wave, since=since)
    assert [problem.code for problem in caught.value.problems] == ["estimates.no-wave-before"]


def test_without_waves_there_is_none(small: "SmallStudy") -> None:
    with pytest.raises(InputError) as caught:
        change_of(read_study(small.path))
    assert [(problem.code, str(problem.where)) for problem in caught.value.problems] == [
        ("estimates.no-waves", "study.yaml")
    ]
    assert "waves: [before, after]" in hint(caught.value.problems[0], "en")


@pytest.mark.parametrize("since", ["", "b"])
def test_one_wave_is_compared_with_nothing(small: "SmallStudy", since: str) -> None:
    small.change("study.yaml", ("attributes: [sex]", "attributes: [sex], wave: b"), ("design:", "waves: [b]\ndesign:"))
    with pytest.raises(InputError) as caught:
        change_of(read_study(small.path), since=since)
    (problem,) = caught.value.problems
    assert problem.code == "estimates.one-wave"
    assert "'b'" in message(problem, "id") and "waves: [before, b]" in hint(problem, "id")


def test_what_a_change_is_made_of_adds_up(tmp_path: "Path") -> None:
    start_demo(tmp_path)
    changed = change_of(read_study(tmp_path))
    (split,) = splits_of(changed)  # the whole was not asked alike in both waves: its third part was
    assert split.node == "a3"
    rows = list(split_rows(split, changed.change))
    assert rows[-1]["item"] is None
    shares = [row["share"] for row in rows[:-1]]
    assert shares == sorted(shares, reverse=True)
    total = changed.change.value[0, changed.change.at("a3")]
    assert sum(shares) + rows[-1]["share"] == pytest.approx(total, abs=2e-9)
    assert [one.node for one in splits_of(changed, "a3_e")] == ["a3_e"]


def test_who_moved_by_role(tmp_path: "Path") -> None:
    start_demo(tmp_path)
    changed = change_of(read_study(tmp_path), pairs=True)
    rows = {row["by"]["role"]: row for row in pair_rows(pairs_of(changed), "a3")}
    assert {role: row["n"] for role, row in rows.items()} == {
        "facilitator": 25,
        "leader": 26,
        "member": 169,
        "official": 25,
    }
    for row in rows.values():
        assert sum(row[way]["share"] for way in ("up", "same", "down")) == pytest.approx(1)
    assert rows["member"]["d_av_low"] < rows["member"]["d_av"] < rows["member"]["d_av_high"]
    document = change_document(changed, "en", "a3", splits_of(changed), pairs_of(changed))
    assert len(document["pairs"]) == 4
    assert document["seed"] == 2022


def test_the_report_has_the_same_figures(tmp_path: "Path") -> None:
    start_demo(tmp_path)
    with (tmp_path / "study.yaml").open("a", encoding="utf-8") as stream:
        stream.write("report: {sections: [change]}\n")
    study = read_study(tmp_path)
    detail = analyse(study)[0].change_detail
    assert detail is not None and detail.pairs is not None
    changed = change_of(study, pairs=True)
    (split,) = splits_of(changed)
    assert [one.share.tolist() for one in detail.splits] == [split.share.tolist()]
    assert list(pair_rows(detail.pairs)) == list(pair_rows(pairs_of(changed)))
    assert detail.few is not None
    assert not math.isfinite(few_psus_of(changed).se.max()) and detail.few.psus[0] == few_psus_of(changed).psus[0] > 40
