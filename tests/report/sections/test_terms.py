from dataclasses import replace

import pytest

from berdaya.report.compose import compose
from berdaya.report.findings import Findings
from berdaya.report.model import Heading, Paragraph, Row, Table, Text
from berdaya.report.sections.speech import Speech
from berdaya.report.sections.terms import section, used_terms
from berdaya.report.tables import grids


def test_only_the_terms_that_a_report_uses_stand_in_its_annex(kube: Findings) -> None:
    blocks = (
        Heading(1, "Putaran pertama"),
        Table("Skor", (), (), "Galat baku: lihat metode."),
        Paragraph.of("Setiap bobot sama."),
    )
    assert [one.term for one in used_terms("id", blocks)] == ["weight", "standard error (SE)", "wave"]
    heading, table = section(Speech(kube, "id"), blocks)
    assert isinstance(heading, Heading) and isinstance(table, Table)
    assert (heading.text, heading.anchor) == ("Lampiran: istilah", "annex-terms")
    assert table.rows[1] == Row(
        (
            Text("galat baku"),
            Text("standard error (SE)"),
            Text(
                "Seberapa jauh skor biasanya berbeda dari hasil seandainya semua orang ditanya; dihitung menurut rancangan "
                "sampel dengan linearisasi Taylor."
            ),
        )
    )


def test_words_of_a_chart_are_looked_at_too(kube: Findings) -> None:
    report = compose(kube, "en")
    noted = [figure for figure in report.figures if "weight" in figure.table.caption.lower()]
    figure = replace(report.figures[0], alt="Shares, each with its weight.")
    assert [one.term for one in used_terms("en", (*noted, figure))][-1] == "weight"


def test_without_terms_there_is_no_annex(kube: Findings) -> None:
    assert section(Speech(kube, "id"), (Paragraph.of("Tidak ada istilah."),)) == ()


@pytest.mark.parametrize("style", ["plain", "thesis"])
@pytest.mark.parametrize(("lang", "plain"), [("id", "derajat bebas"), ("en", "degrees of freedom")])
def test_every_style_and_the_tables_have_the_terms_last(kube: Findings, lang: str, style: str, plain: str) -> None:
    report = compose(kube, lang, style)
    last = report.blocks[-1]
    assert isinstance(last, Table)
    assert last.ruled == (style == "plain")
    terms = {row[0]: row[1] for row in grids(report)[-1].rows}
    assert terms[plain] == "degrees of freedom (df)"
    assert "veto" in terms.values()  # the study's setting names it
    assert len(terms) == len(last.rows) > 10
