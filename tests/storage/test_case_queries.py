"""What a turn asks about cases stays quick in a county with years of history."""

from sqlmodel import Session

from storage import cases
from storage.db import Database
from storage.tables.case import Case
from storage.tables.message import OutboundMessage
from tests.storage.cast import MORNING
from tests.storage.plans import fill, many_of, plan_of, reads_all_of

CASES = many_of(
    Case,
    id="i",
    county_id="1",
    number="i",
    leaf="'manhole'",
    title="''",
    urgency="'U1'",
    state="'registered'",
    opened_at=":now",
)
SAID = many_of(
    OutboundMessage,
    county_id="1",
    key="'old ' || i",
    channel="'webchat'",
    chat_id="'chat ' || (i % 500)",
    audience="''",
    case_id="i",
    created_at=":now",
    not_before=":now",
    state="'sent'",
)


async def test_what_somebody_owes_is_found_without_looking_at_every_open_case(
    database: Database,
) -> None:
    now = MORNING.replace(tzinfo=None) if database.dialect == "sqlite" else MORNING
    await database.tx(lambda s: fill(s, CASES, 50_000, now=str(now), no=False))

    def look(session: Session) -> str:
        return plan_of(session, lambda: cases.owed(session, 5, [1, 2]))

    plan = await database.read(look)
    assert "ix_case_owner_id" in plan
    assert not reads_all_of(plan.replace("case_pkey", "").replace("TEMP B-TREE", ""), "case"), plan


async def test_the_case_last_spoken_of_is_found_at_the_end_of_a_long_chat(
    database: Database,
) -> None:
    now = MORNING.replace(tzinfo=None) if database.dialect == "sqlite" else MORNING
    await database.tx(lambda s: fill(s, SAID, 50_000, now=str(now), no=False))

    def look(session: Session) -> tuple[int | None, str]:
        def ask() -> int | None:
            return cases.last_told(session, "webchat", "chat 1")

        return ask(), plan_of(session, ask)

    told, plan = await database.read(look)
    assert told == 49_501
    assert "outbox_chat" in plan
    assert not reads_all_of(plan.replace("TEMP B-TREE FOR ORDER BY", "", 1), "outbox"), plan
