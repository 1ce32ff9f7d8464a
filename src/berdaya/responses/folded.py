"""Texts by their letters alone: case, blanks and signs around them do not count."""

import re
import unicodedata

_AROUND = " \t\n\r:;.,*?!\"'()[]"
_NUMBERED = re.compile(r"([+-]?\d+)\s*(?:[-–—.:=)]+\s*|\()\s*(.+)", re.DOTALL)


def fold(text: str) -> str:
    """Return a text by its letters: small, single blanks, without signs around it.

    Examples
    --------
    >>> fold("  Seberapa  SEHAT Anda?* "), fold("Ya."), fold("（2）")
    ('seberapa sehat anda', 'ya', '2')
    """
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split()).strip(_AROUND)


def numbered(text: str) -> tuple[str, str] | None:
    """Return number and words of "2 - Sedang", "2. Sedang" or "2 (Sedang)"; None for any other text.

    Examples
    --------
    >>> numbered("2 - Sedang"), numbered("3) Tinggi"), numbered("2 (Sedang)"), numbered("2 kali")
    (('2', 'sedang'), ('3', 'tinggi'), ('2', 'sedang'), None)
    """
    match = _NUMBERED.fullmatch(text.strip())
    return (match[1], fold(match[2])) if match else None
