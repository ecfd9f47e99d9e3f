"""Codes of a department called to a case (domain rule 3c)."""

from enum import StrEnum


class WhistleRole(StrEnum):
    """Whether the department leads (主办) or helps (协办)."""

    LEAD = "lead"
    CO_HANDLER = "co_handler"


class WhistleState(StrEnum):
    """How far one department got with one whistle."""

    WHISTLED = "whistled"
    REPORTED_IN = "reported_in"
    DONE = "done"
    REFUSED = "refused"
    REFUSAL_PENDING = "refusal_pending"
    WITHDRAWN = "withdrawn"


class RefusalCode(StrEnum):
    """Why a department may hand a whistle back (退回)."""

    R1 = "R1"
    R2 = "R2"
    R3 = "R3"
    R4 = "R4"
    R5 = "R5"
