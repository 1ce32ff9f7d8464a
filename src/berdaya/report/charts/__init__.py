"""Charts as Vega-Lite dicts, from plain values: no number is worked out here and no text is composed."""

from berdaya.report.charts.answers import AnswerBar, answer_bars, answer_keys, bar_pages
from berdaya.report.charts.area_map import AreaMark, area_map
from berdaya.report.charts.drivers import Driver, Part, driver_bars
from berdaya.report.charts.heat import MOST_COLUMNS, HeatCell, HeatRow, heat_map, heat_pages
from berdaya.report.charts.points import PointMark, point_map
from berdaya.report.charts.poverty import Axes, CutPoint, Share, cutoff_line, share_bars
from berdaya.report.charts.priorities import PriorityMark, PriorityWords, priority_grid
from berdaya.report.charts.scores import Dot, dot_pages, dots
from berdaya.report.charts.theme import Ruler
from berdaya.report.charts.tiles import MOST_TILES, Tile, tile_grid
from berdaya.report.charts.tree import TreeNode, tree_overview

__all__ = [
    "MOST_COLUMNS",
    "MOST_TILES",
    "AnswerBar",
    "AreaMark",
    "Axes",
    "CutPoint",
    "Dot",
    "Driver",
    "HeatCell",
    "HeatRow",
    "Part",
    "PointMark",
    "PriorityMark",
    "PriorityWords",
    "Ruler",
    "Share",
    "Tile",
    "TreeNode",
    "answer_bars",
    "answer_keys",
    "area_map",
    "bar_pages",
    "cutoff_line",
    "dot_pages",
    "dots",
    "driver_bars",
    "heat_map",
    "heat_pages",
    "point_map",
    "priority_grid",
    "share_bars",
    "tile_grid",
    "tree_overview",
]
