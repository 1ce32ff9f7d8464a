"""The stages of groups, where the study asks for them."""

from berdaya.report.model import Block, Heading
from berdaya.report.sections.speech import Speech
from berdaya.report.stages_blocks import StagesBlocks


def section(speech: Speech) -> tuple[Block, ...]:
    """Return the chapter; nothing where it is not asked for."""
    findings = speech.findings
    if findings.staged is None:
        return ()
    told = StagesBlocks(findings.staged, findings.settings, findings.group_names, speech.lang)
    return (Heading(1, told.say("title"), "stages"), *told.blocks(), told.groups())
