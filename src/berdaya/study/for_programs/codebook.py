"""codebook.xml: the study and its data as a DDI Codebook 2.5, which archives and their catalogues read."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from hashlib import sha256

from berdaya import __version__
from berdaya.instrument.canonical import sha256 as instrument_hash
from berdaya.instrument.model import Text
from berdaya.report.sections.speech import wave_words
from berdaya.study.for_programs.codebook_variables import Counts, count_columns, put_variables
from berdaya.study.for_programs.columns import in_language, languages_of, sampling_words, spoken
from berdaya.study.for_programs.data_table import DataTable
from berdaya.study.for_programs.xml_parts import XML, put, put_texts, put_words, xml_bytes
from berdaya.study.model import Archive
from berdaya.words import say

NAMESPACE = "ddi:codebook:2_5"
SCHEMA = "https://ddialliance.org/Specification/DDI-Codebook/2.5/XMLSchema/codebook.xsd"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
FILE = "F1"  # the ID of data.csv
_ID = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)


def codebooks(table: DataTable, files: Mapping[str, bytes], lang: str) -> Iterator[tuple[str, bytes]]:
    """Yield codebook.xml in all languages of the instrument, and one for each language where there are several.

    Catalogues such as NADA take one text where an element may stand once a language, so they need a file of one language.
    """
    languages = languages_of(table.study.instrument, lang)
    counts = count_columns(table)
    yield "codebook.xml", _codebook(table, files, counts, languages)
    if len(languages) > 1:
        for one in languages:
            yield f"codebook-{one}.xml", _codebook(table, files, counts, (one,))


def _codebook(table: DataTable, files: Mapping[str, bytes], counts: Counts, languages: tuple[str, ...]) -> bytes:
    """Return a codebook in some languages of the instrument; the first is that of what stands once only."""
    study = table.study
    ET.register_namespace("xsi", XSI)
    root = ET.Element("codeBook", {"xmlns": NAMESPACE, "version": "2.5", f"{XML}lang": languages[0]})
    if _ID.fullmatch(study.key):
        root.set("ID", study.key)
    root.set(f"{{{XSI}}}schemaLocation", f"{NAMESPACE} {SCHEMA}")
    _document(root, table, languages)
    _study(root, table, languages)
    _file(root, table, files, languages)
    put_variables(root, table, counts, languages, FILE)
    if "expected.csv" in files:
        other = put(root, "otherMat", type="table", level="study", URI="expected.csv")
        put_words(other, "labl", languages, "codebook.expected")
        put_words(other, "txt", languages, "codebook.expected-note")
    return xml_bytes(root)


def _title(table: DataTable, lang: str) -> str:
    return in_language(table.study.title or table.study.instrument.title, lang, table.study.key)


def _titles(parent: ET.Element, titles: Text, languages: tuple[str, ...], key: str) -> None:
    """Add a title: one, and its translations beside it."""
    own = put(parent, "titlStmt")
    first = languages[0] if languages[0] in titles else next(iter(titles))
    put(own, "titl", titles[first]).set(f"{XML}lang", first)
    others = {lang: text for lang, text in titles.items() if lang != first and lang in languages}
    if others:
        put_texts(own, "parTitl", others, languages)
    put(own, "IDNo", key)


def _document(root: ET.Element, table: DataTable, languages: tuple[str, ...]) -> None:
    study = table.study
    own = put(root, "docDscr")
    citation = put(own, "citation")
    titles = spoken(languages, lambda lang: say("codebook.codebook", lang, title=_title(table, lang)))
    _titles(citation, titles, languages, f"{study.key}-codebook")
    put(put(citation, "prodStmt"), "software", "Berdaya", version=__version__)
    put_words(own, "notes", languages, "codebook.counts-note", threshold=study.settings.threshold)


def _study(root: ET.Element, table: DataTable, languages: tuple[str, ...]) -> None:
    study = table.study
    own = put(root, "stdyDscr")
    citation = put(own, "citation")
    titles = {lang: text for lang, text in (study.title or study.instrument.title).items() if text}
    _titles(citation, titles or {languages[0]: study.key}, languages, study.key)
    archive = study.archive
    if archive.authors:
        _names(put(citation, "rspStmt"), "AuthEnty", archive.authors)
    made = put(citation, "prodStmt")
    _names(made, "producer", archive.producers)
    if study.date:
        put(made, "prodDate", study.date, date=study.date)
    put(made, "software", "Berdaya", version=__version__)
    _names(made, "fundAg", archive.funders)
    if study.synthetic:
        put_words(citation, "notes", languages, "export.synthetic")
    _about(own, table, languages)
    _method(own, table, languages)
    access = put(put(own, "dataAccs"), "useStmt")
    put_words(access, "restrctn", languages, "codebook.persons")
    put_texts(access, "conditions", spoken(languages, lambda lang: _conditions(archive, lang)), languages)


def _names(parent: ET.Element, tag: str, names: tuple[str, ...]) -> None:
    for name in names:
        put(parent, tag, name)


def _conditions(archive: Archive, lang: str) -> str:
    licence = say("codebook.licence", lang, licence=archive.licence) if archive.licence else ""
    return " ".join(words for words in (in_language(archive.access, lang), licence) if words)


def _about(study_part: ET.Element, table: DataTable, languages: tuple[str, ...]) -> None:
    study = table.study
    own = put(study_part, "stdyInfo")
    put_texts(own, "abstract", spoken(languages, lambda lang: _abstract(table, lang)), languages)
    about = put(own, "sumDscr")
    days = study.archive.collected
    for day, event in zip(days, ("start", "end") if len(days) > 1 else ("single",), strict=False):
        put(about, "collDate", day, date=day, event=event)
    if study.place.get("system") in ("kemendagri", "bps"):
        put(about, "nation", "Indonesia", abbr="IDN")
    if study.place:
        put_words(about, "geogCover", languages, "codebook.place", **study.place)
    put_words(about, "anlyUnit", languages, "codebook.unit")
    words = spoken(languages, lambda lang: say("codebook.universe", lang, roles=_roles(table, lang)))
    put_texts(about, "universe", words, languages)
    put_words(about, "dataKind", languages, "codebook.kind")


def _roles(table: DataTable, lang: str) -> str:
    return ", ".join(in_language(text, lang, role) for role, text in table.study.instrument.roles.items())


def _abstract(table: DataTable, lang: str) -> str:
    instrument, rows = table.study.instrument, table.rows
    parts = instrument.root.children if any(child.children for child in instrument.root.children) else ()
    found = say(
        "codebook.abstract",
        lang,
        questions=len(instrument.leaves),
        parts="; ".join(instrument.label(part.key, lang) for part in parts or (instrument.root,)),
        roles=_roles(table, lang),
        rows=rows.height,
        persons=rows["respondent"].n_unique(),
        groups=rows["group"].n_unique(),
    )
    words = (in_language(table.study.archive.abstract, lang), found, in_language(instrument.note, lang))
    return " ".join(text for text in words if text)


def _waves(waves: tuple[str, ...], lang: str) -> str:
    words = ", ".join(wave_words(wave, lang) for wave in waves)
    return say("codebook.waves", lang, waves=words) if waves else say("codebook.once", lang)


def _method(study_part: ET.Element, table: DataTable, languages: tuple[str, ...]) -> None:
    study, instrument = table.study, table.study.instrument
    method = put(study_part, "method")
    own = put(method, "dataColl")
    named = {"instrument": instrument.key, "version": instrument.version, "sha256": instrument_hash(study.as_written)}
    told = {
        "timeMeth": lambda lang: _waves(study.waves, lang),
        "sampProc": lambda lang: sampling_words(table, lang),
        "resInstru": lambda lang: say(
            "codebook.questionnaire", lang, title=in_language(instrument.title, lang), **named
        ),
        "weight": lambda lang: say("codebook.weighting", lang),
    }
    for name, make in told.items():
        put_texts(own, name, spoken(languages, make), languages)
    errors = put(method, "anlyInfo")
    put_words(errors, "EstSmpErr", languages, "codebook.errors")


def _file(root: ET.Element, table: DataTable, files: Mapping[str, bytes], languages: tuple[str, ...]) -> None:
    own = put(put(root, "fileDscr", ID=FILE, URI="data.csv"), "fileTxt")
    put(own, "fileName", "data.csv")
    print_of = put(own, "dataFingerprint", type="dataFile")
    put(print_of, "digitalFingerprintValue", sha256(files["data.csv"]).hexdigest())
    put(print_of, "algorithmSpecification", "SHA-256")
    put_words(own, "fileCont", languages[:1], "export.data-note")
    size = put(own, "dimensns")
    put(size, "caseQnty", str(table.rows.height))
    put(size, "varQnty", str(table.rows.width + len(table.study.instrument.leaves)))
    put(own, "fileType", "CSV, UTF-8")
