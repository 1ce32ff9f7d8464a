"""The script that works a study's figures out again in R, with the package survey."""

import json
from collections.abc import Iterable, Mapping

import numpy as np

from berdaya.instrument.model import Instrument, Text
from berdaya.instrument.tree import Tree, make_tree
from berdaya.study.for_programs.columns import in_language
from berdaya.study.for_programs.data_table import DataTable
from berdaya.study.for_programs.script_parts import comment, design_words, filled, opening, piece
from berdaya.words import say

OPTION = {"none": "remove", "centre": "adjust", "remove": "remove", "average": "average"}


def r_script(table: DataTable, lang: str) -> str:
    """Return the script; it reads `data.csv` and `expected.csv` beside it."""
    study = table.study
    tree = make_tree(study.instrument, "", study.settings.min_coverage, study.settings.zero)
    places = {**_comments(table, lang), **_words(lang), **_numbers(table, tree, lang)}
    return filled(
        "analysis.R", {"estimate": _estimate(table), **places}
    )  # what is filled in may hold places of its own


def _estimate(table: DataTable) -> str:
    settings = table.study.settings
    groups = settings.count == "groups"
    name = {
        ("means_first", False): "means_first",
        ("means_first", True): "means_first_groups",
        ("units_first", False): "persons_first",
        ("units_first", True): "groups_first",
    }[settings.mode, groups]
    drawn = "1" if table.groups_drawn else "0"
    item_means = piece("item_means.R").rstrip("\n")
    return piece(f"{name}.R").replace("@item_means@", item_means).replace("@groups_drawn@", drawn).rstrip("\n")


def _comments(table: DataTable, lang: str) -> dict[str, str]:
    settings = table.study.settings
    mode = f"{settings.mode.replace('_', '-')}-{settings.count}"
    named = ("data", "questions", "labelled", "tree", "scores", "mean", "roll", "slope", "variance", "parts", "compare")
    return {
        "about": "\n#\n".join(comment(part) for part in opening(table, lang, "export.about", table.differs)),
        "estimate_note": comment(say(f"export.{mode}", lang)),
        "design_note": comment(design_words(table, lang)),
        **{f"{name}_note": comment(say(f"export.{name}-note", lang)) for name in named},
    }


def _words(lang: str) -> dict[str, str]:
    named = ("values", "errors", "largest", "left", "stop")
    return {
        "shift_note": say("export.shift-note", lang),
        **{f"{name}_word": say(f"export.{name}", lang) for name in named},
    }


def _numbers(table: DataTable, tree: Tree, lang: str) -> dict[str, str]:
    study = table.study
    joint = table.two_stages and not table.group_in_unit and table.groups_drawn and study.settings.count == "groups"
    parts = [
        (wave, labels[0] if labels else "")
        for wave, found in zip(table.waves, table.estimates, strict=True)
        for labels in found.domains
    ]
    return {
        "lonely_option": OPTION[study.design.lonely_psu],
        "questions": _listed(_questions(study.instrument, tree, lang)),
        "missing": _named_texts(study.instrument.missing, lang),
        "tree": _listed(_branches(tree)),
        "scale_low": _number(tree.low),
        "scale_high": _number(tree.high),
        "shift": _number(tree.shift),
        "node_keys": ", ".join(map(_text, tree.keys)),
        "not_in_wave": ", ".join(_left_out(study.instrument, wave) for wave in table.waves),
        "svydesign": _svydesign(table),
        "variance": "  of(z + whole, TRUE) + of(z, FALSE) - of(z, TRUE)" if joint else "  of(z + whole, FALSE)",
        "parts": _listed(f"c(wave = {_text(wave)}, role = {_text(role)})" for wave, role in parts),
        "alone": (
            "  se[drop(under %*% colSums(answered & rows & d$design_alone == 1)) > 0] <- NA"
            if study.design.lonely_psu == "none"
            else "  # -"
        ),
    }


def _svydesign(table: DataTable) -> str:
    two = table.two_stages
    finite = f"fpc = ~design_n1{' + design_n2' if two else ''}, " if table.finite or two else ""
    return (
        f"svydesign(ids = ~design_psu{' + design_unit' if two else ''}, "
        f"strata = ~design_stratum{' + design_stratum2' if two else ''},\n"
        f"                    {finite}weights = ~design_weight, data = d)"
    )


def _questions(instrument: Instrument, tree: Tree, lang: str) -> Iterable[str]:
    for place, leaf in enumerate(instrument.leaves):
        question = leaf.question
        assert question is not None
        ask = ", ".join(f"{_text(role)} = {_number(weight)}" for role, weight in question.ask.items())
        yield (
            f"list(key = {_text(leaf.key)}, low = {_number(question.scale.min)}, high = {_number(question.scale.max)}, "
            f"turned = {int(question.direction == 'lower_is_better')}, least = {_number(tree.leaf_coverage[place])}, "
            f"ask = c({ask}),\n       text = {_text(in_language(question.text, lang))},\n"
            f"       answers = c({_named_texts({str(code): label for code, label in question.answers.items()}, lang)}))"
        )


def _branches(tree: Tree) -> Iterable[str]:
    for branch in tree.branches:
        pairs = zip(branch.children.tolist(), branch.weights.tolist(), strict=True)
        children = ", ".join(f"{_text(tree.keys[child])} = {_number(weight)}" for child, weight in pairs)
        yield (
            f"list(key = {_text(tree.keys[branch.node])}, order = {_number(branch.order)}, "
            f"least = {_number(branch.min_coverage)},\n       children = c({children}))"
        )


def _left_out(instrument: Instrument, wave: str) -> str:
    tree = make_tree(instrument, wave)
    keys = ", ".join(_text(tree.keys[n]) for n in np.flatnonzero(~tree.asked))
    return f"{_text(f'wave {wave}')} = c({keys or 'character(0)'})"


def _listed(lines: Iterable[str]) -> str:
    return ",\n".join(f"  {line}" for line in lines)


def _named_texts(texts: Mapping[str, Text], lang: str) -> str:
    return ", ".join(f"{_text(code)} = {_text(in_language(text, lang))}" for code, text in texts.items())


def _text(text: str) -> str:
    """Return text in R's quotes, whose escapes are those of JSON but for \\/ and surrogates."""
    return json.dumps(text, ensure_ascii=False)


def _number(value: float) -> str:
    if np.isinf(value):
        return "Inf" if value > 0 else "-Inf"
    return repr(float(value)).removesuffix(".0")
