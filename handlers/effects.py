"""The vocabulary of effects: what a decision may ask to be done. Values only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypedDict

from handlers.speech import Card, To, ToPerson, ToRole
from handlers.texts import Text
from storage.codes import (
    CaseState,
    Colour,
    Lateness,
    Level,
    Move,
    RefusalCode,
    ReportKind,
    Role,
    SurveyState,
    TaskKind,
    TimerKind,
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
    region_id: int | None
    urgency: Urgency
    level: Level
    colour: Colour
    owner_id: int | None
    owner_department_id: int | None
    accept_due_at: datetime | None
    accepted_at: datetime | None
    resolve_due_at: datetime | None
    answered_at: datetime | None
    closed_at: datetime | None
    result: str
    reopen_count: int
    tags: list[str]


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


@dataclass(frozen=True)
class MoveWhistle:
    """A whistle goes on: reported in, done, refused."""

    whistle_id: int
    to: WhistleState
    result: str = ""
    refusal_code: RefusalCode | None = None
    refusal_reason: str = ""


@dataclass(frozen=True)
class StartTimer:
    """Something is due at `due_at`; starting it twice is nothing. Give the case or a subject."""

    kind: TimerKind
    due_at: datetime
    case: CaseRef | None = None
    subject: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    lateness: Lateness = Lateness.FIRE_LATE


@dataclass(frozen=True)
class StopTimers:
    """These kinds (all, when empty) are no longer due for the case or the subject."""

    case: CaseRef | None = None
    subject: str = ""
    kinds: tuple[TimerKind, ...] = ()


@dataclass(frozen=True)
class Say:
    """Something is put in the outbox; `not_before` holds it back (quiet hours)."""

    to: To
    text: Text
    case: CaseRef | None = None
    card: Card | None = None
    urgent: bool = False
    not_before: datetime | None = None


@dataclass(frozen=True)
class Ask:
    """The conversation waits for an answer of this kind; None ends the waiting."""

    kind: str | None
    case: CaseRef | None = None
    data: Mapping[str, str | int | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Note:
    """A line in a case's history that moves nothing."""

    case: CaseRef
    text: str
    role: Role = Role.BOT
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Judge:
    """What the message was judged to be; `case` links it to the matter it fed."""

    intent: str
    case: CaseRef | None = None
    message_ids: tuple[int, ...] = ()  # other messages judged with it; the turn's own is implied


@dataclass(frozen=True)
class KeepDraft:
    """What the speaker has said so far is kept until `settle_at` (their draft in this chat)."""

    conversation_id: int
    person_id: int
    message_ids: tuple[int, ...]
    text: str
    started_at: datetime
    settle_at: datetime
    joined_ids: tuple[tuple[int, int], ...] = ()
    asked: str = ""


@dataclass(frozen=True)
class DropDraft:
    """The draft became something, or nothing."""

    draft_id: int


@dataclass(frozen=True)
class PlanSurvey:
    """A reporter will be asked about a case."""

    case: CaseRef
    person_id: int
    round: int


@dataclass(frozen=True)
class RecordSurvey:
    """A survey goes on: asked, answered, given up."""

    survey_id: int
    state: SurveyState
    resolved: int | None = None
    satisfaction: int | None = None
    remark: str = ""
    relay: str = ""


@dataclass(frozen=True)
class OpenTask:
    """A person has to do something outside the chat; `key` makes it one task."""

    key: str
    kind: TaskKind
    title: str
    case: CaseRef | None = None
    to: ToRole | ToPerson | None = None


@dataclass(frozen=True)
class FinishTask:
    """That task is done."""

    key: str


@dataclass(frozen=True)
class SetMuted:
    """A resident wants no more messages from the bot, or wants them again."""

    person_id: int
    muted: bool


@dataclass(frozen=True)
class BindHome:
    """A resident says, by scanning a code, where they live."""

    person_id: int
    region_id: int


@dataclass(frozen=True)
class ForgetPerson:
    """A resident's name, phone and words are removed from what is closed (PIPL art. 47)."""

    person_id: int


Effect = (
    OpenCase
    | AddReport
    | MoveCase
    | ChangeCase
    | WhistleTo
    | MoveWhistle
    | StartTimer
    | StopTimers
    | Say
    | Ask
    | Note
    | Judge
    | KeepDraft
    | DropDraft
    | PlanSurvey
    | RecordSurvey
    | OpenTask
    | FinishTask
    | SetMuted
    | BindHome
    | ForgetPerson
)
