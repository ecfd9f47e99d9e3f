"""A residents' group that is only heard: the grid member gets the words, to be copied into it."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import Session, col, select, update

from handlers.effects import Say
from handlers.loading.situations import load_directory
from handlers.perform import Cause, perform
from handlers.situation import World
from handlers.speech import ToGroup
from handlers.texts import Text
from storage.codes import InboxState, MessageKind
from storage.county.file import demo_county_file
from storage.county.seed import seed
from storage.engines import building_engine, parse_url
from storage.tables.conversation import ChatGroup
from storage.tables.message import InboundMessage, OutboundMessage
from storage.tables.person import Identity, Person
from tests.decisions.scene import WORLD

NINE = datetime(2026, 4, 14, 1, 0, tzinfo=UTC)
NIGHT = datetime(2026, 4, 14, 15, 0, tzinfo=UTC)
MORNING = datetime(2026, 4, 14, 23, 30, tzinfo=UTC)
SAID = Text("told.finished_group", {"spot": "3号楼", "leaf": "路灯", "number": "#00001"})


@pytest.fixture
def county(tmp_path: Path, sqlite_template: Path) -> Iterator[Session]:
    path = tmp_path / "group.db"
    path.write_bytes(sqlite_template.read_bytes())
    with building_engine(parse_url(str(path))) as engine, Session(engine) as session:
        seed(session, demo_county_file())
        change = update(ChatGroup).where(col(ChatGroup.external_id) == "wx_dongguan")
        session.execute(change.values(channel="bridge", is_read_only=True))
        yield session


def says(session: Session, now: datetime, *, urgent: bool = False) -> Sequence[OutboundMessage]:
    """What goes out when the bot answers 王大妈, who spoke in the group."""
    world = World(
        load_directory(session), WORLD.categories, WORLD.reader, WORLD.calendar, WORLD.policy
    )
    group = session.exec(select(ChatGroup).where(col(ChatGroup.channel) == "bridge")).one()
    speaker = session.exec(select(Person).where(col(Person.name) == "王大妈")).one()
    message = InboundMessage(
        county_id=1, channel="bridge", key="a:1", chat_id="wx_dongguan", is_group=True,
        sender_id="wm_wang", kind=MessageKind.TEXT, sent_at=now, received_at=now,
        state=InboxState.WAITING, next_attempt_at=now,
    )  # fmt: skip
    session.add(message)
    session.flush()
    cause = Cause("message", message.id or 0, speaker.id, message)
    perform(session, [Say(ToGroup(group.id or 0), SAID, urgent=urgent)], cause, now, world)
    return session.exec(select(OutboundMessage).order_by(col(OutboundMessage.id))).all()


def name_of(session: Session, row: OutboundMessage) -> str:
    return session.get_one(Person, row.person_id).name


def test_the_grid_member_gets_the_words_in_a_message_of_their_own(county: Session) -> None:
    introduction, words, *_ = says(county, NINE)
    assert name_of(county, introduction) == name_of(county, words) == "郭网格"
    assert introduction.text.startswith("“东关家属院邻里群”里要回一段话：请长按开头是")
    assert f"“{words.text[:10]}”" in introduction.text
    assert words.text_key == SAID.key
    assert not words.is_group
    assert not {words.may_merge, introduction.may_merge} - {False}
    assert introduction.not_before <= words.not_before == NINE


def test_nothing_is_ever_sent_into_the_group(county: Session) -> None:
    assert "wx_dongguan" not in {row.chat_id for row in says(county, NINE)}


def test_whoever_asked_is_answered_one_to_one_where_they_can_be_reached(county: Session) -> None:
    *_, last = says(county, NINE)
    assert (name_of(county, last), last.channel) == ("王大妈", "webchat")


def test_who_is_known_from_the_group_only_is_not_written_to(county: Session) -> None:
    auntie = select(Person.id).where(col(Person.name) == "王大妈").scalar_subquery()
    change = update(Identity).where(col(Identity.person_id) == auntie)
    county.execute(change.values(channel="bridge"))
    assert [name_of(county, row) for row in says(county, NINE)] == ["郭网格", "郭网格"]


@pytest.mark.parametrize(("urgent", "at"), [(False, MORNING), (True, NIGHT)])
def test_at_night_only_what_presses_wakes_the_grid_member(
    county: Session, urgent: bool, at: datetime
) -> None:
    introduction, words, *_ = says(county, NIGHT, urgent=urgent)
    assert introduction.not_before == words.not_before == at
