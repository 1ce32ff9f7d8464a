"""Read YAML 1.2 into a `Located` tree, with limits.

The tree is built from the parser's events rather than by the library's composer: that keeps every place, never
recurses, counts what aliases expand to before they do, and finds a repeated key instead of letting the last one win.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from berdaya.errors import InputError, Problem, Where
from berdaya.located.model import Located, Scalar
from berdaya.located.problems import At, Problems
from berdaya.located.raw import decode, read_bytes

MAX_NODES = 100_000
MAX_DEPTH = 100
_NULL = re.compile(r"^(?:~|null|Null|NULL|)$")
_TRUE_FALSE = re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$")
_INTEGER = re.compile(r"^[-+]?[0-9]{1,300}$")
_FLOAT = re.compile(r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$")
_SPECIAL = {".inf": "inf", "+.inf": "inf", "-.inf": "-inf", ".nan": "nan"}
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")  # how JSON, which is YAML, writes what lies beyond U+FFFF
_NO_KEYS: Mapping[str, Where] = MappingProxyType({})
_TEXT_TAGS = (None, "!", "tag:yaml.org,2002:str")
_TAGS = (*_TEXT_TAGS, *(f"tag:yaml.org,2002:{t}" for t in ("int", "float", "bool", "null", "map", "seq")))


def read_yaml(path: Path, name: str, problems: Problems | None = None) -> Located:
    """Return a YAML file's mapping with the place of every key and value.

    Scalars are typed by YAML 1.2: `no` is text, `1` a number, `"2026.1"` text, dates are text. Keys are always text.

    Parameters
    ----------
    path
        The file.
    name
        How problems name it.
    problems
        Takes warnings and repeated keys, so that these are told along with what the caller finds. Without it
        repeated keys are raised and warnings are dropped.

    Raises
    ------
    InputError
        When the file cannot be read, is not YAML, not one mapping, or is beyond the limits (2 MB, 100,000 values
        after aliases, 100 levels).
    """
    text, warnings = decode(read_bytes(path, name), name)
    own = Problems()
    own.extend(warnings)
    root = parse_yaml(text, name, own)
    if problems is None:
        own.raise_errors()
    else:
        problems.extend(own)
    return root


def parse_yaml(text: str, name: str, problems: Problems) -> Located:
    """Return the mapping of a YAML text as `read_yaml` does; repeated keys are noted in `problems`."""
    root, found, fatal = _build(text, name)
    problems.extend(found)
    if fatal is not None:
        raise InputError([*problems, fatal])
    if root is None or root.value is None:
        raise InputError([*problems, Problem("file.empty", Where(name), {"file": name})])
    if isinstance(root.value, str | int | float) or not hasattr(root.value, "items"):
        raise InputError([*problems, Problem("file.not-a-mapping", root.where, {"file": name})])
    return root


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end has not come yet."""

    where: Where
    mapping: bool
    anchor: str | None
    entries: dict[str, Located] = field(default_factory=dict)
    keys: dict[str, Where] = field(default_factory=dict)
    items: list[Located] = field(default_factory=list)
    key: str | None = None
    size: int = 1
    depth: int = 1


@dataclass(slots=True)
class _Anchor:
    node: Located
    size: int
    depth: int


class _Fatal(Exception):  # noqa: N818 - private: carries the one problem after which reading makes no sense
    def __init__(self, code: str, where: Where, **values: object) -> None:
        self.problem = Problem(code, where, values)


