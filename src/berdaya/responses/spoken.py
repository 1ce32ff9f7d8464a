"""Headers and cells in people's words: the full question for its key, a rubric's text for its number.

Forms hand out files whose headers are questions and whose cells are the words that were ticked. Both are matched by their
letters alone: case, blanks and signs around them do not count.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from berdaya.instrument.model import Instrument, Question
from berdaya.responses.answer import number
from berdaya.responses.folded import fold
from berdaya.words import LANGUAGES, say

How = Literal["columns", "key", "text", "path", "word"]
_PATH = re.compile(r"[/.\-:]")
KEY_WORDS: Mapping[str, tuple[str, ...]] = {  # besides our own names
    "respondent": (
        *("responden", "kode responden", "id responden", "nomor responden", "no responden"),
        *("respondent id", "respondent code"),
    ),
    "group": (
        *("kelompok", "kode kelompok", "nama kelompok", "kube", "nama kube"),
        *("group name", "group code", "name of group"),
    ),
    "role": (
        *("peran", "jabatan", "sebagai", "anda sebagai", "peran anda", "jabatan anda", "peran dalam kelompok"),
        *("jabatan dalam kelompok", "your role", "role in the group", "position"),
    ),
    "wave": ("putaran", "gelombang", "round"),
    "weight": ("bobot", "sampling weight", "bobot sampel"),
    "date": ("tanggal", "tanggal wawancara", "interview date", "date of interview", "today"),
    "enumerator": ("pencacah", "petugas", "pewawancara", "interviewer", "surveyor"),
    "item": ("butir",),
    "answer": ("jawaban",),
}  # fmt: skip
TRAIT_WORDS: Mapping[str, tuple[str, ...]] = {  # of respondents, as most studies report by them
    "sex": ("jenis kelamin", "gender"),
    "age_class": ("kelompok umur", "kelompok usia", "rentang umur", "rentang usia", "age group", "age class"),
    "education": ("pendidikan terakhir", "pendidikan", "highest education"),
}
KNOWN_WAVES = ("before", "after", "baseline", "midline", "endline")  # reports have words for them
_MORE_WAVE_WORDS: Mapping[str, tuple[str, ...]] = {"after": ("setelah",)}
_PERSONAL = re.compile(
    r"(.*\b)?(time ?stamp|stempel waktu|cap waktu|e-?mail( address)?|surel|alamat( e-?mail| rumah)?|address"
    r"|(no(mor)?|number) ?(hp|telepon|telp|ponsel|wa|whatsapp)|telepon|phone( number)?|whatsapp"
    r"|nama( lengkap| responden| anda)?|(full )?name|nik|no(mor)? ?ktp|ktp|no(mor)? ?kk"
    r"|gps|geo ?location|latitude|longitude|altitude|lintang|bujur|ip( address)?"
    r"|device ?id|imei|username|submitted ?by|tanda tangan|signature|foto|photo)"
)
_TOTALS = frozenset(
    ("total", "jumlah", "rata-rata", "rata rata", "rerata", "mean", "average", "sum", "grand total", "jumlah total")
)


class Spoken(NamedTuple):
    """A header that was matched: our name, and how."""

    name: str
    how: How


class Unclear(NamedTuple):
    """Headers that would be the same thing, or a header that would be several: none of them is taken."""

    headers: tuple[str, ...]
    names: tuple[str, ...]


def match_headers(
    headers: Sequence[str], instrument: Instrument, names: Iterable[str]
) -> tuple[dict[str, Spoken], list[Unclear]]:
    """Return by header which of our names it is, for the names that no header has letter by letter.

    A question is known by its key, its text or its label in any language, or by the last part of a path
    (`group/a1_h1`); respondent, group and the others by their words. What is unclear is not taken.

    Parameters
    ----------
    headers
        Those that nothing else has claimed.
    instrument
        Names the questions.
    names
        What is looked for: keys of questions and our names of columns.
    """
    wanted = set(names)
    found: dict[str, Spoken] = {}
    unclear: list[Unclear] = []
    ways: list[tuple[How, dict[str, list[str]], bool]] = [
        ("key", {fold(name): [name] for name in wanted}, False),
        ("text", _texts(instrument, wanted), False),
        ("word", _words(wanted), False),
        ("path", {fold(name): [name] for name in wanted}, True),
        ("path", _texts(instrument, wanted), True),
    ]
    for how, known, last in ways:
        open_headers = [header for header in headers if header not in found]
        taken = {spoken.name for spoken in found.values()}
        claims: dict[str, list[str]] = {}
        for header in open_headers:
            for name in _last_parts(header, known) if last else known.get(fold(header), ()):
                if name not in taken:
                    claims.setdefault(name, []).append(header)
        unclear += _unclear(claims)
        doubtful = {header for one in unclear for header in one.headers} | {n for one in unclear for n in one.names}
        for name, claimed in claims.items():
            if name not in doubtful and claimed[0] not in doubtful and len(claimed) == 1:
                found[claimed[0]] = Spoken(name, how)
    return found, unclear


def _last_parts(header: str, known: Mapping[str, list[str]]) -> Sequence[str]:
    """Return what the last part of a path names: the longest that is known, since texts may hold the signs that part it."""
    for sign in _PATH.finditer(header):
        names = known.get(fold(header[sign.end() :]))
        if names:
            return names
    return ()


def _unclear(claims: Mapping[str, Sequence[str]]) -> Iterator[Unclear]:
    by_header: dict[str, list[str]] = {}
    for name, headers in claims.items():
        if len(headers) > 1:
            yield Unclear(tuple(headers), (name,))
        for header in headers:
            by_header.setdefault(header, []).append(name)
    for header, names in by_header.items():
        if len(names) > 1:
            yield Unclear((header,), tuple(names))


def _texts(instrument: Instrument, wanted: set[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for leaf in instrument.leaves:
        if leaf.question is not None and leaf.key in wanted:
            for text in {fold(text) for text in (*leaf.question.text.values(), *leaf.label.values())} - {""}:
                found.setdefault(text, []).append(leaf.key)
    return found


def _words(wanted: set[str]) -> dict[str, list[str]]:
    return {word: [name] for name, words in KEY_WORDS.items() if name in wanted for word in words}


def is_personal(header: str) -> bool:
    """Return whether a header names something that tells who a person is: a name, a telephone, an e-mail, a place.

    Examples
    --------
    >>> [is_personal(text) for text in ("Alamat email", "Timestamp", "No HP", "Nama Lengkap", "Pendapatan", "kenyamanan")]
    [True, True, True, True, False, False]
    """
    return _PERSONAL.fullmatch(fold(header.replace("_", " "))) is not None


def wave_texts(waves: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return the words of each wave as reports print them; none for a wave that only the study knows."""
    return {
        wave: {lang: say(f"report.wave-{wave}", lang) for lang in LANGUAGES} if wave in KNOWN_WAVES else {}
        for wave in waves
    }


