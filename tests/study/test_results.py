import json
from typing import TYPE_CHECKING

import pytest

from berdaya.errors import Problem, Where
from berdaya.study.explain import explain_study
from berdaya.study.read import read_study
from berdaya.study.results import estimates_of, explanation_document, problem_rows, results_document, results_json

if TYPE_CHECKING:
    from tests.conftest import SmallStudy


def test_a_result_holds_one_estimate_a_wave(small: "SmallStudy") -> None:
    result = estimates_of(read_study(small.path), ("village", "wave"))
    assert (result.waves, result.by_wave, len(result.estimates)) == (("",), True, 1)
    document = results_document(result, "en", "v2")
    assert [(row["node"], row["by"]) for row in document["estimates"]] == [
        ("v2", {"village": "Koto Tuo"}),
        ("v2", {"village": "Salo"}),
    ]
    assert "shares" not in document


def test_shares_are_added_when_asked_for(small: "SmallStudy") -> None:
    document = results_document(estimates_of(read_study(small.path), shares=True), "en", "overall")
    assert {row["unit"] for row in document["shares"]} == {"person", "group"}
    assert {row["node"] for row in document["shares"]} == {"overall"}


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize(
    ("by", "node"), [((), ""), (("village",), ""), (("group", "wave"), "v2"), (("village",), "none")]
)
def test_the_document_and_its_text_are_the_same(small: "SmallStudy", by: tuple[str, ...], node: str, lang: str) -> None:
    small.change("study.yaml", ("study: small", 'study: "kecil – Solok"'))
    small.change("groups.csv", ("Salo", "Saló “😀”"))
    result = estimates_of(read_study(small.path), by, shares=True)
    text = results_json(result, lang, node)
    assert text.isascii()
    document = results_document(result, lang, node)
    assert json.loads(text) == json.loads(json.dumps(document, allow_nan=False))
    assert bool(document["estimates"]) == (node != "none")


def test_warnings_of_files_and_of_settings_stand_together(small: "SmallStudy") -> None:
    small.change("study.yaml", ("study: small", "study: small\nestimates: {mode: units_first}"))
    small.change("responses/a.csv", ("q4\n", "q4,catatan\n"))
    codes = [p.code for p in estimates_of(read_study(small.path)).warnings]
    assert codes[-1] == "estimates.by-role"
    assert "responses.unknown-column" in codes


def test_problems_as_plain_data() -> None:
    problem = Problem("file.missing", Where("a.xlsx", sheet="S", cell="B3"), {"file": "a.xlsx", "hint": ""}, "warning")
    (row,) = problem_rows([problem], "id")
    assert row == {
        "code": "file.missing",
        "file": "a.xlsx",
        "line": None,
        "column": None,
        "sheet": "S",
        "cell": "B3",
        "message": "berkas 'a.xlsx' tidak ada",
        "hint": None,
        "severity": "warning",
    }


def test_an_explanation_as_plain_data(small: "SmallStudy") -> None:
    document = explanation_document(explain_study(read_study(small.path), "v1", {"sex": "P"}, depth=1), "en")
    assert document["by"] == {"sex": "P"}
    assert [child["key"] for child in document["explanation"]["children"]] == ["q1", "q2"]
    assert document["problems"] == []
