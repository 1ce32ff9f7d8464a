"""What several test files share: where outside figures lie, and how many were compared."""

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import polars as pl
import pytest
from hypothesis import settings

from berdaya.cli import run
from berdaya.estimates.compute import estimate
from berdaya.estimates.model import Estimates, Settings
from berdaya.instrument.model import Aggregate, AggregateKind, Band, Bands, Instrument, Node, Owner, Question, Scale
from berdaya.report.draw import Drawn
from berdaya.responses.model import Block, Groups, Responses, State
from berdaya.tally.count import Wanted, count_answers
from berdaya.tally.design import lay_out
from berdaya.tally.model import DesignSpec, Tally

ROOT = Path(__file__).resolve().parents[1]
# The same examples in every run, never timed; BERDAYA_EXPLORE=1 draws new ones.
settings.register_profile("berdaya", deadline=None, derandomize=not os.environ.get("BERDAYA_EXPLORE"))
settings.load_profile("berdaya")


class Outside:
    """Counts figures from outside the project: `outside(12)` after comparing, `outside.skip(12, reason)` to skip.

    A test names its type by `if TYPE_CHECKING: from tests.conftest import Outside`.
    """

    def __init__(self, record: Callable[[str, object], None]) -> None:
        self._record = record

    def __call__(self, compared: int) -> None:
        self._record("outside-compared", compared)

    def skip(self, figures: int, reason: str) -> None:
        self._record("outside-skipped", figures)
        pytest.skip(reason)

    def folder(self, name: str, figures: int, variable: str = "BERDAYA_ORACLES") -> Path:
        """Return a folder of outside figures, or skip the test, which would have compared so many."""
        default = {"BERDAYA_ORACLES": "oracles", "BERDAYA_REAL": "real"}[variable]
        found = ROOT / (os.environ.get(variable) or f"../shared/{default}") / name
        if not found.is_dir():
            self.skip(figures, f"no folder {name} of outside figures (set {variable})")
        return found


@pytest.fixture
def outside(record_property: Callable[[str, object], None]) -> Outside:
    # A property travels with the test's report, so the count is right under pytest-xdist too.
    return Outside(record_property)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    totals = {"outside-compared": 0, "outside-skipped": 0}
    for outcome in ("passed", "failed", "skipped"):
        for report in terminalreporter.stats.get(outcome, []):
            if getattr(report, "when", "") == "call":
                for name, count in report.user_properties:
                    if name in totals:
                        totals[name] += count
    terminalreporter.write_line(
        f"outside figures: {totals['outside-compared']} compared, {totals['outside-skipped']} skipped"
    )


