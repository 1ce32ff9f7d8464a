"""Groups that need help in words: the same on paper and on a terminal. What stands between ** is bold on paper."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from berdaya.estimates.attention_model import AssessorShare, Attention, EndedScore, GroupAttention, WeakCriterion
from berdaya.estimates.publish import marks
from berdaya.instrument.model import Instrument
from berdaya.words.format import NOTHING, integer, number, percent, signed, surely
from berdaya.words.say import say

DIGITS = 2
MOST_MOVES = 4  # criteria named for a move into the next category


@dataclass(frozen=True)
class AttentionWords:
    """What is told, of which instrument, and the language; `wave` is what the wave before is called."""

    attention: Attention
    instrument: Instrument
    lang: str
    wave: str = ""

    def say(self, name: str, /, **values: object) -> str:
        """Return words about groups that need help."""
        return say(f"attention.{name}", self.lang, **values)

    def status(self, key: str) -> str:
        """Return the words of a status."""
        return say(f"report.status-{key.replace('_', '-') or 'unknown'}", self.lang)

    def statuses(self) -> str:
        """Return the sentence on the share of groups of each status; empty where none is known."""
        if not any(self.attention.statuses):
            return ""
        every = sum(self.attention.statuses.values())
        counts = (
            self.say("status-count", status=self.status(key), count=self._count(n), share=self._share(n / every))
            for key, n in self.attention.statuses.items()
        )
        return self.say("statuses", statuses=", ".join(counts))

    def ended(self) -> str:
        """Return the sentences on the overall score with ended groups as lowest; empty where none has ended."""
        found = self.attention.ended
        return "" if found is None else " ".join(self._ended(found))

    def assessors(self) -> tuple[str, ...]:
        """Return a paragraph for each kind of assessor."""
        return tuple(" ".join(self._assessor(one)) for one in self.attention.assessors)

    def rule(self) -> tuple[str, ...]:
        """Return the rule, point by point."""
        rule, labels = self.attention.rule, self.instrument.bands.labels
        low, high = (label.label.get(self.lang) or label.key for label in (labels[0], labels[-1]))
        points = [
            self.say("rule-help", low=low, help=self._share(rule.help)),
            self.say("rule-sound", high=high, sound=self._share(rule.sound)),
            self.say("rule-watch"),
        ]
        if self.attention.before:
            by = number(rule.fall_by, DIGITS, self.lang)
            points.append(self.say("rule-fall", wave=self.wave, fall=self._share(rule.fall), by=by, high=high))
        points.append(self.say("rule-coverage", coverage=self._share(rule.coverage)))
        if self.attention.aside:
            points.append(self.say("rule-status"))
        if self.attention.errors == "none":
            points.insert(0, self.say("rule-errors-none"))
        if self.attention.errors == "within":
            points.append(self.say("rule-errors-within"))
        return (*points, self.say("rule-order"))

    def score(self, one: GroupAttention) -> str:
        """Return a group's overall score, marked where it rests on few persons or is beyond the rules of publication."""
        return number(one.value, DIGITS, self.lang) + marks(one.small, one.beyond)

    def sure(self, one: GroupAttention) -> str:
        """Return the confidence in a group's category; one below what the rule asks for is never printed as that."""
        rule, top = self.attention.rule, len(self.instrument.bands.labels) - 1
        asked = {0: rule.help, top: rule.sound}
        return NOTHING if one.exact else surely(one.sure, self.lang, asked.get(one.band, 1.0))

    def named(self, one: GroupAttention) -> str:
        """Return a group's name, with its key where that is another."""
        return one.name if one.name == one.group else f"{one.name} ({one.group})"

    def names(self, groups: Sequence[str], names: Mapping[str, str], most: int) -> str:
        """Return names of groups as a list, at most so many."""
        listed = "; ".join(names.get(group, group) for group in groups[:most])
        return listed if len(groups) <= most else self.say("names-more", names=listed, more=len(groups) - most)

    def why(self, one: GroupAttention) -> str:
        """Return why a group stands in its tier."""
        covered = self._share(one.covered or 0.0)
        return ", ".join(self.say(f"why-{reason}", covered=covered) for reason in one.reasons)

    def certain(self, groups: Sequence[GroupAttention]) -> str:
        """Return what it means that some groups have no interval because everybody was asked; empty where none has."""
        words = say("notes.certain", self.lang)
        return f"{words[:1].upper()}{words[1:]}." if any(one.exact for one in groups) else ""

    def change(self, one: GroupAttention) -> str:
        """Return a group's change since the wave before: "−0.42 (fell 96%)"."""
        change = one.change
        if change is None:
            return NOTHING
        value = signed(change.value, DIGITS, self.lang)
        if change.fell is None:
            return f"{value} ({self.say('cannot-tell')})"
        sure = self.attention.rule.fall
        if change.fell >= sure:
            return f"{value} ({self.say('fell')} {surely(change.fell, self.lang, sure)})"
        if 1 - change.fell >= sure and change.value > 0:
            return f"{value} ({self.say('rose')} {surely(1 - change.fell, self.lang, sure)})"
        return f"{value} ({self.say('same')})"

    def weakest(self, one: GroupAttention) -> str:
        """Return a group's weakest criteria: "Bookkeeping 0.20 (5); ..."."""
        if one.closed and not one.weakest:
            return self.say("weak-closed")
        found = [self._weak(weak) for weak in one.weakest]
        return "; ".join([*found, *([self.say("weak-tied", tied=one.tied)] if one.tied else [])]) or NOTHING

    def _weak(self, weak: WeakCriterion) -> str:
        label = self.instrument.label(weak.key, self.lang)
        if weak.value is None:
            return label
        value = number(weak.value, DIGITS, self.lang) + marks(weak.small, weak.beyond)
        return self.say("weak", label=label, value=value, answered=weak.answered)

    def steps(self, one: GroupAttention) -> str:
        """Return the fewest answers that would move a group into the next category."""
        steps = one.steps
        if steps is None:
            return NOTHING
        if steps.count is None:
            return self.say(f"steps-{steps.reason}")
        words = self.say("steps", count=self._count(steps.count))
        if not steps.moves:
            return words
        named = [
            self.say("move", label=self.instrument.label(move.key, self.lang), steps=move.steps)
            for move in steps.moves[:MOST_MOVES]
        ]
        rest = steps.moves[MOST_MOVES:]
        if rest:
            named.append(self.say("moves-more", steps=sum(move.steps for move in rest)))
        return self.say("steps-example", steps=words, moves="; ".join(named))

    def _ended(self, found: EndedScore) -> Iterator[str]:
        if found.value is None or found.share is None:
            yield self.say("ended-none")
        else:
            statuses = self.attention.rule.ended
            yield self.say(
                "ended",
                value=number(found.value, DIGITS, self.lang),
                base=number(found.base, DIGITS, self.lang),
                count=self._count(found.ended),
                groups=self._count(sum(self.attention.statuses.values())),
                statuses=", ".join(self.status(key) for key in statuses),
                share=percent(found.share, 1, self.lang),
                low=number(self.instrument.scale.min, 0, self.lang),
            )
        if found.se is not None:
            yield self.say("ended-se", se=number(found.se, 3, self.lang))
        if found.note:
            yield self.say(found.note)

    def _assessor(self, one: AssessorShare) -> Iterator[str]:
        role = self.instrument.roles.get(one.kind, {})
        kind = role.get(self.lang) or next(iter(role.values()), "") or self.say("kind-enumerator")
        values = {
            "assessors": self._count(one.assessors),
            "groups": self._count(one.groups),
            "kind": kind[:1].lower() + kind[1:],
            "share": percent(one.share, 0, self.lang),
            "several": self._count(one.several),
        }
        if not one.groups:
            yield self.say("assessors-none", **values)
            return
        yield self.say(f"assessors-{one.reason}" if one.reason else "assessors", **values)
        if one.share is not None:
            yield self.say("assessors-mean")
        if one.several:
            yield self.say("assessors-several", **values)

    def _share(self, share: float) -> str:
        digits = 0 if round(share, 2) == round(share, 9) else 1
        return percent(share, digits, self.lang)

    def _count(self, value: float) -> str:
        return integer(value, self.lang)
