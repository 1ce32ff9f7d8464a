"""The KUBE template: a complete instrument, answers that come from the committed model, and an independent scoring."""

import csv
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from statistics import fmean, stdev
from typing import Any

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[2]
KUBE = ROOT / "src" / "berdaya" / "templates" / "kube"
SCRIPT = ROOT / "examples" / "baso" / "make_answers.py"
FILES = ("members", "leaders", "facilitators", "officials")
LEADING = {
    "a1": {"a1_h1", "a1_f1"},
    "a2": {"a2_r1", "a2_k1", "a2_d1", "a2_d2"},
    "a3": {"a3_p1", "a3_e1", "a3_s1"},
}
Row = dict[str, str]
Scores = dict[str, float]


def load(path: Path) -> Any:
    return YAML(typ="safe").load(path.read_text(encoding="utf-8"))


def table(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def instrument() -> Any:
    return load(KUBE / "instrument.yaml")


@pytest.fixture(scope="module")
def groups() -> dict[str, Row]:
    return {row["group"]: row for row in table(KUBE / "groups.csv")}


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return [row for name in FILES for row in table(KUBE / "responses" / f"{name}.csv")]


def walk(node: Any) -> Iterator[Any]:
    yield node
    for child in node.get("children", []):
        yield from walk(child)


def leaves(instrument: Any) -> list[Any]:
    return [node for node in walk(instrument["tree"]) if "children" not in node]


def languages_of(node: Any) -> Iterator[set[str]]:
    """Yield the languages of every text: a mapping that has id or en."""
    if isinstance(node, dict):
        if {"id", "en"} & set(node):
            yield {key for key in ("id", "en") if str(node.get(key, "")).strip()}
        for value in node.values():
            yield from languages_of(value)
    elif isinstance(node, list):
        for value in node:
            yield from languages_of(value)


def test_the_tree_has_36_criteria_in_three_analyses(instrument: Any) -> None:
    tree = instrument["tree"]
    assert tree["key"] == "overall"
    assert [analysis["key"] for analysis in tree["children"]] == ["a1", "a2", "a3"]
    assert [sum("question" in node for node in walk(a)) for a in tree["children"]] == [12, 12, 12]
    for analysis in tree["children"]:
        for variable in analysis["children"]:
            assert re.fullmatch(rf"{analysis['key']}_[a-z]", variable["key"])
            expected = [f"{variable['key']}{n}" for n in range(1, len(variable["children"]) + 1)]
            assert [leaf["key"] for leaf in variable["children"]] == expected
    assert all(node.get("weight", 1) == 1 for node in walk(tree))


def test_every_text_is_there_in_both_languages(instrument: Any) -> None:
    found = list(languages_of(instrument))
    assert len(found) > 36 * 7
    assert all(languages == {"id", "en"} for languages in found)


def test_every_criterion_has_a_label_a_question_a_full_rubric_and_evidence(instrument: Any) -> None:
    for leaf in leaves(instrument):
        assert {"key", "label", "question", "answers", "evidence", "ask"} <= set(leaf), leaf["key"]
        assert list(leaf["answers"]) == [0, 1, 2, 3], leaf["key"]
        assert set(leaf["ask"]) <= set(instrument["roles"]), leaf["key"]
        for lang in ("id", "en"):
            assert len({words[lang] for words in leaf["answers"].values()}) == 4, leaf["key"]
            assert leaf["question"][lang].endswith("?"), leaf["key"]


def test_health_and_finance_are_marked_sensitive(instrument: Any) -> None:
    marked = {leaf["key"]: leaf["sensitive"] for leaf in leaves(instrument) if "sensitive" in leaf}
    assert marked == {"a1_h3": "health", "a1_f1": "finance", "a1_f2": "finance", "a3_e2": "finance"}


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    "path",
    [
        "src/berdaya/templates/kube",
        "src/berdaya/templates/blank",
        "examples/safi_mozambique",
        "examples/myanmar_mcct",
    ],
)
def test_band_colours_can_be_read_and_told_apart_without_hue(path: str) -> None:
    bands = load(ROOT / path / "instrument.yaml")["bands"]["labels"]
    for band in bands:
        assert contrast(band["colour"], band["ink"]) >= 4.5
        assert contrast(band["colour"], "#FFFFFF") >= 3
    for one, other in pairwise(bands):
        assert contrast(one["colour"], other["colour"]) >= 1.4