def wave_words(waves: Iterable[str]) -> dict[str, str]:
    """Return by folded words the wave that they stand for; words that could be two waves stand for none."""
    found: dict[str, set[str]] = {}
    for wave, text in wave_texts(waves).items():
        for word in (*text.values(), *_MORE_WAVE_WORDS.get(wave, ()), wave):
            found.setdefault(fold(word), set()).add(wave)
    return {word: next(iter(named)) for word, named in found.items() if len(named) == 1}


def role_words(instrument: Instrument) -> dict[str, str]:
    """Return by folded words the role that they stand for."""
    return {fold(text): role for role, texts in instrument.roles.items() for text in (*texts.values(), role)}


def is_heading(name: str, text: str) -> bool:
    """Return whether a cell in the column of one of our names is itself a heading of it."""
    return fold(text) == name or fold(text) in KEY_WORDS.get(name, ())


def is_total(text: str) -> bool:
    """Return whether a cell begins a row of totals."""
    return fold(text) in _TOTALS


def spoken_answers(question: Question, instrument: Instrument) -> dict[str, str]:
    """Return by folded words the answer or the missing code that they stand for; words of two answers stand for none."""
    found: dict[str, str] = {}
    twice = set()
    texts = [(str(value), text) for value, text in question.answers.items()]
    for value, spoken in [*texts, *instrument.missing.items()]:
        for words in {fold(text) for text in spoken.values()} - {""}:
            if found.setdefault(words, value) != value:
                twice.add(words)
    return {words: value for words, value in found.items() if words not in twice and number(words) is None}
