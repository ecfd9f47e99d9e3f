"""Codes of broadcasts (群发通知)."""

from enum import StrEnum


class BroadcastState(StrEnum):
    """How far a broadcast is: nothing is sent before a second person has agreed."""

    WAITING = "waiting"
    PLANNED = "planned"  # agreed to; it goes at its moment
    SENT = "sent"
    DENIED = "denied"
    CANCELLED = "cancelled"


NOT_YET_GONE = frozenset({BroadcastState.WAITING, BroadcastState.PLANNED})


class GroupTaskState(StrEnum):
    """What came of a task to bring a broadcast into a group of customers (企业群发)."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    FAILED = "failed"
