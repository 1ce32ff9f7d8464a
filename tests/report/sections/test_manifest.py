from dataclasses import replace

from berdaya.report.findings import Findings
from berdaya.report.model import Table
from berdaya.report.sections.manifest import section
from berdaya.report.sections.speech import Speech


def lines(findings: Findings) -> dict[str, str]:
    table = next(block for block in section(Speech(findings, "en")) if isinstance(block, Table))
    return {getattr(row.cells[0], "text", ""): getattr(row.cells[1], "text", "") for row in table.rows}


def test_hashes_versions_seed_and_command(kube: Findings) -> None:
    found = lines(kube)
    assert found["Answers, SHA-256"] == kube.manifest.answers_sha256
    assert found["Instrument, SHA-256"] == kube.manifest.instrument_sha256
    assert found["Seed"] == "2022"
    assert found["Command"] == "berdaya report"
    assert found["Place"] == "13.06.08 kemendagri 2025"
    assert "numpy" in found["Parts"]


def test_what_is_not_there_is_a_dash(kube: Findings) -> None:
    bare = replace(kube, place={}, date="", manifest=replace(kube.manifest, evidence_sha256="", versions={}))
    found = lines(bare)
    assert (found["Place"], found["Date"], found["Interviews, SHA-256"], found["Parts"]) == ("–",) * 4
