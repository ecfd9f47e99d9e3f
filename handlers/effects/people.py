"""Effects on tasks and what people decide about themselves."""

from dataclasses import dataclass

from handlers.effects.cases import CaseRef
from handlers.speech import ToPerson, ToRole
from handlers.texts import Text
from storage.codes import GroupKind, TaskKind


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
class BindGroup:
    """A group of members is the staff group of this region, or of this department."""

    channel: str
    chat_id: str
    name: str
    kind: GroupKind
    region_id: int | None = None
    department_id: int | None = None


@dataclass(frozen=True)
class ForgetPerson:
    """A resident's name, phone and words are removed from what is closed (PIPL art. 47)."""

    person_id: int


@dataclass(frozen=True)
class AnswerRound:
    """A grid has nothing new in this week's round (排查)."""

    region_id: int
    week: str


@dataclass(frozen=True)
class GiveCode:
    """A reporter gets a code for the public page of their case; `text` lacks only the code."""

    person_id: int
    case: CaseRef
    text: Text