class Made:
    """Instruments and answers made by hand, and what the product makes of them.

    In answers None is blank, "-" not asked, "!" set aside, and "na", "dk", "rf" are missing codes; what a row's role or
    wave is not asked is not asked, whatever stands there.
    """

    missing = ("na", "dk", "rf")

    def leaf(
        self, key: str, ask: Mapping[str, float] | None = None, scale: tuple[float, float] = (0, 3), **more: Any
    ) -> Node:
        node = {name: more.pop(name) for name in ("weight", "min_coverage", "waves") if name in more}
        return Node(key, question=Question({"en": key}, ask or {"member": 1.0}, Scale(*scale), **more), **node)

    def branch(
        self, key: str, *children: Node, kind: AggregateKind | None = None, power: float = 1.0, **more: Any
    ) -> Node:
        return Node(key, aggregate=Aggregate(kind, power) if kind else None, children=children, **more)

    def instrument(
        self,
        *children: Node,
        scale: tuple[float, float] = (0, 3),
        cuts: tuple[float, ...] = (1, 2),
        owner: Owner = "lower",
        roles: Sequence[str] = ("member", "leader"),
        **root: Any,
    ) -> Instrument:
        labels = tuple(Band(f"b{i}", {"en": f"b{i}"}, "#000000", "#ffffff") for i in range(len(cuts) + 1))
        names = {role: {"en": role} for role in roles}
        codes = {code: {"en": code} for code in self.missing}
        top = self.branch("overall", *children, **root)
        bands = Bands(cuts, labels, owner)
        return Instrument("made", "1", ("en",), {"en": "made"}, Scale(*scale), codes, names, bands, ("overall",), top)

    def responses(
        self, instrument: Instrument, rows: Mapping[str, Any], answers: Any, block: int | None = None
    ) -> Responses:
        n = len(answers)
        plain = {
            "respondent": [f"p{i:05d}" for i in range(n)],
            "group": ["g"] * n,
            "role": [next(iter(instrument.roles))] * n,
            "wave": [""] * n,
            "weight": [1.0] * n,
        }
        frame = pl.DataFrame({**plain, **rows}).with_columns(pl.col("weight").cast(pl.Float64))
        values, state = self._cells(instrument, frame, answers)
        step = block or max(n, 1)

        def blocks() -> Iterator[Block]:
            for start in range(0, n, step):
                yield Block(start, values[start : start + step], state[start : start + step])

        attributes = tuple(c for c in frame.columns if c not in plain)
        return Responses(frame, blocks, Groups(pl.DataFrame({"group": []}), "", False), attributes, n, (), (), "")

    def tally(
        self,
        instrument: Instrument,
        rows: Mapping[str, Any],
        answers: Any,
        design: DesignSpec | None = None,
        block: int | None = None,
        **wanted: Any,
    ) -> Tally:
        responses = self.responses(instrument, rows, answers, block)
        return count_answers(instrument, responses, lay_out(responses.rows, design or DesignSpec()), Wanted(**wanted))

    def estimate(
        self,
        instrument: Instrument,
        rows: Mapping[str, Any],
        answers: Any,
        design: DesignSpec | None = None,
        settings: Settings | None = None,
        by: tuple[str, ...] = (),
        wave: str = "",
        *,
        extra: tuple[str, ...] = (),
        detail: bool = False,
        deff: bool = False,
        block: int | None = None,
        lonely: Literal["none", "centre", "remove", "average"] = "none",
    ) -> Estimates:
        settings = settings or Settings()
        wanted = {
            "attributes": tuple(a for a in (*by, *extra) if a not in ("group", "role", "wave")),
            "units": settings.mode == "units_first",
            "detail": detail or deff,
            "min_coverage": settings.min_coverage,
            "shift_zero": settings.zero == "shift",
        }
        tally = self.tally(instrument, rows, answers, design, block, **wanted)
        return estimate(instrument, tally, settings, by, wave, lonely=lonely, deff=deff)

    def _cells(self, instrument: Instrument, rows: pl.DataFrame, answers: Any) -> tuple[Any, Any]:
        shape = (len(answers), len(instrument.leaves))
        values, state = np.zeros(shape), np.zeros(shape, np.uint8)
        places: dict[object, int] = {None: State.BLANK, "-": State.NOT_ASKED, "!": State.SET_ASIDE}
        places |= {code: State.FIRST_CODE + i for i, code in enumerate(self.missing)}
        for r, row in enumerate(answers):
            for i, answer in enumerate(row):
                if answer in places or (isinstance(answer, float) and np.isnan(answer)):
                    state[r, i] = places.get(answer, State.BLANK)
                else:
                    values[r, i] = answer
        for i, leaf in enumerate(instrument.leaves):
            assert leaf.question is not None
            asked = [role in leaf.question.ask for role in rows["role"].cast(pl.String)]
            here = [leaf.waves is None or wave in leaf.waves for wave in rows["wave"].cast(pl.String)]
            state[~(np.array(asked, bool) & np.array(here, bool)), i] = State.NOT_ASKED
        return values, state


@pytest.fixture(scope="session")
def made() -> Made:
    return Made()


