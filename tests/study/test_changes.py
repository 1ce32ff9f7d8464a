import math
from typing import TYPE_CHECKING

import pytest

from berdaya.errors import InputError
from berdaya.study.analyse import analyse
from berdaya.study.changes import change_document, change_of, change_rows
from berdaya.study.read import read_study
from berdaya.study.start import start_demo

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import SmallStudy


def test_the_same_as_in_the_report(tmp_path: "Path") -> None:
    start_demo(tmp_path)
    study = read_study(tmp_path)
    changed, (findings, _) = change_of(study), analyse(study)
    assert findings.change is not None
    assert changed.change.waves == ("before", "after") == findings.change.waves
    at = changed.change.at("a3")
    for name in ("value", "se", "df", "low", "high"):
        assert getattr(changed.change, name)[0, at] == getattr(findings.change, name)[0, at]
    (row,) = change_rows(changed.change, "a3")
    assert (row["direction"], row["by"], row["exact"]) == ("up", {}, False)
    assert row["value"] == pytest.approx(0.516209828)
    (empty,) = change_rows(changed.change, "a1")
    assert [empty[name] for name in ("value", "se", "low", "direction")] == [None] * 4


def test_by_attributes_and_between_any_waves(small: "SmallStudy") -> None:
    text = (small.path / "responses/a.csv").read_text()
    for wave in ("b", "c"):
        small.write(f"responses/{wave}.csv", text.replace(",1,", ",2,"))
    files = "".join(f"  - {{file: responses/{wave}.csv, attributes: [sex], wave: {wave}}}\n" for wave in "abc")
    small.change(
        "study.yaml",
        ("  - {file: responses/a.csv, attributes: [sex]}\n", files),
        ("design:", "waves: [a, b, c]\ndesign:"),
    )
    study = read_study(small.path)
    document = change_document(change_of(study, ("village",), since="a"), "en", "overall")
    assert (document["since"], document["wave"]) == ("a", "c")
    assert [row["by"] for row in document["changes"]] == [{"village": "Koto Tuo"}, {"village": "Salo"}]
    assert change_of(study).change.waves == ("b", "c")
    assert change_of(study, wave="b").change.waves == ("a", "b")
    assert not math.isnan(change_of(study, since="a").change.value[0, 0])


@pytest.mark.parametrize(("wave", "since"), [("a", ""), ("b", "b")])
def test_a_change_needs_two_waves(small: "SmallStudy", wave: str, since: str) -> None:
    small.change(
        "study.yaml", ("attributes: [sex]", "attributes: [sex], wave: b"), ("design:", "waves: [a, b]\ndesign:")
    )
    with pytest.raises(InputError) as caught:
        change_of(read_study(small.path), wave=wave, since=since)
    assert [problem.code for problem in caught.value.problems] == ["estimates.no-wave-before"]


def test_without_waves_there_is_none(small: "SmallStudy") -> None:
    with pytest.raises(InputError) as caught:
        change_of(read_study(small.path))
    assert [problem.code for problem in caught.value.problems] == ["estimates.no-wave-before"]
