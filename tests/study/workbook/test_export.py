"""A study as a folder, as a workbook, and as a folder again is the same study."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from berdaya.errors import UsageError
from berdaya.estimates.publish import Publish
from berdaya.instrument.canonical import sha256
from berdaya.study.analyse import analyse
from berdaya.study.maps.map_import import import_map
from berdaya.study.read import read_study
from berdaya.study.results import estimates_of
from berdaya.study.workbook.contents import contents_of
from berdaya.study.workbook.export import export_study

if TYPE_CHECKING:
    from tests.conftest import SmallStudy

KUBE = Path(__file__).resolve().parents[3] / "src/berdaya/templates/kube"


def figures(place: Path, **asked: Any) -> list[np.ndarray[Any, Any]]:
    found = estimates_of(read_study(place), **asked).estimates
    return [getattr(one, name) for one in found for name in ("value", "se", "n", "low", "bands")]


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_baso_example_comes_back_whole(lang: str, tmp_path: Path) -> None:
    book, back = tmp_path / "baso.xlsx", tmp_path / "back"
    assert export_study(KUBE, "xlsx", book, lang) == (book,)
    export_study(book, "folder", back, lang)
    first, *others = (read_study(place) for place in (KUBE, book, back))
    asked = {"by": ("village",), "wave": "all"}
    for other in others:
        assert sha256(other.instrument) == sha256(first.instrument)
        assert (other.title, other.date, other.place, other.settings) == (
            first.title,
            first.date,
            first.place,
            first.settings,
        )
        assert (other.waves, other.synthetic, other.problems) == (first.waves, first.synthetic, ())
        assert analyse(other)[0].evidence.passages != ()
    for place in (book, back):
        for mine, theirs in zip(figures(place, **asked), figures(KUBE, **asked), strict=True):
            assert np.array_equal(mine, theirs, equal_nan=True)
    assert contents_of(back).transcripts == contents_of(KUBE).transcripts
    assert contents_of(back).answers == contents_of(KUBE).answers
    assert contents_of(back).groups == contents_of(KUBE).groups


def test_a_mapped_and_recoded_study_comes_back_whole(small: "SmallStudy", tmp_path: Path) -> None:
    text = (small.path / "responses/a.csv").read_text("utf-8").replace("member", "Anggota").replace(",q1,", ",Tanya 1,")
    small.write("responses/a.csv", text.replace("r3,", "007,"))
    small.change(
        "study.yaml",
        (
            "attributes: [sex]}",
            "attributes: [sex], columns: {q1: Tanya 1}, recode: {role: {Anggota: member}, '*': {'9': dk}}}",
        ),
        ("design: {selection: random}", "design:\n  stages: [{unit: group, strata: [village], population: 30}]"),
    )
    export_study(small.path, "xlsx", tmp_path / "s.xlsx")
    export_study(tmp_path / "s.xlsx", "folder", tmp_path / "back")
    first, last = read_study(small.path), read_study(tmp_path / "back")
    assert [(s.recode, s.columns, s.attributes) for s in last.sources] == [
        (s.recode, s.columns, s.attributes) for s in first.sources
    ]
    assert [(s.unit, s.strata, s.population) for s in last.design.stages] == [("group", ("village",), 30.0)]
    for place in (tmp_path / "s.xlsx", tmp_path / "back"):
        for mine, theirs in zip(figures(place, by=("sex",)), figures(small.path, by=("sex",)), strict=True):
            assert np.array_equal(mine, theirs, equal_nan=True)
    assert contents_of(tmp_path / "back").answers == contents_of(small.path).answers  # 007 stays 007


def test_nothing_is_written_over(small: "SmallStudy", tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    for name in ("a.xlsx", "full/mine.txt"):
        (tmp_path / name).write_text("mine", encoding="utf-8")
    asked = [("xlsx", "a.xlsx", "file-exists"), ("folder", "full", "folder-not-empty"), ("ods", "b", "unknown-format")]
    for to, target, code in asked:
        with pytest.raises(UsageError) as caught:
            export_study(small.path, to, tmp_path / target)
        assert [p.code for p in caught.value.problems] == [f"usage.{code}"]
    assert (tmp_path / "a.xlsx").read_text(encoding="utf-8") == "mine"


def test_the_same_study_is_the_same_workbook(small: "SmallStudy", tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        export_study(small.path, "xlsx", tmp_path / name / "s.xlsx")
    assert (tmp_path / "a/s.xlsx").read_bytes() == (tmp_path / "b/s.xlsx").read_bytes()


def test_the_letter_and_its_files_come_back_whole(small: "SmallStudy", tmp_path: Path) -> None:
    said = (
        "report:\n  letterhead: {agency: [DINAS, SOSIAL], address: ['Jalan 1, Baso'], logo: img/logo.svg}\n"
        "  number: 1/2026\n  to: [Bupati, di tempat]\n"
        "  signature: {place: Baso, date: 2026-11-25, title: Kepala, name: 'R, M.Si.', nip: 197001011995032001}\n"
    )
    small.change("study.yaml", ("study: small\n", f"study: small\n{said}"))
    small.write("img/logo.svg", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 5"/>')
    for lang in ("id", "en"):
        book, back = tmp_path / lang / "s.xlsx", tmp_path / lang / "back"
        assert [path.name for path in export_study(small.path, "xlsx", book, lang)] == ["s.xlsx", "logo.svg"]
        export_study(book, "folder", back, lang)
        first, *others = (read_study(place) for place in (small.path, book, back))
        assert first.letter.logo is not None
        for other in others:
            assert (other.letter, other.problems) == (first.letter, ())
    (tmp_path / "x").mkdir()
    (tmp_path / "x/logo.svg").write_text("another", encoding="utf-8")
    with pytest.raises(UsageError, match=r"usage\.file-exists"):
        export_study(small.path, "xlsx", tmp_path / "x/s.xlsx")


@pytest.mark.parametrize("lang", ["id", "en"])
def test_rules_and_the_place_of_the_overall_score_come_back(small: "SmallStudy", tmp_path: Path, lang: str) -> None:
    more = "publish: {min_df: 8, rse: 12.5}\nreport: {composite: hide, by: [sex, village]}"
    small.change("study.yaml", ("study: small", f"study: small\n{more}"))
    book, back = tmp_path / "s.xlsx", tmp_path / "back"
    export_study(small.path, "xlsx", book, lang)
    export_study(book, "folder", back, lang)
    first, *others = (read_study(place) for place in (small.path, book, back))
    assert (first.settings.publish, first.composite) == (Publish(8, None, 12.5), "hide")
    assert [(other.settings, other.composite, other.report["by"]) for other in others] == [
        (first.settings, "hide", ["sex", "village"])
    ] * 2


def test_a_map_goes_along(mapped: "SmallStudy", areas_of: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "desa.geojson").write_text(areas_of(["1306082001", "1306082002"]), encoding="utf-8")
    import_map(read_study(mapped.path, shapes=False), tmp_path / "desa.geojson")
    shapes = (mapped.path / "map.geojson").read_bytes()
    (mapped.path / "map.geojson").rename(mapped.path / "peta.geojson")
    with (mapped.path / "study.yaml").open("a", encoding="utf-8") as stream:
        stream.write("map: {file: peta.geojson, name: village, points: [lat, lon]}\n")
    book = tmp_path / "out" / "s.xlsx"
    assert export_study(mapped.path, "xlsx", book) == (book, tmp_path / "out" / "s-map.geojson")
    export_study(book, "folder", tmp_path / "back")
    assert (tmp_path / "back" / "map.geojson").read_bytes() == shapes
    first, *others = (read_study(place).map for place in (mapped.path, book, tmp_path / "back"))
    assert first is not None and first.shapes is not None
    assert (first.column, first.name, first.points) == ("village_code", "village", ("lat", "lon"))
    assert all(other == first for other in others)


def test_judgements_of_experts_go_along(small: "SmallStudy", tmp_path: Path) -> None:
    small.write("weights/ahp.csv", "expert,first,second,judgement\nAni,v1,v2,1/3\n")
    small.change("study.yaml", ("design:", "weights: {use: ahp, random_index: tummala-ling}\ndesign:"))
    book, back = tmp_path / "s.xlsx", tmp_path / "back"
    assert export_study(small.path, "xlsx", book) == (book, tmp_path / "s-weights" / "ahp.csv")
    export_study(book, "folder", back)
    for place in (book, back):
        study = read_study(place)
        assert study.scheme is not None and study.scheme.name == "ahp"
        assert study.weights.random_index == "tummala-ling"
        assert study.instrument.node("v1").weight == pytest.approx(0.25)
        assert study.as_written.node("v1").weight == 2


def test_tables_of_the_weights_go_with_it_and_the_plan_too(small: "SmallStudy", tmp_path: Path) -> None:
    small.write("tables/totals.csv", "variable,label,total\nsex,L,20\nsex,P,40\n")
    small.write("sample.csv", "group,weight\ng1,1.0\ng2,1.0\ng3,1.0\n")
    own = "calibrate: {file: tables/totals.csv, role: member}, nonresponse: {classes: [village], file: sample.csv}"
    plan = "plan: {margin: 0.1, population: 90, slovin: true}"
    small.change("study.yaml", ("selection: random", f"selection: random, {own}, {plan}"))
    book, back = tmp_path / "out" / "small.xlsx", tmp_path / "back"
    written = export_study(small.path, "xlsx", book)
    assert {path.name for path in written} == {"small.xlsx", "totals.csv", "sample.csv"}
    export_study(book, "folder", back)
    first, *others = (read_study(place) for place in (small.path, book, back))
    for other in others:
        assert (other.plan, other.design.nonresponse) == (first.plan, first.design.nonresponse)
        assert other.design.calibrate is not None and first.design.calibrate is not None
        assert other.design.calibrate.margins == first.design.calibrate.margins
        for one, two in zip(figures(small.path), figures(other.book or other.folder), strict=True):
            np.testing.assert_array_equal(one, two)
