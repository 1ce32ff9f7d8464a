"""Charts as Vega-Lite dicts, from plain values: no number is worked out here and no text is composed."""

from berdaya.report.charts.answers import AnswerBar, answer_bars, answer_keys, bar_pages
from berdaya.report.charts.drivers import Driver, Part, driver_bars
from berdaya.report.charts.heat import MOST_COLUMNS, HeatCell, HeatRow, heat_map, heat_pages
from berdaya.report.charts.scores import Dot, dot_pages, dots
from berdaya.report.charts.theme import Ruler
from berdaya.report.charts.tree import TreeNode, tree_overview

__all__ = [
    "MOST_COLUMNS",
    "AnswerBar",
    "Dot",
    "Driver",
    "HeatCell",
    "HeatRow",
    "Part",
    "Ruler",
    "TreeNode",
    "answer_bars",
    "answer_keys",
    "bar_pages",
    "dot_pages",
    "dots",
    "driver_bars",
    "heat_map",
    "heat_pages",
    "tree_overview",
]
