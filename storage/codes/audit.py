"""Codes of what is written down so that it can be looked into later."""

from enum import StrEnum


class AuditKind(StrEnum):
    """What was done that no other row tells of."""

    SIGN_IN_FAILED = "sign_in_failed"
    EXPORTED = "exported"
    CALENDAR_CHANGED = "calendar_changed"
    HISTORY_CHECKED = "history_checked"
    BROADCAST_WRITTEN = "broadcast_written"
    BROADCAST_AGREED = "broadcast_agreed"
    BROADCAST_DENIED = "broadcast_denied"
    BROADCAST_CANCELLED = "broadcast_cancelled"


class AuditSource(StrEnum):
    """Where the rows of the audit page come from."""

    LOOKS = "looks"
    ACTS = "acts"
    CORRECTIONS = "corrections"
    SIGN_INS = "sign_ins"
    NOTES = "notes"
    ROSTER = "roster"
    BROADCASTS = "broadcasts"


OF_BROADCASTS = frozenset(
    {
        AuditKind.BROADCAST_WRITTEN,
        AuditKind.BROADCAST_AGREED,
        AuditKind.BROADCAST_DENIED,
        AuditKind.BROADCAST_CANCELLED,
    }
)
