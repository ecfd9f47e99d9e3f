"""The two queues: what arrived and what is to be sent. They are the evidence as well."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.codes import InboxState, MessageKind, OutboxState
from storage.columns import Json, UtcDateTime, code, partial_index

SEVERAL = "merged.several"  # the text_key of a message that says what several were to say

LEFT_WORDS = text("case_id IS NULL AND (text <> '' OR sender_name <> '')")
"""A message that fed no case and still has words or a name."""

OF_BROADCAST = text("broadcast_id IS NOT NULL")
"""A message that brings a notice into a group."""


class InboundMessage(SQLModel, table=True):
    """A message as it arrived (inbox). `key` is the platform's own id: a retry is not stored twice."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("channel", "key"),
        Index("inbox_next", "state", "next_attempt_at", "id"),
        Index("inbox_chat", "channel", "chat_id", "state", "id"),
        partial_index(
            "inbox_words", "handled_at", only=LEFT_WORDS
        ),  # what purging looks for, or it would read every message there ever was, again and again
        {"sqlite_autoincrement": True},  # a purged message's id is never given to another
    )

    id: int | None = Field(default=None, primary_key=True)
    county_id: int
    channel: str
    key: str
    chat_id: str  # the group's external id, or the sender's for one to one
    is_group: bool = False
    sender_id: str
    sender_name: str = ""
    kind: MessageKind = Field(sa_type=code(MessageKind))
    text: str = Field(default="", sa_column=Column(Text, nullable=False))
    data: dict[str, Any] = Field(default_factory=dict, sa_column=Column(Json, nullable=False))
    # data: media {"media_id"|"file", "mime"}, place {"latitude", "longitude", "label"}
    # in GCJ-02 unless {"datum": "wgs84"},
    # button {"key"}, recall {"key"}, follow {"scene"}, quote {"text"}
    sent_at: datetime = Field(sa_type=UtcDateTime)
    received_at: datetime = Field(sa_type=UtcDateTime)
    state: InboxState = Field(default=InboxState.WAITING, sa_type=code(InboxState))
    attempts: int = 0
    next_attempt_at: datetime = Field(sa_type=UtcDateTime)
    handled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    intent: str = ""
    case_id: int | None = Field(default=None, index=True)
    error: str = ""


class OutboundMessage(SQLModel, table=True):
    """A message to be sent (outbox). `key` makes sure that nobody is told the same thing twice."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("key"),
        Index("outbox_next", "state", "not_before", "id", "urgent"),
        Index("outbox_chat", "channel", "chat_id", "state", "id"),
        partial_index(
            "outbox_broadcast",
            "broadcast_id",
            "channel",
            "is_group",
            "state",
            only=OF_BROADCAST,
        ),  # how far a notice is, told without reading what was said
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    county_id: int
    key: str
    channel: str
    chat_id: str
    is_group: bool = False
    audience: str  # group, private:NAME, dept:NAME, grid_member, township_duty, …
    person_id: int | None = Field(default=None, index=True)
    case_id: int | None = Field(default=None, index=True)
    broadcast_id: int | None = None  # the notice that it brings into a group
    cause_id: int | None = None  # newest inbox row when it was written
    text_key: str = ""
    text: str = Field(default="", sa_column=Column(Text, nullable=False))
    card: dict[str, Any] | None = Field(default=None, sa_column=Column(Json(none_as_null=True)))
    # card: {"title", "lines": [[label, value]], "buttons": [{"key", "label"}]}
    urgent: bool = False
    may_merge: bool = False  # it waited, and may be told in one message with what waited as well
    merged_into_id: int | None = None  # the message in which its words were sent
    created_at: datetime = Field(sa_type=UtcDateTime)
    not_before: datetime = Field(sa_type=UtcDateTime)
    state: OutboxState = Field(default=OutboxState.WAITING, sa_type=code(OutboxState))
    attempts: int = 0
    claimed_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    receipt: str = ""
    error: str = ""
