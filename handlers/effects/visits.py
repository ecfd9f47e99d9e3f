"""Effects on visits to a case."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TypedDict

from storage.codes import Consent, VisitKind, VisitState


class VisitChanges(TypedDict, total=False):
    """The columns of a visit that a decision may change."""

    answer: Consent
    done_at: datetime
    note: str


@dataclass(frozen=True)
class PlanVisit:
    """Somebody will visit about a case; an earlier plan gives way."""

    case_id: int
    kind: VisitKind
    visitor_id: int
    at: datetime | None = None
    reporter_id: int | None = None
    done_note: str = ""  # a visit that is told of afterwards is done at once


@dataclass(frozen=True)
class MoveVisit:
    """A visit goes on: answered, done, cancelled."""

    visit_id: int
    to: VisitState
    changes: VisitChanges = field(default_factory=VisitChanges)
