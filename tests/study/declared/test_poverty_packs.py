import re
from typing import TYPE_CHECKING

import pytest

from berdaya.errors import InputError, UsageError
from berdaya.estimates.poverty.model import Measure
from berdaya.instrument.rule import names_in
from berdaya.located import Problems, parse_yaml
from berdaya.study.declared.poverty_file import Asked, read_measure
from berdaya.study.declared.poverty_packs import LINES, PACKS, pack_text
from berdaya.study.read import read_study

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Made, SmallStudy


def pack(made: "Made", name: str, folder: "Path", **changes: str) -> Measure:
    """A pack, read as if its names were attributes."""
    text = pack_text(name)
    for old, new in changes.items():
        text = text.replace(f"{old}:", f"{old}: {new}", 1)
    problems = Problems()
    (folder / LINES).write_text(pack_text(LINES), encoding="utf-8")
    words = set(re.findall(r"\w+", text))
    instrument = made.instrument(made.leaf("q"))
    found = read_measure(
        parse_yaml(text, f"{name}.yaml", problems), f"{name}.yaml", Asked(instrument, words, (), folder), problems
    )
    assert [str(p.code) for p in problems] == []
    assert found is not None
    return found


@pytest.mark.parametrize("name", PACKS)
def test_each_has_a_source_a_date_and_its_open_questions_in_both_languages(
    made: "Made", tmp_path: "Path", name: str
) -> None:
    found = pack(made, name, tmp_path, **({"at_least": "3"} if name.startswith("kepmensos") else {}))
    assert found.source and found.date and found.open
    for text in (found.title, found.note, *found.open, *(one.label for one in found.indicators)):
        assert set(text) == {"id", "en"}


def test_the_global_index(made: "Made", tmp_path: "Path") -> None:
    found = pack(made, "global-mpi", tmp_path)
    assert [one.weight for one in found.indicators] == [1 / 6] * 4 + [1 / 18] * 6
    assert (found.k, found.persons, found.missing) == (1 / 3, "household_size", "drop")
    assert len([key for one in found.indicators for key in names_in(one.rule)]) == 23


def test_nine_of_fourteen(made: "Made", tmp_path: "Path") -> None:
    found = pack(made, "bps-14", tmp_path)
    assert (len(found.indicators), found.at_least, any(one.direct for one in found.indicators)) == (14, 9, False)


def test_the_decree_names_no_number_so_none_is_made_up(made: "Made", tmp_path: "Path", small: "SmallStudy") -> None:
    small.write("k.yaml", pack_text("kepmensos-262-2022"))
    small.change("study.yaml", ("design:", "poverty: k.yaml\ndesign:"))
    with pytest.raises(InputError) as caught:
        read_study(small.path)
    assert "entry.missing" in [p.code for p in caught.value.problems if p.values.get("key") == "at_least"]
    found = pack(made, "kepmensos-262-2022", tmp_path, at_least="3")
    assert [one.key for one in found.indicators if one.direct] == ["no_shelter"]
    assert (len(found.indicators), found.at_least) == (9, 3)


def test_a_decile_is_recorded_as_given(made: "Made", tmp_path: "Path") -> None:
    found = pack(made, "welfare-deciles", tmp_path)
    assert found.recorded == {"system": "DTSEN", "as_of": "2025-07", "origin": "self-report"}


def test_what_does_not_come_with_berdaya_is_refused() -> None:
    with pytest.raises(UsageError) as unknown:
        pack_text("global-mpo")
    assert [p.code for p in unknown.value.problems] == ["usage.unknown-pack"]
