"""`berdaya doctor`."""

import platform
import sys
import tempfile
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path

import typer

from berdaya import __version__
from berdaya.cli.show import out, out_json
from berdaya.words import Language, say

PARTS = {
    "": ("numpy", "scipy", "polars", "pyarrow", "openpyxl", "ruamel.yaml", "typer"),
    "report": ("jinja2", "typst", "vl-convert-python", "python-docx", "xlsxwriter"),
    "spss-stata": ("pyreadstat",),
}


def add(app: typer.Typer, spoken: Language) -> None:
    """Add the command."""

    @app.command(help=say("cli.doctor", spoken))
    def doctor(
        as_json: bool = typer.Option(False, "--json", help=say("cli.json", spoken)),
        lang: str = typer.Option(spoken, help=say("cli.lang", spoken), show_default=False),
    ) -> None:
        facts = examine()
        if as_json:
            out_json(asdict(facts))
            return
        for name, found in facts.versions.items():
            out(f"{name}: {found or say('cli.not-installed', spoken, extra=_extra(name))}")
        out(f"{say('cli.fonts', spoken)}: {', '.join(facts.fonts) or '–'}")
        out(f"{facts.folder}: {say('cli.can-write' if facts.can_write else 'cli.cannot-write', spoken)}")
        out(f"{say('cli.console', spoken)}: {facts.encoding}")


@dataclass(frozen=True)
class Facts:
    """Versions (None: not installed), the fonts that come with Berdaya, and whether the current folder takes files."""

    versions: dict[str, str | None]
    fonts: tuple[str, ...]
    folder: str
    can_write: bool
    encoding: str


def examine() -> Facts:
    """Look at what is installed and where files may be written; changes nothing."""
    versions: dict[str, str | None] = {"berdaya": __version__, "python": platform.python_version()}
    for name in (name for names in PARTS.values() for name in names):
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            versions[name] = None
    fonts = tuple(sorted(f.name for f in (files("berdaya.report") / "fonts").iterdir() if f.name.endswith(".ttf")))
    return Facts(versions, fonts, str(Path.cwd()), _can_write(Path.cwd()), str(sys.stdout.encoding))


def _can_write(folder: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _extra(name: str) -> str:
    return next(extra for extra, names in PARTS.items() if name in names)
