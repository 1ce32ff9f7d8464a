"""The overall score where the study wants it, and nowhere where it wants it hidden."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from berdaya.report.compose import compose
from berdaya.report.composite import as_shown, placed
from berdaya.report.findings import Findings
from berdaya.report.model import Category, Composite, Figure, KeyFigures, Paragraph, Report, Table
from berdaya.report.workbook.names import name
from berdaya.study.analyse import analyse
from berdaya.study.read import read_study
from berdaya.study.reports import STYLES, write_reports
from berdaya.study.run import Counted
from berdaya.words.format import number

KUBE = Path(__file__).resolve().parents[2] / "src/berdaya/templates/kube"


def test_the_root_stands_before_behind_or_nowhere() -> None:
    assert placed("first", 0, [1, 2]) == (0, 1, 2)
    assert placed("last", 0, [1, 2]) == (1, 2, 0)
    assert placed("hide", 0, [1, 2]) == (1, 2)


def test_hidden_findings_hold_nothing_of_the_overall_score(kube: Findings) -> None:
    assert as_shown(kube) is kube
    shown = as_shown(replace(kube, composite="hide"))
    estimates = [shown.whole, shown.groups, shown.roles, *shown.by.values(), *shown.earlier.values()]
    for one in estimates:
        at = one.at("overall")
        assert np.isnan(one.value[:, at]).all()
        assert np.isnan(one.bands[:, at]).all()
        assert (one.band[:, at] == -1).all()
        assert not np.isnan(one.value).all()
    assert shown.change is not None
    assert np.isnan(shown.change.value[:, shown.change.at("overall")]).all()
    assert {row[shown.change.at("overall")] for row in shown.change.direction} == {""}
    assert shown.whole.n.tolist() == kube.whole.n.tolist()
    assert np.isnan(shown.persons.share[:, shown.persons.nodes.index("overall")]).all()
    assert np.isnan(shown.drivers.contribution.share).all()
    assert shown.worked is not None
    assert shown.worked.key == "a1"
    assert not np.isnan(kube.whole.value[:, 0]).any()  # the findings themselves are not touched


def _texts(path: Path) -> Iterator[str]:
    """All texts in a file, or in the files of a folder; those of packed files too."""
    if path.is_dir():
        for file in path.iterdir():
            yield from _texts(file)
    elif path.suffix in (".docx", ".xlsx"):
        with zipfile.ZipFile(path) as packed:
            yield from (
                packed.read(item).decode("utf-8") for item in packed.namelist() if item.endswith((".xml", ".rels"))
            )
    elif path.suffix == ".pdf":
        return
    else:
        yield path.read_text(encoding="utf-8-sig")


def _overall(findings: Findings) -> dict[str, float]:
    """Numbers that only the overall score has, of the whole and of groups."""
    found: dict[str, float] = {}
    for label, one in (("whole", findings.whole), ("groups", findings.groups)):
        at = one.at(findings.instrument.root.key)
        for domain in range(len(one.domains)):
            for what in ("value", "se", "low", "high", "distance"):
                value = float(getattr(one, what)[domain, at])
                others = np.abs(np.delete(getattr(one, what).ravel(), domain * len(one.nodes) + at) - value)
                if np.isfinite(value) and np.nanmin(others) > 1e-6 and abs(value) > 1e-3:
                    found[f"{label} {domain} {what}"] = value
    return found


@cache
def _analysed(composite: Composite) -> tuple[Findings, Counted]:
    return analyse(replace(read_study(KUBE), composite=composite))


@pytest.mark.usefixtures("unpainted")
@pytest.mark.parametrize("style", STYLES)
def test_a_hidden_overall_score_is_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, style: str) -> None:
    monkeypatch.setattr("berdaya.study.reports.analyse", lambda one: _analysed(one.composite))  # the same in each style
    lang = "en" if style == STYLES[0] else "id"
    study = read_study(KUBE)
    findings, _ = _analysed(study.composite)
    values = _overall(findings)
    assert len(values) > 50
    shown, hidden = (
        "\n".join(
            text
            for file in write_reports(one, [lang], ["html", "docx", "xlsx", "tables"], place, style)[1]
            for text in _texts(file)
        )
        for one, place in ((study, tmp_path / "shown"), (replace(study, composite="hide"), tmp_path / "hidden"))
    )
    # As tables and workbooks have them; shorter ones begin other numbers too.
    exact = {text for value in values.values() if len(text := f"{value:.7f}".rstrip("0")[:-1]) >= 7}
    assert len(exact) > 40
    assert sum(text in shown for text in exact) > len(exact) / 2
    assert {text for text in exact if text in hidden} == set()
    root = findings.instrument.label(findings.instrument.root.key, lang)
    value = number(float(findings.whole.value[0, 0]), 2, lang)
    beside = re.compile(re.escape(root) + r"(?:<[^>]*>|\s|:|\*)*(?:[^<]{0,20})" + re.escape(value))
    assert beside.search(shown)
    assert not beside.search(hidden)
    assert name("score", lang) in shown
    assert name("score", lang) not in hidden
    assert name("category", lang) not in hidden


FLAT = """\
tree:
  key: overall
  label: {id: Nilai, en: Score}
  children:
    - {key: q1, ask: [member], question: {id: Pertama?, en: One?}}
    - {key: q2, ask: [member], question: {id: Kedua?, en: Two?}}
