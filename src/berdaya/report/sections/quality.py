"""The quality of the field work, where the study asks for it."""

from berdaya.report.model import Block, Heading
from berdaya.report.quality_blocks import QualityBlocks
from berdaya.report.sections.speech import Speech


def section(speech: Speech) -> tuple[Block, ...]:
    """Return the chapter; nothing where it is not asked for."""
    findings = speech.findings
    if findings.field_quality is None:
        return ()
    told = QualityBlocks(
        findings.field_quality, findings.instrument, findings.settings, speech.lang, findings.group_names
    )
    return (Heading(1, told.say("title"), "quality"), *told.blocks())
