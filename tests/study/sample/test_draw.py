import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from berdaya.errors import BerdayaError, UsageError
from berdaya.study.sample.draw import DrawQuery, draw_groups, sample_csv, sample_document, write_sample
from berdaya.study.workbook.export import export_study

if TYPE_CHECKING:
    from tests.conftest import SmallStudy

KUBE = Path(__file__).resolve().parents[3] / "src/berdaya/templates/kube"


def refused(place: Path, query: DrawQuery) -> list[tuple[str, str]]:
    with pytest.raises(BerdayaError) as caught:
        draw_groups(place, query)
    return [(p.code, str(p.where)) for p in caught.value.problems]


def test_strata_add_up_and_weights_to_the_groups_there_are() -> None:
    drawn = draw_groups(KUBE, DrawQuery(16, ("village",), floor=2, replacements=1))
    assert sum(one.drawn for one in drawn.strata) == 16
    assert all(one.drawn >= 2 for one in drawn.strata)
    sample = [row for row in drawn.rows if row.part == "sample"]
    for one in drawn.strata:
        weights = [row.weight for row in sample if row.stratum == one.stratum]
        assert sum(weights) == pytest.approx(one.groups)
    assert len({row.group for row in drawn.rows}) == len(drawn.rows)
    assert [one.certain for one in drawn.strata if one.drawn == one.groups] == [2, 2]
    assert [row.order for row in sample if row.stratum == "Koto Tinggi"] == [1, 2]


def test_the_same_seed_draws_the_same_and_another_another(small: "SmallStudy") -> None:
    query = DrawQuery(12, ("village",))
    first = draw_groups(KUBE, query)
    assert draw_groups(KUBE / "groups.csv", query).rows == first.rows
    assert draw_groups(KUBE, DrawQuery(12, ("village",), seed=2023)).rows != first.rows
    lines = (KUBE / "groups.csv").read_text("utf-8").splitlines()
    small.write("groups.csv", "\n".join([lines[0], *reversed(lines[1:])]) + "\n")
    assert draw_groups(small.path, query).rows == first.rows  # the order of rows does not matter


def test_a_stratum_draws_alike_whatever_the_others_are(small: "SmallStudy") -> None:
    lines = (KUBE / "groups.csv").read_text("utf-8").splitlines()
    small.write("groups.csv", "\n".join([lines[0], *(line for line in lines[1:] if "Koto Baru" not in line)]) + "\n")
    few = draw_groups(small.path, DrawQuery(7, ("village",), "equal"))
    all_of_them = draw_groups(KUBE, DrawQuery(8, ("village",), "equal"))
    there = {row.group for row in all_of_them.rows if row.stratum != "Koto Baru"}
    assert {row.group for row in few.rows} == there


def test_by_size_with_a_fixed_take() -> None:
    drawn = draw_groups(KUBE, DrawQuery(8, size="members", take=6))
    text = (KUBE / "groups.csv").read_text("utf-8")
    total = sum(int(row["members"]) for row in csv.DictReader(io.StringIO(text)))
    for row in drawn.rows:
        assert row.members is not None and row.take == min(6, row.members)
        assert row.probability == pytest.approx(8 * row.members / total)
        assert row.member_weight == pytest.approx(total / 8 / row.take)  # self-weighting: all alike
    assert len(drawn.rows) == 8


def test_neyman_takes_more_where_groups_differ_more(small: "SmallStudy") -> None:
    lines = ["group,village,members", *(f"a{i},A,5" for i in range(20)), *(f"b{i},B,5" for i in range(20))]
    small.write("groups.csv", "\n".join(lines) + "\n")
    drawn = draw_groups(small.path, DrawQuery(10, ("village",), "neyman", sd={"A": 4.0, "B": 1.0}))
    assert [one.drawn for one in drawn.strata] == [8, 2]
    assert refused(small.path, DrawQuery(10, ("village",), "neyman", sd={"A": 4.0})) == [("usage.sample-sds", "")]


def test_what_does_not_fit_is_refused(small: "SmallStudy") -> None:
    assert refused(KUBE, DrawQuery(8, ("vilage",))) == [("usage.sample-column", "")]
    assert refused(KUBE, DrawQuery(8, method="nyman")) == [("usage.sample-method", "")]  # type: ignore[arg-type]
    assert refused(KUBE, DrawQuery(80)) == [("stats.size-out-of-range", "")]
    assert refused(KUBE / "no.csv", DrawQuery(8)) == [("file.missing", "no.csv")]
    small.write("groups.csv", "group,members\ng1,5\ng2,\ng3,many\n")
    found = refused(small.path, DrawQuery(1, size="members"))
    assert found == [("groups.no-size", "groups.csv:3:2"), ("groups.no-size", "groups.csv:4:2")]


def test_the_file_is_written_once(tmp_path: Path) -> None:
    drawn = draw_groups(KUBE, DrawQuery(9, ("village",), take=6))
    path = write_sample(drawn, tmp_path / "sampel é.csv")
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))
    assert [row["group"] for row in rows] == [row.group for row in drawn.rows]
    assert [float(row["weight"]) for row in rows] == [row.weight for row in drawn.rows]
    with pytest.raises(UsageError) as caught:
        write_sample(drawn, path)
    assert [p.code for p in caught.value.problems] == ["usage.sample-there"]
    assert path.read_bytes() == sample_csv(drawn)
    assert len(sample_document(drawn)["sample"]) == 9


def test_a_study_in_one_workbook(tmp_path: Path) -> None:
    export_study(KUBE, "xlsx", tmp_path / "s.xlsx")
    query = DrawQuery(9, ("village",), replacements=1)
    assert draw_groups(tmp_path / "s.xlsx", query).rows == draw_groups(KUBE, query).rows
