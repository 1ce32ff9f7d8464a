"""120 made-up groups, as an officer has them each semester: tiers, lists, and what is withheld."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest

from berdaya.errors import ComputeError, InputError
from berdaya.estimates.attention_model import GroupAttention
from berdaya.study.analyses.attention import Attended, attention_of
from berdaya.study.analyses.attention_document import quote_of
from berdaya.study.read import read_study
from berdaya.study.results import estimates_of

if TYPE_CHECKING:
    from tests.conftest import ManyGroups, SmallStudy


@pytest.fixture(scope="module")
def attended(many: "ManyGroups") -> Attended:
    return attention_of(read_study(many.path))


def changed(many: "ManyGroups", folder: Path, *pairs: tuple[str, str]) -> Path:
    shutil.copytree(many.path, folder / "copy")
    text = (many.path / "study.yaml").read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    (folder / "copy" / "study.yaml").write_text(text, encoding="utf-8")
    return folder / "copy"


def test_every_group_stands_somewhere_once(attended: Attended, many: "ManyGroups") -> None:
    found = attended.attention
    named = [one.group for one in found.groups] + [g for groups in found.aside.values() for g in groups]
    assert sorted([*named, *found.unscored]) == [f"k{g:03d}" for g in range(1, many.groups + 1)]
    assert {status: len(groups) for status, groups in found.aside.items()} == {
        "inactive": 3,
        "dissolved": 10,
        "not_found": 1,
    }
    assert sum(found.statuses.values()) == 120
    assert {one.tier for one in found.groups} == {"help", "watch", "sound"}


def test_the_tiers_follow_from_the_estimates(attended: Attended, many: "ManyGroups") -> None:
    study = read_study(many.path)
    (now, before) = (estimates_of(study, ("group",), wave).estimates[0] for wave in ("2026-1", "2025-2"))
    for one in attended.attention.groups:
        d, b = now.domains.index((one.group,)), before.domains.index((one.group,))
        low, _, high = now.bands[d, 0]
        place = 0 if low >= 0.8 else 2 if high >= 0.8 else 1
        gap = now.value[d, 0] - before.value[b, 0]
        if one.change is not None and one.change.fell is not None and one.change.fell >= 0.9:
            assert gap < -(one.change.se or 0.0)
            if gap <= -0.3:
                place = max(place - 1, 1 if now.band[d, 0] == 2 else 0)
        if now.lost[d, 0] > 0.2:
            place = min(place, 1)
        assert one.tier == ("help", "watch", "sound")[place]


def test_weakest_criteria_are_the_lowest_answered(attended: Attended, many: "ManyGroups") -> None:
    study = read_study(many.path)
    rows = pl.read_csv(many.path / "answers.csv", infer_schema_length=0).filter(pl.col("wave") == "2026-1")
    keys = [leaf.key for leaf in study.instrument.leaves]
    for one in attended.attention.of_tier("help"):
        own = rows.filter(pl.col("group") == one.group)
        means = {}
        for key in keys:
            given = own[key].cast(pl.Float64, strict=False).drop_nulls()
            if len(given):
                means[key] = (float(given.mean()), len(given))  # type: ignore[arg-type]
        lowest = sorted(value for value, _ in means.values())[: len(one.weakest)]
        assert [weak.value for weak in one.weakest] == pytest.approx(lowest)
        assert [weak.answered for weak in one.weakest] == [means[weak.key][1] for weak in one.weakest]
        assert one.tied == sum(value == pytest.approx(lowest[-1]) for value, _ in means.values()) - sum(
            value == pytest.approx(lowest[-1]) for value in lowest
        )


STAGE = "    - {unit: respondent, strata: [group], population: {member: members, facilitator: 1}}\n"


def test_where_groups_were_drawn_the_errors_are_of_who_was_asked_within_them(
    attended: Attended, many: "ManyGroups", tmp_path: Path
) -> None:
    """Given the groups, the choice of people within them is that of the design that takes groups as strata."""
    drawn = (STAGE, "    - {unit: group, population: 300}\n" + STAGE.replace("strata: [group], ", ""))
    found = attention_of(read_study(changed(many, tmp_path, drawn))).attention
    assert (attended.attention.errors, found.errors) == ("", "within")
    for one, other in zip(attended.attention.groups, found.groups, strict=True):
        assert (one.group, one.tier, one.reasons) == (other.group, other.tier, other.reasons)
        assert other.value == pytest.approx(one.value, rel=1e-12)
        assert other.sure == (None if one.sure is None else pytest.approx(one.sure, rel=1e-9))


def test_where_it_is_not_said_how_people_were_chosen_all_are_watched(many: "ManyGroups", tmp_path: Path) -> None:
    path = changed(many, tmp_path, (STAGE, "    - {unit: group}\n"), ("  weight: design\n", ""))
    found = attention_of(read_study(path)).attention
    assert found.errors == "none"
    assert {one.tier for one in found.groups} == {"watch"}
    assert {one.reasons[0] for one in found.groups} == {"no-error"}


def raised(many: "ManyGroups", folder: Path, one: GroupAttention) -> Path:
    """A copy of the study in which the answers of a group rise as its steps say."""
    assert one.steps is not None
    path = changed(many, folder)
    rows = pl.read_csv(path / "answers.csv", infer_schema_length=0)
    answers = rows.to_dicts()
    for move in one.steps.moves:
        own = [
            r for r in answers if r["group"] == one.group and r["wave"] == "2026-1" and (r[move.key] or "").isdigit()
        ]
        left = move.steps
        while left:
            row = min((r for r in own if int(r[move.key]) < 3), key=lambda r: int(r[move.key]))
            row[move.key], left = str(int(row[move.key]) + 1), left - 1
    pl.DataFrame(answers, schema=rows.schema).write_csv(path / "answers.csv")
    return path


def test_the_steps_carry_a_group_into_the_next_category(attended: Attended, many: "ManyGroups", tmp_path: Path) -> None:
    some = [one for one in attended.attention.groups if one.steps and one.steps.count][::17]
    assert len(some) > 3
    for n, one in enumerate(some):
        folder = tmp_path / str(n)
        folder.mkdir()
        after = estimates_of(read_study(raised(many, folder, one)), ("group",)).estimates[0]
        assert int(after.band[after.domains.index((one.group,)), 0]) == one.band + 1


def test_ended_groups_lower_the_overall_score(attended: Attended, many: "ManyGroups") -> None:
    overall = float(estimates_of(read_study(many.path)).estimates[0].value[0, 0])
    ended = attended.attention.ended
    assert ended is not None
    assert (ended.base_is, ended.ended) == ("overall", 11)
    assert ended.base == pytest.approx(overall)
    assert ended.value == pytest.approx(overall * (1 - 11 / 120))


def test_assessors_are_told_once(attended: Attended) -> None:
    (found,) = attended.attention.assessors
    assert (found.kind, found.groups, found.assessors) == ("enumerator", 106, 9)
    assert found.share is not None
    assert 0 < found.share < 1


def test_quotes_stand_beside_their_groups_with_consent(attended: Attended) -> None:
    quotes = {one.group: quote_of(attended, one) for one in attended.attention.groups}
    assert {group for group, quote in quotes.items() if quote} <= {"k007", "k030"}
    assert any(quotes.values())


def test_in_public_small_groups_are_not_there(many: "ManyGroups", tmp_path: Path, attended: Attended) -> None:
    path = changed(many, tmp_path, ("estimates:", "disclosure: {profile: public}\nestimates:"))
    public = attention_of(read_study(path))
    small = {one.group for one in attended.attention.groups if one.small}
    assert small
    assert {one.group for one in public.attention.groups} == {
        one.group for one in attended.attention.groups if not one.small
    }
    assert public.attention.hidden == len(small)
    assert not any(quote_of(public, one) for one in public.attention.groups)
    assert not any(one.steps.moves for one in public.attention.groups if one.steps)


def test_an_earlier_wave_has_none_before_it(many: "ManyGroups") -> None:
    found = attention_of(read_study(many.path), "2025-2").attention
    assert (found.wave, found.before) == ("2025-2", "")
    assert not any(one.change for one in found.groups)
    with pytest.raises(InputError, match=r"unknown-wave"):
        attention_of(read_study(many.path), "2024")


def test_why_a_study_has_no_tiers(many: "ManyGroups", small: "SmallStudy", tmp_path: Path) -> None:
    def code(path: Path) -> str:
        with pytest.raises(ComputeError) as caught:
            attention_of(read_study(path))
        return caught.value.problems[0].code

    assert code(small.path) == "estimates.few-groups"
    persons = ("{count: groups}", "{count: persons, mode: units_first}")
    assert code(changed(many, tmp_path, persons)) == "estimates.roles-apart"


def test_rows_that_are_groups_each_are_no_groups(many: "ManyGroups", tmp_path: Path) -> None:
    path = changed(
        many,
        tmp_path,
        ("groups: groups.csv\n", ""),
        ('waves: ["2025-2", "2026-1"]\n', ""),
        ("  weight: design\n", ""),
        ("  stages:\n    - {unit: respondent, strata: [group], population: {member: members, facilitator: 1}}\n", ""),
    )
    lines = (path / "answers.csv").read_text(encoding="utf-8").splitlines()
    rows = [line.split(",") for line in lines[1:40]]
    single = [",".join([row[0], f"h{n}", *row[2:]]) for n, row in enumerate(rows)]
    (path / "answers.csv").write_text("\n".join([lines[0], *single, ""]), encoding="utf-8")
    (path / "interviews.csv").unlink()
    with pytest.raises(ComputeError) as caught:
        attention_of(read_study(path))
    assert [p.code for p in caught.value.problems] == ["estimates.few-groups"]
