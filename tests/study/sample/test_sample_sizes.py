from berdaya.stats.sample_size import size_for_change, size_for_mean, size_for_share
from berdaya.study.sample.sample_sizes import SizeQuery, sample_sizes, sizes_document


def test_what_is_given_tells_what_the_size_is_for() -> None:
    assert [SizeQuery().kind, SizeQuery(sd=0.6).kind, SizeQuery(sd=0.6, change=0.2).kind] == ["share", "mean", "change"]
    (share,) = sample_sizes(SizeQuery(0.05), {"": 500})
    (mean,) = sample_sizes(SizeQuery(0.1, sd=0.6), {"": None})
    (change,) = sample_sizes(SizeQuery(sd=0.8, change=0.2, power=0.9, deff=1.5, response=0.8), {"": 500})
    assert share.size == size_for_share(0.5, 0.05, population=500)
    assert mean.size == size_for_mean(0.6, 0.1)
    assert change.size == size_for_change(0.8, 0.2, 0.9, deff=1.5, response=0.8, population=500)


def test_slovin_stands_beside_shares_of_a_population_only() -> None:
    rows = sample_sizes(SizeQuery(0.1, rounding="nearest"), {"a": 246, "b": None})
    assert [row.slovin and row.slovin[1] for row in rows] == [71, None]
    (mean,) = sample_sizes(SizeQuery(0.1, sd=0.6), {"": 246})
    assert mean.slovin is None


def test_each_part_is_known_as_well_and_sizes_add_up() -> None:
    query = SizeQuery(0.05, deff=1.6, response=0.9)
    rows = sample_sizes(query, {"Salo": 120, "Koto Tuo": 90})
    document = sizes_document(query, rows)
    assert [one["part"] for one in document["sizes"]] == ["Salo", "Koto Tuo"]
    assert document["answers"] == sum(one["answers"] for one in document["sizes"]) == 180
    assert document["asked"] == sum(one["asked"] for one in document["sizes"]) == 201
    assert document["query"]["deff"] == 1.6
    assert document["sizes"][0]["slovin"]["n"] == 93
