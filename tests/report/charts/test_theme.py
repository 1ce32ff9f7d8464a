from berdaya.instrument.defaults import contrast
from berdaya.report.charts.theme import ACCENT, CALM, INK, SOFT, WIDTH, Label, block, chart, labels, legend, place_of
from berdaya.report.model import NEUTRAL, Category


def test_words_and_bars_stand_out_from_the_paper() -> None:
    assert all(contrast(colour, "#ffffff") >= 4.5 for colour in (INK, SOFT, NEUTRAL[1]))
    assert all(contrast(colour, "#ffffff") >= 3 for colour in (ACCENT, CALM))
    assert contrast(*NEUTRAL) >= 4.5


def test_places() -> None:
    assert place_of(1.5, (0, 3), (100, 400)) == 250
    assert place_of(1.5, (2, 2), (100, 400)) == 100
    assert [label.y for label in block(("a", "b", "c"), 0, 50)] == [34.5, 50, 65.5]


def test_one_layer_for_each_look() -> None:
    made = labels([Label(0, 0, "a"), Label(0, 9, "b"), Label(0, 9, "c", bold=True)], 20)
    assert [len(layer["data"]["values"]) for layer in made] == [2, 1]


def test_a_long_legend_takes_several_rows() -> None:
    words = [Category(str(i), f"kategori yang panjang sekali {i}") for i in range(7)]
    layers, height = legend(words, 0, 0, 100)
    swatches = layers[0]["data"]["values"]
    assert height > 40
    assert max(item["x2"] for item in swatches) < WIDTH
    assert legend([], 0, 0, 1)[1] > 0


def test_locale_and_nothing_from_outside() -> None:
    made = chart([], 10.4, "id", "apa")
    assert made["config"]["locale"]["number"]["decimal"] == ","
    assert chart([], 10, "en")["config"]["locale"]["number"]["decimal"] == "."
    assert (made["height"], made["description"]) == (10, "apa")
    assert "url" not in str(made["layer"])
