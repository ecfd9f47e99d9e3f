"""Effects on a matter, its reporters and its whistles."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypedDict

from handlers.coordinates import Point
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
    TrainingSource,
    Urgency,
    WhistleRole,
    WhistleState,
)

CaseRef = int | str  # a row id, or the name that an OpenCase of the same decision gave


class CaseChanges(TypedDict, total=False):
    """The columns of a case that a decision may change."""

    leaf: str
    title: str
    summary: str
    place: str
    longitude: float | None
    latitude: float | None
    region_id: int | None
    urgency: Urgency
    level: Level
    colour: Colour
    owner_id: int | None
    owner_department_id: int | None
    leader_id: int | None
    leader_name: str
    accept_due_at: datetime | None
    accepted_at: datetime | None
    contact_due_at: datetime | None
    contacted_at: datetime | None
    resolve_due_at: datetime | None
    resolve_from: datetime | None
    resolve_span: str
    pause: Pause | None
    paused_at: datetime | None
    pause_count: int
    review_at: datetime | None
    extended_from: datetime | None
    deferral: Deferral | None
    deferral_until: datetime | None
    deferral_reason: str
    deferral_by: int | None
    answered_at: datetime | None
    closed_at: datetime | None
    result: str
    progressed_at: datetime | None
    progress: str
    reopen_count: int
    tags: list[str]
    linked_id: int | None
    is_private: bool
    is_confidential: bool


@dataclass(frozen=True)
class OpenCase:
    """A matter is registered, with its first report; `name` refers to it in the same decision."""

    name: str
    leaf: str
    title: str
    summary: str
    region_id: int | None
    place: str
    urgency: Urgency
    state: CaseState
    reporter_id: int
    message_ids: tuple[int, ...]
    words: str
    point: Point | None = None
    parent: CaseRef | None = None
    group_id: int | None = None
    is_emergency: bool = False
    is_private: bool = False
    is_confidential: bool = False
    linked_id: int | None = None
    reasons: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    role: Role = Role.BOT
    changes: CaseChanges = field(default_factory=CaseChanges)


@dataclass(frozen=True)
class AddReport:
    """A resident's account is added to a case: another reporter, a +1, a supplement."""

    case: CaseRef
    person_id: int
    kind: ReportKind
    message_ids: tuple[int, ...]
    words: str = ""


@dataclass(frozen=True)
class UndoReports:
    """These accounts do not belong to their case any more; they stay on record."""

    report_ids: tuple[int, ...]


@dataclass(frozen=True)
class MoveCase:
    """A case makes a legal move; one event is appended and `changes` are written."""

    case: CaseRef
    move: Move
    to: CaseState
    role: Role
    note: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    changes: CaseChanges = field(default_factory=CaseChanges)


@dataclass(frozen=True)
class ChangeCase:
    """Columns of a case change without a move (a colour, a more exact place)."""

    case: CaseRef
    changes: CaseChanges


@dataclass(frozen=True)
class WhistleTo:
    """A department is whistled for a case."""

    case: CaseRef
    department_id: int
    role: WhistleRole
    report_in_due_at: datetime
    designated: bool = False
    resolve_due_at: datetime | None = None  # until when the work is to be done by this department


@dataclass(frozen=True)
class MoveWhistle:
    """A whistle goes on: reported in (by whom), done, refused."""

    whistle_id: int
    to: WhistleState
    result: str = ""
    refusal_code: RefusalCode | None = None
    refusal_reason: str = ""
    handler_id: int | None = None


@dataclass(frozen=True)
class PauseWhistle:
    """R4: the reporters are asked for what the department lacks; its report-in clock rests."""

    whistle_id: int
    refusal_reason: str


@dataclass(frozen=True)
class ResumeWhistle:
    """The reporters answered, or stayed silent: the department's clock runs on until this."""

    whistle_id: int
    report_in_due_at: datetime


@dataclass(frozen=True)
class RedateWhistle:
    """A whistle's time for reporting in ends at another moment, because the calendar changed."""

    whistle_id: int
    report_in_due_at: datetime


@dataclass(frozen=True)
class Note:
    """A line in a case's history that moves nothing."""

    case: CaseRef
    text: str
    role: Role = Role.BOT
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class RecordLook:
    """Whoever speaks has been shown a case that only named persons may see."""

    case: CaseRef
    role: Role


@dataclass(frozen=True)
class KeepExample:
    """Masked words and the leaf they belong to are kept, for a model to learn from."""

    case: CaseRef
    text: str
    label: str
    source: TrainingSource
    role: Role
