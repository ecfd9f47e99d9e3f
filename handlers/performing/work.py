"""What carrying out one decision has at hand, and what it remembers on the way."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from handlers.delivery import Cause
from handlers.effects import CaseRef
from handlers.situation import World
from storage import cases
from storage.tables.case import Case


@dataclass
class Work:
    """One decision being carried out: the session, why, when, and the cases it opened by name."""

    session: Session
    cause: Cause
    now: datetime
    world: World
    opened: dict[str, Case] = field(default_factory=dict)
    said: int = 0
    intent: str = ""
    judged_case_id: int | None = None

    @property
    def county_id(self) -> int:
        """The county everything is written for."""
        return self.world.directory.county.id or 0

    def case(self, ref: CaseRef) -> Case:
        """The case meant, locked; raises NotFoundError."""
        if isinstance(ref, str):
            return self.opened[ref]
        return cases.get_case(self.session, ref)

    def case_id(self, ref: CaseRef | None) -> int | None:
        """The row id of the case meant."""
        return self.opened[ref].id if isinstance(ref, str) else ref
