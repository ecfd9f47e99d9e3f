"""Codes of broadcasts (群发通知)."""

from enum import StrEnum


class BroadcastState(StrEnum):
    """How far a broadcast is: nothing is sent before a second person has agreed."""

    WAITING = "waiting"
    SENT = "sent"
    DENIED = "denied"
