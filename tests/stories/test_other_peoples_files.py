"""Files that other programmes made are read as they came: Google Forms, Kobo, ODK Central, SPSS-style sheets, local Excel."""

import csv
import io
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook

if TYPE_CHECKING:
    from tests.conftest import Ran, SmallStudy

Shell = Callable[..., "Ran"]
WORDS = ("Tidak pernah", "Jarang", "Sering", "Selalu")
ANSWERS = (
    "{0: {id: Tidak pernah, en: Never}, 1: {id: Jarang, en: Seldom}, "
    "2: {id: Sering, en: Often}, 3: {id: Selalu, en: Always}}"
)
QUESTIONS = {
    "q1": "Seberapa sering anggota hadir?",
    "q2": "Apakah kas dicatat?",
    "q3": "Siapa yang dibantu",
    "q4": "Berapa laba",
}

GROUPS = """\
group,name,village,business,members
g1,Mawar,Salo,tani,12
g2,Melati Indah,Salo,ternak,10
g3,Anggrek,Koto Tuo,tani,9
"""


@pytest.fixture
def spoken(small: "SmallStudy") -> "SmallStudy":
    """The small study, its questions with full texts and a rubric, its groups with names."""
    for old, text in zip(("Pertama", "Kedua", "Ketiga", "Keempat"), QUESTIONS.values(), strict=True):
        small.change("instrument.yaml", (f"question: {{id: {old}?", f"answers: {ANSWERS}, question: {{id: '{text}'"))
    small.write("groups.csv", GROUPS)
    return small


def original(small: "SmallStudy") -> list[list[str]]:
    return list(csv.reader(io.StringIO((small.path / "responses/a.csv").read_text("utf-8"))))


def use(small: "SmallStudy", name: str, rows: Sequence[Sequence[Any]], **more: str) -> None:
    """Let the study read these rows from a file of this name, and nothing else."""
    if name.endswith(".xlsx"):
        book = Workbook()
        for row in rows:
            book.active.append(list(row))
        (small.path / "responses").mkdir(exist_ok=True)
        book.save(small.path / "responses" / name)
    else:
        out = io.StringIO(newline="")
        csv.writer(out, delimiter=more.pop("delimiter", ",")).writerows(rows)
        small.write(f"responses/{name}", out.getvalue())
    said = "".join(f", {key}: {value}" for key, value in more.items())
    old = next(line for line in (small.path / "study.yaml").read_text("utf-8").splitlines() if "file:" in line)
    small.change("study.yaml", (old, f"  - {{file: responses/{name}{said}}}"))


def figures(small: "SmallStudy", shell: Shell) -> list[Any]:
    ran = shell("estimate", small.path, "--json")
    assert ran.code == 0, ran.out
    return [(row["node"], row["value"], row["se"], row["n"]) for row in ran.json["estimates"]]


def word(value: str) -> str:
    return WORDS[int(value)] if value.isdecimal() else {"dk": "Tidak tahu"}.get(value, value)


@pytest.mark.parametrize("name", ["forms.xlsx", "forms.csv"])
def test_google_forms(spoken: "SmallStudy", shell: Shell, name: str) -> None:
    wanted = figures(spoken, shell)
    names = {"g1": "MAWAR", "g2": "melati  indah", "g3": "Anggrek"}
    heads = ["Timestamp", "Email Address", "Kode responden", "Nama kelompok", "Peran", *QUESTIONS.values()]
    roles = {"member": "Anggota", "leader": "Ketua"}
    rows = [
        ["2022/11/30 10:02:11", f"{r}@example.org", r, names[g], roles[role], *map(word, answers)]
        for r, g, role, _, *answers in original(spoken)[1:]
    ]
    use(spoken, name, [heads, *rows])
    assert figures(spoken, shell) == wanted
    checked = shell("check", spoken.path, "--json")
    found = {row["code"]: row["message"] for row in checked.json["problems"]}
    assert set(found) == {"responses.matched-by-words", "responses.personal-column"}
    assert "Email Address" in found["responses.personal-column"]
    assert not (spoken.path / "results" / "rejected.csv").exists()
    assert "example.org" not in shell("report", spoken.path, "--to", "html", "--lang", "id").out