@lru_cache(maxsize=16)
def _build(text: str, name: str) -> tuple[Located | None, tuple[Problem, ...], Problem | None]:
    """Return the tree, what is wrong with its keys, and the problem at which reading ended.

    Kept, as nothing in a tree can be changed: a notebook reads the same instrument again and again, and the parser is slow.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError
    from ruamel.yaml.reader import ReaderError

    problems = Problems()
    builder = _Builder(name, problems)
    fatal = None
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            builder.take(event)
    except _Fatal as found:
        fatal = found.problem
    except ReaderError as error:
        before = text[: error.position]
        where = Where(name, before.count("\n") + 1, len(before) - before.rfind("\n"))
        fatal = Problem("file.not-text", where, {"file": name})
    except YAMLError as error:
        fatal = _syntax(error, text, name)
    return builder.root, tuple(problems), fatal


def _syntax(error: Any, text: str, name: str) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    where = Where(name, mark.line + 1, mark.column + 1) if mark else Where(name)
    lines = text.splitlines()
    line = lines[mark.line] if mark and mark.line < len(lines) else ""
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return Problem("file.yaml-tab", Where(name, where.line, line.index("\t") + 1), {"file": name})
    detail = " ".join(str(part) for part in (getattr(error, "context", ""), getattr(error, "problem", "")) if part)
    return Problem("file.yaml-syntax", where, {"file": name, "detail": detail or str(error)})


class _Builder:
    """Takes events one by one; `root` is whole when the last has come."""

    def __init__(self, name: str, problems: Problems) -> None:
        self.root: Located | None = None
        self._name = name
        self._problems = problems
        self._stack: list[_Open] = []
        self._anchors: dict[str, _Anchor] = {}
        self._count = 0

    def take(self, event: Any) -> None:
        kind = type(event).__name__
        if kind in ("SequenceStartEvent", "MappingStartEvent"):
            self._check_tag(event)
            self._open(event, kind == "MappingStartEvent")
        elif kind in ("SequenceEndEvent", "MappingEndEvent"):
            self._close()
        elif kind == "ScalarEvent":
            node = Located(self._scalar(event), self._where(event), _NO_KEYS)
            self._remember(event.anchor, _Anchor(node, 1, 1))
            self._put(node, 1, 1, raw=event.value)
        elif kind == "AliasEvent":
            self._alias(event)
        elif kind == "DocumentStartEvent" and self.root is not None:
            raise _Fatal("file.yaml-several", self._where(event), file=self._name)

    def _where(self, event: Any) -> Where:
        return Where(self._name, event.start_mark.line + 1, event.start_mark.column + 1)

    def _check_tag(self, event: Any) -> None:
        tag = None if event.tag is None else str(event.tag)
        if tag not in _TAGS:
            raise _Fatal("file.yaml-tag", self._where(event), file=self._name, tag=tag)

    def _open(self, event: Any, mapping: bool) -> None:
        where = self._where(event)
        if len(self._stack) >= MAX_DEPTH:
            raise _Fatal("file.too-deep", where, file=self._name, limit=MAX_DEPTH)
        self._stack.append(_Open(where, mapping, event.anchor))
        if event.anchor:
            self._anchors.pop(event.anchor, None)

    def _close(self) -> None:
        done = self._stack.pop()
        value = MappingProxyType(done.entries) if done.mapping else tuple(done.items)
        node = Located(value, done.where, MappingProxyType(done.keys))
        self._remember(done.anchor, _Anchor(node, done.size, done.depth))
        self._put(node, done.size, done.depth)

    def _remember(self, anchor: str | None, what: _Anchor) -> None:
        if anchor:
            self._anchors[anchor] = what

    def _alias(self, event: Any) -> None:
        where, name = self._where(event), event.anchor
        if any(frame.anchor == name for frame in self._stack):
            raise _Fatal("file.yaml-cycle", where, file=self._name, anchor=name)
        if name not in self._anchors:
            raise _Fatal("file.yaml-syntax", where, file=self._name, detail=f"undefined alias '{name}'")
        known = self._anchors[name]
        if len(self._stack) + known.depth > MAX_DEPTH + 1:
            raise _Fatal("file.too-deep", where, file=self._name, limit=MAX_DEPTH)
        raw = known.node.value if isinstance(known.node.value, str) else None
        self._put(replace(known.node, where=where), known.size, known.depth, raw=raw)
        self._count += known.size - 1

    def _put(self, node: Located, size: int, depth: int, raw: str | None = None) -> None:
        self._count += 1
        if not self._stack:
            self.root = node
            return
        frame = self._stack[-1]
        frame.size += size
        frame.depth = max(frame.depth, depth + 1)
        if self._count > MAX_NODES or frame.size > MAX_NODES:
            raise _Fatal("file.too-many-values", node.where, file=self._name, limit=MAX_NODES)
        if not frame.mapping:
            frame.items.append(node)
        elif frame.key is None:
            self._key(frame, node, raw)
        else:
            frame.entries.setdefault(frame.key, node)
            frame.key = None

    def _key(self, frame: _Open, node: Located, raw: str | None) -> None:
        if raw is None:
            raise _Fatal("file.yaml-key", node.where, file=self._name)
        frame.key = raw
        if raw in frame.keys:
            first = frame.keys[raw]
            self._problems.error("file.yaml-duplicate-key", node.where, key=raw, first=At(first))
        else:
            frame.keys[raw] = node.where

    def _scalar(self, event: Any) -> Scalar:
        self._check_tag(event)
        text = _PAIR.sub(lambda pair: pair.group().encode("utf-16", "surrogatepass").decode("utf-16"), event.value)
        if event.tag is None:
            return text if event.style else plain_scalar(text)
        return text if str(event.tag) in _TEXT_TAGS else plain_scalar(text)


def plain_scalar(text: str) -> Scalar:
    """Return the value of an unquoted scalar by the YAML 1.2 core rules.

    Examples
    --------
    >>> plain_scalar("no"), plain_scalar("3"), plain_scalar("2022-11-30"), plain_scalar("true")
    ('no', 3, '2022-11-30', True)
    """
    if _NULL.match(text):
        return None
    if _TRUE_FALSE.match(text):
        return text.lower() == "true"
    if _INTEGER.match(text):
        return int(text)
    if _FLOAT.match(text):
        return float(text)
    return float(_SPECIAL[text.lower()]) if text.lower() in _SPECIAL else text
