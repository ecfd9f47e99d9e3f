"""A place chosen on the demo page becomes the place of a case, to the metre."""

from datetime import timedelta
from pathlib import Path

from sqlmodel import Session, col, select

from bot.world import WorldSource
from handlers import turn
from handlers.coordinates import metres_between, parse_point
from handlers.policy import Policy
from handlers.situation import World
from handlers.understanding.tree import load_categories
from storage.codes import InboxState, TimerKind
from storage.tables.case import Case
from storage.tables.conversation import Draft
from storage.tables.message import InboundMessage
from storage.tables.region import Place, Region
from storage.tables.timer import Timer
from tests.service.webchat_room import GAO, TUESDAY, open_room

LATER = TUESDAY + timedelta(minutes=5)
HOUSE = "东关家属院垃圾房"


def hear(session: Session, world: World) -> None:
    """The next message of the inbox is taken."""
    waiting = select(InboundMessage).where(InboundMessage.state == InboxState.WAITING)
    message = session.exec(waiting.order_by(col(InboundMessage.id))).first()
    assert message is not None
    turn.take(session, message, TUESDAY, world)


def settle(session: Session, world: World) -> None:
    """Five minutes pass, and what was told becomes a case."""
    assert session.exec(select(Draft)).one().position is not None
    settling = select(Timer).where(Timer.kind == TimerKind.SETTLE)
    timer = session.exec(settling.order_by(col(Timer.id).desc())).first()
    assert timer is not None
    turn.settle(session, timer, LATER, world)


def where(session: Session) -> tuple[Case, Region, Place]:
    case = session.exec(select(Case)).one()
    region = session.get_one(Region, case.region_id)
    place = session.exec(select(Place).where(Place.name == "垃圾房", Place.region_id == region.id))
    return case, region, place.one()


async def test_a_place_sent_from_the_page_is_kept_with_the_case(tmp_path: Path) -> None:
    async with open_room(tmp_path) as room:
        world = await room.db.read(WorldSource(Policy(), load_categories()).current)
        offered = (await room.get("places", seat=GAO))["places"]
        spot = next(one for one in offered if one["label"] == HOUSE)
        await room.say("有人乱倒垃圾，臭得很", chat=GAO)
        await room.say("", chat=GAO, kind="location", place=spot, id="act-place-1")
        for _ in range(2):
            await room.db.tx(lambda session: hear(session, world))
        await room.db.tx(lambda session: settle(session, world))
        case, region, place = await room.db.read(where)
    assert (case.place, region.name) == (HOUSE, "东关家属院")
    sent = parse_point(case.longitude, case.latitude)
    known = parse_point(place.longitude, place.latitude)
    assert sent is not None
    assert known is not None
    assert metres_between(sent, known) < 1
    assert "地点：位置落在东关家属院" in case.reasons
