"""Read the sheet `Instrument` of a study in one workbook into the `Located` tree that YAML gives."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from string import ascii_uppercase, digits
from typing import NamedTuple

from berdaya.errors import Where
from berdaya.instrument.defaults import KEY, RESERVED
from berdaya.instrument.flat_columns import LEAF_TEXTS, NO_LEVEL, Column, heads_of, read_heads
from berdaya.instrument.sheet_cells import Sheet, as_written, mapping
from berdaya.instrument.study_sheet import plain_value
from berdaya.instrument.workbook_tree import SPECIAL
from berdaya.located import At, Located, Problems, nearest

Cells = dict[Column, Located]
LONGEST_KEY = 32


@dataclass
class _Node:
    where: Where
    cells: dict[tuple[str, str], Located] = field(default_factory=dict)  # (part, language): what its rows say
    children: "list[_Node]" = field(default_factory=list)
    leaf: bool = False


@dataclass(frozen=True)
class _Texts:
    """The instrument's languages, and where the header of each column stands: by level (None: criteria), part, language."""

    languages: tuple[str, ...]
    heads: Mapping[tuple[int | None, str, str], Where]

    def of(self, part: str, level: int | None, spoken: Mapping[str, Located]) -> Located:
        """Return a text in its languages; where one is missing, the key stands in the blank cell that would hold it."""
        found = mapping(spoken)
        row = found.where.cell.lstrip(ascii_uppercase)
        blank: dict[str, Where] = {}
        for language in self.languages:
            named = self.heads.get((level, part, language))
            head = named or (self.heads.get((level, part, "")) if language == self.languages[0] else None)
            if language not in spoken and head is not None:
                blank[language] = replace(head, cell=head.cell.rstrip(digits) + row)
        return Located(found.value, found.where, {**found.keys, **blank})


class MadeKey(NamedTuple):
    """A key that was made: where its words stand, its level (None: a criterion), and the key."""

    where: Where
    level: int | None
    key: str


def tree_of(
    sheet: Sheet, root: Located | None, languages: tuple[str, ...], problems: Problems
) -> tuple[Located | None, tuple[MadeKey, ...]]:
    """Return the tree, and the keys that were made of words.

    Parameters
    ----------
    sheet
        The flat table: one row a criterion.
    root
        The root's own entries (key, label, ..), from the sheet of entries.
    languages
        The instrument's, in order; texts without a language are in the first.
    problems
        Takes unknown columns, rows without a criterion, levels that are left out, parts of a level that differ.
    """
    columns, unknown = read_heads(sheet.columns)
    known = [word for name in ("criterion", *LEAF_TEXTS, "ask") for word in heads_of(name)]
    for head in unknown:
        problems.error("book.unknown-column", sheet.columns[head], column=head, **nearest(head, known))
    for head, column in columns.items():
        if column.language and column.language not in languages:
            values = {"key": column.language, "name": head, "languages": ", ".join(languages)}
            near = nearest(column.language, languages)
            problems.error("instrument.unknown-language", sheet.columns[head], **values, **near)
    if not any(column.level is None and column.part in ("label", "question") for column in columns.values()):
        problems.error("book.no-criterion-column", sheet.where, sheet=sheet.name)
        return None, ()
    top = _Node(root.where if root else sheet.where)
    depth = max((column.level + 1 for column in columns.values() if column.level is not None), default=0)
    path: list[_Node] = []
    for row in sheet.rows:
        cells = {columns[head]: at for head, at in row.items() if head in columns}
        if cells:
            path = _hang(top, path, cells, depth, problems)
    made = tuple(_make_keys(top, languages))
    heads = {(column.level, column.part, column.language): sheet.columns[head] for head, column in columns.items()}
    return _root(top, root, _Texts(languages, heads), problems), made


def _make_keys(top: _Node, languages: tuple[str, ...]) -> Iterator[MadeKey]:
    taken = {str(at.value) for _, node in _walk(top) for (part, _), at in node.cells.items() if part == "key"}
    for level, node in _walk(top):
        if node is not top and ("key", "") not in node.cells:
            key = key_of("", _words(node, languages), taken)
            node.cells["key", ""] = Located(key, node.where, {})
            yield MadeKey(node.where, None if node.leaf else level, key)


def _hang(top: _Node, before: list[_Node], cells: Cells, depth: int, problems: Problems) -> list[_Node]:
    """Hang a row's criterion where its levels say, and return the nodes above it."""
    path: list[_Node] = []
    at, same = top, True
    for level in range(depth):
        own = {(c.part, c.language): cell for c, cell in cells.items() if c.level == level}
        label = own.get(("label", "")) or own.get(("key", ""))
        if label is not None and str(label.value).strip() == NO_LEVEL:
            break
        if label is None:
            if not same or level >= len(before):
                problems.error("book.level-missing", next(iter(cells.values())).where, level=level + 1)
                break
            at = before[level]
        else:
            found = _find(at, own) or _new(at, label.where)
            same = same and level < len(before) and found is before[level]
            at = found
        _add(at, own, problems)
        path.append(at)
    own = {(c.part, c.language): cell for c, cell in cells.items() if c.level is None}
    if own:
        leaf = _new(at, next(iter(own.values())).where)
        leaf.leaf = True
        _add(leaf, own, problems)
    return path


