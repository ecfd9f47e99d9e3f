"""What is to be said: once, in order within each chat, urgent things first."""

import asyncio
import re
from collections import Counter as Tally
from collections import defaultdict
from datetime import datetime, timedelta

from sqlmodel import Session

from storage import outbox
from storage.codes import OutboxState
from storage.db import Database
from storage.tables import OutboundMessage
from tests.storage.cast import AUNT_WANG, GRID_GUO, GROUP, MORNING, at, to_say
from tests.storage.plans import fill, plan_of, reads_all_of

LEASE = timedelta(seconds=60)
FAR = 10**9


async def put(database: Database, *messages: OutboundMessage) -> list[int | None]:
    return await database.tx(lambda session: [outbox.put(session, m) for m in messages])


async def claim(
    database: Database, now: datetime = MORNING, limit: int = 10
) -> list[tuple[str, bool]]:
    """The keys claimed, and whether they were attempted before."""

    def unit(session: Session) -> list[tuple[str, bool]]:
        return [(row.key, again) for row, again in outbox.claim(session, now, limit, LEASE)]

    return await database.tx(unit)


async def row_of(database: Database, number: int) -> OutboundMessage:
    return await database.read(lambda session: session.get_one(OutboundMessage, number))


async def test_the_same_thing_is_never_said_twice(database: Database) -> None:
    assert await put(database, to_say("1"), to_say("1", text="又一遍")) == [1, None]
    assert await put(database, to_say("1", GRID_GUO)) == [None]


async def test_a_claimed_message_is_held_and_its_row_says_so(database: Database) -> None:
    await put(database, to_say("1", card={"title": "任务"}))
    [(row, was_attempted)] = await database.tx(lambda s: outbox.claim(s, MORNING, 10, LEASE))
    stored = await row_of(database, 1)
    for seen in (row, stored):
        assert (seen.state, seen.attempts) == (OutboxState.SENDING, 1)
        assert seen.claimed_until == at(60)
        assert seen.card == {"title": "任务"}
    assert not was_attempted
    assert await claim(database, at(59)) == []


async def test_a_message_whose_sender_died_is_claimed_again_and_known_as_attempted(
    database: Database,
) -> None:
    await put(database, to_say("1"), to_say("2"))
    assert await claim(database) == [("1", False)]
    assert await claim(database, at(60)) == [("1", True)]
    assert (await row_of(database, 1)).attempts == 2


async def test_a_message_put_off_by_its_platform_is_not_known_as_attempted(
    database: Database,
) -> None:
    await put(database, to_say("1"))
    await claim(database)
    await database.tx(lambda session: outbox.later(session, 1, at(30), "45009", at(1)))
    assert await claim(database, at(29)) == []
    assert await claim(database, at(30)) == [("1", False)]
    row = await row_of(database, 1)
    assert (row.attempts, row.error) == (2, "45009")


async def test_each_chat_gets_its_messages_one_after_the_other(database: Database) -> None:
    await put(database, to_say("1"), to_say("2"), to_say("3", AUNT_WANG), to_say("4"))
    assert await claim(database) == [("1", False), ("3", False)]
    assert await claim(database) == []
    await database.tx(lambda session: outbox.sent(session, 1, "receipt", at(1)))
    assert await claim(database) == [("2", False)]
    row = await row_of(database, 1)
    assert (row.state, row.receipt, row.sent_at) == (OutboxState.SENT, "receipt", at(1))
    assert row.claimed_until is None


async def test_a_message_for_later_does_not_hold_back_those_behind_it(database: Database) -> None:
    await put(database, to_say("morning", not_before=at(3600)), to_say("now"), to_say("next"))
    assert await claim(database) == [("now", False)]
    await database.tx(lambda session: outbox.sent(session, 2, "", MORNING))
    assert await claim(database, at(10)) == [("next", False)]
    assert await claim(database, at(20)) == []
    await database.tx(lambda session: outbox.sent(session, 3, "", MORNING))
    assert await claim(database, at(3600)) == [("morning", False)]


async def test_an_urgent_message_overtakes_all_that_has_not_begun(database: Database) -> None:
    await put(database, *(to_say(f"digest {n}", f"chat {n}") for n in range(30)))
    await put(database, to_say("digest", GRID_GUO), to_say("gas", GRID_GUO, urgent=True))
    assert await claim(database, limit=1) == [("gas", False)]
    keys = [key for key, _ in await claim(database, limit=FAR)]
    assert len(keys) == 30
    assert "digest" not in keys
    await database.tx(lambda session: outbox.sent(session, 32, "", MORNING))
    assert await claim(database) == [("digest", False)]


async def test_two_abandoned_messages_of_a_chat_do_not_block_each_other(
    database: Database,
) -> None:
    await put(database, to_say("old"), to_say("gas", urgent=True))
    assert await claim(database, at(0)) == [("gas", False)]
    await database.tx(lambda s: outbox.later(s, 2, at(5), "", at(0)))
    assert await claim(database, at(1)) == [("old", False)]
    assert await claim(database, at(5)) == []
    assert await claim(database, at(61)) == [("old", True)]
    await database.tx(lambda s: outbox.sent(s, 1, "", at(61)))
    assert await claim(database, at(61)) == [("gas", False)]


