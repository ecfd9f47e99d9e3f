"""A member of the corporation has one id, whatever of it is used."""

from sqlmodel import Session, select

from storage import people
from storage.db import Database
from storage.tables.person import Identity, Person
from storage.tables.region import County
from tests.storage.cast import MORNING, heard


async def test_whoever_is_known_by_the_app_is_known_to_the_robot(database: Database) -> None:
    def meet(session: Session) -> tuple[int | None, bool, int]:
        session.add(County(id=1, code="QH", name="青河县", centre_name="县中心"))
        session.flush()
        session.add(Person(id=7, county_id=1, name="郭网格", created_at=MORNING))
        session.flush()
        session.add(Identity(county_id=1, person_id=7, channel="wecom", external_id="guo"))
        session.flush()
        message = heard("a", channel="wecom_aibot", sender_id="guo", sender_name="")
        people.ensure_person(session, message, MORNING)
        person, is_new = people.ensure_person(session, message, MORNING)
        stranger = heard("b", channel="wecom_aibot", sender_id="li", sender_name="李四")
        other, _ = people.ensure_person(session, stranger, MORNING)
        assert other.id != 7
        return person.id, is_new, len(session.exec(select(Identity)).all())

    assert await database.tx(meet) == (7, False, 3)
