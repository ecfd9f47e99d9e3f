"""What is due, and when."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, UniqueConstraint
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlmodel import Field, SQLModel

from storage.codes import Lateness, TimerKind, TimerState
from storage.columns import Json, UtcDateTime, code


def _when_due(context: DefaultExecutionContext) -> datetime:
    due_at: datetime = context.get_current_parameters()["due_at"]  # type: ignore[no-untyped-call]
    return due_at


class Timer(SQLModel, table=True):
    """A thing to look at when it is due; unique on (subject, kind, due_at)."""

    __table_args__ = (
        UniqueConstraint("subject", "kind", "due_at"),
        Index("timer_next", "state", "next_attempt_at", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    county_id: int
    subject: str  # "case:7", "draft:3", "whistle:5", "survey:9", "county:1", "digest:person:4"
    kind: TimerKind = Field(sa_type=code(TimerKind))
    due_at: datetime = Field(sa_type=UtcDateTime)
    lateness: Lateness = Field(default=Lateness.FIRE_LATE, sa_type=code(Lateness))
    case_id: int | None = Field(default=None, index=True)
    data: dict[str, Any] = Field(default_factory=dict, sa_column=Column(Json, nullable=False))
    state: TimerState = Field(default=TimerState.WAITING, sa_type=code(TimerState))
    attempts: int = 0
    next_attempt_at: datetime | None = Field(
        default=None, sa_column=Column(UtcDateTime, nullable=False, default=_when_due)
    )  # when it is due, or after a failure later
    fired_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    error: str = ""