"""
DEEP = """\
tree:
  key: overall
  label: {id: Nilai, en: Score}
  children:
    - key: v1
      label: {id: Satu, en: First}
      children:
        - {key: q1, ask: [member], question: {id: Pertama?, en: One?}}
        - {key: q3, ask: [member], question: {id: Ketiga?, en: Three?}}
    - {key: q2, ask: [member], question: {id: Kedua?, en: Two?}}
"""


def _categories(report: Report) -> Iterator[str]:
    """The categories that are given to anything: in key figures, and in the cells of tables and of figures' tables."""
    for block in report.blocks:
        if isinstance(block, KeyFigures):
            yield from (item.category.key for item in block.items if item.category)
    tables = [block.table if isinstance(block, Figure) else block for block in report.blocks]
    for table in tables:
        if isinstance(table, Table):
            yield from (cell.key for row in table.rows for cell in row.cells if isinstance(cell, Category))


HEAD = """\
instrument: small
version: "1"
languages: [id, en]
title: {id: Kecil, en: Small}
scale: {min: 0, max: 3}
roles: {member: {id: Anggota, en: Member}}
bands:
  cuts: [1, 2]
  labels:
    - {key: low, id: rendah, en: low, colour: "#D17A00", ink: "#111111"}
    - {key: medium, id: sedang, en: medium, colour: "#1F7078", ink: "#FFFFFF"}
    - {key: high, id: tinggi, en: high, colour: "#0B2F5B", ink: "#FFFFFF"}
"""
STUDY = """\
study: small
instrument: instrument.yaml
responses: [{file: a.csv, attributes: [sex, area]}]
report: {composite: hide}
"""


@pytest.mark.usefixtures("unpainted")
@pytest.mark.parametrize("tree", [FLAT, DEEP], ids=["flat", "deep"])
@pytest.mark.parametrize("style", STYLES)
def test_a_category_that_only_the_overall_score_has_is_given_to_nothing(tmp_path: Path, style: str, tree: str) -> None:
    """The criteria are low or high, and so are the analyses; the whole alone is in between."""
    rows = [f"r{i},g{i % 3},{'LP'[i % 2]},{'ab'[i % 2]},3,0{',3' * (tree == DEEP)}" for i in range(18)]
    answers = f"respondent,group,sex,area,q1,q2{',q3' * (tree == DEEP)}\n" + "\n".join(rows) + "\n"
    for file, text in (("instrument.yaml", HEAD + tree), ("study.yaml", STUDY), ("a.csv", answers)):
        (tmp_path / file).write_text(text, encoding="utf-8")
    study = read_study(tmp_path)
    findings, _ = analyse(study)
    assert findings.composite == "hide"
    assert findings.whole.value[0].tolist() == ([1.5, 3, 3, 3, 0] if tree == DEEP else [1.5, 3, 0])
    shown, hidden = (compose(replace(findings, composite=where), "en", style) for where in ("first", "hide"))
    assert set(_categories(shown)) == {"low", "medium", "high"}
    assert set(_categories(hidden)) == {"low", "high"}
    told = [run.text for block in hidden.blocks if isinstance(block, Paragraph) for run in block.runs]
    assert [text for text in told if "1.50" in text] == []
    assert any("By choice of the authors" in text for text in told)
    files = write_reports(study, ["id"], ["html", "docx", "xlsx", "tables"], style=style)[1]
    assert len(files) == (6 if style == "office" else 5)
    assert "1.50" not in str(hidden.letter)
    assert ("1.50" in str(shown.letter)) == (style == "office")
