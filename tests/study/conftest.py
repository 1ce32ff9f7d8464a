"""A tiny study in a folder, for tests: small texts, changed as a test needs."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from berdaya.errors import InputError
from berdaya.study.model import Study
from berdaya.study.read import read_study

INSTRUMENT = """
instrument: tiny
version: "1"
languages: [id, en]
title: {id: Kecil, en: Tiny}
scale: {min: 0, max: 3}
roles: {member: {id: Anggota, en: Member}, leader: {id: Ketua, en: Leader}}
bands: {classes: 3}
tree:
  key: overall
  children:
    - {key: q1, ask: [member, leader], question: {id: Satu?, en: One?}}
    - {key: q2, ask: [member], question: {id: Dua?, en: Two?}}
"""
STUDY = """study: tiny
title: {id: Studi kecil, en: A tiny study}
date: 2022-11-30
place: {system: kemendagri, edition: "2025", code: "13.06.08"}
instrument: instrument.yaml
groups: groups.csv
responses:
  - file: responses/a.csv
    attributes: [sex]
waves: []
design:
  selection: random
  stages:
    - {unit: group, strata: [village], population: 40}
    - {unit: respondent, population: {member: members, leader: 1}}
  weight: design
estimates: {count: groups, confidence: 0.9}
disclosure: {threshold: 3}
"""
GROUPS = "group,village,members\ng1,Salo,12\ng2,Simarasok,10\n"
ANSWERS = "respondent,group,role,sex,q1,q2\nr1,g1,member,L,1,2\nr2,g1,leader,P,3,\nr3,g2,member,P,dk,0\n"


@dataclass(frozen=True)
class Folder:
    """A study's folder."""

    path: Path

    def write(self, text: str, name: str = "study.yaml") -> None:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def change(self, *pairs: tuple[str, str]) -> None:
        """Replace parts of study.yaml."""
        text = STUDY
        for old, new in pairs:
            assert old in text
            text = text.replace(old, new)
        self.write(text)

    def read(self) -> Study:
        return read_study(self.path)

    def refused(self, *pairs: tuple[str, str]) -> list[tuple[str, str]]:
        """Return the codes and places of the errors after changes to study.yaml."""
        self.change(*pairs)
        with pytest.raises(InputError) as caught:
            self.read()
        return [(p.code, str(p.where)) for p in caught.value.problems if p.severity == "error"]


@pytest.fixture
def study_folder(tmp_path: Path) -> Folder:
    folder = Folder(tmp_path / "studi kecil é")
    folder.write(INSTRUMENT, "instrument.yaml")
    folder.write(GROUPS, "groups.csv")
    folder.write(ANSWERS, "responses/a.csv")
    folder.write(STUDY)
    return folder
