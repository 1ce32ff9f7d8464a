"""The variables of a DDI codebook: what every column of data.csv holds, and the parts of the tree as their groups."""

import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from berdaya.instrument.canonical import number
from berdaya.instrument.flat_columns import level_name
from berdaya.instrument.model import Node, Text
from berdaya.instrument.tree import Branch, make_tree
from berdaya.study.for_programs.columns import (
    Column,
    asked_words,
    columns_of,
    is_number,
    missing_words,
    range_words,
    spoken,
)
from berdaya.study.for_programs.data_table import DataTable
from berdaya.study.for_programs.shown_counts import ShownCounts, count_shown
from berdaya.study.for_programs.xml_parts import put, put_texts, put_words
from berdaya.words import say
from berdaya.words.format import plain

Counts = Mapping[str, ShownCounts]
MEANS = {1.0: "arithmetic", 0.0: "geometric", -1.0: "harmonic", float("-inf"): "minimum"}
WEIGHTS = ("design_weight", "design_group_weight")
VALID = "valid"  # all answers to a question whose answers have no words
MOST_LISTED = 100  # values of an attribute


@dataclass(frozen=True)
class _Codebook:
    """What every variable needs: the data, the ID of each column and of the file, the languages, and why there is no answer."""

    table: DataTable
    columns: tuple[Column, ...]
    languages: tuple[str, ...]
    file: str
    missing: dict[str, Text]
    weighted: bool

    def id(self, name: str) -> str:
        return f"V{next(place for place, column in enumerate(self.columns, start=1) if column.name == name)}"


def count_columns(table: DataTable) -> Counts:
    """Count the values of the columns, but for those that tell persons, groups or units apart; numbers are all one kind."""
    written = table.written()
    person = np.unique(written["respondent"].to_numpy(), return_inverse=True)[1]
    weight = written["design_weight"].to_numpy()
    languages = table.study.instrument.languages
    missing = [*missing_words(table, languages)]
    found = {}
    for column in columns_of(table, languages):
        if column.part == "question" or column.categories or _is_shared(table, column):
            cells = written[column.name].cast(pl.String).fill_null("")
            if column.leaf is not None and not column.categories:
                cells = pl.select(pl.when(cells.is_in(missing)).then(cells).otherwise(pl.lit(VALID))).to_series()
            found[column.name] = count_shown(cells, person, weight, table.study.settings.threshold)
    return found


def _is_shared(table: DataTable, column: Column) -> bool:
    """Whether groups share the values of an attribute; names of groups tell them apart as their codes do."""
    if column.part != "attribute":
        return False
    values, groups = table.rows[column.name].n_unique(), table.rows["group"].n_unique()
    pairs = table.rows.select("group", column.name).n_unique()
    return not 1 < values == groups == pairs


def put_variables(root: ET.Element, table: DataTable, counts: Counts, languages: tuple[str, ...], file: str) -> None:
    """Add dataDscr: the groups of variables, then a variable a column."""
    weighted = bool((table.rows["design_weight"] != 1).any())
    columns = columns_of(table, languages)
    book = _Codebook(table, columns, languages, file, missing_words(table, languages), weighted)
    own = put(root, "dataDscr")
    _groups(own, book)
    for column in columns:
        _variable(own, book, column, counts.get(column.name))


def _groups(parent: ET.Element, book: _Codebook) -> None:
    parts = {"keys-group": ("key", "attribute"), "design-group": ("design",)}
    for place, (key, held) in enumerate(parts.items(), start=1):
        names = " ".join(book.id(column.name) for column in book.columns if column.part in held)
        own = put(parent, "varGrp", ID=f"G{place}", type="pragmatic", var=names)
        put_words(own, "labl", book.languages, f"codebook.{key}")
    instrument = book.table.study.instrument
    tree = make_tree(instrument)
    branches = {tree.keys[branch.node]: branch for branch in tree.branches}
    for node in instrument.nodes:
        if node.key in branches:
            refers = {
                "var": " ".join(book.id(child.key) for child in node.children if child.question is not None),
                "varGrp": " ".join(f"G_{child.key}" for child in node.children if child.question is None),
            }
            given = {name: value for name, value in refers.items() if value}
            own = put(parent, "varGrp", ID=f"G_{node.key}", name=node.key, type="subject", **given)
            _part(own, book, node, branches[node.key])


def _part(own: ET.Element, book: _Codebook, node: Node, branch: Branch) -> None:
    instrument, languages = book.table.study.instrument, book.languages
    put_texts(own, "labl", node.label or {languages[0]: node.key}, languages)
    put_texts(own, "txt", node.note, languages)
    level = instrument.level(node.key)
    put_texts(own, "concept", spoken(languages, lambda lang: level_name(level, lang)), languages)
    put_texts(own, "defntn", spoken(languages, lambda lang: _made(book, branch, lang)), languages)


def _made(book: _Codebook, branch: Branch, lang: str) -> str:
    """Return how a part is made of its children."""
    instrument = book.table.study.instrument
    tree = make_tree(instrument)
    kind = MEANS.get(branch.order, "power")
    how = say(f"report.aggregate-{kind}", lang, **({"power": plain(branch.order, lang)} if kind == "power" else {}))
    children = "; ".join(
        say("codebook.child", lang, label=instrument.label(tree.keys[child], lang), weight=plain(weight, lang))
        for child, weight in zip(branch.children.tolist(), branch.weights.tolist(), strict=True)
    )
    ends = {"low": plain(tree.low, lang), "high": plain(tree.high, lang)}
    return say("codebook.part", lang, how=how[:1].upper() + how[1:], children=children, **ends)


