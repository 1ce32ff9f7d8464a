"""XML that any reader takes: escaped, in the language that it says, without signs that XML has not."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from berdaya.study.for_programs.xml_parts import XML, put, put_texts, put_words, xml_bytes

LANG = f"{XML}lang"


def test_texts_in_the_languages_that_there_are() -> None:
    root = ET.Element("r")
    put_texts(root, "a", {"id": "Satu", "en": "One"}, ("en", "id"))
    put_texts(root, "b", {"id": "Satu"}, ("en",))
    put_texts(root, "c", {"id": ""}, ("id",))
    put_words(root, "d", ("id", "en"), "codebook.wave")
    put(root, "e", wgt_var="V1")
    told = [(one.tag, one.get(LANG), one.text) for one in root]
    assert told == [
        *(("a", "en", "One"), ("a", "id", "Satu"), ("b", "id", "Satu")),
        *(("d", "id", "Putaran"), ("d", "en", "Wave"), ("e", None, None)),
    ]
    assert root[-1].attrib == {"wgt-var": "V1"}


@given(st.text())
def test_any_text_can_be_written_and_read(text: str) -> None:
    root = ET.Element("r")
    put(root, "a", text, b=text)
    data = xml_bytes(root)
    assert data == xml_bytes(root)
    (read,) = ET.fromstring(data)
    kept = "".join(sign for sign in text if sign in "\t\n\r" or (sign >= " " and sign not in "\ufffe\uffff"))
    kept = "".join(sign for sign in kept if not 0xD800 <= ord(sign) <= 0xDFFF)
    assert (read.text or "") == kept.replace("\r\n", "\n").replace("\r", "\n")
    assert read.get("b") == kept
