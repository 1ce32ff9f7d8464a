from pathlib import Path
from shutil import copytree

import pytest

from berdaya.report.compose import compose
from berdaya.report.findings import Findings
from berdaya.report.model import Heading
from berdaya.report.sections.speech import Speech
from berdaya.report.sections.stages import section
from berdaya.study.analyse import analyse
from berdaya.study.analyses.stages import stages_of
from berdaya.study.read import read_study

KUBE = Path(__file__).resolve().parents[3] / "src" / "berdaya" / "templates" / "kube"
RULE = "stages:\n  - {key: open, label: {id: terbuka, en: open}, markers: [{key: shop, label: {id: kios, en: shop}}]}\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("stages") / "kube"
    copytree(KUBE, place)
    head, *rows = (place / "groups.csv").read_text(encoding="utf-8-sig").splitlines()
    marked = [f"{head},shop", *(f"{row},{('ya', 'tidak', '')[at % 3]}" for at, row in enumerate(rows))]
    (place / "groups.csv").write_text("\n".join([*marked, ""]), encoding="utf-8")
    (place / "mine.yaml").write_text(RULE, encoding="utf-8")
    with (place / "study.yaml").open("a", encoding="utf-8") as stream:
        stream.write("stages: mine.yaml\nreport: {sections: [stages]}\n")
    return place


@pytest.fixture(scope="module")
def findings(folder: Path) -> Findings:
    return analyse(read_study(folder))[0]


@pytest.mark.parametrize(("lang", "title"), [("id", "Tahap perkembangan kelompok"), ("en", "Stages of the groups")])
def test_the_chapter_is_there_where_it_is_asked_for(findings: Findings, lang: str, title: str) -> None:
    for style in ("plain", "thesis"):
        heads = [block.text for block in compose(findings, lang, style).blocks if isinstance(block, Heading)]
        assert sum(head.endswith(title) for head in heads) == 1


def test_it_tells_what_the_command_finds(findings: Findings, folder: Path) -> None:
    assert findings.staged is not None
    assert findings.staged == stages_of(read_study(folder)).staged
    assert findings.staged.met["shop"] == (9, 9, 9)
    assert "shop" not in findings.by
    assert all("shop" not in traits for traits in findings.group_traits.values())


def test_it_is_not_there_where_it_is_not(tmp_path: Path) -> None:
    copytree(KUBE, tmp_path / "kube")
    findings = analyse(read_study(tmp_path / "kube"))[0]
    assert findings.staged is None
    assert section(Speech(findings, "en")) == ()