def _variable(parent: ET.Element, book: _Codebook, column: Column, counts: ShownCounts | None) -> None:
    numeric = is_number(column)
    kind = "code" if column.categories else "numeric" if numeric else "text"
    given = {
        "wgt": "wgt" if column.name in WEIGHTS else "",
        "wgt_var": book.id("design_weight") if column.leaf else "",
        "intrvl": "contin" if numeric and not column.categories else "discrete",
        "representationType": kind,
        "nature": "ordinal" if column.leaf and column.categories else "",
    }
    shown = {name: value for name, value in given.items() if value}
    own = put(parent, "var", ID=book.id(column.name), name=column.name, files=book.file, **shown)
    put(own, "location", fileid=book.file)
    put_texts(own, "labl", column.label, book.languages)
    if column.leaf is not None:
        _question(own, book, column.leaf)
    if counts is not None:
        _totals(own, book, column, counts)
        _categories(own, book, column, counts)
    if column.leaf is not None:
        _score(own, book, column.leaf)
    put(own, "varFormat", type="numeric" if numeric else "character")
    if counts is not None:
        _left_out(own, book, column, counts)


def _question(own: ET.Element, book: _Codebook, leaf: Node) -> None:
    question, table, languages = leaf.question, book.table, book.languages
    assert question is not None
    if question.sensitive:
        put_words(own, "security", languages, "report.answers-sensitive")
    asked = put(own, "qstn", responseDomainType="category" if question.answers else "numeric")
    put_texts(asked, "qstnLit", question.text, languages)
    put_texts(asked, "ivuInstr", question.evidence, languages)
    units = "REAL" if question.decimals else "INT"
    ends = {"min": str(number(question.scale.min)), "max": str(number(question.scale.max))}
    put(put(own, "valrng"), "range", UNITS=units, **ends)
    put_texts(own, "universe", spoken(languages, lambda lang: asked_words(table, leaf, lang)), languages)


def _is_missing(book: _Codebook, column: Column, value: str) -> bool:
    return value in book.missing if column.leaf is not None else not value


def _totals(own: ET.Element, book: _Codebook, column: Column, counts: ShownCounts) -> None:
    if counts.hidden:
        return
    missing = sum(rows for value, rows in counts.rows.items() if _is_missing(book, column, value))
    put(own, "sumStat", str(sum(counts.rows.values()) - missing), type="vald")
    put(own, "sumStat", str(missing), type="invd")


def _categories(own: ET.Element, book: _Codebook, column: Column, counts: ShownCounts) -> None:
    listed = dict(column.categories)
    if column.part == "attribute":
        known = [value for value in sorted(counts.rows) if value and value not in counts.small]
        listed = {value: {} for value in known} if len(known) <= MOST_LISTED else {}
    for value, text in listed.items():
        _category(own, book, value, text, counts)
    for value, text in book.missing.items() if column.leaf is not None else ():
        _category(own, book, value, text, counts, missing="Y")


def _category(own: ET.Element, book: _Codebook, value: str, text: Text, counts: ShownCounts, **given: str) -> None:
    category = put(own, "catgry", **given)
    put(category, "catValu", value)
    if text:
        put_texts(category, "labl", text, book.languages)
    else:
        put(category, "labl", value)
    if value in counts.hidden:
        return
    put(category, "catStat", str(counts.rows.get(value, 0)), type="freq")
    if book.weighted:
        weight = f"{counts.weight.get(value, 0):.10g}"
        put(category, "catStat", weight, type="freq", wgtd="wgtd", wgt_var=book.id("design_weight"))


def _score(own: ET.Element, book: _Codebook, leaf: Node) -> None:
    """Add how an answer becomes a score, and what the question is part of."""
    instrument, languages = book.table.study.instrument, book.languages
    put_texts(own, "codInstr", spoken(languages, lambda lang: _scored(book, leaf, lang)), languages)
    above = instrument.node(instrument.parents[leaf.key])
    put_texts(own, "concept", above.label, languages)


def _scored(book: _Codebook, leaf: Node, lang: str) -> str:
    assert leaf.question is not None
    scale, own = book.table.study.instrument.scale, leaf.question.scale
    rising = leaf.question.direction == "higher_is_better"
    values = {
        "start": scale.min if rising else scale.max,
        "least": own.min,
        "width": scale.max - scale.min,
        "own": own.max - own.min,
        "low": scale.min,
        "high": scale.max,
    }
    same = rising and own == scale
    texts = {name: plain(value, lang) for name, value in values.items()}
    words = say("codebook.is-score" if same else "codebook.to-score", lang, sign="+" if rising else "−", **texts)
    return " ".join([words, *range_words(leaf, lang)[:1]]) if not leaf.question.answers else words


def _left_out(own: ET.Element, book: _Codebook, column: Column, counts: ShownCounts) -> None:
    """Add what is not said of a variable, in one note a language."""
    keys = ["unlisted"] if column.part == "attribute" and counts.small else []
    keys += ["hidden"] if counts.hidden else []
    threshold = book.table.study.settings.threshold
    if keys:
        words = spoken(
            book.languages,
            lambda lang: " ".join(say(f"codebook.{key}", lang, threshold=threshold) for key in keys),
        )
        put_texts(own, "notes", words, book.languages)
