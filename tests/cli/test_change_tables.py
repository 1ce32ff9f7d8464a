from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Ran

Shell = Callable[..., "Ran"]


def test_figures_of_few_and_beyond_the_rules_are_marked_in_every_table(shell: Shell, tmp_path: "Path") -> None:
    shell("demo", tmp_path)
    settings = (tmp_path / "study.yaml").read_text(encoding="utf-8")
    settings = settings.replace("threshold: 5", "threshold: 26")
    settings += "publish: {min_n: 180}\ncomparison: {by: business, treated: tani, control: dagang}\n"
    (tmp_path / "study.yaml").write_text(settings, encoding="utf-8")
    ran = shell("change", tmp_path, "--split", "--pairs", "--lang", "en")
    assert ran.code == 0
    pairs = ran.out.split("answered in both waves")[-1]
    (official,) = [line for line in pairs.splitlines() if line.startswith("official") and " a3 " in line]
    assert " 25* " in official  # too few for the rule on n too, which is told by one mark
    (member,) = [line for line in pairs.splitlines() if line.startswith("member") and " a3 " in line]
    assert " 169† " in member
    split = ran.out.split("is made of")[1].split("answered in both waves")[0]
    assert "†" in split
    assert ran.err.count("n below 180") >= 3
    document = shell("change", tmp_path, "--split", "--pairs", "--json").json
    for name in ("changes", "comparison", "splits", "pairs"):
        assert any(row["beyond"] == ["min_n"] for row in document[name]), name
        assert all(isinstance(row["suppressed"], bool) for row in document[name])
    assert any(row["suppressed"] for row in document["pairs"])
