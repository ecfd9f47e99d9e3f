"""Codes of a case's clocks: why one stands still, and what more time is asked for (3b#15, #16)."""

from enum import StrEnum


class Pause(StrEnum):
    """Why the clock of a case stands still."""

    WAITING = "waiting"  # for an answer of the resident
    SUSPENDED = "suspended"


class Deferral(StrEnum):
    """What a handler asks those on duty for: more time (延期), or to set the case aside (挂账)."""

    EXTENSION = "extension"
    SUSPENSION = "suspension"
