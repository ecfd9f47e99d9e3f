"""Codes of letters to units (domain rules 2.5, 3d): never to or about a person."""

from enum import StrEnum


class LetterKind(StrEnum):
    """提示函 reminds a unit, 督办单 orders it to act, 警示函 warns it of its month's figures."""

    REMINDER = "reminder"
    SUPERVISION = "supervision"
    WARNING = "warning"


class LetterState(StrEnum):
    """How far a letter got; only a person signs, and a void one keeps its number."""

    DRAFT = "draft"
    ISSUED = "issued"
    RECEIVED = "received"
    REPLIED = "replied"
    VOID = "void"


class LetterRule(StrEnum):
    """Why a letter was drafted."""

    OVERDUE = "overdue"
    LONG_OVERDUE = "long_overdue"
    NOT_TAKEN = "not_taken"
    CONSULT_OVERDUE = "consult_overdue"
    TWICE_UNSATISFIED = "twice_unsatisfied"
    BY_HAND = "by_hand"
    FIGURES = "figures"
