"""What carrying out one decision has at hand, and what it remembers on the way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from handlers.delivery import Cause
from handlers.effects import CaseRef
from handlers.situation import World
from storage import cases, outbox, timers
from storage.tables.case import Case, Whistle


@dataclass
class Work:
    """One decision being carried out: the session, why, when, and the cases it opened by name."""

    session: Session
    cause: Cause
    now: datetime
    world: World
    opened: dict[str, Case] = field(default_factory=dict)
    said: int = 0
    to_say: list[Mapping[str, object]] = field(default_factory=list)
    to_tell: list[Mapping[str, object]] = field(default_factory=list)
    to_start: list[Mapping[str, object]] = field(default_factory=list)
    last_events: dict[int, tuple[int, str]] = field(default_factory=dict)
    locked: dict[int, Case] = field(default_factory=dict)
    whistles: dict[int, list[Whistle]] = field(default_factory=dict)
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
        if ref not in self.locked:
            self.locked[ref] = cases.get_case(self.session, ref)
        return self.locked[ref]

    def case_id(self, ref: CaseRef | None) -> int | None:
        """The row id of the case meant."""
        return self.opened[ref].id if isinstance(ref, str) else ref

    def whistles_of(self, case_id: int) -> list[Whistle]:
        """The case's whistles so far; those of this decision are to be added."""
        if case_id not in self.whistles:
            found = cases.whistles_of(self.session, [case_id])
            self.whistles[case_id] = list(found.get(case_id, ()))
        return self.whistles[case_id]

    def start_timers(self) -> None:
        """The timers named so far are rows, so that those after them can stop them."""
        timers.start_rows(self.session, self.to_start)
        self.to_start = []

    def put_down(self) -> None:
        """Everything that was only named so far is a row; many rows cost little more than one."""
        self.start_timers()
        cases.tell(self.session, self.to_tell)
        outbox.put_rows(self.session, self.to_say)
        self.to_tell, self.to_say = [], []
