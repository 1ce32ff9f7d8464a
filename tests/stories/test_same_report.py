"""One report in four formats and two languages: the same figures everywhere, and the same bytes however it is made."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docx as word
import openpyxl
import pytest

from berdaya.study.read import read_study
from berdaya.study.reports import write_reports
from berdaya.study.start import start_demo
from berdaya.words import LANGUAGES
from berdaya.words.format import NOTHING, interval, number, percent, surely
from berdaya.words.say import say

if TYPE_CHECKING:
    from tests.conftest import Ran, SmallStudy

Shell = Callable[..., "Ran"]
Rows = dict[str, list[str]]  # what a table says, by the first cell of each row
HEADS = ("score", "ideal", "interval", "category", "sure")
RUNS = (("UTC", "0", "C.UTF-8"), ("Asia/Jakarta", "7", "C"), ("America/St_Johns", "4242", "C.UTF-8"))


class Tables(HTMLParser):
    """The tables of a page by their captions."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, list[list[str]]] = {}
        self._caption, self._here, self._rows = "", "", [[""]]
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == "caption":
            self._caption, self._rows = "", []
        elif tag == "tr":
            self._rows.append([])
        elif tag in ("th", "td") and self._rows:
            self._rows[-1].append("")
        self._here = tag if tag in ("caption", "th", "td") else self._here

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self.found[self._caption.strip()] = self._rows
        elif tag == self._here:
            self._here = ""

    def handle_data(self, data: str) -> None:
        if self._here == "caption":
            self._caption += data
        elif self._here and self._rows and self._rows[-1]:
            self._rows[-1][-1] += data


def in_html(data: bytes) -> Iterator[tuple[str, list[list[str]]]]:
    yield from Tables(data.decode()).found.items()


def in_docx(data: bytes) -> Iterator[tuple[str, list[list[str]]]]:
    for table in word.Document(BytesIO(data)).tables:
        above = table._tbl.getprevious()
        caption = "" if above is None else "".join(above.itertext())
        yield caption, [[cell.text.strip() for cell in row.cells] for row in table.rows]


def of_scores(tables: Iterator[tuple[str, list[list[str]]]], lang: str) -> Rows:
    """Return score, percent of ideal, interval, category and confidence of every node, by its label."""
    heads = [say(f"report.head-{name}", lang, level="95%") for name in HEADS]
    found: Rows = {}
    for caption, (head, *rows) in tables:
        if caption.endswith((say("report.nodes-caption", lang), say("report.criteria-caption", lang, part=""))):
            found |= {row[0]: [row[head.index(name)] for name in heads] for row in rows}
    return found


def in_xlsx(data: bytes, lang: str) -> Mapping[str, Mapping[str, Any]]:
    """Return the cells of the sheet of scores, by the node's key and the names of the columns' words."""
    sheet = openpyxl.load_workbook(BytesIO(data), data_only=True).worksheets[2]
    rows = list(sheet.iter_rows(min_row=4, values_only=True))
    names = (
        *("key", "label", "level", "aggregate", "weight", "score", "product", "ideal", "category"),
        *("printed", "se", "low", "high", "confidence", "n", "difference"),
    )
    assert rows[0][0] == say("workbook.head-key", lang)
    return {str(row[0]): dict(zip(names, row, strict=False)) for row in rows[1:] if row[0]}


def expected(row: Mapping[str, Any], bands: Mapping[str, str], lang: str) -> list[str]:
    """What a report must print of a row of `estimate --json`, on the scale from 0 to 3."""
    if row["value"] is None:
        return [NOTHING] * 5
    exact = say("notes.certain", lang) in (row["note"] or "")
    sure = None if exact or row["bands"] is None else row["bands"][row["band"]]
    return [
        number(row["value"], 2, lang),
        percent(row["value"] / 3, 1, lang),
        NOTHING if exact else interval(row["low"], row["high"], 2, lang),
        bands[row["band"]],
        surely(sure, lang, 0.95),
    ]


