import ast
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from berdaya.instrument.model import Node
from berdaya.report.findings import Findings
from berdaya.report.sections.speech import Speech, analyses, inner, leaves_below, parts, rich

ROOT = Path(__file__).resolve().parents[3]
SOURCES = [*(ROOT / "src/berdaya/report/sections").glob("*.py"), ROOT / "src/berdaya/report/compose.py"]


def literals(source: str) -> set[str]:
    """Every text in a module; parts of f-strings end in *."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.JoinedStr):
            found.add("".join(str(v.value) if isinstance(v, ast.Constant) else "*" for v in node.values))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.add(node.value.lstrip(":#"))
    return found


def test_what_a_reader_is_told_of_a_node(kube: Findings) -> None:
    speech = Speech(kube, "en")
    part = kube.instrument.root.children[0]
    assert speech.advice(part) == part.note["en"]
    single = replace(kube.instrument.root, children=(replace(part, children=part.children[:1]),))
    alone = replace(kube, instrument=replace(kube.instrument, root=single))
    assert Speech(alone, "en").advice(part) == ""
    assert speech.attribute_within("age_class") == "age"


def test_scores_that_were_turned_around_say_so(kube: Findings) -> None:
    node = kube.instrument.node("a3_e4")
    assert node.question is not None
    turned = replace(node, question=replace(node.question, direction="lower_is_better"))

    def swapped(one: Node) -> Node:
        return turned if one.key == node.key else replace(one, children=tuple(map(swapped, one.children)))

    findings = replace(kube, instrument=replace(kube.instrument, root=swapped(kube.instrument.root)))
    assert Speech(findings, "en").label("a3_e4") == "Independence from aid (reversed)"
    assert Speech(findings, "id").label("a3_e4") == "Kemandirian dari bantuan (dibalik)"
    assert Speech(findings, "id").name("a3_e4") == "Kemandirian dari bantuan"
    assert Speech(kube, "en").label("a3_e4") == "Independence from aid"


def test_every_word_of_the_report_is_used_somewhere() -> None:
    words = tomllib.loads((ROOT / "src/berdaya/words/report.toml").read_text(encoding="utf-8"))
    used = set().union(*(literals(path.read_text(encoding="utf-8")) for path in SOURCES))
    starts = {text.split("*")[0] for text in used if "*" in text and len(text.split("*")[0]) > 3}
    unused = [
        key
        for key in words
        if key not in used
        and key.removeprefix("head-") not in used
        and not any(key.startswith(s) for s in starts - {"head-"})
    ]
    assert unused == []


def test_numbers_are_printed_as_the_language_has_them(kube: Findings) -> None:
    indonesian, english = Speech(kube, "id"), Speech(kube, "en")
    assert indonesian.score(2.0033) == "2,00"
    assert english.score(None) == "–"
    assert (indonesian.change(0.5), english.change(-0.5), english.change(None)) == ("+0,50", "−0.50", "–")
    assert [english.plain(v) for v in (1.0, 0.35, 1 / 3)] == ["1", "0.35", "0.3333"]
    assert english.level == "95%"


@pytest.mark.parametrize(
    ("share", "text"),
    [(1.0, ">99%"), (0.994, ">99%"), (0.62, "62%"), (0.948, "94.8%"), (0.004, "<1%"), (None, "–"), (float("nan"), "–")],
)
def test_confidence_is_never_all_or_nothing(kube: Findings, share: float | None, text: str) -> None:
    assert Speech(kube, "en").surely(share) == text


def test_names_are_words_not_keys(kube: Findings) -> None:
    speech = Speech(kube, "id")
    assert speech.label("a1") == "Karakteristik masyarakat miskin KUBE"
    assert speech.role("leader") == "Ketua atau pengurus"
    assert (speech.wave("before"), speech.wave("round 3")) == ("sebelum", "round 3")
    assert (speech.attribute("village"), speech.attribute("roof_kind")) == ("Desa atau nagari", "Roof kind")
    assert speech.attribute_within("members") == "jumlah anggota"
    assert (speech.place("group", "k01"), speech.place("sex", ""), speech.place("status", "active")) == (
        "Anggrek",
        "tidak diisi",
        "aktif",
    )
    assert speech.listed(["a", "b", "c"]) == "a, b dan c"
    assert speech.text({"en": "only English"}) == "only English"


def test_bands_are_categories_with_their_colours(kube: Findings) -> None:
    speech = Speech(kube, "en")
    assert [band.word for band in speech.bands] == ["low", "medium", "high"]
    assert speech.band(None) is None
    assert speech.band(3) is None


def test_stars_make_bold_runs() -> None:
    assert [(run.text, run.bold) for run in rich("a **b** c").runs] == [("a ", False), ("b", True), (" c", False)]
    assert [run.text for run in rich("2 ** 3").runs] == ["2 ** 3"]


def test_the_tree_falls_into_parts(kube: Findings) -> None:
    root = kube.instrument.root
    assert [(node.key, len(leaves)) for node, leaves in parts(root)] == [("a1", 12), ("a2", 12), ("a3", 12)]
    assert [node.key for node in analyses(root)] == ["a1", "a2", "a3"]
    assert [depth for _, depth in inner(root, 1)] == [0, 1, 1, 1]
    flat = root.children[0].children[0]
    assert [(node.key, len(leaves)) for node, leaves in parts(flat)] == [("a1_h", 4)]
    assert len(leaves_below(flat)) == 4
