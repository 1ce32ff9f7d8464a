"""Columns of replicate weights leave the attributes as one table. Wrong columns: tests/study/test_replicates.py."""

from typing import TYPE_CHECKING

from berdaya.instrument.read import read_instrument
from berdaya.responses.model import Source
from berdaya.responses.read import read_responses

if TYPE_CHECKING:
    from tests.conftest import SmallStudy

HEAD = "respondent,group,role,sex,q1,q2,q3,q4"


def test_they_are_read_as_numbers_and_are_no_attributes(small: "SmallStudy") -> None:
    text = (small.path / "responses/a.csv").read_text(encoding="utf-8").splitlines()
    lines = [f"{line},{'w1,w2' if not i else f'{i},0.5'}" for i, line in enumerate(text)]
    path = small.write("b.csv", "\n".join(lines) + "\n")
    instrument, _ = read_instrument(small.path / "instrument.yaml")
    found = read_responses(instrument, [Source("b.csv", path)], replicates="w?")
    assert found.replicates is not None
    assert found.replicates.tolist() == [[i + 1, 0.5] for i in range(found.rows.height)]
    assert not {"w1", "w2"} & {*found.attributes, *found.rows.columns}
    assert not [p for p in found.problems if p.code == "responses.unknown-column" and "w1" in str(p.values)]
    plain = read_responses(instrument, [Source("b.csv", path)])
    assert plain.replicates is None
