from berdaya.instrument.flat_columns import Column, column_head, heads_of, level_name, read_heads


def test_headers_of_either_language_mean_the_same() -> None:
    columns = [
        Column(0, "label"), Column(0, "weight"), Column(1, "label"), Column(None, "label"), Column(None, "label", "en"),
        Column(None, "weight"), Column(None, "question", "en"), Column(None, "0"), Column(1, "key"), Column(1, "note", "en"),
        Column(None, "relevant"),
    ]  # fmt: skip
    for lang, levels in (("id", ("Analisis", "Variabel")), ("en", ("Analysis", "Variable"))):
        heads = [column_head(column, levels, lang).lower() for column in columns]
        assert read_heads(heads) == (dict(zip(heads, columns, strict=True)), [])


def test_levels_are_whatever_stands_left_of_the_criterion() -> None:
    found, unknown = read_heads(["dimensi", "bobot: dimensi", "kriteria", "catatan", "bobot aspek"])
    assert found == {
        "dimensi": Column(0, "label"),
        "bobot: dimensi": Column(0, "weight"),
        "kriteria": Column(None, "label"),
    }
    assert unknown == ["catatan", "bobot aspek"]


def test_words_of_levels() -> None:
    assert (level_name("analysis", "id"), level_name("pilar", "id")) == ("Analisis", "Pilar")
    assert heads_of("criterion") == ("kriteria", "criterion")
