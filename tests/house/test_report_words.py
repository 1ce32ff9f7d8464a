"""An Indonesian report holds no English and no jargon; technical terms stand once, in its annex of terms."""

import csv
import html
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from shutil import copytree
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from berdaya.cli import run
from berdaya.estimates.reliability.model import SPSS
from berdaya.report.findings import Findings
from berdaya.report.sections.assumptions import setting_lines, warning_lines
from berdaya.report.sections.manifest import manifest_lines
from berdaya.report.sections.speech import Speech
from berdaya.study.analyse import analyse
from berdaya.study.read import read_study
from berdaya.words.glossary import glossary

if TYPE_CHECKING:
    from tests.conftest import FieldStudy, YesNoStudy

pytestmark = pytest.mark.usefixtures("unpainted")
ALL = "html,docx,xlsx,tables"
ROOT = Path(__file__).resolve().parents[2]
WORDS = ROOT / "src" / "berdaya" / "words"
KUBE = ROOT / "src" / "berdaya" / "templates" / "kube"
# A line of a setting as the workbook has it: its name and value in the files, and whether somebody chose it.
SETTING = r"([\w/() ]+?) = (.*?) \((?:bawaan|dipilih|default|chosen)\): "
# What a report's sentences come from; the other files speak of commands, of files and of study workbooks.
PRINTED = (
    "report",
    "sampled",
    "attention",
    "map",
    "change",
    "driver_detail",
    "reliability",
    "rasch",
    "quality",
    "poverty",
    "weights",
    "stages",
    "sensitivity",
    "document",
    "notes",
    "publish",
    "evidence",
    "workbook",
    "glossary",
)
# Words of the trade that no report prints as they are, and that the glossary does not have for that reason.
TRADE = ("tally", "item-rest", "Cronbach", "Taylor linearisation", "design-based", "domain", "replicates")
JUDGEMENTS = {
    "ahp": "expert,first,second,judgement\nAni,a,b,3\nBudi,a,b,1/2\n",
    "bwm": "node,best_to,to_worst\na,1,4\nb,4,1\n",
    "budget": "node,points\na,70\nb,30\n",
    "rank": "node,rank\na,1\nb,2\n",
}
# Words that are the same in both languages, each with the reason.
SAME = {
    "alkire": "a name",
    "ahp": "a method's short name, as Indonesian textbooks have it",
    "alonso": "a name",
    "attention": "the command berdaya attention",
    "bias": "bias ingatan, as Indonesian textbooks call it",
    "bartlett": "a name",
    "benford": "a name",
    "berdaya": "our name, and that of the command",
    "brunelli": "a name",
    "bwm": "a method's short name",
    "critic": "a method's name",
    "data": "data",
    "dodd": "a name",
    "donegan": "a name",
    "estimate": "the command berdaya estimate",
    "explain": "the command berdaya explain",
    "feldt": "a name",
    "foster": "a name",
    "greer": "a name",
    "gamma": "the letter of Rosenbaum's bounds",
    "group": "berdaya estimate --by group",
    "icc": "the sign of intraclass correlations",
    "ideal": "ideal",
    "infit": "a mean square's name, as Indonesian textbooks have it",
    "internal": "internal",
    "interval": "interval kelas, as Indonesian textbooks call it",
    "kappa": "a Greek letter",
    "kmo": "a name",
    "krippendorff": "a name",
    "logit": "a unit",
    "median": "median",
    "lamata": "a name",
    "liang": "a name",
    "linear": "program linear, as Indonesian textbooks call it",
    "ling": "a name",
    "minimum": "minimum",
    "model": "model, as Indonesian has it",
    "nonlinear": "as linear",
    "nominal": "nominal",
    "normal": "sebaran normal",
    "omega": "a Greek letter",
    "ordinal": "ordinal",
    "outfit": "as infit",
    "program": "program",
    "rasch": "a name",
    "rezaei": "a name",
    "roc": "a method's short name",
    "saaty": "a name",
    "sha": "SHA-256",
    "cochran": "a name, that of a formula",
    "kish": "a name, that of a formula",
    "neyman": "a name, that of an allocation",
    "slovin": "a name, that of a formula",
    "spss": "a name",
    "status": "status",
    "tummala": "a name",
    "taylor": "a name, in what a standard error is",
    "thorbecke": "a name",
    "valid": "valid and tidak valid, as Indonesian theses write it",
}


def words_of(text: str) -> set[str]:
    return {word.lower() for word in re.findall(r"[^\W\d_]{3,}", text)}


def written(areas: Iterable[Path], lang: str) -> set[str]:
    """All words of the files in a language, those that count ("row|rows") too, without the names of places."""
    texts = [
        text
        for path in areas
        for entry in tomllib.loads(path.read_text(encoding="utf-8")).values()
        for key, text in entry.items()
        if key in (lang, f"about_{lang}", f"hint_{lang}")
    ]
    counted = [re.sub(r"\{\w+:([^}|]*)\|([^}]*)\}", r" \1 \2 ", text) for text in texts]
    return words_of(" ".join(re.sub(r"\{[^}]*\}", " ", text) for text in counted))


