import json
from typing import TYPE_CHECKING

from berdaya.study.analyses.attention import attention_of
from berdaya.study.analyses.attention_document import attention_document
from berdaya.study.read import read_study

if TYPE_CHECKING:
    from tests.conftest import ManyGroups


def test_the_document_is_plain_data_and_ranks_come_only_when_asked_for(many: "ManyGroups") -> None:
    attended = attention_of(read_study(many.path))
    plain, ranked = attention_document(attended, "en"), attention_document(attended, "id", ranks=True)
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    assert plain["study"] == "kube-120"
    assert plain["rule"]["ended"] == ["dissolved", "not_found"]
    assert plain["statuses"]["dissolved"] == 10
    assert len(plain["aside"]["dissolved"]) == 10
    assert {row["ranks"] for row in plain["groups"]} == {None}
    assert all(1 <= low <= high <= len(ranked["groups"]) for low, high in (row["ranks"] for row in ranked["groups"]))
    row = next(row for row in plain["groups"] if row["steps"] and row["steps"]["count"])
    assert row["band"] in ("low", "medium", "high")
    assert row["steps"]["count"] == sum(move["steps"] for move in row["steps"]["moves"])
    quoted = [row for row in plain["groups"] if row["quote"]]
    assert quoted
    assert {row["quote"]["criterion"] for row in quoted} <= {"books", "market"}
