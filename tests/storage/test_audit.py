"""The audit's lines on both databases: every source, page by page, by an index and never by reading all."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from storage import audit
from storage.audit import Asked, AuditRow
from storage.codes import (
    AuditKind,
    AuditSource,
    CaseState,
    Move,
    Role,
    RosterAct,
    RosterKind,
    Urgency,
)
from storage.db import Database
from storage.history import append_event
from storage.tables import AuditEntry, Case, CaseEvent, Click, County, Person, RosterChange, SignIn
from tests.storage.cast import COUNTY, MORNING, at
from tests.storage.plans import fill, many_of, plan_of, reads_all_of

DAY = timedelta(days=1)
ASKED = Asked(COUNTY, AuditSource.NOTES, MORNING - DAY, MORNING + DAY)


def put(session: Session) -> None:
    """The duty officer and one line in each source."""
    session.add(County(id=1, code="410000", name="青河县", centre_name="中心"))
    session.flush()
    session.add(Person(id=3, county_id=1, name="县值班", created_at=MORNING))
    session.flush()
    own: dict[str, Any] = {"county_id": COUNTY, "person_id": 3}
    session.add(Click(**own, key="k", act="ledger_export", at=MORNING, is_done=True, answer="3件"))
    session.add(SignIn(**own, token_hash="t", begun_at=MORNING, seen_at=MORNING))
    for n in range(5):
        session.add(AuditEntry(**own, kind=AuditKind.EXPORTED, at=at(n // 2), details=f"第{n}份"))
    session.add(
        Case(
            id=5, county_id=COUNTY, number=7, leaf="noise", title="噪声", urgency=Urgency.U2,
            state=CaseState.REGISTERED, opened_at=MORNING,
        )
    )  # fmt: skip
    kind = AuditKind.BROADCAST_WRITTEN
    session.add(AuditEntry(**own, kind=kind, at=MORNING, details="停水"))
    session.flush()
    for n, move in enumerate((Move.RECLASSIFY, Move.NOTE, Move.SPLIT)):
        event = CaseEvent(
            county_id=COUNTY, case_id=5, position=n, at=MORNING, actor_id=3, move=move,
            actor_role=Role.COUNTY_DUTY, to_state=CaseState.REGISTERED, note="路灯不亮 → 噪声",
        )  # fmt: skip
        append_event(session, event)
        session.flush()
    session.add(
        RosterChange(
            county_id=COUNTY, at=MORNING, by_id=3, kind=RosterKind.POST, subject_id=1,
            subject="郭网格", act=RosterAct.ENDED, details="调走",
        )
    )  # fmt: skip


@pytest.mark.parametrize("source", list(AuditSource))
async def test_every_source_can_be_read_by_day_and_person(
    database: Database, source: AuditSource
) -> None:
    await database.tx(put)
    asked = replace(ASKED, source=source)
    rows = await database.read(lambda s: audit.list_rows(s, asked, 10))
    assert len(rows) == {
        AuditSource.NOTES: 5,
        AuditSource.LOOKS: 0,
        AuditSource.CORRECTIONS: 2,
    }.get(source, 1)
    nobody = replace(asked, person_ids=frozenset({99}))
    assert await database.read(lambda s: audit.list_rows(s, nobody, 10)) == []
    earlier = replace(asked, ends_at=MORNING)
    assert await database.read(lambda s: audit.list_rows(s, earlier, 10)) == []


async def test_what_was_taken_out_of_the_ledger_is_told_and_no_other_answer(
    database: Database,
) -> None:
    await database.tx(put)
    other = Click(
        county_id=COUNTY, person_id=3, key="k2", act="note", at=MORNING, answer="王大妈说好了"
    )  # fmt: skip
    await database.tx(lambda s: s.add(other))
    asked = replace(ASKED, source=AuditSource.ACTS)
    rows = await database.read(lambda s: audit.list_rows(s, asked, 10))
    assert {row.code: row.words for row in rows} == {"ledger_export": "3件", "note": ""}


async def test_page_after_page_every_line_comes_once_the_newest_first(database: Database) -> None:
    await database.tx(put)
    seen: list[str] = []
    asked = ASKED

    def read(session: Session) -> list[AuditRow]:
        return audit.list_rows(session, asked, 2)

    while rows := await database.read(read):
        seen += [row.words for row in rows]
        asked = replace(asked, before=rows[-1].id)
    assert seen == ["第4份", "第3份", "第2份", "第1份", "第0份"]


async def test_a_day_is_found_by_its_index_among_very_many(database: Database) -> None:
    await database.tx(put)
    old = (
        "INSERT INTO auditentry (county_id, kind, at, person_id, details)"
        " SELECT 1, 'exported', :now, 3, 'x' FROM n"
    )
    moment = MORNING - 100 * DAY
    now = str(moment.replace(tzinfo=None)) if database.dialect == "sqlite" else moment
    await database.tx(lambda s: fill(s, old, 50_000, now=now))

    def look(session: Session) -> str:
        return plan_of(session, lambda: audit.list_rows(session, ASKED, 100))

    plan = await database.tx(look)
    assert "audit_day" in plan
    assert not reads_all_of(plan, "auditentry"), plan


async def test_the_lines_of_a_case_are_found_by_the_case(database: Database) -> None:
    await database.tx(put)
    now = str(MORNING.replace(tzinfo=None)) if database.dialect == "sqlite" else MORNING
    cases = many_of(
        Case, id="100 + i", county_id="1", number="100 + i", leaf="'noise'", title="''",
        urgency="'U2'", state="'closed'", opened_at=":now",
    )  # fmt: skip
    clicks = (
        "INSERT INTO click (county_id, person_id, key, case_id, act, at, is_done, answer)"
        " SELECT 1, 3, 'old ' || i, 101 + i % 1000, 'note', :now, :no, '' FROM n"
    )
    await database.tx(lambda s: fill(s, cases, 1000, now=now, no=False))
    await database.tx(lambda s: fill(s, clicks, 50_000, now=now, no=False))
    asked = replace(ASKED, source=AuditSource.ACTS, number=7)

    def look(session: Session) -> str:
        return plan_of(session, lambda: audit.list_rows(session, asked, 100))

    plan = await database.tx(look)
    assert "click_case_id" in plan, plan
    assert "click_day" not in plan, plan
