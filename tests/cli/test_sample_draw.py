from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Ran

Shell = Callable[..., "Ran"]
KUBE = Path(__file__).resolve().parents[2] / "src/berdaya/templates/kube"


def test_groups_are_drawn(shell: Shell, tmp_path: Path) -> None:
    given = ("--n", "10", "--strata", "village", "--replacements", "1", "--take", "6", "--out", tmp_path / "s.csv")
    ran = shell("sample", "draw", KUBE, *given, "--lang", "id")
    assert ran.code == 0
    (total,) = [line for line in ran.out.splitlines() if line.startswith("jumlah")]
    assert total.split() == ["jumlah", "27", "10", "0", "8"]
    assert "benih 2022" in ran.out
    assert "--floor 2" in ran.err
    assert len((tmp_path / "s.csv").read_text("utf-8-sig").splitlines()) == 19
    again = shell("sample", "draw", KUBE, *given, "--json")
    assert (again.found(), again.code) == ([("usage.sample-there", "")], 2)
    more = ("--n", "9", "--allocate", "neyman", "--strata", "village", "--out", tmp_path / "t.csv", "--json")
    assert shell("sample", "draw", KUBE, *more).found() == [("usage.sample-sds", "")]
    assert shell("sample", "draw", KUBE, *more, "--sd", "Salo:3,Salo=x").found() == [("usage.sample-sd-value", "")] * 2
    found = shell("sample", "draw", KUBE, "--n", "8", "--size", "members", "--out", tmp_path / "u.csv", "--json").json
    assert (len(found["sample"]), found["query"]["size"]) == (8, "members")
