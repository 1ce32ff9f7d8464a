from io import BytesIO
from xml.parsers.expat import ExpatError

import pytest

from berdaya.located.xml_events import Handlers, XmlError, read_xml


def seen(xml: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    handlers = Handlers(lambda tag, given: found.append((tag, str(given))), lambda tag, text: found.append((tag, text)))
    read_xml(BytesIO(xml.encode()), handlers)
    return found


def test_elements_come_with_their_text_and_without_a_prefix() -> None:
    assert seen('<x:a xmlns:x="u"><b c="1">d&amp;e</b></x:a>')[1:] == [("b", "{'c': '1'}"), ("b", "d&e"), ("a", "")]


def test_a_document_type_is_refused() -> None:
    bomb = "<!DOCTYPE a [<!ENTITY b 'cccc'><!ENTITY d '&b;&b;&b;'>]><a>&d;</a>"
    with pytest.raises(XmlError):
        seen(bomb)
    with pytest.raises(ExpatError):
        seen("<a><b></a>")