@dataclass(frozen=True)
class Ran:
    """What a command did: its exit code and what it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    def found(self, severity: str = "error") -> list[tuple[str, str]]:
        """Return code and place of the problems that `--json` printed, as in "a.csv:4:5" or "a.xlsx:Sheet1!B3"."""
        document = self.json
        rows = document["problems"] if "problems" in document else document["warnings"]
        return [(row["code"], place_of(row)) for row in rows if row["severity"] == severity]


def place_of(row: Mapping[str, Any]) -> str:
    if row["sheet"]:
        return f"{row['file']}:{row['sheet']}!{row['cell']}"
    return ":".join(str(part) for part in (row["file"], row["line"], row["column"]) if part)


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Run `berdaya` in this process, in English."""
    monkeypatch.setenv("BERDAYA_LANG", "en")

    def call(*arguments: object) -> Ran:
        capsys.readouterr()
        code = run([str(argument) for argument in arguments])
        return Ran(code, *capsys.readouterr())

    return call


@pytest.fixture
def unpainted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures of one pixel in Word, for tests of what a report says: painting those of the example takes two seconds."""
    monkeypatch.setattr(Drawn, "png", lambda *_: PIXEL)


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8ffff3f0005fe02fe0def46"
    "b80000000049454e44ae426082"
)
SMALL_INSTRUMENT = """\
instrument: small
version: "1"
languages: [id, en]
title: {id: Kecil, en: Small}
scale: {min: 0, max: 3}
missing: {na: {id: Tidak berlaku, en: Not applicable}, dk: {id: Tidak tahu, en: Does not know}}
roles: {member: {id: Anggota, en: Member}, leader: {id: Ketua, en: Leader}}
bands:
  cuts: [1, 2]
  labels:
    - {key: low, id: rendah, en: low, colour: "#D17A00", ink: "#111111"}
    - {key: medium, id: sedang, en: medium, colour: "#1F7078", ink: "#FFFFFF"}
    - {key: high, id: tinggi, en: high, colour: "#0B2F5B", ink: "#FFFFFF"}
levels: [overall, variable, criterion]
tree:
  key: overall
  label: {id: Nilai, en: Score}
  children:
    - key: v1
      label: {id: Satu, en: First}
      weight: 2
      children:
        - {key: q1, ask: [member], question: {id: Pertama?, en: One?}}
        - {key: q2, ask: [member], weight: 3, question: {id: Kedua?, en: Two?}}
    - key: v2
      label: {id: Dua, en: Second}
      children:
        - {key: q3, ask: [member, leader], question: {id: Ketiga?, en: Three?}}
        - {key: q4, ask: [leader], question: {id: Keempat?, en: Four?}}
"""
SMALL_STUDY = """\
study: small
instrument: instrument.yaml
groups: groups.csv
responses:
  - {file: responses/a.csv, attributes: [sex]}
design: {selection: random}
"""
SMALL_GROUPS = "group,village,business,members\ng1,Salo,tani,12\ng2,Salo,ternak,10\ng3,Koto Tuo,tani,9\n"
SMALL_ANSWERS = """\
respondent,group,role,sex,q1,q2,q3,q4
r1,g1,member,L,1,2,3,
r2,g1,member,P,3,2,1,
r3,g1,member,P,2,dk,2,
r4,g1,leader,L,,,2,3
r5,g2,member,L,0,1,2,
r6,g2,member,P,2,3,,
r7,g2,member,P,3,3,3,
r8,g2,leader,P,,,1,2
r9,g3,member,L,1,1,0,
r10,g3,member,P,2,2,2,
r11,g3,member,L,3,2,1,
r12,g3,leader,P,,,3,1
r13,g1,member,L,1,2,2,
r14,g1,member,P,1,3,3,
r15,g2,member,L,3,2,2,
r16,g2,member,P,2,1,1,
r17,g3,member,L,0,2,3,
r18,g3,member,P,2,3,2,
"""


class SmallStudy:
    """A study of 18 respondents in a folder, whole and without a warning; a test changes what it needs."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def change(self, name: str, *pairs: tuple[str, str]) -> None:
        """Replace parts of a file, each of which must be there."""
        text = (self.path / name).read_text(encoding="utf-8")
        for old, new in pairs:
            assert old in text, old
            text = text.replace(old, new, 1)
        self.write(name, text)


