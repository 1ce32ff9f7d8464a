"""A tiny study for tests: five questions, two roles, and answers written as text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from berdaya.errors import InputError
from berdaya.instrument.model import AllOf, Answered, Bands, Compare, Instrument, Node, Question, Scale
from berdaya.responses.account import Audit, audit
from berdaya.responses.model import Groups, Responses, Source
from berdaya.responses.read import read_responses

RUBRIC = {level: {"en": f"level {level}"} for level in range(4)}


def question(**given: Any) -> Question:
    return Question(**{"text": {"en": "?"}, "ask": {"member": 1.0}, "scale": Scale(0, 3), **given})


def tiny_instrument() -> Instrument:
    """q1: rubric 0-3; q2: of both roles; q3: leaders, 1-5; q4: decimals, 0-10; q5: relevant where q1 is at least 1."""
    both = {"member": 1.0, "leader": 1.0}
    children = (
        Node("q1", question=question(answers=RUBRIC)),
        Node("q2", question=question(ask=both), waves=("after",)),
        Node("q3", question=question(ask={"leader": 1.0}, scale=Scale(1, 5))),
        Node("q4", question=question(ask=both, scale=Scale(0, 10), decimals=True)),
        Node("q5", question=question(relevant=AllOf((Compare("q1", "at_least", 1), Answered("q1"))))),
    )
    return Instrument(
        key="tiny",
        version="1",
        languages=("en",),
        title={"en": "Tiny"},
        scale=Scale(0, 3),
        missing={"na": {"en": "not applicable"}, "dk": {"en": "do not know"}, "rf": {"en": "refused"}},
        roles={"member": {"en": "member"}, "leader": {"en": "leader"}},
        bands=Bands((1.0, 2.0), ()),
        levels=("overall", "criterion"),
        root=Node("overall", children=children),
    )


@dataclass(frozen=True)
class Tiny:
    """Writes answers into a folder and reads them."""

    folder: Path
    instrument: Instrument

    def source(self, text: str | bytes, name: str = "a.csv", **given: Any) -> Source:
        path = self.folder / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return Source(name, path, **given)

    def read(
        self,
        *sources: Source,
        groups: Groups | None = None,
        waves: Sequence[str] = (),
        uses_weight: bool = False,
        extra_columns: Sequence[str] = (),
    ) -> Responses:
        return read_responses(
            self.instrument, sources, groups, waves, uses_weight=uses_weight, extra_columns=extra_columns
        )

    def audit(self, text: str, **given: Any) -> Audit:
        """Return the whole account of one csv text; keywords of `read` and of Source."""
        own = {k: given.pop(k) for k in ("groups", "waves", "uses_weight", "extra_columns") if k in given}
        return audit(self.read(self.source(text, **given), **own), self.instrument)

    def refused(self, *sources: Source, **given: Any) -> Mapping[str, str]:
        """Return the codes and places of what makes a study unreadable."""
        with pytest.raises(InputError) as caught:
            self.read(*sources, **given)
        return {p.code: str(p.where) for p in caught.value.problems if p.severity == "error"}


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    return Tiny(tmp_path, tiny_instrument())
