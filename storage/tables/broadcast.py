"""Notices to the groups of a region: who wrote them, who agreed, to how many groups they went."""

from datetime import datetime

from sqlalchemy import Column, Text
from sqlmodel import Field, SQLModel

from storage.codes import BroadcastState, GroupTaskState
from storage.columns import UtcDateTime, code


class Broadcast(SQLModel, table=True):
    """One notice (群发通知). Its words never change; whoever agreed is another than who wrote it."""

    id: int | None = Field(default=None, primary_key=True)
    county_id: int = Field(foreign_key="county.id", index=True)
    key: str = Field(unique=True)  # by what it was handed in: m12 a message, c7 a form
    state: BroadcastState = Field(
        default=BroadcastState.WAITING, sa_type=code(BroadcastState), index=True
    )
    region_id: int = Field(foreign_key="region.id", index=True)
    is_for_staff: bool = False  # into work groups instead of residents' groups
    is_urgent: bool = False  # said in the quiet hours as well
    text: str = Field(sa_column=Column(Text, nullable=False))
    writer_id: int = Field(foreign_key="person.id")
    written_at: datetime = Field(sa_type=UtcDateTime)
    judge_id: int | None = Field(default=None, foreign_key="person.id")
    judged_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    goes_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # chosen, or the morning
    groups: int = 0  # it was sent to so many


class GroupTask(SQLModel, table=True):
    """A task to bring a broadcast into a group of customers (群发任务), as the platform told of it."""

    outbox_id: int = Field(
        primary_key=True
    )  # the message that made it; its receipt is the task's id
    broadcast_id: int = Field(foreign_key="broadcast.id", index=True)
    state: GroupTaskState = Field(default=GroupTaskState.OPEN, sa_type=code(GroupTaskState))
    asked_at: datetime = Field(sa_type=UtcDateTime)
