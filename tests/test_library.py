"""The public names: all there, loaded only when used, and enough for what the commands do."""

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import berdaya
from berdaya import library

if TYPE_CHECKING:
    from tests.conftest import SmallStudy


def test_every_public_name_is_there() -> None:
    assert sorted(library.__all__) == list(library.__all__)
    for name in library.__all__:
        assert getattr(berdaya, name) is getattr(library, name)
    assert set(library.__all__) <= set(dir(berdaya))
    assert "__version__" in dir(berdaya)
    with pytest.raises(AttributeError, match="estimte"):
        _ = berdaya.estimte


def test_names_are_loaded_when_first_used(tmp_path: Path) -> None:
    code = "import sys, berdaya; a = 'polars' in sys.modules; berdaya.read_study; print(a, 'polars' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, check=True, timeout=60)
    assert done.stdout.split() == [b"False", b"True"]


def test_a_study_from_start_to_figures(tmp_path: Path) -> None:
    berdaya.start_study(tmp_path / "study", "blank")
    assert berdaya.check_place(tmp_path / "study").counts is not None
    study = berdaya.read_study(tmp_path / "study")
    result = berdaya.estimates_of(study, by=("role",))
    document = berdaya.results_document(result, "id")
    assert {row["by"]["role"] for row in document["estimates"]} == {"leader", "member"}
    explained = berdaya.explain_study(study, "overall")
    assert explained.explanation.key == "overall"
    assert berdaya.compare_instruments(study.instrument, study.instrument) == ()
    assert document["instrument"]["sha256"] == berdaya.sha256(study.instrument)


def test_what_the_page_shows_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (Path(__file__).resolve().parents[1] / "docs" / "python.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert len(blocks) == 3
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, "docs/python.md", "exec"), names)
    printed = capsys.readouterr().out
    assert "{'village': 'Nagari Contoh'} 1.97" in printed
    assert "study.yaml file.missing" in printed


def test_problems_are_values(small: "SmallStudy") -> None:
    small.change("study.yaml", ("selection: random", "selection: acak"))
    with pytest.raises(berdaya.BerdayaError) as caught:
        berdaya.read_study(small.path)
    (problem,) = caught.value.problems
    assert (problem.code, str(problem.where)) == ("entry.not-a-choice", "study.yaml:6:21")
    assert isinstance(caught.value, berdaya.InputError)


@pytest.mark.slow
def test_every_module_can_be_the_first_that_is_loaded() -> None:
    """What loads only after another is a circle that some user meets."""
    root = Path(berdaya.__file__).parent
    names = [".".join(("berdaya", *path.relative_to(root).with_suffix("").parts)) for path in root.rglob("*.py")]
    firsts = sorted(
        {name.removesuffix(".__init__") for name in names if ".templates" not in name and "__main__" not in name}
    )
    assert len(firsts) > 200
    script = (
        "import importlib, sys\n"
        "for name in sys.argv[1:]:\n"
        "    for loaded in [m for m in sys.modules if m.split('.')[0] == 'berdaya']:\n"
        "        del sys.modules[loaded]\n"
        "    importlib.import_module(name)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, *firsts], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
