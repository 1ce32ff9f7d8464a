import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

import pytest

from berdaya.estimates.publish import Publish
from berdaya.estimates.targets import Outcome, Target
from berdaya.report.compose import compose
from berdaya.report.composite import as_shown
from berdaya.report.docx_letter import letter_size
from berdaya.report.findings import Findings
from berdaya.report.letter_model import LetterSettings
from berdaya.report.model import Fields, Letterhead, Lines, Paragraph, Report, Signature
from berdaya.report.pdf import pdf_bytes
from berdaya.report.sections.letter import BLANK, annex_title, compared_words, letter, short
from berdaya.report.sections.score import score_of
from berdaya.report.sections.speech import Speech
from berdaya.report.sections.views import View

if TYPE_CHECKING:
    from tests.report.conftest import Small

SAID = LetterSettings(
    ("PEMERINTAH KABUPATEN AGAM", "DINAS SOSIAL"),
    ("Jalan Sudirman 1",),
    None,
    "400.9/1",
    "Biasa",
    ("Bupati Agam", "di Lubuk Basung"),
    "Lubuk Basung",
    "2026-11-25",
    "Kepala Dinas Sosial",
    "Dra. Rahmawati",
    "197001011995032001",
)


def blocks(findings: Findings, lang: str, kind: type[Any]) -> list[Any]:
    return [block for block in letter(Speech(findings, lang)) if isinstance(block, kind)]


def told(findings: Findings, lang: str) -> str:
    return "\n".join("".join(run.text for run in block.runs) for block in blocks(findings, lang, Paragraph))


def pages(report: Report) -> int:
    """The pages of the letter: all but the one behind it that holds the title."""
    found = re.search(
        rb"/Type\s*/Pages.*?/Count (\d+)|/Count (\d+).*?/Type\s*/Pages", pdf_bytes(replace(report, blocks=()))
    )
    assert found is not None
    return int(found[1] or found[2]) - 1


def test_an_official_letter(kube: Findings) -> None:
    said = replace(kube, letter=SAID)
    assert blocks(said, "id", Letterhead) == [Letterhead(SAID.agency, SAID.address, None, "Lambang instansi")]
    reference = dict(blocks(said, "id", Fields)[0].items)
    assert reference["Nomor"] == "400.9/1"
    assert reference["Lampiran"] == "1 (satu) berkas"
    assert reference["Hal"].startswith("Penyampaian laporan “Pengentasan kemiskinan")
    assert blocks(said, "id", Lines) == [Lines(("Yth. Bupati Agam", "di Lubuk Basung"))]
    assert blocks(said, "id", Signature) == [
        Signature(
            ("Lubuk Basung, 25 November 2026", "Kepala Dinas Sosial,"), "Dra. Rahmawati", ("NIP 19700101 199503 2 001",)
        )
    ]
    text = told(said, "id")
    assert text.startswith("Bersama ini kami sampaikan dengan hormat")
    assert text.endswith("Demikian disampaikan, atas perhatian Bapak/Ibu diucapkan terima kasih.")
    assert annex_title(Speech(said, "id")) == "Lampiran Surat Nomor 400.9/1"


def test_what_is_not_said_is_a_blank_line(kube: Findings) -> None:
    head, reference, signature = (blocks(kube, "id", kind)[0] for kind in (Letterhead, Fields, Signature))
    assert (head.agency, head.address) == ((BLANK,), (BLANK,))
    assert dict(reference.items)["Nomor"] == dict(reference.items)["Sifat"] == BLANK
    assert blocks(kube, "en", Lines) == [Lines((f"To: the Regent of {BLANK}",))]
    assert signature == Signature((f"{BLANK}, {BLANK}", f"{BLANK},"), BLANK, (f"NIP {BLANK}",))


def test_its_figures_are_those_of_the_report(kube: Findings) -> None:
    speech = Speech(kube, "id")
    score = score_of(kube.whole, kube.settings, "overall")
    text = told(kube, "id")
    assert f"memiliki skor {speech.score(score.value)}" in text
    scores = {leaf.key: score_of(kube.whole, kube.settings, leaf.key).value for leaf in kube.instrument.leaves}
    order = sorted(scores, key=lambda key: -(scores[key] or 0))
    ends = text[text.index("Tertinggi:") : text.index("Kekurangan terbesar")]
    for key in (*order[:3], *order[-3:]):
        assert f"{speech.label(key)} ({speech.score(scores[key])})" in ends
    lacking = kube.drivers.shortfall
    worst = max(range(len(lacking.share)), key=lambda i: lacking.share[i])
    share = speech.percent(float(lacking.share[worst] / lacking.share.sum()))
    assert f"{speech.label(kube.drivers.items[worst])} ({share})" in text
    assert compared_words(speech, "overall", View(0)) == ""
    assert compared_words(speech, "a3", View(0)).startswith("“sebelum” 1,50, sekarang 2,02: naik, +0,52")
    assert any("naik, +0,52" in words for fields in blocks(kube, "id", Fields) for _, words in fields.items)


