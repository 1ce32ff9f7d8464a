"""The lock: hashes, no addresses, and a wheel for Windows of everything that a user installs."""

import json
import re
import runpy
from collections.abc import Callable
from importlib.metadata import requires
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def lock(root: Path) -> str:
    return (root / "requirements.lock").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def script() -> dict[str, Callable[..., object]]:
    return runpy.run_path(str(HERE / "make_windows_wheels.py"))


def pins(lock: str) -> dict[str, str]:
    return {
        f"{name}=={version}": block
        for name, version, block in re.findall(r"^([a-z0-9._-]+)==(\S+)(.*(?:\n[ ].*)*)", lock, re.MULTILINE)
    }


def test_the_lock_has_hashes_and_no_addresses(root: Path, lock: str) -> None:
    assert len(pins(lock)) > 50
    assert [pin for pin, block in pins(lock).items() if not re.search(r"--hash=sha256:[0-9a-f]{64}", block)] == []
    for word in ("http:", "https:", "file:", "index-url", "find-links", " @ ", "trusted-host"):
        assert word not in lock.replace("--no-emit-index-url", "")
    assert not (root / "uv.lock").exists()


def test_the_lock_holds_all_that_the_project_asks_for(lock: str) -> None:
    locked = {pin.split("==")[0] for pin in pins(lock)}
    asked = {
        re.split(r"[<>=!~;\[ ]", text)[0].lower().replace("_", "-").replace(".", "-")
        for text in requires("berdaya") or ()
    }
    assert asked
    assert sorted(asked - locked) == []


def test_the_build_backend_is_locked_for_a_machine_without_network(lock: str) -> None:
    assert {"hatchling", "editables"} <= {pin.split("==")[0] for pin in pins(lock)}


def test_everything_a_user_installs_has_a_windows_wheel_in_the_lock(
    lock: str, script: dict[str, Callable[..., object]]
) -> None:
    wheels = {
        f"{row['name']}=={row['version']}": row for row in json.loads((HERE / "windows_wheels.json").read_text("utf-8"))
    }
    closure = script["run_closure"](lock)
    assert isinstance(closure, list)
    here = [pin for pin in closure if "python_full_version >= '3.12'" not in pins(lock)[pin].splitlines()[0]]
    assert len(here) > 20
    assert sorted(wheels) == sorted(here), "run python tests/house/make_windows_wheels.py"
    for pin, row in wheels.items():
        assert row["wheel"].endswith(("-none-any.whl", "-win_amd64.whl"))
        assert f"--hash=sha256:{row['sha256']}" in pins(lock)[pin]


def test_newer_pythons_get_the_same_packages(lock: str, script: dict[str, Callable[..., object]]) -> None:
    closure = script["run_closure"](lock)
    assert isinstance(closure, list)
    named = {pin.split("==")[0] for pin in closure}
    assert {row["name"] for row in json.loads((HERE / "windows_wheels.json").read_text("utf-8"))} == named
