"""What the report was made from and with: enough to make it again."""

from berdaya.report.model import Block, Heading, Row, Table, Text
from berdaya.report.sections.cells import columns
from berdaya.report.sections.speech import Speech
from berdaya.words.format import NOTHING, date


def section(speech: Speech) -> tuple[Block, ...]:
    """Return the manifest."""
    rows = tuple(Row((Text(name), Text(value))) for name, value in manifest_lines(speech))
    table = Table(speech.say("manifest-caption"), columns(speech, (":what", ":value")), rows)
    return (Heading(1, speech.say("manifest"), "manifest"), speech.tell("manifest-opening"), table)


def manifest_lines(speech: Speech) -> tuple[tuple[str, str], ...]:
    """Return the manifest as names and values."""
    findings = speech.findings
    manifest, instrument = findings.manifest, findings.instrument
    place = " ".join(value for key in ("code", "system", "edition") if (value := findings.place.get(key, "")))
    lines = [
        ("study", findings.study),
        ("date", date(findings.date, speech.lang) or NOTHING),
        ("place", place or NOTHING),
        ("instrument", f"{instrument.key} {instrument.version}"),
        ("instrument-hash", manifest.instrument_sha256 or NOTHING),
        ("answers-hash", manifest.answers_sha256 or NOTHING),
        ("evidence-hash", manifest.evidence_sha256 or NOTHING),
        ("berdaya", manifest.berdaya),
        ("versions", "; ".join(f"{name} {version}" for name, version in manifest.versions.items()) or NOTHING),
        ("seed", str(manifest.seed)),
        ("replicates", speech.count(manifest.replicates)),
        ("command", manifest.command),
    ]
    return tuple((speech.say(f"manifest-{name}"), value) for name, value in lines)
