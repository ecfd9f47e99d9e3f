"""Effects on what is due."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from handlers.effects.cases import CaseRef
from storage.codes import (
    Lateness,
    TimerKind,
)


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
