from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from berdaya.instrument.canonical import sha256
from berdaya.instrument.model import Instrument
from berdaya.instrument.read import read_instrument
from berdaya.instrument.workbook import write_workbook
from berdaya.instrument.yaml_out import write_yaml, yaml_text

Document = dict[str, Any]
Read = Callable[[Document], Instrument]
UNPRINTABLE = "\x7f\ufffe\uffff" + "".join(map(chr, range(0x80, 0xA0)))
AWKWARD = [
    "=1+1", "no", "1", "2022-11-30", "true", "~", "#N/A", "a: b", "- x", "'", "x\ny", "+1", "@x", "_x000D_", "\"", "|", "é",
]  # fmt: skip
any_words = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters=UNPRINTABLE), min_size=1, max_size=12
).filter(lambda text: bool(text.strip()))
AGGREGATES = ["arithmetic", "geometric", "harmonic", "minimum", {"power": 0.5}, {"power": -2}]
LANGUAGES = [["id"], ["id", "en"], ["en", "no", "id"]]
SIZES = [1, 2, 0.5, 1 / 3, 1.8126557758850375]


class Drawn:
    """Builds a small instrument of any depth, choosing among what hypothesis gives."""

    def __init__(self, choose: Random, words: list[str]) -> None:
        self.choose = choose
        self.words = words
        self.languages: list[str] = choose.choice(LANGUAGES)
        self.roles: list[str] = choose.choice([["member"], ["leader", "true", "null"]])
        self.asked: list[str] = []
        self.count = 0

    def yes(self) -> bool:
        return self.choose.random() < 0.5

    def text(self) -> Document:
        return {lang: self.choose.choice(self.words) for lang in self.languages}

    def condition(self, depth: int = 0) -> Document:
        key = self.choose.choice(self.asked)
        if depth < 3 and self.choose.random() < 0.4:
            return {
                self.choose.choice(["and", "or"]): [self.condition(depth + 1) for _ in range(self.choose.randint(1, 3))]
            }
        how = self.choose.choice(["equals", "not_equals", "at_least", "at_most", "above", "below"])
        return {key: {how: 0}} if self.yes() else {"answered": key}

    def leaf(self, key: str) -> Document:
        low = self.choose.randint(-2, 0)
        node: Document = {
            "key": key,
            "question": self.text(),
            "scale": {"min": low, "max": low + self.choose.randint(2, 5)},
        }
        node["ask"] = self.roles if self.yes() else {role: self.choose.choice(SIZES) for role in self.roles}
        node |= {"answers": {str(v): self.text() for v in (low, low + 2)}} if self.yes() else {"decimals": self.yes()}
        node["direction"] = self.choose.choice(["higher_is_better", "lower_is_better"])
        node |= {name: self.text() for name in ("evidence", "label") if self.yes()}
        if self.yes():
            node["sensitive"] = self.choose.choice(self.words)
        if self.asked and self.yes():
            node["relevant"] = self.condition()
        self.asked.append(key)
        return node

    def node(self, depth: int = 0) -> Document:
        self.count += 1
        key = f"k{self.count}"
        if depth == 4 or (depth and self.choose.random() < 0.6):
            found = self.leaf(key)
        else:
            found = {"key": key, "label": self.text(), "note": self.text(), "aggregate": self.choose.choice(AGGREGATES)}
            found["children"] = [self.node(depth + 1) for _ in range(self.choose.randint(1, 3))]
        waves = self.choose.choice([None, ["before"], ["b", "a 1"]])
        return found | {"weight": self.choose.choice(SIZES), "waves": waves}

    def document(self) -> Document:
        labels = [{"key": key, **self.text()} for key in ("b1", "b2")]
        bands = [None, {"classes": 4}, {"cuts": [0.5, 1.25], "owner": "upper"}, {"cuts": [1], "labels": labels}]
        return {
            "instrument": "any", "version": self.choose.choice(self.words), "languages": self.languages,
            "title": self.text(), "note": self.text(), "scale": {"min": 0, "max": self.choose.choice([3, 2.5, 100])},
            "levels": self.words[:2], "roles": {role: self.text() for role in self.roles},
            "missing": {code: self.text() for code in ("na", "no", "x1")}, "tree": self.node(),
            "bands": self.choose.choice(bands),
        }  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), words=st.lists(any_words, min_size=2, max_size=4))
def test_there_and_back_again_by_yaml_and_by_workbook(
    seed: int, words: list[str], instrument_of: Read, tmp_path: Path
) -> None:
    choose = Random(seed)
    document = Drawn(choose, [*words, *choose.sample(AWKWARD, 4)]).document()
    first = instrument_of(document)
    write_yaml(first, tmp_path / "a.yaml")
    second, _ = read_instrument(tmp_path / "a.yaml")
    write_workbook(second, tmp_path / "b.xlsx")
    third, _ = read_instrument(tmp_path / "b.xlsx")
    write_yaml(third, tmp_path / "c.yaml")
    fourth, _ = read_instrument(tmp_path / "c.yaml")
    assert len({sha256(one) for one in (first, second, third, fourth)}) == 1
    assert (tmp_path / "a.yaml").read_bytes() == (tmp_path / "c.yaml").read_bytes()
    assert list(third.roles) == list(first.roles)
    assert list(third.missing) == list(first.missing)


def test_short_parts_stand_in_one_line(document: Document, instrument_of: Read) -> None:
    text = yaml_text(instrument_of(document))
    assert "languages: [id, en]\n" in text
    assert "scale: {min: 0, max: 3}\n" in text
    assert "title: {id: Kecil, en: Small}\n" in text
