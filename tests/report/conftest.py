"""A rich report of made-up numbers in both languages, for the tests of the renderers and for looking at."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Literal

import numpy as np
import pytest

from berdaya.estimates.model import Estimates
from berdaya.estimates.publish import Publish, beyond_rules
from berdaya.report import charts
from berdaya.report.draw import Drawn, draw
from berdaya.report.findings import Findings
from berdaya.report.measure import text_width
from berdaya.report.model import (
    Block,
    Bullets,
    Category,
    Column,
    ColumnKind,
    Figure,
    Heading,
    Interval,
    KeyFigure,
    KeyFigures,
    Note,
    Number,
    PageBreak,
    Paragraph,
    Quote,
    Report,
    Row,
    Run,
    Spec,
    Table,
    Text,
)
from berdaya.study.analyse import analyse
from berdaya.study.read import read_study
from berdaya.words.format import date, interval, number, percent

LABELS = {
    "id": (
        "Anggota kelompok adalah kepala atau anggota keluarga miskin yang tercatat dalam data terpadu",
        "Usaha yang dipilih sesuai dengan keterampilan yang dimiliki anggota",
        "Bantuan modal usaha diterima utuh, tepat waktu, dan tanpa potongan apa pun",
        "Pendampingan rutin",
        "Pembukuan kelompok diisi sendiri oleh anggota dan dapat ditunjukkan kepada pewawancara ketika diminta",
        "Iuran Kesetiakawanan Sosial (IKS)",
        "Musyawarah anggota",
        "Pertanggungjawaban pengurus dibacakan di depan anggota",
        "Pendapatan rumah tangga bertambah",
        "Tabungan",
        "Kebutuhan dasar (pangan, sandang, papan, pendidikan dan kesehatan) terpenuhi",
        "Kemampuan memecahkan masalah keluarga",
    ),
    "en": (
        "Members are heads or members of poor families that are listed in the integrated register",
        "The business suits the members' skills",
        "The capital grant was received in full, on time and without any deduction",
        "Regular facilitation",
        "Books are kept by the members themselves and can be shown to the interviewer when asked for",
        "Social solidarity dues (IKS)",
        "Members' meeting",
        "The board reports before the members",
        "Household income has risen",
        "Savings",
        "Basic needs (food, clothing, housing, schooling and health) are met",
        "Ability to solve the family's problems",
    ),
}
PARTS = {"id": ("Pelaksanaan program", "Kelembagaan", "Dampak"), "en": ("Implementation", "Institution", "Effects")}
VILLAGES = ("Simarasok", "Padang Tarok", "Koto Tinggi", "Tabek Panjang", "Koto Baru", "Salo", "Bungo Koto Tuo")
BANDS = {
    "id": (
        Category("low", "rendah", "#b2182b", "#ffffff"),
        Category("medium", "sedang", "#fddbc7", "#1b2733"),
        Category("high", "tinggi", "#2166ac", "#ffffff"),
    ),
    "en": (
        Category("low", "low", "#b2182b", "#ffffff"),
        Category("medium", "medium", "#fddbc7", "#1b2733"),
        Category("high", "high", "#2166ac", "#ffffff"),
    ),
}
VALUES = (2.81, 2.44, 2.37, 1.93, 0.87, 1.52, 2.61, 2.05, 2.33, 1.98, 2.12, 1.64)


def band(value: float, lang: str) -> Category:
    return BANDS[lang][0 if value <= 1 else 1 if value <= 2 else 2]


def ruler(lang: str) -> charts.Ruler:
    return charts.Ruler(0, 3, (1, 2), BANDS[lang])


def dot_rows(lang: str) -> tuple[charts.Dot, ...]:
    return tuple(
        charts.Dot(label, v, v - 0.13, min(v + 0.13, 3), number(v, 2, lang), band(v, lang), PARTS[lang][i // 4])
        for i, (label, v) in enumerate(zip(LABELS[lang], VALUES, strict=True))
    )


def group_rows(lang: str) -> tuple[charts.Dot, ...]:
    rows = []
    for index in range(27):
        v = 1.2 + 1.5 * ((index * 7) % 27) / 27
        label = f"KUBE {VILLAGES[index % 7]} {index + 1}"
        low, high = (None, None) if index == 5 else (v - 0.3, v + 0.25)
        rows.append(charts.Dot(label, v, low, high, number(v, 2, lang), band(v, lang)))
    return tuple(rows)


def tree_nodes(lang: str) -> tuple[charts.TreeNode, ...]:
    root = "Skor keseluruhan" if lang == "id" else "Overall score"
    nodes = [charts.TreeNode("root", "", root, number(2.21, 2, lang), band(2.21, lang))]
    for a, part in enumerate(PARTS[lang]):
        nodes.append(charts.TreeNode(f"a{a}", "root", part, number(2.3 - a / 9, 2, lang), band(2.3 - a / 9, lang)))
        for i in range(3):
            v = VALUES[a * 4 + i]
            nodes.append(
                charts.TreeNode(f"a{a}{i}", f"a{a}", LABELS[lang][a * 4 + i], number(v, 2, lang), band(v, lang))
            )
    return tuple(nodes)


def answer_rows(lang: str) -> tuple[charts.AnswerBar, ...]:
    rows = []
    for i, label in enumerate(LABELS[lang]):
        shares = (0.02 + i / 100, 0.18, 0.3, 0.5 - i / 100)
        texts = tuple(percent(share, 0, lang) for share in shares)
        rows.append(charts.AnswerBar(label, shares, texts, f"n = {150 - i}", PARTS[lang][i // 4]))
    return tuple(rows)


def answer_words(lang: str) -> tuple[Category, ...]:
    words = {"id": "0 tidak|1 sebagian kecil|2 sebagian besar|3 sepenuhnya", "en": "0 none|1 little|2 most|3 fully"}
    return charts.answer_keys(words[lang].split("|"))


def heat_rows(lang: str, columns: int = 10) -> tuple[charts.HeatRow, ...]:
    rows = []
    for g in range(27):
        values = [0.6 + 2.4 * ((g * 5 + c * 11) % 29) / 29 for c in range(columns)]
        cells = tuple(charts.HeatCell(number(v, 2, lang), band(v, lang)) for v in values)
        cells = (charts.HeatCell("–"), *cells[1:]) if g == 3 else cells
        rows.append(charts.HeatRow(f"KUBE {VILLAGES[g % 7]} {g + 1}", cells))
    return tuple(rows)


def driver_rows(lang: str) -> tuple[charts.Driver, ...]:
    rows = []
    for i, label in enumerate(LABELS[lang]):
        c, s = VALUES[i] / 12, (3 - VALUES[i]) / 12
        rows.append(
            charts.Driver(
                label,
                charts.Part(c, c - 0.011, c + 0.012, number(c, 3, lang)),
                charts.Part(s, max(s - 0.012, 0), s + 0.011, number(s, 3, lang)),
            )
        )
    return tuple(rows)


def criteria_table(lang: str) -> Table:
    heads = {
        "id": "Kriteria|Bobot|Skor|Bobot × skor|% ideal|Interval 95%|Kategori|Keyakinan",
        "en": "Criterion|Weight|Score|Weight × score|% of ideal|95% interval|Category|Confidence",
    }[lang].split("|")
    kinds: tuple[ColumnKind, ...] = ("text", *("number",) * 5, "category", "number")
    columns = tuple(Column(h, k) for h, k in zip(heads, kinds, strict=True))
    rows = []
    for i, (label, v) in enumerate(zip(LABELS[lang], VALUES, strict=True)):
        if i % 4 == 0:
            rows.append(Row((Text(PARTS[lang][i // 4]), *(Text("") for _ in range(7))), strong=True))
        rows.append(
            Row(
                (
                    Text(label, 1),
                    Number(1, number(1, 0, lang)),
                    Number(v, number(v, 2, lang)),
                    Number(v, number(v, 2, lang)),
                    Number(v / 3, percent(v / 3, 1, lang)),
                    Interval(v - 0.13, v + 0.13, interval(v - 0.13, v + 0.13, 2, lang)),
                    band(v, lang),
                    Number(0.97, percent(0.973, 1, lang)),
                )
            )
        )
    caption = "Skor kriteria menurut analisis" if lang == "id" else "Scores of the criteria by analysis"
    note = "Angka buatan; hanya untuk menguji tampilan." if lang == "id" else "Made-up numbers, to test the look."
    return Table(caption, columns, tuple(rows) * 3, note, "berdaya")


def wide_table(lang: str, columns: int = 14) -> Table:
    heads = [Column("Kelompok usaha bersama" if lang == "id" else "Business group")]
    heads += [Column(LABELS[lang][i % 12][:22], "number") for i in range(columns - 1)]
    rows = [
        Row((Text(f"KUBE {VILLAGES[g % 7]} {g}"), *(Number(1.5, number(1.5, 2, lang)) for _ in heads[1:])))
        for g in range(12)
    ]
    return Table("Tabel lebar" if lang == "id" else "A wide table", tuple(heads), tuple(rows))


def _figures(lang: str) -> dict[str, Figure]:
    made = {
        "tree": charts.tree_overview(tree_nodes(lang), lang),
        "dots": charts.dots(dot_rows(lang), ruler(lang), lang),
        "answers": charts.answer_bars(answer_rows(lang), answer_words(lang), lang),
        "groups": charts.dots(group_rows(lang), ruler(lang), lang),
        "heat": charts.heat_map(LABELS[lang][:10], heat_rows(lang), BANDS[lang], lang),
        "heat-few": charts.heat_map(PARTS[lang], heat_rows(lang, 3)[:8], BANDS[lang], lang),
        "drivers": charts.driver_bars(driver_rows(lang), lang),
    }
    word = "Gambaran" if lang == "id" else "A view of"
    twin = Table("Data", (Column("Label"), Column("Skor", "number")), (Row((Text("a"), Number(1, "1,00"))),))
    return {k: Figure(spec, f"{word}: {k}", f"{word} {k}, 0–3.", twin) for k, spec in made.items()}


def _summary(lang: str) -> list[Block]:
    indonesian = lang == "id"
    items = [KeyFigure("Skor keseluruhan" if indonesian else "Overall score", number(2.21, 2, lang), band(2.21, lang))]
    for part, v in zip(PARTS[lang], (2.29, 2.33, 2.02), strict=True):
        span = f"{percent(0.95, 0, lang)}: {interval(v - 0.06, v + 0.06, 2, lang)}"
        items.append(KeyFigure(part, number(v, 2, lang), band(v, lang), span))
    first = {
        "id": "Program dinilai pada skala 0 sampai 3 dari jawaban 181 responden di 27 kelompok di delapan nagari. ",
        "en": "The programme was scored from 0 to 3 on the answers of 181 respondents in 27 groups in eight villages. ",
    }[lang]
    strong = {"id": "Skor 2,02 belum tentu tinggi.", "en": "A score of 2.02 is not simply high."}[lang]
    caution = {
        "id": "Skor ini menggambarkan keadaan; bukan bukti bahwa program menyebabkannya.",
        "en": "The scores describe; they are no proof that the programme is the cause.",
    }[lang]
    return [
        Heading(1, "Ringkasan" if indonesian else "Summary", "summary"),
        KeyFigures(tuple(items)),
        Paragraph((Run(first), Run(strong, bold=True), Run(" (made up)", italic=True))),
        Bullets(LABELS[lang][:3]),
        Note(caution, "", "caution"),
        Note(caution, "Arah skor" if indonesian else "Direction"),
        PageBreak(),
    ]


@cache
def sample_report(lang: str) -> Report:
    figures = _figures(lang)
    words = {
        "id": "Gambaran umum|Kriteria|Jawaban|Kelompok|Pendorong|Bukti wawancara|Lampiran",
        "en": "Overview|Criteria|Answers|Groups|Drivers|Interview evidence|Annex",
    }[lang].split("|")
    text = Paragraph.of(" ".join(LABELS[lang]) + ".")
    hostile = '<script>alert("x")</script> #import "x" $x$ *tebal* {{ 7 * 7 }} =SUM(A1) \\ 🌾 @preview'
    blocks: list[Block] = [
        *_summary(lang),
        Heading(1, words[0]),
        text,
        figures["tree"],
        Heading(1, words[1]),
        text,
        figures["dots"],
        criteria_table(lang),
        Heading(1, words[2]),
        figures["answers"],
        Heading(1, words[3]),
        figures["groups"],
        Heading(2, LABELS[lang][4]),
        figures["heat"],
        figures["heat-few"],
        wide_table(lang),
        Heading(1, words[4]),
        figures["drivers"],
        Heading(1, words[5]),
        Quote("Kami belum pernah melihat buku kas itu.", "Anggota, KUBE Salo 6, 12 November 2022", "-"),
        Quote("Setiap bulan ketua membacakan uang masuk dan keluar.", "Ketua, KUBE Koto Baru 5", "+"),
        Quote("Bukunya ada di rumah bendahara.", "Fasilitator"),
        Heading(3, words[6]),
        Paragraph.of(hostile),
        Paragraph.of(f"Manifest: {'0123456789abcdef' * 4} {date('2022-11-30', lang)}"),
    ]
    marks = {"id": ("Data sintetis", "Internal, bukan untuk publikasi"), "en": ("Synthetic data", "Internal")}[lang]
    title = {
        "id": "Keberhasilan Kelompok Usaha Bersama dalam penanggulangan kemiskinan di Kecamatan Baso",
        "en": "Success of business groups in fighting poverty in Kecamatan Baso",
    }[lang]
    place = "Kabupaten Agam, Sumatera Barat"
    properties = {"author": "Berdaya", "subject": "KUBE", "keywords": "KUBE, kemiskinan"}
    return Report(lang, title, place, "2022-11-30", "kube-baso", tuple(blocks), marks, properties)


@cache
def _drawn(lang: str) -> Drawn:
    return draw(sample_report(lang))


@pytest.fixture
def sample() -> Callable[[str], Report]:
    return sample_report


@pytest.fixture
def drawn() -> Callable[[str], Drawn]:
    return _drawn


@pytest.fixture
def made() -> SimpleNamespace:
    """The made-up rows of charts, and their rulers and words."""
    return SimpleNamespace(
        labels=LABELS,
        bands=BANDS,
        ruler=ruler,
        dot_rows=dot_rows,
        group_rows=group_rows,
        tree_nodes=tree_nodes,
        answer_rows=answer_rows,
        answer_words=answer_words,
        heat_rows=heat_rows,
        driver_rows=driver_rows,
        criteria_table=criteria_table,
        wide_table=wide_table,
    )


def _lines(spec: Spec) -> list[tuple[str, float, float, float]]:
    found = []
    for layer in spec["layer"]:
        mark = layer["mark"]
        if mark["type"] == "text" and mark["angle"] == 0:
            for item in layer["data"]["values"]:
                wide = text_width(item["text"], mark["fontSize"], bold=mark["fontWeight"] == "bold")
                left = item["x"] - {"left": 0.0, "center": wide / 2, "right": wide}[mark["align"]]
                found.append((item["text"], left, left + wide, item["y"]))
    return found


@pytest.fixture
def texts() -> Callable[[Spec], list[tuple[str, float, float, float]]]:
    """Every upright line of text of a chart: what it says, its left and right end, its middle."""
    return _lines


@pytest.fixture
def overflowing() -> Callable[[Spec], list[str]]:
    """The lines of a chart that leave the picture, or that lie upon another line."""

    def find(spec: Spec) -> list[str]:
        lines = _lines(spec)
        out = [t for t, a, b, y in lines if a < -0.5 or b > spec["width"] + 0.5 or not 4 <= y <= spec["height"] - 4]
        for i, (text, left, right, y) in enumerate(lines):
            for other, a, b, y2 in lines[i + 1 :]:
                if abs(y - y2) < 9 and left < b - 0.5 and a < right - 0.5:
                    out.append(f"{text} / {other}")
        return out

    return find


# --- findings, for the tests of what the report says ---

KUBE = Path(__file__).resolve().parents[2] / "src" / "berdaya" / "templates" / "kube"
SMALL_INSTRUMENT = """\
instrument: small
version: "1"
languages: [{languages}]
title: {title}
scale: {scale}
roles: {{member: {member}, leader: {leader}}}
{bands}
levels: [overall, analysis, criterion]
tree:
  key: overall
  label: {overall}
  children:
    - key: a
      label: {a}
      children:
        - {{key: a1, label: {a1}, ask: [member], question: {a1}}}
        - {{key: a2, label: {a2}, ask: [member, leader], question: {a2}}}
    - key: b
      label: {b}
      children:
        - {{key: b1, label: {b1}, ask: [member], question: {b1}}}
        - {{key: b2, label: {b2}, ask: [leader], question: {b2}}}
