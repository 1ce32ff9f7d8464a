"""What study.yaml says of the letter before a report (`report:`): only what is said there, and nothing made up."""

from dataclasses import dataclass
from typing import Literal

PictureKind = Literal["png", "jpg", "svg"]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as its file holds it; `width` and `height` in its own units."""

    data: bytes
    kind: PictureKind
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class LetterSettings:
    """The letterhead, the reference, the addressee and who signs; what is empty stays a blank line to fill in by hand.

    `date` is ISO, `nip` 18 digits or as it was written.
    """

    agency: tuple[str, ...] = ()
    address: tuple[str, ...] = ()
    logo: Picture | None = None
    number: str = ""
    classification: str = ""
    to: tuple[str, ...] = ()
    place: str = ""
    date: str = ""
    title: str = ""
    name: str = ""
    nip: str = ""