@pytest.mark.usefixtures("unpainted")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_format_prints_the_figures_of_the_command(small: "SmallStudy", shell: Shell, lang: str) -> None:
    small.change("study.yaml", ("design: {selection: random}", "design: {selection: random, lonely_psu: centre}"))
    study = read_study(small.path)
    _, (html, docx, xlsx) = write_reports(study, [lang], ["html", "docx", "xlsx"])
    rows = {row["node"]: row for row in shell("estimate", small.path, "--json", "--lang", lang).json["estimates"]}
    bands = {band.key: band.label[lang] for band in study.instrument.bands.labels}
    wanted = {study.instrument.label(key, lang): expected(row, bands, lang) for key, row in rows.items()}
    assert of_scores(in_html(html.read_bytes()), lang) == wanted
    assert of_scores(in_docx(docx.read_bytes()), lang) == wanted
    cells = in_xlsx(xlsx.read_bytes(), lang)
    assert set(cells) == set(rows)
    for key, cell in cells.items():
        row = rows[key]
        values = [row["value"], row["value"], row["value"] / 3]
        assert [cell[name] for name in ("printed", "score", "ideal")] == pytest.approx(values, abs=1e-12)
        assert cell["difference"] == 0
        assert [cell[name] for name in ("se", "low", "high")] == pytest.approx([row[n] for n in ("se", "low", "high")])
        assert (cell["category"], cell["n"]) == (bands[row["band"]], row["n"])
        assert cell["confidence"] == pytest.approx(row["bands"][row["band"]])


@pytest.mark.usefixtures("unpainted")
def test_marks_stand_in_every_format_and_language(small: "SmallStudy") -> None:
    small.change("study.yaml", ("study: small", "study: small\nsynthetic: true"))
    _, files = write_reports(read_study(small.path), LANGUAGES, ["html", "docx", "xlsx"])
    for file in files:
        lang, form = file.suffixes
        mark = say("report.synthetic", lang[1:]), say("report.mark-internal", lang[1:])
        data = file.read_bytes()
        if form == ".html":
            assert data.decode().count(" · ".join(mark)) == 2
        elif form == ".docx":
            headers = [section.header for section in word.Document(BytesIO(data)).sections]
            assert all(" · ".join(mark) in head.paragraphs[0].text for head in headers)
        else:
            book = openpyxl.load_workbook(BytesIO(data))
            assert all(" · ".join(mark) in str(sheet.oddHeader.right.text) for sheet in book.worksheets)


@pytest.mark.slow
def test_the_demo_gives_the_same_bytes_anywhere(tmp_path: Path) -> None:
    """Twice in this process, and in others of another folder, time zone, hash seed and locale."""
    folder = tmp_path / "contoh baso é"
    start_demo(folder)
    files = _written(folder)
    first = _digests(folder)
    assert {file.name for file in files} <= {Path(name).parts[0] for name in first}
    assert {Path(name).parts[0].split(".")[0] for name in first} == {"report", "tables"}
    _written(folder)
    assert _digests(folder) == first
    for count, (zone, seed, locale) in enumerate(RUNS):
        place = tmp_path / f"another place {count}"
        place.mkdir()
        env = {**os.environ, "TZ": zone, "PYTHONHASHSEED": seed, "LC_ALL": locale, "PYTHONUTF8": "1"}
        subprocess.run([sys.executable, "-m", "berdaya", "demo"], cwd=place, env=env, check=True, capture_output=True)
        assert _digests(place / "baso-demo") == first


def _written(folder: Path) -> tuple[Path, ...]:
    return write_reports(read_study(folder))[1]


def _digests(folder: Path) -> dict[str, str]:
    """What its results hold, by their paths."""
    files = [path for path in (folder / "results").rglob("*") if path.is_file()]
    return {str(file.relative_to(folder / "results")): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