@pytest.mark.parametrize("labels", [True, False])
def test_kobo(spoken: "SmallStudy", shell: Shell, labels: bool) -> None:
    wanted = figures(spoken, shell)
    heads = ["start", "_id", "_uuid", "_submission_time", "respondent", "group", "role", "sex"]
    heads += [f"Bagian A/{text}" for text in QUESTIONS.values()] if labels else [f"bagian_a/{key}" for key in QUESTIONS]
    rows = [
        [
            "2022-11-30T10:02:11",
            i,
            f"u{i}",
            "2022-11-30T10:30:00",
            *row[:4],
            *(word(v) if labels else v for v in row[4:]),
        ]
        for i, row in enumerate(original(spoken)[1:])
    ]
    use(spoken, "kobo.xlsx", [heads, *rows], attributes="[sex]")
    assert figures(spoken, shell) == wanted


def test_odk_central(spoken: "SmallStudy", shell: Shell) -> None:
    wanted = figures(spoken, shell)
    who = [f"data-who-{name}" for name in ("respondent", "group", "role")]
    heads = ["SubmissionDate", *who, *(f"data-score-{key}" for key in QUESTIONS), "meta-instanceID", "KEY"]
    rows = [
        ["2022-11-30T10:30:00Z", *row[:3], *row[4:], f"uuid:{i}", f"uuid:{i}"]
        for i, row in enumerate(original(spoken)[1:])
    ]
    use(spoken, "central.csv", [heads, *rows])
    assert figures(spoken, shell) == wanted


def test_a_sheet_like_that_of_spss(spoken: "SmallStudy", shell: Shell) -> None:
    wanted = figures(spoken, shell)
    first, *rows = original(spoken)
    labels = ["Responden", "Kelompok", "Peran", "Jenis kelamin", *QUESTIONS.values()]
    table: list[list[Any]] = [labels, first, *rows, ["Jumlah", None, None, None, 29, 30, 31, 9]]
    use(spoken, "spss.xlsx", table, attributes="[sex]")
    assert figures(spoken, shell) == wanted
    codes = [row["code"] for row in shell("check", spoken.path, "--json").json["problems"]]
    assert codes == ["responses.total-row"]


def test_excel_in_indonesian(spoken: "SmallStudy", shell: Shell) -> None:
    wanted = figures(spoken, shell)
    rows = [
        [*row[:4], *(f"{v},0" if v.isdecimal() else v for v in row[4:]), "30/11/2022"] for row in original(spoken)[1:]
    ]
    heads = ["Responden", "Kelompok", "Peran", "sex", "q1", "q2", "q3", "q4", "Tanggal"]
    use(spoken, "lokal.csv", [heads, *rows], attributes="[sex]", delimiter=";")
    assert figures(spoken, shell) == wanted
    codes = {row["code"] for row in shell("check", spoken.path, "--json").json["problems"]}
    assert codes == {"responses.read-as-number", "responses.date-unread"}


def test_near_misses_are_proposed_and_never_taken(spoken: "SmallStudy", shell: Shell) -> None:
    head, *rows = original(spoken)
    rows[0][1], rows[1][4], rows[2][5], rows[3][2] = "Mawarr", "Kadang", "2 - Sering", "Ketua"
    rows[4][5] = "2 - Selalu"
    use(spoken, "near.csv", [head, *rows], attributes="[sex]")
    checked = shell("check", spoken.path, "--json")
    found = {row["code"]: row["hint"] for row in checked.json["problems"] if row["severity"] == "error"}
    assert set(found) == {"responses.unknown-group", "responses.not-a-number"}
    assert "g1 (mawar)" in found["responses.unknown-group"]
    counts = checked.json["counts"]
    assert (counts["rejected"], counts["cells"]["set_aside"]) == (1, 2)


def test_two_columns_of_one_question_are_not_guessed_between(spoken: "SmallStudy", shell: Shell) -> None:
    head, *rows = original(spoken)
    use(spoken, "twice.csv", [[*head[:4], "a/q1", "b/q1", *head[5:]], *([*row[:5], row[4], *row[5:]] for row in rows)])
    checked = shell("check", spoken.path, "--json")
    assert ("responses.unclear-header", "responses/twice.csv:1:5") in checked.found()
