from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from berdaya.cli.rasch import rasch_query
from berdaya.estimates.reliability.rasch_model import RaschQuery
from berdaya.study.analyses.rasch import rasch_document, rasch_of
from berdaya.study.read import read_study

if TYPE_CHECKING:
    from tests.conftest import Ran, SmallStudy, YesNoStudy

Shell = Callable[..., "Ran"]


def test_sets_and_the_questions_of_the_largest(shell: Shell, yes_no: YesNoStudy) -> None:
    ran = shell("reliability", yes_no.write(), "--rasch", "--lang", "id")
    assert ran.code == 0
    one = rasch_of(read_study(yes_no.path)).rasch.sets[1]
    lines = ran.out.splitlines()
    (line,) = [line for line in lines if line.startswith("food ")]
    assert line.split()[-5:-2] == ["5", "240", str(one.used)]
    assert one.closest is not None
    assert f"di luar model: {one.closest[0]}, {one.closest[1]} (korelasi sisa" in ran.out
    assert "Keparahan" in ran.out and "Tingkat seseorang" not in ran.out
    assert [line.split()[0] for line in lines if line.split()[-1:] == ["cocok"]] == [item.key for item in one.items]
    for words in (
        "overall (member): tidak semua pertanyaannya mempunyai dua jawaban",
        "assets (member): kurang dari tiga",
        "jawaban yang lebih buruk",
        "Data buatan",
        "memakai bobot",
        "infit dari 0,7 sampai 1,3",
        "bukan vonis",
        "--node KUNCI",
    ):
        assert words in ran.err


def test_one_node_has_levels_too(shell: Shell, yes_no: YesNoStudy) -> None:
    ran = shell("reliability", yes_no.write(), "--rasch", "--node", "food", "--by", "sex", "--lang", "en")
    assert ran.code == 0
    assert next(line for line in ran.out.splitlines() if line.startswith("sex")).split()[:2] == ["sex", "node"]
    assert "Level of a person by the number of yes: Food, L (member):" in ran.out
    levels = ran.out.rpartition("Number of yes")[2].splitlines()[2:]
    assert [line.split()[0] for line in levels] == ["0", "1", "2", "3", "4", "5"]
    assert "half a yes" in ran.err and "--node KEY" not in ran.err


def test_questions_left_out_or_set_apart_are_named(shell: Shell, yes_no: YesNoStudy) -> None:
    yes_no.answers[:, 1] = 1
    yes_no.answers[:, 2] = yes_no.answers[:, [0, 3, 4]].any(axis=1).astype(int)
    ran = shell("reliability", yes_no.write(), "--rasch", "--node", "food", "--lang", "en")
    assert ran.code == 0
    assert "fewfood: left out: everybody answered alike" in ran.err
    assert "food (member): no severities" in ran.err and "(skipped)" in ran.err
    (line,) = [line for line in ran.out.splitlines() if line.startswith("food ")]
    assert line.split()[-2:] == ["–", "–"]


def test_few_persons_are_marked(shell: Shell, yes_no: YesNoStudy) -> None:
    ran = shell("reliability", yes_no.write("disclosure: {threshold: 500}\n"), "--rasch", "--lang", "en")
    (line,) = [line for line in ran.out.splitlines() if line.startswith("food ")]
    assert line.split()[-3].endswith("*")
    assert "fewer than 500 persons" in ran.err


def test_json_is_the_librarys(shell: Shell, yes_no: YesNoStudy) -> None:
    document = shell("reliability", yes_no.write(), "--rasch", "--by", "village", "--unweighted", "--json").json
    query = RaschQuery(by=("village",), unweighted=True)
    assert rasch_query("", "", "village", True) == query
    assert document == rasch_document(rasch_of(read_study(yes_no.path), query), "en")


def test_what_is_wrong_is_told(shell: Shell, small: SmallStudy, yes_no: YesNoStudy) -> None:
    ran = shell("reliability", small.path, "--rasch", "--json")
    assert (ran.code, ran.found()) == (3, [("reliability.not-yes-no", "")])
    ran = shell("reliability", small.path, "--rasch", "--node", "v1", "--lang", "en")
    assert "of 2 questions below 'v1' 0 have two" in ran.err
    ran = shell("reliability", yes_no.write(), "--rasch", "--node", "overall", "--lang", "en")
    assert "of 8 questions below 'overall' 7 have two, not trust, and no node" in ran.err
    ran = shell("reliability", small.path, "--by", "sex", "--json")
    assert (ran.code, ran.found()) == (2, [("usage.needs", "")])


def test_a_census_has_no_error(shell: Shell, yes_no: YesNoStudy) -> None:
    folder = yes_no.write()
    text = (folder / "study.yaml").read_text(encoding="utf-8")
    design = "{selection: random, stages: [{unit: group}], weight: weight}"
    assert design in text
    (folder / "study.yaml").write_text(text.replace(design, "{selection: census, weight: weight}"), encoding="utf-8")
    assert "everybody was asked" in shell("reliability", folder, "--rasch", "--lang", "en").err