@cache
def english_words() -> set[str]:
    """Words of our English texts that no Indonesian sentence of a report has: they may have leaked through."""
    printed = [WORDS / f"{area}.toml" for area in PRINTED]
    keys = words_of(" ".join(one.term for one in glossary()))
    return (written(WORDS.rglob("*.toml"), "en") | keys) - written(printed, "id")


# --- the texts of a rendered report, in pieces: a cell, a line of a chart, a paragraph ---


def in_html(path: Path) -> Iterator[str]:
    text = re.sub(r"(?s)<(style|script)\b.*?</\1>", " ", path.read_text(encoding="utf-8"))
    for name in ("alt", "title", "aria-label"):
        yield from (html.unescape(found) for found in re.findall(rf'\s{name}="([^"]*)"', text))
    text = re.sub(r"(?s)<[^>]*>", "\n", re.sub(r"</?(?:strong|em|b|i|wbr|a|span)\b[^>]*>", "", text))
    yield from (html.unescape(line) for line in text.splitlines())


def in_zip(path: Path, member: str, piece: str) -> Iterator[str]:
    with ZipFile(path) as book:
        for name in (name for name in book.namelist() if re.fullmatch(member, name)):
            yield from re.findall(piece, book.read(name).decode("utf-8"))


# Terms of a chapter that this study does not ask for, or that its design has no use for.
ON_REQUEST = {
    "Rasch model (conditional maximum likelihood)",
    "cluster jackknife (JK1, JKn, CRV3)",
    "infit and outfit mean squares (MNSQ)",
    "logit (log odds unit)",
    "replicate weights (BRR, jackknife, bootstrap)",
    "wild cluster bootstrap (restricted)",
}


def in_docx(path: Path) -> Iterator[str]:
    for found in in_zip(path, r"word/(document|header\d*|footer\d*)\.xml", r"(?s)<w:p[ >].*?</w:p>"):
        yield html.unescape("".join(re.findall(r"(?s)<w:t(?: [^>]*[^/])?>(.*?)</w:t>", found)))


def in_xlsx(path: Path) -> Iterator[str]:
    for found in in_zip(path, r"xl/sharedStrings\.xml", r"(?s)<si>.*?</si>"):
        yield html.unescape("".join(re.findall(r"(?s)<t(?: [^>]*)?>(.*?)</t>", found)))
    yield from in_zip(path, r"xl/workbook\.xml", r'<sheet name="([^"]*)"')


