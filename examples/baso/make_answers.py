"""Draw the synthetic answers of the Baso example from the model in model.toml, and print the scores they give.

    python examples/baso/make_answers.py [--out DIR]

Writes members.csv, leaders.csv, facilitators.csv and officials.csv into the template's folder `responses/` (or DIR).
The same model gives the same bytes each time. Only the model is ever adjusted: one latent shift for each analysis is
searched so that its score comes out as the model's target; the answers themselves are never touched.
"""

import argparse
import csv
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from math import sqrt
from pathlib import Path
from random import Random
from statistics import NormalDist, fmean
from typing import Any

from ruamel.yaml import YAML

HERE = Path(__file__).resolve().parent
TEMPLATE = HERE.parents[1] / "src" / "berdaya" / "templates" / "kube"
FILES = {"member": "members", "leader": "leaders", "facilitator": "facilitators", "official": "officials"}
DESCRIBED = ("member", "leader")  # sex and age of the one facilitator or official would name him
WAVES = ("before", "after")
NORMAL = NormalDist()


@dataclass(frozen=True)
class Item:
    """A criterion: who is asked it, in which waves, and where it hangs in the tree."""

    key: str
    analysis: str
    variable: str
    ask: tuple[str, ...]
    waves: tuple[str, ...]
    sensitive: bool


@dataclass(frozen=True)
class Person:
    """One row of answers: a person, about one group."""

    code: str
    role: str
    group: dict[str, str]
    weight: float


@dataclass(frozen=True)
class Cell:
    """One answer to be: the latent value without its analysis's shift, or the missing code."""

    person: Person
    item: Item
    wave: str
    latent: float
    missing: str | None


def uniform(model: dict[str, Any], *name: str) -> float:
    """Give the uniform draw that belongs to a name, whatever else is drawn."""
    return Random("/".join((model["seed"], *name))).random()


def normal(model: dict[str, Any], *name: str) -> float:
    """Give the standard normal draw that belongs to a name."""
    return NORMAL.inv_cdf(min(max(uniform(model, *name), 1e-12), 1 - 1e-12))


def choose(model: dict[str, Any], shares: dict[str, float], *name: str) -> str:
    """Draw one of the names in `shares`."""
    u, names = uniform(model, *name), list(shares)
    passed = sum(u >= edge for edge in accumulate(shares.values()))
    return names[min(passed, len(names) - 1)]


def read_items() -> list[Item]:
    """Read the criteria from the instrument."""
    tree = YAML(typ="safe").load((TEMPLATE / "instrument.yaml").read_text(encoding="utf-8"))["tree"]
    return [
        Item(
            leaf["key"],
            analysis["key"],
            variable["key"],
            tuple(leaf["ask"]),
            tuple(analysis["waves"]),
            "sensitive" in leaf,
        )
        for analysis in tree["children"]
        for variable in analysis["children"]
        for leaf in variable["children"]
    ]


