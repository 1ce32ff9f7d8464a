"""What house tests share: the source files, parsed once."""

import ast
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "berdaya"


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def modules() -> Mapping[str, ast.Module]:
    """Every module of the source by its path below src/berdaya, as "stats/taylor.py"."""
    found = {}
    for path in sorted(SOURCE.rglob("*.py")):
        found[path.relative_to(SOURCE).as_posix()] = ast.parse(path.read_text(encoding="utf-8"))
    return found


RICH_INSTRUMENT = """\
instrument: kaya
version: "1"
languages: [id, en]
title: {id: Usaha bersama, en: Joint business}
note: {id: Bobot ditetapkan bersama pendamping., en: Weights were agreed upon with facilitators.}
scale: {min: 0, max: 3}
missing: {na: {id: Tidak berlaku, en: Not applicable}, dk: {id: Tidak tahu, en: Does not know}}
roles: {member: {id: Anggota, en: Member}, leader: {id: Ketua, en: Leader}}
bands:
  cuts: [1, 2]
  labels:
    - {key: low, id: rendah, en: low, colour: "#D17A00", ink: "#111111"}
    - {key: medium, id: sedang, en: medium, colour: "#1F7078", ink: "#FFFFFF"}
    - {key: high, id: tinggi, en: high, colour: "#0B2F5B", ink: "#FFFFFF"}
levels: [overall, analysis, criterion]
tree:
  key: overall
  label: {id: Keberhasilan, en: Success}
  children:
    - key: a
      weight: 2
      min_coverage: 0.5
      label: {id: Kegiatan, en: Activities}
      children:
        - {key: a1, label: {id: Rapat, en: Meetings}, ask: [member], question: {id: Rapat?, en: Meetings?}}
        - {key: a2, label: {id: Tabungan, en: Savings}, ask: [member, leader], question: {id: Tabungan?, en: Savings?}}
        - {key: a3, label: {id: Modal, en: Capital}, ask: [member], question: {id: Modal?, en: Capital?}}
    - key: b
      label: {id: Dampak, en: Effects}
      aggregate: geometric
      children:
        - {key: b1, label: {id: Pendapatan, en: Income}, ask: [member], question: {id: Pendapatan?, en: Income?}}
        - key: b2
          label: {id: Utang, en: Debts}
          ask: [leader]
          direction: lower_is_better
          scale: {min: 1, max: 5}
          question: {id: Utang?, en: Debts?}
"""
RICH_STUDY = """\
study: kaya
title: {id: Usaha bersama (contoh), en: Joint business (example)}
date: 2026-01-31
instrument: instrument.yaml
groups: groups.csv
responses: [{file: answers.csv, attributes: [sex]}]
waves: [before, after]
design:
  selection: random
  stages:
    - {unit: group, strata: [village], population: groups_in_village}
    - {unit: respondent, population: {member: members, leader: 1}}
  weight: weight
  lonely_psu: LONELY
estimates: {count: persons}
problems: set_aside
disclosure: {profile: PROFILE, threshold: 5}
"""
RICH_INTERVIEW = """\
---
person: g02l
role: leader
group: g02
date: 2026-01-10
language: id
consent: true
synthetic: true
---
**Responden:** {==Rapat diadakan setiap bulan.==}{>>a1 +<<} {==Tabungan belum ada.==}{>>a2 -<<}
"""


@pytest.fixture(scope="session")
def rich() -> Callable[[Path, str, str], Path]:
    """Write a study with waves, two stages, weights, one village of a single group, a zero in a geometric mean,
    answers set aside, small groups, groups that did not answer, and an interview.
    """

    def write(folder: Path, profile: str, lonely: str) -> Path:
        (folder / "interviews").mkdir(parents=True)
        settings = RICH_STUDY.replace("PROFILE", profile).replace("LONELY", lonely)
        villages = ["Salo", "Salo", "Salo", "Koto", "Koto", "Koto", "Baru"]
        frame = [f"g{g:02d},Kelompok {g},{village},active,12,{40}" for g, village in enumerate(villages)]
        frame += ["g07,Kelompok 7,Baru,dissolved,12,40", "g08,Kelompok 8,Koto,not_found,12,40"]
        answers = [row for g in range(7) for wave in ("before", "after") for row in _rich_rows(g, wave)]
        files = {
            "instrument.yaml": RICH_INSTRUMENT,
            "study.yaml": settings,
            "groups.csv": "\n".join(["group,name,village,status,members,groups_in_village", *frame, ""]),
            "answers.csv": "\n".join(["respondent,group,role,wave,weight,sex,a1,a2,a3,b1,b2", *answers, ""]),
            "interviews/g02.md": RICH_INTERVIEW,
        }
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
        return folder

    return write


def _rich_rows(group: int, wave: str) -> Iterator[str]:
    later = wave == "after"
    for m in range(2 + group % 5):
        first = "9" if (group, m) == (2, 1) else "dk" if m == 1 else str((group + m + later) % 4)
        saved, capital, income = (m + later) % 4, (2 * group + m) % 4, "0" if later else "1"
        yield f"g{group}m{m},g{group:02d},member,{wave},{1.5 + m},{'lp'[m % 2]},{first},{saved},{capital},{income},"
    yield f"g{group}l,g{group:02d},leader,{wave},1.5,p,,{(group + later) % 4},,,{1 + (group + later) % 5}"