def test_hidden_figures_are_not_told(
    kube: Findings, with_profile: Callable[[Findings, Literal["internal", "public"]], Findings]
) -> None:
    public = with_profile(kube, "public")
    few = replace(public, whole=replace(public.whole, suppressed=public.whole.suppressed | True))
    text = told(few, "en") + repr(blocks(few, "en", Fields))
    assert "the score is not shown" in text
    assert "2.2" not in text
    assert "shortfalls" not in text


@pytest.mark.parametrize("lang", ["id", "en"])
def test_two_pages_whatever_the_names(kube: Findings, lang: str) -> None:
    usual = compose(replace(kube, letter=SAID), lang, "office")
    assert pages(usual) <= 2
    wide = (
        "Wakil Bupati Kabupaten Kepulauan Mentawai dan Sekretaris Daerah selaku Ketua Tim Penanggulangan Kemiskinan Daerah "
        * 2
    )
    text = wide[:120]
    most = LetterSettings((text,) * 4, (text,) * 4, None, text, text, (text,) * 6, text, "2026-11-25", text, text, text)
    languages = kube.instrument.languages
    nodes = {node.key: dict.fromkeys(languages, f"{node.key} {wide}") for node in kube.instrument.nodes}

    def renamed(node: Any) -> Any:
        return replace(node, label=nodes[node.key], children=tuple(renamed(child) for child in node.children))

    roles = {key: dict.fromkeys(languages, wide) for key in kube.instrument.roles}
    instrument = replace(kube.instrument, root=renamed(kube.instrument.root), roles=roles)
    design = replace(kube.design, selection="purposive")
    long = replace(kube, letter=most, instrument=instrument, design=design, title=dict.fromkeys(languages, wide))
    report = compose(long, lang, "office")
    assert pages(report) == 2
    assert letter_size(report) < letter_size(usual)


def test_parts_where_roles_score_apart_stand_one_after_the_other(small: "Small") -> None:
    found = small(extra="estimates: {mode: units_first}\n")
    results = [line for line in told(found, "en").split("\n") if line.startswith("Result")]
    assert [line.split(".")[0] for line in results] == ["Result: Member", "Result: Leader"]


def test_groups_that_ended_and_targets_are_told(kube: Findings) -> None:
    text = told(kube, "id")
    known = kube.response.frame.by_status
    assert ("Status dalam daftar:" in text) == (len(known) > 1)
    frame = replace(kube.response.frame, by_status={"active": 1100, "dissolved": 10})
    met = Outcome(Target("overall", 2.0), None, 2.21, 2.19, 2.24, 1.1, None, "met")
    more = replace(kube, response=replace(kube.response, frame=frame), targets=(met,))
    assert "Status dalam daftar: aktif 1.100 dan bubar 10." in told(more, "id")
    assert "Targets. What was to be reached, and what was: 1 met." in told(more, "en")
    assert "Targets." not in told(kube, "en")


def test_short() -> None:
    assert (short("abc", 3), short("abcd", 3)) == ("abc", "ab…")


def test_what_is_beyond_the_rules_or_hidden_is_in_no_sentence(
    kube: Findings, under_rules: Callable[[Findings, Publish], Findings]
) -> None:
    beyond = under_rules(kube, Publish(min_df=300))
    assert "may not be published" in told(beyond, "en")
    assert "2.21" not in told(beyond, "en")
    assert "shortfalls" not in told(beyond, "en")
    lines = [text for block in blocks(beyond, "en", Fields) for _, text in block.items]
    assert sum("not for publication: fewer than 300 degrees of freedom" in text for text in lines) == 3
    assert "25 criteria" in told(under_rules(kube, Publish(min_df=300, rse=1)), "en")
    hidden = as_shown(replace(kube, composite="hide"))
    assert "2.21" not in told(hidden, "en")
    assert kube.instrument.label("overall", "en") not in told(hidden, "en").replace(kube.title["en"], "")


def test_the_overall_score_may_stand_behind_its_parts(kube: Findings) -> None:
    for where in ("first", "last"):
        found = [str(block) for block in letter(Speech(replace(kube, composite=where), "en"))]
        whole = next(place for place, text in enumerate(found) if "2.21" in text)
        parts = next(place for place, text in enumerate(found) if text.startswith("Fields") and "2.29" in text)
        assert (whole < parts) == (where == "first")
