"""The public names of `import berdaya`, all in one place; each command is a thin call of one of them."""

from berdaya.errors import BerdayaError, ComputeError, InputError, Problem, UsageError, Where
from berdaya.estimates.change import Change, change
from berdaya.estimates.compute import estimate
from berdaya.estimates.model import Estimates, Settings
from berdaya.instrument.canonical import sha256
from berdaya.instrument.compare import compare_instruments
from berdaya.instrument.model import Instrument
from berdaya.instrument.read import read_instrument
from berdaya.report.compose import compose
from berdaya.study.analyse import analyse
from berdaya.study.check import check_place
from berdaya.study.explain import explain_study
from berdaya.study.model import Study
from berdaya.study.read import read_answers, read_study
from berdaya.study.reports import write_reports
from berdaya.study.results import estimates_of, results_document
from berdaya.study.start import start_demo, start_study

__all__ = [
    "BerdayaError",
    "Change",
    "ComputeError",
    "Estimates",
    "InputError",
    "Instrument",
    "Problem",
    "Settings",
    "Study",
    "UsageError",
    "Where",
    "analyse",
    "change",
    "check_place",
    "compare_instruments",
    "compose",
    "estimate",
    "estimates_of",
    "explain_study",
    "read_answers",
    "read_instrument",
    "read_study",
    "results_document",
    "sha256",
    "start_demo",
    "start_study",
    "write_reports",
]
