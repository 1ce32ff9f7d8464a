"""What python-docx has no words for: fields, bookmarks, links, alternative texts, styles by name in no time."""

from typing import Any
from weakref import WeakKeyDictionary

_IDS: WeakKeyDictionary[Any, dict[str, str]] = WeakKeyDictionary()  # of the styles of each open document


def _element(tag: str, text: str | None = None, **attributes: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(name.replace("_", ":")), value)
    if text is not None:
        element.set(qn("xml:space"), "preserve")
        element.text = text
    return element


def styled(paragraph: Any, style: str) -> Any:
    """Give a paragraph a style by its name; python-docx would read all styles of the document again for each."""
    ids = _IDS.setdefault(paragraph.part, {})
    if style not in ids:
        ids[style] = paragraph.part.styles[style].style_id
    paragraph._p.style = ids[style]
    return paragraph


def add_field(paragraph: Any, instruction: str, shown: str) -> None:
    """Add a field (PAGE, SEQ ..) with the text that it shows until Word renews it."""
    begin_field(paragraph, instruction)
    paragraph.add_run(shown)
    end_field(paragraph)


def begin_field(paragraph: Any, instruction: str) -> None:
    """Open a field; what is added until `end_field` is what it shows."""
    for part in (
        _element("w:fldChar", w_fldCharType="begin"),
        _element("w:instrText", f" {instruction} "),
        _element("w:fldChar", w_fldCharType="separate"),
    ):
        paragraph.add_run()._r.append(part)


def end_field(paragraph: Any) -> None:
    """Close a field."""
    paragraph.add_run()._r.append(_element("w:fldChar", w_fldCharType="end"))


def add_bookmark(paragraph: Any, name: str, number: int) -> None:
    """Put a bookmark about all that a paragraph holds."""
    start = _element("w:bookmarkStart", w_id=str(number), w_name=name)
    properties = paragraph._p.pPr
    paragraph._p.insert(0 if properties is None else 1, start)
    paragraph._p.append(_element("w:bookmarkEnd", w_id=str(number)))


def add_link(paragraph: Any, text: str, bookmark: str) -> None:
    """Add a link to a place in the document."""
    link = _element("w:hyperlink", w_anchor=bookmark, w_history="1")
    link.append(paragraph.add_run(text)._r)
    paragraph._p.append(link)


def describe(picture: Any, alt: str, title: str) -> None:
    """Give a picture its alternative text, and no space about it (programs add some where none is stated)."""
    for side in ("distT", "distB", "distL", "distR"):
        picture._inline.set(side, "0")
    properties = picture._inline.docPr
    properties.set("descr", alt)
    properties.set("title", title)


def set_language(document: Any, tag: str) -> None:
    """Set the language of the whole document ("id-ID"), for spelling and for screen readers."""
    from docx.oxml.ns import qn

    styles = document.styles.element
    for properties in styles.iter(qn("w:rPrDefault")):
        run = properties.get_or_add_rPr() if hasattr(properties, "get_or_add_rPr") else properties.find(qn("w:rPr"))
        if run is None:
            run = _element("w:rPr")
            properties.append(run)
        for old in run.findall(qn("w:lang")):
            run.remove(old)
        run.append(_element("w:lang", w_val=tag, w_eastAsia=tag, w_bidi="ar-SA"))