def read_groups() -> list[dict[str, str]]:
    """Read the frame."""
    with (TEMPLATE / "groups.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def people_of(model: dict[str, Any], group: dict[str, str], villages: list[str]) -> Iterator[Person]:
    """Draw 5-8 members of a group at random; its leader, facilitator and official are certain."""
    key, members = group["group"], int(group["members"])
    wanted = min(members, 5 + int(4 * uniform(model, key, "size")))
    order = sorted(range(1, members + 1), key=lambda m: uniform(model, key, f"m{m:02}", "drawn"))
    for number in sorted(order[:wanted]):
        yield Person(f"{key}m{number:02}", "member", group, members / wanted)
    yield Person(f"{key}l01", "leader", group, 1.0)
    serves = model["people"]["facilitators"]
    yield Person(next(code for code, at in serves.items() if group["village"] in at), "facilitator", group, 1.0)
    yield Person(f"v{1 + villages.index(group['village']):02}", "official", group, 1.0)


def subject(model: dict[str, Any], person: Person, item: Item) -> tuple[str, str]:
    """Name what an answer is about and who gives it: an official says the same of his village in every group's row."""
    group, village = person.group["group"], person.group["village"]
    if person.role in model["of_the_village"].get(item.key, ()):
        return village, person.code
    return group, f"{person.code}/{group}"


def latent(model: dict[str, Any], person: Person, item: Item, wave: str) -> float:
    """Draw what the person would say on an unbroken scale, before the analysis's shift."""
    spread: dict[str, float] = model["spread"]
    before: dict[str, float] = model["before"]
    about, who = subject(model, person, item)
    value: float = float(model["level"][item.key]) + float(model["role"].get(item.key, {}).get(person.role, 0.0))
    value += float(model["stage"][person.group["stage"]]) if about == person.group["group"] else 0.0
    value += spread["group"] * normal(model, about) + spread["group_variable"] * normal(model, about, item.variable)
    value += spread["person"] * normal(model, who)
    after, own = normal(model, who, item.key), normal(model, who, item.key, "before")
    if wave == "after":
        return value + spread["noise"] * after
    alike = before["alike"]
    value -= before["drop"] + before["person_spread"] * normal(model, who, "drop")
    return value + spread["noise"] * (alike * after + sqrt(1 - alike**2) * own)


def missing(model: dict[str, Any], person: Person, item: Item, wave: str) -> str | None:
    """Draw the missing code of a cell: na, dk, rf, or an empty text for a blank; None for an answer."""
    (_about, who), shares = subject(model, person, item), model["missing"]
    unused = model["not_applicable"].get(item.key, {}).get(person.group["business"], 0.0)
    if uniform(model, who, item.key, "na") < unused:
        return "na"
    codes = {
        "": shares["blank"],
        "dk": shares["dk_before" if wave == "before" else "dk"],
        "rf": shares["rf_sensitive" if item.sensitive else "rf"],
    }
    chosen = choose(model, {**codes, "answer": 1.0}, who, item.key, wave, "missing")
    return None if chosen == "answer" else chosen


def draw(model: dict[str, Any], items: list[Item], people: list[Person]) -> list[Cell]:
    """Draw every cell that is asked."""
    return [
        Cell(person, item, wave, latent(model, person, item, wave), missing(model, person, item, wave))
        for person in people
        for wave in WAVES
        for item in items
        if person.role in item.ask and wave in item.waves
    ]


def answer(model: dict[str, Any], cell: Cell, shift: float) -> int:
    """Count the thresholds that the shifted latent value passes."""
    return sum(cell.latent + shift > threshold for threshold in model["thresholds"])


def criteria(model: dict[str, Any], cells: list[Cell], shift: float) -> dict[Item, float]:
    """Score each criterion: the weighted mean of each role, then the plain mean of the roles."""
    sums: dict[tuple[Item, str], tuple[float, float]] = {}
    for cell in cells:
        if cell.missing is None:
            top, bottom = sums.get((cell.item, cell.person.role), (0.0, 0.0))
            weight = cell.person.weight
            sums[cell.item, cell.person.role] = (top + weight * answer(model, cell, shift), bottom + weight)
    roles: dict[Item, list[float]] = {}
    for (item, _role), (top, bottom) in sums.items():
        roles.setdefault(item, []).append(top / bottom)
    return {item: fmean(values) for item, values in roles.items()}


def score(model: dict[str, Any], cells: list[Cell], shift: float) -> float:
    """Score one analysis: criteria, variables and the analysis, equal weights at each step."""
    variables: dict[str, list[float]] = {}
    for item, value in criteria(model, cells, shift).items():
        variables.setdefault(item.variable, []).append(value)
    return fmean(fmean(values) for values in variables.values())


def calibrate(model: dict[str, Any], cells: list[Cell], target: float) -> float:
    """Find by halving the latent shift at which the score of an analysis reaches its target (it never falls)."""
    low, high = -2.0, 2.0
    while high - low > 1e-4:
        middle = (low + high) / 2
        low, high = (middle, high) if score(model, cells, middle) < target else (low, middle)
    return high


def write(out: Path, model: dict[str, Any], cells: list[Cell], shifts: dict[str, float]) -> None:
    """Write one wide file a role: a row for each person, group and wave."""
    for role, name in FILES.items():
        own = [cell for cell in cells if cell.person.role == role]
        keys = sorted({cell.item.key for cell in own})
        about = ["sex", "age_class"] if role in DESCRIBED else []
        rows: dict[tuple[str, str, str], dict[str, str | int]] = {}
        for cell in own:
            person, group = cell.person, cell.person.group["group"]
            row = rows.setdefault(
                (group, person.code, cell.wave),
                {"respondent": person.code, "group": group, "role": role, "wave": cell.wave},
            )
            if about:
                row["sex"] = (
                    "perempuan" if uniform(model, person.code, "sex") < model["people"]["women"] else "laki-laki"
                )
                row["age_class"] = choose(model, model["people"]["age_class"], person.code, "age")
            code = cell.missing
            row[cell.item.key] = answer(model, cell, shifts[cell.item.analysis]) if code is None else code
        with (out / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, ["respondent", "group", "role", "wave", *about, *keys], lineterminator="\n")
            table.writeheader()
            table.writerows(rows.values())


def main() -> None:
    """Draw, calibrate, write, and print what came out."""
    parser = argparse.ArgumentParser(description="Draw the synthetic answers of the Baso example.")
    parser.add_argument("--out", type=Path, default=TEMPLATE / "responses")
    out: Path = parser.parse_args().out
    model = tomllib.loads((HERE / "model.toml").read_text(encoding="utf-8"))
    items, groups = read_items(), read_groups()
    villages = list(dict.fromkeys(group["village"] for group in groups))
    people = [person for group in groups for person in people_of(model, group, villages)]
    cells = draw(model, items, people)
    after = {a: [c for c in cells if c.item.analysis == a and c.wave == "after"] for a in model["targets"]}
    shifts = {a: calibrate(model, after[a], target) for a, target in model["targets"].items()}
    out.mkdir(parents=True, exist_ok=True)
    write(out, model, cells, shifts)
    scores = {a: score(model, after[a], shifts[a]) for a in after}
    past = [c for c in cells if c.wave == "before"]
    for a, shift in shifts.items():
        print(f"{a}: shift {shift:+.4f}, score {scores[a]:.4f}")
    print(f"overall {fmean(scores.values()):.4f}; a3 before {score(model, past, shifts['a3']):.4f}")
    print(
        f"{len(people)} people's rows, {len(cells)} cells, {sum(c.missing is not None for c in cells)} without answer"
    )
    for a in after:
        leading = sorted(criteria(model, after[a], shifts[a]).items(), key=lambda entry: -entry[1])
        print(a, " ".join(f"{item.key}={value:.2f}" for item, value in leading))


if __name__ == "__main__":
    main()
