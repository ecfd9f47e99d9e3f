"""Codes of what arrives and what is sent."""

from enum import StrEnum


class MessageKind(StrEnum):
    """What arrived."""

    TEXT = "text"
    IMAGE = "image"
    VOICE = "voice"
    VIDEO = "video"
    LOCATION = "location"
    LINK = "link"
    FILE = "file"
    BUTTON = "button"
    RECALL = "recall"
    FOLLOW = "follow"
    UNFOLLOW = "unfollow"


class InboxState(StrEnum):
    """How far an arrived message got."""

    WAITING = "waiting"
    DONE = "done"
    DEAD = "dead"


class OutboxState(StrEnum):
    """How far a message to be sent got; UNSURE was attempted before a crash and may have arrived.

    MERGED was told within another message, or a result made it needless.
    """

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    UNSURE = "unsure"
    DEAD = "dead"
    MERGED = "merged"
