"""Codes of what people do outside the chat, and of what is learnt from them."""

from enum import StrEnum

FAINT = "faint"  # begins the key of a task that is gone with the chatter it is about


class TaskKind(StrEnum):
    """What a person has to do outside the chat."""

    PHONE_CALL = "phone_call"
    TRIAGE = "triage"
    DECIDE_REFUSAL = "decide_refusal"
    VISIT = "visit"
    DELIVERY = "delivery"
    CALENDAR = "calendar"
    DECIDE_DEFERRAL = "decide_deferral"


class TaskState(StrEnum):
    """Whether that was done."""

    OPEN = "open"
    DONE = "done"


class TrainingSource(StrEnum):
    """How a training row came about: the category was put right, or somebody said it was right."""

    CORRECTION = "correction"
    CONFIRMATION = "confirmation"
