"""A case nearby is read whole only for a message that is about it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from bot.world import WorldSource
from handlers import turn
from handlers.dialogue import flow
from handlers.intake.account import around
from handlers.loading import situations
from handlers.policy import Policy
from handlers.situation import NearbyCase, World
from handlers.understanding.tree import load_categories
from storage import inbox
from storage.codes import MessageKind, ReportKind
from storage.county.file import demo_county_file
from storage.county.seed import seed
from storage.engines import building_engine, parse_url
from storage.errors import NotReadError
from storage.tables.case import Case, Report
from storage.tables.message import InboundMessage
from storage.unit import UnitSession
from tests.decisions.county import MONDAY

NOW = MONDAY + timedelta(hours=1)


@pytest.fixture
def session(tmp_path: Path, sqlite_template: Path) -> Iterator[Session]:
    path = tmp_path / "nearby.db"
    path.write_bytes(sqlite_template.read_bytes())
    with building_engine(parse_url(str(path))) as engine:
        with Session(engine) as first:
            seed(first, demo_county_file())
            first.commit()
        with UnitSession(engine) as unit:
            yield unit


def said(session: Session, who: str, text: str) -> InboundMessage:
    message = InboundMessage(
        county_id=1,
        channel="webchat",
        key=f"{who}:{text}",
        chat_id="wx_dongguan",
        is_group=True,
        sender_id=who,
        sender_name=who,
        kind=MessageKind.TEXT,
        text=text,
        sent_at=NOW,
        received_at=NOW,
        next_attempt_at=NOW,
    )
    inbox.put(session, [message])
    return inbox.claim(session, NOW, 1)[0]


def counted(session: Session) -> list[tuple[int, str, ReportKind]]:
    """Of every case its number, who told of it and how."""
    told = session.exec(select(Report).order_by("id")).all()
    numbers = {case.id: case.number for case in session.exec(select(Case))}
    return [(numbers[one.case_id], one.words, one.kind) for one in told]


def world_of(session: Session) -> World:
    return WorldSource(Policy(), load_categories()).current(session)


def test_the_same_matter_is_joined_and_another_one_opened(session: Session) -> None:
    world = world_of(session)
    first, same, other = "3号楼下水道堵了，污水都冒出来了", "3号楼下水道堵了", "3号楼门口路灯不亮"
    turn.take(session, said(session, "王大妈", first), NOW, world)
    message = said(session, "高叔", same)
    situation = situations.load(session, message, NOW, world)
    assert [type(view) for view in situation.nearby] == [NearbyCase]
    reading = world.reader.read(same, around(situation))
    with pytest.raises(NotReadError):
        flow.decide(situation, reading)
    whole = situations.with_whole_nearby(session, situation)
    assert [view.reporter_ids for view in whole.nearby] == [
        view.reporter_ids for view in situation.nearby
    ]
    turn.take(session, message, NOW, world)
    message = said(session, "高叔", other)
    reading = world.reader.read(other, around(situations.load(session, message, NOW, world)))
    assert flow.decide(situations.load(session, message, NOW, world), reading)
    turn.take(session, message, NOW, world)
    number = counted(session)[0][0]
    assert counted(session) == [
        (number, first, ReportKind.OPENED),
        (number, same, ReportKind.JOINED),
        (number + 1, other, ReportKind.OPENED),
    ]
