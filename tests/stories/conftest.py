"""What stories share: a small study that has every chapter, and the tables of its reports."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from tests.stories.test_same_report import in_html

from berdaya.study.read import read_study
from berdaya.study.reports import write_reports
from berdaya.words import LANGUAGES
from berdaya.words.format import interval, number, p_value, percent, signed, surely

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Ran

    Shell = Callable[..., Ran]

INSTRUMENT = """\
instrument: chapters
version: "1"
languages: [id, en]
title: {id: Bab, en: Chapters}
scale: {min: 0, max: 3}
missing: {dk: {id: Tidak tahu, en: Does not know}}
roles: {member: {id: Anggota, en: Member}}
bands:
  cuts: [1, 2]
  labels:
    - {key: low, id: rendah, en: low, colour: "#D17A00", ink: "#111111"}
    - {key: medium, id: sedang, en: medium, colour: "#1F7078", ink: "#FFFFFF"}
    - {key: high, id: tinggi, en: high, colour: "#0B2F5B", ink: "#FFFFFF"}
levels: [overall, variable, criterion]
tree:
  key: overall
  label: {id: Nilai keseluruhan, en: Whole}
  children:
    - key: v1
      label: {id: Uang, en: Money}
      weight: 2
      children:
        - {key: q1, ask: [member], label: {id: Tabungan, en: Savings}, question: {id: Satu?, en: One?}}
        - {key: q2, ask: [member], label: {id: Pendapatan, en: Income}, weight: 3, question: {id: Dua?, en: Two?}}
        - {key: q3, ask: [member], label: {id: Utang, en: Debts}, question: {id: Tiga?, en: Three?}}
    - key: v2
      label: {id: Hidup, en: Life}
      children:
        - {key: q4, ask: [member], label: {id: Rumah, en: Housing}, question: {id: Empat?, en: Four?}}
        - {key: q5, ask: [member], label: {id: Pangan, en: Food}, question: {id: Lima?, en: Five?}}
        - {key: q6, ask: [member], label: {id: Sekolah, en: School}, question: {id: Enam?, en: Six?}}
"""
STUDY = """\
study: chapters
synthetic: true
instrument: instrument.yaml
groups: groups.csv
responses:
  - {file: answers.csv, attributes: [sex, enumerator], columns: {start: start, end: end}}
waves: [before, after]
design:
  selection: random
  stages: [{unit: group, population: 200}, {unit: respondent, population: members}]
  weight: design
  trim: {low: 0.9, high: 1.1}
  plan: {margin: 0.1, population: 300, slovin: true, asked: 160, role: member}
comparison: {by: programme, treated: "yes", control: "no", match: [village, members]}
stages: stages.yaml
poverty: poor.yaml
sensitivity: {base: 16}
report:
  by: [sex]
  sections: [change, sample, poverty, reliability, quality, stages, drivers, weights, sensitivity]
"""
STAGES = """\
title: {id: Tahap, en: Stages}
source: test
stages:
  - {key: grow, label: {id: tumbuh, en: growing}, markers: [
      {key: shop, label: {id: ada kios, en: has a shop}}, {key: board, label: {id: ada papan, en: has a board}}]}
  - {key: stand, label: {id: mandiri, en: stands alone}, markers: [{key: lends, label: {id: memberi pinjaman, en: lends}}]}
"""
POOR = """\
title: {id: Kekurangan, en: Deprivations}
source: test
cutoff: 1/2
missing: reweight
programme: {programme: {is: "yes"}}
dimensions:
  - {key: money, label: {id: Uang, en: Money}, indicators: [
      {key: i1, label: {id: Tanpa tabungan, en: No savings}, deprived: {q1: {at_most: 1}}},
      {key: i2, label: {id: Tanpa pendapatan, en: No income}, deprived: {q2: {at_most: 1}}}]}
  - {key: life, label: {id: Hidup, en: Life}, indicators: [
      {key: i3, label: {id: Tanpa rumah, en: No house}, deprived: {q4: {at_most: 1}}}]}
