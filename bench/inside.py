"""What is measured inside one process: print seconds (three of each) as JSON.

python bench/inside.py alone FOLDER        tally and estimates, with the answers in memory
python bench/inside.py index FOLDER        every respondent's own tree (units first)
python bench/inside.py bootstrap FOLDER    1000 replicates of the tree in every domain
"""

import json
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from berdaya.estimates.bootstrap import REPLICATES, replicate_values
from berdaya.estimates.compute import estimate
from berdaya.estimates.frame import make_frame
from berdaya.instrument.tree import make_tree, roll_up_values
from berdaya.study.read import read_answers, read_study
from berdaya.tally.count import Wanted, count_answers
from berdaya.tally.design import lay_out

BY = ("domain",)
WANTED = Wanted(attributes=BY)


def seconds(step: Callable[[], object], times: int = 3) -> list[float]:
    """Run a step some times and return how long each took."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        step()
        taken.append(time.perf_counter() - start)
    return taken


def main(what: str, folder: Path) -> list[float]:
    """Return the seconds of what is asked for."""
    study = read_study(folder)
    responses = read_answers(study)
    blocks = tuple(responses.blocks())
    responses = replace(responses, blocks=lambda: iter(blocks))
    if what == "index":
        answers = np.concatenate([np.where(b.state == 0, b.values, np.nan) for b in blocks])
        tree, asked = make_tree(study.instrument), np.ones(answers.shape, bool)
        return seconds(lambda: roll_up_values(tree, answers, asked))

    def alone() -> object:
        layout = lay_out(responses.rows, study.design)
        tally = count_answers(study.instrument, responses, layout, WANTED)
        return estimate(study.instrument, tally, study.settings, BY)

    if what == "alone":
        return seconds(alone)
    tally = count_answers(study.instrument, responses, lay_out(responses.rows, study.design), WANTED)
    frame = make_frame(study.instrument, tally, study.settings, BY)
    return seconds(lambda: replicate_values(frame, replicates=REPLICATES))


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], Path(sys.argv[2]))))
