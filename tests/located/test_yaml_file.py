from collections.abc import Callable
from pathlib import Path

import pytest

from berdaya.errors import InputError, Problem, Where
from berdaya.located import Located, Problems, read_yaml
from berdaya.words import problem_line


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "a.yaml"
    path.write_text(text, encoding="utf-8", newline="")
    return path


def problems_of(run: Callable[[], object]) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        run()
    for problem in caught.value.problems:
        for lang in ("id", "en"):
            assert "?:" not in problem_line(problem, lang)
    return caught.value.problems


def codes(tmp_path: Path, text: str) -> list[str]:
    return [p.code for p in problems_of(lambda: read_yaml(written(tmp_path, text), "a.yaml"))]


def at(node: Located, *path: str | int) -> Located:
    for step in path:
        found = node.get(step) if isinstance(step, str) else node.value[step]  # type: ignore[index]
        assert isinstance(found, Located)
        node = found
    return node


def test_values_are_typed_by_yaml_1_2_and_have_places(tmp_path: Path) -> None:
    text = 'a: no\nb: "2026.1"\nc:\n  - 1\n  - 2.5\nd: {0: x, 1: true}\ne:\nf: 2022-11-30\ng: 13.06.08\n'
    root = read_yaml(written(tmp_path, text), "a.yaml")
    assert at(root, "a").value == "no"
    assert at(root, "b").value == "2026.1"
    assert [i.value for i in at(root, "c").value] == [1, 2.5]  # type: ignore[union-attr]
    assert at(root, "c", 1).where == Where("a.yaml", 5, 5)
    assert at(root, "d", "0").value == "x"
    assert at(root, "d", "1").value is True
    assert at(root, "d").keys["1"] == Where("a.yaml", 6, 11)
    assert at(root, "e").value is None
    assert at(root, "f").value == "2022-11-30"
    assert at(root, "g").value == "13.06.08"
    assert root.keys["c"] == Where("a.yaml", 3, 1)


def test_aliases_and_line_ends_of_windows(tmp_path: Path) -> None:
    root = read_yaml(written(tmp_path, "a: &x {k: [1]}\r\nb: *x\r\n"), "a.yaml")
    assert at(root, "b", "k", 0).value == 1
    assert at(root, "b").where == Where("a.yaml", 2, 4)


def test_a_key_given_twice_names_both_lines(tmp_path: Path) -> None:
    found = problems_of(lambda: read_yaml(written(tmp_path, "a: 1\nb: 2\na: 3\nb: 4\n"), "a.yaml"))
    assert [p.code for p in found] == ["file.yaml-duplicate-key"] * 2
    assert found[0].where == Where("a.yaml", 3, 1)
    assert "'a' is given twice (first in line 1)" in problem_line(found[0], "en")
    assert "'a' ditulis dua kali (pertama di baris 1)" in problem_line(found[0], "id")


def test_with_a_collector_repeated_keys_are_told_with_the_rest(tmp_path: Path) -> None:
    problems = Problems()
    root = read_yaml(written(tmp_path, "\ufeffa: 1\na: 2\n"), "a.yaml", problems)
    assert at(root, "a").value == 1
    assert [p.code for p in problems] == ["file.other-encoding", "file.yaml-duplicate-key"]


def test_the_same_text_read_again_has_the_same_values_and_problems(tmp_path: Path) -> None:
    path = written(tmp_path, "a: {b: [1]}\na: 2\n")
    first, second = Problems(), Problems()
    root = read_yaml(path, "a.yaml", first)
    assert read_yaml(path, "a.yaml", second) == root
    assert list(first) == list(second) != []
    elsewhere = read_yaml(path, "b.yaml", Problems())
    assert (at(elsewhere, "a").where.file, at(root, "a").where.file) == ("b.yaml", "a.yaml")
    for node in (root, at(root, "a")):
        for part in (node.value, node.keys):
            with pytest.raises(TypeError):
                part["c"] = node  # type: ignore[index]
    written(tmp_path, "a: 3\n")
    assert at(read_yaml(path, "a.yaml"), "a").value == 3
    for _ in range(2):
        assert [p.code for p in problems_of(lambda: read_yaml(written(tmp_path, "a: [\n"), "a.yaml"))] == [
            "file.yaml-syntax"
        ]


def test_syntax_errors_have_their_place(tmp_path: Path) -> None:
    found = problems_of(lambda: read_yaml(written(tmp_path, "a: 1\nb: [1, 2\nc: 3\n"), "a.yaml"))
    assert [p.code for p in found] == ["file.yaml-syntax"]
    assert found[0].where.line == 3
    assert codes(tmp_path, "a: *nothing\n") == ["file.yaml-syntax"]
    assert codes(tmp_path, "a: b: c\n") == ["file.yaml-syntax"]


def test_a_tab_is_named(tmp_path: Path) -> None:
    found = problems_of(lambda: read_yaml(written(tmp_path, "a:\n\tb: 1\n"), "a.yaml"))
    assert [(p.code, p.where.line, p.where.column) for p in found] == [("file.yaml-tab", 2, 1)]


def test_bombs_stop_at_named_limits(tmp_path: Path) -> None:
    laughs = "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{b}: &{b} [{','.join([f'*{a}'] * 10)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert codes(tmp_path, laughs) == ["file.too-many-values"]
    assert codes(tmp_path, "a: " + "[" * 5000 + "]" * 5000) == ["file.too-deep"]
    steps = "a0: &a0 [1]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}]\n" for i in range(1, 300))
    assert codes(tmp_path, steps) == ["file.too-deep"]
    assert codes(tmp_path, "a: '" + "x" * 2_000_001 + "'") == ["file.too-large"]
    found = problems_of(lambda: read_yaml(written(tmp_path, laughs), "a.yaml"))
    assert "100000" in problem_line(found[0], "en")


def test_what_is_not_one_mapping_is_refused(tmp_path: Path) -> None:
    assert codes(tmp_path, "- 1\n- 2\n") == ["file.not-a-mapping"]
    assert codes(tmp_path, "just a text\n") == ["file.not-a-mapping"]
    assert codes(tmp_path, "") == ["file.empty"]
    assert codes(tmp_path, "# only a comment\n") == ["file.empty"]
    assert codes(tmp_path, "a: 1\n---\nb: 2\n") == ["file.yaml-several"]
    assert codes(tmp_path, "a: &x {b: *x}\n") == ["file.yaml-cycle"]
    assert codes(tmp_path, "a: !!python/object:os.system {}\n") == ["file.yaml-tag"]
    assert codes(tmp_path, "a: !secret x\n") == ["file.yaml-tag"]
    assert codes(tmp_path, "{[1, 2]: 3}\n") == ["file.yaml-key"]


def test_json_is_yaml_beyond_the_basic_plane_too(tmp_path: Path) -> None:
    root = read_yaml(written(tmp_path, r'{"a": "\ud83d\ude00", "b\u00e9": 1}'), "a.yaml")
    assert at(root, "a").value == "\U0001f600"
    assert at(root, "bé").value == 1


def test_control_characters_are_not_text(tmp_path: Path) -> None:
    assert codes(tmp_path, "a: 1\nb: \u0007\n") == ["file.control-character"]
    assert codes(tmp_path, "a: 1\nb: \ufffe\n") == ["file.not-text"]
