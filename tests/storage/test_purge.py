"""Of messages that fed no case the words go, and finding them does not take reading them all."""

from datetime import timedelta

from sqlmodel import Session, select

from storage import inbox, purge, tasks
from storage.codes import FAINT, TaskKind
from storage.db import Database
from storage.tables import InboundMessage
from storage.tables.case import Task
from tests.storage.cast import COUNTY, MORNING, heard
from tests.storage.plans import fill, plan_of, reads_all_of

TOMORROW = MORNING + timedelta(days=1)


async def test_the_words_of_chatter_go_and_those_of_a_report_stay(database: Database) -> None:
    def talk(session: Session) -> int:
        inbox.put(session, [heard("1", text="吃了没"), heard("2", text="路灯不亮"), heard("3")])
        inbox.finish(session, 1, MORNING, "chit_chat")
        inbox.finish(session, 2, MORNING, "report")
        return purge.purge_chat(session, COUNTY, TOMORROW)

    assert await database.tx(talk) == 1
    rows = await database.read(lambda session: session.exec(select(InboundMessage)).all())
    assert [row.text for row in sorted(rows, key=lambda r: r.key)][:2] == ["", "路灯不亮"]


async def test_what_a_person_was_to_look_at_of_chatter_goes_with_it(database: Database) -> None:
    def ask(session: Session) -> list[str]:
        for key in (f"{FAINT}:1", "danger:2"):
            tasks.open_task(
                session,
                Task(
                    county_id=COUNTY, key=key, kind=TaskKind.TRIAGE, title="…", created_at=MORNING
                ),
            )
        purge.purge_chat(session, COUNTY, TOMORROW)
        return [task.key for task in session.exec(select(Task)).all()]

    assert await database.tx(ask) == ["danger:2"]


async def test_purging_looks_only_at_what_still_has_words(database: Database) -> None:
    """With 100,000 purged messages the purge goes through an index of the others."""
    purged = (
        "INSERT INTO inbox (county_id, channel, key, chat_id, is_group, sender_id, sender_name,"
        " kind, text, data, sent_at, received_at, state, attempts, next_attempt_at, handled_at,"
        " intent, error) SELECT 1, 'webchat', 'old ' || i, 'chat ' || (i % 500), :no, '', '',"
        " 'text', '', '{}', :now, :now, 'done', 0, :now, :now, 'chit_chat', '' FROM n"
    )
    now = MORNING.replace(tzinfo=None) if database.dialect == "sqlite" else MORNING
    await database.tx(lambda s: fill(s, purged, 100_000, now=str(now), no=False))

    def look(session: Session) -> str:
        return plan_of(session, lambda: purge.purge_chat(session, COUNTY, TOMORROW))

    plan = await database.tx(look)
    assert "inbox_words" in plan
    assert not reads_all_of(plan, "inbox"), plan
