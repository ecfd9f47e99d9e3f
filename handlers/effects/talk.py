"""Effects on what is said, asked, judged and collected."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from handlers.effects.cases import CaseRef
from handlers.speech import Card, To
from handlers.texts import Text


@dataclass(frozen=True)
class Say:
    """Something is put in the outbox; `not_before` holds it back (quiet hours)."""

    to: To
    text: Text
    case: CaseRef | None = None
    card: Card | None = None
    urgent: bool = False
    not_before: datetime | None = None
    broadcast_id: int | None = None  # the notice that this brings into a group


@dataclass(frozen=True)
class Ask:
    """The conversation waits for an answer of this kind; None ends the waiting."""

    kind: str | None
    case: CaseRef | None = None
    data: Mapping[str, str | int | None] = field(default_factory=dict)


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
    position: Mapping[str, Any] | None = None  # None leaves the one that is kept; empty drops it


@dataclass(frozen=True)
class DropDraft:
    """The draft became something, or nothing."""

    draft_id: int


@dataclass(frozen=True)
class AskModel:
    """The language model is asked which of these leaves (id, name) the veiled words belong to.

    `last` is the newest message it is asked about; its answer comes back with it.
    """

    draft_id: int
    subject: str
    text: str
    leaves: tuple[tuple[str, str], ...]
    last: int


@dataclass(frozen=True)
class KeepVote:
    """What the language model said is kept with the draft."""

    draft_id: int
    vote: Mapping[str, Any]