@pytest.fixture
def small(tmp_path: Path) -> SmallStudy:
    study = SmallStudy(tmp_path / "studi kecil é")
    study.write("instrument.yaml", SMALL_INSTRUMENT)
    study.write("groups.csv", SMALL_GROUPS)
    study.write("responses/a.csv", SMALL_ANSWERS)
    study.write("study.yaml", SMALL_STUDY)
    return study


YES_NO_INSTRUMENT = """\
instrument: hunger
version: "1"
languages: [id, en]
title: {id: Pangan, en: Food}
scale: {min: 0, max: 3}
roles: {member: {id: Anggota, en: Member}}
bands: {classes: 3}
tree:
  key: overall
  label: {id: Nilai, en: Score}
  children:
    - key: food
      label: {id: Pangan, en: Food}
      children:
        - {key: worried, ask: [member], HOW, label: {id: Khawatir, en: Worried}, question: {id: Khawatir?, en: Worried?}}
        - {key: fewfood, ask: [member], HOW, label: {id: Ragam, en: Few kinds}, question: {id: Ragam?, en: Few kinds?}}
        - {key: skipped, ask: [member], HOW, label: {id: Melewatkan, en: Skipped}, question: {id: Lewat?, en: Skipped?}}
        - {key: hungry, ask: [member], HOW, label: {id: Lapar, en: Hungry}, question: {id: Lapar?, en: Hungry?}}
        - {key: wholeday, ask: [member], HOW, label: {id: Sehari, en: Whole day}, question: {id: Sehari?, en: A day?}}
    - key: assets
      label: {id: Aset, en: Assets}
      children:
        - {key: radio, ask: [member], scale: {min: 0, max: 1}, label: {id: Radio, en: Radio}, question: {id: R?, en: R?}}
        - {key: phone, ask: [member], scale: {min: 0, max: 1}, label: {id: Telepon, en: Phone}, question: {id: T?, en: P?}}
    - {key: trust, ask: [member], label: {id: Percaya, en: Trust}, question: {id: Percaya?, en: Trust?}}
""".replace("HOW", "scale: {min: 0, max: 1}, direction: lower_is_better")
YES_NO_STUDY = """\
study: hunger
synthetic: true
instrument: instrument.yaml
groups: groups.csv
responses:
  - {file: a.csv, attributes: [sex]}
design: {selection: random, stages: [{unit: group}], weight: weight}
"""


class YesNoStudy:
    """A made-up study of 20 groups of 12 members: five turned yes/no questions on food, two on assets, one from 0 to 3.

    `answers` (240, 5) are those on food; they may be changed before `write`.
    """

    food = ("worried", "fewfood", "skipped", "hungry", "wholeday")

    def __init__(self, path: Path, seed: int = 5) -> None:
        self.path = path
        draw = np.random.default_rng(seed)
        self.group = np.repeat(np.arange(20), 12)
        level = draw.normal(0, 0.6, 20)[self.group] + draw.normal(0, 1.3, 240)
        chance = 1 / (1 + np.exp(np.array([-1.2, -0.5, 0.1, 0.5, 1.1]) - level[:, None]))
        self.answers = (draw.random((240, 5)) < chance).astype(int).astype(object)
        self.others = draw.integers(0, 2, (240, 3))
        self.weight = draw.uniform(0.5, 2, 240).round(3)

    def write(self, more: str = "") -> Path:
        """Write the study, with more lines of study.yaml, and return its folder."""
        head = ",".join(["respondent", "group", "sex", "weight", *self.food, "radio", "phone", "trust"])
        table = zip(self.group, self.weight, self.answers, self.others, strict=True)
        lines = [
            ",".join(map(str, [f"p{i:03d}", f"g{g:02d}", "LP"[i % 2], weight, *food, *others]))
            for i, (g, weight, food, others) in enumerate(table)
        ]
        self.path.mkdir(parents=True, exist_ok=True)
        for name, text in (
            ("instrument.yaml", YES_NO_INSTRUMENT),
            ("study.yaml", YES_NO_STUDY + more),
            ("groups.csv", "group,village\n" + "".join(f"g{g:02d},v{g % 4}\n" for g in range(20))),
            ("a.csv", "\n".join([head, *lines, ""])),
        ):
            (self.path / name).write_text(text, encoding="utf-8")
        return self.path


