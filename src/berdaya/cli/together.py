"""Options that a call cannot use: nothing that was typed is left aside in silence."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import typer

from berdaya.errors import Problem, UsageError

Rules = Mapping[str, Sequence[str]]


def refuse_useless(context: typer.Context, *, beside: Rules | None = None, only_with: Rules | None = None) -> None:
    """Raise UsageError where options were given that the command would not look at.

    Parameters
    ----------
    context
        The call, with its options by the names of the command's parameters.
    beside
        For an option, those that are of no use where it is given.
    only_with
        For an option, those that are of no use where it is not given. "allocate=power" is the option with this value.

    Raises
    ------
    UsageError
        usage.together, usage.needs: one problem for each option, with all that do not go with it.
    """
    problems = [*_found(context, beside or {}, "usage.together", there=True)]
    problems += _found(context, only_with or {}, "usage.needs", there=False)
    if problems:
        raise UsageError(problems)


def refuse_twice(order: Sequence[Any]) -> None:
    """Raise UsageError where options of one value were typed more than once: the parser would take the last.

    Parameters
    ----------
    order
        The parameters as they were typed, from the parser.

    Raises
    ------
    UsageError
        usage.twice: one problem for each option.
    """
    typed = Counter(max(one.opts, key=len) for one in order if not (getattr(one, "is_flag", True) or one.multiple))
    if twice := {option: count for option, count in typed.items() if count > 1}:
        raise UsageError(Problem("usage.twice", values={"option": name, "count": n}) for name, n in twice.items())


def _found(context: typer.Context, rules: Rules, code: str, *, there: bool) -> Iterator[Problem]:
    for rule, names in rules.items():
        option, _, value = rule.partition("=")
        given = context.params[option] == value if value else _given(context, option)
        useless = [_typed(context, name) for name in names if _given(context, name)]
        if given == there and useless:
            shown = f"{_typed(context, option)} {value}".rstrip()
            yield Problem(code, values={"option": shown, "useless": ", ".join(useless)})


def _given(context: typer.Context, name: str) -> bool:
    """Whether an option was typed; one that was typed as it is anyway counts too."""
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE" and context.params[name] not in ("", None, False)


def _typed(context: typer.Context, name: str) -> str:
    return next(max(param.opts, key=len) for param in context.command.params if param.name == name)
