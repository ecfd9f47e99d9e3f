"""Codes of visits (七访工作法): always about an open case, never from a list of people."""

from enum import StrEnum


class VisitKind(StrEnum):
    """Which of the seven: 接访, 下访, 约访, 代访, 登门拜访, 回访, 评访."""

    RECEPTION = "reception"
    ON_SITE = "on_site"
    BY_APPOINTMENT = "by_appointment"
    ON_BEHALF = "on_behalf"
    AT_HOME = "at_home"
    FOLLOW_UP = "follow_up"
    REVIEW = "review"


class VisitState(StrEnum):
    """Whether somebody was there."""

    PLANNED = "planned"
    DONE = "done"
    CANCELLED = "cancelled"
