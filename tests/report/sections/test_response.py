from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from berdaya.report.findings import Findings
from berdaya.report.model import Note, Paragraph, Table
from berdaya.report.sections.response import reason_words, section
from berdaya.report.sections.speech import Speech

if TYPE_CHECKING:
    from tests.report.conftest import Small


def texts(table: Table) -> list[list[str]]:
    return [[getattr(cell, "text", "") for cell in row.cells] for row in table.rows]


def test_shares_by_status_and_response(kube: Findings) -> None:
    frame = replace(
        kube.response.frame,
        groups=30,
        by_status={"active": 28, "dissolved": 2},
        answered_by_status={"active": 27},
    )
    found = section(Speech(replace(kube, response=replace(kube.response, frame=frame)), "en"))
    tables = [block for block in found if isinstance(block, Table)]
    assert texts(tables[0]) == [
        ["active", "28", "93.3%", "27", "96.4%"],
        ["dissolved", "2", "6.7%", "0", "0.0%"],
        ["All", "30", "100.0%", "27", "90.0%"],
    ]


def test_every_cell_is_accounted_for(kube: Findings, printed: Callable[[object], str]) -> None:
    tables = [block for block in section(Speech(kube, "id")) if isinstance(block, Table)]
    account = {row[0]: row[1] for row in texts(tables[-1])}
    assert account["Sel yang ditanyakan"] == "6.600"
    assert account["jawaban yang dihitung"] == "6.434"
    assert account["Kosong"] == "68"
    assert ["Anggota", "169", "169"] in texts(tables[1])


def test_without_a_frame_there_is_a_note(small: "Small") -> None:
    blocks = section(Speech(small(4, frame=False), "en"))
    assert any(isinstance(block, Note) and "no list of all groups" in block.text for block in blocks)


def test_reasons_have_words(kube: Findings) -> None:
    speech = Speech(kube, "en")
    assert [reason_words(speech, code) for code in ("blank", "set_aside", "dk", "zz")] == [
        "Blank",
        "Set aside (unusable)",
        "Does not know",
        "zz",
    ]


def test_groups_that_are_new_and_gone(kube: Findings) -> None:
    def told(findings: Findings, lang: str) -> str:
        runs = (
            run.text for block in section(Speech(findings, lang)) if isinstance(block, Paragraph) for run in block.runs
        )
        return "".join(runs)

    assert "menjawab pada putaran “sebelum” dan sekarang: 27. Baru: tidak ada." in told(kube, "id")
    assert kube.groups_before is not None
    before = replace(kube.groups_before, domains=(("k99",), *kube.groups_before.domains[1:]))
    traits = {"k99": {"status": "dissolved"}}
    found = replace(kube, groups_before=before, group_traits=traits, group_names={**kube.group_names, "k99": "Zaitun"})
    text = told(found, "en")
    first = kube.group_names[kube.groups.domains[0][0]]
    assert f"and now: 26. New: 1 ({first}). No longer: 1 (Zaitun, dissolved)." in text
    many = replace(kube, groups_before=replace(before, domains=tuple((f"z{i}",) for i in range(27))))
    assert "; and 7 more)" in told(many, "en")
    assert "No longer" not in told(replace(kube, groups_before=None), "en")
    nobody = replace(kube.groups_before, domains=())
    assert "No longer" not in told(replace(kube, groups_before=nobody), "en")  # the wave before was not asked
