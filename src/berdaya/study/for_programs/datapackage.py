"""datapackage.json: what data.csv and expected.csv hold, as a Data Package (version 2) that other programs read."""

import json
import re
from collections import Counter
from collections.abc import Mapping
from hashlib import sha256
from math import ceil, floor
from typing import Any

from berdaya import __version__
from berdaya.instrument.canonical import number
from berdaya.instrument.model import Text
from berdaya.study.for_programs.columns import (
    KEYS,
    Column,
    asked_words,
    columns_of,
    in_language,
    is_number,
    languages_of,
    missing_words,
    range_words,
    sampling_words,
    spoken,
)
from berdaya.study.for_programs.data_table import DataTable
from berdaya.study.for_programs.script_parts import opening
from berdaya.study.model import Archive
from berdaya.study.results import study_head
from berdaya.words import say
from berdaya.words.format import plain

Plain = dict[str, Any]
PROFILES = "https://datapackage.org/profiles/2.0"
EXPECTED = {"wave": "string", "role": "string", "node": "string", "value": "number", "se": "number", "note": "string"}


def datapackage(table: DataTable, files: Mapping[str, bytes], lang: str) -> bytes:
    """Return datapackage.json, which describes data.csv and expected.csv of `files`.

    Titles and descriptions are in `lang` (or the instrument's first language); `translations` beside them holds the others.
    """
    study = table.study
    languages = languages_of(study.instrument, lang)
    title = study.title or study.instrument.title
    place = {"place": dict(study.place)} if study.place else {}
    package = {
        "$schema": f"{PROFILES}/datapackage.json",
        "name": re.sub(r"[^a-z0-9._-]+", "-", study.key.lower()).strip("-") or "study",
        **_texts(languages, title=title, description=spoken(languages, lambda one: _about(table, one))),
        "languages": list(languages),
        **_credits(study.archive),
        "sources": [_source(table, languages)],
        "berdaya": {
            "version": __version__,
            **study_head(study),
            **({"date": study.date} if study.date else {}),
            **place,
        },
        "resources": [
            _resource("data", "answers", files, _data_schema(table, languages), languages),
            _resource("expected", "expected", files, _expected_schema(table, languages), languages),
        ],
    }
    return (json.dumps(package, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _texts(languages: tuple[str, ...], **texts: Text) -> Plain:
    """Return texts in the first language, and in `translations` what is said otherwise in the others."""
    first = {name: in_language(text, languages[0]) for name, text in texts.items()}
    others = {
        lang: {name: text[lang] for name, text in texts.items() if text.get(lang, first[name]) != first[name]}
        for lang in languages[1:]
    }
    told: Plain = {name: text for name, text in first.items() if text}
    translations = {lang: words for lang, words in others.items() if words}
    return {**told, **({"translations": translations} if translations else {})}


def _about(table: DataTable, lang: str) -> str:
    archive = table.study.archive
    parts = (
        *opening(table, lang, "codebook.about", ()),
        in_language(archive.abstract, lang),
        say("export.data-note", lang),
        sampling_words(table, lang),
        say("codebook.persons", lang),
        in_language(archive.access, lang),
    )
    return "\n\n".join(part for part in parts if part)


def _credits(archive: Archive) -> Plain:
    """Return the licence and who made the study, where study.yaml says so."""
    roles = {"creator": archive.authors, "producer": archive.producers, "funder": archive.funders}
    people = [{"title": name, "roles": [role]} for role, names in roles.items() for name in names]
    licence = {"path" if "://" in archive.licence else "name": archive.licence}
    return {
        **({"licenses": [licence]} if archive.licence else {}),
        **({"contributors": people} if people else {}),
    }


def _source(table: DataTable, languages: tuple[str, ...]) -> Plain:
    instrument = table.study.as_written
    return {**_texts(languages, title=instrument.title or {"": instrument.key}), "version": instrument.version}


def _resource(name: str, title: str, files: Mapping[str, bytes], schema: Plain, languages: tuple[str, ...]) -> Plain:
    data = files[f"{name}.csv"]
    note = f"{'export.data' if name == 'data' else 'codebook.expected'}-note"
    return {
        "$schema": f"{PROFILES}/dataresource.json",
        "name": name,
        "type": "table",
        "path": f"{name}.csv",
        **_texts(
            languages,
            title=spoken(languages, lambda lang: say(f"codebook.{title}", lang)),
            description=spoken(languages, lambda lang: say(note, lang)),
        ),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(data),
        "hash": f"sha256:{sha256(data).hexdigest()}",
        "schema": schema,
    }


def _data_schema(table: DataTable, languages: tuple[str, ...]) -> Plain:
    missing = _labelled(missing_words(table, languages), languages)
    schema: Plain = {
        "$schema": f"{PROFILES}/tableschema.json",
        "fields": [_field(table, column, missing, languages) for column in columns_of(table, languages)],
        "missingValues": [""],
    }
    key = [name for name in KEYS if not (table.rows[name].fill_null("") == "").any()]
    return {**schema, "primaryKey": key} if key and table.rows.select(key).is_unique().all() else schema


def _field(table: DataTable, column: Column, missing: list[Plain], languages: tuple[str, ...]) -> Plain:
    field: Plain = {"name": column.name, "type": _type(column)}
    if column.leaf is None:
        field |= _texts(languages, title=column.label)
    else:
        words = spoken(languages, lambda lang: _question_words(table, column, lang))
        field |= {**_texts(languages, title=column.label, description=words), "constraints": _ends(column)}
        field |= {"missingValues": missing}
    if column.categories:
        field["categories"] = _labelled(column.categories, languages)
    if column.leaf is not None and column.categories:
        field["categories"] = [{**row, "value": int(row["value"])} for row in field["categories"]]
        field["categoriesOrdered"] = True
    return field


def _type(column: Column) -> str:
    if column.leaf is not None and column.leaf.question is not None:
        return "number" if column.leaf.question.decimals else "integer"
    return "number" if is_number(column) else "string"


def _ends(column: Column) -> Plain:
    assert column.leaf is not None
    assert column.leaf.question is not None
    scale, whole = column.leaf.question.scale, not column.leaf.question.decimals
    low, high = (ceil(scale.min), floor(scale.max)) if whole else (scale.min, scale.max)
    return {"minimum": number(low), "maximum": number(high)}


def _question_words(table: DataTable, column: Column, lang: str) -> str:
    assert column.leaf is not None
    question = column.leaf.question
    assert question is not None
    shown = [say("codebook.instruction", lang, what=in_language(question.evidence, lang))] if question.evidence else []
    words = [in_language(question.text, lang), asked_words(table, column.leaf, lang), *shown]
    return " ".join([*words, *range_words(column.leaf, lang)])


def _labelled(words: Mapping[str, Text], languages: tuple[str, ...]) -> list[Plain]:
    """Return values with their labels, which the standard wants to differ: two of one label have their value behind it."""
    first = languages[0]
    often = Counter(in_language(text, first) for text in words.values())
    found = []
    for value, text in words.items():
        same = often[in_language(text, first)] > 1
        label = {lang: f"{word} ({value})" for lang, word in text.items()} if same else text
        found.append({"value": value, **_texts(languages, label=label)})
    return found


def _expected_schema(table: DataTable, languages: tuple[str, ...]) -> Plain:
    scale = table.study.instrument.scale

    def title(name: str) -> Text:
        ends = {lang: {"low": plain(scale.min, lang), "high": plain(scale.max, lang)} for lang in (*languages, "en")}
        return spoken(languages, lambda lang: say(f"codebook.{name}", lang, **(ends[lang] if name == "value" else {})))

    return {
        "$schema": f"{PROFILES}/tableschema.json",
        "fields": [
            {"name": name, "type": kind, **_texts(languages, title=title(name))} for name, kind in EXPECTED.items()
        ],
        "missingValues": [""],
    }
