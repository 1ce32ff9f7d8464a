from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Ran

Shell = Callable[..., "Ran"]
TOGETHER, NEEDS = "usage.together", "usage.needs"


@pytest.mark.parametrize(
    ("call", "found"),
    [
        (
            "reliability --raters --polychoric --listwise --unweighted --level 0.05 --df 9",
            [(TOGETHER, "--raters", "--unweighted, --listwise, --level, --df, --polychoric")],
        ),
        ("reliability --level 0,1 --df 9", [(NEEDS, "--node", "--level, --df")]),
        (
            "reliability --raters --rasch --by sex --level 0.1",
            [(TOGETHER, "--raters", "--rasch, --level"), (TOGETHER, "--rasch", "--level")],
        ),
        ("reliability --rasch --listwise", [(TOGETHER, "--rasch", "--listwise")]),
        ("reliability --by sex", [(NEEDS, "--rasch", "--by")]),
        ("weights --experts Ani,Budi", [(NEEDS, "--blank", "--experts")]),
        (
            "weights --blank ahp --scheme a --wave b --questions",
            [(TOGETHER, "--blank", "--scheme, --wave, --questions")],
        ),
        ("weights --blank given --experts Ani", [(TOGETHER, "--blank given", "--experts")]),
        (
            "change --matched --by village --split --pairs --few-clusters",
            [(TOGETHER, "--matched", "--by, --split, --pairs, --few-clusters")],
        ),
        ("poverty --pack money --by village --since a", [(TOGETHER, "--pack", "--by, --since")]),
        ("poverty --write --wave a", [(NEEDS, "--pack", "--write")]),
        ("stages --pack kube-stages --wave a", [(TOGETHER, "--pack", "--wave")]),
        ("new x --from y --template kube", [(TOGETHER, "--from", "--template")]),
        ("new x --next-wave b --last-wave a", [(NEEDS, "--from", "--next-wave")]),
        ("new x --last-wave a", [(NEEDS, "--next-wave", "--last-wave")]),
        ("import a.csv --sheet Data", [(NEEDS, "a.xlsx", "--sheet")]),
        ("report --to html,pdf --docx-template a.docx", [(NEEDS, "--to docx", "--docx-template")]),
        (
            "sample size --sd 0.5 --share 0.4 --rho 0.1",
            [(TOGETHER, "--sd", "--share"), (NEEDS, "--cluster", "--rho")],
        ),
        (
            "sample size --sd 1 --change 0.2 --margin 0.1 --deff 2 --cluster 5",
            [(TOGETHER, "--deff", "--cluster"), (TOGETHER, "--change", "--margin")],
        ),
        (
            "sample size --power 0.9 --slovin-nearest",
            [(NEEDS, "--change", "--power"), (NEEDS, "--population", "--slovin-nearest")],
        ),
        (
            "sample draw g --n 5 --allocate neyman --floor 2 --power 0.3 --sd a=1 --members m",
            [
                (NEEDS, "--strata", "--allocate, --floor"),
                (NEEDS, "--allocate power", "--power"),
                (NEEDS, "--take", "--members"),
            ],
        ),
        ("sample draw g --n 5 --sd a=1", [(NEEDS, "--allocate neyman", "--sd")]),
    ],
)
def test_options_that_would_be_left_aside(
    shell: Shell,
    tmp_path: "Path",
    monkeypatch: pytest.MonkeyPatch,
    call: str,
    found: list[tuple[str, str, str]],
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = shell(*call.split())
    said = {
        TOGETHER: "error {0}: {2} cannot be used together with {1}\n  hint: leave out {1}, or leave out {2}",
        NEEDS: "error {0}: {2} can be used with {1} only\n  hint: leave out {2}, or give {1}",
    }
    assert ran.code == 2
    lines = "\n".join(said[code].format(code, option, useless) for code, option, useless in found)
    assert ran.err.partition("\nTo mend")[0].rstrip() == lines
    assert list(tmp_path.iterdir()) == []


def test_what_is_looked_at_is_not_refused(shell: Shell, tmp_path: "Path") -> None:
    (tmp_path / "groups.csv").write_text("group,village\na,x\nb,x\nc,y\n", encoding="utf-8")
    given = (
        "--strata",
        "village",
        "--allocate",
        "power",
        "--power",
        "0,3",
        "--floor",
        "1",
        "--out",
        tmp_path / "s.csv",
    )
    assert shell("sample", "draw", tmp_path / "groups.csv", "--n", "2", *given).code == 0
    assert shell("stages", "--pack", "kube-stages", "--wave", "").code == 0  # an option without content says nothing


def test_an_option_given_twice_is_not_half_followed(shell: Shell) -> None:
    ran = shell(
        "report", "--to", "html", "--style", "plain", "--to", "pdf", "--lang", "en", "--lang=en", "--json", "--json"
    )
    assert ran.found() == [("usage.twice", ""), ("usage.twice", "")]
    told = shell("report", "--to", "html", "--to", "pdf", "--lang", "id").err
    assert "--to diberikan 2 kali, padahal hanya satu yang dapat diikuti" in told
