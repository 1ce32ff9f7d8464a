"""A study: the folder, which files it names, and the stages run in order.

The one place that knows all stages. May import everything but `cli`.
"""

from berdaya.study.model import Study
from berdaya.study.read import read_answers, read_study

__all__ = ["Study", "read_answers", "read_study"]
