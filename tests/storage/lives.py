"""Cases that live by chance, for tests of what is counted: opened, moved, closed, reopened, left."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, SQLModel, col, select

from handlers.directory import Directory
from handlers.survey.records import gather
from handlers.survey.tallies import tallies
from scheduler.calendar import working_calendar
from storage import figures, rates
from storage.clock import CHINA
from storage.codes import (
    CaseState,
    Level,
    RefusalCode,
    ReportKind,
    Role,
    SurveyState,
    Urgency,
    WhistleRole,
    WhistleState,
)
from storage.reach import Reach, Stand
from storage.tables.case import Case, Report, Whistle
from storage.tables.person import Person, Post
from storage.tables.region import County, Department, Region
from storage.tables.survey import Survey

COUNTY = 1
CALENDAR = working_calendar()
FIRST = datetime(2026, 4, 1, tzinfo=CHINA)
EVERYWHERE = Reach(COUNTY, 1, (Stand(everywhere=True),), frozenset(), "admitted:", "avoid:")
TREE = (
    (1, None, Level.COUNTY), (2, 1, Level.TOWNSHIP), (3, 1, Level.TOWNSHIP),
    (4, 2, Level.VILLAGE), (5, 4, Level.GRID), (6, 3, Level.VILLAGE),
)  # fmt: skip


def county(session: Session) -> None:
    of: dict[str, Any] = {"county_id": COUNTY}
    session.add(County(id=COUNTY, code="QH", name="青河县", centre_name="中心"))
    session.flush()
    for id_, parent, level in TREE:
        session.add(
            Region(id=id_, parent_id=parent, level=level, code=f"R{id_}", name=f"第{id_}处", **of)
        )
        session.flush()
    session.add_all(
        Department(id=n, name=f"第{n}局", kind="bureau", region_id=1, **of) for n in (1, 2)
    )
    session.add_all(Person(id=n, name=f"第{n}人", created_at=FIRST, **of) for n in (1, 2, 3))
    session.flush()
    session.add(Post(person_id=3, role=Role.GRID_MEMBER, region_id=5, **of))


def directory(session: Session) -> Directory:
    regions = session.exec(select(Region)).all()
    return Directory(session.get_one(County, COUNTY), regions, (), (), (), ())


def roll(session: Session, now: datetime, most: int = 7) -> None:
    """Everything that is to be counted is counted, a few at a time."""
    is_more = True
    while is_more:
        waiting = figures.take(session, COUNTY, now, most)
        assert waiting is not None
        chosen = sorted(waiting.case_ids)
        records = gather(*rates.read_cases(session, chosen))
        figures.put(session, chosen, tallies(records, directory(session), CALENDAR, now))
        is_more = waiting.is_more


class Life:
    """Cases that come and change by chance, the same way in every run."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.count = 0

    def moment(self, now: datetime) -> datetime:
        """Often just before or after midnight in China, sometimes in the night of UTC."""
        day = now.replace(hour=0, minute=0, second=0, microsecond=0)
        near = (timedelta(), timedelta(microseconds=-1), timedelta(hours=8), timedelta(hours=20))
        return min(now, day + self.dice.choice(near))

    def open(self, session: Session, now: datetime) -> int:
        """A new case, with one or two reporters."""
        self.count += 1
        opened_at = self.moment(now)
        case = Case(
            county_id=COUNTY, number=self.count, leaf=self.dice.choice(["noise", "litter"]),
            title="一件事", region_id=self.dice.choice([None, 1, 2, 4, 5, 6]), urgency=Urgency.U2,
            state=CaseState.REGISTERED, opened_at=opened_at,
            is_confidential=self.dice.random() < 0.2,
            contact_due_at=self.dice.choice([None, opened_at + timedelta(hours=4)]),
            resolve_due_at=self.dice.choice([None, opened_at + timedelta(days=self.dice.randint(0, 4))]),
        )  # fmt: skip
        session.add(case)
        session.flush()
        for person_id in self.dice.sample([1, 2, 3], self.dice.randint(1, 2)):
            kind = ReportKind.OPENED if person_id == 1 else ReportKind.JOINED
            session.add(self._of(case, Report, person_id=person_id, kind=kind, reported_at=now))
        return case.id or 0

    def change(self, session: Session, case: Case, now: datetime) -> None:
        """Something that a case may go through."""
        self.dice.choice(
            [self._whistle, self._refuse, self._report_in, self._answer, self._close, self._reopen,
             self._leave, self._move, self._delay, self._rate]
        )(session, case, now)  # fmt: skip
        session.add(case)
        session.flush()
        figures.mark(session, COUNTY, [case.id or 0])

    def _whistle(self, session: Session, case: Case, now: datetime) -> None:
        role = self.dice.choice(list(WhistleRole))
        due = now + timedelta(hours=self.dice.choice([-1, 4]))
        session.add(
            self._of(case, Whistle, department_id=self.dice.choice([1, 2]), role=role,
                     whistled_at=now, report_in_due_at=due)
        )  # fmt: skip

    def _refuse(self, session: Session, case: Case, now: datetime) -> None:
        for one in self._whistles(session, case):
            one.state, one.refusal_code = WhistleState.REFUSED, RefusalCode.R1

    def _report_in(self, session: Session, case: Case, now: datetime) -> None:
        for one in self._whistles(session, case):
            one.state, one.reported_in_at = WhistleState.REPORTED_IN, now

    def _whistles(self, session: Session, case: Case) -> Sequence[Whistle]:
        return session.exec(select(Whistle).where(col(Whistle.case_id) == case.id)).all()

    def _answer(self, session: Session, case: Case, now: datetime) -> None:
        case.state, case.answered_at = CaseState.SURVEYING, now
        case.contacted_at = case.contacted_at or now
        for person_id in (1, 2):
            known = select(Survey.id).where(
                col(Survey.case_id) == case.id, col(Survey.person_id) == person_id
            )
            if session.exec(known).first() is None:
                session.add(self._of(case, Survey, person_id=person_id, asked_at=now))

    def _close(self, session: Session, case: Case, now: datetime) -> None:
        case.state, case.closed_at = CaseState.CLOSED, self.moment(now)
        case.answered_at = case.answered_at or now

    def _reopen(self, session: Session, case: Case, now: datetime) -> None:
        if case.closed_at is not None:
            case.state, case.closed_at, case.answered_at = CaseState.REOPENED, None, None
            case.reopen_count += 1

    def _leave(self, session: Session, case: Case, now: datetime) -> None:
        ends = (
            CaseState.MERGED, CaseState.WITHDRAWN, CaseState.FALSE_ALARM, CaseState.GUIDED,
            CaseState.HANDED_OFF,
        )  # fmt: skip
        case.state, case.closed_at = self.dice.choice(ends), now

    def _move(self, session: Session, case: Case, now: datetime) -> None:
        case.region_id, case.leaf = self.dice.choice([2, 5, 6]), "sewer"
        case.is_confidential = not case.is_confidential

    def _delay(self, session: Session, case: Case, now: datetime) -> None:
        case.resolve_due_at = now + timedelta(days=self.dice.choice([-2, 3]))

    def _rate(self, session: Session, case: Case, now: datetime) -> None:
        for one in session.exec(select(Survey).where(col(Survey.case_id) == case.id)):
            one.state, one.answered_at = SurveyState.ANSWERED, now
            one.resolved, one.satisfaction = self.dice.randint(1, 3), self.dice.randint(1, 5)

    def _of(self, case: Case, table: type[SQLModel], **given: Any) -> SQLModel:
        return table(county_id=COUNTY, case_id=case.id, **given)
