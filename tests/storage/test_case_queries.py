"""What a turn asks about cases stays quick in a county with years of history."""

from sqlmodel import Session

from storage import cases
from storage.db import Database
from tests.storage.cast import MORNING
from tests.storage.plans import fill, plan_of, reads_all_of

CASES = (
    'INSERT INTO "case" (id, county_id, number, leaf, title, summary, place, urgency, state, level,'
    " colour, is_emergency, is_private, is_confidential, owner_id, opened_at, result, progress,"
    " resolve_span, reopen_count, reasons, tags) SELECT i, 1, i, 'manhole', '', '', '', 'U1', 'registered', 'grid', 'blue', :no,"
    " :no, :no, NULL, :now, '', '', '', 0, '[]', '[]' FROM n"
)
SAID = (
    "INSERT INTO outbox (county_id, key, channel, chat_id, is_group, audience, text_key, text, case_id,"
    " urgent, may_merge, created_at, not_before, state, attempts, receipt, error)"
    " SELECT 1, 'old ' || i, 'webchat', 'chat ' || (i % 500), :no, '', '', '', i, :no, :no, :now, :now,"
    " 'sent', 1, '', '' FROM n"
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
