from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest

from berdaya.report.composite import as_shown
from berdaya.report.findings import Findings
from berdaya.report.model import Bullets, Figure, Number, Table
from berdaya.report.sections.assumptions import setting_lines
from berdaya.report.sections.speech import Speech
from berdaya.report.sections.weights import section
from berdaya.study.analyse import analyse
from berdaya.study.read import read_study

KUBE = Path(__file__).resolve().parents[3] / "src" / "berdaya" / "templates" / "kube"
AHP = "expert,first,second,judgement\n" + "".join(
    f"{line}\n"
    for line in ["Ani,a1,a2,1/3", "Ani,a1,a3,1/5", "Ani,a2,a3,3", "Budi,a1,a2,1/3", "Budi,a1,a3,1/5", "Budi,a2,a3,1/2"]
)
Printed = Callable[[object], str]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Findings:
    place = tmp_path_factory.mktemp("weights") / "kube"
    copytree(KUBE, place)
    (place / "weights").mkdir()
    (place / "weights/ahp.csv").write_text(AHP, encoding="utf-8")
    with (place / "study.yaml").open("a", encoding="utf-8") as stream:
        stream.write("report: {sections: [weights]}\nweights: {use: ahp, random_index: alonso-lamata}\n")
    return analyse(read_study(place))[0]


def tables(found: Findings, lang: str = "en") -> list[Table]:
    return [block for block in section(Speech(found, lang)) if isinstance(block, Table)]


@pytest.mark.parametrize("lang", ["id", "en"])
def test_it_names_the_scheme_the_table_and_what_data_can_do(found: Findings, printed: Printed, lang: str) -> None:
    text = printed(section(Speech(found, lang))).replace("\n", " ")
    wanted = {
        "id": ("AHP", "Alonso dan Lamata", "bukan anjuran"),
        "en": ("AHP", "Alonso and Lamata", "not recommendations"),
    }
    assert all(words in text for words in wanted[lang])
    assert "{" not in text and "None" not in text


def test_nothing_where_it_is_not_asked_for(found: Findings) -> None:
    assert section(Speech(replace(found, weights=None), "en")) == ()


def test_the_scheme_in_use_stands_among_the_settings(found: Findings) -> None:
    (line,) = [line for line in setting_lines(Speech(found, "en")) if line.startswith("weights =")]
    assert (
        line
        == "weights = ahp (chosen): The scheme that scores are computed with: comparison in pairs (AHP), mean of judgements."
    )
    (usual,) = [
        line for line in setting_lines(Speech(replace(found, scheme=None), "id")) if line.startswith("weights =")
    ]
    assert usual.startswith("weights = given (bawaan)")


def test_scores_are_those_of_the_report(found: Findings) -> None:
    first, *_ = tables(found)
    own, given, *_ = first.rows
    assert own.strong and isinstance(own.cells[1], Number)
    assert own.cells[1].value == found.whole.value[0, 0]
    assert [getattr(cell, "text", "") for cell in own.cells[5:]] == ["–", "–", "–"]
    assert isinstance(given.cells[1], Number) and isinstance(given.cells[5], Number)
    assert given.cells[5].value == pytest.approx((given.cells[1].value or 0) - (own.cells[1].value or 0))
    assert given.cells[6].text == "1 of 27"  # type: ignore[union-attr]


def test_weights_of_one_whole_sum_to_1(found: Findings) -> None:
    weights = [table for table in tables(found) if table.caption.startswith("Weights")]
    assert len(weights) == 2
    for table in weights:
        columns = list(zip(*(row.cells[1:] for row in table.rows if not row.strong), strict=True))
        for column in columns:
            assert sum(cell.value or 0 for cell in column if isinstance(cell, Number)) == pytest.approx(1)


def test_experts_are_persons_and_have_numbers_in_public(found: Findings, printed: Printed) -> None:
    bullets = [block for block in section(Speech(found, "en")) if isinstance(block, Bullets)]
    assert bullets[0].items[0].startswith("Ani: most out of line")
    public = replace(found, settings=replace(found.settings, profile="public"))
    text = printed(section(Speech(public, "id")))
    assert "Ani" not in text and "Budi" not in text
    assert "pakar 1" in text and "pakar 2" in text


def test_what_is_hidden_does_not_follow_from_several_weights(found: Findings, printed: Printed) -> None:
    assert found.weights is not None
    first, *others = found.weights.schemes
    few = first.scores.whole.suppressed.copy()
    few[0, first.scores.whole.at("a1_e1" if "a1_e1" in first.scores.whole.nodes else "a1")] = True
    whole = replace(first.scores.whole, suppressed=few)
    schemes = (replace(first, scores=replace(first.scores, whole=whole)), *others)
    close = replace(found, weights=replace(found.weights, schemes=schemes))
    public = replace(close, settings=replace(found.settings, profile="public"))
    captions = [table.caption for table in tables(public) if "under each" in table.caption]
    assert captions and not any("Poverty alleviation" in caption.partition(" under")[0][:19] for caption in captions)
    assert "would be given away" in printed(section(Speech(public, "en"))).replace("\n", " ")
    assert "would be given away" not in printed(section(Speech(close, "en"))).replace("\n", " ")


def test_a_part_that_a_role_is_never_asked_has_no_table(tmp_path: Path) -> None:
    place = tmp_path / "kube"
    copytree(KUBE, place)
    text = (place / "study.yaml").read_text(encoding="utf-8").replace("mode: means_first", "mode: units_first")
    (place / "study.yaml").write_text(f"{text}report: {{sections: [weights]}}\n", encoding="utf-8")
    roles = analyse(read_study(place))[0]
    captions = [table.caption for table in tables(roles) if "under each" in table.caption]
    whole = [caption for caption in captions if caption.startswith("Poverty alleviation")]
    assert len(whole) == len(roles.whole.domains) == 4
    for table in tables(roles):
        if "under each" in table.caption:
            assert any(isinstance(row.cells[1], Number) and row.cells[1].value is not None for row in table.rows)


def test_a_hidden_overall_score_is_nowhere(found: Findings, printed: Printed) -> None:
    hidden = as_shown(replace(found, composite="hide"))
    blocks = section(Speech(hidden, "en"))
    assert not any(isinstance(block, Figure) for block in blocks)
    captions = [block.caption for block in blocks if isinstance(block, Table)]
    assert not any(caption.startswith("Poverty alleviation through the KUBE programme under") for caption in captions)
    root = f"{found.whole.value[0, 0]:.2f}"
    assert root not in printed(
        [block for block in blocks if isinstance(block, Table) and "under each" in block.caption]
    )
