"""Read `estimates:`, `disclosure:`, `publish:`, `attention:` and `quality:` of study.yaml."""

from collections.abc import Sequence
from typing import Literal, cast

from berdaya.estimates.attention_model import ASIDE, Rule
from berdaya.estimates.model import Settings
from berdaya.estimates.publish import RULES, Publish
from berdaya.estimates.quality.model import QualityRules
from berdaya.located import Entries, nearest


def read_settings(entries: Entries) -> Settings:
    """Return the settings; what is absent is as `Settings` has it."""
    usual = Settings()
    how = entries.mapping("estimates", ("count", "mode", "min_coverage", "zero", "confidence", "same_within"))
    shown = entries.mapping("disclosure", ("profile", "threshold"))
    rules = entries.mapping("publish", RULES)
    rse = rules.number("rse", None, 0, 100)
    if rse is not None and rse < 1:
        entries.problems.error("study.rse-share", rules.where("rse"), value=f"{rse:g}")
    return Settings(
        count=cast(Literal["persons", "groups"], how.choice("count", ("persons", "groups"), usual.count)),
        mode=cast(
            Literal["means_first", "units_first"], how.choice("mode", ("means_first", "units_first"), usual.mode)
        ),
        min_coverage=how.number("min_coverage", usual.min_coverage, 0, 1),
        zero=cast(Literal["veto", "shift"], how.choice("zero", ("veto", "shift"), usual.zero)),
        confidence=how.number("confidence", usual.confidence, 0.5, 0.9999),
        same_within=how.number("same_within", usual.same_within, 0, 1),
        profile=cast(Literal["internal", "public"], shown.choice("profile", ("internal", "public"), usual.profile)),
        threshold=shown.integer("threshold", usual.threshold, 1),
        publish=Publish(
            min_df=rules.integer("min_df", None, 1),
            min_n=rules.integer("min_n", None, 1),
            rse=rse,
        ),
    )


def read_rule(entries: Entries) -> Rule:
    """Return the rule by which groups need help; what is absent is as `Rule` has it."""
    usual = Rule()
    own = entries.mapping("attention", ("help", "sound", "fall", "fall_by", "coverage", "ended"))
    ended = usual.ended if own.get("ended") is None else tuple(dict.fromkeys(own.texts("ended")))
    for item in own.list("ended"):
        if item.value not in ASIDE:
            values = {"name": "ended", "value": str(item.value), "options": ", ".join(ASIDE)}
            own.problems.error("entry.not-a-choice", item.where, **values, **nearest(str(item.value), ASIDE))
    return Rule(
        help=own.number("help", usual.help, 0.5, 0.9999),
        sound=own.number("sound", usual.sound, 0.5, 0.9999),
        fall=own.number("fall", usual.fall, 0.5, 0.9999),
        fall_by=own.number("fall_by", usual.fall_by, 0),
        coverage=own.number("coverage", usual.coverage, 0, 1),
        ended=ended,
    )


def read_quality(entries: Entries, attributes: Sequence[str] | None) -> QualityRules:
    """Return the rules of `quality:`; what is absent is as `QualityRules` has it.

    `attributes` are those of answers and groups; None: they could not be read, so nothing is known of them.
    """
    usual = QualityRules()
    own = entries.mapping("quality", tuple(QualityRules.__dataclass_fields__))
    within = own.text("within", usual.within) or ""
    known = ("group", *(attributes or ()))
    if within and attributes is not None and within not in known:
        values = {"name": within, "known": ", ".join(known), **nearest(within, known)}
        own.problems.error("study.unknown-attribute", own.where("within"), **values)
    return QualityRules(
        same=own.number("same", usual.same, 0.5, 1),
        run=own.number("run", usual.run, 0.1, 1),
        identical=own.number("identical", usual.identical, 0.5, 1),
        items=own.integer("items", usual.items, 2),
        chance=own.number("chance", usual.chance, 0, 1),
        fast=own.number("fast", usual.fast, 0, 1),
        per_day=own.integer("per_day", usual.per_day, 1),
        overlap=own.number("overlap", usual.overlap, 0),
        left_open=own.number("left_open", usual.left_open, 1),
        missing=own.number("missing", usual.missing, 0.01, 1),
        together=own.number("together", usual.together, 0.1, 1),
        width=own.number("width", usual.width, 10),
        within=within,
    )
