"""Read XML as it streams by, element by element; a document type, which can be a bomb, is refused."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any, NoReturn
from xml.parsers.expat import ParserCreate

_CHUNK = 1 << 18


class XmlError(Exception):
    """XML that is not read: it declares a document type."""


def _nothing(*_: Any) -> None:
    """Take an event of which nothing is wanted."""


@dataclass(frozen=True, slots=True)
class Handlers:
    """What to do at the start of an element (name, attributes) and at its end (name, text since the last start)."""

    start: Callable[[str, dict[str, str]], None]
    end: Callable[[str, str], None] = _nothing


def read_xml(stream: IO[bytes], handlers: Handlers) -> None:
    """Read a document; names come without their prefix.

    Raises
    ------
    XmlError, xml.parsers.expat.ExpatError
        For a document type, and for what is no XML.
    """
    parser = ParserCreate()
    parser.buffer_text = True
    texts: list[str] = []
    start, end = handlers.start, handlers.end

    def on_start(tag: str, given: dict[str, str]) -> None:
        texts.clear()
        start(tag.rpartition(":")[2], given)

    def on_end(tag: str) -> None:
        end(tag.rpartition(":")[2], "".join(texts))
        texts.clear()

    def refuse(*_: Any) -> NoReturn:
        raise XmlError("document type")

    parser.StartElementHandler = on_start
    parser.EndElementHandler = on_end
    parser.CharacterDataHandler = texts.append
    parser.StartDoctypeDeclHandler = refuse
    while chunk := stream.read(_CHUNK):
        parser.Parse(chunk, False)
    parser.Parse(b"", True)
