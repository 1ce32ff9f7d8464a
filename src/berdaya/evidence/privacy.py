"""Warn of what could identify a person in a passage: names, telephone numbers, the 16 digits of a NIK.

A passage with a number is never printed. Names are only guessed at: a form of address and a capitalised word ("Pak
Rusdi", "Ibu Yeni"). A name that stands alone, one in small letters, a nickname, a place that only one person lives in
or a number written in words is not seen: whoever publishes reads the quotes first. Offices ("Pak Camat", "Ibu Ketua")
are not names.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from berdaya.errors import Problem
from berdaya.evidence.model import Passage

_GAP = r"[\s.\-‐-―/()]{0,2}"
_NIK = re.compile(rf"(?<!\d)\d(?:{_GAP}\d){{15}}(?!\d)")
_MOBILE = rf"(?<!\d)(?:\+?{_GAP}6{_GAP}2|0){_GAP}8(?:{_GAP}\d){{7,11}}(?!\d)"
_LANDLINE = r"(?<!\d)(?:\+?62[\s-]?|\(?0)[2-79]\d{1,2}\)?[\s-]?\d{3,4}[\s-]?\d{2,4}(?!\d)"
_PHONE = re.compile(rf"{_MOBILE}|{_LANDLINE}")

_ADDRESS = "bapak|ibu|pak|bu|saudara|saudari|uni|uda|etek|mak|datuak|datuk|haji|hajah|tuan|nyonya|miss"
_SHORT = r"bpk|sdr|sdri|h|hj|ny|tn|mr|mrs|ms|dr|drs"
_NAME = re.compile(rf"\b(?i:(?P<form>{_ADDRESS})|(?P<short>{_SHORT})\.?)\s+(?=(?P<name>[^\W\d_a-z][^\W\d_]+))")
_OFFICE = re.compile(
    "anggota|bapak|bendahara|bidan|bpk|bu|bupati|camat|datuak|datuk|desa|dinas|dokter|dosen|eropa|gubernur|guru|haji|"
    "hajah|ibu|imam|jorong|kader|kades|kadis|kasi|kecamatan|kelompok|kepala|ketua|kota|kube|lurah|menteri|nagari|"
    "negara|pak|pendamping|penyuluh|petugas|pkh|pkk|presiden|rt|rumah|rw|saudara|saudari|sekretaris|soviet|tangga|tuan|"
    "ustad|ustadz|wakil|wali|walinagari",
    re.IGNORECASE,
)


def _findings(text: str) -> Iterator[tuple[str, str]]:
    """Yield the code and a masked form of each thing found."""
    for nik in _NIK.finditer(text):
        yield "evidence.looks-like-nik", f"{nik[0][:4]}…"
    for phone in _PHONE.finditer(_NIK.sub(" # ", text)):
        yield "evidence.looks-like-phone", f"{phone[0].strip()[:4]}…"
    for name in _NAME.finditer(text):
        short_lower = name["short"] and not name["short"][0].isupper()
        if not short_lower and not _OFFICE.fullmatch(name["name"]):
            yield "evidence.looks-like-name", f"{name['form'] or name['short']} {name['name'][0]}…"


def guard(passages: Iterable[Passage]) -> tuple[tuple[Passage, ...], tuple[Problem, ...]]:
    """Return the passages, those with a telephone number or NIK no longer quotable, and a warning for each finding.

    The warning shows only the beginning of what was found, for warnings are printed too.
    """
    guarded: list[Passage] = []
    warnings: dict[tuple[object, ...], Problem] = {}  # a passage with three criteria warns once
    for passage in passages:
        findings = tuple(_findings(passage.text))
        for code, found in findings:
            key = (code, passage.where, found)
            warnings[key] = Problem(code, passage.where, {"found": found}, "warning")
        identifies = any(code != "evidence.looks-like-name" for code, _ in findings)
        guarded.append(replace(passage, quotable=False) if identifies else passage)
    return tuple(guarded), tuple(warnings.values())
