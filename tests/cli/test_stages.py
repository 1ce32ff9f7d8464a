from collections.abc import Callable
from typing import TYPE_CHECKING

from berdaya.study.analyses.stages import stages_document, stages_of
from berdaya.study.read import read_study

if TYPE_CHECKING:
    from tests.conftest import Ran, SmallStudy

Shell = Callable[..., "Ran"]
RULE = "stages: [{key: open, label: {id: terbuka, en: open}, markers: [{key: shop, label: {id: kios, en: shop}}]}]\n"


def write(small: "SmallStudy", more: str = "") -> None:
    small.write("groups.csv", "group,village,members,shop\ng1,Salo,12,ya\ng2,Salo,10,tidak\ng3,Koto Tuo,9,\n")
    small.write("mine.yaml", RULE)
    small.change("study.yaml", ("study: small", f"study: small\nstages: mine.yaml\n{more}"))


def test_each_group_in_words(shell: Shell, small: "SmallStudy") -> None:
    write(small)
    ran = shell("stages", small.path, "--lang", "id")
    assert ran.code == 0
    lines = [line for line in ran.out.splitlines() if line.startswith("- g")]
    assert lines[0].startswith("- g1: terbuka (")
    assert lines[1].endswith("Kurang untuk tahap berikutnya: 1 dari: kios.")
    assert "tidak dapat dipastikan" in lines[2]
    assert "{" not in ran.out


def test_json_is_what_the_library_gives(shell: Shell, small: "SmallStudy") -> None:
    write(small)
    assert shell("stages", small.path, "--json").json == stages_document(stages_of(read_study(small.path)), "en")


def test_in_public_no_group(shell: Shell, small: "SmallStudy") -> None:
    write(small, "disclosure: {profile: public, threshold: 5}\n")
    ran = shell("stages", small.path)
    assert "- g1" not in ran.out
    assert "not listed" in ran.out


def test_the_checklist_that_comes_with_berdaya(shell: Shell, small: "SmallStudy") -> None:
    ran = shell("stages", "--pack", "kube-stages")
    assert ran.code == 0
    assert "needed: 5" in ran.out
    assert shell("stages", "--pack", "kube-stages", "--json").json["text"].rstrip("\n") == ran.out.rstrip("\n")
    assert shell("stages", "--pack", "kube", "--json").found() == [("usage.unknown-pack", "")]
    assert shell("stages", small.path, "--json").found() == [("stages.none", "study.yaml")]
    assert shell("stages", small.path, "--write", "--json").found() == [("usage.needs", "")]
    assert shell("stages", small.path, "--pack", "kube-stages", "--write").code == 0
    assert {code for code, _ in shell("stages", small.path, "--json").found()} == {"stages.no-column"}
