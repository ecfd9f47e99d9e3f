"""Codes of voluntary mediation (人民调解法 art. 17, 20, 33)."""

from enum import StrEnum


class MediationState(StrEnum):
    """How far a mediation got; without the consent of both sides there is none."""

    ASKING = "asking"
    READY = "ready"
    SCHEDULED = "scheduled"
    SETTLED = "settled"
    FAILED = "failed"
    REFUSED = "refused"


class Consent(StrEnum):
    """What one side said; silence is no consent."""

    UNASKED = "unasked"
    GIVEN = "given"
    REFUSED = "refused"


class Confirmation(StrEnum):
    """Whether a court confirmed the agreement; both may ask for it within 30 days."""

    OPEN = "open"
    DONE = "done"
    DECLINED = "declined"
