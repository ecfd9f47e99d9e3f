"""Cards that can still be changed: looked at when something happened, held by one, then gone."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from storage import history, open_cards, outbox
from storage.codes import CaseState, Level, Move, Role, Urgency
from storage.county.file import demo_county_file
from storage.county.seed import seed
from storage.db import Database
from storage.tables.card import OpenCard
from storage.tables.case import Case, CaseEvent
from storage.tables.message import OutboundMessage
from tests.storage.cast import COUNTY, at, to_say

DAY = timedelta(days=1)


@pytest.fixture
async def db(database: Database) -> Database:
    await database.tx(_fill)
    return database


def _fill(session: Session) -> None:
    seed(session, demo_county_file())
    case = Case(
        county_id=COUNTY,
        number=1,
        leaf="garbage",
        title="垃圾清运",
        urgency=Urgency.U2,
        state=CaseState.REGISTERED,
        level=Level.GRID,
        opened_at=at(0),
    )
    session.add(case)
    session.flush()
    for number in range(2):
        row = to_say(f"say:{number}", "guo", channel="wecom", case_id=case.id)
        row_id = outbox.put(session, row)
        kept = session.get_one(OutboundMessage, row_id)
        open_cards.keep(session, kept, f"RC{number}", at(0), DAY)


async def shown(db: Database, seconds: float, *, hold: float | None = None) -> list[str]:
    """The codes of the cards that are looked at then, and held for a while if so wished."""

    def look(session: Session) -> list[str]:
        found = open_cards.list_to_look_at(session, "wecom", at(seconds), 10)
        if hold is not None:
            open_cards.hold(session, [card.id or 0 for card, _ in found], at(seconds + hold))
        return [card.response_code for card, _ in found]

    return await db.tx(look)


async def happens(db: Database) -> None:
    def write(session: Session) -> None:
        case_id = session.exec(select(Case.id)).one() or 0
        event = CaseEvent(
            county_id=COUNTY,
            case_id=case_id,
            position=1,
            at=at(1),
            actor_role=Role.GRID_MEMBER,
            move=Move.SELF_HANDLE,
            to_state=CaseState.SELF_HANDLING,
        )
        history.append_event(session, event)

    await db.tx(write)


async def test_a_card_is_looked_at_when_something_happened_to_its_case(db: Database) -> None:
    assert await shown(db, 0) == []
    await happens(db)
    assert await shown(db, 2) == ["RC0", "RC1"]

    def needed_still(session: Session) -> None:
        cards = session.exec(select(OpenCard.id)).all()
        seen = session.exec(select(CaseEvent.id)).one() or 0
        open_cards.looked_at(session, [one or 0 for one in cards], seen, at(5))

    await db.tx(needed_still)
    assert await shown(db, 60) == []


async def test_what_one_holds_nobody_else_changes(db: Database) -> None:
    await happens(db)
    assert await shown(db, 2, hold=60) == ["RC0", "RC1"]
    assert await shown(db, 61) == []
    assert await shown(db, 62) == ["RC0", "RC1"]


async def test_a_press_brings_a_newer_code_and_a_changed_card_is_gone(db: Database) -> None:
    def pressed(session: Session) -> None:
        found = col(OutboundMessage.key) == "say:0"
        row = session.exec(select(OutboundMessage).where(found)).one()
        assert open_cards.find_sent(session, "wecom", "guo", row.id or 0) is row
        assert open_cards.find_sent(session, "wecom", "li", row.id or 0) is None
        open_cards.keep(session, row, "RC9", at(1), DAY)

    await db.tx(pressed)
    await happens(db)
    assert sorted(await shown(db, 2)) == ["RC1", "RC9"]

    def change(session: Session) -> None:
        for card in session.exec(select(OpenCard)):
            open_cards.forget(session, card.id or 0, "RC1")

    await db.tx(change)
    assert await shown(db, 3) == ["RC9"]


async def test_a_card_that_no_code_changes_any_more_is_forgotten(db: Database) -> None:
    await happens(db)
    assert await shown(db, DAY.total_seconds()) == []
    assert await db.read(lambda session: list(session.exec(select(OpenCard)))) == []
