"""A notice that waits on a grid member's phone: who is reminded, and of what."""

from datetime import datetime, timedelta

from handlers.effects import Say
from handlers.texts import render
from scheduler.broadcasts import unconfirmed
from storage.tables.message import OutboundMessage
from tests.decisions import told
from tests.decisions.county import MONDAY
from tests.decisions.scene import WORLD

NOW = MONDAY + timedelta(days=1)


def task(
    person_id: int | None = 1, chat: str = "wr1", sent_at: datetime | None = MONDAY
) -> OutboundMessage:
    """The message that made it, a day ago."""
    return OutboundMessage(
        county_id=1,
        key=f"say:{chat}",
        channel="customer_group",
        chat_id=chat,
        audience="group",
        person_id=person_id,
        created_at=MONDAY,
        not_before=MONDAY,
        sent_at=sent_at,
    )


def test_a_member_hears_once_of_all_the_groups_that_wait() -> None:
    said = told.of(unconfirmed([task(), task(chat="wr2"), task(2)], NOW, WORLD), Say)
    assert len(said) == 2
    words = render(said[0].text.key, **said[0].text.params)
    assert words.startswith("给“wr1”“wr2”的通知，群里还没有人看到")


def test_a_task_that_has_just_come_is_not_asked_about() -> None:
    assert unconfirmed([task(sent_at=NOW - timedelta(hours=3))], NOW, WORLD) == []
    assert unconfirmed([task(sent_at=None)], NOW, WORLD) == []
