"""Run a command and turn what it raises into messages and an exit code."""

import os
import sys
import traceback
from collections.abc import Sequence
from typing import NoReturn

import typer

from berdaya.cli.app import make_app
from berdaya.cli.language import choose_language
from berdaya.cli.show import prepare_output, show_problems
from berdaya.errors import BerdayaError, ComputeError, InputError, Problem, UsageError
from berdaya.words import say

EXIT = {InputError: 1, UsageError: 2, ComputeError: 3}
BUG = 70
_CALL: type[Exception] = typer.BadParameter.__mro__[1]  # the parser's own error for a call that it cannot read


def main() -> NoReturn:
    """Run `berdaya` with the arguments of the process."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    lang = choose_language(arguments, os.environ)
    as_json = "--json" in arguments
    prepare_output()
    try:
        code = make_app(lang)(args=list(arguments), prog_name="berdaya", standalone_mode=False)
    except BerdayaError as error:
        show_problems(error.problems, lang, as_json=as_json, counts=getattr(error, "counts", None))
        return next(code for kind, code in EXIT.items() if isinstance(error, kind))
    except _CALL as error:
        shown = Problem("usage.call", values={"what": getattr(error, "message", str(error))})
        show_problems((shown,), lang, as_json=as_json)
        return EXIT[UsageError]
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - the reader has gone: nothing left to tell
        return 0
    except Exception as error:  # noqa: BLE001 - the last line of defence: our bug, told as such
        if os.environ.get("BERDAYA_DEBUG"):
            traceback.print_exc()
        print(say("cli.bug", lang, what=f"{type(error).__name__}: {error}"), file=sys.stderr)  # noqa: T201
        return BUG
    return code if isinstance(code, int) else 0
