from berdaya.errors import Where
from berdaya.responses.ledger import LISTED, Ledger


def test_alike_problems_are_listed_up_to_a_limit() -> None:
    ledger = Ledger()
    for number in range(LISTED + 7):
        if ledger.wants("responses.date", "a.csv"):
            ledger.add("responses.date", Where("a.csv", number), {"value": "x"})
    assert len(ledger.take()) == LISTED
    assert ledger.take() == ()
    assert [(p.code, p.where.file, dict(p.values)) for p in ledger.closing()] == [
        ("responses.more-like-this", "a.csv", {"code": "responses.date", "count": 7})
    ]
