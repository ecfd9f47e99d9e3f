"""Codes of what residents are asked afterwards (domain rule 3e)."""

from enum import StrEnum


class SurveyState(StrEnum):
    """How far one reporter's survey (回访) got."""

    PLANNED = "planned"
    ASKED = "asked"
    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    DECLINED = "declined"


class SurveyKind(StrEnum):
    """What is asked after: the result, a time that ran out, or whether the result lasts."""

    RESULT = "result"
    OVERDUE = "overdue"
    SECOND_LOOK = "second_look"
    RESAMPLE = "resample"


class SurveyChannel(StrEnum):
    """The ways to ask a reporter, in the order of the ladder."""

    CHAT = "chat"
    SMS = "sms"
    PHONE = "phone"
    VISIT = "visit"


class AttemptState(StrEnum):
    """What became of one attempt to ask."""

    WAITING = "waiting"
    ANSWERED = "answered"
    SILENT = "silent"
    NOT_REACHED = "not_reached"
    NOT_MADE = "not_made"
    DECLINED = "declined"
    DROPPED = "dropped"


class BeyondLaw(StrEnum):
    """Why the law does not let it be done (为什么办不到)."""

    B1 = "B1"
    B2 = "B2"
    B3 = "B3"
    B4 = "B4"
