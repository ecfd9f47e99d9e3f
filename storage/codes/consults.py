"""Codes of a consult of departments (domain rules 3c, 3b#13)."""

from enum import StrEnum


class ConsultTrigger(StrEnum):
    """Why departments sit down together."""

    ASKED = "asked"
    DISPUTE = "dispute"
    DEMANDS = "demands"
    REOPENED = "reopened"
    HOUSEHOLDS = "households"
    BOUNCED = "bounced"


class ConsultState(StrEnum):
    """How far a consult (会商) got; ENDED went without minutes because the case was over."""

    CALLED = "called"
    SIGNED = "signed"
    ENDED = "ended"


class DelegateState(StrEnum):
    """Whether a reporter sits in the consult for the residents: only by their own word."""

    ASKED = "asked"
    AGREED = "agreed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