def in_tables(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from (cell for row in csv.reader(file) for cell in row)


@dataclass
class Rendered:
    """The pieces of a report; those that are the study's own or speak of its files; columns of its files, and of SPSS, that
    it quotes; and the words of its own texts.
    """

    pieces: list[str]
    own: frozenset[str]
    quoted: frozenset[str]
    words: frozenset[str]

    def judged(self) -> list[str]:
        """The pieces whose words are ours, without what they quote from commands and files."""
        found = []
        for piece in (" ".join(piece.replace("\u200b", "").split()) for piece in self.pieces):
            if piece not in self.own:
                found.append(re.sub(SETTING, "", re.sub("“([^”]*)”", self._unquoted, piece)))
        return found

    def _unquoted(self, found: re.Match[str]) -> str:
        return "" if found[1].startswith("berdaya ") or found[1] in self.quoted else found[1]


@cache
def write_report(folder: Path, style: str) -> None:
    """Write the report once, in all formats and languages that any test reads."""
    langs, kinds = ("id,en", ALL) if style == "plain" else ("id", "html")
    assert run(["report", str(folder), "--lang", langs, "--to", kinds, "--style", style]) == 0


def render(folder: Path, lang: str, style: str = "plain", kinds: str = ALL) -> Rendered:
    write_report(folder, style)
    name, tables = {"plain": ("report", "tables"), "thesis": ("thesis", "thesis-tables")}[style]
    places = [folder / "results" / f"{name}.{lang}.{kind}" for kind in kinds.split(",") if kind != "tables"]
    places += [folder / "results" / f"{tables}.{lang}"] if "tables" in kinds else []
    readers = {".html": in_html, ".docx": in_docx, ".xlsx": in_xlsx, f".{lang}": in_tables}
    pieces = [text for place in places for text in readers[place.suffix](place)]
    return Rendered(pieces, *own_words(folder, lang))


@cache
def findings_of(folder: Path) -> Findings:
    return analyse(read_study(folder))[0]


def own_words(folder: Path, lang: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """What is the study's own, its columns, and the words of its texts; settings, warnings and origin are of its files.

    Keys of roles and attributes are not in it: a report has words for them.
    """
    findings = findings_of(folder)
    speech = Speech(findings, lang)
    instrument = findings.instrument
    settings = [found.groups() for line in setting_lines(speech) if (found := re.match(SETTING, line))]
    names = {*(node.key for node in instrument.nodes), findings.study}
    columns = (folder / "groups.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    names |= {*chain.from_iterable(settings), *(value for _, value in manifest_lines(speech)), *warning_lines(speech)}
    names |= {passage.text for passage in findings.evidence.passages if passage.language != lang}
    by = [estimates for key, estimates in findings.by.items() if key != "status"]  # whose labels we have words for
    labels = [label for estimates in by for domain in estimates.domains for label in domain]
    texts = [speech.text(findings.title), *(speech.name(node.key) for node in instrument.nodes), *labels]
    texts += [passage.text for passage in findings.evidence.passages if passage.language == lang]
    own = frozenset({" ".join(name.split()) for name in names})
    return own, frozenset([*columns, *SPSS.values()]), frozenset(words_of(" ".join(texts)))


def strangers(pieces: Iterable[str], suspicious: set[str]) -> dict[str, str]:
    """Every suspicious word with a piece that has it; a technical term alone in its cell is none."""
    terms = {one.term for one in glossary()}
    found: dict[str, str] = {}
    for piece in pieces:
        if piece not in terms:
            found |= {word: piece for word in words_of(piece) & suspicious if word not in found}
    return found


def jargon(pieces: Iterable[str], lang: str) -> dict[str, str]:
    """Every word of the trade outside the cells of technical terms, with a piece that has it."""
    terms, about = {one.term for one in glossary()}, {one.about[lang] for one in glossary()}
    plain = " ".join(one.plain[lang] for one in glossary()).lower()
    trade = (*chain.from_iterable(one.jargon for one in glossary()), *TRADE)
    asked = {
        word: rf"\b{re.escape(word)}\b" for word in trade if not re.search(rf"\b{re.escape(word.lower())}\b", plain)
    }
    asked = {word: sought if word.isupper() else f"(?i:{sought})" for word, sought in asked.items()}
    any_of_them = re.compile("|".join(asked.values()))
    found: dict[str, str] = {}
    for piece in (one for one in dict.fromkeys(pieces) if any_of_them.search(one)):
        if piece not in terms and piece not in about:
            for word, sought in asked.items():
                if re.search(sought, piece):
                    found.setdefault(word, piece)
    return found


FIELD_STAGES = """\
title: {id: Tahap, en: Stages}
source: buku
open: [{id: Berapa yang perlu?, en: How many are needed?}]
stages:
  - {key: tumbuh, label: {id: tumbuh, en: growing}, markers: [{key: kios, label: {id: ada kios, en: has a shop}}]}
"""
Rich = Callable[[Path, str, str], Path]
MONEY = """\
title: {id: Pengeluaran, en: Spending}
source: Susenas
roles: [member]
money: {value: members, lines: lines.yaml, area: Salo, date: "2021"}
"""
POOR = """\
title: {id: Kekurangan, en: Deprivations}
source: Susenas
roles: [member]
cutoff: 1/2
missing: reweight
programme: {sex: {is: p}}
dimensions:
  - {key: a, label: {id: Uang, en: Money}, indicators: [
      {key: a1, label: {id: Tabungan, en: Savings}, deprived: {a1: {at_most: 1}}},
      {key: a2, label: {id: Pendapatan, en: Income}, deprived: {a2: {at_most: 1}}}]}
"""


WEIGHED = """\
  plan: {margin: 0.1, population: 84, slovin: true, asked: 60, role: member, seed: 3}
  nonresponse: {classes: []}
  trim: {low: 0.5, high: 3}
  calibrate: {file: totals.csv, role: member}
"""
TOTALS = "variable,label,total\nsex,l,40\nsex,p,44\n"


@pytest.fixture(scope="module")
def studies(
    tmp_path_factory: pytest.TempPathFactory,
    rich: Rich,
    field_study: type["FieldStudy"],
    yes_no_study: type["YesNoStudy"],
) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("studies")
    copytree(KUBE, folder / "kube")
    rich(folder / "internal", "internal", "none")
    with (folder / "internal" / "study.yaml").open("a", encoding="utf-8") as file:
        file.write(
            "publish: {min_df: 8, min_n: 30, rse: 25}\n"
            "report: {sections: [reliability, drivers, poverty, weights, sample, sensitivity]}\n"
        )
        file.write("poverty: [poor.yaml, money.yaml]\nsensitivity: {base: 16}\n")
    said = (folder / "internal" / "study.yaml").read_text(encoding="utf-8")
    assert "lonely_psu: none" in said
    said = said.replace("lonely_psu: none", f"lonely_psu: none\n{WEIGHED}")
    (folder / "internal" / "study.yaml").write_text(said, encoding="utf-8")
    (folder / "internal" / "totals.csv").write_text(TOTALS, encoding="utf-8")
    (folder / "internal" / "poor.yaml").write_text(POOR, encoding="utf-8")
    (folder / "internal" / "money.yaml").write_text(MONEY, encoding="utf-8")
    line = "lines: [{area: Salo, date: '2021', amount: 15, source: Susenas}]\n"
    (folder / "internal" / "lines.yaml").write_text(line, encoding="utf-8")
    (folder / "internal" / "weights").mkdir()
    for name, text in JUDGEMENTS.items():
        (folder / "internal" / "weights" / f"{name}.csv").write_text(text, encoding="utf-8")
    rich(folder / "public", "public", "centre")
    field = field_study(folder / "field")
    field.rows[60]["answers"] = ["2"] * 24
    for at in range(40):
        field.rows[at]["answers"][3:5] = ["", ""]
    field.rows[70]["answers"][:8] = [""] * 8
    for row in field.rows:
        row["answers"] = ["1"] * 24 if row["enumerator"] == "e5" else row["answers"]
    field.write("stages: tahap.yaml\nreport: {sections: [quality, stages]}\n")
    frame = [f"g{g:02d},v{g % 6},{('ya', 'tidak', '')[g % 3]}" for g in range(24)]
    (field.path / "groups.csv").write_text("\n".join(["group,village,kios", *frame, ""]), encoding="utf-8")
    (field.path / "tahap.yaml").write_text(FIELD_STAGES, encoding="utf-8")
    yes_no = yes_no_study(folder / "yes-no")
    yes_no.answers[:, 1] = 1
    yes_no.write("report: {sections: [reliability]}\n")
    return {name: folder / name for name in ("kube", "internal", "public", "field", "yes-no")}


CASES = [
    ("kube", "plain", ALL),
    ("internal", "plain", ALL),
    ("public", "plain", ALL),
    ("field", "plain", ALL),
    ("yes-no", "plain", "html"),
    ("kube", "thesis", "html"),
    ("internal", "thesis", "html"),
]


@pytest.mark.parametrize(("study", "style", "kinds"), CASES)
def test_an_indonesian_report_is_indonesian(studies: dict[str, Path], study: str, style: str, kinds: str) -> None:
    rendered = render(studies[study], "id", style, kinds)
    judged = rendered.judged()
    assert sum(map(bool, judged)) > 500
    assert strangers(judged, english_words() - rendered.words) == {}
    assert jargon(judged, "id") == {}


@pytest.mark.parametrize("study", ["kube", "internal", "field", "yes-no"])
def test_an_english_report_has_no_jargon(studies: dict[str, Path], study: str) -> None:
    assert jargon(render(studies[study], "en", kinds="html").judged(), "en") == {}


def test_a_technical_term_stands_once(studies: dict[str, Path]) -> None:
    rendered = render(studies["internal"], "id", kinds="docx")
    terms = [one.term for one in glossary() if one.term not in rendered.own]  # "weight" is a name in files too
    terms = [term for term in terms if term not in ON_REQUEST]
    assert len(terms) > 10
    assert {rendered.pieces.count(term) for term in terms} == {1}


@pytest.mark.parametrize(
    ("planted", "words"),
    [
        ("village", {"village"}),
        ("member", {"member"}),
        ("not_found", {"not", "found"}),
        ("Skor menurut village", {"village"}),
        ("kolom “weights”", {"weights"}),
        ("Sumbangan and kekurangan", {"and"}),
    ],
)
def test_an_english_word_is_found(studies: dict[str, Path], planted: str, words: set[str]) -> None:
    rendered = Rendered(["Skor", planted], *own_words(studies["kube"], "id"))
    assert set(strangers(rendered.judged(), english_words() - rendered.words)) == words


@pytest.mark.parametrize(
    ("planted", "lang", "words"),
    [
        ("Ada 7 PSU dalam 3 strata", "id", {"PSU", "strata"}),
        ("Efek rancangan (deff)", "id", {"deff"}),
        ("A stratum with a lonely unit", "en", {"stratum", "lonely"}),
        ("psu, se: parts of other words: pseudonym", "en", set()),
        ("Standard error and design effect", "en", set()),
    ],
)
def test_jargon_is_found(planted: str, lang: str, words: set[str]) -> None:
    assert set(jargon(["Skor", planted], lang)) == words


def test_what_a_report_prints_is_in_one_language() -> None:
    """A word of both languages is an English one left in an Indonesian sentence, or has a reason to be in both."""
    printed = [WORDS / f"{area}.toml" for area in PRINTED]
    assert written(printed, "en") & written(printed, "id") - set(SAME) == set()
    assert set(SAME) - written(printed, "id") == set()
