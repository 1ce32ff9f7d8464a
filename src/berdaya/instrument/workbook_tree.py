"""The sheet `tree` of an instrument's workbook: rows with a parent each become nodes with children."""

import re
from collections.abc import Callable
from typing import Any

from berdaya.errors import Where
from berdaya.instrument.relevance_text import RelevanceTextError, parse_relevance_text
from berdaya.instrument.sheet_cells import Sheet, as_written, check_columns, listed_or_mapped, mapping
from berdaya.instrument.sheets import ANSWER, MORE_TEXTS, NODE_COLUMNS, NODE_TEXTS, PLAIN_COLUMNS, text_column
from berdaya.located import Located, Problems, nearest
from berdaya.located.yaml_file import plain_scalar

Cells = dict[str, Located]
_ANSWER = re.compile(rf"{ANSWER} (\S+)")
_TRUE_FALSE = {"true": True, "false": False}


def tree_of(sheet: Sheet, languages: tuple[str, ...], problems: Problems) -> Located | None:
    """Return the root node with all below it; None where there is none. Rows that do not hang on it are noted."""
    _check_columns(sheet, languages, problems)
    nodes: list[tuple[str, Located, list[Located]]] = []
    for row in sheet.rows:
        entries = _node(row, languages, problems)
        children: list[Located] = []
        where = row["key"].where if "key" in row else next(iter(row.values())).where
        keys = {name: at.where for name, at in entries.items()}
        parent = str(row["parent"].value) if "parent" in row else ""
        nodes.append((parent, Located(entries, where, keys), children))
    by_key: dict[str, int] = {}
    for place, row in enumerate(sheet.rows):
        by_key.setdefault(str(row["key"].value) if "key" in row else "", place)
    root = _hang(sheet, nodes, by_key, problems)
    for _, node, children in nodes:
        if children and isinstance(node.value, dict):
            node.value["children"] = Located(children, node.where, {})
    return root


def _hang(
    sheet: Sheet, nodes: list[tuple[str, Located, list[Located]]], by_key: dict[str, int], problems: Problems
) -> Located | None:
    roots: list[int] = []
    for place, (parent, node, _) in enumerate(nodes):
        if not parent:
            roots.append(place)
            if len(roots) > 1:
                first = _key(nodes[roots[0]][1])
                problems.error("instrument.several-roots", node.where, key=_key(node), first=first)
        elif parent in by_key:
            nodes[by_key[parent]][2].append(node)
        else:
            where = sheet.rows[place]["parent"].where
            problems.error("instrument.unknown-parent", where, parent=parent, **nearest(parent, by_key))
    if not roots:
        problems.error("instrument.no-root", sheet.where)
        return None
    _check_reached(nodes, by_key, problems)
    return nodes[roots[0]][1]


def _check_reached(nodes: list[tuple[str, Located, list[Located]]], by_key: dict[str, int], problems: Problems) -> None:
    """Note rows whose chain of parents comes round to a row it has passed."""
    arrives: dict[int, bool] = {}
    for start in range(len(nodes)):
        chain: list[int] = []
        place: int | None = start
        while place is not None and place not in arrives and place not in chain:
            chain.append(place)
            place = by_key.get(nodes[place][0]) if nodes[place][0] else None
        well = place is None or arrives.get(place, False)
        arrives |= dict.fromkeys(chain, well)
        if not arrives[start]:
            problems.error("instrument.orphan", nodes[start][1].where, key=_key(nodes[start][1]))


def _key(node: Located) -> str:
    found = node.get("key")
    return str(found.value) if found else "?"


def _check_columns(sheet: Sheet, languages: tuple[str, ...], problems: Problems) -> None:
    answers = {name.partition(":")[0] for name in sheet.columns if _ANSWER.fullmatch(name.partition(":")[0])}
    texts = [*NODE_TEXTS, *MORE_TEXTS, *sorted(answers)]
    known = [*NODE_COLUMNS, *PLAIN_COLUMNS, *(text_column(name, lang) for name in texts for lang in languages)]
    check_columns(sheet, "key", [*known, *texts] if len(languages) == 1 else known, problems)


def _node(row: Cells, languages: tuple[str, ...], problems: Problems) -> Cells:
    entries: Cells = {name: as_written(row[name]) for name in ("key", "direction", "sensitive") if name in row}
    entries |= {name: row[name] for name in ("weight", "min_coverage") if name in row}
    ends = {end: row[f"scale_{end}"] for end in ("min", "max") if f"scale_{end}" in row}
    answers = {match.group(1): name for name in row if (match := _ANSWER.fullmatch(name.partition(":")[0]))}
    found: dict[str, Located | None] = {
        name: read(row[name], problems) for name, read in SPECIAL.items() if name in row
    }
    found |= {name: _texts(row, name, languages) for name in (*NODE_TEXTS, *MORE_TEXTS)}
    levels = {value: _texts(row, name.partition(":")[0], languages) for value, name in answers.items()}
    found["scale"] = mapping(ends) if ends else None
    found["answers"] = mapping({value: at for value, at in levels.items() if at}) if levels else None
    return entries | {name: at for name, at in found.items() if at is not None}


def _texts(row: Cells, name: str, languages: tuple[str, ...]) -> Located | None:
    if name in row and len(languages) == 1:
        return as_written(row[name])
    found = {lang: as_written(row[text_column(name, lang)]) for lang in languages if text_column(name, lang) in row}
    return mapping(found) if found else None


def _decimals(at: Located, _: Problems) -> Located:
    value = at.value.lower() if isinstance(at.value, str) else at.value
    return Located(_TRUE_FALSE.get(value, at.value) if isinstance(value, str) else at.value, at.where, {})


def aggregate(at: Located, _: Problems | None = None) -> Located:
    """Return what a cell says of how to add up: a word, or `power -2`."""
    kind, _sep, power = str(at.value).strip().partition(" ")
    if kind.lower() == "power" and power:
        return mapping({"power": Located(plain_scalar(power.strip()), at.where, {})})
    return Located(kind.lower() if not power else at.value, at.where, {})


def _list(at: Located, _: Problems) -> Located:
    return listed_or_mapped(at)


def _relevant(at: Located, problems: Problems) -> Located | None:
    try:
        return _located(parse_relevance_text(str(at.value)), at.where)
    except RelevanceTextError as error:
        problems.error("instrument.relevant-text", at.where, near_text=error.near)
        return None


def _located(plain: Any, where: Where) -> Located:
    if isinstance(plain, dict):
        return Located({k: _located(v, where) for k, v in plain.items()}, where, dict.fromkeys(plain, where))
    return Located([_located(v, where) for v in plain] if isinstance(plain, list) else plain, where, {})


SPECIAL: dict[str, Callable[[Located, Problems], Located | None]] = {
    "decimals": _decimals,
    "aggregate": aggregate,
    "ask": _list,
    "waves": _list,
    "relevant": _relevant,
}
