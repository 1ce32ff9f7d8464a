"""Run a command and turn what it raises into messages and an exit code."""

import os
import sys
import traceback
from collections.abc import Sequence
from functools import cache
from typing import Any, NoReturn

import typer

from berdaya.cli.app import make_app
from berdaya.cli.calls import call_problem, unknown_languages
from berdaya.cli.language import asked_language, choose_language
from berdaya.cli.show import log, out_json, prepare_output, refusal_document, show_counts, show_problems, show_sum
from berdaya.errors import BerdayaError, ComputeError, InputError, UsageError
from berdaya.words import Language, say

EXIT = {InputError: 1, UsageError: 2, ComputeError: 3}
BUG = 70
_CALL: type[Exception] = typer.BadParameter.__mro__[1]  # the parser's own error for a call that it cannot read


def main() -> NoReturn:
    """Run `berdaya` with the arguments of the process."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    lang = choose_language(arguments, os.environ)
    prepare_output()
    try:
        _refuse_unknown_language(arguments)
        code = _command(lang)(args=list(arguments), prog_name="berdaya", standalone_mode=False)
    except BerdayaError as error:
        return _refused(error, arguments, lang)
    except _CALL as error:
        return _refused(UsageError(call_problem(error)), arguments, lang)
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - the reader has gone: nothing left to tell
        return 0
    except Exception as error:  # noqa: BLE001 - the last line of defence: our bug, told as such
        if os.environ.get("BERDAYA_DEBUG"):
            traceback.print_exc()
        log(say("cli.bug", lang, what=f"{type(error).__name__}: {error}"))
        return BUG
    return code if isinstance(code, int) else 0


@cache  # who runs many commands in one process builds all their options once
def _command(lang: Language) -> Any:
    return typer.main.get_command(make_app(lang))


def _refuse_unknown_language(arguments: Sequence[str]) -> None:
    asked = asked_language(arguments)
    if asked is not None and (problems := unknown_languages(asked)):
        raise UsageError(problems)


def _refused(error: BerdayaError, arguments: Sequence[str], lang: Language) -> int:
    """Print why a command was refused and return its exit code."""
    counts = getattr(error, "counts", None)
    if "--json" in arguments:
        out_json(refusal_document(error.problems, counts, lang))
    else:
        show_problems(error.problems, lang)
        if counts is not None:
            show_counts(counts, lang, getattr(error, "results", None), log)
        show_sum(error.problems, lang)
        for note in getattr(error, "__notes__", ()):
            log(note)
    return next(code for kind, code in EXIT.items() if isinstance(error, kind))
