"""Effects on consults, their agenda and their delegates."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from handlers.effects.cases import CaseRef
from storage.codes import ConsultState, ConsultTrigger, DelegateState


@dataclass(frozen=True)
class Demand:
    """An item of the agenda, and the case it is about when it has one of its own."""

    words: str
    case: CaseRef | None = None


@dataclass(frozen=True)
class CallConsult:
    """Departments are called together about a case; its reporters are asked for delegates."""

    case: CaseRef
    trigger: ConsultTrigger
    hold_at: datetime
    due_at: datetime
    department_ids: tuple[int, ...]
    demands: tuple[Demand, ...]
    delegate_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class ChangeConsult:
    """Another time, or more departments."""

    consult_id: int
    hold_at: datetime
    department_ids: tuple[int, ...]


@dataclass(frozen=True)
class PutDemand:
    """An item of the agenda is added, or carries its conclusion; `case` is where it is done."""

    consult_id: int
    position: int
    values: Mapping[str, object] = field(default_factory=dict)
    case: CaseRef | None = None


@dataclass(frozen=True)
class AnswerDelegate:
    """A reporter agrees to sit in, declines, or withdraws."""

    consult_id: int
    person_id: int
    state: DelegateState


@dataclass(frozen=True)
class EndConsult:
    """The minutes are signed, or the case is over without any."""

    consult_id: int
    state: ConsultState
