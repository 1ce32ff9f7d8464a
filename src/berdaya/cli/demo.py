"""`berdaya demo`."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from berdaya.cli.show import out, out_json
from berdaya.words import LANGUAGES, Language, say

if TYPE_CHECKING:
    from berdaya.report.findings import Findings


def add(app: typer.Typer, spoken: Language) -> None:
    """Add the command."""

    @app.command(help=say("cli.demo", spoken))
    def demo(
        folder: Path = typer.Argument(Path("baso-demo"), help=say("cli.demo-folder", spoken)),
        as_json: bool = typer.Option(False, "--json", help=say("cli.json", spoken)),
        lang: str = typer.Option(spoken, help=say("cli.lang", spoken), show_default=False),
    ) -> None:
        _demo(folder, as_json, spoken)


def _demo(folder: Path, as_json: bool, lang: Language) -> None:
    from berdaya.study.read import read_study
    from berdaya.study.reports import write_reports
    from berdaya.study.start import start_demo

    start_demo(folder)
    findings, files = write_reports(read_study(folder), LANGUAGES)
    if as_json:
        out_json({"folder": str(folder), "files": [str(file) for file in files], "main": _main_figures(findings)})
        return
    out(findings.title.get(lang, findings.study))
    out(say("cli.demo-synthetic", lang))
    for line in _figure_lines(findings, lang):
        out(f"  {line}")
    out(say("cli.demo-reports", lang, folder=folder / "results"))
    for file in files:
        out(f"  {file}")


def _main_keys(findings: "Findings") -> list[str]:
    root = findings.instrument.root
    return [*(child.key for child in root.children), root.key]


def _main_figures(findings: "Findings") -> dict[str, float]:
    whole = findings.whole
    return {key: float(whole.value[0, whole.at(key)]) for key in _main_keys(findings)}


def _figure_lines(findings: "Findings", lang: Language) -> list[str]:
    from berdaya.words.format import interval, number, surely

    whole, instrument = findings.whole, findings.instrument
    lines = []
    for key in _main_keys(findings):
        at = whole.at(key)
        band = int(whole.band[0, at])
        words = instrument.bands.labels[band].label
        word = words.get(lang) or words.get(instrument.languages[0], "")
        score = f"{number(whole.value[0, at], 2, lang)} ({interval(whole.low[0, at], whole.high[0, at], 2, lang)})"
        level = findings.settings.confidence
        sure = f"{say('cli.column-confidence', lang)} {surely(float(whole.bands[0, at, band]), lang, level)}"
        lines.append(f"{score}  {word}, {sure}  {instrument.label(key, lang)}")
    return lines
