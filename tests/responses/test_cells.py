from typing import TYPE_CHECKING

import numpy as np

from berdaya.instrument.model import Answered, Bands, Compare, Instrument, Node, Question, Scale
from berdaya.responses.cells import answer_type, who_is_asked

if TYPE_CHECKING:
    from tests.responses.conftest import Tiny


def instrument(*leaves: Node, **given: object) -> Instrument:
    root = Node("root", children=leaves, **given)  # type: ignore[arg-type]
    bands = Bands((1.0,), ())
    return Instrument("i", "1", ("en",), {}, Scale(0, 3), {}, {"a": {}, "b": {}}, bands, (), root)


def leaf(key: str, scale: Scale, **given: object) -> Node:
    return Node(key, question=Question({}, {"a": 1.0}, scale, **given))  # type: ignore[arg-type]


def test_who_is_asked_by_role_and_wave(tiny: "Tiny") -> None:
    asked = who_is_asked(tiny.instrument, ("before", "after"))
    assert asked.by_role.astype(int).tolist() == [[1, 1, 0, 1, 1], [0, 1, 1, 1, 0]]
    assert asked.by_wave.astype(int).tolist() == [[1, 0, 1, 1, 1], [1, 1, 1, 1, 1]]
    assert asked.both()[2].astype(int).tolist() == [0, 0, 1, 1, 0]
    assert who_is_asked(tiny.instrument, ()).by_wave.all()


def test_waves_come_down_from_above() -> None:
    found = who_is_asked(instrument(leaf("q", Scale(0, 3)), waves=("x",)), ("x", "y"))
    assert found.by_wave.tolist() == [[True], [False]]


def test_answers_take_the_smallest_type() -> None:
    assert answer_type(instrument(leaf("q", Scale(0, 3)))) == np.uint8
    assert answer_type(instrument(leaf("q", Scale(-1, 3)))) == np.int16
    assert answer_type(instrument(leaf("q", Scale(0, 3)), leaf("r", Scale(0, 300)))) == np.int16
    assert answer_type(instrument(leaf("q", Scale(0, 100_000)))) == np.float64
    assert answer_type(instrument(leaf("q", Scale(0, 3), decimals=True))) == np.float64


def test_relevance_follows_a_chain_in_any_order(tmp_path: "object") -> None:
    from pathlib import Path

    from berdaya.responses.model import Source
    from berdaya.responses.read import read_responses

    assert isinstance(tmp_path, Path)
    chain = instrument(
        leaf("third", Scale(0, 3), relevant=Answered("second")),
        leaf("second", Scale(0, 3), relevant=Compare("first", "above", 1)),
        leaf("first", Scale(0, 3)),
    )
    path = tmp_path / "a.csv"
    path.write_text("respondent,group,role,third,second,first\n1,g,a,3,2,2\n2,g,a,3,2,1\n3,g,a,,,1\n", encoding="utf-8")
    block = next(iter(read_responses(chain, [Source("a.csv", path)]).blocks()))
    assert block.state.tolist() == [[0, 0, 0], [4, 4, 0], [2, 2, 0]]
    assert [r.column for r in block.rejected] == ["third", "second"]