def test_the_frame_is_27_active_groups_in_the_8_nagari(groups: dict[str, Row]) -> None:
    assert list(groups) == [f"k{n:02}" for n in range(1, 28)]
    codes = {row["village"]: row["village_code"] for row in groups.values()}
    assert codes == {
        "Koto Tinggi": "13.06.08.2001",
        "Tabek Panjang": "13.06.08.2002",
        "Simarasok": "13.06.08.2004",
        "Padang Tarok": "13.06.08.2005",
        "Salo": "13.06.08.2006",
        "Koto Baru": "13.06.08.2007",
        "Sungai Cubadak": "13.06.08.2008",
        "Koto Gadang": "13.06.08.2009",
    }
    assert len({row["name"] for row in groups.values()}) == 27
    assert {row["status"] for row in groups.values()} == {"active"}
    assert {row["stage"] for row in groups.values()} == {"tumbuh", "berkembang", "maju"}
    assert all(5 <= int(row["members"]) <= 20 for row in groups.values())


def test_the_sample_is_5_to_8_members_and_one_of_each_other_role(groups: dict[str, Row], rows: list[Row]) -> None:
    for wave in ("before", "after"):
        counts = Counter((row["group"], row["role"]) for row in rows if row["wave"] == wave)
        for key, group in groups.items():
            assert 5 <= counts[key, "member"] <= min(8, int(group["members"]))
            assert [counts[key, role] for role in ("leader", "facilitator", "official")] == [1, 1, 1]
    keys = [(row["respondent"], row["group"], row["role"], row["wave"]) for row in rows]
    assert len(set(keys)) == len(keys)
    assert all(re.fullmatch(r"k\d\d[ml]\d\d|[fv]\d\d", row["respondent"]) for row in rows)


def test_each_file_holds_the_questions_of_its_role_in_the_waves_that_ask_them(instrument: Any, rows: list[Row]) -> None:
    asked = {leaf["key"]: set(leaf["ask"]) for leaf in leaves(instrument)}
    for row in rows:
        items = {key for key in row if re.fullmatch(r"a[123]_[a-z]\d", key)}
        assert items == {key for key, roles in asked.items() if row["role"] in roles}
        if row["wave"] == "before":
            assert all(not row[key] for key in items if not key.startswith("a3"))
        assert all(row[key] in {"", "0", "1", "2", "3", "na", "dk", "rf"} for key in items)


def test_two_to_four_in_a_hundred_answers_are_missing(rows: list[Row]) -> None:
    cells = Counter(
        value
        for row in rows
        for key, value in row.items()
        if re.fullmatch(r"a[123]_[a-z]\d", key) and (row["wave"] == "after" or key.startswith("a3"))
    )
    missing = cells[""] + cells["dk"] + cells["rf"]
    assert 0.02 < missing / (sum(cells.values()) - cells["na"]) < 0.04
    assert all(cells[code] > 5 for code in ("", "na", "dk", "rf"))


def score(instrument: Any, groups: dict[str, Row], rows: list[Row], wave: str, only: str = "") -> Scores:
    """Score every node that is asked in a wave: weighted means of roles, their mean, then up the tree."""
    used = [row for row in rows if row["wave"] == wave]
    drawn = Counter((row["group"], row["role"]) for row in used)
    found: Scores = {}

    def weight(row: Row) -> float:
        size = int(groups[row["group"]]["members"]) if row["role"] == "member" else 1
        return size / drawn[row["group"], row["role"]]

    def item(leaf: Any) -> float | None:
        means = []
        for role in leaf["ask"]:
            own = [r for r in used if r["role"] == role and r[leaf["key"]] in set("0123") and only in ("", r["group"])]
            if own:
                total = sum(weight(r) * int(r[leaf["key"]]) for r in own)
                means.append(total / sum(weight(r) for r in own))
        return fmean(means) if means else None

    def node(at: Any) -> float | None:
        if wave not in at.get("waves", [wave]):
            return None
        if "children" in at:
            below = [(child.get("weight", 1), node(child)) for child in at["children"]]
            parts = [(w, value) for w, value in below if value is not None]
            value = sum(w * v for w, v in parts) / sum(w for w, _ in parts) if parts else None
        else:
            value = item(at)
        if value is not None:
            found[at["key"]] = value
        return value

    node(instrument["tree"])
    return found


