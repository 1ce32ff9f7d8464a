from pathlib import Path

import pytest

from berdaya.errors import InputError, Where
from berdaya.evidence import Evidence, read_evidence
from berdaya.instrument.model import Band, Bands, Instrument, Node, Question, Scale
from berdaya.words import LANGUAGES, problem_line

SCALE = Scale(0, 3)
LEAF = Node("a1", {"id": "Satu"}, question=Question({"id": "Apa?"}, {"member": 1.0}, SCALE))
INSTRUMENT = Instrument(
    key="x", version="1", languages=("id",), title={"id": "X"}, scale=SCALE, missing={}, roles={"member": {"id": "Anggota"}},
    bands=Bands((1.0, 2.0), tuple(Band(k, {"id": k}, "#fff", "#000") for k in ("low", "medium", "high"))),
    levels=("overall",), root=Node("overall", {"id": "Semua"}, children=(LEAF,)),
)  # fmt: skip
HEAD = "---\nperson: P07\nrole: member\ngroup: k1\ndate: 2022-10-12\nlanguage: id\nconsent: yes\n---\n"
ROW = "role,group,date,criterion,sign,quote,may be quoted\nmember,k1,2022-10-12,a1,-,Belum cukup,yes\n"


def study(folder: Path, **texts: str) -> Path:
    inner = folder / "interviews"
    inner.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (inner / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return folder


def test_transcripts_and_tables_together(tmp_path: Path) -> None:
    folder = study(
        tmp_path / "studi saya é", b__md=HEAD + "{==Cukup==}{>>a1 +<<}", a__csv=ROW, readme__md="bukan wawancara"
    )
    (folder / "interviews" / "~$a.xlsx").write_bytes(b"lock")
    (folder / "interviews.csv").write_text(ROW, encoding="utf-8")
    (folder / "groups.csv").write_text("group\nk1\n", encoding="utf-8")
    evidence = read_evidence(folder, INSTRUMENT, ["k1"])
    assert evidence.problems == ()
    assert [(p.sign, p.where.file) for p in evidence.of("a1")] == [
        ("-", "interviews.csv"), ("-", "interviews/a.csv"), ("+", "interviews/b.md"),
    ]  # fmt: skip
    assert len(evidence.sha256) == 64
    assert read_evidence(folder / "interviews", INSTRUMENT, ["k1"]).passages == evidence.passages[1:]
    assert read_evidence(folder / "interviews.csv", INSTRUMENT, ["k1"]).passages == evidence.passages[:1]


def test_a_study_without_interviews(tmp_path: Path) -> None:
    (tmp_path / "groups.csv").write_text("group\nk1\n", encoding="utf-8")
    assert read_evidence(tmp_path, INSTRUMENT, []) == Evidence()


def test_any_node_may_be_a_criterion_and_without_a_frame_any_group(tmp_path: Path) -> None:
    folder = study(tmp_path, a__md=HEAD.replace("k1", "k99") + "{==Cukup==}{>>overall +<<}")
    assert read_evidence(folder, INSTRUMENT, []).of("overall")[0].group == "k99"


def test_problems_of_all_files_come_at_once(tmp_path: Path) -> None:
    folder = study(
        tmp_path, a__md="tanpa kepala", b__csv=ROW.replace("a1", "a9"), c__md="", d__md=HEAD + "{==x==}{>>a1<<}"
    )
    with pytest.raises(InputError) as raised:
        read_evidence(folder, INSTRUMENT, ["k1"])
    assert [(p.code, p.where.file) for p in raised.value.problems] == [
        ("evidence.no-front-matter", "interviews/a.md"),
        ("evidence.unknown-criterion", "interviews/b.csv"),
        ("file.empty", "interviews/c.md"),
    ]
    for lang in LANGUAGES:
        assert all("{" not in problem_line(p, lang) for p in raised.value.problems)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputError) as raised:
        read_evidence(tmp_path / "wawancara.md", INSTRUMENT, [])
    assert [p.code for p in raised.value.problems] == ["file.missing"]


def test_other_files_are_told_and_not_read(tmp_path: Path) -> None:
    evidence = read_evidence(study(tmp_path, catatan__docx="x"), INSTRUMENT, [])
    assert [(p.code, p.where, p.severity) for p in evidence.problems] == [
        ("evidence.unread-file", Where("interviews/catatan.docx"), "warning")
    ]


def test_a_passage_with_a_number_is_never_quotable(tmp_path: Path) -> None:
    evidence = read_evidence(study(tmp_path, a__md=HEAD + "{==Telepon 081234567890==}{>>a1 +<<}"), INSTRUMENT, ["k1"])
    assert [p.code for p in evidence.problems] == ["evidence.looks-like-phone"]
    assert not evidence.passages[0].quotable


def test_a_folder_that_the_study_names_may_be_called_anything(tmp_path: Path) -> None:
    (tmp_path / "talks").mkdir()
    (tmp_path / "talks" / "b.md").write_text(HEAD + "{==Cukup==}{>>a1 +<<}", encoding="utf-8")
    assert read_evidence(tmp_path / "talks", INSTRUMENT, []).passages == ()
    (passage,) = read_evidence(tmp_path / "talks", INSTRUMENT, [], named=True).passages
    assert passage.where.file == "talks/b.md"
