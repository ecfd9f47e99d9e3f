"""The matter being handled, who told it, who was whistled, and everything that happened."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.codes import (
    CaseState,
    Colour,
    Deferral,
    Level,
    Move,
    Pause,
    RefusalCode,
    ReportKind,
    Role,
    TaskKind,
    TaskState,
    Urgency,
    WhistleRole,
    WhistleState,
)
from storage.columns import Json, UtcDateTime, code, partial_index

# The states in which nothing is to be done any more, as the index of the queue must know them.
STILL_OPEN = "state NOT IN ('closed', 'merged', 'guided', 'false_alarm', 'withdrawn', 'handed_off')"

# What was put right by a person, as the index of the audit must know it.
IS_CORRECTION = "move IN ('reclassify', 'split')"


class Case(SQLModel, table=True):
    """A matter (事项) being handled. Several reports join one case; children share a parent."""

    __table_args__ = (
        UniqueConstraint("county_id", "number"),
        # what is asked of a place besides its cases is found out without their rows
        Index("case_place", "region_id", "state", "colour", "leaf"),
        Index("case_opened", "opened_at"),
        Index("case_ledger", "county_id", "opened_at", "id"),
        partial_index(
            "case_queue",
            "resolve_due_at",
            "id",
            "answered_at",  # so that what is open and late is counted without its rows
            only=text(STILL_OPEN),
        ),
        partial_index(
            "case_alarm",
            "opened_at",
            only=text("state = 'emergency'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    county_id: int  # of all cases of a database: an index on it would only mislead its planner
    number: int  # people see #00123
    parent_id: int | None = Field(default=None, foreign_key="case.id", index=True)
    linked_id: int | None = Field(default=None, foreign_key="case.id")
    leaf: str = Field(index=True)
    title: str
    summary: str = Field(default="", sa_column=Column(Text, nullable=False))  # masked words
    region_id: int | None = Field(default=None, foreign_key="region.id")
    place: str = ""
    longitude: float | None = None  # WGS-84, when the reporter sent where it is
    latitude: float | None = None
    urgency: Urgency = Field(sa_type=code(Urgency))
    state: CaseState = Field(sa_type=code(CaseState))
    level: Level = Field(default=Level.GRID, sa_type=code(Level))
    colour: Colour = Field(default=Colour.BLUE, sa_type=code(Colour))
    is_emergency: bool = False
    is_private: bool = False
    is_confidential: bool = False
    owner_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    owner_department_id: int | None = Field(default=None, foreign_key="department.id")
    leader_id: int | None = Field(default=None, foreign_key="person.id")  # answers for its plan
    leader_name: str = ""
    group_id: int | None = Field(default=None, foreign_key="chatgroup.id")
    opened_at: datetime = Field(sa_type=UtcDateTime)
    accept_due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    accepted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    contact_due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    contacted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # reached, or on site
    resolve_due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    resolve_from: datetime | None = Field(default=None, sa_type=UtcDateTime)
    resolve_span: str = ""  # how long from then ("3wd", "14400s"), or until which day
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    result: str = ""
    progressed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    progress: str = Field(
        default="", sa_column=Column(Text, nullable=False)
    )  # the newest word of it
    reopen_count: int = 0
    # ---- the clock stands still, or more time was given or is asked for
    pause: Pause | None = Field(default=None, sa_type=code(Pause))
    paused_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    pause_count: int = 0
    review_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    extended_from: datetime | None = Field(default=None, sa_type=UtcDateTime)  # the due before
    deferral: Deferral | None = Field(default=None, sa_type=code(Deferral))
    deferral_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    deferral_reason: str = ""
    deferral_by: int | None = Field(default=None, foreign_key="person.id")
    reasons: list[str] = Field(default_factory=list, sa_column=Column(Json, nullable=False))
    tags: list[str] = Field(default_factory=list, sa_column=Column(Json, nullable=False))


class Report(SQLModel, table=True):
    """One resident's account (诉求) of a case: who, when, which messages, which words."""

    id: int | None = Field(default=None, primary_key=True)
    county_id: int
    case_id: int = Field(foreign_key="case.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    conversation_id: int | None = Field(default=None, foreign_key="conversation.id")
    kind: ReportKind = Field(sa_type=code(ReportKind))
    message_ids: list[int] = Field(default_factory=list, sa_column=Column(Json, nullable=False))
    words: str = Field(default="", sa_column=Column(Text, nullable=False))
    reported_at: datetime = Field(sa_type=UtcDateTime)
    undone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Whistle(SQLModel, table=True):
    """A case handed to one department (吹哨): whistled → reported in → done, or refused."""

    __table_args__ = (Index("whistle_of_department", "department_id", "state", "case_id"),)

    id: int | None = Field(default=None, primary_key=True)
    county_id: int
    case_id: int = Field(foreign_key="case.id", index=True)
    department_id: int = Field(foreign_key="department.id")
    role: WhistleRole = Field(sa_type=code(WhistleRole))
    state: WhistleState = Field(default=WhistleState.WHISTLED, sa_type=code(WhistleState))
    round: int = 1
    designated: bool = False
    whistled_at: datetime = Field(sa_type=UtcDateTime)
    report_in_due_at: datetime = Field(sa_type=UtcDateTime)
    reported_in_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    result: str = ""
    refusal_code: RefusalCode | None = Field(default=None, sa_type=code(RefusalCode))
    refusal_reason: str = ""
    resolve_due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # its own time
    handler_id: int | None = Field(default=None, foreign_key="person.id")  # who reported in first
    asked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # R4: reporters are asked
    told_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # and answered, or silent


class CaseEvent(SQLModel, table=True):
    """One thing that happened to a case. Appended, never changed; each holds its forerunner's hash."""

    __table_args__ = (
        UniqueConstraint("case_id", "position"),
        partial_index(
            "event_correction",
            "county_id",
            "at",
            only=text(IS_CORRECTION),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    county_id: int
    case_id: int = Field(foreign_key="case.id", index=True)
    position: int
    at: datetime = Field(sa_type=UtcDateTime)
    actor_id: int | None = Field(default=None, foreign_key="person.id")
    actor_role: Role = Field(sa_type=code(Role))
    move: Move = Field(sa_type=code(Move))
    from_state: CaseState | None = Field(default=None, sa_type=code(CaseState))
    to_state: CaseState = Field(sa_type=code(CaseState))
    note: str = Field(default="", sa_column=Column(Text, nullable=False))
    data: dict[str, Any] = Field(default_factory=dict, sa_column=Column(Json, nullable=False))
    previous_hash: str = ""
    hash: str = ""


class Task(SQLModel, table=True):
    """What a person must do outside the chat: a phone call, a triage, a decision, a visit."""

    __table_args__ = (UniqueConstraint("key"),)

    id: int | None = Field(default=None, primary_key=True)
    county_id: int
    key: str
    kind: TaskKind = Field(sa_type=code(TaskKind))
    state: TaskState = Field(default=TaskState.OPEN, sa_type=code(TaskState), index=True)
    case_id: int | None = Field(default=None, foreign_key="case.id", index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    title: str
    created_at: datetime = Field(sa_type=UtcDateTime)
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
