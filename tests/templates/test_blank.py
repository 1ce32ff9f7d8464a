"""The blank template: small, whole, in both languages, and with an answer to begin from."""

import csv
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

BLANK = Path(__file__).resolve().parents[2] / "src" / "berdaya" / "templates" / "blank"


def load(name: str) -> Any:
    return YAML(typ="safe").load((BLANK / name).read_text(encoding="utf-8"))


def rows(name: str) -> list[dict[str, str]]:
    with (BLANK / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_tree_is_two_by_two_by_two() -> None:
    analyses = load("instrument.yaml")["tree"]["children"]
    assert [[len(v["children"]) for v in a["children"]] for a in analyses] == [[2, 2], [2, 2]]
    for analysis in analyses:
        for variable in analysis["children"]:
            for leaf in variable["children"]:
                assert list(leaf["answers"]) == [0, 1, 2, 3]
                for words in (leaf["label"], leaf["question"], *leaf["answers"].values()):
                    assert set(words) == {"id", "en"}


def test_the_example_rows_fit_the_instrument_and_the_frame() -> None:
    instrument = load("instrument.yaml")
    leaves = {
        leaf["key"]: leaf["ask"]
        for analysis in instrument["tree"]["children"]
        for variable in analysis["children"]
        for leaf in variable["children"]
    }
    groups = {row["group"] for row in rows("groups.csv")}
    answers = rows("responses/answers.csv")
    assert set(leaves) <= set(answers[0])
    for row in answers:
        assert row["group"] in groups
        for key, ask in leaves.items():
            assert row[key] in {"", "dk"} or (row["role"] in ask and row[key] in set("0123"))


def test_it_is_marked_synthetic_until_the_user_says_otherwise() -> None:
    assert load("study.yaml")["synthetic"] is True
    readme = (BLANK / "README.md").read_text(encoding="utf-8")
    assert "synthetic: true" in readme
    assert "## Bahasa Indonesia" in readme
    assert "## English" in readme