"""
TEXTS = {
    "title": ("Kecil", "Small"),
    "member": ("Anggota", "Member"),
    "leader": ("Ketua", "Leader"),
    "overall": ("Keseluruhan", "Overall"),
    "a": ("Analisis A", "Analysis A"),
    "b": ("Analisis B", "Analysis B"),
    "a1": ("Kriteria A1", "Criterion A1"),
    "a2": ("Kriteria A2", "Criterion A2"),
    "b1": ("Kriteria B1", "Criterion B1"),
    "b2": ("Kriteria B2", "Criterion B2"),
}


class Small:
    """A study of groups with one to four members and a leader each, read and computed as a user's would be."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(
        self,
        groups: int = 27,
        profile: str = "internal",
        languages: tuple[str, ...] = ("id", "en"),
        bands: str = "bands: {cuts: [1, 2]}",
        scale: tuple[int, int] = (0, 3),
        extra: str = "",
        frame: bool = True,
    ) -> Findings:
        texts = {k: str({lang: v[lang == "en"] for lang in languages}) for k, v in TEXTS.items()}
        ends = f"{{min: {scale[0]}, max: {scale[1]}}}"
        written = SMALL_INSTRUMENT.format(languages=", ".join(languages), bands=bands, scale=ends, **texts)
        self._write("instrument.yaml", written)
        title = texts["title"]
        given = "groups: groups.csv\n" if frame else ""
        shown = f"disclosure: {{profile: {profile}}}\n"
        files = "instrument: instrument.yaml\nresponses: [{file: answers.csv, attributes: [sex]}]\n"
        self._write("study.yaml", f"study: small\ntitle: {title}\ndate: 2026-01-31\n{files}{given}{shown}{extra}")
        lines = [f"g{g:03d},Group {g:03d},{'east' if g % 2 else 'west'},active" for g in range(groups)]
        self._write("groups.csv", "\n".join(["group,name,village,status", *lines, ""]))
        rows = [row for g in range(groups) for row in self._rows(g, scale)]
        self._write("answers.csv", "\n".join(["respondent,group,role,sex,a1,a2,b1,b2", *rows, ""]))
        return analyse(read_study(self.folder))[0]

    def _rows(self, g: int, scale: tuple[int, int]) -> Iterator[str]:
        def answer(seed: int) -> int:
            return scale[0] + (7 * seed + seed * seed // 3) % (scale[1] - scale[0] + 1)

        for m in range(1 + g % 4):
            sex = "f" if (g + m) % 3 else "m"
            yield f"p{g}m{m},g{g:03d},member,{sex},{answer(g + m)},{answer(g + 2 * m + 1)},{answer(3 * g + m)},"
        yield f"p{g}l,g{g:03d},leader,f,,{answer(g + 5)},,{answer(2 * g + 1)}"

    def _write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")


@pytest.fixture
def small(tmp_path: Path) -> Small:
    return Small(tmp_path)


@cache
def _kube() -> Findings:
    return analyse(read_study(KUBE))[0]


@pytest.fixture
def kube() -> Findings:
    """The findings of the example study."""
    return _kube()


def _walk(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (text for one in value.values() for text in _walk(one))
    elif isinstance(value, tuple | list):
        yield from (text for one in value for text in _walk(one))
    elif is_dataclass(value):
        yield from (text for field in fields(value) for text in _walk(getattr(value, field.name)))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield repr(value)


@pytest.fixture
def printed() -> Callable[[object], str]:
    """All words and numbers of a block, a list of blocks or a report, those of charts too."""
    return lambda value: "\n".join(_walk(value))


@pytest.fixture
def with_profile() -> Callable[[Findings, Literal["internal", "public"]], Findings]:
    """The same findings under another disclosure profile."""

    def change(findings: Findings, profile: Literal["internal", "public"]) -> Findings:
        return replace(findings, settings=replace(findings.settings, profile=profile))

    return change


def _beyond(estimates: Estimates, rules: Publish) -> Estimates:
    exact = np.array([["certain" in notes for notes in row] for row in estimates.notes]).reshape(estimates.value.shape)
    numbers = (estimates.value, estimates.se, estimates.df, estimates.n)
    return replace(estimates, beyond=beyond_rules(rules, *numbers, exact))


@pytest.fixture
def under_rules() -> Callable[[Findings, Publish], Findings]:
    """The same findings under rules of publication."""

    def change(findings: Findings, rules: Publish) -> Findings:
        by = {name: _beyond(one, rules) for name, one in findings.by.items()}
        earlier = {name: _beyond(one, rules) for name, one in findings.earlier.items()}
        of_all = {name: _beyond(getattr(findings, name), rules) for name in ("whole", "groups", "roles")}
        settings = replace(findings.settings, publish=rules)
        found = findings.map
        areas = replace(found, areas=_beyond(found.areas, rules)) if found and found.areas else found
        return replace(findings, settings=settings, by=by, earlier=earlier, map=areas, **of_all)  # type: ignore[arg-type]

    return change
