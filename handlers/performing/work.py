"""What carrying out one decision has at hand, and what it remembers on the way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from operator import itemgetter

from sqlmodel import Session

from handlers.delivery import Cause
from handlers.effects import CaseRef
from handlers.manners import NOTICES
from handlers.situation import World
from storage import cases, figures, history, merging, outbox, timers
from storage.codes import WhistleRole
from storage.rows import amend
from storage.tables.case import Case, CaseEvent
from storage.ways import Ways

_what_is_told = itemgetter("channel", "chat_id", "text", "case_id")


@dataclass
class Work:
    """One decision being carried out: the session, why, when, and the cases it opened by name.

    `ahead` has what the decision goes on to do with the cases it opens.
    """

    session: Session
    cause: Cause
    now: datetime
    world: World
    ahead: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    opened: dict[str, Case] = field(default_factory=dict)
    said: int = 0
    to_say: list[Mapping[str, object]] = field(default_factory=list)
    told: set[tuple[object, ...]] = field(default_factory=set)
    overtaking: list[Mapping[str, object]] = field(default_factory=list)
    to_append: list[CaseEvent] = field(default_factory=list)
    to_whistle: list[Mapping[str, object]] = field(default_factory=list)
    to_tell: list[Mapping[str, object]] = field(default_factory=list)
    to_start: list[Mapping[str, object]] = field(default_factory=list)
    last_events: dict[int, tuple[int, str]] = field(default_factory=dict)
    locked: dict[int, Case] = field(default_factory=dict)
    changed: dict[int, dict[str, object]] = field(default_factory=dict)
    rounds: dict[int, list[tuple[WhistleRole, int]]] = field(default_factory=dict)
    to_tally: set[int] = field(default_factory=set)
    intent: str = ""
    judged_case_id: int | None = None

    @cached_property
    def ways(self) -> Ways:
        """The ways to people."""
        return Ways(self.session, self.now, self.world.channels)

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

    def change(self, ref: CaseRef, changes: Mapping[str, object]) -> None:
        """The case has these values; those of one that was there before are written at the end."""
        amend(self.case(ref), changes)
        if not isinstance(ref, str):
            self.changed.setdefault(ref, {}).update(changes)

    def case_id(self, ref: CaseRef | None) -> int | None:
        """The row id of the case meant."""
        return self.opened[ref].id if isinstance(ref, str) else ref

    def next_round(self, case_id: int, role: WhistleRole) -> int:
        """The round of the next whistle of this role; the one after it is in the round after."""
        if case_id not in self.rounds:
            earlier = cases.whistles_of(self.session, [case_id]).get(case_id, ())
            self.rounds[case_id] = [(w.role, w.round) for w in earlier]
        found = 1 + max((n for of, n in self.rounds[case_id] if of is role), default=0)
        self.rounds[case_id].append((role, found))
        return found

    def has_said(self, row: Mapping[str, object]) -> bool:
        """True when this decision tells the same chat the same words about the same case already."""
        return _what_is_told(row) in self.told

    def will_say(self, row: Mapping[str, object]) -> None:
        """The row is said in the end."""
        self.to_say.append(row)
        self.told.add(_what_is_told(row))

    def start_timers(self) -> None:
        """The timers named so far are rows, so that those after them can stop them."""
        timers.start_rows(self.session, self.to_start)
        self.to_start = []

    def put_down(self) -> None:
        """Everything that was only named so far is a row; many rows cost little more than one."""
        self.start_timers()
        figures.mark(self.session, self.county_id, self._to_tally())
        for case_id, changes in self.changed.items():
            cases.change(self.session, case_id, changes)
        self.changed = {}
        history.append_chained(self.session, self.to_append)
        cases.whistle(self.session, self.to_whistle)
        cases.tell(self.session, self.to_tell)
        outbox.put_rows(self.session, self.to_say)
        for row in self.overtaking:
            merging.overtake(self.session, row, NOTICES, self.now)
        self.overtaking = []
        self.to_append, self.to_whistle, self.to_tell, self.to_say = [], [], [], []
        self.told = set()

    def _to_tally(self) -> set[int]:
        """The cases of which something that is counted may have changed."""
        happened = {event.case_id for event in self.to_append}
        named = [self.to_tally, happened, self.changed.keys()]
        self.to_tally = set()
        return set().union(*named)