"""
AHP = "expert,first,second,judgement\n" + "".join(
    f"{who},{pair},{value}\n"
    for who, values in (("Ani", ("3", "2", "1/4", "5")), ("Budi", ("1/2", "2", "4", "3")))
    for pair, value in zip(("v1,v2", "q1,q2", "q2,q3", "q1,q3"), values, strict=True)
)


def write_study(folder: Path) -> None:
    """24 groups of 6 of their 8 to 14 members, asked by three enumerators in two waves."""
    draw = np.random.default_rng(31)
    frame = ["group,name,village,members,programme,shop,board,lends"]
    rows = ["respondent,group,role,wave,sex,enumerator,start,end,q1,q2,q3,q4,q5,q6"]
    for g in range(24):
        marks = ",".join(draw.choice(["yes", "no", ""], 3, p=[0.7, 0.2, 0.1]))
        frame.append(f"g{g:02d},Kelompok {g},{'ABC'[g % 3]},{8 + g % 7},{'yes' if g % 2 else 'no'},{marks}")
        level = draw.normal(1.6, 0.4)
        for wave, shift in (("before", 0.0), ("after", 0.4)):
            for i in range(6):
                own = level + shift + 0.3 * (g % 2) * (wave == "after") + draw.normal(0, 0.5)
                answers = [str(int(np.clip(round(own + draw.normal(0, 0.6)), 0, 3))) for _ in range(6)]
                answers[draw.integers(0, 6)] = "dk" if draw.random() < 0.2 else "2"
                clock = f"2026-0{1 if wave == 'before' else 6}-{g + 1:02d} {8 + i:02d}"
                took = f"{clock}:00,{clock}:{draw.integers(4, 50):02d}"
                rows.append(f"p{g}x{i},g{g:02d},member,{wave},{'LP'[i % 2]},e{g % 3},{took},{','.join(answers)}")
    (folder / "weights").mkdir(parents=True)
    texts = {
        "instrument.yaml": INSTRUMENT,
        "study.yaml": STUDY,
        "stages.yaml": STAGES,
        "poor.yaml": POOR,
        "weights/ahp.csv": AHP,
        "groups.csv": "\n".join([*frame, ""]),
        "answers.csv": "\n".join([*rows, ""]),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")


LABELS = {
    "id": ("Nilai keseluruhan", "Uang", "Hidup", "Tabungan", "Pendapatan", "Utang", "Rumah", "Pangan", "Sekolah"),
    "en": ("Whole", "Money", "Life", "Savings", "Income", "Debts", "Housing", "Food", "School"),
}
KEYS = ("overall", "v1", "v2", "q1", "q2", "q3", "q4", "q5", "q6")
BANDS = {"id": ("rendah", "sedang", "tinggi"), "en": ("low", "medium", "high")}
Row = Sequence[str | None]  # None: any words


class Printed:
    """The bodies of the tables of a report in one language, and how it prints what a command says."""

    def __init__(self, page: Path, lang: str) -> None:
        self.lang = lang
        tables = [[[cell.strip() for cell in row] for row in rows[1:]] for _, rows in in_html(page.read_bytes())]
        self.bodies = [[row for row in rows if len(row) > 1] for rows in tables]  # without rows that head others
        self.label = dict(zip(KEYS, LABELS[lang], strict=True))
        self.band = dict(zip(("low", "medium", "high"), BANDS[lang], strict=True))

    def n(self, value: float | None, digits: int = 2) -> str:
        return number(value, digits, self.lang)

    def up(self, value: float | None, digits: int = 2) -> str:
        return signed(value, digits, self.lang)

    def pct(self, share: float | None, digits: int = 0) -> str:
        return percent(share, digits, self.lang)

    def sure(self, share: float | None, limit: float = 1.0) -> str:
        return surely(share, self.lang, limit)

    def p(self, value: float | None) -> str:
        return p_value(value, self.lang)

    def span(self, row: Mapping[str, Any], digits: int = 2, name: str = "") -> str:
        return interval(row[f"{name}low"], row[f"{name}high"], digits, self.lang)

    def share(self, found: Mapping[str, Any], digits: int = 0) -> str:
        """An interval of shares, within 0 and 1: "12–34%"."""
        ends = [min(max(found[name], 0), 1) * 100 for name in ("low", "high")]
        return f"{interval(ends[0], ends[1], digits, self.lang)}%"

    def has(self, rows: Sequence[Row]) -> None:
        """One table has these rows and no other, in their order."""
        assert len(rows) > 1 or len(rows[0]) > 3
        near = [body for body in self.bodies if len(body) == len(rows) and len(body[0]) == len(rows[0])]
        for body in near:
            if all(
                w in (None, c) for row, cells in zip(rows, body, strict=True) for w, c in zip(row, cells, strict=True)
            ):
                return
        assert rows in near


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("chapters") / "study"
    write_study(folder)
    write_reports(read_study(folder), LANGUAGES, ["html"])
    return folder


@pytest.fixture(params=LANGUAGES)
def page(study: Path, request: pytest.FixtureRequest) -> Printed:
    return Printed(study / "results" / f"report.{request.param}.html", request.param)


@pytest.fixture
def said(study: Path, shell: Shell) -> Callable[..., Any]:
    """What a command says in JSON."""

    def say_it(*command: str) -> Any:
        ran = shell(*command, study, "--json")
        assert ran.code == 0, ran.err
        return ran.json

    return say_it
