"""What is told in confidence passes the last gate to its circle only, and leaves a line otherwise."""

from pathlib import Path

from sqlmodel import Session, select

from handlers.effects import Effect, OpenCase, Say
from handlers.loading.situations import load_directory
from handlers.perform import Cause, perform
from handlers.situation import World
from handlers.speech import ToGroup, ToPerson
from handlers.texts import Text, render
from storage import history
from storage.clock import CHINA
from storage.codes import CaseState, Urgency
from storage.county.file import demo_county_file
from storage.county.seed import seed
from storage.engines import building_engine, parse_url
from storage.tables.conversation import ChatGroup
from storage.tables.message import OutboundMessage
from storage.tables.person import Person
from tests.decisions.county import MONDAY
from tests.decisions.scene import WORLD


def told(session: Session, *names: str) -> tuple[set[str], list[str]]:
    """Who was told a detail of a confidential case, and what its history says."""
    directory = load_directory(session)
    world = World(directory, WORLD.categories, WORLD.reader, WORLD.calendar, WORLD.policy)
    people = {p.name: p.id or 0 for p in session.exec(select(Person))}
    group = session.exec(select(ChatGroup).where(ChatGroup.external_id == "wx_dongguan")).one()
    region = next(r.id for r in directory.regions.values() if r.code == "G101")
    opened = OpenCase(
        "case", "domestic_violence", "家里的事", "他打我", region, "2号楼", Urgency.U0,
        CaseState.EMERGENCY, people["王大妈"], (), "他打我",
        is_emergency=True, is_private=True, is_confidential=True,
    )  # fmt: skip
    text = Text("card.alarm_county")
    says: list[Effect] = [Say(ToPerson(people[name]), text, "case") for name in names]
    says.append(Say(ToGroup(group.id or 0), text, "case"))
    now = MONDAY.astimezone(CHINA)
    perform(session, [opened, *says], Cause("message", 1), now, world)
    rows = session.exec(select(OutboundMessage)).all()
    lines = [e.note for e in history.list_events(session, 1)]
    by_id = {number: name for name, number in people.items()}
    return {by_id[row.person_id or 0] for row in rows}, lines


def test_only_the_circle_is_told_whoever_a_decision_names(
    tmp_path: Path, sqlite_template: Path
) -> None:
    path = tmp_path / "kept.db"
    path.write_bytes(sqlite_template.read_bytes())
    with building_engine(parse_url(str(path))) as engine, Session(engine) as session:
        seed(session, demo_county_file())
        heard, lines = told(
            session, "县值班", "郭网格", "王建社", "城关值班", "梅志远", "城关派出所值班", "王大妈"
        )
        assert heard == {"县值班", "城关派出所值班", "王大妈"}
        assert lines.count(render("told.kept_back")) == 5
