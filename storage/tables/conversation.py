"""Where people speak, and what is still open there."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.codes import GroupKind
from storage.columns import Json, UtcDateTime, code


class ChatGroup(SQLModel, table=True):
    """A chat group (微信群) bound to the region or department it belongs to."""

    __table_args__ = (UniqueConstraint("channel", "external_id"),)

    id: int | None = Field(default=None, primary_key=True)
    county_id: int = Field(foreign_key="county.id", index=True)
    channel: str
    external_id: str
    name: str
    kind: GroupKind = Field(sa_type=code(GroupKind))
    region_id: int | None = Field(default=None, foreign_key="region.id")
    department_id: int | None = Field(default=None, foreign_key="department.id")
    has_robot: bool = False  # 群机器人: it can be told there what concerns all, and nothing else
    is_read_only: bool = False  # the bot hears it and may not speak there (会话存档)
    takes_notices: bool = False  # 客户群: a notice goes there as a task that its owner confirms
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Conversation(SQLModel, table=True):
    """One chat window of the bot: a group, or one person on one channel."""

    __table_args__ = (UniqueConstraint("channel", "chat_id"),)

    id: int | None = Field(default=None, primary_key=True)
    county_id: int = Field(foreign_key="county.id")
    channel: str
    chat_id: str
    group_id: int | None = Field(default=None, foreign_key="chatgroup.id")
    person_id: int | None = Field(default=None, foreign_key="person.id")
    question: dict[str, str | int | None] | None = Field(
        default=None, sa_column=Column(Json(none_as_null=True))
    )  # the open question: {"kind", "case_id", …}
    asked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_case_id: int | None = Field(default=None, foreign_key="case.id")


class Draft(SQLModel, table=True):
    """What one speaker is about to report (已采集/待确认): fragments waiting to become a case."""

    __table_args__ = (UniqueConstraint("conversation_id", "person_id"),)

    id: int | None = Field(default=None, primary_key=True)
    county_id: int = Field(foreign_key="county.id")
    conversation_id: int = Field(foreign_key="conversation.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    message_ids: list[int] = Field(default_factory=list, sa_column=Column(Json, nullable=False))
    joined_ids: list[list[int]] = Field(
        default_factory=list, sa_column=Column(Json, nullable=False)
    )  # [person_id, message_id] of neighbours who joined in before it settled
    text: str = ""
    asked: str = ""
    consulted: dict[str, Any] | None = Field(
        default=None, sa_column=Column(Json(none_as_null=True))
    )  # the language model was asked after message {"last"}; {"leaf", "is_report"} once it voted
    position: dict[str, Any] | None = Field(
        default=None, sa_column=Column(Json(none_as_null=True))
    )  # sent on the map meanwhile: {"longitude", "latitude", "label"}, WGS-84
    started_at: datetime = Field(sa_type=UtcDateTime)
    settle_at: datetime = Field(sa_type=UtcDateTime)
