from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from berdaya.estimates.publish import Publish
from berdaya.instrument.model import Bands
from berdaya.report.composite import as_shown
from berdaya.report.findings import Findings
from berdaya.report.map_model import Area, AreaMap, Shapes
from berdaya.report.model import Figure, Heading, Table
from berdaya.report.sections.maps import MOST_NUMBERED, section
from berdaya.report.sections.speech import Speech

CODES = [f"13.06.08.{2000 + i}" for i in (1, 2, 4, 5, 6, 7, 8)]  # not 2009


def square(code: str, at: int) -> Area:
    left, low = 100 + at % 4 * 0.1, -(at // 4) * 0.1
    ring = ((left, low), (left + 0.1, low), (left + 0.1, low + 0.1), (left, low + 0.1), (left, low))
    return Area(code.replace(".", ""), f"Nagari {at}", ((ring,),), (left + 0.05, low + 0.05))


SHAPES = Shapes("kemendagri", "2025", tuple(square(code, at) for at, code in enumerate([*CODES, "13.06.08.2099"])))


@pytest.fixture
def shaped(kube: Findings) -> Findings:
    assert kube.map is not None
    return replace(kube, map=replace(kube.map, shapes=SHAPES))


def figures(found: Findings, lang: str = "en") -> list[Figure]:
    return [block for block in section(Speech(found, lang)) if isinstance(block, Figure)]


def tables(found: Findings) -> list[Table]:
    return [block for block in section(Speech(found, "en")) if isinstance(block, Table)]


def test_tiles_where_there_are_no_shapes(kube: Findings, printed: Callable[[object], str]) -> None:
    blocks = section(Speech(kube, "id"))
    (figure,) = figures(kube, "id")
    assert "Sebanyak 8 wilayah memiliki jawaban" in printed(blocks).replace("\n", "")
    assert "letak ubin tidak menunjukkan letak wilayahnya" in figure.note
    assert [row.cells[2].text for row in figure.table.rows][:2] == ["13.06.08.2001", "13.06.08.2002"]  # type: ignore[union-attr]
    assert [block for block in blocks if isinstance(block, Table)] == []


def test_areas_with_and_without_answers_and_those_off_the_map(
    shaped: Findings, printed: Callable[[object], str]
) -> None:
    text = printed(section(Speech(shaped, "en"))).replace("\n", "")
    assert "7 of 8 areas have answers from their groups." in text
    assert "Not on the map, in the table alone: Koto Gadang." in text
    (figure,) = figures(shaped)
    fills = [feature["fill"] for feature in figure.spec["layer"][0]["data"]["values"]]
    assert fills.count("#ffffff") == 1
    assert "codes of kemendagri 2025" in figure.note
    (table,) = tables(shaped)
    assert len(table.rows) == 8
    names = [row.cells[1].text for row in table.rows]  # type: ignore[union-attr]
    assert names == sorted(names)
    assert [row.cells[0].text for row in table.rows] == [str(n) for n in range(1, 9)]  # type: ignore[union-attr]


def test_figures_are_those_of_the_villages(shaped: Findings) -> None:
    village = shaped.by["village"]
    values = {labels[0]: village.value[place, 0] for place, labels in enumerate(village.domains)}
    (table,) = tables(shaped)
    assert {row.cells[1].text: row.cells[4].value for row in table.rows} == values  # type: ignore[union-attr]


def test_few_people_are_hidden_from_the_public(shaped: Findings) -> None:
    assert shaped.map is not None and shaped.map.areas is not None
    public = replace(shaped.settings, profile="public")
    few = shaped.map.areas.suppressed.copy()
    place = [labels[0] for labels in shaped.map.areas.domains].index("13.06.08.2004")
    few[place] = True
    areas = replace(shaped.map.areas, suppressed=few)
    points = {"k01": (100.05, 0.05)}
    found = replace(shaped, settings=public, map=replace(shaped.map, areas=areas, points=points))
    assert few[place].all()
    blocks = section(Speech(found, "en"))
    (table,) = (block for block in blocks if isinstance(block, Table))
    row = next(row for row in table.rows if row.cells[2].text == "13.06.08.2004")  # type: ignore[union-attr]
    assert [cell.text for cell in row.cells[3:]] == ["x"] * 5  # type: ignore[union-attr]
    assert len([block for block in blocks if isinstance(block, Figure)]) == 1  # no map of groups
    fills = [feature["fill"] for feature in figures(found)[0].spec["layer"][0]["data"]["values"]]
    assert "#eef1f4" in fills


def test_scores_beyond_the_rules_are_marked(
    shaped: Findings,
    printed: Callable[[object], str],
    under_rules: Callable[[Findings, Publish], Findings],
) -> None:
    found = under_rules(shaped, Publish(min_n=1000))
    assert found.map is not None and found.map.areas is not None
    text = printed(section(Speech(found, "en")))
    assert "All of them are in their category" not in text


def test_groups_where_they_lie(shaped: Findings, printed: Callable[[object], str]) -> None:
    assert shaped.map is not None
    points = {f"k{i:02d}": (100 + i / 200, -i / 300) for i in range(1, 21)}
    found = replace(shaped, map=replace(shaped.map, points=points))
    text = printed(section(Speech(found, "en"))).replace("\n", "")
    assert "The places of 20 of 27 groups with a score are known." in text
    assert len(figures(found)) == 2
    assert len(tables(found)[1].rows) == 20
    alone = replace(found, map=AreaMap(None, None, {}, points))
    assert len(figures(alone)) == 1
    assert MOST_NUMBERED >= 20


def test_parts_without_the_overall_score(shaped: Findings) -> None:
    found = as_shown(replace(shaped, composite="hide"))
    captions = [figure.caption for figure in figures(found)]
    assert len(captions) == 3
    assert all(caption.endswith(": category by area") for caption in captions)
    assert found.map is not None and found.map.areas is not None
    assert np.isnan(found.map.areas.value[:, found.map.areas.at(found.instrument.root.key)]).all()


def test_no_map_and_no_categories(kube: Findings) -> None:
    assert section(Speech(replace(kube, map=None), "en")) == ()
    bare = replace(kube, instrument=replace(kube.instrument, bands=Bands((), ())))
    head, told = section(Speech(bare, "en"))
    assert isinstance(head, Heading)
    assert "no categories" in str(told)
