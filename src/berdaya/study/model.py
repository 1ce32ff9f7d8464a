"""A study: the folder or workbook, which files it names, and its settings. A frozen value."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Literal, get_args

from berdaya.errors import Problem
from berdaya.estimates.attention_model import Rule
from berdaya.estimates.change.compare import Arms
from berdaya.estimates.model import Settings
from berdaya.estimates.poverty.model import Measure
from berdaya.estimates.quality.model import QualityRules
from berdaya.estimates.sample_facts import Plan
from berdaya.estimates.sensitivity.model import SensitivitySpec
from berdaya.estimates.stages import StageRule
from berdaya.estimates.targets import Target
from berdaya.instrument.model import NO_TEXT, Instrument, Text
from berdaya.instrument.weights import GIVEN, Scheme
from berdaya.report.letter_model import LetterSettings
from berdaya.report.map_model import MapSettings
from berdaya.report.model import Composite
from berdaya.responses.model import Groups, Source
from berdaya.stats.random_index import RandomIndex
from berdaya.tally.model import DesignSpec

FILE = "study.yaml"
Section = Literal[
    "change", "sample", "poverty", "reliability", "quality", "stages", "drivers", "weights", "sensitivity"
]
SECTIONS: tuple[Section, ...] = get_args(Section)
COMPOSITE: tuple[Composite, ...] = get_args(Composite)
Units = Literal["groups", "persons"]


@dataclass(frozen=True)
class WeightSettings:
    """study.yaml `weights:`: the scheme that scores are computed with, the table of random indices, whose scores weights may be
    drawn from, and the folder of experts' judgements.
    """

    use: str = GIVEN
    random_index: RandomIndex = "saaty-1980"
    units: Units = "groups"
    folder: Path = Path()


@dataclass(frozen=True)
class Archive:
    """study.yaml `archive:`: who made a study, when its answers were given, and how its data may be used.

    `collected` are the first and last day (ISO), or one day; `licence` is a licence's name (CC-BY-4.0) or address.
    """

    abstract: Text = field(default_factory=lambda: NO_TEXT)
    authors: tuple[str, ...] = ()
    producers: tuple[str, ...] = ()
    funders: tuple[str, ...] = ()
    collected: tuple[str, ...] = ()
    licence: str = ""
    access: Text = field(default_factory=lambda: NO_TEXT)


@dataclass(frozen=True)
class Study:
    """All that study.yaml says, with the instrument read. `problems` are warnings only; errors are raised."""

    folder: Path
    key: str
    title: Text
    date: str  # ISO; "" where study.yaml has none
    place: Mapping[str, str]  # system, edition, code; empty where there is none
    instrument: Instrument  # with the waves that ask what another asks, and the weights in use
    as_written: Instrument  # what its file says, which its hash is of
    groups_file: Path | None
    sources: tuple[Source, ...]
    waves: tuple[str, ...]
    design: DesignSpec
    settings: Settings
    set_aside: bool  # problems: set_aside
    synthetic: bool  # `synthetic: true`: printed wherever results show
    interviews: Path  # the study's folder or the file that study.yaml names: what `read_evidence` takes
    report: Mapping[str, object]  # study.yaml `report:`, as written
    targets: tuple[Target, ...] = ()
    chapters: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))  # report: chapters: of a thesis
    letter: LetterSettings = field(default_factory=LetterSettings)  # report: letterhead, number, to, signature
    docx_template: Path | None = None  # report: docx_template
    composite: Composite = "first"  # report: composite: where the overall score stands in the report
    problems: tuple[Problem, ...] = ()
    groups: Groups | None = None  # the frame; None: the groups that answered
    attention: Rule = field(default_factory=Rule)  # which groups need help
    quality: QualityRules = field(default_factory=QualityRules)  # which rows are looked at again
    map: MapSettings | None = None
    plan: Plan | None = None  # how the size of the sample was planned
    comparison: Arms | None = None  # which part has the programme, and which has not
    poverty: tuple[Measure, ...] = ()  # what counts as poor
    weights: WeightSettings = field(default_factory=WeightSettings)
    scheme: Scheme | None = None  # the weights that `instrument` has; None: those that it was written with
    stages: StageRule | None = None  # the checklist of stages
    sections: tuple[Section, ...] = ()  # report: sections: those that are written on request
    sensitivity: SensitivitySpec = field(default_factory=SensitivitySpec)
    archive: Archive = field(default_factory=Archive)  # what catalogues ask of it
    book: Path | None = None  # the workbook that holds all of the study; None: a folder

    @property
    def file(self) -> str:
        """The file that says it all, as problems name it: study.yaml, or the workbook."""
        return FILE if self.book is None else self.book.name

    @property
    def results(self) -> Path:
        """The folder of all that Berdaya writes: `results/`, beside a workbook `NAME-results/`."""
        return results_of(self.folder, self.book)


def results_of(folder: Path, book: Path | None) -> Path:
    """Return the folder of results of a study's folder, or of its workbook in a folder."""
    return folder / "results" if book is None else folder / f"{book.stem}-results"
