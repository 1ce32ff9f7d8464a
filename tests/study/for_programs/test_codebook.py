"""A DDI codebook: elements in the order of the schema, every reference there, the study as study.yaml says it."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from berdaya.study.for_programs.export_data import export_data
from berdaya.study.for_programs.xml_parts import XML
from berdaya.study.read import read_study

if TYPE_CHECKING:
    from tests.conftest import SmallStudy

KUBE = Path(__file__).resolve().parents[3] / "src/berdaya/templates/kube"
DDI = "{ddi:codebook:2_5}"
LANG = f"{XML}lang"
# The children that DDI Codebook 2.5 takes here, in its order; "+" may stand more than once.
ORDER = {
    "codeBook": "docDscr+ stdyDscr+ fileDscr+ dataDscr+ otherMat+",
    "docDscr": "citation notes+",
    "citation": "titlStmt rspStmt prodStmt notes+",
    "rspStmt": "AuthEnty+",
    "titlStmt": "titl parTitl+ IDNo+",
    "prodStmt": "producer+ prodDate+ software+ fundAg+",
    "stdyDscr": "citation+ stdyInfo+ method+ dataAccs+",
    "stdyInfo": "abstract+ sumDscr+",
    "sumDscr": "collDate+ nation+ geogCover+ anlyUnit+ universe+ dataKind+",
    "method": "dataColl+ anlyInfo",
    "dataColl": "timeMeth+ sampProc+ resInstru+ weight+",
    "anlyInfo": "EstSmpErr+",
    "dataAccs": "useStmt+",
    "useStmt": "restrctn+ conditions+",
    "fileDscr": "fileTxt+",
    "fileTxt": "fileName+ dataFingerprint+ fileCont dimensns fileType+",
    "dataFingerprint": "digitalFingerprintValue algorithmSpecification",
    "dimensns": "caseQnty+ varQnty+",
    "dataDscr": "varGrp+ var+",
    "varGrp": "labl+ txt+ concept+ defntn+",
    "var": "location+ labl+ security+ qstn+ valrng+ universe+ sumStat+ catgry+ codInstr+ concept+ varFormat notes+",
    "qstn": "qstnLit+ ivuInstr+",
    "valrng": "range+",
    "catgry": "catValu labl+ catStat+",
    "otherMat": "labl+ txt+",
}


def ddi(study: Path, target: Path, lang: str = "en", by: tuple[str, ...] = ()) -> dict[str, ET.Element]:
    export_data(read_study(study), "ddi", target, by, lang)
    found = {path.name: ET.fromstring(path.read_bytes()) for path in target.glob("*.xml")}
    for root in found.values():
        check(root)
    return found


def check(root: ET.Element) -> None:
    assert root.tag == f"{DDI}codeBook"
    assert root.get("version") == "2.5"
    for element in root.iter():
        name, children = element.tag.removeprefix(DDI), [child.tag.removeprefix(DDI) for child in element]
        order = ORDER.get(name, "").split()
        places = [next(place for place, one in enumerate(order) if one.rstrip("+") == child) for child in children]
        assert places == sorted(places), name
        for one in order:
            assert one.endswith("+") or children.count(one) <= 1, (name, one)
        assert children or (element.text or "").strip() or element.attrib or name == "catValu", name
    ids = [element.get("ID") for element in root.iter() if element.get("ID")]
    assert len(set(ids)) == len(ids)
    for element in root.iter():
        for name in ("var", "varGrp", "files", "fileid", "wgt-var"):
            assert set(element.get(name, "").split()) <= set(ids)


def text(root: ET.Element, path: str, lang: str = "") -> str | None:
    steps = "/".join(DDI + step for step in path.split("/"))
    found = [one for one in root.findall(steps) if not lang or one.get(LANG) == lang]
    assert len(found) == 1, path
    return found[0].text


def test_all_languages_in_one_file_and_each_in_its_own(tmp_path: Path) -> None:
    books = ddi(KUBE, tmp_path / "d", "id")
    assert set(books) == {"codebook.xml", "codebook-id.xml", "codebook-en.xml"}
    both = {element.get(LANG) for element in books["codebook.xml"].iter()} - {None}
    assert both == {"id", "en"}
    for lang in ("id", "en"):
        # What catalogues of one language need: every text once.
        root = books[f"codebook-{lang}.xml"]
        assert {element.get(LANG) for element in root.iter()} - {None} == {lang}
        for variable in root.iter(f"{DDI}var"):
            for name in ("labl", "universe", "codInstr", "concept", "notes", "qstn"):
                assert len(variable.findall(DDI + name)) <= 1
        for category in root.iter(f"{DDI}catgry"):
            assert len(category.findall(f"{DDI}labl")) == 1


def test_the_study(tmp_path: Path) -> None:
    root = ddi(KUBE, tmp_path / "d", "id")["codebook.xml"]
    title = "stdyDscr/citation/titlStmt"
    assert (text(root, f"{title}/titl") or "").startswith("Pengentasan kemiskinan")
    assert (text(root, f"{title}/parTitl", "en") or "").startswith("Poverty alleviation")
    assert text(root, f"{title}/IDNo") == "kube-baso" == root.get("ID")
    assert text(root, "stdyDscr/citation/prodStmt/prodDate") == "2022-11-30"
    assert text(root, "stdyDscr/citation/notes", "en") == "SYNTHETIC DATA: nobody gave these answers."
    assert text(root, "stdyDscr/stdyInfo/sumDscr/nation") == "Indonesia"
    abstract = text(root, "stdyDscr/stdyInfo/abstract", "en") or ""
    assert "36 questions on Characteristics of the poor in KUBE; " in abstract
    assert "500 interviews with 208 persons in 27 groups." in abstract
    assert text(root, "stdyDscr/method/dataColl/timeMeth", "id") == "Wawancara berulang, putaran: sebelum, sesudah."
    assert (text(root, "stdyDscr/method/dataColl/sampProc", "en") or "").startswith("Respondents were drawn at random.")
    assert "version 2026.1, sha256" in (text(root, "stdyDscr/method/dataColl/resInstru", "en") or "")
    data = (tmp_path / "d/data.csv").read_bytes()
    assert text(root, "fileDscr/fileTxt/dataFingerprint/digitalFingerprintValue") == sha256(data).hexdigest()
    assert text(root, "fileDscr/fileTxt/dimensns/caseQnty") == "500"
    assert text(root, "fileDscr/fileTxt/dimensns/varQnty") == str(len(data.split(b"\n", 1)[0].split(b",")))


def test_the_same_bytes_again_and_no_date_that_nobody_gave(small: SmallStudy, tmp_path: Path) -> None:
    ddi(small.path, tmp_path / "a")
    root = ddi(small.path, tmp_path / "b")["codebook.xml"]
    assert (tmp_path / "a/codebook.xml").read_bytes() == (tmp_path / "b/codebook.xml").read_bytes()
    assert root.find(f".//{DDI}prodDate") is None
    assert text(root, "stdyDscr/method/dataColl/timeMeth", "en") == "One wave of interviews."


@pytest.mark.parametrize("lang", ["id", "en"])
def test_an_instrument_of_one_language_and_signs_of_xml(small: SmallStudy, tmp_path: Path, lang: str) -> None:
    small.change("study.yaml", ("study: small", "study: 2 < 3\ntitle: {en: 'Ends & \"means\" <b>'}"))
    instrument = (small.path / "instrument.yaml").read_text(encoding="utf-8")
    lines = instrument.replace("languages: [id, en]", "languages: [en]")
    small.write("instrument.yaml", re.sub(r"\bid: [^,}]+, ", "", lines))
    books = ddi(small.path, tmp_path / "d", lang)
    assert list(books) == ["codebook.xml"]
    root = books["codebook.xml"]
    assert text(root, "stdyDscr/citation/titlStmt/titl") == 'Ends & "means" <b>'
    assert text(root, "stdyDscr/citation/titlStmt/IDNo") == "2 < 3"
    assert root.get("ID") is None  # no name that XML takes
    assert {element.get(LANG) for element in root.iter()} - {None} == {"en"}


def test_what_study_yaml_says_for_an_archive(small: SmallStudy, tmp_path: Path) -> None:
    archive = (
        "archive: {authors: [A. Nur], producers: [Dinas Sosial, BPS], funders: Hibah X, licence: CC-BY-4.0,"
        " collected: [2022-10-03, 2022-11-30], abstract: {id: Tentang KUBE., en: About KUBE.}, access: Ask us.}\n"
    )
    small.change("study.yaml", ("design:", f"{archive}design:"))
    root = ddi(small.path, tmp_path / "d")["codebook.xml"]
    citation = "stdyDscr/citation"
    assert text(root, f"{citation}/rspStmt/AuthEnty") == "A. Nur"
    assert [one.text for one in root.iter(f"{DDI}producer")] == ["Dinas Sosial", "BPS"]
    assert text(root, f"{citation}/prodStmt/fundAg") == "Hibah X"
    days = [(one.get("event"), one.get("date")) for one in root.iter(f"{DDI}collDate")]
    assert days == [("start", "2022-10-03"), ("end", "2022-11-30")]
    assert (text(root, "stdyDscr/stdyInfo/abstract", "id") or "").startswith("Tentang KUBE. 4 pertanyaan tentang ")
    assert text(root, "stdyDscr/dataAccs/useStmt/conditions", "en") == "Ask us. Licence: CC-BY-4.0."
