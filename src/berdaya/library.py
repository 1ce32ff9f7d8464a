"""The public names of `import berdaya`, all in one place; each command is a thin call of one of them."""

from berdaya.errors import BerdayaError, ComputeError, InputError, Problem, UsageError, Where
from berdaya.estimates.change.change import Change, change
from berdaya.estimates.compute import estimate
from berdaya.estimates.model import Estimates, Settings
from berdaya.estimates.reliability.model import Reliability, ReliabilityQuery
from berdaya.estimates.reliability.rasch_model import RaschQuery
from berdaya.estimates.sensitivity.model import SensitivitySpec
from berdaya.instrument.canonical import sha256
from berdaya.instrument.compare import compare_instruments
from berdaya.instrument.model import Instrument
from berdaya.instrument.read import read_instrument
from berdaya.report.compose import compose
from berdaya.study.analyse import analyse
from berdaya.study.analyses.attention import attention_of
from berdaya.study.analyses.attention_document import attention_document
from berdaya.study.analyses.changes import (
    Changed,
    change_document,
    change_of,
    comparison_of,
    few_psus_of,
    pairs_of,
    splits_of,
)
from berdaya.study.analyses.drivers import DriversQuery, drivers_of
from berdaya.study.analyses.drivers_document import drivers_document
from berdaya.study.analyses.matched import matched_document, matched_of
from berdaya.study.analyses.poverty import PovertyOf, poverty_document, poverty_of
from berdaya.study.analyses.quality import quality_document, quality_of
from berdaya.study.analyses.rasch import RaschOf, rasch_document, rasch_of
from berdaya.study.analyses.rater_agreements import Agreed, agreement_document, agreement_of
from berdaya.study.analyses.reliabilities import Reliable, reliability_document, reliability_of
from berdaya.study.analyses.schemes_document import schemes_document
from berdaya.study.analyses.sensitivity import SensitivityResult, sensitivity_document, sensitivity_of
from berdaya.study.analyses.stages import StagesOf, stages_document, stages_of
from berdaya.study.analyses.weights import Weighed, schemes_of
from berdaya.study.analyses.weights_blank import write_blank
from berdaya.study.check import check_place
from berdaya.study.explain import explain_study
from berdaya.study.for_programs.export_data import DataExport, data_document, export_data
from berdaya.study.maps.map_import import MapChoice, import_map
from berdaya.study.model import Study
from berdaya.study.packs import WrittenPack, write_pack
from berdaya.study.read import read_answers, read_study
from berdaya.study.reports import write_reports
from berdaya.study.results import estimates_of, results_document
from berdaya.study.sample.draw import DrawQuery, draw_groups, sample_document, write_sample
from berdaya.study.sample.sample_sizes import SizeQuery, sample_sizes, sizes_document
from berdaya.study.sample.sample_weights import SampleWeights, sample_weights, weights_document, write_weights
from berdaya.study.start import start_demo, start_study

__all__ = [
    "Agreed",
    "BerdayaError",
    "Change",
    "Changed",
    "ComputeError",
    "DataExport",
    "DrawQuery",
    "DriversQuery",
    "Estimates",
    "InputError",
    "Instrument",
    "MapChoice",
    "PovertyOf",
    "Problem",
    "RaschOf",
    "RaschQuery",
    "Reliability",
    "ReliabilityQuery",
    "Reliable",
    "SampleWeights",
    "SensitivityResult",
    "SensitivitySpec",
    "Settings",
    "SizeQuery",
    "StagesOf",
    "Study",
    "UsageError",
    "Weighed",
    "Where",
    "WrittenPack",
    "agreement_document",
    "agreement_of",
    "analyse",
    "attention_document",
    "attention_of",
    "change",
    "change_document",
    "change_of",
    "check_place",
    "compare_instruments",
    "comparison_of",
    "compose",
    "data_document",
    "draw_groups",
    "drivers_document",
    "drivers_of",
    "estimate",
    "estimates_of",
    "explain_study",
    "export_data",
    "few_psus_of",
    "import_map",
    "matched_document",
    "matched_of",
    "pairs_of",
    "poverty_document",
    "poverty_of",
    "quality_document",
    "quality_of",
    "rasch_document",
    "rasch_of",
    "read_answers",
    "read_instrument",
    "read_study",
    "reliability_document",
    "reliability_of",
    "results_document",
    "sample_document",
    "sample_sizes",
    "sample_weights",
    "schemes_document",
    "schemes_of",
    "sensitivity_document",
    "sensitivity_of",
    "sha256",
    "sizes_document",
    "splits_of",
    "stages_document",
    "stages_of",
    "start_demo",
    "start_study",
    "weights_document",
    "write_blank",
    "write_pack",
    "write_reports",
    "write_sample",
    "write_weights",
]
