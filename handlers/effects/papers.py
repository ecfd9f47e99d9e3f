"""Effects on letters and plans: drafted, signed, received, answered, voided; written anew."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypedDict

from handlers.effects.cases import CaseRef
from handlers.effects.talk import Say
from storage.codes import LetterKind, LetterRule, LetterState


class LetterChanges(TypedDict, total=False):
    """The columns of a letter that a decision may change."""

    signer_id: int
    issued_at: datetime
    reply_due_at: datetime
    body: str
    received_at: datetime
    receiver_id: int
    replied_at: datetime
    replier_id: int
    reply: str
    voided_at: datetime
    void_reason: str


@dataclass(frozen=True)
class DraftLetter:
    """A letter is drafted and numbered, once for each `key`; nobody has sent it yet.

    `told` is said only when it is new; texts and cards in it may name {letter}, {short} and
    {letter_id}.
    """

    key: str
    kind: LetterKind
    rule: LetterRule
    reasons: tuple[str, ...]
    case_id: int | None = None
    department_id: int | None = None
    region_id: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    drafter_id: int | None = None
    told: tuple[Say, ...] = ()


@dataclass(frozen=True)
class MoveLetter:
    """A letter goes on: issued, received, replied, void."""

    letter_id: int
    to: LetterState
    changes: LetterChanges = field(default_factory=LetterChanges)


@dataclass(frozen=True)
class KeepPlan:
    """A case has a plan, or another version of it; one leader answers for it."""

    case: CaseRef
    leader_id: int | None
    leader_name: str
    text: str = ""
    due_at: datetime | None = None
