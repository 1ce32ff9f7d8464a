from berdaya.errors import Where
from berdaya.located import Located


def test_only_a_mapping_has_entries() -> None:
    one = Located(1, Where("a", 2), {})
    both = Located({"k": one}, Where("a", 1), {"k": Where("a", 2)})
    assert both.get("k") is one
    assert both.get("other") is None
    assert list(both.items()) == [("k", one)]
    assert one.get("k") is None
    assert list(one.items()) == []