def test_the_scores_print_as_in_the_study_behind_the_example(
    instrument: Any, groups: dict[str, Row], rows: list[Row]
) -> None:
    after = score(instrument, groups, rows, "after")
    assert [f"{after[key]:.2f}" for key in ("a1", "a2", "a3", "overall")] == ["2.29", "2.33", "2.02", "2.21"]
    assert all(after[key] > max(instrument["bands"]["cuts"]) for key in ("a1", "a2", "a3", "overall"))


@pytest.mark.parametrize("analysis", ["a1", "a2", "a3"])
def test_the_named_criteria_lead_their_analysis(
    analysis: str, instrument: Any, groups: dict[str, Row], rows: list[Row]
) -> None:
    after = score(instrument, groups, rows, "after")
    own = sorted(
        (leaf["key"] for leaf in leaves(instrument) if leaf["key"].startswith(analysis)), key=lambda key: -after[key]
    )
    named = LEADING[analysis]
    assert set(own[: len(named)]) == named


def test_the_impact_was_clearly_lower_before(instrument: Any, groups: dict[str, Row], rows: list[Row]) -> None:
    assert 1.4 < score(instrument, groups, rows, "before")["a3"] < 1.6


def test_groups_differ_some_medium_some_high(instrument: Any, groups: dict[str, Row], rows: list[Row]) -> None:
    own = [score(instrument, groups, rows, "after", key)["overall"] for key in groups]
    assert 0.15 < stdev(own) < 0.35
    assert sum(value > 2 for value in own) >= 10
    assert sum(1 < value <= 2 for value in own) >= 3


def test_the_script_gives_the_committed_bytes_again(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(SCRIPT), "--out", str(tmp_path)], capture_output=True, text=True, check=True, timeout=60
    )
    assert "overall" in done.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(f"{name}.csv" for name in FILES)
    for name in FILES:
        committed = (KUBE / "responses" / f"{name}.csv").read_bytes()
        assert (tmp_path / f"{name}.csv").read_bytes() == committed, name


def test_it_says_that_it_is_synthetic() -> None:
    assert load(KUBE / "study.yaml")["synthetic"] is True
    readme = (KUBE / "README.md").read_text(encoding="utf-8")
    assert "buatan (sintetis)" in readme
    assert "made up (synthetic)" in readme


MARK = re.compile(r"\{==(.+?)==\}\{>>(a[123]_[a-z]\d)(?: ([+-]))?<<\}", re.DOTALL)


def transcripts() -> list[tuple[Any, str]]:
    found = []
    for path in sorted((KUBE / "interviews").glob("*.md")):
        _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
        found.append((YAML(typ="safe").load(head), body))
    return found


def test_interviews_are_by_people_of_the_study_and_synthetic(instrument: Any, rows: list[Row]) -> None:
    people = {(row["respondent"], row["role"], row["group"]) for row in rows}
    found = transcripts()
    assert 10 <= len(found) <= 14
    for head, body in found:
        assert set(head) == {"person", "role", "group", "date", "language", "consent", "synthetic"}
        assert (head["person"], head["role"], head["group"]) in people
        assert head["synthetic"] is True
        assert "(sintetis)" in body or "(synthetic)" in body
        assert not re.search(r"\d{8,}", body)
    assert {head["consent"] for head, _ in found} == {True, False}
    assert {head["language"] for head, _ in found} == {"id", "en"}


def test_interviews_cover_the_named_criteria_with_agreement_and_dissent(instrument: Any) -> None:
    marks = [(key, sign) for _, body in transcripts() for _, key, sign in MARK.findall(body)]
    assert len(marks) == sum(body.count("{==") for _, body in transcripts())
    assert {key for key, _ in marks} <= {leaf["key"] for leaf in leaves(instrument)}
    assert set().union(*LEADING.values()) <= {key for key, sign in marks if sign == "+"}
    assert {sign for _, sign in marks} == {"+", "-", ""}
    signs = Counter(marks)
    assert signs["a2_d3", "-"] >= 2 * signs["a2_d3", "+"]  # against its high score