async def test_what_cannot_be_sent_is_finished_with_its_reason(database: Database) -> None:
    await put(database, *(to_say(f"{n}", f"chat {n}") for n in range(3)))
    await claim(database)

    def give_up(session: Session) -> None:
        outbox.refused(session, 1, "48 小时已过", at(1))
        outbox.unsure(session, 2, "no answer", at(1))
        outbox.dead(session, 3, "tried too often", at(1))

    await database.tx(give_up)
    states = [(await row_of(database, n)).state for n in (1, 2, 3)]
    assert states == [OutboxState.REFUSED, OutboxState.UNSURE, OutboxState.DEAD]
    row = await row_of(database, 1)
    assert (row.error, row.finished_at, row.sent_at) == ("48 小时已过", at(1), None)
    assert await claim(database, at(FAR)) == []
    assert await database.read(outbox.count_waiting) == 0


async def test_a_sent_message_is_never_taken_up_again(database: Database) -> None:
    await put(database, to_say("1"))
    await claim(database)

    def late_news(session: Session) -> None:
        outbox.sent(session, 1, "receipt", at(1))
        outbox.later(session, 1, at(2), "too late", at(2))
        outbox.dead(session, 1, "too late", at(2))
        outbox.sent(session, 1, "second receipt", at(2))

    await database.tx(late_news)
    row = await row_of(database, 1)
    assert (row.state, row.receipt, row.error) == (OutboxState.SENT, "receipt", "")
    assert await claim(database, at(FAR)) == []


async def test_the_next_message_is_due_when_it_can_be_claimed(database: Database) -> None:
    async def due() -> datetime | None:
        return await database.read(outbox.next_due_at)

    assert await due() is None
    await put(database, to_say("later", not_before=at(500)), to_say("1"), to_say("2"))
    assert await due() == MORNING
    await claim(database)
    assert await due() == at(60)  # the others of the chat wait for it
    await database.tx(lambda session: outbox.sent(session, 2, "", at(1)))
    assert await due() == MORNING
    await claim(database)
    await database.tx(lambda session: outbox.sent(session, 3, "", at(1)))
    assert await due() == at(500)


async def test_several_senders_send_each_message_once_and_in_order(database: Database) -> None:
    chats = [GROUP, AUNT_WANG, GRID_GUO, "城管局值班", "县值班"]
    await put(database, *(to_say(f"{n}", chats[n % 5]) for n in range(100)))
    said: dict[str, list[int]] = defaultdict(list)

    async def send() -> None:
        while await database.read(outbox.count_waiting):
            for row, _ in await database.tx(lambda s: outbox.claim(s, MORNING, 3, LEASE)):
                said[row.chat_id].append(int(row.key))
                await asyncio.sleep(0)
                await database.tx(
                    lambda s, number=row.id or 0: outbox.sent(s, number, "", MORNING)  # type: ignore[misc]
                )

    await asyncio.gather(*(send() for _ in range(5)))
    assert Tally(n for numbers in said.values() for n in numbers) == Tally(range(100))
    assert all(numbers == sorted(numbers) for numbers in said.values())


async def test_a_claim_looks_only_at_what_waits(database: Database) -> None:
    """With 100,000 messages sent every step still goes through an index of the waiting ones."""
    sent = (
        "INSERT INTO outbox (county_id, key, channel, chat_id, is_group, audience, text_key, text,"
        " urgent, may_merge, created_at, not_before, state, attempts, receipt, error)"
        " SELECT 1, 'old ' || i, 'webchat', 'chat ' || (i % 500), :no, '', '', '', :no, :no, :now, :now,"
        " 'sent', 1, '', '' FROM n"
    )
    now = MORNING.replace(tzinfo=None) if database.dialect == "sqlite" else MORNING
    await put(database, *(to_say(f"{n}", f"chat {n}") for n in range(40)))
    await database.tx(lambda s: fill(s, sent, 100_000, now=str(now), no=False))

    def look(session: Session) -> str:
        return plan_of(session, lambda: outbox.claim(session, MORNING, 32, LEASE))

    plan = await database.tx(look)
    assert "outbox_next" in plan
    claims = re.sub(
        r".*outbox_pkey.*\n.*id = ANY.*", "", plan
    )  # the rows, by the ids that were found
    assert not reads_all_of(claims.replace("TEMP B-TREE FOR", ""), "outbox"), plan


async def test_a_channel_that_is_silent_here_is_left_to_another_replica(database: Database) -> None:
    for key, channel in (("a", "webchat"), ("b", "wecom_aibot"), ("c", "sms")):
        row = to_say(key, chat=key, channel=channel, urgent=key == "b")
        await database.tx(lambda session, row=row: outbox.put(session, row))  # type: ignore[misc]

    async def claimed(*silent: str) -> list[str]:
        def claim(session: Session) -> list[str]:
            return [r.key for r, _ in outbox.claim(session, MORNING, 10, LEASE, silent)]

        return await database.tx(claim)

    assert await claimed("wecom_aibot", "sms") == ["a"]
    assert await claimed("wecom_aibot") == ["c"]
    assert await claimed() == ["b"]
