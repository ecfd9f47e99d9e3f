"""Codes of what residents are asked afterwards (domain rule 3e)."""

from enum import StrEnum


class SurveyState(StrEnum):
    """How far one reporter's survey (回访) got."""

    PLANNED = "planned"
    ASKED = "asked"
    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    DECLINED = "declined"
