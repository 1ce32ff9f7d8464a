"""Between which experts a sensitivity run draws weights: those of the scheme that it names, of that in use, or the only one."""

from collections.abc import Sequence

from berdaya.errors import InputError, Problem
from berdaya.estimates.sensitivity.model import SensitivitySpec
from berdaya.instrument.expert_panel import ExpertPanel, expert_panel
from berdaya.instrument.judgements import ExpertScheme
from berdaya.instrument.weights import DATA_METHODS, EQUAL, GIVEN, Method
from berdaya.located import nearest

VARIANTS: tuple[Method, ...] = ("ahp-priorities", "bwm-nonlinear")  # the same judgements worked out in another way


def find_panel(spec: SensitivitySpec, schemes: Sequence[ExpertScheme], use: str, folder: str) -> ExpertPanel:
    """Return the experts that weights are drawn between.

    Parameters
    ----------
    spec
        Its `scheme` and `leave_out`.
    schemes
        Those of the study's files of judgements.
    use, folder
        The name of the scheme in use, and of the folder of judgements.

    Raises
    ------
    InputError
        weights.unknown-scheme, sensitivity.no-experts, sensitivity.no-schemes, sensitivity.which-experts;
        sensitivity.one-expert and sensitivity.all-left-out where no two experts judged the same.
    """
    found = _scheme(spec.scheme, {one.scheme.name: one for one in schemes}, use, folder)
    if not expert_panel(found).differs:
        raise _refused("sensitivity.one-expert", scheme=found.scheme.name)
    panel = expert_panel(found, leave_out=spec.leave_out)
    if not panel.differs:
        raise _refused("sensitivity.all-left-out", scheme=panel.scheme, count=len(panel.inconsistent))
    return panel


def _scheme(name: str, schemes: dict[str, ExpertScheme], use: str, folder: str) -> ExpertScheme:
    if name in schemes:
        return schemes[name]
    if name in (GIVEN, EQUAL, *DATA_METHODS):
        raise _refused("sensitivity.no-experts", scheme=name, known=", ".join(schemes) or "–")
    if name:
        values = {"name": name, "known": ", ".join(schemes) or "–", "folder": folder, **nearest(name, schemes)}
        raise _refused("weights.unknown-scheme", **values)
    several = [own for own, one in schemes.items() if one.scheme.method not in VARIANTS]
    if use in schemes or len(several) == 1:
        return schemes[use if use in schemes else several[0]]
    if several:
        raise _refused("sensitivity.which-experts", known=", ".join(schemes), first=several[0])
    raise _refused("sensitivity.no-schemes", folder=folder, kind="experts")


def _refused(code: str, **values: object) -> InputError:
    return InputError(Problem(code, values=values))
