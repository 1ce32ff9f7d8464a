import os
import pickle
import re
import subprocess
import sys
import zlib
from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest

from berdaya.errors import UsageError
from berdaya.report.docx import docx_bytes
from berdaya.report.draw import Drawn
from berdaya.report.html import html_bytes
from berdaya.report.model import Column, Paragraph, Report, Row, Table, Text
from berdaya.report.pdf import pdf_bytes, write_pdf

ALL = """
import pickle, sys, hashlib
from berdaya.report.docx import docx_bytes
from berdaya.report.html import html_bytes
from berdaya.report.pdf import pdf_bytes
report = pickle.load(open(sys.argv[1], "rb"))
for make in (html_bytes, pdf_bytes, docx_bytes):
    print(hashlib.sha256(make(report)).hexdigest())
"""


def _inside(data: bytes) -> bytes:
    """The file with its packed parts unpacked."""
    found = [data]
    for match in re.finditer(rb"stream\r?\n", data):
        try:
            found.append(zlib.decompressobj().decompress(data[match.end() :]))
        except zlib.error:
            continue
    return b"\n".join(found)


@pytest.mark.parametrize("lang", ["id", "en"])
def test_it_is_tagged_and_dated(lang: str, sample: Callable[[str], Report], drawn: Callable[[str], Drawn]) -> None:
    data = _inside(pdf_bytes(sample(lang), drawn(lang)))
    assert data.startswith(b"%PDF-1.7")
    assert b"pdfuaid:part" in data
    assert f"/Lang ({lang}".encode() in data or f"<rdf:li>{lang}".encode() in data
    assert b"D:20221130" in data
    assert data.count(b"/Figure") >= 7
    assert b"/TH" in data
    assert set(re.findall(rb"/FontName\s*/[A-Z]{6}\+(\w+)-", data)) == {b"BerdayaSans"}


def test_a_report_without_date_or_blocks_and_with_odd_signs() -> None:
    empty = Report("en", "T", "", "", "s", ())
    assert pdf_bytes(empty).startswith(b"%PDF")
    assert b"D:20000101" in _inside(pdf_bytes(empty))
    odd = replace(empty, title="🌾 #x $y$ " + "z" * 300, blocks=(Paragraph.of("\x00漢字 #eval(1) \\ @a <b>"),))
    assert pdf_bytes(odd).startswith(b"%PDF")


def test_few_rows_taller_than_a_page_go_on_on_the_next() -> None:
    def pages(rows: int) -> int:
        tall = Text("kata " * 300)
        table = Table("T", (Column("H"),), tuple(Row((tall,)) for _ in range(rows)))
        return len(re.findall(rb"/Type\s*/Page\b", _inside(pdf_bytes(Report("id", "T", "", "", "s", (table,))))))

    assert pages(12) > pages(3) + 1


def test_the_template_takes_data_only() -> None:
    source = (files("berdaya.report") / "template.typ").read_text(encoding="utf-8")
    assert "eval(" not in source
    assert "import" not in source
    assert "@preview" not in source


def test_the_same_bytes_in_one_process(
    tmp_path: Path, sample: Callable[[str], Report], drawn: Callable[[str], Drawn]
) -> None:
    write_pdf(sample("id"), tmp_path / "a.pdf")
    assert (tmp_path / "a.pdf").read_bytes() == pdf_bytes(sample("id"), drawn("id"))


def test_the_same_bytes_in_another_process_and_folder(
    tmp_path: Path, sample: Callable[[str], Report], drawn: Callable[[str], Drawn]
) -> None:
    import hashlib

    report, pictures = sample("id"), drawn("id")
    (tmp_path / "report").write_bytes(pickle.dumps(report))
    here = [make(report, pictures) for make in (html_bytes, pdf_bytes, docx_bytes)]
    environment = os.environ | {"PYTHONHASHSEED": "7", "TZ": "Asia/Jakarta"}
    command = [sys.executable, "-c", ALL, str(tmp_path / "report")]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [hashlib.sha256(data).hexdigest() for data in here]


def test_a_missing_extra(
    monkeypatch: pytest.MonkeyPatch, sample: Callable[[str], Report], drawn: Callable[[str], Drawn]
) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(UsageError) as error:
        pdf_bytes(sample("id"), drawn("id"))
    assert error.value.problems[0].code == "usage.missing-extra"
