from collections.abc import Callable
from types import SimpleNamespace

import pytest

from berdaya.report.charts import MOST_TILES, Tile, tile_grid
from berdaya.report.charts.theme import TALLEST
from berdaya.report.model import Spec


def tiles(made: SimpleNamespace, lang: str, count: int) -> list[Tile]:
    labels, bands = made.labels[lang], made.bands[lang]
    return [Tile(labels[i % len(labels)], f"1,{i % 10}0", bands[i % 3]) for i in range(count)]


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("count", [1, 9, 10, 27, MOST_TILES])
def test_nothing_is_cut_or_overprinted(
    made: SimpleNamespace, overflowing: Callable[[Spec], list[str]], lang: str, count: int
) -> None:
    spec = tile_grid(tiles(made, lang, count), made.bands[lang], lang)
    assert overflowing(spec) == []
    assert spec["height"] <= TALLEST


def test_each_tile_says_its_score_and_category(
    made: SimpleNamespace, texts: Callable[[Spec], list[tuple[str, ...]]]
) -> None:
    spec = tile_grid([Tile("Salo", "2,21", made.bands["id"][2]), Tile("Simarasok", "x")], made.bands["id"], "id")
    words = [line[0] for line in texts(spec)]
    assert {"Salo", "Simarasok"} <= set(words)
    assert "2,21 · tinggi" in words
    assert "x" in words


def test_too_many_tiles_are_refused(made: SimpleNamespace) -> None:
    with pytest.raises(ValueError, match="61 tiles; 60 fit"):
        tile_grid(tiles(made, "id", MOST_TILES + 1), made.bands["id"], "id")
