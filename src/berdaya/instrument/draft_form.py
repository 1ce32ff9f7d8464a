"""An XLSForm as a tree: its groups are nodes, its choices from numbers are rubrics."""

import re
from collections.abc import Mapping

from berdaya.errors import Where
from berdaya.instrument.draft_table import Cells
from berdaya.instrument.flat_in import key_of
from berdaya.located import Located, Problems, column_letters

_BESIDE = {"start", "end", "today", "deviceid", "username", "phonenumber", "note", "calculate", "hidden", "audit"}
_EMPTY: Mapping[str, Where] = {}


def is_form(sheets: Mapping[str, Cells]) -> bool:
    """Return whether a workbook is an XLSForm."""
    return "survey" in {title.strip().lower() for title in sheets}


def read_form(sheets: Mapping[str, Cells], file: str, problems: Problems) -> Located:
    """Return the tree of the questions with one choice of numbers; all others are noted as left out."""
    named = {title.strip().lower(): (title, rows) for title, rows in sheets.items()}
    title, rows = named["survey"]
    choices = _choices(named.get("choices", ("", {}))[1])
    survey = _rows(rows)
    where = Where(file, sheet=title)
    root: list[Located] = []
    stack: list[tuple[str, str, Where, list[Located]]] = []
    skipped, conditions = [], []
    taken: set[str] = {"overall"}
    for number, row in survey:
        at = Where(file, sheet=title, cell=f"{column_letters(1)}{number}")
        kind, _, rest = row.get("type", "").strip().partition(" ")
        if kind in ("begin_group", "begin") and "repeat" not in rest:
            stack.append((row.get("name", ""), _label(row), at, []))
        elif kind in ("end_group", "end") and stack:
            name, label, begun, children = stack.pop()
            if children:
                (stack[-1][3] if stack else root).append(_node(name, label, children, begun, taken))
        elif kind == "select_one" and (answers := choices.get(rest.split()[0] if rest else "", {})):
            if row.get("relevant"):
                conditions.append(row.get("name", ""))
            (stack[-1][3] if stack else root).append(_question(row, answers, at, taken))
        elif kind and kind not in _BESIDE:
            skipped.append(f"{row.get('name', '?')} ({kind})")
    if skipped:
        problems.warn("draft.left-out", where, count=len(skipped), questions=", ".join(skipped[:20]))
    if conditions:
        problems.warn("draft.conditions", where, count=len(conditions), questions=", ".join(conditions[:20]))
    entries = {"key": Located("overall", where, _EMPTY), "children": Located(root, where, _EMPTY)}
    return Located(entries, where, dict.fromkeys(entries, where))


def _rows(cells: Cells) -> list[tuple[int, dict[str, str]]]:
    if not cells:
        return []
    head, *others = sorted(cells)
    heads = {at: text.strip().lower() for at, text in cells[head].items()}
    return [(number, {heads[at]: text for at, text in cells[number].items() if at in heads}) for number in others]


def _choices(cells: Cells) -> dict[str, dict[str, str]]:
    """Return by list the words of each choice; lists that hold anything but whole numbers are left out."""
    found: dict[str, dict[str, str]] = {}
    for _, row in _rows(cells):
        name = row.get("list_name") or row.get("list name") or ""
        found.setdefault(name, {})[row.get("name", "").removesuffix(".0")] = _label(row)
    return {name: words for name, words in found.items() if all(re.fullmatch(r"-?\d+", value) for value in words)}


def _label(row: Mapping[str, str]) -> str:
    """Return a label: the plain one, else that in Indonesian, else the first."""
    labels = {name: text for name, text in row.items() if name == "label" or name.startswith("label::")}
    indonesian = (text for name, text in labels.items() if re.search(r"\(id\)|indonesia|bahasa", name))
    return labels.get("label") or next(indonesian, "") or next(iter(labels.values()), "")


def _node(name: str, label: str, children: list[Located], where: Where, taken: set[str]) -> Located:
    words = label or name
    entries = {
        "key": Located(key_of(name, words, taken), where, _EMPTY),
        "label": Located(words, where, _EMPTY),
        "children": Located(children, where, _EMPTY),
    }
    return Located(entries, where, dict.fromkeys(entries, where))


def _question(row: Mapping[str, str], answers: Mapping[str, str], where: Where, taken: set[str]) -> Located:
    name, text = row.get("name", ""), _label(row)
    rubric = {value: Located(words or value, where, _EMPTY) for value, words in answers.items()}
    entries = {
        "key": Located(key_of(name, text, taken), where, _EMPTY),
        "question": Located(text or name, where, _EMPTY),
        "answers": Located(rubric, where, dict.fromkeys(rubric, where)),
    }
    return Located(entries, where, dict.fromkeys(entries, where))
