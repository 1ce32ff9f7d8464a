"""Read `stages:` of study.yaml: a checklist of markers by stage, one that comes with Berdaya or a file of one's own."""

from importlib.resources import files
from pathlib import Path

from berdaya.errors import BerdayaError, Problem, UsageError, Where
from berdaya.estimates.stages import Marker, Stage, StageRule
from berdaya.instrument.model import NO_TEXT, Text
from berdaya.located import Entries, Located, Problems, nearest, parse_yaml, read_bytes, read_yaml
from berdaya.study.declared.places import place, told_where_named
from berdaya.words import LANGUAGES

PACKS = ("kube-stages",)


def stage_pack(name: str) -> str:
    """Return the text of a checklist that comes with Berdaya.

    Raises
    ------
    UsageError
        usage.unknown-pack.
    """
    if name not in PACKS:
        values = {"name": name, "known": ", ".join(PACKS), **nearest(name, PACKS)}
        raise UsageError(Problem("usage.unknown-pack", values=values))
    return (files("berdaya.templates") / "stages" / f"{name}.yaml").read_text(encoding="utf-8")


def read_stages(entries: Entries, folder: Path) -> StageRule | None:
    """Return the rule that study.yaml names; None where it names none, or where it is wrong, with all problems noted."""
    name = entries.text("stages", "")
    if not name:
        return None
    own = Problems()
    try:
        at = _open(name, folder, entries.where("stages"), own)
    except BerdayaError as error:
        own.extend(told_where_named(error.problems, entries.where("stages"), PACKS))
        at = None
    rule = None if at is None else _rule(at, Path(name).stem, own)
    entries.problems.extend(own)
    return None if own.any_error else rule


def _open(name: str, folder: Path, where: Where, problems: Problems) -> Located | None:
    if name in PACKS:
        return parse_yaml(stage_pack(name), f"{name}.yaml", problems)
    found = place(folder, name, where, problems)
    return None if found is None else read_yaml(*found, problems)


def _rule(at: Located, key: str, problems: Problems) -> StageRule:
    entries = Entries.open(at, problems, "stages", ("title", "source", "date", "note", "open", "stages"))
    seen: dict[str, Where] = {}
    return StageRule(
        key=key,
        title=_text(entries.get("title"), problems),
        source=entries.texts("source"),
        date=str(found.value) if (found := entries.get("date")) else "",
        stages=tuple(_stage(item, problems, seen) for item in entries.list("stages", required=True)),
        open=tuple(_text(item, problems) for item in entries.list("open")),
        note=_text(entries.get("note"), problems),
    )


def _stage(item: Located, problems: Problems, seen: dict[str, Where]) -> Stage:
    own = Entries.open(item, problems, "stages", ("key", "label", "needed", "markers"))
    key = _once(own, seen, problems)
    markers = tuple(_marker(one, problems, seen) for one in own.list("markers", required=True))
    needed = own.integer("needed", len(markers), 1, max(len(markers), 1))
    return Stage(key, _text(own.get("label"), problems), markers, needed)


def _marker(item: Located, problems: Problems, seen: dict[str, Where]) -> Marker:
    own = Entries.open(item, problems, "markers", ("key", "label", "any"))
    key = _once(own, seen, problems)
    columns = own.texts("any") if own.get("any") is not None else (key,)
    return Marker(key, _text(own.get("label"), problems), tuple(columns), own.key_where("any") or item.where)


def _once(own: Entries, seen: dict[str, Where], problems: Problems) -> str:
    """The key of a stage or marker, which no other has."""
    key = own.text("key", "", required=True)
    if key in seen:
        problems.error("stages.key-twice", own.where("key"), key=key, first=seen[key].line)
    elif key:
        seen[key] = own.where("key")
    return key


def _text(at: Located | None, problems: Problems) -> Text:
    """A text in one language for all, or in several."""
    if at is None:
        return NO_TEXT
    if isinstance(at.value, str | int | float):
        return dict.fromkeys(LANGUAGES, str(at.value).strip())
    entries = Entries.open(at, problems, "label", LANGUAGES)
    return {lang: text for lang in LANGUAGES if (text := entries.text(lang, ""))}


def stage_files(folder: Path, said: object) -> tuple[tuple[str, bytes], ...]:
    """Return the file that `stages:` of a study names: a copy needs it."""
    if not isinstance(said, str) or said in PACKS:
        return ()
    found = place(folder, said, Where(), Problems())
    return () if found is None else ((said, read_bytes(*found)),)