@pytest.fixture(scope="session")
def yes_no_study() -> type[YesNoStudy]:
    return YesNoStudy


@pytest.fixture
def yes_no(tmp_path: Path) -> YesNoStudy:
    """A study of yes/no questions, to be changed and written."""
    return YesNoStudy(tmp_path / "hunger")


@pytest.fixture
def few_groups(tmp_path: Path) -> Path:
    """A study of nine groups of three persons, drawn as wholes, in two waves, with a comparison group."""
    folder = tmp_path / "few"
    folder.mkdir()
    rows = [
        f"p{g}{i},g{g},member,{wave},{'ab'[g % 2]},{(g * i + g) % 3 + (wave == 'b') * (g % 3 > 0)},{(g + 2 * i) % 4}"
        for wave in "ab"
        for g in range(9)
        for i in range(3)
    ]
    texts = {
        "answers.csv": "\n".join(["respondent,group,role,wave,side,q1,q2", *rows, ""]),
        "instrument.yaml": """instrument: few
version: "1"
languages: [id, en]
title: {id: Sedikit, en: Few}
scale: {min: 0, max: 3}
roles: {member: {id: Anggota, en: Member}}
bands: {classes: 3}
tree:
  key: overall
  children:
    - {key: q1, ask: [member], question: {id: Satu?, en: One?}}
    - {key: q2, ask: [member], question: {id: Dua?, en: Two?}}
""",
        "study.yaml": """study: few
title: {id: Sedikit, en: Few}
instrument: instrument.yaml
responses:
  - {file: answers.csv, attributes: [side]}
waves: [a, b]
comparison: {by: side, treated: a, control: b}
design: {selection: random, stages: [{unit: group}]}
""",
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def programme(tmp_path: Path) -> Path:
    """A study of 40 groups, 16 of them with a programme that lifts their score by one, in two waves; larger groups gain more,
    and have the programme more often.
    """
    folder = tmp_path / "programme"
    folder.mkdir()
    draw = np.random.default_rng(12)
    frame, rows = ["group,programme,village,members"], ["respondent,group,role,wave,sex,q1,q2"]
    for g in range(40):
        members, village = 8 + g % 11, "ABC"[g % 3]
        treated = (g % 11 > 4) if g % 2 else (g % 11 > 8)
        frame.append(f"g{g:02d},{'yes' if treated else 'no'},{village},{members if g != 5 else ''}")
        for wave in ("before", "after"):
            for i in range(4):
                gain = (treated + (members > 13)) * (wave == "after")
                answers = [int(np.clip(draw.integers(0, 2) + gain, 0, 3)) for _ in range(2)]
                rows.append(f"p{g}{i},g{g:02d},member,{wave},{'LP'[i % 2]},{answers[0]},{answers[1]}")
    texts = {
        "groups.csv": "\n".join([*frame, ""]),
        "answers.csv": "\n".join([*rows, ""]),
        "instrument.yaml": SMALL_MATCHED,
        "study.yaml": """study: programme
title: {id: Program, en: Programme}
synthetic: true
instrument: instrument.yaml
groups: groups.csv
responses:
  - {file: answers.csv, attributes: [sex]}
waves: [before, after]
comparison: {by: programme, treated: "yes", control: "no", match: [village, members]}
design: {selection: random, stages: [{unit: group}]}
""",
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


SMALL_MATCHED = """instrument: programme
version: "1"
languages: [id, en]
title: {id: Program, en: Programme}
scale: {min: 0, max: 3}
roles: {member: {id: Anggota, en: Member}}
bands: {classes: 3}
tree:
  key: overall
  children:
    - {key: q1, ask: [member], question: {id: Satu?, en: One?}}
    - {key: q2, ask: [member], question: {id: Dua?, en: Two?}}
"""


def areas_text(codes: Sequence[str], names: Sequence[str] = (), steps: int = 40, columns: int = 3) -> str:
    """A made-up GeoJSON of areas in rows, each the width of a hundredth degree; neighbours share a crooked border."""

    def shifted(x: float, y: float) -> list[float]:
        wave = 0.0004 * np.sin(900 * (x + y)) + 0.0000004 * np.sin(90_000 * (x - y))
        return [round(100.4 + x + wave, 7), round(-0.3 + y + wave, 7)]

    features = []
    for place, code in enumerate(codes):
        left, low = (place % columns) / 100, -(place // columns) / 100
        sides = ((0, 0, 1, 0), (1, 0, 1, 1), (1, 1, 0, 1), (0, 1, 0, 0))
        ring = [
            shifted(left + (a + (c - a) * step / steps) / 100, low + (b + (d - b) * step / steps) / 100)
            for a, b, c, d in sides
            for step in range(steps)
        ]
        properties = {
            "OBJECTID": place + 1,
            "KODE_DESA": code,
            "WADMKD": names[place] if names else f"Desa {place + 1}",
        }
        geometry = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    lines = ",\n".join(json.dumps(feature) for feature in features)
    return f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}\n'


@pytest.fixture
def areas_of() -> Callable[..., str]:
    """The text of a made-up GeoJSON of areas with these codes."""
    return areas_text


@pytest.fixture
def mapped(small: SmallStudy) -> SmallStudy:
    """The small study with codes of its groups' villages (1306082001, 1306082002) and its place."""
    small.write(
        "groups.csv",
        "group,village,village_code,lat,lon,members\ng1,Salo,13.06.08.2001,-0.295,100.405,12\n"
        "g2,Salo,13.06.08.2001,-0.294,100.406,10\ng3,Koto Tuo,13.06.08.2002,-0.295,100.415,9\n",
    )
    small.write("study.yaml", SMALL_STUDY + 'place: {system: kemendagri, edition: "2025", code: "13.06.08"}\n')
    return small


MANY_INSTRUMENT = """\
instrument: kube-120
version: "1"
languages: [id, en]
title: {id: Kekuatan kelompok usaha bersama, en: Strength of business groups}
scale: {min: 0, max: 3}
missing: {dk: {id: Tidak tahu, en: Does not know}}
roles: {member: {id: Anggota, en: Member}, facilitator: {id: Pendamping, en: Facilitator}}
bands: {cuts: [1, 2], labels: [
  {key: low, id: rendah, en: low, colour: "#D17A00", ink: "#111111"},
  {key: medium, id: sedang, en: medium, colour: "#1F7078", ink: "#FFFFFF"},
  {key: high, id: tinggi, en: high, colour: "#0B2F5B", ink: "#FFFFFF"}]}
levels: [overall, variable, criterion]
tree:
  key: overall
  label: {id: Skor keseluruhan, en: Overall score}
  children:
    - key: money
      label: {id: Keuangan, en: Money}
      children:
        - {key: books, ask: [member], label: {id: Pembukuan, en: Bookkeeping}, question: {id: Buku?, en: Books?}}
        - {key: saving, ask: [member], label: {id: Tabungan, en: Savings}, question: {id: Menabung?, en: Saving?}}
        - {key: income, ask: [member], label: {id: Pendapatan, en: Income}, question: {id: Pendapatan?, en: Income?}}
    - key: work
      label: {id: Usaha, en: Enterprise}
      children:
        - {key: market, ask: [member], label: {id: Pemasaran, en: Marketing}, question: {id: Dijual?, en: Sold?}}
        - {key: tools, ask: [facilitator], label: {id: Alat produksi, en: Tools}, question: {id: Alat?, en: Tools?}}
    - key: life
      label: {id: Kehidupan kelompok, en: Life of the group}
      children:
        - {key: meeting, ask: [member], label: {id: Musyawarah, en: Meetings}, question: {id: Hadir?, en: Come?}}
        - {key: trust, ask: [member], label: {id: Saling percaya, en: Trust}, question: {id: Percaya?, en: Trust?}}
"""
MANY_STUDY = """\
study: kube-120
synthetic: true
title: {id: Kelompok usaha bersama, en: Business groups}
date: 2026-06-30
instrument: instrument.yaml
groups: groups.csv
responses:
  - file: answers.csv
waves: ["2025-2", "2026-1"]
design:
  selection: random
  stages:
    - {unit: respondent, strata: [group], population: {member: members, facilitator: 1}}
  weight: design
estimates: {count: groups}
"""
MANY_QUOTES = """\
person,role,group,date,consent,criterion,sign,quote
p1,member,k007,2026-06-02,yes,books,-,Bukunya tidak pernah diisi sejak bendahara pindah.
p2,member,k030,2026-06-03,yes,market,-,Kami hanya menjual kepada tetangga.
p3,member,k055,2026-06-04,no,saving,-,Tidak boleh dikutip.
"""


class ManyGroups:
    """A made-up study as a Dinas Sosial has it: 120 groups, ten dissolved, three inactive, one not found; of each of the
    others 1 to 8 members and a facilitator, who has fifteen groups; two waves.
    """

    groups = 120

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir()
        draw = np.random.default_rng(120)
        state = {**dict.fromkeys(range(10, 120, 12), "dissolved"), 5: "inactive", 50: "inactive", 90: "inactive"}
        state[77] = "not_found"
        places = ("Koto Tinggi", "Salo", "Simarasok", "Padang Tarok", "Koto Baru", "Tabek Panjang")
        frame = ["group,name,village,status,members"]
        rows = ["respondent,group,role,wave,enumerator,books,saving,income,market,tools,meeting,trust"]
        for g in range(1, self.groups + 1):
            status, key = state.get(g, "active"), f"k{g:03d}"
            people = int(draw.integers(1, 9))
            frame.append(f"{key},KUBE {places[g % 6]} {g},{places[g % 6]},{status},{people + int(draw.integers(3, 9))}")
            level = float(draw.normal(1.6, 0.75)) + 0.25 * ((g // 15) % 3 - 1)
            for wave, shift in (("2025-2", 0.0), ("2026-1", float(draw.normal(0.05, 0.3)))):
                if status == "active" or wave == "2025-2":
                    rows += self._rows(draw, key, wave, people, level + shift)
        self.write("instrument.yaml", MANY_INSTRUMENT)
        self.write("study.yaml", MANY_STUDY)
        self.write("groups.csv", "\n".join([*frame, ""]))
        self.write("answers.csv", "\n".join([*rows, ""]))
        self.write("interviews.csv", MANY_QUOTES)

    def write(self, name: str, text: str) -> None:
        (self.path / name).write_text(text, encoding="utf-8")

    def _rows(self, draw: np.random.Generator, key: str, wave: str, people: int, level: float) -> Iterator[str]:
        who = f"e{int(key[1:]) // 15}"

        def answer() -> str:
            if draw.random() < 0.04:
                return "dk"
            return str(int(np.clip(round(level + float(draw.normal(0, 0.7))), 0, 3)))

        for m in range(people):
            a = [answer() for _ in range(6)]
            yield f"{key}m{m},{key},member,{wave},{who},{a[0]},{a[1]},{a[2]},{a[3]},,{a[4]},{a[5]}"
        yield f"{who},{key},facilitator,{wave},{who},,,,,{answer()},,"


@pytest.fixture(scope="session")
def many(tmp_path_factory: pytest.TempPathFactory) -> ManyGroups:
    """A study of 120 groups in a folder; tests only read it."""
    return ManyGroups(tmp_path_factory.mktemp("kelompok") / "study")


class FieldStudy:
    """A made-up study as it comes from the field: 24 groups of 10 members, each group asked by one of 8 enumerators, in 6
    villages; 24 questions in four parts, with a level of each person and group; start and end of each interview.

    `rows` may be changed before `write`; a row's answers are a list of text.
    """

    items, groups, members = 24, 24, 10

    def __init__(self, path: Path, seed: int = 1) -> None:
        self.path = path
        draw = np.random.default_rng(seed)
        ease = draw.normal(0, 0.7, self.items)
        self.rows: list[dict[str, Any]] = []
        for g in range(self.groups):
            level, clock = draw.normal(0, 0.4), 8.0 * 60
            for m in range(self.members):
                own = level + draw.normal(0, 1) + np.repeat(draw.normal(0, 0.5, 4), 6)
                answers = np.clip(np.round(1.5 + 0.6 * (own - ease + draw.logistic(0, 1, self.items))), 0, 3)
                took = 30 * np.exp(draw.normal(0, 0.25))
                times = (
                    f"2026-06-{1 + g // 8:02d} {int(t // 60):02d}:{int(t % 60):02d}" for t in (clock, clock + took)
                )
                texts = ["" if draw.random() < 0.02 else str(int(one)) for one in answers]
                who = {"respondent": f"g{g:02d}m{m}", "group": f"g{g:02d}", "enumerator": f"e{g % 8}"}
                self.rows.append({**who, **dict(zip(("start", "end"), times, strict=True)), "answers": texts})
                clock += took + 5 + draw.integers(0, 10)

    def write(self, more: str = "") -> Path:
        """Write the study, with more lines of study.yaml, and return its folder."""
        keys = [f"q{i:02d}" for i in range(self.items)]
        parts = []
        for part in range(4):
            leaves = ", ".join(
                f"{{key: {key}, ask: [member], question: {{id: Soal {key}?, en: Question {key}?}}}}"
                for key in keys[6 * part : 6 * part + 6]
            )
            parts.append(f"    - {{key: v{part}, label: {{id: Bagian {part}, en: Part {part}}}, children: [{leaves}]}}")
        head = SMALL_INSTRUMENT.partition("tree:")[0].replace("instrument: small", "instrument: kaji")
        tree = "tree:\n  key: overall\n  label: {id: Nilai, en: Score}\n  children:\n" + "\n".join(parts)
        names = ("respondent", "group", "enumerator", "start", "end")
        lines = [",".join([*names, *keys])]
        lines += [",".join([*(row[name] for name in names), *row["answers"]]) for row in self.rows]
        self.path.mkdir(parents=True, exist_ok=True)
        for name, text in (
            ("instrument.yaml", f"{head}{tree}\n".replace(", leader: {id: Ketua, en: Leader}", "")),
            ("groups.csv", "group,village\n" + "".join(f"g{g:02d},v{g % 6}\n" for g in range(self.groups))),
            ("a.csv", "\n".join(lines) + "\n"),
            ("study.yaml", FIELD_STUDY + more),
        ):
            (self.path / name).write_text(text, encoding="utf-8")
        return self.path


FIELD_STUDY = """\
study: field
instrument: instrument.yaml
groups: groups.csv
responses:
  - {file: a.csv, columns: {start: start, end: end}}
design: {selection: random}
"""


@pytest.fixture(scope="session")
def field_study() -> type[FieldStudy]:
    return FieldStudy


@pytest.fixture
def field(tmp_path: Path) -> FieldStudy:
    """A study from the field, to be changed and written."""
    return FieldStudy(tmp_path / "field")


@pytest.fixture
def fields(tmp_path: Path) -> Callable[[int], FieldStudy]:
    """The same by seed."""
    return lambda seed: FieldStudy(tmp_path / f"field-{seed}", seed)
