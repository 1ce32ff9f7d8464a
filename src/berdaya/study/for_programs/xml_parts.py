"""Elements of XML with texts in several languages, and their bytes."""

import re
import xml.etree.ElementTree as ET

from berdaya.instrument.model import Text
from berdaya.study.for_programs.columns import spoken
from berdaya.words import say

XML = "{http://www.w3.org/XML/1998/namespace}"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0 has no way to write these


def put(parent: ET.Element, tag: str, text: str = "", /, **attributes: str) -> ET.Element:
    """Add an element with a text; `_` in the name of an attribute stands for `-`, as in wgt_var."""
    added = ET.SubElement(parent, tag, {key.replace("_", "-"): _clean(value) for key, value in attributes.items()})
    if text:
        added.text = _clean(text)
    return added


def put_texts(parent: ET.Element, tag: str, text: Text, languages: tuple[str, ...]) -> None:
    """Add an element for each language that a text has, with xml:lang; where it has none of them, the first that it has."""
    here = [lang for lang in languages if text.get(lang)] or [lang for lang, words in text.items() if words][:1]
    for lang in here:
        put(parent, tag, text[lang]).set(f"{XML}lang", lang)


def put_words(parent: ET.Element, tag: str, languages: tuple[str, ...], key: str, /, **values: object) -> None:
    """Add an element with printed words for each language."""
    put_texts(parent, tag, spoken(languages, lambda lang: say(key, lang, **values)), languages)


def xml_bytes(root: ET.Element) -> bytes:
    """Return a document as UTF-8, one element a line; the same elements give the same bytes."""
    ET.indent(root)
    found: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return found + b"\n"


def _clean(text: str) -> str:
    return _NOT_XML.sub("", text)