def _find(parent: _Node, own: Mapping[tuple[str, str], Located]) -> _Node | None:
    """Return the child that a row names: by its key, else by its label."""
    for part in ("key", "label"):
        said = own.get((part, ""))
        if said is not None:
            same = (n for n in parent.children if not n.leaf and (part, "") in n.cells)
            found = next((n for n in same if _fold(n.cells[part, ""]) == _fold(said)), None)
            if found is not None or part == "key":
                return found
    return None


def _fold(at: Located) -> str:
    return " ".join(str(at.value).casefold().split())


def _new(parent: _Node, where: Where) -> _Node:
    node = _Node(where)
    parent.children.append(node)
    return node


def _add(node: _Node, own: Mapping[tuple[str, str], Located], problems: Problems) -> None:
    for name, cell in own.items():
        first = node.cells.setdefault(name, cell)
        if _fold(first) != _fold(cell):
            problems.error("book.level-differs", cell.where, value=str(cell.value), first=At(first.where))


def _walk(node: _Node, level: int = -1) -> Iterator[tuple[int, _Node]]:
    """Yield each node with its level: 0 below the root."""
    yield level, node
    for child in node.children:
        yield from _walk(child, level + 1)


def _words(node: _Node, languages: tuple[str, ...]) -> str:
    cells = (node.cells.get((part, "")) for part in ("label", "question"))
    return next((str(cell.value) for cell in cells if cell is not None), languages[0])


def key_of(name: str, words: str, taken: set[str]) -> str:
    """Return a name as a key where it can be one, else a key made of words; never one that is taken, which it is then."""
    key = name if KEY.fullmatch(name) and name not in RESERVED else make_key(name or words)
    ends = ("", *(f"_{n}" for n in range(2, len(taken) + 3)))
    found = next(end for end in ends if key[: LONGEST_KEY - len(end)] + end not in taken)
    taken.add(key[: LONGEST_KEY - len(found)] + found)
    return key[: LONGEST_KEY - len(found)] + found


def make_key(words: str) -> str:
    """Return a key made of words: its small letters and digits, whole words as far as they go.

    Examples
    --------
    >>> make_key("Kepercayaan dan gotong royong!"), make_key("3 kali"), make_key("Group"), make_key("?")
    ('kepercayaan_dan_gotong_royong', 'k_3_kali', 'group_1', 'k')
    """
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    parts = re.findall("[a-z0-9]+", plain)
    key = ""
    for part in parts:
        longer = f"{key}_{part}" if key else (part if part[0].isalpha() else f"k_{part}")
        if len(longer) > LONGEST_KEY:
            break
        key = longer
    key = key or "".join(parts)[:LONGEST_KEY] or "k"
    key = key if key[0].isalpha() else f"k{key}"[:LONGEST_KEY]
    return f"{key}_1" if key in RESERVED else key


def _root(top: _Node, root: Located | None, says: _Texts, problems: Problems) -> Located:
    entries = dict(root.items()) if root is not None else {}
    keys = dict(root.keys) if root is not None else {}
    entries.setdefault("key", Located("overall", top.where, {}))
    entries["children"] = Located([_located(child, 0, says, problems) for child in top.children], top.where, {})
    return Located(entries, top.where, keys | {"children": top.where})


def _located(node: _Node, level: int, says: _Texts, problems: Problems) -> Located:
    entries: dict[str, Located] = {}
    answers: dict[str, dict[str, Located]] = {}
    texts: dict[str, dict[str, Located]] = {}
    for (part, language), cell in node.cells.items():
        if part in ("label", "note", *LEAF_TEXTS):
            texts.setdefault(part, {})[language or says.languages[0]] = as_written(cell)
        elif re.fullmatch(r"-?\d+", part):
            answers.setdefault(part, {})[language or says.languages[0]] = as_written(cell)
        elif part.startswith("scale_"):
            scale = entries.get("scale")
            ends = dict(scale.items()) if scale else {}
            entries["scale"] = mapping({**ends, part.removeprefix("scale_"): cell})
        else:
            value = _typed(part, cell, problems)
            if value is not None:
                entries[part] = value
    own = None if node.leaf else level
    entries |= {part: says.of(part, own, spoken) for part, spoken in texts.items()}
    if answers:
        entries["answers"] = mapping({value: says.of(value, own, spoken) for value, spoken in answers.items()})
    if not node.leaf:
        inner = [_located(child, level + 1, says, problems) for child in node.children]
        entries["children"] = Located(inner, node.where, {})
    return Located(entries, node.where, {name: at.where for name, at in entries.items()})


def _typed(part: str, cell: Located, problems: Problems) -> Located | None:
    if part in ("key", "sensitive"):
        return as_written(cell)
    if part == "direction" and isinstance(cell.value, str):
        return Located(plain_value(cell.value), cell.where, {})
    if part == "decimals" and isinstance(cell.value, str):
        cell = Located({"yes": "true", "no": "false"}.get(plain_value(cell.value), cell.value), cell.where, {})
    read: Callable[[Located, Problems], Located | None] | None = SPECIAL.get(part)
    return read(cell, problems) if read else cell
